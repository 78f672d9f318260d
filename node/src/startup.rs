//! What a node refuses to run with.

use pallet_shielded_runtime_api::ShieldedApi;
use sc_service::ChainType;
use sero_circuits::{
    keys::is_development_key,
    verify::{KeyError, VerifyingKey},
    Circuit,
};
use sero_runtime::{apis::ChainApi, chain::Network, Command, Hash, OpaqueBlock as Block};
use sp_api::{ApiError, ProvideRuntimeApi};

/// Why the node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// Proofs under a development key can be forged by everybody who reads this program.
    #[error(
        "chain type {chain_type:?} carries the development verifying key of circuit {circuit:?} (version {version}): everybody \
         can forge proofs under it. Use the specification with the keys of a ceremony, or run this chain as Development \
         or Local"
    )]
    DevelopmentKey {
        /// What the specification says.
        chain_type: ChainType,
        /// Version of the keys.
        version: u32,
        /// Which of the two.
        circuit: Circuit,
    },
    /// A key that the chain would not have taken by a call.
    #[error(
        "the verifying key of circuit {circuit:?} (version {version}) is refused: {cause}. Use the specification with the keys \
         of a ceremony"
    )]
    BadKey {
        /// Version of the keys.
        version: u32,
        /// Which of the two.
        circuit: Circuit,
        /// What is wrong with it.
        cause: KeyError,
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
    /// The runtime would take development keys later.
    #[error(
        "chain type {chain_type:?} has the network {network:?} in its genesis, on which development verifying keys are taken at \
         any time. Set the genesis' network to main, or the specification's chainType to Development or Local"
    )]
    Network {
        /// What the specification says.
        chain_type: ChainType,
        /// What the genesis says.
        network: Network,
    },
    /// The runtime could not be asked.
    #[error("the runtime does not tell its verifying keys: {0}")]
    Runtime(#[from] ApiError),
}

/// Verifying keys: version, Input, Output.
type Keys = (u32, Vec<u8>, Vec<u8>);

/// Refuses a chain whose verifying keys are none, and a chain of value that has development keys, could get them later, or has
/// none at all.
///
/// # Security
/// The secrets behind the development keys follow from a seed in the source. Whoever computes them proves anything, also
/// that he owns what he does not.
///
/// # Errors
/// See [`StartupError`].
pub fn check_keys<C>(client: &C, best: Hash, chain_type: &ChainType) -> Result<(), StartupError>
where
    C: ProvideRuntimeApi<Block>,
    C::Api: ShieldedApi<Block, Command> + ChainApi<Block>,
{
    let runtime = client.runtime_api();
    let network = runtime.constants(best)?.parameters.network;
    judge(chain_type, network, &runtime.verifying_keys(best)?)
}

/// Judges what specification, genesis and state say.
fn judge(chain_type: &ChainType, network: Network, keys: &[Keys]) -> Result<(), StartupError> {
    // A key is read where it enters the chain, and not when the genesis came as raw storage.
    for (version, input, output) in keys {
        for (circuit, key) in [(Circuit::Input, input), (Circuit::Output, output)] {
            VerifyingKey::parse(circuit, key).map_err(|cause| StartupError::BadKey {
                version: *version,
                circuit,
                cause,
            })?;
        }
    }
    if matches!(chain_type, ChainType::Development | ChainType::Local) {
        return Ok(());
    }
    let chain_type = chain_type.clone();
    if keys.is_empty() {
        return Err(StartupError::NoKeys { chain_type });
    }
    for (version, input, output) in keys {
        for (circuit, key) in [(Circuit::Input, input), (Circuit::Output, output)] {
            if is_development_key(key) {
                return Err(StartupError::DevelopmentKey { chain_type, version: *version, circuit });
            }
        }
    }
    // The runtime refuses development keys on the main network alone.
    if network != Network::Main {
        return Err(StartupError::Network { chain_type, network });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sero_circuits::keys::development_key;

    /// The development keys under a number.
    fn development(version: u32) -> Keys {
        let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
        (version, input, output)
    }

    /// Keys of which no secret is public: alpha is another point of the key.
    fn other(version: u32) -> Keys {
        let (_, mut input, mut output) = development(version);
        input.copy_within(232..264, 0);
        output.copy_within(232..264, 0);
        (version, input, output)
    }

    #[test]
    fn development_chains_run_with_development_keys_and_without_keys() {
        for (chain_type, network) in
            [(ChainType::Development, Network::Development), (ChainType::Local, Network::Local)]
        {
            assert!(judge(&chain_type, network, &[development(1)]).is_ok());
            assert!(judge(&chain_type, network, &[]).is_ok());
        }
    }

    #[test]
    fn a_chain_of_value_runs_with_keys_of_its_own_only() {
        for chain_type in [ChainType::Live, ChainType::Custom("test".into())] {
            assert!(judge(&chain_type, Network::Main, &[other(1), other(2)]).is_ok());
            let verdict = judge(&chain_type, Network::Main, &[]);
            assert!(matches!(verdict, Err(StartupError::NoKeys { .. })), "{verdict:?}");
            let verdict = judge(&chain_type, Network::Main, &[other(1), development(2)]);
            assert!(matches!(verdict, Err(StartupError::DevelopmentKey { version: 2, .. })), "{verdict:?}");
            let mixed = (1, other(1).1, development(1).2);
            let verdict = judge(&chain_type, Network::Main, &[mixed]);
            let refused = matches!(verdict, Err(StartupError::DevelopmentKey { circuit: Circuit::Output, .. }));
            assert!(refused, "{verdict:?}");
        }
    }

    #[test]
    fn a_chain_of_value_is_one_for_its_runtime_too() {
        for network in [Network::Development, Network::Local] {
            let verdict = judge(&ChainType::Live, network, &[other(1)]);
            assert!(matches!(verdict, Err(StartupError::Network { .. })), "{verdict:?}");
            for keys in [vec![development(1)], vec![]] {
                assert!(judge(&ChainType::Live, network, &keys).is_err());
            }
        }
    }

    #[test]
    fn keys_that_no_call_would_take_are_refused_on_every_chain() {
        let (version, input, output) = other(3);
        let mut forgeable = input.clone();
        forgeable.copy_within(96..160, 160);
        let mut short = output.clone();
        short.pop();
        let cases = [
            ((version, forgeable, output.clone()), Circuit::Input, KeyError::GammaIsDelta),
            (
                (version, input.clone(), short),
                Circuit::Output,
                KeyError::Length { expected: output.len(), found: output.len() - 1 },
            ),
            ((version, output, input), Circuit::Input, KeyError::InputCount { expected: 6, found: 12 }),
        ];
        for (keys, place, why) in cases {
            for (chain_type, network) in
                [(ChainType::Live, Network::Main), (ChainType::Development, Network::Development)]
            {
                match judge(&chain_type, network, &[other(1), keys.clone()]) {
                    Err(StartupError::BadKey { version: 3, circuit, cause }) => {
                        assert_eq!((circuit, cause), (place, why))
                    }
                    verdict => panic!("{verdict:?}"),
                }
            }
        }
    }
}
