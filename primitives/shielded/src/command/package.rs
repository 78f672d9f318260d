//! Commands of packages. See [`crate::package`] for what a package is.

use super::{lock, release};
use crate::{
    asset::Asset,
    bundle::{PublicTerm, ShieldedOutput},
    encoding::PointBytes,
};
use alloc::{vec, vec::Vec};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Notes in one package at most.
pub const MAX_PACKED: u32 = 4;
/// Bytes of a package's data at most, before encryption.
pub const MAX_DATA_LEN: u32 = 64 * 1024;
/// The same behind encryption, with the tag.
pub const MAX_SEALED_LEN: u32 = MAX_DATA_LEN + 16;

/// A command of packages.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum PackageCommand {
    /// Makes a package: the chain holds the output descriptions and the data, and one unit of the package's asset comes into
    /// the bundle.
    #[codec(index = 0)]
    Create {
        /// [`crate::package::package_id`] of the bundle's first nil.
        id: [u8; 32],
        /// What is inside. Their asset commitments stand in the balance like those of outputs; their notes enter no tree.
        contents: BoundedVec<ShieldedOutput, ConstU32<MAX_PACKED>>,
        /// Encrypted data, or nothing.
        data: BoundedVec<u8, ConstU32<MAX_SEALED_LEN>>,
        /// SERO that are locked: for the package's place in the list of assets, for ever, and for its size, until it is opened.
        deposit: u128,
    },
    /// Opens a package: its unit is burnt, its contents re-enter the balance, what was locked for its size comes back.
    #[codec(index = 1)]
    Open {
        /// Which.
        id: [u8; 32],
        /// What comes back.
        deposit: u128,
    },
}

impl PackageCommand {
    /// The package's id.
    pub const fn id(&self) -> &[u8; 32] {
        match self {
            PackageCommand::Create { id, .. } | PackageCommand::Open { id, .. } => id,
        }
    }

    pub(super) fn terms(&self) -> Vec<PublicTerm> {
        match self {
            PackageCommand::Create { id, deposit, .. } => {
                vec![lock(*deposit), PublicTerm::inward(Asset::Package(*id), 1)]
            }
            PackageCommand::Open { id, deposit } => {
                vec![PublicTerm::out(Asset::Package(*id), 1), release(*deposit)]
            }
        }
    }
}

/// A package as the chain holds it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct StoredPackage {
    /// What is inside, encrypted.
    pub contents: BoundedVec<ShieldedOutput, ConstU32<MAX_PACKED>>,
    /// Encrypted data, or nothing.
    pub data: BoundedVec<u8, ConstU32<MAX_SEALED_LEN>>,
    /// What comes back when it is opened, in SERO's smallest unit.
    pub deposit: u128,
    /// The block that made it.
    pub created: u32,
}

impl StoredPackage {
    /// The asset commitments that re-enter the balance when it is opened.
    pub fn asset_commitments(&self) -> impl Iterator<Item = PointBytes> + '_ {
        self.contents.iter().map(|content| content.asset_commitment)
    }
}
