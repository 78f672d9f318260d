//! What a node refuses to run with.

use pallet_shielded_runtime_api::ShieldedApi;
use sc_service::ChainType;
use sero_runtime::{Command, Hash, OpaqueBlock as Block};
use sp_api::{ApiError, ProvideRuntimeApi};

/// Why the node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// Proofs under a development key can be forged by everybody who reads this program.
    #[error(
        "chain type {chain_type:?} carries the development verifying key of circuit {circuit} (version {version}): everybody \
         can forge proofs under it. Use the specification with the keys of a ceremony, or run this chain as Development \
         or Local"
    )]
    DevelopmentKey {
        /// What the specification says.
        chain_type: ChainType,
        /// Version of the keys.
        version: u32,
        /// Which of the two.
        circuit: &'static str,
    },
    /// Nothing could ever be spent.
    #[error(
        "chain type {chain_type:?} has no verifying keys: notes that are mined or shielded on it could not be spent. It can \
         begin when a ceremony has made keys and the specification holds them; to try this program, pass --dev or --chain local"
    )]
    NoKeys {
        /// What the specification says.
        chain_type: ChainType,
    },
    /// The runtime could not be asked.
    #[error("the runtime does not tell its verifying keys: {0}")]
    Runtime(#[from] ApiError),
}

/// Refuses a chain of value that has development verifying keys, or none.
///
/// # Security
/// The secrets behind the development keys follow from a seed in the source. Whoever computes them proves anything, also
/// that he owns what he does not.
pub fn check_keys<C>(client: &C, best: Hash, chain_type: &ChainType) -> Result<(), StartupError>
where
    C: ProvideRuntimeApi<Block>,
    C::Api: ShieldedApi<Block, Command>,
{
    if matches!(chain_type, ChainType::Development | ChainType::Local) {
        return Ok(());
    }
    let keys = client.runtime_api().verifying_keys(best)?;
    if keys.is_empty() {
        return Err(StartupError::NoKeys { chain_type: chain_type.clone() });
    }
    for (version, input, output) in keys {
        for (circuit, key) in [("Input", input), ("Output", output)] {
            if sero_circuits::keys::is_development_key(&key) {
                let chain_type = chain_type.clone();
                return Err(StartupError::DevelopmentKey { chain_type, version, circuit });
            }
        }
    }
    Ok(())
}
