//! Paying a pool's miners: from the pool's ledger to notes on the chain, each amount once.
//!
//! Two files and a chain change in turn, and a crash may come between any two steps:
//!
//! ```text
//!         ledger                  wallet                   chain
//! plan    amounts reserved
//! build                           bundle, in memory
//! write   sent, with the bundle
//! hand in                         notes locked             in the node's pool
//! settle  confirmed ◄──────────── in a final block ◄────── in a block
//!         given back ◄─────────── expiry is final, and no block holds it
//! ```
//!
//! Before `write` nothing left this program: the plan is found again and another bundle is built for it. From `write` on the
//! ledger holds the bundle itself, and for its payout there is never another one: it is handed in again as it is, until
//! it is in a final block or the block of its expiry is final without it. Both are for good, so a payout is neither made
//! twice nor lost, whichever forks the chain takes above its last final block.
//!
//! # Security
//!
//! What is mined is read from the blocks with the tracking key, so a wallet restored from its words settles as well. Each note
//! carries the payout's number and the ledger's name in its memo, by which an older copy of the ledger is recognised: it would
//! pay again what it does not know. The node is believed about which blocks are final: pay with your own.

mod pay;
mod reference;
mod settle;

pub use pay::{Budget, MAX_ITEMS};
use sero_pool::LedgerError;
pub use settle::{InFlight, Settled};

use crate::{
    chain::ChainError,
    payment::{PayError, RequestError, Sent},
    store::StoreError,
    sync::SyncError,
};

/// Why a pool does not pay.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The payment.
    #[error(transparent)]
    Pay(#[from] PayError),
    /// Reading the chain.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The wallet file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An account that is no address.
    #[error(
        "the account \"{account}\" cannot be paid: {error}; check that the wallet and the ledger are of one chain"
    )]
    Account {
        /// The account.
        account: String,
        /// What is wrong with it.
        error: RequestError,
    },
    /// A reference that this program did not write.
    #[error("payout {0} was sent by another program; settle it there")]
    Reference(u64),
    /// Another wallet sent it.
    #[error("payout {payout} was sent from {account}, which is not this wallet; open that one with --wallet")]
    OtherWallet {
        /// The payout.
        payout: u64,
        /// The payment address of the other.
        account: String,
    },
    /// It was sent on another chain.
    #[error("payout {0} was sent on another chain; use a node of that chain")]
    OtherChain(u64),
    /// The wallet does not read far enough back.
    #[error("payout {payout} may be in block {since} or later, and the wallet reads from block {from}; restore it with an earlier --birthday")]
    Birthday {
        /// The payout.
        payout: u64,
        /// The first block that may hold it.
        since: u32,
        /// Where the wallet begins.
        from: u32,
    },
    /// Somebody put an old copy of the ledger in place.
    #[error("payout {0} was sent, and the ledger does not know that: it is an old copy and would pay again; use the newest one (docs/pool.md, \"Backups\")")]
    OldLedger(u64),
    /// The node did not take it; the ledger knows it as sent.
    #[error("payout {payout} was not handed in: {error}; it is not lost: the next `pool-pay` hands it in again, or gives it back when it has expired")]
    HandIn {
        /// The payout.
        payout: u64,
        /// What happened.
        error: PayError,
    },
}

impl PoolError {
    /// What the node said, where it did.
    pub fn chain(&self) -> Option<&ChainError> {
        match self {
            PoolError::Sync(SyncError::Chain(error))
            | PoolError::Pay(PayError::Chain(error) | PayError::Refused(error))
            | PoolError::Pay(PayError::Sync(SyncError::Chain(error)))
            | PoolError::HandIn { error: PayError::Refused(error) | PayError::Unsure { error, .. }, .. } => Some(error),
            _ => None,
        }
    }
}

/// A payout that the node took.
#[derive(Clone, Debug)]
pub struct Paid {
    /// Its number in the ledger.
    pub payout: u64,
    /// What was paid, by account.
    pub items: Vec<(String, u128)>,
    /// How it was sent.
    pub sent: Sent,
}
