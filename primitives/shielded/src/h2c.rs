//! `H2C`, the one hash from the field to the curve: Elligator 2 (Z = 5), the root of y pinned, times the cofactor 8.
//!
//! It works on the Montgomery form `B·y² = x³ + A·x² + x` with A = 168698, B = 168700. Nobody knows relations between the
//! points that it returns, so commitments to values of different assets cannot be turned into one another.
//!
//! # Security
//!
//! Both y and -y lie over an x, and they would give G and -G: a prover free to choose could mint. So one root is pinned. Every
//! y but 0 is `5^k · s^(2^28)` with exactly one k below 2^28; of y and -y exactly one has k below 2^27, and that is the one.

use crate::curve::{square_root, Point, Projective, F};
use ark_ec::{AdditiveGroup, AffineRepr, CurveGroup};
use ark_ff::{FftField, Field, MontFp, PrimeField, Zero};

/// A of the Montgomery form.
pub const MONTGOMERY_A: F = MontFp!("168698");
/// B of the Montgomery form.
pub const MONTGOMERY_B: F = MontFp!("168700");
/// The non-square Z of Elligator 2, which also generates the multiplicative group.
pub const Z: F = MontFp!("5");
/// `1/B`.
const MONTGOMERY_B_INVERSE: F = MontFp!("8517471723815251336780141066739207692578153395341502113578873801044114406116");
/// `1/Z`.
const Z_INVERSE: F = MontFp!("8755297148735710088898562298102910035419345760166413737479281674630323398247");
/// `((m + 1)/2)^28` modulo the odd part m of the group order: the exponent of the 2^28-th root inside the subgroup of order m.
const TWO_POWER_ROOT: [u64; 4] =
    [0xf002_5b77_6d59_a0b8, 0x1c24_e9d0_4dca_0cd5, 0x34a3_b101_6555_1f0f, 0x0000_0001_ed29_f6c7];
/// The multiplicative group has `2^TWO_ADICITY` times an odd number of elements.
pub const TWO_ADICITY: u32 = 28;

/// All that happens on the way of an input to the curve, as a circuit's witness needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Whether x is the first candidate `-A/(1 + 5u²)`; the second is `-A - x1`.
    pub first: bool,
    /// Montgomery x.
    pub x: F,
    /// Montgomery y, the pinned root.
    pub y: F,
    /// The index k of y, below 2^27; nothing for y = 0.
    pub k: Option<u32>,
    /// One s with `y = 5^k · s^(2^28)`; 0 for y = 0.
    pub s: F,
    /// The point in Edwards form, before the three doublings.
    pub edwards: Point,
}

/// `H2C(u)`. The identity comes out for u = 0 alone.
pub fn hash_to_curve(u: F) -> Point {
    let (_, x, y) = montgomery(u);
    times_eight(&to_edwards(x, pin(y).0)).into_affine()
}

/// The way of `u` to the curve, before the three doublings.
pub fn map(u: F) -> Mapping {
    let (first, x, y) = montgomery(u);
    let (y, k) = pin(y);
    let s = k.map_or(F::ZERO, |k| (y * Z_INVERSE.pow([u64::from(k)])).pow(TWO_POWER_ROOT));
    Mapping { first, x, y, k, s, edwards: to_edwards(x, y) }
}

/// Whether x is the first candidate, x, and one of its two y.
fn montgomery(u: F) -> (bool, F, F) {
    // 1 + 5u² = 0 has no solution: -1/5 is no square, since -1 is one and 5 is not.
    let x1 = -MONTGOMERY_A * (F::ONE + Z * u.square()).inverse().unwrap_or(F::ZERO);
    match root(x1) {
        Some(y) => (true, x1, y),
        // Of the two candidates exactly one has a root, or x = y = 0 for u = 0.
        None => {
            let x = -MONTGOMERY_A - x1;
            (false, x, root(x).unwrap_or(F::ZERO))
        }
    }
}

/// Three doublings.
pub fn times_eight(point: &Point) -> Projective {
    point.into_group().double().double().double()
}

/// A root of `g(x)/B` where there is one.
fn root(x: F) -> Option<F> {
    let g = ((x + MONTGOMERY_A) * x + F::ONE) * x;
    square_root(g * MONTGOMERY_B_INVERSE)
}

/// The pinned one of y and -y, and its index.
fn pin(y: F) -> (F, Option<u32>) {
    if y.is_zero() {
        return (y, None);
    }
    let k = index(y);
    let half = 1 << (TWO_ADICITY - 1);
    if k < half {
        (y, Some(k))
    } else {
        (-y, Some(k - half))
    }
}

/// The k below 2^28 with `y = 5^k · s^(2^28)` for some s: the discrete logarithm of `y^m` to the base `5^m`, m the odd part of
/// the group order, found bit by bit from the lowest.
fn index(y: F) -> u32 {
    let mut rest = y.pow(F::TRACE);
    // 5^-m, then its square, its fourth power and so on.
    let mut step = F::TWO_ADIC_ROOT_OF_UNITY.inverse().unwrap_or(F::ONE);
    let mut k = 0;
    for bit in 0..TWO_ADICITY {
        let mut probe = rest;
        for _ in bit + 1..TWO_ADICITY {
            probe.square_in_place();
        }
        if probe != F::ONE {
            k |= 1 << bit;
            rest *= step;
        }
        step.square_in_place();
    }
    k
}

/// The birational map `(x/y, (x - 1)/(x + 1))`; (0, 0) goes to (0, -1).
fn to_edwards(x: F, y: F) -> Point {
    if y.is_zero() {
        return Point::new_unchecked(F::ZERO, -F::ONE);
    }
    // x = -1 is not on the curve, so the product has an inverse.
    let inverse = (y * (x + F::ONE)).inverse().unwrap_or(F::ZERO);
    Point::new_unchecked(x * (x + F::ONE) * inverse, (x - F::ONE) * y * inverse)
}
