//! The verifying keys of the development set-up, as the genesis of a development chain carries
//! those of bundles.
//!
//! # Security
//!
//! **Insecure by design**: the set-up is derived from a public seed, so that everybody can rebuild it and everybody can forge
//! proofs under it. A main chain must refuse these keys: [`is_development_key`].

use crate::Circuit;

/// The verifying key of Input from the development set-up. Insecure.
pub const DEVELOPMENT_INPUT_VK: &[u8] = include_bytes!("../keys/development-insecure-input.vk");

/// The verifying key of Output from the development set-up. Insecure.
pub const DEVELOPMENT_OUTPUT_VK: &[u8] = include_bytes!("../keys/development-insecure-output.vk");

/// The verifying key of Ownership from the development set-up. Insecure.
pub const DEVELOPMENT_OWNERSHIP_VK: &[u8] = include_bytes!("../keys/development-insecure-ownership.vk");

/// The development key of a circuit. Insecure.
pub const fn development_key(circuit: Circuit) -> &'static [u8] {
    match circuit {
        Circuit::Input => DEVELOPMENT_INPUT_VK,
        Circuit::Output => DEVELOPMENT_OUTPUT_VK,
        Circuit::Ownership => DEVELOPMENT_OWNERSHIP_VK,
    }
}

/// Whether a verifying key is one of the development set-up, under which everybody can forge.
pub fn is_development_key(bytes: &[u8]) -> bool {
    Circuit::ALL.iter().any(|circuit| bytes == development_key(*circuit))
}
