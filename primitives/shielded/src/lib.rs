//! The shielded protocol without circuits and without a chain: everything that a wallet, a node and a runtime compute alike.
//!
//! Bottom up: [`curve`] and its scalars, [`poseidon2`] and the BLAKE2b hashes in [`hash`], [`h2c`] (a hash to the curve), the
//! byte forms in [`encoding`]; then [`asset`]s, [`keys`] and [`address`]es, [`note`]s and the [`tree`] that holds them,
//! [`encryption`] of notes, [`signature`]s, [`package`]s; on top a [`bundle`] of all of them with the [`command`]s that it can
//! give, and the [`compact`] form in which a wallet reads the chain.
//!
//! Bytes from outside enter through constructors that can fail; nothing here panics on any input.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod address;
pub mod asset;
pub mod bundle;
pub mod command;
pub mod compact;
pub mod curve;
pub mod encoding;
pub mod encryption;
pub mod h2c;
pub mod hash;
pub mod keys;
pub mod name;
pub mod note;
pub mod ownership;
pub mod package;
pub mod poseidon2;
pub mod recognition;
pub mod refusal;
pub mod registry;
pub mod signature;
pub mod tree;
