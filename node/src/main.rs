//! The SERO node: keeps the chain, mines, and serves wallets.

use std::process::ExitCode;

fn main() -> ExitCode {
    match sero_node::command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
