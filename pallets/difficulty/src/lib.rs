//! # Difficulty
//!
//! Decides at the end of each block how much work the next one must show.
//!
//! ## Overview
//! ASERT ([`sero_pow::asert`]) over the timestamps of the blocks: the difficulty doubles for each half-life by which the chain is
//! ahead of its schedule, and halves for each by which it is behind. It depends on an anchor and on the newest block only,
//! so a lying timestamp moves one difficulty and not the next. The parameters are part of the genesis: one runtime serves
//! chains of different tempo.
//!
//! ## Low-level notes
//! - The child of a block reads [`Next`] in the state of that block, through `DifficultyApi`. The same number is deposited
//!   with the block's time and the anchor as a consensus digest item ([`WorkDigest`]), so that a chain of headers can be
//!   checked without state ([`sero_pow::check_step`]). Execution computes the item anew: its time is the timestamp.
//! - Times rise strictly, by pallet-timestamp's minimum period. A period of zero is refused when the runtime is built.
//! - The genesis block has no timestamp. The first block becomes the anchor and its child still has the genesis difficulty.
#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use sero_pow::{
    asert::{Anchor, Parameters},
    WorkDigest,
};

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use codec::Encode;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use sero_pow::POW_ENGINE_ID;
    use sp_core::U256;
    use sp_runtime::{
        traits::{SaturatedConversion, UniqueSaturatedInto, Zero},
        DigestItem,
    };

    use crate::{Anchor, Parameters, WorkDigest};

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime. The timestamp must be set when `on_finalize` runs.
    #[pallet::config]
    pub trait Config: frame_system::Config + pallet_timestamp::Config {}

    /// The chain's parameters, fixed at genesis.
    #[pallet::storage]
    pub type Params<T> = StorageValue<_, Parameters>;

    /// Start of the schedule; none before the first block.
    #[pallet::storage]
    pub type Schedule<T> = StorageValue<_, Anchor>;

    /// What the block that is being executed had to meet.
    #[pallet::storage]
    pub type Current<T> = StorageValue<_, U256, ValueQuery>;

    /// What the child of the newest block must meet.
    #[pallet::storage]
    pub type Next<T> = StorageValue<_, U256, ValueQuery>;

    /// Parameters of the chain.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The block time aimed at, in milliseconds. Zero leaves the chain without a difficulty, as tests of other pallets
        /// want it.
        pub target_ms: u64,
        /// Being ahead of the schedule by this much doubles the difficulty.
        pub half_life_ms: u64,
        /// The difficulty never falls below this.
        pub minimum: u64,
        /// What the first two blocks must meet.
        pub initial: u64,
        /// Ties the configuration to its runtime.
        #[serde(skip)]
        pub _marker: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if self.target_ms == 0 {
                return;
            }
            assert!(self.half_life_ms > 0, "the half-life of the difficulty is zero");
            let minimum = U256::from(self.minimum).max(U256::one());
            let initial = U256::from(self.initial).max(minimum);
            Params::<T>::put(Parameters { target_ms: self.target_ms, half_life_ms: self.half_life_ms, minimum });
            Current::<T>::put(initial);
            Next::<T>::put(initial);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Current::<T>::put(Next::<T>::get());
            // Here and in `on_finalize`: reads of Next, Params, Schedule, Current and Now, writes of Current, Schedule and Next.
            T::DbWeight::get().reads_writes(5, 3)
        }

        fn on_finalize(now: BlockNumberFor<T>) {
            let Some(params) = Params::<T>::get() else {
                return;
            };
            let time_ms: u64 = pallet_timestamp::Now::<T>::get().saturated_into();
            let height: u32 = now.unique_saturated_into();
            let current = Current::<T>::get();
            let digest = match Schedule::<T>::get() {
                Some(anchor) => WorkDigest::after(&params, anchor, current, height, time_ms),
                None => WorkDigest::first(&params, current, height, time_ms),
            };
            let WorkDigest::V1 { next, anchor, .. } = digest;
            Schedule::<T>::put(anchor);
            Next::<T>::put(next);
            frame_system::Pallet::<T>::deposit_log(DigestItem::Consensus(POW_ENGINE_ID, digest.encode()));
        }

        fn integrity_test() {
            let period = <T as pallet_timestamp::Config>::MinimumPeriod::get();
            assert!(!period.is_zero(), "times must rise strictly: the minimum period is zero");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    impl<T: Config> Pallet<T> {
        /// What the child of the newest block must meet.
        pub fn difficulty() -> U256 {
            Next::<T>::get()
        }

        /// The chain's parameters, with which headers are checked; none on a chain without them.
        pub fn parameters() -> Option<Parameters> {
            Params::<T>::get()
        }

        /// The block time aimed at, in milliseconds; zero on a chain without parameters.
        pub fn target_ms() -> u64 {
            Params::<T>::get().map_or(0, |p| p.target_ms)
        }

        /// What must hold after every block: neither difficulty, nor the one the schedule starts from, lies below the minimum,
        /// and the schedule starts at a block that exists.
        pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
            let Some(params) = Params::<T>::get() else {
                return Ok(());
            };
            ensure!(Next::<T>::get() >= params.minimum, "the next difficulty is below the minimum");
            ensure!(Current::<T>::get() >= params.minimum, "the difficulty is below the minimum");
            if let Some(anchor) = Schedule::<T>::get() {
                let height: u32 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
                ensure!(anchor.difficulty >= params.minimum, "the schedule starts below the minimum");
                ensure!(anchor.height <= height, "the schedule starts at a block to come");
            }
            Ok(())
        }
    }
}
