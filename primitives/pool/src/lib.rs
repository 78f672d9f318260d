//! The accounts of a mining pool, in one SQLite file.
//!
//! ```text
//! accepted_share ─┐                     block_settled
//! accepted_share ─┼─ block_found ─ … ─┬─ Mature ── credits ─ plan_payout ─ payout_sent ─┬─ payout_confirmed
//! accepted_share ─┘  (who earns how   │                                                 └─ payout_failed
//!                     much of it)     └─ Orphaned: nobody earns                            (gives back)
//! ```
//!
//! The terms are pay per last N shares: a block's reward goes to the last shares before it that together weigh
//! `window_factor` times the difficulty of a block, each by its weight, less the pool's fee. So it does not matter when a
//! miner comes or goes, and the pool pays out only what it earned.
//!
//! # What always holds
//!
//! The credits of a mature block are its reward to the last unit; no other block has credits. What an account was credited
//! is what it was paid, what is on its way and what it may still claim; none of the three is ever negative.
//! [`Ledger::check`] counts all of it anew.
//!
//! # Crash safety
//!
//! Each change is one transaction that is on the disk when its call returns. The exception are shares: they are summed in
//! memory and written once a second and with every block found, so a crash loses **at most the last second of shares**.
//! [`Ledger`] has no thread of its own: call [`Ledger::flush`] from a timer, so that the last shares before a quiet time are
//! written too. If a write fails, for a full disk say, shares and blocks found wait in memory for the next one.
//!
//! # Several processes
//!
//! The file is in WAL mode and each write begins by taking SQLite's write lock, waiting for it if need be. So the node
//! may record shares while another program pays out.

mod blocks;
mod check;
mod error;
mod ledger;
mod look;
mod number;
mod payouts;
mod schema;
mod shares;
mod split;
mod terms;

#[cfg(test)]
mod tests;

pub use blocks::{Block, BlockOutcome, BlockState};
pub use error::LedgerError;
pub use ledger::Ledger;
pub use look::{Balance, Credit, CreditKind, History, PaidItem, Summary, WorkerSummary};
pub use payouts::{Payout, PayoutState};
pub use primitive_types::U256;
pub use schema::SCHEMA_VERSION;
pub use shares::{MAX_ACCOUNT_BYTES, MAX_DIFFICULTY_BITS, MAX_WORKER_BYTES};
pub use terms::Terms;

/// The pool's own account: its fee and what rounding leaves over. No miner can have this name.
pub const POOL_ACCOUNT: &str = "pool";
