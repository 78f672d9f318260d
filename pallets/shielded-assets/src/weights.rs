//! Weights of orders about tokens and tickets.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What deciding an order and executing it weigh together. Whoever composes this with the shielded pool adds the weight of its terms.
pub trait WeightInfo {
    /// A new token.
    fn register_token() -> Weight;
    /// A new category.
    fn register_category() -> Weight;
    /// More of a token.
    fn issue_token() -> Weight;
    /// Less of a token.
    fn burn_token() -> Weight;
    /// Another issuer: three points are checked, twice.
    fn set_issuer() -> Weight;
    /// A ticket with `b` bytes of data.
    fn issue_ticket(b: u32) -> Weight;
    /// A ticket less, with the most data that one can have.
    fn burn_ticket() -> Weight;
}

/// Estimates in picoseconds, until they are measured by `scripts/weights`.
pub struct SeroWeight<T>(PhantomData<T>);

/// Reading an entry twice and writing it, depositing an event.
const ORDER: u64 = 40_000_000;

/// The id of a new asset, hashed for the list.
const ASSET: u64 = 200_000_000;

/// Checking the three points of an address, on the host.
const ADDRESS: u64 = 250_000_000;

/// Encoding, decoding and checking a byte of data.
const BYTE: u64 = 20_000;

/// The largest encoding of an entry, with its place in the trie.
const ENTRY: u64 = 2_700;

/// The largest encoding of a ticket, with its place in the trie.
const TICKET: u64 = 20_500;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn register_token() -> Weight {
        // Name, skeleton, index, count, deposits; and the place in the list, which is only written.
        Weight::from_parts(ORDER + ASSET, 5 * ENTRY).saturating_add(T::DbWeight::get().reads_writes(5, 6))
    }

    fn register_category() -> Weight {
        Weight::from_parts(ORDER, 3 * ENTRY).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    fn issue_token() -> Weight {
        Weight::from_parts(ORDER, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn burn_token() -> Weight {
        Weight::from_parts(ORDER, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn set_issuer() -> Weight {
        Weight::from_parts(ORDER + 2 * ADDRESS, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn issue_ticket(b: u32) -> Weight {
        Weight::from_parts(ORDER + ASSET, 5 * ENTRY)
            .saturating_add(T::DbWeight::get().reads_writes(5, 6))
            .saturating_add(Weight::from_parts(BYTE, 0).saturating_mul(b.into()))
    }

    fn burn_ticket() -> Weight {
        Weight::from_parts(ORDER, 2 * ENTRY + TICKET)
            .saturating_add(T::DbWeight::get().reads_writes(3, 3))
            .saturating_add(Weight::from_parts(BYTE, 0).saturating_mul(TICKET))
    }
}

impl WeightInfo for () {
    fn register_token() -> Weight {
        Weight::zero()
    }
    fn register_category() -> Weight {
        Weight::zero()
    }
    fn issue_token() -> Weight {
        Weight::zero()
    }
    fn burn_token() -> Weight {
        Weight::zero()
    }
    fn set_issuer() -> Weight {
        Weight::zero()
    }
    fn issue_ticket(_: u32) -> Weight {
        Weight::zero()
    }
    fn burn_ticket() -> Weight {
        Weight::zero()
    }
}
