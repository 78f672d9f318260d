//! Linear combinations of variables together with their values.

use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, Field, Zero};
use core::ops::{Add, Mul, Neg, Sub};

/// The column of the constant 1.
pub(super) const ONE: u32 = 0;

/// A linear combination of variables and its value.
///
/// Where only values are asked for (a proof: the constraints are known from the set-up) the terms are absent, and so they are
/// in everything computed from such a wire.
#[derive(Clone, Debug)]
pub struct Wire {
    value: F,
    terms: Option<Terms>,
}

/// Columns with their coefficients, sorted by column, no coefficient 0.
pub(super) type Terms = Vec<(u32, F)>;

impl Wire {
    /// A constant.
    pub fn constant(value: F) -> Self {
        let terms = if value.is_zero() { Vec::new() } else { vec![(ONE, value)] };
        Wire { value, terms: Some(terms) }
    }

    /// The constant 0.
    pub fn zero() -> Self {
        Self::constant(F::ZERO)
    }

    /// The constant 1.
    pub fn one() -> Self {
        Self::constant(F::ONE)
    }

    /// One variable.
    pub(super) fn variable(column: u32, value: F, recording: bool) -> Self {
        Wire { value, terms: recording.then(|| vec![(column, F::ONE)]) }
    }

    /// The value under the witness at hand.
    pub fn value(&self) -> F {
        self.value
    }

    /// Terms of the combination.
    pub(super) fn terms(&self) -> &[(u32, F)] {
        self.terms.as_deref().unwrap_or_default()
    }

    /// The combination plus a constant.
    pub fn plus(&self, constant: F) -> Self {
        self + &Wire::constant(constant)
    }

    /// `self + factor · other`.
    pub fn add_scaled(&self, other: &Wire, factor: F) -> Self {
        Wire {
            value: self.value + other.value * factor,
            terms: match (&self.terms, &other.terms) {
                (Some(left), Some(right)) => Some(merge(left, right, factor)),
                _ => None,
            },
        }
    }

    /// Twice the combination.
    pub fn double(&self) -> Self {
        self * F::from(2u64)
    }

    /// The inverse of the value, 0 for 0: a helper for witnesses, no constraint.
    pub(super) fn inverse(&self) -> F {
        self.value.inverse().unwrap_or(F::ZERO)
    }
}

fn merge(left: &[(u32, F)], right: &[(u32, F)], factor: F) -> Terms {
    let mut terms = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let take_left = match (left.peek(), right.peek()) {
            (None, None) => return terms,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some((at, _)), Some((other, _))) if at == other => {
                if let (Some((column, a)), Some((_, b))) = (left.next(), right.next()) {
                    let sum = *a + *b * factor;
                    if !sum.is_zero() {
                        terms.push((*column, sum));
                    }
                }
                continue;
            }
            (Some((at, _)), Some((other, _))) => at < other,
        };
        if take_left {
            terms.extend(left.next().copied());
        } else if let Some((column, coefficient)) = right.next() {
            let scaled = *coefficient * factor;
            if !scaled.is_zero() {
                terms.push((*column, scaled));
            }
        }
    }
}

impl Add for &Wire {
    type Output = Wire;

    fn add(self, other: &Wire) -> Wire {
        self.add_scaled(other, F::ONE)
    }
}

impl Sub for &Wire {
    type Output = Wire;

    fn sub(self, other: &Wire) -> Wire {
        self.add_scaled(other, -F::ONE)
    }
}

impl Mul<F> for &Wire {
    type Output = Wire;

    fn mul(self, factor: F) -> Wire {
        Wire::zero().add_scaled(self, factor)
    }
}

impl Neg for &Wire {
    type Output = Wire;

    fn neg(self) -> Wire {
        self * -F::ONE
    }
}
