//! The presets from which chains begin.

use alloc::{format, string::ToString, vec, vec::Vec};

use frame_support::build_struct_json_patch;
use serde_json::Value;
use sero_circuits::Circuit;
use sp_genesis_builder::PresetId;
use sp_keyring::Sr25519Keyring;

use crate::{
    chain::{self, Network},
    AccountId, Balance, BalancesConfig, ChainConfig, CoinbaseConfig, DifficultyConfig, RuntimeGenesisConfig,
    ShieldedConfig, SudoConfig, SERO,
};

/// One node, two blocks a second, final at depth 10.
pub const DEVELOPMENT: &str = sp_genesis_builder::DEV_RUNTIME_PRESET;
/// A few nodes on one machine, blocks every four seconds, final at depth 20.
pub const LOCAL_TESTNET: &str = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
/// The main chain: no endowment, no sudo key, and shielded transactions only when a ceremony has made verifying keys.
pub const MAIN: &str = "main";

/// What each well-known account owns on development and local chains.
const ENDOWMENT: Balance = 1_000_000 * SERO;

/// Constants in which the presets differ.
struct Preset {
    network: Network,
    work: sero_pow::Preset,
    finality_depth: u32,
    target_ms: u64,
    half_life_ms: u64,
    minimum: u64,
    initial: u64,
    key_delay: u32,
    /// Whether the chain begins with the development verifying keys.
    development_keys: bool,
    /// Accounts with an endowment; the first holds the sudo key.
    endowed: Vec<AccountId>,
}

fn well_known() -> Vec<AccountId> {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
    [Alice, Bob, Charlie, Dave].into_iter().map(|key| key.to_account_id()).collect()
}

fn patch(preset: Preset) -> Value {
    let defaults = chain::Parameters::default();
    let keys = if preset.development_keys {
        let key = |circuit| sero_circuits::keys::development_key(circuit).to_vec();
        (key(Circuit::Input), key(Circuit::Output))
    } else {
        (vec![], vec![])
    };
    let issued = ENDOWMENT.saturating_mul(preset.endowed.len() as Balance);
    build_struct_json_patch!(RuntimeGenesisConfig {
        chain: ChainConfig {
            network: preset.network,
            work: preset.work,
            finality_depth: preset.finality_depth,
            anchor_window: defaults.anchor_window,
            max_expiry: defaults.max_expiry,
            key_delay: preset.key_delay,
        },
        difficulty: DifficultyConfig {
            target_ms: preset.target_ms,
            half_life_ms: preset.half_life_ms,
            minimum: preset.minimum,
            initial: preset.initial,
        },
        shielded: ShieldedConfig { verifying_keys: keys },
        coinbase: CoinbaseConfig { issued: issued.to_string() },
        sudo: SudoConfig { key: preset.endowed.first().cloned() },
        balances: BalancesConfig {
            balances: preset.endowed.into_iter().map(|who| (who, ENDOWMENT)).collect::<Vec<_>>(),
        },
    })
}

/// A chain of one node.
fn development() -> Value {
    patch(Preset {
        network: Network::Development,
        work: sero_pow::Preset::Development,
        finality_depth: 10,
        // Short, so that trying something out takes seconds: a note can be spent after 17 blocks at the latest.
        target_ms: 500,
        half_life_ms: 15_000,
        minimum: 100,
        initial: 1_000,
        key_delay: 10,
        development_keys: true,
        endowed: well_known(),
    })
}

/// A chain of three nodes on one machine.
fn local_testnet() -> Value {
    patch(Preset {
        network: Network::Local,
        work: sero_pow::Preset::Development,
        finality_depth: 20,
        target_ms: 4_000,
        half_life_ms: 60_000,
        minimum: 100,
        initial: 4_000,
        key_delay: 10,
        development_keys: true,
        endowed: well_known(),
    })
}

/// The main chain.
fn main() -> Value {
    patch(Preset {
        network: Network::Main,
        work: sero_pow::Preset::V0_9_4,
        finality_depth: 100,
        target_ms: 13_000,
        half_life_ms: 7_200_000,
        minimum: 1_000_000,
        initial: 100_000_000,
        // A week.
        key_delay: 46_523,
        development_keys: false,
        endowed: vec![],
    })
}

/// The JSON of a preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let patch = match id.as_str() {
        DEVELOPMENT => development(),
        LOCAL_TESTNET => local_testnet(),
        MAIN => main(),
        _ => return None,
    };
    // A tree of maps, strings and numbers always has a text.
    Some(format!("{patch}").into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    [DEVELOPMENT, LOCAL_TESTNET, MAIN].into_iter().map(PresetId::from).collect()
}
