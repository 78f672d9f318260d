//! ProgPoW, the proof of work, over an Ethash data set.
//!
//! Every nonce is evaluated on [`Parameters::lanes`] lanes of [`Parameters::regs`] registers. A random program, new in every
//! period, mixes them; each of its rounds depends on 256 bytes of a data set of gigabytes, new in every epoch. A miner holds
//! the whole data set ([`full`]); whoever verifies computes the few entries that one nonce touches out of a cache of
//! megabytes ([`light`]). Both give the same [`Work`].
//!
//! The revisions of ProgPoW differ in numbers only, and so do their [`Parameters`]: the code is one.
//!
//! Verification needs no standard library. With the feature `std` come the data set, [`Engine`], which keeps caches, programs
//! and data sets for a node, and vector instructions where the processor has them.
//!
//! ```
//! use sero_progpow::{light, Cache, Parameters, Program};
//!
//! let parameters = &Parameters::DEVELOPMENT;
//! let height = 12;
//! let cache = Cache::build(parameters, parameters.epoch(height))?;
//! let program = Program::compile(parameters, parameters.period_of(height));
//! let work = light(&cache, &program, &[7; 32], 42);
//! assert_eq!(parameters.final_hash(&[7; 32], 42, &work.mix), work.final_hash);
//! # Ok::<(), sero_progpow::ProgPowError>(())
//! ```
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod arch;
mod difficulty;
#[cfg(feature = "std")]
mod engine;
mod error;
mod ethash;
mod fnv;
#[cfg(feature = "std")]
mod full;
mod keccak;
mod kiss99;
mod light;
mod mix;
mod parameters;
mod program;
mod seed;

pub use difficulty::hash_meets;
#[cfg(feature = "std")]
pub use engine::Engine;
pub use error::ProgPowError;
#[cfg(feature = "std")]
pub use ethash::Dataset;
pub use ethash::{seed_hash, Cache};
#[cfg(feature = "std")]
pub use full::full;
pub use light::light;
pub use parameters::{Carry, Ethash, Parameters, MAX_EPOCH};
pub use primitive_types::U256;
pub use program::Program;

/// Result of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Goes into the seal.
    pub mix: [u8; 32],
    /// Is compared with the difficulty.
    pub final_hash: [u8; 32],
}

#[cfg(test)]
mod tests;
