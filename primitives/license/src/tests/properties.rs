//! Any licence holds for what it was issued for, and no changed one does.

use codec::{DecodeAll, Encode};
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::Phase;

fn seeded(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_issued_is_taken(
        seed in any::<u64>(), prop in any::<u64>(), genesis in any::<[u8; 32]>(), parent in any::<[u8; 32]>(),
    ) {
        let mut rng = seeded(seed);
        let (issuer, author) = (IssuerSecret::generate(&mut rng), AuthorSecret::generate(&mut rng));
        let prop = Prop(prop);
        let license = issuer.issue(&author.zpk(), prop, &genesis, &mut rng).expect("a key");
        let place = Place { genesis, parent, height: prop.until() };
        let shown = author.show(license, &place, &payout(1), &mut rng);
        let mut asked = None;
        let verdict = shown.check(&payout(1), &place, &issuer.public(), |serial| { asked = Some(serial); false });
        prop_assert_eq!(verdict, Ok(()));
        prop_assert_eq!(asked, Some(prop.serial()));
    }

    #[test]
    fn a_flipped_bit_anywhere_is_refused(byte in 0..AuthorLicense::LEN, bit in 0u32..8) {
        let mut bytes = shown().encode();
        bytes[byte] ^= 1u8 << bit;
        let changed = AuthorLicense::decode_all(&mut &bytes[..]).expect("any bytes of that length decode");
        prop_assert_ne!(changed, shown());
        let verdict = check(&changed, &payout(1), &Place { height: 0, ..PLACE });
        prop_assert!(verdict.is_err());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic_and_refused(bytes in proptest::collection::vec(any::<u8>(), AuthorLicense::LEN)) {
        let read = AuthorLicense::decode_all(&mut &bytes[..]).expect("any bytes of that length decode");
        prop_assert_eq!(read.encode(), bytes);
        prop_assert!(check(&read, &payout(1), &PLACE).is_err());
        // Past the tags, too.
        let license = License { network: license().network, issuer: license().issuer, ..read.license };
        prop_assert!(license.verify(&read.zpk, &GENESIS, &issuer().public()).is_err());
        prop_assert!(license.verify(&author().zpk(), &GENESIS, &issuer().public()).is_err());
    }

    #[test]
    fn prop_is_its_two_halves(until in any::<u32>(), serial in any::<u32>()) {
        let prop = Prop::new(until, serial);
        prop_assert_eq!((prop.until(), prop.serial()), (until, serial));
        prop_assert_eq!(prop.encode(), prop.0.to_le_bytes().to_vec());
    }

    #[test]
    fn a_phase_is_a_range(from in any::<u32>(), to in any::<u32>(), height in any::<u32>()) {
        prop_assert_eq!(Phase { from, to }.contains(height), (from..to).contains(&height));
        prop_assert_eq!(Phase { from, to }.is_off(), (from..to).is_empty());
    }
}
