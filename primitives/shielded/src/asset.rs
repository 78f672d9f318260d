//! Assets: one coding system for tokens, tickets and packages.
//!
//! A note holds some value of one asset; the circuits see the asset id alone. White paper 3.5 takes a ticket's commitment as
//! `value · G_category`, under which ids add up; here the id is part of the asset and the value is 1.

use crate::{
    curve::{mul_g_r, mul_u128, Point, Projective, Scalar, F},
    h2c,
    poseidon2::{halves, hash, Tag},
};
use ark_ff::MontFp;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The name of the native coin, padded with zeros.
pub const SERO_NAME: [u8; 32] = *b"SERO\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
/// Digits behind the point of the native coin's values.
pub const SERO_DECIMALS: u8 = 18;
/// One SERO in its smallest unit.
pub const SERO: u128 = 1_000_000_000_000_000_000;
/// The asset id of the native coin.
const SERO_ID: F = MontFp!("12988066496462009757951870916345781110014929606986392634313343432541250551133");

/// What a note can hold.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub enum Asset {
    /// A currency by its 32-byte name; values of 128 bits.
    Token([u8; 32]),
    /// A unique thing; the value is 1.
    Ticket {
        /// The category, registered once.
        category: [u8; 32],
        /// The id within the category, issued once.
        id: [u8; 32],
    },
    /// The right to open a package; the value is 1.
    Package([u8; 32]),
}

/// An asset as the chain's list of assets has it.
///
/// Notes hold ids only. A wallet reads the whole list, and so tells nobody which assets it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct ListedAsset {
    /// The asset.
    pub asset: Asset,
    /// Digits behind the point of a token's values; 0 of a ticket or package.
    pub decimals: u8,
}

impl Asset {
    /// The native coin.
    pub const fn sero() -> Self {
        Asset::Token(SERO_NAME)
    }

    /// Whether this is the native coin.
    pub fn is_sero(&self) -> bool {
        *self == Self::sero()
    }

    /// The asset id: `H(TOKEN; name)`, `H(TICKET; category, id)` or `H(PACKAGE; id)`.
    pub fn id(&self) -> F {
        match self {
            Asset::Token(name) if *name == SERO_NAME => SERO_ID,
            Asset::Token(name) => hash(Tag::Token, &halves(name)),
            Asset::Ticket { category, id } => {
                let ([a, b], [c, d]) = (halves(category), halves(id));
                hash(Tag::Ticket, &[a, b, c, d])
            }
            Asset::Package(id) => hash(Tag::Package, &halves(id)),
        }
    }

    /// Whether a note may hold this value of the asset: any of a token, 1 of a ticket or package.
    pub fn allows(&self, value: u128) -> bool {
        match self {
            Asset::Token(_) => true,
            Asset::Ticket { .. } | Asset::Package(_) => value == 1,
        }
    }
}

/// The value base `G_aid = H2C(H(GEN; aid))`.
pub fn generator(aid: F) -> Point {
    h2c::hash_to_curve(hash(Tag::Gen, &[aid]))
}

/// The asset commitment `CC = v · G_aid`.
pub fn commitment(aid: F, value: u128) -> Projective {
    mul_u128(&generator(aid), value)
}

/// The asset channel `cm_asset = CC + ar · G_r`.
pub fn blind(cc: &Projective, ar: &Scalar) -> Projective {
    *cc + mul_g_r(ar)
}
