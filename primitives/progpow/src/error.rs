//! What can go wrong.

use crate::MAX_EPOCH;

/// Why there is no cache, and so no evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProgPowError {
    /// The epoch lies beyond [`MAX_EPOCH`].
    #[error("epoch {epoch} is beyond {MAX_EPOCH}, the last that this node builds a cache for")]
    EpochTooLarge {
        /// The epoch asked for.
        epoch: u64,
    },
    /// The system has no memory for a cache.
    #[error("no memory for a cache of {bytes} bytes")]
    Memory {
        /// Its size.
        bytes: u64,
    },
    /// Parameters that [`crate::Parameters`] rules out.
    #[error("the parameters {name:?} are unsound: {reason}")]
    Parameters {
        /// The name they go by.
        name: &'static str,
        /// What is wrong with them.
        reason: &'static str,
    },
}
