//! What the pallet's calls cost, measured on bundles with real proofs.
//!
//! A node remembers proofs that it found valid, and a benchmark repeats; so each run signs and verifies proofs of the same
//! statements that the node has not seen: see [`parts`].

pub(crate) mod parts;

#[cfg(feature = "runtime-benchmarks")]
mod calls;
