//! Weights of packages.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What deciding an order and executing it weigh together. The proofs of what is packed are weighed with those of outputs; whoever
/// composes this with the shielded pool adds the weight of terms and of what is released.
pub trait WeightInfo {
    /// A new package with `c` notes and `b` bytes of data.
    fn create(c: u32, b: u32) -> Weight;
    /// A package opened, with the most notes that one can have.
    fn open() -> Weight;
}

/// Times in picoseconds, measured by `scripts/weights` on two cores of an AMD EPYC server, 20 runs of each point. Proof sizes are
/// those of the largest entries.
pub struct SeroWeight<T>(PhantomData<T>);

/// The largest encoding of a package without data, with its place in the trie.
const KEPT: u64 = 5_000;

/// Any other entry, with its place in the trie.
const ENTRY: u64 = 2_700;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn create(c: u32, b: u32) -> Weight {
        // Deposits, package, index, count; data and the place in the list are only written.
        Weight::from_parts(96_855_754, 5 * ENTRY)
            .saturating_add(T::DbWeight::get().reads_writes(4, 6))
            .saturating_add(Weight::from_parts(8_564_351, 0).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(747, 0).saturating_mul(b.into()))
    }

    fn open() -> Weight {
        // The package is read to decide, for its commitments, and to execute.
        Weight::from_parts(51_056_000, ENTRY + KEPT).saturating_add(T::DbWeight::get().reads_writes(2, 3))
    }
}

impl WeightInfo for () {
    fn create(_: u32, _: u32) -> Weight {
        Weight::zero()
    }
    fn open() -> Weight {
        Weight::zero()
    }
}
