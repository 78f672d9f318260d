//! The public inputs of Input.

use crate::statement::{key_point, named, subgroup_point, Part, PublicError};
use ark_bn254::Fr as F;
use sero_shielded::{
    curve::Point,
    encoding::{FieldBytes, PointBytes},
};

/// Field elements that [`Public::to_field_elements`] returns.
pub const PUBLIC_INPUTS: usize = 6;

/// The public inputs, every point of them checked.
///
/// # Consensus
/// K lies in the prime subgroup and is not the identity; cm_asset lies in the prime subgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public {
    pub(crate) anchor: F,
    pub(crate) nil: F,
    pub(crate) key: Point,
    pub(crate) cm_asset: Point,
}

impl Public {
    /// A statement over points that may be anything.
    ///
    /// # Errors
    /// [`PublicError`] for K or cm_asset off the curve or outside the prime subgroup, and for K = identity.
    pub fn new(anchor: F, nil: F, key: Point, cm_asset: Point) -> Result<Self, PublicError> {
        Ok(Public { anchor, nil, key: key_point(Part::Key, key)?, cm_asset: subgroup_point(Part::CmAsset, cm_asset)? })
    }

    /// A statement as it travels.
    ///
    /// # Errors
    /// [`PublicError`] names what is not canonical, off the curve, outside the subgroup, or the identity.
    pub fn decode(
        anchor: &FieldBytes,
        nil: &FieldBytes,
        key: &PointBytes,
        cm_asset: &PointBytes,
    ) -> Result<Self, PublicError> {
        Ok(Public {
            anchor: named(Part::Anchor, anchor.to_field())?,
            nil: named(Part::Nil, nil.to_field())?,
            key: named(Part::Key, key.to_key())?,
            cm_asset: named(Part::CmAsset, cm_asset.to_point())?,
        })
    }

    /// The root under which the note is spent.
    pub fn anchor(&self) -> F {
        self.anchor
    }

    /// The nil, one for each leaf.
    pub fn nil(&self) -> F {
        self.nil
    }

    /// K, under which the input is signed.
    pub fn key(&self) -> &Point {
        &self.key
    }

    /// The blinded asset commitment.
    pub fn cm_asset(&self) -> &Point {
        &self.cm_asset
    }

    /// In the order of the circuit: anchor, nil, K.x, K.y, cm_asset.x, cm_asset.y.
    pub fn to_field_elements(&self) -> [F; PUBLIC_INPUTS] {
        [self.anchor, self.nil, self.key.x, self.key.y, self.cm_asset.x, self.cm_asset.y]
    }
}
