//! Numbers by their bits.

use super::{nothing_is_free, run, Cheat};
use crate::gadgets::{boolean, Group};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, Field};

const BITS: Group = Group("bits");

fn number(cheat: Cheat, value: u64) -> (usize, Option<Group>, F) {
    let (cost, failure, number, _) = run(cheat, |cs| {
        cs.group(BITS);
        boolean::unsigned(cs, value).value()
    });
    (cost, failure, number)
}

#[test]
fn a_number_of_64_bits_takes_64_constraints() {
    for value in [0, 1, 2, 1 << 63, 0x5555_5555_5555_5555, u64::MAX - 1, u64::MAX] {
        assert_eq!(number(Cheat::default(), value), (64, None, F::from(value)));
    }
}

#[test]
fn a_number_of_64_bits_is_nothing_else() {
    // The least number above, the greatest field element, and a digit 2 in every place.
    let above = F::from(1u128 << 64);
    for value in [above, -F::ONE, F::ONE.double()] {
        assert_eq!(number(Cheat::default().set(BITS, 0, value), 0).1, Some(BITS));
    }
    for place in 0..64 {
        assert_eq!(number(Cheat::default().set(BITS, place, F::ONE.double()), 0).1, Some(BITS));
    }
    nothing_is_free(Some(BITS), |cs| {
        cs.group(BITS);
        boolean::unsigned(cs, 5).value()
    });
}
