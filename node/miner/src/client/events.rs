//! What a pool says, and what goes wrong.

use std::time::Duration;

use primitive_types::U256;
use sero_stratum::LineError;

use super::PATIENCE;
use crate::pool::Version;

/// What to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What the pool calls it.
    pub id: String,
    /// Hash of the header without seal.
    pub header: [u8; 32],
    /// Height of the block.
    pub height: u32,
    /// The share difficulty.
    pub difficulty: U256,
    /// The first nonce of this connection.
    pub prefix: u64,
    /// How many of its first bits are the pool's.
    pub prefix_bits: u32,
    /// Name of the preset, if the pool says it.
    pub algorithm: Option<String>,
}

impl Job {
    /// The bits of the nonce that are free.
    pub fn range_mask(&self) -> u64 {
        u64::MAX.checked_shr(self.prefix_bits).unwrap_or(0)
    }
}

/// What the pool says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A job. Shares for the former ones may come too late; the pool decides.
    Job(Job),
    /// A share counts.
    Accepted {
        /// The pool calls it stale, but takes it.
        late: bool,
        /// How long the answer took.
        took: Duration,
    },
    /// A share does not count.
    Refused(String),
    /// For the user.
    Message(String),
    /// Another pool shall be used.
    Reconnect {
        /// Its host; the same if there is none.
        host: Option<String>,
        /// Its port; the same if there is none.
        port: Option<u16>,
    },
    /// The pool closes the connection.
    Bye,
}

/// Why a connection failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The network.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A line that is too long, or the network.
    #[error("{0}")]
    Line(#[from] LineError),
    /// Nothing came.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Timeout,
    /// The pool closed.
    #[error("the pool closed the connection")]
    Closed,
    /// The pool does not speak this version.
    #[error("the pool does not speak {}: {reason}", version.name())]
    Version {
        /// Which version.
        version: Version,
        /// What it said.
        reason: String,
    },
    /// The pool does not take the user. Trying again does not help.
    #[error("the pool refuses the user: {0}")]
    User(String),
    /// The pool sends what cannot be understood.
    #[error("the pool sends nonsense: {0}")]
    Nonsense(&'static str),
}
