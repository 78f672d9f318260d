//! Sums of points with no more multiplications than what follows needs.
//!
//! The formulas are those of Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited", for a = 1. They hold for all
//! points of the curve, since d is no square.

use super::{Point, Projective, F};
use ark_ec::twisted_edwards::TECurveConfig;
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{AdditiveGroup, Field};

/// A point in extended coordinates whose T is still a product: only additions read it, and most steps are doublings.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    x: F,
    y: F,
    z: F,
    /// `T = e · h`.
    e: F,
    h: F,
}

/// A point made ready to be added many times.
#[derive(Clone, Copy)]
pub(super) struct Addend {
    x: F,
    y: F,
    /// Nothing for z = 1.
    z: Option<F>,
    /// `d · T`.
    dt: F,
}

impl Sum {
    /// The identity.
    pub const ZERO: Self = Sum { x: F::ZERO, y: F::ONE, z: F::ONE, e: F::ZERO, h: F::ONE };

    /// Twice the point.
    pub fn double(&self) -> Self {
        let a = self.x.square();
        let b = self.y.square();
        let c = self.z.square().double();
        // A square costs as much as a product, and this needs two subtractions less than (X + Y)² - A - B.
        let e = (self.x * self.y).double();
        let g = a + b;
        Self::of(e, g - c, g, a - b)
    }

    /// The sum with a point.
    pub fn add(&self, other: &Addend) -> Self {
        let (a, b, c, d) = self.products(other);
        let e = (self.x + self.y) * (other.x + other.y) - a - b;
        Self::of(e, d - c, d + c, b - a)
    }

    /// The sum with a point's negative.
    pub fn subtract(&self, other: &Addend) -> Self {
        let (a, b, c, d) = self.products(other);
        let e = (self.x + self.y) * (other.y - other.x) + a - b;
        Self::of(e, d + c, d - c, b + a)
    }

    fn products(&self, other: &Addend) -> (F, F, F, F) {
        let c = self.e * self.h * other.dt;
        let d = other.z.map_or(self.z, |z| self.z * z);
        (self.x * other.x, self.y * other.y, c, d)
    }

    fn of(e: F, f: F, g: F, h: F) -> Self {
        Sum { x: e * f, y: g * h, z: f * g, e, h }
    }

    /// The point, to be added many times.
    pub fn addend(&self) -> Addend {
        Addend { x: self.x, y: self.y, z: Some(self.z), dt: EdwardsConfig::COEFF_D * self.e * self.h }
    }
}

impl From<&Point> for Sum {
    fn from(point: &Point) -> Self {
        Sum { x: point.x, y: point.y, z: F::ONE, e: point.x, h: point.y }
    }
}

impl From<Sum> for Projective {
    fn from(sum: Sum) -> Self {
        Projective { x: sum.x, y: sum.y, t: sum.e * sum.h, z: sum.z }
    }
}

impl From<&Point> for Addend {
    fn from(point: &Point) -> Self {
        Addend { x: point.x, y: point.y, z: None, dt: EdwardsConfig::COEFF_D * point.x * point.y }
    }
}
