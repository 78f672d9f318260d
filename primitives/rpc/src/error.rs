//! The errors of the `sero_` methods and their JSON-RPC form.

use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use serde::{Deserialize, Serialize};

/// Why a method failed. The JSON-RPC error carries a code of its own for each, a message for people, and
/// `{"cause": name}` as data for programs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RpcError {
    /// The best chain has no such block.
    #[error("the best chain has no block {0}; sero_chainInfo tells its height")]
    UnknownBlock(u32),
    /// The block is known and its state was pruned: ask a node that keeps it (`--state-pruning archive`).
    #[error("the state of block {0} is pruned on this node; ask one with --state-pruning archive")]
    StateUnavailable(u32),
    /// The bytes are not the canonical form of what the method wants, or have more behind it.
    #[error("not a well-formed {what}: {why}; send its canonical bytes, and nothing behind them")]
    BadEncoding {
        /// What the method wanted.
        what: String,
        /// Where decoding stopped.
        why: String,
    },
    /// More bytes than the method looks at.
    #[error("{got} bytes, and at most {limit} are taken; split it")]
    Oversized {
        /// Bytes handed in.
        got: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The runtime refuses the bundle.
    #[error("the bundle is refused: {detail}")]
    BundleRefused {
        /// Name of the rule that it breaks, for example `NilAlreadySpent`.
        cause: String,
        /// What is wrong, and where in the bundle.
        detail: String,
    },
    /// The transaction pool does not take the bundle now: it is full, or holds a bundle with one of the same nils.
    #[error("the pool refuses the bundle: {0}; try again later, or build it anew with a higher fee")]
    PoolRefused(String),
    /// Something failed inside the node; its log says more.
    #[error("the node failed: {0}; its log says more")]
    Internal(String),
    /// The method names people, and the caller is not the node's operator.
    #[error("{0} is for the node's operator; ask on the node's own machine, or start it with --rpc-methods unsafe")]
    Unsafe(String),
    /// The first block of the range lies above the last.
    #[error("the range from {from} to {to} is empty; ask for the lower block first")]
    BadRange {
        /// First block asked for.
        from: u32,
        /// Last block asked for.
        to: u32,
    },
}

/// The data of the JSON-RPC error object.
#[derive(Debug, Serialize, Deserialize)]
struct ErrorData {
    cause: String,
}

impl RpcError {
    /// The highest code that these errors use; they go down from here.
    pub const FIRST_CODE: i32 = -33_000;

    /// The JSON-RPC code.
    pub fn code(&self) -> i32 {
        let place = match self {
            Self::UnknownBlock(_) => 0,
            Self::StateUnavailable(_) => 1,
            Self::BadEncoding { .. } => 2,
            Self::Oversized { .. } => 3,
            Self::BundleRefused { .. } => 4,
            Self::PoolRefused(_) => 5,
            Self::Internal(_) => 6,
            Self::BadRange { .. } => 7,
            Self::Unsafe(_) => 8,
        };
        Self::FIRST_CODE - place
    }

    /// The name of the cause, for programs.
    pub fn cause(&self) -> &str {
        match self {
            Self::UnknownBlock(_) => "UnknownBlock",
            Self::StateUnavailable(_) => "StateUnavailable",
            Self::BadEncoding { .. } => "BadEncoding",
            Self::Oversized { .. } => "Oversized",
            Self::BundleRefused { cause, .. } => cause,
            Self::PoolRefused(_) => "PoolRefused",
            Self::Internal(_) => "Internal",
            Self::BadRange { .. } => "BadRange",
            Self::Unsafe(_) => "Unsafe",
        }
    }

    /// The cause that a node's error object names; `None` when it is not one of ours. For callers of the methods.
    pub fn cause_of(object: &ErrorObject<'_>) -> Option<String> {
        let ours = Self::FIRST_CODE - 8..=Self::FIRST_CODE;
        if !ours.contains(&object.code()) {
            return None;
        }
        // `RawValue::get` is the JSON text of the data.
        let data = object.data()?.get();
        serde_json::from_str::<ErrorData>(data).ok().map(|d| d.cause)
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let data = ErrorData { cause: error.cause().into() };
        ErrorObject::owned(error.code(), error.to_string(), Some(data))
    }
}
