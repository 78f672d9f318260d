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
    /// Deciding and moving a public term of a command.
    fn term() -> Weight;
    /// Adding a released commitment to the balance.
    fn released() -> Weight;
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
    /// What deciding or making a payment costs more in another asset to an account than in the native coin to a one-time address.
    ///
    /// What is measured are payments in the native coin, whose id is a constant. This is added to each, and no benchmark measures
    /// it: it stays as it is when the others are measured anew.
    fn other_asset() -> Weight;
}

/// Weights for a node with the host functions, in picoseconds.
///
/// Measured by `scripts/weights` on two cores of an AMD EPYC server, 20 runs of each point.
pub struct SeroWeight<T>(PhantomData<T>);

/// What a payment in another asset reads and writes more: its turnstile, its place in the list, a holding, an account.
const ACCESSES: u64 = 4;

/// The asset id of a ticket, hashed twice inside wasm: once for its turnstile, once for the plain holdings. An estimate.
const ASSET_IDS: u64 = 400_000_000;

/// The largest of these entries, with its place in the trie.
const ENTRY: u64 = 2_700;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn authorize_submit(i: u32, o: u32, p: u32) -> Weight {
        Weight::from_parts(3_377_930_172, 1_214)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(Weight::from_parts(820_719_108, 2_543).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(i.into()))
            .saturating_add(Weight::from_parts(1_131_202_610, 0).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(367_046_415, 0).saturating_mul(p.into()))
    }

    fn submit(i: u32, o: u32, p: u32) -> Weight {
        Weight::from_parts(49_620_243, 1_565)
            .saturating_add(T::DbWeight::get().reads_writes(4, 3))
            .saturating_add(Weight::from_parts(25_337_194, 2_543).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(i.into()))
            .saturating_add(Weight::from_parts(37_131_533, 0).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(339_413_573, 0).saturating_mul(p.into()))
    }

    fn shield() -> Weight {
        Weight::from_parts(530_169_000, 2_824).saturating_add(T::DbWeight::get().reads_writes(6, 2))
    }

    fn term() -> Weight {
        Weight::from_parts(355_388_000, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn released() -> Weight {
        Weight::from_parts(11_607_000, 0)
    }

    fn public_note() -> Weight {
        Weight::from_parts(529_027_000, 1_565).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    fn set_paused() -> Weight {
        Weight::from_parts(5_198_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }

    fn schedule_keys() -> Weight {
        Weight::from_parts(16_341_180_000, 0).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    fn set_key_status() -> Weight {
        Weight::from_parts(11_066_000, 1_089).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    fn end_block() -> Weight {
        Weight::from_parts(187_248_000, 1_580).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    fn other_asset() -> Weight {
        Weight::from_parts(ASSET_IDS, ACCESSES.saturating_mul(ENTRY))
            .saturating_add(T::DbWeight::get().reads_writes(ACCESSES, ACCESSES))
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
    fn term() -> Weight {
        Weight::zero()
    }
    fn released() -> Weight {
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
    fn other_asset() -> Weight {
        Weight::zero()
    }
}
