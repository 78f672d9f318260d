//! Behaviour of the registry: its rules, its holdings, and bundles with real proofs that give its commands.

mod bundles;
mod contracts;
mod fixture;
mod holdings;
mod list;
mod names;
mod state;
mod tickets;
mod tokens;
