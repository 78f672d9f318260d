//! The three statements of the shielded protocol, their circuits, their prover and their verifier.
//!
//! | part | builds | what it holds |
//! | --- | --- | --- |
//! | [`verify`] | everywhere | Groth16 over BN254: keys, single proofs, batches |
//! | [`input`], [`output`], [`ownership`] | everywhere | the public inputs of a statement, made of checked points only |
//! | [`ownership::verify`] | everywhere | the judgement of an answer that shows a ticket's owner, outside any chain |
//! | [`keys`] | everywhere | the verifying keys of the development set-up |
//! | `input`, `output`, `ownership` with feature `prover` | with `std` | the witnesses, the native checks, the circuits |
//! | `prover` | with `std` | parameters on disk and proofs |
//!
//! # Security
//!
//! The development set-up is derived from a public seed: whoever reads it can forge proofs. See [`keys`].
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod circuit;
#[cfg(all(test, feature = "prover"))]
mod fixtures;
#[cfg(feature = "prover")]
pub mod gadgets;
pub mod input;
pub mod keys;
pub mod output;
pub mod ownership;
#[cfg(feature = "prover")]
pub mod prover;
mod statement;
#[cfg(all(test, feature = "prover"))]
mod vectors;
pub mod verify;

pub use circuit::Circuit;
pub use statement::{Part, PublicError};
pub use verify::Proof;
