//! The SERO node as a library: keeps the chain, mines, and serves wallets.
//!
//! [`command`] reads the command line ([`cli`]) and starts [`service`], which wires the parts together: [`pow`] decides
//! whether a header shows enough work, [`import`] wraps the import of blocks with finality, with [`fork`], which weighs chains that leave
//! it, and with the [`compact`] blocks
//! that wallets read, [`inherents`] checks what a miner says of the time, [`mining`] searches for seals, [`rpc`] answers wallets, and [`startup`] refuses to run a chain that
//! nobody should trust.

#![allow(clippy::result_large_err, reason = "the errors of Substrate's client are as large as they are")]

pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod compact;
pub mod fork;
pub mod import;
pub mod inherents;
pub mod license;
pub mod mining;
pub mod pow;
pub mod pow_command;
pub mod rpc;
pub mod select;
pub mod service;
pub mod startup;
