//! The SERO node: keeps the chain, mines, and serves wallets.
//!
//! [`command`] reads the command line ([`cli`]) and starts [`service`], which wires the parts together: [`pow`] decides
//! whether a header shows enough work, [`import`] wraps the import of blocks with finality, with [`fork`], which weighs chains that leave
//! it, and with the [`compact`] blocks
//! that wallets read, [`inherents`] checks what a miner says of the time, [`mining`] searches for seals, [`rpc`] answers wallets, and [`startup`] refuses to run a chain that
//! nobody should trust.

#![allow(clippy::result_large_err, reason = "the errors of Substrate's client are as large as they are")]

mod chain_spec;
mod cli;
mod command;
mod compact;
mod fork;
mod import;
mod inherents;
mod mining;
mod pow;
mod rpc;
mod select;
mod service;
mod startup;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
