//! The pre-runtime digest: where the author's reward goes.

use codec::{Decode, DecodeAll, Encode};
use scale_info::TypeInfo;
use sero_license::AuthorLicense;
use sero_shielded::keys::{KeyError, OneTimeAddress, PkrBytes};

/// What an author says of itself in the header. Versioned, so that a vote key can come later.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Payout {
    /// The one-time address that receives reward and fees as a public note.
    #[codec(index = 1)]
    V1 {
        /// The wire form of the address.
        payout: PkrBytes,
    },
    /// The same, and a mining licence.
    #[codec(index = 2)]
    V2 {
        /// The wire form of the address.
        payout: PkrBytes,
        /// The licence, signed over this address and the parent.
        author: AuthorLicense,
    },
}

/// Why a header pays nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayoutError {
    /// No pre-runtime digest of the engine.
    #[error("the header names no payout address")]
    Missing,
    /// More than one pre-runtime digest of the engine.
    #[error("the header names more than one payout")]
    Repeated,
    /// A version that this program does not know.
    #[error("payout version {0} is unknown")]
    UnknownVersion(u8),
    /// The version is known and the length is not that version's.
    #[error("a version {version} payout has {expected} bytes, this one has {got}")]
    WrongLength {
        /// The version that the first byte names.
        version: u8,
        /// The length of payouts of that version.
        expected: usize,
        /// The length found.
        got: usize,
    },
    /// The bytes are no address: a point is not canonical, off the curve, outside the prime subgroup or the identity.
    #[error("the payout address is invalid: {0}")]
    BadAddress(KeyError),
}

impl Payout {
    /// Version byte of [`Payout::V1`].
    pub const V1: u8 = 1;
    /// Version byte of [`Payout::V2`].
    pub const V2: u8 = 2;
    /// Bytes of an encoded [`Payout::V1`]: version and address.
    pub const V1_LEN: usize = 1 + 96;
    /// Bytes of an encoded [`Payout::V2`]: version, address and licence.
    pub const V2_LEN: usize = Self::V1_LEN + AuthorLicense::LEN;

    /// Reads a payout without looking at the points.
    ///
    /// # Consensus
    /// Exactly one encoding: nothing may follow.
    pub fn decode_exact(bytes: &[u8]) -> Result<Self, PayoutError> {
        let version = *bytes.first().ok_or(PayoutError::Missing)?;
        let expected = match version {
            Self::V1 => Self::V1_LEN,
            Self::V2 => Self::V2_LEN,
            _ => return Err(PayoutError::UnknownVersion(version)),
        };
        let wrong_length = PayoutError::WrongLength { version, expected, got: bytes.len() };
        Self::decode_all(&mut &bytes[..]).map_err(|_| wrong_length)
    }

    /// The wire form of the address.
    pub const fn address(&self) -> &PkrBytes {
        match self {
            Self::V1 { payout } | Self::V2 { payout, .. } => payout,
        }
    }

    /// The licence, if the version has one. Nothing says that it is valid: that depends on the state of the parent.
    pub const fn license(&self) -> Option<&AuthorLicense> {
        match self {
            Self::V1 { .. } => None,
            Self::V2 { author, .. } => Some(author),
        }
    }

    /// The address, its three points checked as keys.
    pub fn to_address(&self) -> Result<OneTimeAddress, PayoutError> {
        self.address().to_address().map_err(PayoutError::BadAddress)
    }

    /// Reads a payout and checks its address: what a node asks of a header before anything is executed. The licence of a
    /// [`Payout::V2`] is not looked at here: it counts only in a phase of licences.
    pub fn check(bytes: &[u8]) -> Result<Self, PayoutError> {
        let payout = Self::decode_exact(bytes)?;
        payout.to_address()?;
        Ok(payout)
    }

    /// The one payload among the pre-runtime digests of the engine.
    ///
    /// # Consensus
    /// A header names exactly one payout.
    pub fn only<'a>(mut payloads: impl Iterator<Item = &'a [u8]>) -> Result<&'a [u8], PayoutError> {
        let first = payloads.next().ok_or(PayoutError::Missing)?;
        match payloads.next() {
            None => Ok(first),
            Some(_) => Err(PayoutError::Repeated),
        }
    }
}

#[cfg(test)]
mod tests;
