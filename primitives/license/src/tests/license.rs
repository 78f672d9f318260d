//! Each reason by name.

use codec::{DecodeAll, Encode};
use sero_shielded::{
    curve::{g_lic, mul, Projective, Scalar},
    encoding::{EncodingError, PointBytes, ScalarBytes},
};

use super::*;
use crate::{IssuerError, SecretError, Tag};

#[test]
fn a_licence_is_taken_until_its_last_block_and_no_longer() {
    for height in [0, 50, 100] {
        assert_eq!(check(&shown(), &payout(1), &Place { height, ..PLACE }), Ok(()));
    }
    let expired = Refusal::Expired { until: 100, height: 101 };
    assert_eq!(check(&shown(), &payout(1), &Place { height: 101, ..PLACE }), Err(expired));
}

#[test]
fn until_and_serial_number_are_the_halves_of_prop() {
    let prop = Prop::new(0x0102_0304, 0x0506_0708);
    assert_eq!(prop, Prop(0x0506_0708_0102_0304));
    assert_eq!((prop.until(), prop.serial()), (0x0102_0304, 0x0506_0708));
    let all = Prop::new(u32::MAX, u32::MAX);
    assert_eq!((all.until(), all.serial()), (u32::MAX, u32::MAX));
}

#[test]
fn a_revoked_serial_number_is_refused() {
    let refused = shown().check(&payout(1), &PLACE, &issuer().public(), |serial| serial == 7);
    assert_eq!(refused, Err(Refusal::Revoked { serial: 7 }));
}

#[test]
fn a_licence_serves_on_its_own_chain_only() {
    let other = [5; 32];
    let refused = Refusal::OtherNetwork { found: Tag::of(&GENESIS), expected: Tag::of(&other) };
    assert_eq!(check(&shown(), &payout(1), &Place { genesis: other, ..PLACE }), Err(refused));
    // With the tag exchanged the proof tells.
    let license = License { network: Tag::of(&other), ..license() };
    assert_eq!(license.verify(&author().zpk(), &other, &issuer().public()), Err(Refusal::Forged));
}

#[test]
fn a_licence_serves_under_its_own_issuer_only() {
    let other = IssuerSecret::generate(&mut Stuck(9)).public();
    let refused = Refusal::UnknownIssuer { found: issuer().public().tag(), expected: other.tag() };
    assert_eq!(shown().check(&payout(1), &PLACE, &other, |_| false), Err(refused));
    let license = License { issuer: other.tag(), ..license() };
    assert_eq!(license.verify(&author().zpk(), &GENESIS, &other), Err(Refusal::Forged));
}

#[test]
fn a_licence_copied_from_another_header_is_another_miners() {
    // Into a header that pays the thief ...
    assert_eq!(check(&shown(), &payout(2), &PLACE), Err(Refusal::AnotherMiners));
    // ... and, even for its owner, into one on another parent.
    assert_eq!(check(&shown(), &payout(1), &Place { parent: [9; 32], ..PLACE }), Err(Refusal::AnotherMiners));
    // The thief's own signature does not help.
    let thief = AuthorSecret::generate(&mut Stuck(8));
    let signed = thief.show(license(), &PLACE, &payout(2), &mut Stuck(4));
    let copied = AuthorLicense { zpk: author().zpk(), ..signed };
    assert_eq!(check(&copied, &payout(2), &PLACE), Err(Refusal::AnotherMiners));
    // Under his own key the licence is not proved.
    assert_eq!(check(&signed, &payout(2), &PLACE), Err(Refusal::Forged));
}

#[test]
fn a_licence_cannot_be_prolonged_or_renumbered() {
    for prop in [Prop::new(101, 7), Prop::new(100, 8), Prop::new(u32::MAX, u32::MAX)] {
        let longer = License { prop, ..license() };
        assert_eq!(longer.verify(&author().zpk(), &GENESIS, &issuer().public()), Err(Refusal::Forged));
    }
}

/// Encodings that are no key, with what is wrong with each.
fn bad_points() -> Vec<([u8; 32], EncodingError)> {
    let identity = PointBytes::from(Projective::default()).0;
    let mut signed_zero = identity;
    signed_zero[31] |= 0x80;
    let mut order_two = [0xff; 32];
    // y = -1: p - 1.
    let minus_one = sero_shielded::encoding::FieldBytes::from(-sero_shielded::curve::F::from(1u64)).0;
    order_two.copy_from_slice(&minus_one);
    let off_curve = (2u8..)
        .map(|y| {
            let mut bytes = [0; 32];
            bytes[0] = y;
            bytes
        })
        .find(|bytes| PointBytes(*bytes).to_curve() == Err(EncodingError::PointOffCurve))
        .expect("half of all y belong to no point");
    vec![
        (identity, EncodingError::PointIsIdentity),
        (signed_zero, EncodingError::PointNotCanonical),
        (order_two, EncodingError::PointOutsideSubgroup),
        ([0xff; 32], EncodingError::PointNotCanonical),
        (off_curve, EncodingError::PointOffCurve),
    ]
}

#[test]
fn each_point_must_be_a_key() {
    let (zpk, public) = (author().zpk(), issuer().public());
    for (bytes, cause) in bad_points() {
        let point = PointBytes(bytes);
        assert_eq!(license().verify(&point, &GENESIS, &public), Err(Refusal::Zpk(cause)));
        assert_eq!(License { r: point, ..license() }.verify(&zpk, &GENESIS, &public), Err(Refusal::R(cause)));
        assert_eq!(issuer().issue(&point, Prop(1), &GENESIS, &mut Stuck(0)), Err(Refusal::Zpk(cause)));
        for (issuer, error) in
            [(key(point, public.prop), IssuerError::Zpk(cause)), (key(public.zpk, point), IssuerError::Prop(cause))]
        {
            assert_eq!(issuer.check(), Err(error));
            let license = License { issuer: issuer.tag(), ..license() };
            assert_eq!(license.verify(&zpk, &GENESIS, &issuer), Err(Refusal::Issuer(error)));
        }
    }
}

