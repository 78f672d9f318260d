//! What the statements check about the points among their public inputs.

use ark_ec::AffineRepr;
use core::fmt;
use sero_shielded::{
    curve::{in_prime_subgroup, on_curve, Point},
    encoding::EncodingError,
};

/// A public input of one of the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The root under which a note is spent.
    Anchor,
    /// The nil of a spent note.
    Nil,
    /// K, the re-randomised key of a spent note's owner.
    Key,
    /// cm_asset, the blinded asset commitment.
    CmAsset,
    /// cm, the commitment of a new note.
    Cm,
    /// RPK, the sender's half of the key agreement.
    Rpk,
    /// BASE_r of the receiver's one-time address.
    BaseR,
    /// ZPK_r of the receiver's one-time address.
    ZpkR,
    /// VPK_r of the receiver's one-time address.
    VpkR,
    /// One of the three encrypted elements.
    Ciphertext(u8),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Anchor => f.write_str("anchor"),
            Part::Nil => f.write_str("nil"),
            Part::Key => f.write_str("K"),
            Part::CmAsset => f.write_str("cm_asset"),
            Part::Cm => f.write_str("cm"),
            Part::Rpk => f.write_str("RPK"),
            Part::BaseR => f.write_str("BASE_r"),
            Part::ZpkR => f.write_str("ZPK_r"),
            Part::VpkR => f.write_str("VPK_r"),
            Part::Ciphertext(place) => write!(f, "e{place}"),
        }
    }
}

/// Why a statement is refused before anybody looks at its proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {cause}")]
pub struct PublicError {
    /// The public input.
    pub part: Part,
    /// What is wrong with it.
    pub cause: EncodingError,
}

/// Turns a refusal of bytes into one that names the public input.
pub(crate) fn named<T>(part: Part, result: Result<T, EncodingError>) -> Result<T, PublicError> {
    result.map_err(|cause| PublicError { part, cause })
}

/// Passes a point of the prime subgroup; the identity is one.
pub(crate) fn subgroup_point(part: Part, point: Point) -> Result<Point, PublicError> {
    let cause = if !on_curve(point.x, point.y) {
        EncodingError::PointOffCurve
    } else if !in_prime_subgroup(&point) {
        EncodingError::PointOutsideSubgroup
    } else {
        return Ok(point);
    };
    Err(PublicError { part, cause })
}

/// Passes a point that can be a key: in the prime subgroup and not the identity.
pub(crate) fn key_point(part: Part, point: Point) -> Result<Point, PublicError> {
    let point = subgroup_point(part, point)?;
    if point.is_zero() {
        return Err(PublicError { part, cause: EncodingError::PointIsIdentity });
    }
    Ok(point)
}
