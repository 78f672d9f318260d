//! Where every coin is.
//!
//! Each pallet looks after its own part in its `try_state`: the supplies of other assets in [`crate::ShieldedAssets`], the units of packages in
//! [`crate::Packages`]. The identity of the native coin, which goes through most of them, is checked by [`crate::Chain`].

use sero_shielded::{asset::Asset, encoding::FieldBytes};
use sp_runtime::TryRuntimeError;

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
    /// Locked for names and tickets.
    pub assets: Balance,
    /// Locked for packages.
    pub packages: Balance,
}

impl Accounts {
    /// The state as it is.
    pub fn now() -> Self {
        Self {
            issued: pallet_coinbase::Issued::<Runtime>::get(),
            shielded: shielded(),
            public: Balances::total_issuance(),
            pending: pallet_coinbase::PendingFees::<Runtime>::get(),
            assets: pallet_shielded_assets::Deposits::<Runtime>::get(),
            packages: pallet_packages::Deposits::<Runtime>::get(),
        }
    }

    /// Whether nothing is lost and nothing came from nowhere.
    ///
    /// # Consensus
    /// issued = shielded + public + pending + deposits, at the end of every block.
    pub fn balance(&self) -> bool {
        let parts = [self.shielded, self.public, self.pending, self.assets, self.packages];
        parts.into_iter().try_fold(0u128, Balance::checked_add) == Some(self.issued)
    }
}

/// Checks the identity.
///
/// # Errors
/// Where coins are lost, or came from nowhere.
pub fn check() -> Result<(), TryRuntimeError> {
    let accounts = Accounts::now();
    frame_support::ensure!(accounts.balance(), "issued coins are not where coins can be");
    Ok(())
}

/// What the turnstile of the native coin counts.
fn shielded() -> Balance {
    pallet_shielded::Turnstile::<Runtime>::get(FieldBytes::from(Asset::sero().id()))
}
