//! The seal: the last digest item of a header.

use codec::{Decode, DecodeAll, Encode};
use scale_info::TypeInfo;

/// What a miner found. The version comes first, so that votes or another work function can bring fields of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Seal {
    /// A nonce and the intermediate value from which the final hash follows cheaply.
    #[codec(index = 1)]
    V1 {
        /// The number that was searched for.
        nonce: u64,
        /// Intermediate value of the work function. It is recomputed and compared: one solution is one block.
        mix: [u8; 32],
    },
}

/// Why bytes are not a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No bytes at all.
    #[error("the seal is empty")]
    Empty,
    /// A version that this program does not know.
    #[error("seal version {0} is unknown")]
    UnknownVersion(u8),
    /// The version is known and the length is not that version's.
    #[error("a version {version} seal has {expected} bytes, this one has {got}")]
    WrongLength {
        /// The version that the first byte names.
        version: u8,
        /// The length of seals of that version.
        expected: usize,
        /// The length found.
        got: usize,
    },
}

impl Seal {
    /// Version byte of [`Seal::V1`].
    pub const V1: u8 = 1;
    /// Bytes of an encoded [`Seal::V1`]: version, nonce, mix.
    pub const V1_LEN: usize = 1 + 8 + 32;

    /// Reads a seal.
    ///
    /// # Consensus
    /// A seal has exactly one encoding: nothing may follow it. Trailing bytes would give one solution many block hashes.
    pub fn decode_exact(bytes: &[u8]) -> Result<Self, SealError> {
        let version = *bytes.first().ok_or(SealError::Empty)?;
        if version != Self::V1 {
            return Err(SealError::UnknownVersion(version));
        }
        let wrong_length = SealError::WrongLength { version, expected: Self::V1_LEN, got: bytes.len() };
        Self::decode_all(&mut &bytes[..]).map_err(|_| wrong_length)
    }
}
