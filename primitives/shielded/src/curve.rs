//! Baby Jubjub, the curve inside the circuits, and its multiplications.
//!
//! Coordinates are those of `ark-ed-on-bn254` (a = 1). EIP-2494 writes the same curve with a = 168700; [`to_eip2494`] is the
//! map. The curve has order 8·l; l is the order of [`Scalar`] and of the subgroup in which every key lies.
//!
//! # Security
//!
//! The multiplications here take a time that depends on the scalar. A wallet runs them on its owner's machine; who shares a
//! processor with it may learn from the timing.

mod fixed;
mod root;
mod sum;
mod variable;

pub use fixed::{mul_g_k, mul_g_r, FixedBase};
pub use root::square_root;
pub use variable::Multiplier;

use ark_ec::twisted_edwards::TECurveConfig;
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{MontFp, PrimeField};
use variable::{mul_digits, wnaf};

/// The scalar field of BN254: the field of the circuits and of the curve's coordinates.
pub type F = ark_bn254::Fr;
/// Integers modulo l, the order of the prime subgroup.
pub type Scalar = ark_ed_on_bn254::Fr;
/// A point in affine coordinates.
pub type Point = ark_ed_on_bn254::EdwardsAffine;
/// A point in extended coordinates, as sums and products come out.
pub type Projective = ark_ed_on_bn254::EdwardsProjective;

/// The pinned root c of 168700: `x = c · x_eip` where `x_eip` is EIP-2494's coordinate.
pub const EIP2494_ROOT: F = MontFp!("14673962723734255200314198873237586429337747973199041533368185129026308523766");

const G_K: Point = Point::new_unchecked(
    MontFp!("6717244137639407681879114804448036722178409318754359268154228409375883781246"),
    MontFp!("18974804113399157835845120290988309038665004957516182527167103102754448349049"),
);
const G_R: Point = Point::new_unchecked(
    MontFp!("8938164341347357191266909695420416517707953671494136546596047977220041296003"),
    MontFp!("8736710492001628190594071374362785558673186689640885059448033915829268086400"),
);
const G_LIC: Point = Point::new_unchecked(
    MontFp!("12545344079561395879352519920251046268615316940194630931406661160784085705658"),
    MontFp!("11722582657130254744589438427631668452638133186067542016948620791113195202129"),
);

/// The base of keys, `H2C(H(BASE; 0))`.
pub const fn g_k() -> Point {
    G_K
}

/// The base of blinding factors, `H2C(H(BASE; 1))`.
pub const fn g_r() -> Point {
    G_R
}

/// The base of licence keys, `H2C(H(BASE; 2))`.
pub const fn g_lic() -> Point {
    G_LIC
}

/// The coordinates of a point as EIP-2494 writes them.
pub fn to_eip2494(point: &Point) -> (F, F) {
    (point.x / EIP2494_ROOT, point.y)
}

/// Whether a point of the curve lies in the prime subgroup.
pub fn in_prime_subgroup(point: &Point) -> bool {
    use ark_ec::CurveConfig;
    let order = <EdwardsConfig as CurveConfig>::ScalarField::MODULUS;
    mul_digits(point, &wnaf(order.as_ref())) == Projective::default()
}

/// `scalar · point`.
pub fn mul(point: &Point, scalar: &Scalar) -> Projective {
    mul_digits(point, &wnaf(scalar.into_bigint().as_ref()))
}

/// `value · point` for a value of 128 bits.
pub fn mul_u128(point: &Point, value: u128) -> Projective {
    mul_digits(point, &wnaf(&[value as u64, (value >> 64) as u64]))
}

/// Whether the coordinates satisfy the curve's equation.
pub fn on_curve(x: F, y: F) -> bool {
    let (x2, y2) = (x * x, y * y);
    x2 + y2 == F::from(1u64) + EdwardsConfig::COEFF_D * x2 * y2
}
