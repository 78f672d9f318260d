//! Weights of the pallet's calls.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the pallet's calls weigh.
pub trait WeightInfo {
    /// Checking a bundle: `i` inputs, `o` shielded and `p` public outputs.
    fn authorize_submit(i: u32, o: u32, p: u32) -> Weight;
    /// Applying a bundle: `i` inputs, `o` shielded and `p` public outputs.
    fn submit(i: u32, o: u32, p: u32) -> Weight;
    /// Turning plain coins into a note.
    fn shield() -> Weight;
    /// Appending one note with public contents.
    fn public_note() -> Weight;
    /// The switch.
    fn set_paused() -> Weight;
    /// New verifying keys.
    fn schedule_keys() -> Weight;
    /// The use of verifying keys.
    fn set_key_status() -> Weight;
    /// Storing the root of a block.
    fn end_block() -> Weight;
}

/// Weights for a node with the host functions.
///
/// Figures in picoseconds, by the benchmarks of this pallet on two cores of a server; proofs are counted as verified singly
/// (2.4 ms), though a batch is cheaper, since a bundle may come alone.
pub struct SeroWeight<T>(PhantomData<T>);

const PROOF: u64 = 2_400_000_000;
const POINT: u64 = 80_000_000;
const SIGNATURE: u64 = 250_000_000;
const APPEND: u64 = 400_000_000;
const COMMITMENT: u64 = 300_000_000;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn authorize_submit(i: u32, o: u32, p: u32) -> Weight {
        let (i, o, p) = (u64::from(i), u64::from(o), u64::from(p));
        // Each point is read twice: before the chain is asked, and again by the verifier.
        let input = PROOF + 4 * POINT + SIGNATURE;
        let output = PROOF + 10 * POINT;
        let public_out = COMMITMENT + 3 * POINT;
        let time = 2 * SIGNATURE + 3 * POINT + COMMITMENT + i * input + o * output + p * public_out;
        Weight::from_parts(time, (4 + i + 2 * p) * 3_000).saturating_add(T::DbWeight::get().reads(4 + i + 2 * p))
    }

    fn submit(i: u32, o: u32, p: u32) -> Weight {
        let (i, o, p) = (u64::from(i), u64::from(o), u64::from(p));
        Weight::from_parts(20_000_000 + o * APPEND + p * (APPEND + COMMITMENT), (4 + i + 2 * p) * 3_000)
            .saturating_add(T::DbWeight::get().reads_writes(4 + i + 2 * p, 4 + i + 2 * p))
    }

    fn shield() -> Weight {
        Self::public_note()
            .saturating_add(Weight::from_parts(50_000_000, 3_000))
            .saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    fn public_note() -> Weight {
        Weight::from_parts(APPEND + COMMITMENT + 3 * POINT, 6_000).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    fn set_paused() -> Weight {
        Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }

    fn schedule_keys() -> Weight {
        Weight::from_parts(30_000_000_000, 3_000).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn set_key_status() -> Weight {
        Weight::from_parts(15_000_000, 3_000).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn end_block() -> Weight {
        Weight::from_parts(APPEND, 9_000).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }
}

impl WeightInfo for () {
    fn authorize_submit(_: u32, _: u32, _: u32) -> Weight {
        Weight::zero()
    }
    fn submit(_: u32, _: u32, _: u32) -> Weight {
        Weight::zero()
    }
    fn shield() -> Weight {
        Weight::zero()
    }
    fn public_note() -> Weight {
        Weight::zero()
    }
    fn set_paused() -> Weight {
        Weight::zero()
    }
    fn schedule_keys() -> Weight {
        Weight::zero()
    }
    fn set_key_status() -> Weight {
        Weight::zero()
    }
    fn end_block() -> Weight {
        Weight::zero()
    }
}
