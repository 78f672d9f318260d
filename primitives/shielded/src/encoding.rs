//! How field elements, scalars and points travel: 32 canonical bytes each.
//!
//! The byte types carry anything; what they mean is decided by their fallible `to_*` methods, so that a decoder of a bundle
//! stays cheap and every refusal has a name.

use crate::curve::{in_prime_subgroup, Point, Scalar, F};
use ark_ec::AffineRepr;
use ark_ff::{BigInteger, PrimeField};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
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
        F::deserialize_compressed(&self.0[..]).map_err(|_| EncodingError::FieldNotCanonical)
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
        Scalar::deserialize_compressed(&self.0[..]).map_err(|_| EncodingError::ScalarNotCanonical)
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
        let mut y = *self;
        y.0[31] &= 0x7f;
        FieldBytes(y.0).to_field().map_err(|_| EncodingError::PointNotCanonical)?;
        let point = Point::deserialize_compressed_unchecked(&self.0[..]).map_err(|_| EncodingError::PointOffCurve)?;
        // arkworks also reads x = 0 with the sign set.
        if PointBytes::from(point) != *self {
            return Err(EncodingError::PointNotCanonical);
        }
        Ok(point)
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

impl From<Point> for PointBytes {
    fn from(point: Point) -> Self {
        let mut bytes = [0u8; 32];
        // The 32 bytes of a point always fit; on the impossible failure the zeros name a point outside the subgroup.
        let _ = point.serialize_compressed(&mut bytes[..]);
        PointBytes(bytes)
    }
}

impl From<crate::curve::Projective> for PointBytes {
    fn from(point: crate::curve::Projective) -> Self {
        Point::from(point).into()
    }
}

fn integer_bytes<T: PrimeField>(value: T) -> [u8; 32] {
    let mut bytes = [0u8; 32];
    for (to, from) in bytes.iter_mut().zip(value.into_bigint().to_bytes_le()) {
        *to = from;
    }
    bytes
}
