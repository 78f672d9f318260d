//! The public inputs of Ownership.

use super::OwnershipError;
use crate::statement::{key_point, named, Part};
use ark_bn254::Fr as F;
use sero_shielded::{
    curve::Point,
    encoding::{FieldBytes, PointBytes},
    ownership::Challenge,
};

/// Field elements that [`Public::to_field_elements`] returns.
pub const PUBLIC_INPUTS: usize = 6;

/// The public inputs, K checked, CC computed.
///
/// # Security
/// K lies in the prime subgroup and is not the identity. CC is that of one unit of the challenged asset and comes from nowhere
/// else. since has 64 bits, on which the circuit relies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public {
    pub(crate) anchor: F,
    pub(crate) cc: Point,
    pub(crate) key: Point,
    pub(crate) since: u64,
}

impl Public {
    /// A statement over a K that may be anything.
    ///
    /// # Errors
    /// [`OwnershipError::Challenge`] for a token; [`OwnershipError::Public`] for K off the curve, outside the prime subgroup, or the
    /// identity.
    pub fn new(anchor: F, challenge: &Challenge, key: Point) -> Result<Self, OwnershipError> {
        Ok(Public {
            anchor,
            cc: challenge.asset_commitment()?,
            key: key_point(Part::Key, key)?,
            since: challenge.since,
        })
    }

    /// A statement as it travels.
    ///
    /// # Errors
    /// [`OwnershipError::Challenge`] for a token; [`OwnershipError::Public`] names what is not canonical, off the curve, outside the
    /// subgroup, or the identity.
    pub fn decode(anchor: &FieldBytes, challenge: &Challenge, key: &PointBytes) -> Result<Self, OwnershipError> {
        Ok(Public {
            cc: challenge.asset_commitment()?,
            anchor: named(Part::Anchor, anchor.to_field())?,
            key: named(Part::Key, key.to_key())?,
            since: challenge.since,
        })
    }

    /// The root under which the note lies.
    pub fn anchor(&self) -> F {
        self.anchor
    }

    /// The asset commitment of the note.
    pub fn cc(&self) -> &Point {
        &self.cc
    }

    /// K, under which the answer is signed.
    pub fn key(&self) -> &Point {
        &self.key
    }

    /// The least index that the note may have.
    pub fn since(&self) -> u64 {
        self.since
    }

    /// In the order of the circuit: anchor, CC.x, CC.y, K.x, K.y, since.
    pub fn to_field_elements(&self) -> [F; PUBLIC_INPUTS] {
        [self.anchor, self.cc.x, self.cc.y, self.key.x, self.key.y, F::from(self.since)]
    }
}
