//! The SERO node: keeps the chain, mines, and serves wallets.
//!
//! [`command`] reads the command line ([`cli`]) and starts [`service`], which wires the parts together: [`pow`] decides
//! whether a header shows enough work, [`import`] wraps the import of blocks with finality and with the [`compact`] blocks
//! that wallets read, [`mining`] searches for seals, [`rpc`] answers wallets, and [`startup`] refuses to run a chain that
//! nobody should trust.

mod chain_spec;
mod cli;
mod command;
mod compact;
mod import;
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
