//! Weights of the pallet's calls.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the pallet's calls weigh.
pub trait WeightInfo {
    /// A phase that ends earlier.
    fn shorten_phase() -> Weight;
    /// Another issuer: two points are checked.
    fn set_issuer() -> Weight;
    /// A serial number more.
    fn revoke() -> Weight;
    /// A serial number less.
    fn reinstate() -> Weight;
}

/// Times in picoseconds, measured by `scripts/weights` on two cores of an AMD EPYC server, 20 runs of each point. The points of
/// an issuer are checked inside wasm. Proof sizes are those of the largest entries.
pub struct SeroWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn shorten_phase() -> Weight {
        Weight::from_parts(9_253_000, 1_493).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }
    fn set_issuer() -> Weight {
        Weight::from_parts(1_013_408_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        Weight::from_parts(40_641_000, 2_477).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
    fn reinstate() -> Weight {
        Weight::from_parts(36_003_000, 2_477).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
}

impl WeightInfo for () {
    fn shorten_phase() -> Weight {
        Weight::zero()
    }
    fn set_issuer() -> Weight {
        Weight::zero()
    }
    fn revoke() -> Weight {
        Weight::zero()
    }
    fn reinstate() -> Weight {
        Weight::zero()
    }
}
