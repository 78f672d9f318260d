//! Products of a secret scalar with a fixed point.
//!
//! The scalar is a sum of signed odd digits, a window of two or three bits each: one bit for the sign, the rest for the size.
//! A size selects among constants, so a window costs its bits, at most one product of them, one for the sign of y, and an
//! addition. The digits cover every residue modulo l and are not unique: for scalars that nothing else refers to.
//!
//! # Security
//!
//! Windows are added lowest first. What stands below a window is an odd number smaller in size than the least digit of that
//! window, and their sizes together stay below l: so the two points differ, also in sign, and the incomplete addition has one
//! solution. Only with the last window the sum may pass l: that addition is complete.

use super::{
    boolean::{bit, sign},
    digits::{signs, windows, Window, SIGNS},
    edwards::Edwards,
    montgomery::Montgomery,
    Builder, Group, Wire,
};
use ark_bn254::Fr as F;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field};
use sero_shielded::curve::{g_k, g_r, Point, Projective, Scalar};
use std::sync::LazyLock;

/// The clauses of a product.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// The digits are made of bits.
    pub digits: Group,
    /// The product is that of the digits and the base.
    pub product: Group,
}

/// Odd multiples of a base, window by window.
pub struct Table {
    size: usize,
    /// `(2·i + 1)·2^(size·j)·base` for window j, in Montgomery form.
    windows: Vec<Vec<(F, F)>>,
    /// The same for the last window, in Edwards form.
    last: Vec<(F, F)>,
}

/// G_k by windows of three bits.
pub static G_K: LazyLock<Table> = LazyLock::new(|| Table::new(&g_k(), 3));
/// G_k by windows of two bits.
pub static G_K_PAIRS: LazyLock<Table> = LazyLock::new(|| Table::new(&g_k(), 2));
/// G_r by windows of three bits.
pub static G_R: LazyLock<Table> = LazyLock::new(|| Table::new(&g_r(), 3));

impl Table {
    /// A table for windows of two or three bits.
    pub fn new(base: &Point, size: usize) -> Self {
        let mut start = base.into_group();
        let mut rows = Vec::new();
        for low in (0..SIGNS).step_by(size) {
            let bits = size.min(SIGNS - low);
            rows.push(odd_multiples(start, 1 << (bits - 1)));
            for _ in 0..size {
                start.double_in_place();
            }
        }
        let last = rows.pop().unwrap_or_default();
        Table {
            size,
            windows: rows.iter().map(|row| row.iter().map(montgomery).collect()).collect(),
            last: last.iter().map(|point| (point.x, point.y)).collect(),
        }
    }
}

/// `base`, `3·base`, `5·base` and so on.
pub(super) fn odd_multiples(base: Projective, count: usize) -> Vec<Point> {
    let twice = base.double();
    let multiples: Vec<Projective> =
        std::iter::successors(Some(base), |last| Some(*last + twice)).take(count).collect();
    Projective::normalize_batch(&multiples)
}

/// Coordinates in Montgomery form of a point other than the two with x = 0.
pub(crate) fn montgomery(point: &Point) -> (F, F) {
    let x = (F::ONE + point.y) * (F::ONE - point.y).inverse().unwrap_or(F::ZERO);
    (x, x * point.x.inverse().unwrap_or(F::ZERO))
}

/// The bits of one window.
#[derive(Clone, Debug)]
pub struct Digit {
    /// Whether the digit is above 0.
    pub positive: Wire,
    /// Its size, lowest bit first.
    pub magnitude: Vec<Wire>,
}

impl Digit {
    fn new(cs: &mut Builder, window: &Window, bits: usize) -> Self {
        Digit {
            positive: bit(cs, window.positive),
            magnitude: (1..bits).map(|place| bit(cs, window.magnitude >> (place - 1) & 1 == 1)).collect(),
        }
    }

