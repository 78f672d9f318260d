//! Simulates the chain's blocks and writes what it sees as CSV: `simulate FOLDER`.
//!
//! Difficulty comes from the very arithmetic that the chain runs ([`sero_pow::WorkDigest`]), forks are weighed by the very
//! [`sero_pow::Weight`]. Beside them run two other difficulty rules for comparison. All randomness comes from seeds: two runs
//! write the same bytes. `scripts/simulate` draws the result, `docs/difficulty.md` discusses it.

mod chain;
mod hopper;
mod lies;
mod random;
mod rules;
mod selfish;
mod steps;
mod table;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: simulate FOLDER"));
    };
    std::fs::create_dir_all(&folder)?;
    steps::write(&folder)?;
    hopper::write(&folder)?;
    lies::write(&folder)?;
    selfish::write(&folder)
}
