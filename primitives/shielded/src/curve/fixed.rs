//! Products with the points that every wallet multiplies all the time.

use super::{
    sum::{Addend, Sum},
    Point, Projective, Scalar,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::PrimeField;

/// Digits of a scalar: base 256, from -127 to 128.
const ROWS: usize = 32;
/// Multiples in a row.
const ROW: usize = 128;

/// Multiples of one fixed point, so that a product with it costs 32 additions and no doubling.
pub struct FixedBase {
    /// `rows[i][d - 1] = d · 256^i · base` for d in 1..=128.
    rows: Vec<Vec<Addend>>,
}

impl FixedBase {
    /// Computes the table: 32 rows of 128 points, about half a megabyte.
    pub fn new(base: &Point) -> Self {
        let mut start = Sum::from(base);
        let rows = (0..ROWS)
            .map(|_| {
                let step = start.addend();
                let mut entry = start;
                let row: Vec<Projective> = (0..ROW)
                    .map(|_| {
                        let current = entry;
                        start = entry;
                        entry = entry.add(&step);
                        current.into()
                    })
                    .collect();
                // The last entry is 128 times the first.
                start = start.double();
                Projective::normalize_batch(&row).iter().map(Addend::from).collect()
            })
            .collect();
        FixedBase { rows }
    }

    /// `scalar · base`.
    pub fn mul(&self, scalar: &Scalar) -> Projective {
        let limbs = scalar.into_bigint().0;
        let bytes = limbs.iter().flat_map(|limb| limb.to_le_bytes());
        let mut acc = Sum::ZERO;
        // l has 251 bits: the last digit stays small and carries nothing.
        let mut carry = 0u16;
        for (row, byte) in self.rows.iter().zip(bytes) {
            let digit = u16::from(byte) + carry;
            let above = usize::from(digit) > ROW;
            carry = u16::from(above);
            let size = usize::from(if above { 256 - digit } else { digit });
            match size.checked_sub(1).and_then(|at| row.get(at)) {
                Some(entry) if above => acc = acc.subtract(entry),
                Some(entry) => acc = acc.add(entry),
                None => {}
            }
        }
        acc.into()
    }
}

#[cfg(feature = "std")]
mod tables {
    use super::{
        super::{g_k, g_r},
        FixedBase,
    };
    use std::sync::LazyLock;

    pub static G_K: LazyLock<FixedBase> = LazyLock::new(|| FixedBase::new(&g_k()));
    pub static G_R: LazyLock<FixedBase> = LazyLock::new(|| FixedBase::new(&g_r()));
}

/// `scalar · G_k`; with `std` through a table made at the first call.
pub fn mul_g_k(scalar: &Scalar) -> Projective {
    #[cfg(feature = "std")]
    return tables::G_K.mul(scalar);
    #[cfg(not(feature = "std"))]
    return super::mul(&super::g_k(), scalar);
}

/// `scalar · G_r`; with `std` through a table made at the first call.
pub fn mul_g_r(scalar: &Scalar) -> Projective {
    #[cfg(feature = "std")]
    return tables::G_R.mul(scalar);
    #[cfg(not(feature = "std"))]
    return super::mul(&super::g_r(), scalar);
}
