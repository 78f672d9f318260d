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

/// Estimates in picoseconds, until they are measured by `scripts/weights`.
pub struct SeroWeight<T>(PhantomData<T>);

/// Reading and writing a package, depositing an event.
const ORDER: u64 = 60_000_000;

/// The id of a package's asset, hashed for the list.
const ASSET: u64 = 200_000_000;

/// Storing the description of a note, or reading its commitment.
const NOTE: u64 = 60_000_000;

/// Copying and storing a byte of data.
const BYTE: u64 = 10_000;

/// The largest encoding of a package without data, with its place in the trie.
const KEPT: u64 = 5_000;

/// Any other entry, with its place in the trie.
const ENTRY: u64 = 2_700;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn create(c: u32, b: u32) -> Weight {
        // Deposits, package, index, count; data and the place in the list are only written.
        Weight::from_parts(ORDER + ASSET, 5 * ENTRY)
            .saturating_add(T::DbWeight::get().reads_writes(4, 6))
            .saturating_add(Weight::from_parts(NOTE, 0).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(BYTE, 0).saturating_mul(b.into()))
    }

    fn open() -> Weight {
        // The package is read to decide, for its commitments, and to execute.
        Weight::from_parts(ORDER, ENTRY + KEPT)
            .saturating_add(T::DbWeight::get().reads_writes(2, 3))
            .saturating_add(Weight::from_parts(NOTE, 0).saturating_mul(4))
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
