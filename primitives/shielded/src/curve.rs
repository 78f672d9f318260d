//! Baby Jubjub, the curve inside the circuits, and its multiplications.
//!
//! Coordinates are those of `ark-ed-on-bn254` (a = 1). EIP-2494 writes the same curve with a = 168700; [`to_eip2494`] is the
//! map. The curve has order 8·l; l is the order of [`Scalar`] and of the subgroup in which every key lies.
//!
//! # Security
//!
//! The multiplications here take a time that depends on the scalar. A wallet runs them on its owner's machine; who shares a
//! processor with it may learn from the timing.

use alloc::vec::Vec;
use ark_ec::{twisted_edwards::TECurveConfig, AdditiveGroup, AffineRepr, CurveGroup};
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{BigInteger, MontFp, PrimeField};

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
        use zeroize::Zeroize;
        self.0.zeroize();
    }
}

/// Odd multiples 1, 3, .., 15 serve the digits of a window of five bits.
const WINDOW: u32 = 5;
const TABLE: usize = 1 << (WINDOW - 2);

fn mul_digits(point: &Point, digits: &[i8]) -> Projective {
    let base = point.into_group();
    let twice = base.double();
    let mut table = [base; TABLE];
    let mut last = base;
    for entry in table.iter_mut().skip(1) {
        last += twice;
        *entry = last;
    }
    let mut acc = Projective::default();
    for digit in digits.iter().rev() {
        acc.double_in_place();
        let entry = table.get(usize::from(digit.unsigned_abs() / 2));
        match (entry, digit.signum()) {
            (Some(entry), 1) => acc += entry,
            (Some(entry), -1) => acc -= entry,
            _ => {}
        }
    }
    acc
}

/// Width-5 non-adjacent form, lowest digit first: digits are 0 or odd and below 16 in size.
fn wnaf(limbs: &[u64]) -> Vec<i8> {
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

/// Multiples of one fixed point, so that a product with it costs 32 additions and no doubling.
pub struct FixedBase {
    /// `rows[i][d - 1] = d · 256^i · base` for d in 1..=255.
    rows: Vec<Vec<Point>>,
}

impl FixedBase {
    /// Computes the table: 32 rows of 255 points, about half a megabyte.
    pub fn new(base: &Point) -> Self {
        let mut start = base.into_group();
        let rows = (0..32)
            .map(|_| {
                let mut entry = start;
                let row: Vec<Projective> = (0..255)
                    .map(|_| {
                        let current = entry;
                        entry += start;
                        current
                    })
                    .collect();
                start = entry;
                Projective::normalize_batch(&row)
            })
            .collect();
        FixedBase { rows }
    }

    /// `scalar · base`.
    pub fn mul(&self, scalar: &Scalar) -> Projective {
        let bytes = scalar.into_bigint().to_bytes_le();
        let mut acc = Projective::default();
        for (row, byte) in self.rows.iter().zip(bytes) {
            if let Some(entry) = usize::from(byte).checked_sub(1).and_then(|at| row.get(at)) {
                acc += entry;
            }
        }
        acc
    }
}

#[cfg(feature = "std")]
mod tables {
    use super::{FixedBase, G_K, G_R};
    use std::sync::LazyLock;

    pub static G_K_TABLE: LazyLock<FixedBase> = LazyLock::new(|| FixedBase::new(&G_K));
    pub static G_R_TABLE: LazyLock<FixedBase> = LazyLock::new(|| FixedBase::new(&G_R));
}

/// `scalar · G_k`; with `std` through a table made at the first call.
pub fn mul_g_k(scalar: &Scalar) -> Projective {
    #[cfg(feature = "std")]
    return tables::G_K_TABLE.mul(scalar);
    #[cfg(not(feature = "std"))]
    return mul(&G_K, scalar);
}

/// `scalar · G_r`; with `std` through a table made at the first call.
pub fn mul_g_r(scalar: &Scalar) -> Projective {
    #[cfg(feature = "std")]
    return tables::G_R_TABLE.mul(scalar);
    #[cfg(not(feature = "std"))]
    return mul(&G_R, scalar);
}

/// Whether the coordinates satisfy the curve's equation.
pub fn on_curve(x: F, y: F) -> bool {
    let (x2, y2) = (x * x, y * y);
    x2 + y2 == F::from(1u64) + EdwardsConfig::COEFF_D * x2 * y2
}
