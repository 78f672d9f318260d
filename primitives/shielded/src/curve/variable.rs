//! Products with points that are met once.

use super::{
    sum::{Addend, Sum},
    Point, Projective, Scalar,
};
use alloc::vec::Vec;
use ark_ff::{BigInteger, PrimeField};
use zeroize::Zeroize;

/// Odd multiples 1, 3, .., 15 serve the digits of a window of five bits.
const WINDOW: u32 = 5;
const TABLE: usize = 1 << (WINDOW - 2);

/// A scalar in the form that [`Multiplier::mul`] reads, made once for many points.
pub struct Multiplier(Vec<i8>);

impl Multiplier {
    /// Prepares a scalar.
    pub fn new(scalar: &Scalar) -> Self {
        Multiplier(wnaf(scalar.into_bigint().as_ref()))
    }

    /// `scalar · point`.
    pub fn mul(&self, point: &Point) -> Projective {
        mul_digits(point, &self.0)
    }
}

impl Drop for Multiplier {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The product of a point with the number that [`wnaf`] took apart.
pub(super) fn mul_digits(point: &Point, digits: &[i8]) -> Projective {
    let table = odd_multiples(point);
    let mut acc = Sum::ZERO;
    for digit in digits.iter().rev() {
        acc = acc.double();
        match (table.get(usize::from(digit.unsigned_abs() / 2)), digit.signum()) {
            (Some(entry), 1) => acc = acc.add(entry),
            (Some(entry), -1) => acc = acc.subtract(entry),
            _ => {}
        }
    }
    acc.into()
}

fn odd_multiples(point: &Point) -> [Addend; TABLE] {
    let mut last = Sum::from(point);
    let twice = last.double().addend();
    let mut table = [Addend::from(point); TABLE];
    for entry in table.iter_mut().skip(1) {
        last = last.add(&twice);
        *entry = last.addend();
    }
    table
}

/// Width-5 non-adjacent form, lowest digit first: digits are 0 or odd and below 16 in size.
pub(super) fn wnaf(limbs: &[u64]) -> Vec<i8> {
    let mut value = ark_ff::BigInteger320::new([0; 5]);
    for (to, from) in value.0.iter_mut().zip(limbs) {
        *to = *from;
    }
    let mut digits = Vec::with_capacity(limbs.len() * 64 + 1);
    while !value.is_zero() {
        let digit = if value.is_odd() {
            let low = (value.as_ref()[0] & ((1 << WINDOW) - 1)) as i8;
            let digit = if low >= 1 << (WINDOW - 1) { low - (1 << WINDOW) } else { low };
            let size = ark_ff::BigInteger320::from(u64::from(digit.unsigned_abs()));
            if digit > 0 {
                value.sub_with_borrow(&size);
            } else {
                value.add_with_carry(&size);
            }
            digit
        } else {
            0
        };
        digits.push(digit);
        value.div2();
    }
    digits
}
