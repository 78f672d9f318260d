//! Tests of a real node, as one program: its parts are compiled and linked once.

mod chain;
mod chain_specs;
mod common;
mod depth;
mod forks;
mod liar;
mod licensed;
mod mine;
mod network;
mod observed;
mod oversized;
mod registry;
mod reorg;
mod requests;
mod three_nodes;
mod wallets;
