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

/// Estimates in picoseconds, until they are measured. Checking a point inside wasm takes 1.1 ms, as the coinbase measured it.
pub struct SeroWeight<T>(PhantomData<T>);

/// Checking an origin, and depositing an event.
const CALL: u64 = 15_000_000;

/// Checking a point.
const POINT: u64 = 1_100_000_000;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn shorten_phase() -> Weight {
        Weight::from_parts(CALL, 1_493).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }
    fn set_issuer() -> Weight {
        Weight::from_parts(CALL + 2 * POINT, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        Weight::from_parts(CALL, 2_477).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
    fn reinstate() -> Weight {
        Weight::from_parts(CALL, 2_477).saturating_add(T::DbWeight::get().reads_writes(2, 2))
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
