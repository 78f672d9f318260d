//! What can go wrong.

use std::path::PathBuf;

use primitive_types::U256;

use crate::{BlockState, PayoutState, SCHEMA_VERSION};

/// Why the ledger cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Nothing there.
    #[error("no ledger at {0}; the node makes one when its pool runs")]
    Missing(PathBuf),
    /// Another file.
    #[error("{0} is no pool's ledger, or it is damaged")]
    NotALedger(PathBuf),
    /// Made by a newer program.
    #[error("the ledger has version {found}, and this program knows {SCHEMA_VERSION}; install a newer one")]
    Version {
        /// The version of the file.
        found: i64,
    },
    /// Another program writes for longer than anybody waits.
    #[error("another program holds {0} for too long; try again")]
    Busy(PathBuf),
    /// The file system.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// What it says.
        error: std::io::Error,
    },
    /// SQLite.
    #[error("the ledger cannot be read or written: {0}")]
    Sqlite(rusqlite::Error),
    /// A value that cannot stand there.
    #[error("the ledger is damaged: {0}")]
    Damaged(&'static str),
    /// More than everything.
    #[error("a fee of {0} basis points is more than the whole reward")]
    Fee(u16),
    /// A window of nothing.
    #[error("a window of 0 difficulties holds no share")]
    Window,
    /// A name that no miner can have.
    #[error("\"{0}\" cannot be the name of an account")]
    Account(String),
    /// A name that no worker can have.
    #[error("\"{0}\" cannot be the name of a worker")]
    Worker(String),
    /// A difficulty of zero, or beyond all that can be summed.
    #[error("{0} is no difficulty that the ledger can count")]
    Difficulty(U256),
    /// A block that nobody found.
    #[error("the ledger knows no block with the header {0}")]
    UnknownBlock(String),
    /// A block whose fate is decided.
    #[error("the block with the header {header} is {state} for good")]
    BlockSettled {
        /// The header's hash.
        header: String,
        /// What it is.
        state: BlockState,
    },
    /// A payout that nobody planned.
    #[error("the ledger knows no payout {0}")]
    UnknownPayout(u64),
    /// A payout that is elsewhere.
    #[error("payout {id} is {state}, so it cannot become {wanted}")]
    PayoutState {
        /// Its number.
        id: u64,
        /// What it is.
        state: PayoutState,
        /// What it was to be.
        wanted: PayoutState,
    },
    /// A payout that was sent, as something else.
    #[error("payout {0} was sent with another reference: another program pays too")]
    SentOtherwise(u64),
    /// More than 128 bits.
    #[error("the account {0} would own more than can exist")]
    Overflow(String),
    /// Books that do not add up.
    #[error("the books do not balance: {0}")]
    Unbalanced(String),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        LedgerError::Sqlite(error)
    }
}
