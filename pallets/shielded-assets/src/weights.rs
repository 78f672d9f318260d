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

/// Times in picoseconds, measured by `scripts/weights` on two cores of an AMD EPYC server, 20 runs of each point. Proof sizes are
/// those of the largest entries.
pub struct SeroWeight<T>(PhantomData<T>);

/// The largest encoding of an entry, with its place in the trie.
const ENTRY: u64 = 2_700;

/// The largest encoding of a ticket, with its place in the trie.
const TICKET: u64 = 20_500;

impl<T: frame_system::Config> WeightInfo for SeroWeight<T> {
    fn register_token() -> Weight {
        // Name, skeleton, index, count, deposits; and the place in the list, which is only written.
        Weight::from_parts(112_327_000, 5 * ENTRY).saturating_add(T::DbWeight::get().reads_writes(5, 6))
    }

    fn register_category() -> Weight {
        Weight::from_parts(34_712_000, 3 * ENTRY).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    fn issue_token() -> Weight {
        Weight::from_parts(17_046_000, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn burn_token() -> Weight {
        Weight::from_parts(16_965_000, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn set_issuer() -> Weight {
        Weight::from_parts(371_392_000, ENTRY).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn issue_ticket(b: u32) -> Weight {
        Weight::from_parts(152_331_765, 5 * ENTRY)
            .saturating_add(T::DbWeight::get().reads_writes(5, 6))
            .saturating_add(Weight::from_parts(5_365, 0).saturating_mul(b.into()))
    }

    fn burn_ticket() -> Weight {
        Weight::from_parts(57_265_000, 2 * ENTRY + TICKET).saturating_add(T::DbWeight::get().reads_writes(3, 3))
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
