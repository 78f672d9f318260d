//! What the end of a block costs.

use crate::{Config, Issued, Pallet, PendingFees};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::Hooks;
use frame_system::pallet_prelude::BlockNumberFor;
use sero_pow::{Payout, POW_ENGINE_ID};
use sero_shielded::{
    hash::hs,
    keys::{Seed, SpendingKey},
};
use sp_runtime::DigestItem;

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn settle() -> Result<(), BenchmarkError> {
        let author = SpendingKey::from_seed(&Seed::new([1; 32])).map_err(|_| "the seed gives a key")?.address();
        let to = author.one_time(&hs("benchmark", &[])).map_err(|_| "the address can be used")?.to_bytes();
        frame_system::Pallet::<T>::deposit_log(DigestItem::PreRuntime(
            POW_ENGINE_ID,
            Payout::V1 { payout: to }.encode(),
        ));
        PendingFees::<T>::put(1);
        let before = Issued::<T>::get();
        let now: BlockNumberFor<T> = 1u32.into();
        #[block]
        {
            Pallet::<T>::on_finalize(now);
        }
        assert!(Issued::<T>::get() > before);
        assert_eq!(PendingFees::<T>::get(), 0);
        Ok(())
    }
}
