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

/// Weights for a node with the host functions, in picoseconds.
///
/// Measured by `scripts/weights` on two cores of an AMD EPYC server, 20 runs of each point. A public output is measured to a
/// one-time address in SERO, which costs most time; the accesses of one to an account in another asset are added.
pub struct SeroWeight<T>(PhantomData<T>);

/// What a public output reads and writes beyond what was measured: the turnstile of its asset, and an account.
const PER_PUBLIC_OUT: u64 = 2;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn authorize_submit(i: u32, o: u32, p: u32) -> Weight {
        Weight::from_parts(5_348_586_966, 1_209)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(Weight::from_parts(1_405_108_790, 2_543).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().reads(1).saturating_mul(i.into()))
            .saturating_add(Weight::from_parts(1_684_680_352, 0).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(282_281_448, 5_000).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(PER_PUBLIC_OUT).saturating_mul(p.into()))
    }

    fn submit(i: u32, o: u32, p: u32) -> Weight {
        Weight::from_parts(89_791_897, 1_565)
            .saturating_add(T::DbWeight::get().reads_writes(4, 3))
            .saturating_add(Weight::from_parts(22_926_560, 2_543).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(i.into()))
            .saturating_add(Weight::from_parts(31_697_165, 0).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(488_330_343, 5_000).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads_writes(PER_PUBLIC_OUT, PER_PUBLIC_OUT).saturating_mul(p.into()))
    }

    fn shield() -> Weight {
        Weight::from_parts(705_968_000, 2_819).saturating_add(T::DbWeight::get().reads_writes(6, 2))
    }

    fn public_note() -> Weight {
        Weight::from_parts(1_049_931_000, 1_565).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    fn set_paused() -> Weight {
        Weight::from_parts(8_206_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }

    fn schedule_keys() -> Weight {
        Weight::from_parts(21_816_527_000, 0).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    fn set_key_status() -> Weight {
        Weight::from_parts(32_490_000, 1_084).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn end_block() -> Weight {
        Weight::from_parts(330_296_000, 1_580).saturating_add(T::DbWeight::get().reads_writes(4, 4))
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
