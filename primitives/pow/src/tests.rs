//! Encodings have one form, the hash is pinned, the comparison does not overflow.

use codec::Encode;
use proptest::prelude::*;
use sero_shielded::keys::{PkrBytes, Seed, SpendingKey};

use crate::*;

fn seal() -> Seal {
    Seal::V1 { nonce: 0x0102_0304_0506_0708, mix: [9; 32] }
}

fn payout() -> Payout {
    let address = SpendingKey::from_seed(&Seed::new([7; 32])).unwrap().address();
    let r = sero_shielded::hash::hs("test", &[b"r"]);
    Payout::V1 { payout: address.one_time(&r).unwrap().to_bytes() }
}

#[test]
fn a_seal_has_one_encoding() {
    let bytes = seal().encode();
    assert_eq!(bytes.len(), Seal::V1_LEN);
    assert_eq!(bytes[..9], [1, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(Seal::decode_exact(&bytes), Ok(seal()));
}

#[test]
fn a_seal_with_anything_behind_it_is_refused() {
    let mut bytes = seal().encode();
    bytes.push(0);
    let wrong = SealError::WrongLength { version: 1, expected: 41, got: 42 };
    assert_eq!(Seal::decode_exact(&bytes), Err(wrong));
}

#[test]
fn a_short_an_empty_and_an_unknown_seal_are_three_errors() {
    let bytes = seal().encode();
    for length in 1..bytes.len() {
        let wrong = SealError::WrongLength { version: 1, expected: 41, got: length };
        assert_eq!(Seal::decode_exact(&bytes[..length]), Err(wrong));
    }
    assert_eq!(Seal::decode_exact(&[]), Err(SealError::Empty));
    for version in (0..=255).filter(|v| *v != Seal::V1) {
        let mut other = bytes.clone();
        other[0] = version;
        assert_eq!(Seal::decode_exact(&other), Err(SealError::UnknownVersion(version)));
    }
}

#[test]
fn a_payout_has_one_encoding_and_a_valid_address() {
    let bytes = payout().encode();
    assert_eq!(bytes.len(), Payout::V1_LEN);
    assert_eq!(Payout::check(&bytes), Ok(payout()));
    let mut longer = bytes.clone();
    longer.push(0);
    let wrong = PayoutError::WrongLength { version: 1, expected: 97, got: 98 };
    assert_eq!(Payout::check(&longer), Err(wrong));
    assert_eq!(Payout::check(&[]), Err(PayoutError::Missing));
    assert_eq!(Payout::check(&[3]), Err(PayoutError::UnknownVersion(3)));
}

#[test]
fn a_payout_to_no_address_is_refused() {
    for junk in [[0; 96], [0xff; 96], [1; 96]] {
        let bytes = Payout::V1 { payout: PkrBytes(junk) }.encode();
        assert!(matches!(Payout::check(&bytes), Err(PayoutError::BadAddress(_))), "{junk:?}");
    }
}

#[test]
fn a_header_names_exactly_one_payout() {
    let (a, b): (&[u8], &[u8]) = (&[1], &[2]);
    assert_eq!(Payout::only([].into_iter()), Err(PayoutError::Missing));
    assert_eq!(Payout::only([a].into_iter()), Ok(a));
    assert_eq!(Payout::only([a, b].into_iter()), Err(PayoutError::Repeated));
}

proptest! {
    #[test]
    fn any_bytes_decode_to_what_they_encode_or_not_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        if let Ok(seal) = Seal::decode_exact(&bytes) {
            prop_assert_eq!(seal.encode(), bytes.clone());
        }
        if let Ok(payout) = Payout::decode_exact(&bytes) {
            prop_assert_eq!(payout.encode(), bytes);
        }
    }
}
