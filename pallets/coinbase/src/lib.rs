//! # Coinbase
//!
//! Pays the author of each block: the new coins of the schedule and all fees, as one public note.
//!
//! ## Overview
//! The header's pre-runtime digest names a one-time address ([`sero_pow::Payout`]). At the end of the block the pallet
//! hands reward and fees to [`CoinbaseNotes`], which appends the note. Fees arrive on two ways: those of bundles through
//! [`FeeSink`], those of accounts as imbalances, which are burnt from the balances here.
//!
//! ## Low-level notes
//! - A header without a valid payout issues nothing, and its fees wait for the next block. Nodes refuse such headers
//!   beforehand; the runtime must still not fail on one.
//! - `on_finalize` must run before that of the pallet which stores the root of the note tree, and after the difficulty is
//!   known.
//! - Accounting: [`Issued`] counts every coin that ever began to exist. It equals what is shielded, what accounts hold, and
//!   [`PendingFees`].
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod schedule;
pub mod weights;

pub use pallet::*;
pub use schedule::{RewardLine, RewardSchedule};
pub use weights::WeightInfo;

use frame_support::{dispatch::DispatchResult, weights::Weight};
use sero_shielded::keys::PkrBytes;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

/// Appends the author's note. The runtime connects it with the pallet that keeps the notes.
pub trait CoinbaseNotes {
    /// Creates a public note of `value` SERO, counted as an entry into the shielded pool.
    fn pay(to: &PkrBytes, value: u128) -> DispatchResult;

    /// What one payment costs.
    fn weight() -> Weight;
}

