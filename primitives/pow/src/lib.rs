//! Proof of work: what a header carries and what makes it valid.
//!
//! A header names its author's one-time address in a pre-runtime digest ([`Payout`]) and ends with a [`Seal`]. The input of
//! the work is the hash of the header without the seal, so the payout is part of what is worked on and nobody can exchange
//! it. Which function is computed stands behind the trait [`WorkFunction`]; a chain names its rules by a [`Preset`].
//!
//! No part of this crate knows a runtime or a node: both call it.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod asert;
mod digest;
mod payout;
mod preset;
mod seal;
mod time;
mod weight;
mod work;

pub use digest::{check_first, check_step, StepError, WorkDigest, WorkDigestError};
pub use payout::{Payout, PayoutError};
pub use preset::Preset;
pub use seal::{Seal, SealError};
#[cfg(feature = "std")]
pub use sero_progpow::Engine;
pub use sero_progpow::{hash_meets, Parameters as WorkParameters, ProgPowError};
pub use sp_consensus_pow::POW_ENGINE_ID;
pub use sp_core::U256;
pub use time::{check_order, check_time, TimeError, FUTURE_LIMIT_MS};
pub use weight::Weight;
pub use work::{Work, WorkFunction};

#[cfg(test)]
mod tests;