    /// Selects, for each list, the entry that belongs to the digit's size: at most one constraint.
    fn select<const N: usize>(&self, cs: &mut Builder, lists: [Vec<F>; N]) -> [Wire; N] {
        match self.magnitude.as_slice() {
            [low, high] => {
                let both = cs.product(high, low);
                lists.map(|list| {
                    let [e0, e1, e2, e3] = entries(&list);
                    Wire::constant(e0)
                        .add_scaled(low, e1 - e0)
                        .add_scaled(high, e2 - e0)
                        .add_scaled(&both, e3 - e2 - e1 + e0)
                })
            }
            [low] => lists.map(|list| {
                let [e0, e1] = entries(&list);
                Wire::constant(e0).add_scaled(low, e1 - e0)
            }),
            _ => lists.map(|list| {
                let [e0] = entries(&list);
                Wire::constant(e0)
            }),
        }
    }

    /// `digit·base` in Montgomery form: y takes the sign.
    fn montgomery(&self, cs: &mut Builder, row: &[(F, F)]) -> Montgomery {
        let [x, y] = self.select(cs, coordinates(row));
        Montgomery { x, y: cs.product(&y, &sign(&self.positive)) }
    }

    /// `digit·base` in Edwards form: x takes the sign.
    fn edwards(&self, cs: &mut Builder, row: &[(F, F)]) -> Edwards {
        let [x, y] = self.select(cs, coordinates(row));
        let x = match self.magnitude.is_empty() {
            true => &sign(&self.positive) * x.value(),
            false => cs.product(&x, &sign(&self.positive)),
        };
        Edwards { x, y }
    }
}

fn coordinates(row: &[(F, F)]) -> [Vec<F>; 2] {
    let (x, y) = row.iter().copied().unzip();
    [x, y]
}

fn entries<const N: usize>(list: &[F]) -> [F; N] {
    core::array::from_fn(|place| list.get(place).copied().unwrap_or(F::ZERO))
}

/// New digits of a scalar, as a table reads them.
pub fn digits(cs: &mut Builder, table: &Table, scalar: &Scalar) -> Vec<Digit> {
    windows(&signs(scalar), table.size)
        .iter()
        .enumerate()
        .map(|(place, window)| Digit::new(cs, window, table.size.min(SIGNS - place * table.size)))
        .collect()
}

/// Two points whose sum, by a complete addition, is the product of the digits with the table's base.
pub fn summands(cs: &mut Builder, table: &Table, digits: &[Digit]) -> (Edwards, Edwards) {
    let mut sum: Option<Montgomery> = None;
    for (row, digit) in table.windows.iter().zip(digits) {
        let next = digit.montgomery(cs, row);
        sum = Some(match sum {
            None => next,
            Some(sum) => sum.add(cs, &next),
        });
    }
    let lower = match sum {
        Some(sum) => sum.to_edwards(cs),
        None => Edwards { x: Wire::zero(), y: Wire::one() },
    };
    let upper = match digits.get(table.windows.len()) {
        Some(digit) => digit.edwards(cs, &table.last),
        None => Edwards { x: Wire::zero(), y: Wire::one() },
    };
    (lower, upper)
}

/// `scalar · base` by digits of its own: 672 constraints with windows of three bits.
pub fn product(cs: &mut Builder, groups: &Groups, table: &Table, scalar: &Scalar) -> Edwards {
    // The digits of the scalar are bits.
    cs.group(groups.digits);
    let digits = digits(cs, table, scalar);

    // Their sum, window by window.
    cs.group(groups.product);
    let (lower, upper) = summands(cs, table, &digits);
    lower.add(cs, &upper)
}

#[cfg(test)]
impl Table {
    /// The entries of a window.
    pub(crate) fn entries(&self, window: usize) -> &[(F, F)] {
        &self.windows[window]
    }

    /// The entries of the last window.
    pub(crate) fn last(&self) -> &[(F, F)] {
        &self.last
    }
}
