//! The second version: the first with a licence behind it.

use codec::Encode;
use proptest::prelude::*;
use sero_license::{AuthorLicense, License, Prop, Tag};
use sero_shielded::{
    encoding::{PointBytes, ScalarBytes},
    hash::hs,
    keys::{Seed, SpendingKey},
    signature::SignatureBytes,
};

use super::*;

/// Any bytes: this crate does not look inside.
fn author() -> AuthorLicense {
    AuthorLicense {
        zpk: PointBytes([1; 32]),
        license: License {
            network: Tag([2; 4]),
            issuer: Tag([3; 4]),
            prop: Prop::new(0x0504_0302, 0x0908_0706),
            r: PointBytes([4; 32]),
            s: ScalarBytes([5; 32]),
        },
        signature: SignatureBytes([6; 64]),
    }
}

fn address() -> PkrBytes {
    let owner = SpendingKey::from_seed(&Seed::new([7; 32])).expect("not zero").address();
    owner.one_time(&hs("test", &[b"r"])).expect("no point is the identity").to_bytes()
}

fn second() -> Payout {
    Payout::V2 { payout: address(), author: author() }
}

#[test]
fn the_second_version_has_one_encoding() {
    let bytes = second().encode();
    assert_eq!((bytes.len(), Payout::V2_LEN), (273, 273));
    assert_eq!(bytes[0], Payout::V2);
    assert_eq!(bytes[1..97], address().0);
    assert_eq!(bytes[97..129], [1; 32]);
    assert_eq!(bytes[129..145], [2, 2, 2, 2, 3, 3, 3, 3, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(bytes[145..177], [4; 32]);
    assert_eq!(bytes[177..209], [5; 32]);
    assert_eq!(bytes[209..], [6; 64]);
    assert_eq!(Payout::decode_exact(&bytes), Ok(second()));
}

#[test]
fn each_version_has_its_own_length() {
    let first = Payout::V1 { payout: address() }.encode();
    let mut bytes = second().encode();
    bytes.push(0);
    for got in (1..bytes.len()).chain([274]).filter(|got| *got != 273) {
        let wrong = PayoutError::WrongLength { version: 2, expected: 273, got };
        assert_eq!(Payout::decode_exact(&bytes[..got]), Err(wrong));
    }
    // The bytes of one under the number of the other.
    let mut renamed = first.clone();
    renamed[0] = Payout::V2;
    let wrong = PayoutError::WrongLength { version: 2, expected: 273, got: 97 };
    assert_eq!(Payout::decode_exact(&renamed), Err(wrong));
    bytes.pop();
    bytes[0] = Payout::V1;
    let wrong = PayoutError::WrongLength { version: 1, expected: 97, got: 273 };
    assert_eq!(Payout::decode_exact(&bytes), Err(wrong));
    for version in (0..=255).filter(|version| ![1, 2].contains(version)) {
        bytes[0] = version;
        assert_eq!(Payout::decode_exact(&bytes), Err(PayoutError::UnknownVersion(version)));
    }
}

#[test]
fn both_versions_pay_to_their_address() {
    let first = Payout::V1 { payout: address() };
    for payout in [&first, &second()] {
        assert_eq!(payout.address(), &address());
        assert_eq!(payout.to_address().map(|address| address.to_bytes()), Ok(address()));
        assert_eq!(Payout::check(&payout.encode()).as_ref(), Ok(payout));
    }
    assert_eq!(first.license(), None);
    assert_eq!(second().license(), Some(&author()));
}

#[test]
fn a_licence_does_not_make_up_for_a_bad_address() {
    let bytes = Payout::V2 { payout: PkrBytes([0xff; 96]), author: author() }.encode();
    assert!(matches!(Payout::check(&bytes), Err(PayoutError::BadAddress(_))));
}

proptest! {
    #[test]
    fn any_bytes_decode_to_what_they_encode_or_not_at_all(
        version in 0u8..4, tail in proptest::collection::vec(any::<u8>(), 270..275),
    ) {
        let mut bytes = vec![version];
        bytes.extend(tail);
        if let Ok(payout) = Payout::decode_exact(&bytes) {
            prop_assert_eq!(payout.encode(), bytes);
        }
    }
}
