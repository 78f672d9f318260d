//! What a wallet reads of a block: everything that scanning needs, and no proof.

use crate::{
    bundle::{PublicOut, PublicTerm},
    encoding::{FieldBytes, PointBytes},
    encryption::SealedMemo,
    keys::PkrBytes,
    note::PublicNote,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A note that a bundle made and only its receiver can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct EncryptedNote {
    /// Where it goes.
    pub to: PkrBytes,
    /// The note commitment.
    pub commitment: FieldBytes,
    /// RPK, the sender's half of the shared secret.
    pub rpk: PointBytes,
    /// Asset, value and rcm, encrypted.
    pub contents: [FieldBytes; 3],
    /// The memo, encrypted.
    pub memo: SealedMemo,
}

/// A note as it was appended to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
#[allow(clippy::large_enum_variant, reason = "most notes are of the large variant, and a box would cost each of them")]
pub enum CompactNote {
    /// Made by a bundle.
    Shielded(EncryptedNote),
    /// Made by the chain; everybody sees its contents.
    Public(PublicNote),
}

/// What one bundle, or the chain itself at one point of a block, did to the pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct CompactBundle {
    /// The nils that a bundle revealed; none for notes that the chain made.
    pub nils: Vec<FieldBytes>,
    /// The notes in the order of their indices. The place of a shielded one here is its place in the bundle.
    pub notes: Vec<CompactNote>,
    /// Payments out of the pool.
    pub public_outs: Vec<PublicOut>,
    /// The fee, in SERO's smallest unit.
    pub fee: u128,
    /// The public terms of its command: what it issued, burnt, locked or released.
    pub terms: Vec<PublicTerm>,
}

/// What one block did to the pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct CompactBlock {
    /// The block's number.
    pub number: u32,
    /// The index of the block's first note, or of the next note where the block has none.
    pub first_index: u64,
    /// In execution order.
    pub bundles: Vec<CompactBundle>,
    /// The root at the block's end.
    pub root: FieldBytes,
}
