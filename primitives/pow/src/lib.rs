//! Proof of work: what a header carries and what makes it valid.
//!
//! A header names its author's one-time address in a pre-runtime digest ([`Payout`]) and ends with a [`Seal`]. The input of
//! the work is the hash of the header without the seal, so the payout is part of what is worked on and nobody can exchange
//! it. Which function is computed stands behind the trait [`WorkFunction`].
//!
//! No part of this crate knows a runtime or a node: both call it.
#![cfg_attr(not(feature = "std"), no_std)]

mod difficulty;
mod payout;
mod seal;
mod work;

pub use difficulty::hash_meets;
pub use payout::{Payout, PayoutError};
pub use seal::{Seal, SealError};
pub use sp_consensus_pow::POW_ENGINE_ID;
pub use sp_core::U256;
pub use work::{PlainHash, Work, WorkFunction};

#[cfg(test)]
mod tests;
