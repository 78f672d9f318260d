//! Points of the Montgomery form `B·y² = x³ + A·x² + x`, with incomplete formulas.
//!
//! # Security
//!
//! An incomplete addition of P and Q with `Q = P` or a doubling of a point with y = 0 leaves the slope free or unsolvable. Each
//! caller says why that cannot happen.

use super::{Builder, Wire};
use ark_bn254::Fr as F;
use ark_ff::Field;
use sero_shielded::h2c::{MONTGOMERY_A as A, MONTGOMERY_B as B};

/// A point, not the identity.
#[derive(Clone, Debug)]
pub struct Montgomery {
    /// x.
    pub x: Wire,
    /// y.
    pub y: Wire,
}

impl Montgomery {
    /// The point on the third place of a line of slope `slope` through two points with these x, the first with this y: x and y
    /// of the sum, two constraints.
    fn third(cs: &mut Builder, slope: &Wire, x1: &Wire, y1: &Wire, x2: &Wire) -> Montgomery {
        let x = third_x(cs, slope, x1, x2);
        // y3 + y1 = slope·(x1 - x3)
        let y = cs.witness(slope.value() * (x1.value() - x.value()) - y1.value());
        cs.enforce(&(x1 - &x), slope, &(&y + y1));
        Montgomery { x, y }
    }

    /// `self + other` for `other` neither `self` nor `-self`: three constraints.
    pub fn add(&self, cs: &mut Builder, other: &Montgomery) -> Montgomery {
        let slope = cs.quotient(&(&other.y - &self.y), &(&other.x - &self.x));
        Self::third(cs, &slope, &self.x, &self.y, &other.x)
    }

    /// `2·self` for `self` not of order two: four constraints.
    pub fn double(&self, cs: &mut Builder) -> Montgomery {
        let square = cs.product(&self.x, &self.x);
        // 2·B·y·slope = 3·x² + 2·A·x + 1
        let rise = (&square * F::from(3u64)).add_scaled(&self.x, A.double_value()).plus(F::ONE);
        let slope = cs.quotient(&rise, &(&self.y * B.double_value()));
        Self::third(cs, &slope, &self.x, &self.y, &self.x)
    }

    /// `2·self + other`, as (self + other) + self: five constraints, one less than two additions.
    ///
    /// For `other` neither `self` nor `-self`, and `2·self + other` not the identity: then the second addition has no
    /// solution, since it asks for `2·y = 0`. Where `other` is a small odd and `self` an even multiple of one point of large
    /// order, none of that happens.
    pub fn double_and_add(&self, cs: &mut Builder, other: &Montgomery) -> Montgomery {
        let first = cs.quotient(&(&self.y - &other.y), &(&self.x - &other.x));
        let between = third_x(cs, &first, &self.x, &other.x);
        // The second slope without the y between: (first + second)·(x - x_between) = 2·y.
        let run = &self.x - &between;
        let second = cs.witness(self.y.double().value() * run.inverse() - first.value());
        cs.enforce(&run, &(&first + &second), &self.y.double());
        Self::third(cs, &second, &self.x, &self.y, &between)
    }
}

/// `x3 = B·slope² - A - x1 - x2`: one constraint.
fn third_x(cs: &mut Builder, slope: &Wire, x1: &Wire, x2: &Wire) -> Wire {
    let square = B * slope.value().square();
    let x = cs.witness(square - A - x1.value() - x2.value());
    cs.enforce(&(slope * B), slope, &(&(&x + x1) + x2).plus(A));
    x
}

/// Twice a constant.
trait DoubleValue {
    fn double_value(self) -> F;
}

impl DoubleValue for F {
    fn double_value(self) -> F {
        self + self
    }
}