#[test]
fn s_must_be_canonical() {
    // s + l proves the same, were it taken.
    let s = license().s.to_scalar().expect("canonical");
    let l = ScalarBytes::from(-Scalar::from(1u64)).0;
    let mut sum = [0u8; 32];
    let mut carry = 1u16;
    for ((to, a), b) in sum.iter_mut().zip(ScalarBytes::from(s).0).zip(l) {
        carry += u16::from(a) + u16::from(b);
        *to = carry as u8;
        carry >>= 8;
    }
    let refused = Refusal::S(EncodingError::ScalarNotCanonical);
    let license = License { s: ScalarBytes(sum), ..license() };
    assert_eq!(license.verify(&author().zpk(), &GENESIS, &issuer().public()), Err(refused));
}

#[test]
fn keys_that_cancel_out_license_nobody() {
    // An issuer whose two keys make the identity for this author and prop: everybody could prove R = s*G.
    let (zpk, prop) = (author().zpk(), Prop::new(100, 7));
    let h = crate::license::weight(&zpk);
    let half = Scalar::from(11u64);
    let pk = |secret: Scalar| PointBytes::from(mul(&g_lic(), &secret));
    let crafted = key(pk(-(half * Scalar::from(prop.0))), pk(half * h));
    assert_eq!(crafted.check(), Ok(()));
    let s = Scalar::from(5u64);
    let license = License { network: Tag::of(&GENESIS), issuer: crafted.tag(), prop, r: pk(s), s: s.into() };
    assert_eq!(license.verify(&zpk, &GENESIS, &crafted), Err(Refusal::Forged));
}

#[test]
fn a_failing_random_source_does_not_repeat_a_nonce() {
    let (a, b) = (license_until(100, 7), license_until(101, 7));
    assert_ne!(a.r, b.r);
    let other = issuer().issue(&author().zpk(), Prop::new(100, 7), &[9; 32], &mut Stuck(3)).expect("a key");
    assert_ne!(a.r, other.r);
    let place = Place { parent: [9; 32], ..PLACE };
    let moved = author().show(license(), &place, &payout(1), &mut Stuck(4));
    assert_ne!(shown().signature.0[..32], moved.signature.0[..32]);
}

#[test]
fn secrets_come_back_from_their_bytes_and_zero_is_none() {
    let (issuer, author) = (issuer(), author());
    assert_eq!(IssuerSecret::from_bytes(&issuer.to_bytes()), Ok(issuer.clone()));
    assert_eq!(AuthorSecret::from_bytes(&author.to_bytes()), Ok(author));
    assert_eq!(AuthorSecret::from_bytes(&[0; 32]), Err(SecretError::Zero));
    let large = SecretError::Encoding(EncodingError::ScalarNotCanonical);
    assert_eq!(AuthorSecret::from_bytes(&[0xff; 32]), Err(large));
    let mut half = *issuer.to_bytes();
    half[32..].fill(0);
    assert_eq!(IssuerSecret::from_bytes(&half), Err(SecretError::Zero));
}

#[test]
fn secrets_are_not_printed() {
    assert_eq!(format!("{:?} {:?}", issuer(), author()), "IssuerSecret(..) AuthorSecret(..)");
}

#[test]
fn a_shown_licence_has_one_encoding() {
    let bytes = shown().encode();
    assert_eq!(bytes.len(), AuthorLicense::LEN);
    assert_eq!(license().encode().len(), License::LEN);
    assert_eq!(AuthorLicense::decode_all(&mut &bytes[..]), Ok(shown()));
}

#[test]
fn refusals_have_names_texts_and_one_encoding() {
    let refusals = [
        Refusal::Malformed,
        Refusal::Missing { height: 3, phase: crate::Phase { from: 1, to: 9 } },
        Refusal::NoIssuer,
        Refusal::OtherNetwork { found: Tag([1; 4]), expected: Tag([2; 4]) },
        Refusal::UnknownIssuer { found: Tag([1; 4]), expected: Tag([2; 4]) },
        Refusal::Expired { until: 1, height: 2 },
        Refusal::Revoked { serial: 7 },
        Refusal::Zpk(EncodingError::PointOffCurve),
        Refusal::R(EncodingError::PointOffCurve),
        Refusal::S(EncodingError::ScalarNotCanonical),
        Refusal::Issuer(IssuerError::Text),
        Refusal::Forged,
        Refusal::AnotherMiners,
    ];
    for (place, refusal) in refusals.iter().enumerate() {
        let bytes = refusal.encode();
        assert_eq!(usize::from(bytes[0]), place);
        assert_eq!(Refusal::decode_all(&mut &bytes[..]), Ok(*refusal));
        assert!(format!("{refusal:?}").starts_with(refusal.name()));
        assert!(!refusal.to_string().is_empty());
    }
}

#[test]
fn a_phase_holds_its_first_height_and_not_its_last() {
    let phase = crate::Phase { from: 10, to: 20 };
    assert_eq!([9, 10, 19, 20].map(|height| phase.contains(height)), [false, true, true, false]);
    assert!(!phase.is_off());
    for (from, to) in [(0, 0), (7, 7), (8, 7)] {
        let phase = crate::Phase { from, to };
        assert!(phase.is_off() && !phase.contains(7) && !phase.contains(0));
    }
}
