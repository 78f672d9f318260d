//! The expensive functions of the shielded protocol, called by a runtime and computed by the node.
//!
//! [`pure`] holds the one implementation, without std and without state. A runtime that calls the functions of this crate's
//! root reaches it through host functions ([`crypto`]), natively and with a process-wide cache of proofs already found
//! valid; with the feature `pure-wasm` the runtime computes the same itself. The cache holds positive answers of a pure
//! function, so no verdict depends on it.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "std")]
pub mod cache;
mod calls;
mod interface;
pub mod pure;
mod types;

pub use calls::{
    append_notes, balance_key, check_addresses, check_encodings, hash_to_curve, public_note_commitment, tree_root,
    verify_proofs, verify_signatures,
};
pub use interface::crypto;
#[cfg(not(substrate_runtime))]
pub use interface::crypto::HostFunctions;
pub use types::{Fault, ProofFault, ProofKeys, SignedBy, Statements, TreeFault};
