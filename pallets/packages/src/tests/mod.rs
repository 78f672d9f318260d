//! Behaviour of packages: their rules, and bundles with real proofs that make and open them.

mod bundles;
mod fixture;
mod limits;
mod rules;
mod theft;
