//! How field elements, scalars and points travel: 32 canonical bytes each.
//!
//! The byte types carry anything; what they mean is decided by their fallible `to_*` methods, so that a decoder of a bundle
//! stays cheap and every refusal has a name.

use crate::curve::{in_prime_subgroup, square_root, Point, Scalar, F};
use alloc::vec::Vec;
use ark_ec::{twisted_edwards::TECurveConfig, AffineRepr};
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{BigInt, Field, PrimeField, Zero};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Why 32 bytes are not what they were taken for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum EncodingError {
    /// A field element at or above the modulus.
    #[error("field element is not below the modulus")]
    FieldNotCanonical,
    /// A scalar at or above the order of the prime subgroup.
    #[error("scalar is not below the order of the curve's prime subgroup")]
    ScalarNotCanonical,
    /// A y at or above the modulus, or a sign for x = 0.
    #[error("point is not canonically encoded")]
    PointNotCanonical,
    /// No x belongs to this y.
    #[error("point is not on the curve")]
    PointOffCurve,
    /// The point has a small-order part.
    #[error("point is outside the prime subgroup")]
    PointOutsideSubgroup,
    /// The identity, where a key is meant.
    #[error("point is the identity, which is no key")]
    PointIsIdentity,
    /// Not the number of bytes that the kind has.
    #[error("wrong number of bytes")]
    Length,
}

macro_rules! bytes_newtype {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
        )]
        pub struct $name(pub [u8; $length]);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "("))?;
                for byte in self.0 {
                    write!(f, "{byte:02x}")?;
                }
                write!(f, ")")
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = $crate::encoding::EncodingError;

            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                Ok($name(bytes.try_into().map_err(|_| $crate::encoding::EncodingError::Length)?))
            }
        }
    };
}
pub(crate) use bytes_newtype;

bytes_newtype! {
    /// 32 bytes that stand for an element of [`F`], little-endian.
    #[derive(Default, Serialize, Deserialize)]
    FieldBytes, 32
}
bytes_newtype! {
    /// 32 bytes that stand for a [`Scalar`], little-endian.
    #[derive(Default, Serialize, Deserialize)]
    ScalarBytes, 32
}
bytes_newtype! {
    /// 32 bytes that stand for a [`Point`]: y little-endian, the top bit set when x is above -x.
    #[derive(Default, Serialize, Deserialize)]
    PointBytes, 32
}

impl FieldBytes {
    /// The field element.
    ///
    /// # Errors
    /// [`EncodingError::FieldNotCanonical`] at or above the modulus.
    pub fn to_field(&self) -> Result<F, EncodingError> {
        F::from_bigint(integer(&self.0)).ok_or(EncodingError::FieldNotCanonical)
    }
}

impl From<F> for FieldBytes {
    fn from(value: F) -> Self {
        FieldBytes(integer_bytes(value))
    }
}

impl ScalarBytes {
    /// The scalar.
    ///
    /// # Errors
    /// [`EncodingError::ScalarNotCanonical`] at or above l.
    pub fn to_scalar(&self) -> Result<Scalar, EncodingError> {
        Scalar::from_bigint(integer(&self.0)).ok_or(EncodingError::ScalarNotCanonical)
    }
}

impl From<Scalar> for ScalarBytes {
    fn from(value: Scalar) -> Self {
        ScalarBytes(integer_bytes(value))
    }
}

impl PointBytes {
    /// The point, on the curve and canonically encoded, in whatever subgroup.
    ///
    /// # Errors
    /// [`EncodingError::PointNotCanonical`] or [`EncodingError::PointOffCurve`].
    pub fn to_curve(&self) -> Result<Point, EncodingError> {
        let half = Half::read(self)?;
        half.point(half.denominator.inverse().unwrap_or_default())
    }

    /// [`Self::to_curve`] of many at once, which share one inversion.
    pub fn to_curve_many(points: &[PointBytes]) -> Vec<Result<Point, EncodingError>> {
        let halves: Vec<_> = points.iter().map(Half::read).collect();
        let mut inverses: Vec<F> =
            halves.iter().map(|half| half.as_ref().map_or(F::ONE, |half| half.denominator)).collect();
        ark_ff::batch_inversion(&mut inverses);
        halves.into_iter().zip(inverses).map(|(half, inverse)| half?.point(inverse)).collect()
    }

    /// The point, in the prime subgroup; the identity is one.
    ///
    /// # Errors
    /// Those of [`Self::to_curve`], and [`EncodingError::PointOutsideSubgroup`].
    pub fn to_point(&self) -> Result<Point, EncodingError> {
        let point = self.to_curve()?;
        if !in_prime_subgroup(&point) {
            return Err(EncodingError::PointOutsideSubgroup);
        }
        Ok(point)
    }

    /// The point as a key: in the prime subgroup and not the identity.
    ///
    /// # Errors
    /// Those of [`Self::to_point`], and [`EncodingError::PointIsIdentity`].
    pub fn to_key(&self) -> Result<Point, EncodingError> {
        let point = self.to_point()?;
        if point.is_zero() {
            return Err(EncodingError::PointIsIdentity);
        }
        Ok(point)
    }
}

/// A point of which y and the sign of x are known: `x² = (1 - y²)/(1 - d·y²)`.
struct Half {
    y: F,
    above: bool,
    numerator: F,
    /// Never zero, since d is no square.
    denominator: F,
}

impl Half {
    fn read(bytes: &PointBytes) -> Result<Self, EncodingError> {
        let mut y = bytes.0;
        y[31] &= 0x7f;
        let y = FieldBytes(y).to_field().map_err(|_| EncodingError::PointNotCanonical)?;
        let square = y.square();
        let (numerator, denominator) = (F::ONE - square, F::ONE - EdwardsConfig::COEFF_D * square);
        Ok(Half { y, above: bytes.0[31] & 0x80 != 0, numerator, denominator })
    }

    fn point(&self, inverse: F) -> Result<Point, EncodingError> {
        let x = square_root(self.numerator * inverse).ok_or(EncodingError::PointOffCurve)?;
        if x.is_zero() && self.above {
            return Err(EncodingError::PointNotCanonical);
        }
        let x = if is_above(x) == self.above { x } else { -x };
        Ok(Point::new_unchecked(x, self.y))
    }
}

/// Whether x is above -x, both as integers below the modulus.
fn is_above(x: F) -> bool {
    x.into_bigint() > F::MODULUS_MINUS_ONE_DIV_TWO
}

impl From<Point> for PointBytes {
    fn from(point: Point) -> Self {
        let mut bytes = integer_bytes(point.y);
        bytes[31] |= u8::from(is_above(point.x)) << 7;
        PointBytes(bytes)
    }
}

impl From<crate::curve::Projective> for PointBytes {
    fn from(point: crate::curve::Projective) -> Self {
        Point::from(point).into()
    }
}

fn integer(bytes: &[u8; 32]) -> BigInt<4> {
    let mut limbs = [0u64; 4];
    for (limb, from) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = from.iter().rev().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    BigInt::new(limbs)
}

fn integer_bytes<T: PrimeField>(value: T) -> [u8; 32] {
    let mut bytes = [0u8; 32];
    for (to, limb) in bytes.chunks_exact_mut(8).zip(value.into_bigint().as_ref()) {
        to.copy_from_slice(&limb.to_le_bytes());
    }
    bytes
}
