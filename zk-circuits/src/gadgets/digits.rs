//! Scalars as signed digits.
//!
//! Every residue modulo l is an odd number between -l and l: itself, or itself less l. An odd number below 2^251 in size is a
//! sum of 251 signs, `sum of ±2^i`. The signs are grouped into windows of two or three; a window is a sign (that of its
//! highest place) and a magnitude 1, 3 or 1, 3, 5, 7.

use ark_ff::{BigInteger, PrimeField};
use sero_shielded::curve::Scalar;

/// Signs that cover every residue modulo l.
pub const SIGNS: usize = 251;

/// A window of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Whether the digit is above 0.
    pub positive: bool,
    /// The digit's size is 1 + 2·magnitude, below 8.
    pub magnitude: u8,
}

/// The signs of a scalar, lowest first; `true` is plus. They are not the only ones with this residue.
pub fn signs(scalar: &Scalar) -> [bool; SIGNS] {
    // The odd representative n is s or s - l. Its sign at i is bit i of (n + 2^251 - 1)/2.
    let mut half = scalar.into_bigint();
    if half.is_odd() {
        half.div2();
    } else {
        // (s - l - 1)/2 + 2^250 = (s + (2^251 - l - 1))/2, and 2^251 - l - 1 is even.
        let mut offset = power(SIGNS);
        offset.sub_with_borrow(&Scalar::MODULUS);
        offset.sub_with_borrow(&1u64.into());
        half.add_with_carry(&offset);
        half.div2();
        return core::array::from_fn(|place| half.get_bit(place));
    }
    // (s - 1)/2 + 2^250
    half.add_with_carry(&power(SIGNS - 1));
    core::array::from_fn(|place| half.get_bit(place))
}

fn power(exponent: usize) -> ark_ff::BigInt<4> {
    let mut power = ark_ff::BigInt::<4>::from(1u64);
    for _ in 0..exponent {
        power.mul2();
    }
    power
}

/// Signs grouped into windows of `size` places, lowest first; the last is what is left.
pub fn windows(signs: &[bool], size: usize) -> Vec<Window> {
    signs
        .chunks(size)
        .map(|chunk| {
            let positive = chunk.last().copied().unwrap_or(true);
            // Relative to the highest sign, each lower place adds or takes away.
            let magnitude =
                chunk.iter().rev().skip(1).fold(0, |magnitude, sign| magnitude << 1 | u8::from(*sign == positive));
            Window { positive, magnitude }
        })
        .collect()
}

/// The bits of a scalar, lowest first: the canonical ones.
pub fn bits(scalar: &Scalar) -> [bool; SIGNS] {
    let number = scalar.into_bigint();
    core::array::from_fn(|place| number.get_bit(place))
}
