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
    assert_eq!(Payout::check(&[2]), Err(PayoutError::UnknownVersion(2)));
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

#[test]
fn each_argument_changes_mix_and_hash() {
    let base = PlainHash.evaluate(&[1; 32], 2, 3);
    for other in
        [PlainHash.evaluate(&[0; 32], 2, 3), PlainHash.evaluate(&[1; 32], 3, 3), PlainHash.evaluate(&[1; 32], 2, 4)]
    {
        assert_ne!(base.mix, other.mix);
        assert_ne!(base.final_hash, other.final_hash);
    }
    assert_ne!(base.mix, base.final_hash);
}

/// Computed with Python's `hashlib.blake2b(.., digest_size=32, person=..)`.
#[test]
fn the_plain_hash_is_pinned() {
    let work = PlainHash.evaluate(&[1; 32], 2, 3);
    let expected = Work {
        mix: [
            82, 69, 93, 250, 113, 47, 249, 112, 246, 114, 250, 236, 73, 54, 209, 214, 197, 154, 233, 213, 95, 90, 118,
            252, 99, 91, 62, 4, 58, 220, 157, 113,
        ],
        final_hash: [
            109, 248, 146, 46, 139, 223, 83, 233, 246, 114, 127, 84, 185, 246, 147, 76, 172, 227, 144, 181, 93, 204,
            125, 51, 45, 216, 192, 161, 86, 54, 25, 65,
        ],
    };
    assert_eq!(work, expected);
}

#[test]
fn difficulty_one_takes_every_hash_and_zero_none() {
    for hash in [[0; 32], [0x7f; 32], [0xff; 32]] {
        assert!(hash_meets(&hash, U256::one()));
        assert!(!hash_meets(&hash, U256::zero()));
    }
}

#[test]
fn the_boundary_is_two_to_the_256() {
    // 2^255 * 2 = 2^256 is too much; one less is not.
    let mut half = [0; 32];
    half[0] = 0x80;
    assert!(!hash_meets(&half, U256::from(2)));
    let below = (U256::from_big_endian(&half) - 1).to_big_endian();
    assert!(hash_meets(&below, U256::from(2)));
    assert!(hash_meets(&[0; 32], U256::MAX));
    assert!(!hash_meets(&[0xff; 32], U256::MAX));
}

proptest! {
    #[test]
    fn meeting_is_the_product_in_wide_arithmetic(hash in any::<[u8; 32]>(), d in any::<[u8; 32]>()) {
        let d = U256::from_big_endian(&d);
        let product = U256::from_big_endian(&hash).full_mul(d);
        let wide = !d.is_zero() && U256::try_from(product).is_ok();
        prop_assert_eq!(hash_meets(&hash, d), wide);
    }

    #[test]
    fn more_difficulty_never_helps(hash in any::<[u8; 32]>(), a in 1u64.., b in 1u64..) {
        let (less, more) = (a.min(b), a.max(b));
        prop_assert!(hash_meets(&hash, less.into()) || !hash_meets(&hash, more.into()));
    }

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
