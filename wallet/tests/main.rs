//! Tests of the wallet, as one program: its parts are compiled and linked once.

mod advice;
mod assets;
mod command;
mod common;
mod files;
mod kills;
mod model;
mod orders;
mod payments;
mod pool;
mod proofs;
mod signer;
mod swap;
mod sync;
