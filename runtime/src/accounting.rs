//! Where every coin is.

use sero_shielded::{asset::Asset, encoding::FieldBytes};

use crate::{Balance, Balances, Runtime};

/// The coins of this chain, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// All that ever began to exist: genesis and rewards.
    pub issued: Balance,
    /// In the shielded pool.
    pub shielded: Balance,
    /// In plain accounts.
    pub public: Balance,
    /// Fees on their way to an author.
    pub pending: Balance,
}

impl Accounts {
    /// The state as it is.
    pub fn now() -> Self {
        Self {
            issued: pallet_coinbase::Issued::<Runtime>::get(),
            shielded: shielded(),
            public: Balances::total_issuance(),
            pending: pallet_coinbase::PendingFees::<Runtime>::get(),
        }
    }

    /// Whether nothing is lost and nothing came from nowhere.
    ///
    /// # Consensus
    /// issued = shielded + public + pending, at the end of every block.
    pub fn balance(&self) -> bool {
        let held = self.shielded.checked_add(self.public).and_then(|sum| sum.checked_add(self.pending));
        held == Some(self.issued)
    }
}

/// What the turnstile of the native coin counts.
fn shielded() -> Balance {
    pallet_shielded::Turnstile::<Runtime>::get(FieldBytes::from(Asset::sero().id()))
}
