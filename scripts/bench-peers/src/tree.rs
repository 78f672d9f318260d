//! Appends to the trees of notes: ours natively and in wasm, and the peers'.

use crate::timing::{median, Result};
use ark_ff::PrimeField;
use incrementalmerkletree::{frontier, Hashable};
use sero_shielded::{curve::F, tree::Frontier};
use std::path::Path;
use wasmtime::{Config, Engine, Instance, Module, OptLevel, Store};

/// Leaves of a run.
const LEAVES: u32 = 4096;
/// Runs of which the median counts.
const RUNS: usize = 7;

/// Our appends in a second by one processor.
pub fn native() -> Result<f64> {
    Ok(f64::from(LEAVES) / median(RUNS, || root(LEAVES))?)
}

/// Our appends in a second in wasm, compiled as the node compiles a runtime.
pub fn wasm(module: &Path) -> Result<f64> {
    let mut config = Config::new();
    config.cranelift_opt_level(OptLevel::SpeedAndSize);
    let engine = Engine::new(&config)?;
    let module = Module::from_file(&engine, module)?;
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[])?;
    let append = instance.get_typed_func::<u32, u64>(&mut store, "append")?;
    if append.call(&mut store, LEAVES)? != root(LEAVES)? {
        return Err("the tree in wasm has another root than the native one".into());
    }
    Ok(f64::from(LEAVES) / median(RUNS, || Ok(append.call(&mut store, LEAVES)?))?)
}

/// A peer's appends in a second by one processor.
pub fn peer<H: Hashable + Clone>(leaf: H) -> Result<f64> {
    let leaves = LEAVES / 8;
    let time = median(3, || {
        let mut tree = frontier::Frontier::<H, 32>::empty();
        for _ in 0..leaves {
            tree.append(leaf.clone());
        }
        Ok(tree)
    })?;
    Ok(f64::from(leaves) / time)
}

/// The lowest 64 bits of the root over the leaves `1..=count`, as the wasm module computes it.
fn root(count: u32) -> Result<u64> {
    let mut frontier = Frontier::default();
    for leaf in 1..=count {
        frontier.append(F::from(leaf))?;
    }
    let [lowest, ..] = frontier.root().into_bigint().0;
    Ok(lowest)
}
