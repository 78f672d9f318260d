//! Paying: from a wish to a bundle that the chain takes.
//!
//! ```text
//! Payment ─ select ─ plan ─ build ──────── prove ─ sign ─────── check ─ hand in
//!            notes   fee    Unsigned       proofs  spending key  own     locks its notes
//!                           (tracking key)         (openings     bundle
//!                                                   checked)
//! ```
//!
//! The builder needs the tracking key only. The [`sign::Signer`] holds the spending key: it gets the whole bundle with the
//! openings of every input and output, rebuilds each commitment, and never signs a hash that somebody hands it.
//!
//! A bundle can give a command besides ([`crate::order`]): then what the command locks or burns is selected like what is paid, and
//! what it issues or releases comes in like the notes that are spent.

mod asked;
mod assemble;
pub(crate) mod balance;
pub mod build;
pub mod check;
pub mod groth16;
pub mod ordered;
pub(crate) mod plan;
pub mod planned;
pub mod prove;
pub mod request;
pub(crate) mod select;
mod send;
pub mod sign;

pub use assemble::MAX_FEE;
pub use plan::{Plan, PlanError, PlannedOutput, Purpose};
pub use request::{Amount, Payment, Recipient, RequestError};
pub use select::SelectError;
pub use send::{Built, Sent, EXPIRY_AHEAD, RELEASE_DEPTH};

use crate::{chain::ChainError, order::OrderError, store::StoreError, sync::SyncError, vault::VaultError};

/// Anchors stand at blocks whose number is a multiple of this, ...
pub const ANCHOR_EVERY: u32 = 8;
/// ... and at least so deep: all wallets take the same, so that anchors do not tell them apart.
pub const ANCHOR_DEPTH: u32 = 10;

/// The block at whose end all payments anchor while the chain's last block is `tip`.
pub fn anchor_height(tip: u32) -> Option<u32> {
    tip.checked_sub(ANCHOR_DEPTH).map(|deep| deep - deep % ANCHOR_EVERY)
}

/// Why a payment was not made.
#[derive(Debug, thiserror::Error)]
pub enum PayError {
    /// The wish.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The command.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The money.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// The bundle could not be put together.
    #[error(transparent)]
    Build(#[from] build::BuildError),
    /// The prover.
    #[error(transparent)]
    Prove(#[from] prove::ProveError),
    /// The signer.
    #[error(transparent)]
    Sign(#[from] sign::SignError),
    /// The wallet's own check of its bundle. A flaw of this program, not of the chain.
    #[error("the wallet's own bundle is wrong ({0}); nothing was sent, please report it")]
    Check(#[from] check::CheckError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Reading the chain.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The node says that it does not take the bundle. Its notes are free again.
    #[error(transparent)]
    Refused(ChainError),
    /// The node.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The bundle may have arrived or not.
    #[error("nobody knows whether the node took the payment ({}); its notes stay locked until {RELEASE_DEPTH} blocks after block {expiry}: run `sync`, and pay again only when `history` calls it expired", .error.happened())]
    Unsure {
        /// What happened instead of an answer.
        error: ChainError,
        /// The payment's last block.
        expiry: u32,
    },
    /// Bytes that are no bundle.
    #[error("this is no bundle: {0}; give the file that `send --out` wrote")]
    NotABundle(String),
}

#[cfg(test)]
mod tests {
    use super::anchor_height;

    #[test]
    fn the_anchor_is_the_last_multiple_of_8_that_is_10_deep() {
        assert_eq!(anchor_height(9), None);
        assert_eq!(anchor_height(10), Some(0));
        assert_eq!(anchor_height(17), Some(0));
        assert_eq!(anchor_height(18), Some(8));
        assert_eq!(anchor_height(25), Some(8));
        assert_eq!(anchor_height(26), Some(16));
    }

    #[test]
    fn a_note_is_spendable_after_17_blocks_at_the_latest() {
        for height in 1..100 {
            assert!(anchor_height(height + 17).is_some_and(|anchor| anchor >= height));
        }
    }
}
