//! Points of the twisted Edwards form `x² + y² = 1 + d·x²·y²`, whose addition is complete: it has no exceptions.

use super::{montgomery::Montgomery, Builder, Wire};
use ark_bn254::Fr as F;
use ark_ec::twisted_edwards::TECurveConfig;
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::Field;
use sero_shielded::curve::Point;

/// d of the curve; no square, which is what makes the addition complete.
const D: F = EdwardsConfig::COEFF_D;

/// A point.
#[derive(Clone, Debug)]
pub struct Edwards {
    /// x.
    pub x: Wire,
    /// y.
    pub y: Wire,
}

impl Edwards {
    /// New variables for a point: no constraint, not even that it is on the curve.
    pub fn witness(cs: &mut Builder, point: &Point) -> Self {
        Edwards { x: cs.witness(point.x), y: cs.witness(point.y) }
    }

    /// `-self`: no constraint.
    pub fn negate(&self) -> Self {
        Edwards { x: -&self.x, y: self.y.clone() }
    }

    /// Demands `self + other = sum`: six constraints.
    pub fn add_to(&self, cs: &mut Builder, other: &Edwards, sum: &Edwards) {
        let cross = self.cross(cs, other);
        // (y1 - x1)·(x2 + y2) = (y1·y2 - x1·x2) - x1·y2 + y1·x2
        let mixed = cs.product(&(&self.y - &self.x), &(&other.x + &other.y));
        cs.enforce(&cross.below_x, &sum.x, &cross.above_x);
        let above_y = &(&mixed + &cross.first) - &cross.second;
        cs.enforce(&cross.below_y, &sum.y, &above_y);
    }

    /// `self + other` as new variables: six constraints.
    pub fn add(&self, cs: &mut Builder, other: &Edwards) -> Edwards {
        let sum = add_affine((self.x.value(), self.y.value()), (other.x.value(), other.y.value())).unwrap_or_default();
        let sum = Edwards { x: cs.witness(sum.0), y: cs.witness(sum.1) };
        self.add_to(cs, other, &sum);
        sum
    }

    /// x of `self + other` as a new variable: four constraints.
    pub fn add_x(&self, cs: &mut Builder, other: &Edwards) -> Wire {
        let cross = self.cross(cs, other);
        cs.quotient(&cross.above_x, &cross.below_x)
    }

    fn cross(&self, cs: &mut Builder, other: &Edwards) -> Cross {
        let first = cs.product(&self.x, &other.y);
        let second = cs.product(&self.y, &other.x);
        let both = cs.product(&first, &second);
        Cross {
            above_x: &first + &second,
            below_x: (&both * D).plus(F::ONE),
            below_y: (&both * -D).plus(F::ONE),
            first,
            second,
        }
    }

    /// The point in Montgomery form: two constraints. For points other than (0, 1) and (0, -1).
    pub fn to_montgomery(&self, cs: &mut Builder) -> Montgomery {
        // x_m·(1 - y) = 1 + y, then y_m·x = x_m
        let x = cs.quotient(&self.y.plus(F::ONE), &(-&self.y).plus(F::ONE));
        let y = cs.quotient(&x, &self.x);
        Montgomery { x, y }
    }
}

/// `x1·y2`, `y1·x2` and what follows from them.
struct Cross {
    first: Wire,
    second: Wire,
    above_x: Wire,
    below_x: Wire,
    below_y: Wire,
}

impl Montgomery {
    /// x in Edwards form: one constraint. For points other than (0, 0).
    pub fn edwards_x(&self, cs: &mut Builder) -> Wire {
        cs.quotient(&self.x, &self.y)
    }

    /// The point in Edwards form: two constraints. For points other than (0, 0); no point has x = -1.
    pub fn to_edwards(&self, cs: &mut Builder) -> Edwards {
        let x = self.edwards_x(cs);
        let y = cs.quotient(&self.x.plus(-F::ONE), &self.x.plus(F::ONE));
        Edwards { x, y }
    }
}

/// The addition on bare coordinates, as the circuit does it, on the curve or off. Nothing where a denominator is 0, which on
/// the curve does not happen.
pub fn add_affine((x1, y1): (F, F), (x2, y2): (F, F)) -> Option<(F, F)> {
    let (first, second) = (x1 * y2, y1 * x2);
    let both = D * first * second;
    let x = (first + second) * (F::ONE + both).inverse()?;
    let y = (y1 * y2 - x1 * x2) * (F::ONE - both).inverse()?;
    Some((x, y))
}
