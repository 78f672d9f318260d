//! The benchmarks of the pallets whose weights are our own.

use alloc::{string::String, vec::Vec};

use frame_benchmarking::{define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::WhitelistedStorageKeys;

use crate::{AllPalletsWithSystem, Coinbase, License, Packages, Shielded, ShieldedAssets};

define_benchmarks!(
    [pallet_shielded, Shielded]
    [pallet_coinbase, Coinbase]
    [pallet_license, License]
    [pallet_shielded_assets, ShieldedAssets]
    [pallet_packages, Packages]
);

/// What can be measured.
pub fn list(extra: bool) -> Vec<BenchmarkList> {
    let mut list = Vec::new();
    list_benchmarks!(list, extra);
    list
}

/// Measures one.
pub fn run(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
