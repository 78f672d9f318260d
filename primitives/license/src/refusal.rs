//! Why an author may not make a block.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_shielded::encoding::EncodingError;

use crate::{IssuerError, Phase, Tag};

/// Why a licence, or a header without one, is refused; in the order of the checks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Refusal {
    /// The bytes in the header are no payout.
    #[error("the header's payout cannot be read")]
    Malformed,
    /// A height of the phase, and no licence.
    #[error("block {height} needs a mining licence, as all of {phase} do; ask the issuer for one")]
    Missing {
        /// The block's height.
        height: u32,
        /// The heights that need one.
        phase: Phase,
    },
    /// The chain asks for licences and knows nobody who may issue them.
    #[error("the chain has no issuer of licences")]
    NoIssuer,
    /// A licence of another chain.
    #[error("the licence is for network {found}, and this is {expected}; ask for one for this chain")]
    OtherNetwork {
        /// What the licence names.
        found: Tag,
        /// The first bytes of this chain's genesis hash.
        expected: Tag,
    },
    /// A licence of an issuer that the chain does not know, or knows no more.
    #[error("issuer {found} issued the licence, and the chain's is {expected}; ask that one for a licence")]
    UnknownIssuer {
        /// What the licence names.
        found: Tag,
        /// The issuer of the chain.
        expected: Tag,
    },
    /// The last height has passed.
    #[error("the licence was valid until block {until}, and this is block {height}; ask for a new one")]
    Expired {
        /// The last height of the licence.
        until: u32,
        /// The block's height.
        height: u32,
    },
    /// The issuer took it back.
    #[error("the licence with serial number {serial} is revoked")]
    Revoked {
        /// Its number.
        serial: u32,
    },
    /// The author's key.
    #[error("the licence's author key: {0}")]
    Zpk(EncodingError),
    /// The proof's R.
    #[error("R of the licence: {0}")]
    R(EncodingError),
    /// The proof's s.
    #[error("s of the licence: {0}")]
    S(EncodingError),
    /// The issuer's key.
    #[error(transparent)]
    Issuer(IssuerError),
    /// The proof does not hold.
    #[error("the licence is forged: its issuer never proved it for this author key, height and serial number")]
    Forged,
    /// Who shows the licence does not have its key, or took the signature from another block.
    #[error("the licence is another miner's: its author key did not sign this parent and payout")]
    AnotherMiners,
}

impl Refusal {
    /// The variant's name, for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::Missing { .. } => "Missing",
            Self::NoIssuer => "NoIssuer",
            Self::OtherNetwork { .. } => "OtherNetwork",
            Self::UnknownIssuer { .. } => "UnknownIssuer",
            Self::Expired { .. } => "Expired",
            Self::Revoked { .. } => "Revoked",
            Self::Zpk(_) => "Zpk",
            Self::R(_) => "R",
            Self::S(_) => "S",
            Self::Issuer(_) => "Issuer",
            Self::Forged => "Forged",
            Self::AnotherMiners => "AnotherMiners",
        }
    }
}
