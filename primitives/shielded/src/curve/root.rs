//! Square roots in [`F`], of which every decoding of a point takes one.
//!
//! `p - 1 = 2^28 · m` with m odd. For a square a let `x = a^((m+1)/2)`; then `x² = a · b` with `b = a^m`, an element of the
//! group of order 2^28 and there a power `g^e` with e even: `x · g^(-e/2)` is the root. Tonelli and Shanks find e bit by bit,
//! with some 200 squarings; tables find seven bits at a time (Sarkar, "Computing square roots faster than the Tonelli-Shanks
//! algorithm").

use super::F;

/// A square root, whichever of the two; nothing where there is none.
pub fn square_root(value: F) -> Option<F> {
    #[cfg(feature = "std")]
    return tables::TABLES.root(value);
    #[cfg(not(feature = "std"))]
    return ark_ff::Field::sqrt(&value);
}

#[cfg(feature = "std")]
mod tables {
    use super::F;
    use ark_ff::{AdditiveGroup, FftField, Field, PrimeField};
    use std::sync::LazyLock;

    /// Bits that one look-up finds.
    const BITS: u32 = 7;
    /// Look-ups that find an exponent of 28 bits.
    const DIGITS: usize = 4;
    const SIZE: usize = 1 << BITS;

    pub static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

    pub struct Tables {
        /// `inverse[i][j] = g^(-j · 2^(7i))`.
        inverse: [[F; SIZE]; DIGITS],
        /// The powers of `g^(2^21)` by their lowest limb, with their exponents, sorted.
        logarithms: Vec<(u64, u8)>,
    }

    impl Tables {
        fn new() -> Self {
            let g = F::TWO_ADIC_ROOT_OF_UNITY;
            let mut step = g.inverse().unwrap_or(F::ONE);
            let inverse = [(); DIGITS].map(|()| {
                let row = powers(step);
                step = squared(step, BITS);
                row
            });
            let last = squared(g, BITS * (DIGITS as u32 - 1));
            let mut logarithms: Vec<(u64, u8)> = (0u8..).zip(powers(last)).map(|(j, power)| (key(&power), j)).collect();
            logarithms.sort_unstable();
            Tables { inverse, logarithms }
        }

        pub fn root(&self, value: F) -> Option<F> {
            if value == F::ZERO {
                return Some(value);
            }
            let power = pow(value, F::TRACE_MINUS_ONE_DIV_TWO.as_ref());
            let root = value * power;
            let half = self.logarithm(root * power)? / 2;
            let root = self.times_inverse(root, half, 0);
            // A value that is no square has an odd logarithm, and then this is no root.
            (root.square() == value).then_some(root)
        }

        /// The e with `value = g^e`.
        fn logarithm(&self, value: F) -> Option<u32> {
            let mut shifted = [value; DIGITS];
            for at in 1..DIGITS {
                shifted[at] = squared(shifted[at - 1], BITS);
            }
            let mut exponent = 0;
            for (found, shifted) in (0u32..).zip(shifted.into_iter().rev()) {
                let rest = self.times_inverse(shifted, exponent, DIGITS - 1 - found as usize);
                let at = self.logarithms.binary_search_by_key(&key(&rest), |(key, _)| *key).ok()?;
                exponent |= u32::from(self.logarithms.get(at)?.1) << (BITS * found);
            }
            Some(exponent)
        }

        /// `value · g^(-exponent · 2^(7 · shift))`.
        fn times_inverse(&self, value: F, exponent: u32, shift: usize) -> F {
            let digits = (0..).map(|place| (exponent >> (BITS * place)) as usize % SIZE);
            let rows = self.inverse.iter().skip(shift);
            digits.zip(rows).filter(|(digit, _)| *digit > 0).fold(value, |value, (digit, row)| value * row[digit])
        }
    }

    /// `base^0, base^1, ..`
    fn powers(base: F) -> [F; SIZE] {
        let mut power = F::ONE;
        [(); SIZE].map(|()| {
            let current = power;
            power *= base;
            current
        })
    }

    fn squared(mut value: F, times: u32) -> F {
        for _ in 0..times {
            value.square_in_place();
        }
        value
    }

    /// `value^exponent` for a fixed exponent, four bits at a time.
    fn pow(value: F, exponent: &[u64]) -> F {
        let mut table = [F::ONE; 16];
        for at in 1..16 {
            table[at] = table[at - 1] * value;
        }
        let digits =
            exponent.iter().rev().flat_map(|limb| (0..16u32).rev().map(move |at| (limb >> (4 * at)) as usize % 16));
        digits.skip_while(|digit| *digit == 0).fold(F::ONE, |power, digit| {
            let power = squared(power, 4);
            if digit == 0 {
                power
            } else {
                power * table[digit]
            }
        })
    }

    /// What tells powers apart: no two of the 128 share it, which a test checks.
    fn key(value: &F) -> u64 {
        let [lowest, ..] = value.0 .0;
        lowest
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn keys_of_powers_differ() {
            assert!(TABLES.logarithms.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert_eq!(TABLES.logarithms.len(), SIZE);
        }

        #[test]
        fn logarithms_come_back() {
            for exponent in [0, 1, 127, 128, 0x0123_4567, (1 << 28) - 1] {
                assert_eq!(TABLES.logarithm(F::TWO_ADIC_ROOT_OF_UNITY.pow([exponent])), Some(exponent as u32));
            }
        }

        #[test]
        fn roots_agree_with_arkworks() {
            for value in (0u64..200).map(F::from) {
                let root = TABLES.root(value);
                assert_eq!(root.map(|root| root.square()), value.sqrt().map(|_| value));
                assert_eq!(TABLES.root(value.square()).map(|root| root.square()), Some(value.square()));
            }
        }
    }
}
