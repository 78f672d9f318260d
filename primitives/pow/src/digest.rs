//! What a header says about the work behind it: enough to check a chain of headers without any state.
//!
//! A header carries one consensus digest item of the engine. Its bytes are a [`WorkDigest`]. Executing a block computes the
//! item anew and compares, so the time in it is the block's timestamp. Who has headers only runs [`check_step`] over each pair.

use codec::{Decode, DecodeAll, Encode};
use scale_info::TypeInfo;
use sp_core::U256;

use crate::{
    asert::{Anchor, Parameters},
    time::{check_order, TimeError},
};

#[cfg(test)]
mod tests;

/// Time and difficulty as a header names them. The version comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum WorkDigest {
    /// All that the difficulty rule needs of a parent.
    #[codec(index = 1)]
    V1 {
        /// What the block's child must meet.
        next: U256,
        /// The block's timestamp in milliseconds.
        time_ms: u64,
        /// Where the schedule begins, for the child.
        anchor: Anchor,
    },
}

/// Why a header's work digest cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkDigestError {
    /// No item, or one without bytes.
    #[error("the header names no difficulty for its child")]
    Missing,
    /// More than one item of the engine.
    #[error("the header names more than one difficulty for its child")]
    Repeated,
    /// A version that this program does not know.
    #[error("work digest version {0} is unknown")]
    UnknownVersion(u8),
    /// The version is known and the length is not that version's.
    #[error("a version {version} work digest has {expected} bytes, this one has {got}")]
    WrongLength {
        /// The version that the first byte names.
        version: u8,
        /// The length of digests of that version.
        expected: usize,
        /// The length found.
        got: usize,
    },
}

/// Why a header does not follow from its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The time does not rise.
    #[error("block {height}: {error}")]
    Time {
        /// Height of the child.
        height: u32,
        /// What is wrong with its time.
        error: TimeError,
    },
    /// The rule gives another difficulty.
    #[error("block {height} names difficulty {got} for its child, the rule gives {expected}")]
    Next {
        /// Height of the child.
        height: u32,
        /// What the rule gives.
        expected: U256,
        /// What the child names.
        got: U256,
    },
    /// The rule gives another start of the schedule.
    #[error("block {height} names {got}, the rule gives {expected}")]
    Anchor {
        /// Height of the child.
        height: u32,
        /// What the rule gives.
        expected: Anchor,
        /// What the child names.
        got: Anchor,
    },
}

impl WorkDigest {
    /// Version byte of [`WorkDigest::V1`].
    pub const V1: u8 = 1;
    /// Bytes of an encoded [`WorkDigest::V1`]: version, difficulty, time, and the anchor's height, time, difficulty.
    pub const V1_LEN: usize = 1 + 32 + 8 + (4 + 8 + 32);

    /// Reads a digest.
    ///
    /// # Consensus
    /// Exactly one encoding: nothing may follow.
    pub fn decode_exact(bytes: &[u8]) -> Result<Self, WorkDigestError> {
        let version = *bytes.first().ok_or(WorkDigestError::Missing)?;
        if version != Self::V1 {
            return Err(WorkDigestError::UnknownVersion(version));
        }
        let wrong_length = WorkDigestError::WrongLength { version, expected: Self::V1_LEN, got: bytes.len() };
        Self::decode_all(&mut &bytes[..]).map_err(|_| wrong_length)
    }

    /// Reads the one payload among the consensus digests of the engine.
    ///
    /// # Consensus
    /// A header has exactly one.
    pub fn only<'a>(mut payloads: impl Iterator<Item = &'a [u8]>) -> Result<Self, WorkDigestError> {
        let first = payloads.next().ok_or(WorkDigestError::Missing)?;
        match payloads.next() {
            None => Self::decode_exact(first),
            Some(_) => Err(WorkDigestError::Repeated),
        }
    }

    /// What the child of the block must meet.
    pub fn next(&self) -> U256 {
        let Self::V1 { next, .. } = self;
        *next
    }

    /// The block's timestamp in milliseconds.
    pub fn time_ms(&self) -> u64 {
        let Self::V1 { time_ms, .. } = self;
        *time_ms
    }

    /// The digest of the first block that has one, which met the difficulty `initial`.
    ///
    /// # Consensus
    /// The genesis block has no timestamp, so the first block is the anchor, and its child has the same difficulty.
    pub fn first(parameters: &Parameters, initial: U256, height: u32, time_ms: u64) -> Self {
        Self::after(parameters, Anchor { height, time_ms, difficulty: initial }, initial, height, time_ms)
    }

    /// The digest of the child at (`height`, `time_ms`) of the block that has this one.
    pub fn child(&self, parameters: &Parameters, height: u32, time_ms: u64) -> Self {
        let Self::V1 { next: current, anchor, .. } = self;
        Self::after(parameters, *anchor, *current, height, time_ms)
    }

    /// The digest of the block at (`height`, `time_ms`) that met `current`, on the schedule from `anchor`.
    pub fn after(parameters: &Parameters, anchor: Anchor, current: U256, height: u32, time_ms: u64) -> Self {
        let (next, anchor) = parameters.next(anchor, current, height, time_ms);
        Self::V1 { next, time_ms, anchor }
    }
}

/// Checks that a header follows from its parent's.
///
/// # Consensus
/// The time is strictly above the parent's; difficulty and anchor are exactly what the rule gives.
///
/// # Errors
/// See [`StepError`].
pub fn check_step(
    parameters: &Parameters,
    parent: &WorkDigest,
    child: &WorkDigest,
    child_height: u32,
) -> Result<(), StepError> {
    check_order(parent.time_ms(), child.time_ms()).map_err(|error| StepError::Time { height: child_height, error })?;
    same(child_height, &parent.child(parameters, child_height, child.time_ms()), child)
}

/// Checks the first block's header, whose parent, the genesis block, names nothing.
///
/// # Consensus
/// Difficulty and anchor follow from the genesis difficulty and the block's own time.
///
/// # Errors
/// See [`StepError`].
pub fn check_first(parameters: &Parameters, initial: U256, first: &WorkDigest) -> Result<(), StepError> {
    const HEIGHT: u32 = 1;
    same(HEIGHT, &WorkDigest::first(parameters, initial, HEIGHT, first.time_ms()), first)
}

/// The times are equal where this is called: the rule was applied to the child's own.
fn same(height: u32, expected: &WorkDigest, got: &WorkDigest) -> Result<(), StepError> {
    let WorkDigest::V1 { next: expected_next, anchor: expected_anchor, .. } = *expected;
    let WorkDigest::V1 { next, anchor, .. } = *got;
    if next != expected_next {
        return Err(StepError::Next { height, expected: expected_next, got: next });
    }
    if anchor != expected_anchor {
        return Err(StepError::Anchor { height, expected: expected_anchor, got: anchor });
    }
    Ok(())
}
