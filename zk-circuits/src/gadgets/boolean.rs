//! Bits.

use super::{Builder, Wire};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, Field};

/// A new variable that is 0 or 1: one constraint.
pub fn bit(cs: &mut Builder, value: bool) -> Wire {
    let bit = cs.witness(F::from(value));
    cs.enforce(&bit.plus(-F::ONE), &bit, &Wire::zero());
    bit
}

/// New bits, one constraint each.
pub fn bits(cs: &mut Builder, values: &[bool]) -> Vec<Wire> {
    values.iter().map(|value| bit(cs, *value)).collect()
}

/// The number that bits stand for, lowest first: no constraint.
pub fn number(bits: &[Wire]) -> Wire {
    let mut power = F::ONE;
    bits.iter().fold(Wire::zero(), |sum, bit| {
        let sum = sum.add_scaled(bit, power);
        power.double_in_place();
        sum
    })
}

/// A new number below 2^64, by its bits: 64 constraints.
///
/// # Security
/// 64 bits stand for no number outside the range, and 2^64 is far below the modulus: nothing wraps around.
pub fn unsigned(cs: &mut Builder, value: u64) -> Wire {
    let bits = bits(cs, &core::array::from_fn::<_, 64, _>(|place| value >> place & 1 == 1));
    number(&bits)
}

/// The sign that a bit stands for, 1 or -1: no constraint.
pub fn sign(bit: &Wire) -> Wire {
    bit.double().plus(-F::ONE)
}
