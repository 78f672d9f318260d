//! Pinned bytes, computed by a program in Python on its own arithmetic.

use sero_shielded::{
    curve::Scalar,
    encoding::{PointBytes, ScalarBytes},
    hash::hs,
    keys::PkrBytes,
};

use super::{AuthorSecret, IssuerSecret, Place, Prop, Stuck};

fn hex<const N: usize>(text: &str) -> [u8; N] {
    const_hex::decode_to_array(text).expect("hexadecimal digits")
}

fn bytes(scalar: Scalar) -> [u8; 32] {
    ScalarBytes::from(scalar).0
}

#[test]
fn keys_proof_and_signature_are_pinned() {
    let mut secrets = [0; 64];
    secrets[..32].copy_from_slice(&bytes(hs("test", &[b"issuer zpk"])));
    secrets[32..].copy_from_slice(&bytes(hs("test", &[b"issuer prop"])));
    let issuer = IssuerSecret::from_bytes(&secrets).expect("not zero");
    let author = AuthorSecret::from_bytes(&bytes(hs("test", &[b"author"]))).expect("not zero");
    let counting = |from: u8| core::array::from_fn(|place| from + place as u8);
    let place = Place { genesis: counting(0), parent: counting(32), height: 1 };

    let public = issuer.public();
    assert_eq!(public.zpk.0, hex("b064abdbd2df821e11394ec8088d6fbfb0e0acf133f022dd4f5274fd5d272204"));
    assert_eq!(public.prop.0, hex("7d3ae54c11d041cb789bfe0d7621a477af61d075c1c7f8d76fad063a1ac95303"));
    assert_eq!(public.tag().0, hex("3e5bb041"));
    let zpk = PointBytes(hex("0e322c53e0b0181d460af6c7fbf5f25285dc63ea8c9310aac00ad8403a7dd205"));
    assert_eq!(author.zpk(), zpk);

    let license = issuer.issue(&zpk, Prop::new(1_000_000, 7), &place.genesis, &mut Stuck(9)).expect("a key");
    assert_eq!(license.network.0, [0, 1, 2, 3]);
    assert_eq!(license.r.0, hex("e0e93a68331218b511998d2cc987a2348175fec81ced22be74ccfd92b4d91a86"));
    assert_eq!(license.s.0, hex("f8a751cf1a56b829d6592eeb8550efea00754cbfb52f18bcb49bcc91999f0602"));

    let payout = PkrBytes([5; 96]);
    let shown = author.show(license, &place, &payout, &mut Stuck(9));
    let signature: [u8; 64] = hex(concat!(
        "53c2ed502b5f19f87c5ae1a8a53719aae2a199766bf4543280b16649f6f11584",
        "5ff3bb5f2afdf834140a927daa281c254572a3a3fa0bf6a194ab64edd2509303"
    ));
    assert_eq!(shown.signature.0, signature);
    assert_eq!(shown.check(&payout, &place, &public, |_| false), Ok(()));
}
