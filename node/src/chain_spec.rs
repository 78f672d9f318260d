//! Which chains this program knows.

use sc_service::{ChainType, GenericChainSpec, Properties};
use sero_runtime::genesis;

use crate::service::HostFunctions;

/// A chain specification; its genesis is built by the runtime, which calls our host functions.
pub type ChainSpec = GenericChainSpec<sc_chain_spec::NoExtension, HostFunctions>;

struct Chain {
    id: &'static str,
    name: &'static str,
    chain_type: ChainType,
    preset: &'static str,
}

/// The chain of an id, or the specification in the file of that name.
pub fn load(id: &str) -> Result<ChainSpec, String> {
    let chain = match id {
        "dev" | "development" => Chain {
            id: "sero_dev",
            name: "SERO Development",
            chain_type: ChainType::Development,
            preset: genesis::DEVELOPMENT,
        },
        "local" | "local_testnet" => {
            Chain { id: "sero_local", name: "SERO Local", chain_type: ChainType::Local, preset: genesis::LOCAL_TESTNET }
        }
        "" | "main" => Chain { id: "sero_main", name: "SERO", chain_type: ChainType::Live, preset: genesis::MAIN },
        path => return ChainSpec::from_json_file(path.into()),
    };
    build(chain)
}

fn build(chain: Chain) -> Result<ChainSpec, String> {
    let code = sero_runtime::WASM_BINARY.ok_or(
        "this program was built without its runtime (SKIP_WASM_BUILD was set): build it again, or pass a \
         specification file with --chain",
    )?;
    // Asked here and not of the runtime's code, which would be compiled for it.
    let patch = genesis::get_preset(&chain.preset.into()).and_then(|json| serde_json::from_slice(&json).ok());
    let patch = patch.ok_or_else(|| format!("the runtime has no preset {}", chain.preset))?;
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), "SERO".into());
    properties.insert("tokenDecimals".into(), 18.into());
    properties.insert("ss58Format".into(), 42.into());
    Ok(ChainSpec::builder(code, None)
        .with_id(chain.id)
        .with_name(chain.name)
        .with_chain_type(chain.chain_type)
        .with_protocol_id(chain.id)
        .with_properties(properties)
        .with_genesis_config_patch(patch)
        .build())
}
