//! Weights of the block's end.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the pallet costs in each block.
pub trait WeightInfo {
    /// Reading the digest, checking the address and the pallet's own storage; the note itself is weighed by whoever
    /// writes it.
    fn settle() -> Weight;
}

/// Measured by `scripts/weights` on two cores of an AMD EPYC server, with the note: three subgroup checks inside wasm take most
/// of it.
pub struct SeroWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn settle() -> Weight {
        Weight::from_parts(3_277_341_000, 4_096).saturating_add(T::DbWeight::get().reads_writes(6, 4))
    }
}

impl WeightInfo for () {
    fn settle() -> Weight {
        Weight::zero()
    }
}
