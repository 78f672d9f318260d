//! Writes the verifying keys of the development set-up into `keys/`, to be committed when a circuit changes.
//!
//! `cargo run --release -p sero-circuits --example development_keys`

use sero_circuits::{prover::CircuitParameters, Circuit};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys");
    for circuit in Circuit::ALL {
        let parameters = CircuitParameters::development(circuit, None)?;
        let path = directory.join(format!("development-insecure-{circuit}.vk"));
        std::fs::write(&path, parameters.verifying_key_bytes())?;
        println!("{}: {} bytes", path.display(), parameters.verifying_key_bytes().len());
    }
    Ok(())
}
