//! Notes: the coins of the shielded pool.

use crate::{
    asset::{commitment, Asset},
    curve::{Point, Scalar, F},
    encoding::FieldBytes,
    keys::{KeyError, OneTimeAddress, PkrBytes},
    poseidon2::{hash, Tag},
};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, PrimeField};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Bytes of a memo.
pub const MEMO_LEN: usize = 128;

/// A note with everything that its owner knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The asset id.
    pub aid: F,
    /// The value, in the asset's smallest unit.
    pub value: u128,
    /// Whose it is.
    pub address: OneTimeAddress,
    /// The blinding of the commitment; 0 for notes with public contents.
    pub rcm: F,
}

impl Note {
    /// `CC = v · G_aid`.
    pub fn asset_commitment(&self) -> Point {
        commitment(self.aid, self.value).into_affine()
    }

    /// The note commitment `H(NOTE; CC.x, CC.y, ZPK_r.x, ZPK_r.y, VPK_r.x, rcm)`.
    pub fn commitment(&self) -> F {
        note_commitment(&self.asset_commitment(), self.address.zpk(), self.address.vpk(), self.rcm)
    }
}

/// The note commitment over its parts.
pub fn note_commitment(cc: &Point, zpk_r: &Point, vpk_r: &Point, rcm: F) -> F {
    hash(Tag::Note, &[cc.x, cc.y, zpk_r.x, zpk_r.y, vpk_r.x, rcm])
}

/// The leaf of a commitment at its place in the whole chain's sequence.
pub fn leaf(index: u64, commitment: F) -> F {
    hash(Tag::Leaf, &[F::from(index), commitment])
}

/// The nil that a spend of the leaf reveals: one per leaf.
pub fn nil(vskr: &Scalar, leaf: F) -> F {
    // l is below the modulus of F, so the integer is the same in both fields.
    let vskr = F::from_bigint(vskr.into_bigint()).unwrap_or(F::ZERO);
    hash(Tag::Nil, &[vskr, leaf])
}

/// A note whose contents everybody sees: coinbase, payments of contracts, refunds, `shield`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct PublicNote {
    /// Whose it is.
    pub to: PkrBytes,
    /// The asset.
    pub asset: Asset,
    /// The value.
    pub value: u128,
}

impl PublicNote {
    /// The note: rcm is 0.
    ///
    /// # Errors
    /// [`KeyError`] where the address is not valid.
    pub fn open(&self) -> Result<Note, KeyError> {
        Ok(Note { aid: self.asset.id(), value: self.value, address: self.to.to_address()?, rcm: F::ZERO })
    }

    /// The commitment.
    ///
    /// # Errors
    /// [`KeyError`] where the address is not valid.
    pub fn commitment(&self) -> Result<FieldBytes, KeyError> {
        Ok(self.open()?.commitment().into())
    }
}