/// Takes fees that were already removed from wherever they came.
pub trait FeeSink {
    /// Adds a fee to the next payment.
    fn collect(fee: u128);
}

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use frame_support::{
        pallet_prelude::*,
        storage::with_storage_layer,
        traits::{Get, Imbalance, OnUnbalanced},
    };
    use frame_system::pallet_prelude::*;
    use sero_pow::{Payout, PayoutError, POW_ENGINE_ID, U256};
    use sero_shielded::keys::PkrBytes;
    use sp_runtime::{traits::UniqueSaturatedInto, DispatchError};

    use crate::{CoinbaseNotes, FeeSink, RewardSchedule, WeightInfo};

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// How much a block issues.
        type Schedule: RewardSchedule;
        /// The difficulty that the block being executed had to meet.
        type Difficulty: Get<U256>;
        /// Who writes the note.
        type Notes: CoinbaseNotes;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Every coin that ever began to exist: those of the genesis and all rewards.
    #[pallet::storage]
    pub type Issued<T> = StorageValue<_, u128, ValueQuery>;

    /// What the genesis endowed.
    #[pallet::storage]
    pub type IssuedAtGenesis<T> = StorageValue<_, u128, ValueQuery>;

    /// Fees that wait for the end of the block, or for the next block with a valid payout.
    #[pallet::storage]
    pub type PendingFees<T> = StorageValue<_, u128, ValueQuery>;

    /// What happened at the end of a block.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The author was paid `reward + fees`.
        Paid {
            /// The author's one-time address.
            to: PkrBytes,
            /// New coins.
            reward: u128,
            /// Fees of this block and of blocks that could not pay them.
            fees: u128,
        },
        /// Nothing was issued, and the fees wait.
        Withheld {
            /// Fees that wait now.
            fees: u128,
            /// What was missing.
            reason: WithheldReason,
        },
    }

    /// Why a block did not pay its author.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
    pub enum WithheldReason {
        /// The header names no payout.
        NoPayout,
        /// The header names several payouts, or bytes that are none.
        MalformedPayout,
        /// The payout is not a valid one-time address.
        InvalidAddress,
        /// The note could not be written, or a sum exceeds 128 bits.
        NoteRefused,
    }

    impl From<PayoutError> for WithheldReason {
        fn from(error: PayoutError) -> Self {
            match error {
                PayoutError::Missing => Self::NoPayout,
                PayoutError::BadAddress(_) => Self::InvalidAddress,
                PayoutError::Repeated | PayoutError::UnknownVersion(_) | PayoutError::WrongLength { .. } => {
                    Self::MalformedPayout
                }
            }
        }
    }

    /// What exists in block 0.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Coins endowed to accounts by the genesis, in the smallest unit, as a decimal string: JSON numbers end at 64 bits.
        pub issued: alloc::string::String,
        /// Ties the configuration to its runtime.
        #[serde(skip)]
        pub _marker: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if self.issued.is_empty() {
                return;
            }
            let issued: u128 = self.issued.parse().expect("coinbase.issued is a decimal amount");
            Issued::<T>::put(issued);
            IssuedAtGenesis::<T>::put(issued);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            // The work is done in `on_finalize`.
            T::WeightInfo::settle().saturating_add(T::Notes::weight())
        }

        fn on_finalize(now: BlockNumberFor<T>) {
            let fees = PendingFees::<T>::get();
            match Self::settle(now.unique_saturated_into(), fees) {
                Ok((to, reward)) => Self::deposit_event(Event::Paid { to, reward, fees }),
                Err(reason) => {
                    log::warn!(target: "runtime::coinbase", "block {now:?} pays nobody: {reason:?}");
                    Self::deposit_event(Event::Withheld { fees, reason });
                }
            }
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state(now.unique_saturated_into())
        }
    }

    impl<T: Config> Pallet<T> {
        /// The one valid payout of the header that is being executed.
        pub fn payout() -> Result<PkrBytes, PayoutError> {
            let digest = frame_system::Pallet::<T>::digest();
            let payloads = digest
                .logs()
                .iter()
                .filter_map(|item| item.as_pre_runtime())
                .filter(|(engine, _)| *engine == POW_ENGINE_ID)
                .map(|(_, payload)| payload);
            Ok(*Payout::check(Payout::only(payloads)?)?.address())
        }

        /// Issues and pays, or changes nothing.
        fn settle(height: u32, fees: u128) -> Result<(PkrBytes, u128), WithheldReason> {
            let to = Self::payout()?;
            let reward = T::Schedule::reward(height, T::Difficulty::get());
            with_storage_layer(|| {
                let overflow = DispatchError::Arithmetic(sp_runtime::ArithmeticError::Overflow);
                let issued = Issued::<T>::get().checked_add(reward).ok_or(overflow)?;
                let value = reward.checked_add(fees).ok_or(overflow)?;
                // An era without reward and a block without fees: there is nothing to pay.
                if value > 0 {
                    T::Notes::pay(&to, value)?;
                }
                Issued::<T>::put(issued);
                PendingFees::<T>::kill();
                Ok::<_, DispatchError>(())
            })
            .map_err(|error| {
                log::error!(target: "runtime::coinbase", "the author's note is refused: {error:?}");
                WithheldReason::NoteRefused
            })?;
            Ok((to, reward))
        }

        /// What must hold after every block: no more was issued than the schedule allows.
        pub fn do_try_state(height: u32) -> Result<(), sp_runtime::TryRuntimeError> {
            let most = T::Schedule::most().saturating_mul(height.into());
            let bound = IssuedAtGenesis::<T>::get().saturating_add(most);
            ensure!(Issued::<T>::get() <= bound, "more was issued than the schedule allows");
            Ok(())
        }
    }

    impl<T: Config> FeeSink for Pallet<T> {
        fn collect(fee: u128) {
            // Fees are coins that exist, and all coins fit 128 bits.
            PendingFees::<T>::mutate(|fees| *fees = fees.saturating_add(fee));
        }
    }

    /// Fees and dust of accounts: burnt here, so that the note may bring them back.
    impl<T: Config, I: Imbalance<u128>> OnUnbalanced<I> for Pallet<T> {
        fn on_nonzero_unbalanced(amount: I) {
            <Self as FeeSink>::collect(amount.peek());
            // Dropping the imbalance takes it out of the total issuance.
            drop(amount);
        }
    }
}
