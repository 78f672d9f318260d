//! Measures our proofs, their verification and scanning beside Zcash's Sapling and Orchard, and our proof of work beside
//! Ravencoin's, on this machine and in one run.
//!
//! `./scripts/bench` builds and runs it. The tables go to standard output, progress to standard error. A missed target is a
//! line after its table and no failure. With `pow` as its only argument it measures the proof of work alone.

mod ours;
mod payment;
mod peers;
mod pow;
mod table;
mod timing;
mod tree;

use ours::{Ours, ASSETS, BATCHES, BUNDLES, SCANNED_ASSETS};
use peers::Peer;
use std::path::{Path, PathBuf};
use table::{Table, Target, Unit};
use timing::{on_one_core, progress, Result};

fn main() -> Result<()> {
    let module: PathBuf = std::env::args_os().nth(1).ok_or("usage: bench-peers WASM-MODULE | pow")?.into();
    println!("{} threads, {}", rayon::current_num_threads(), processor());
    println!();
    if module.as_os_str() != "pow" {
        payments(&module)?;
        println!();
    }
    let pow = pow::measure()?;
    print!("{}", pow.table());
    println!();
    println!(
        "Light: with the cache of an epoch, as a node verifies; full: with its data set, as a miner works. KAWPOW is"
    );
    println!(
        "0.9.4, our main preset, with other padding, periods and epochs. hasherkawpow is C++; what it does not export"
    );
    println!("has no number.");
    println!();
    for target in pow.targets() {
        println!("{target}");
    }
    Ok(())
}

/// Proofs, scanning, the tree.
fn payments(module: &Path) -> Result<()> {
    let ours = ours::measure()?;
    progress("our tree");
    let native = on_one_core(tree::native)?;
    let wasm = on_one_core(|| tree::wasm(module))?;
    let orchard = peers::orchard::measure()?;
    let sapling = peers::sapling::measure()?;
    print!("{}", table(&ours, &sapling, &orchard, native, wasm));
    println!();
    println!("The payment: two notes in, two notes out; its signatures are verified with it, and so is that of Sapling's Spend.");
    println!("Orchard proves the whole payment in one proof. The last columns say how many times better ours is.");
    println!();
    for target in targets(&ours, &sapling, &orchard) {
        println!("{target}");
    }
    Ok(())
}

fn table(ours: &Ours, sapling: &Peer, orchard: &Peer, native: f64, wasm: f64) -> Table<2> {
    let mut table = Table::new(["Sapling", "Orchard"]);
    let both = |pair: Option<[f64; 2]>, place: usize| pair.and_then(|pair| pair.get(place).copied());
    for (place, (circuit, peer)) in [("Input", "Spend"), ("Output", "Output")].into_iter().enumerate() {
        let name = if circuit == peer { circuit.to_string() } else { format!("{circuit} ({peer})") };
        let constraints = [ours.constraints, peers::sapling::CONSTRAINTS].map(|pair| both(Some(pair), place));
        table.push(format!("constraints of {name}"), Unit::Count, constraints[0], [constraints[1], None]);
        let prove = both(sapling.prove, place);
        table.push(format!("prove {name}"), Unit::Time, both(Some(ours.prove), place), [prove, None]);
        let verify = both(sapling.verify, place);
        table.push(format!("verify {name}, one core"), Unit::Time, both(Some(ours.verify), place), [verify, None]);
    }
    let peers = |of: fn(&Peer) -> f64| [sapling, orchard].map(|peer| Some(of(peer)));
    table.push("prove the payment", Unit::Time, Some(ours.prove_bundle), peers(|peer| peer.prove_bundle));
    table.push("verify the payment", Unit::Time, Some(ours.verify_bundle), peers(|peer| peer.verify_bundle));
    let name = format!("verify it in a batch of {BUNDLES}, per payment");
    table.push(name, Unit::Time, Some(ours.verify_bundles), peers(|peer| peer.verify_bundles));
    for (cores, times) in [("one core", ours.batch_one_core), ("all cores", ours.batch)] {
        for (size, time) in BATCHES.iter().zip(times) {
            table.push(format!("batch of {size}, {cores}, per proof"), Unit::Time, Some(time), [None; 2]);
        }
    }
    for (count, (prove, verify)) in ASSETS.iter().zip(ours.prove_assets.into_iter().zip(ours.verify_assets)) {
        table.push(format!("prove a bundle of {count} assets"), Unit::Time, Some(prove), [None; 2]);
        table.push(format!("verify a bundle of {count} assets"), Unit::Time, Some(verify), [None; 2]);
    }
    let name = format!("the same, half of them own and opened, of {SCANNED_ASSETS} assets");
    table.push("trial decryption, one core", Unit::Rate, Some(ours.scan), peers(|peer| peer.scan));
    table.push(name, Unit::Rate, Some(ours.scan_own), [None; 2]);
    table.push("appends to the tree, one core", Unit::Rate, Some(native), peers(|peer| peer.appends));
    table.push("appends to the tree in wasm", Unit::Rate, Some(wasm), [None; 2]);
    table
}

fn targets(ours: &Ours, sapling: &Peer, orchard: &Peer) -> [Target; 4] {
    let [single, _, of_64, _] = ours.batch_one_core;
    [
        Target {
            name: "times faster than Sapling to prove the payment",
            least: 14.0,
            found: sapling.prove_bundle / ours.prove_bundle,
        },
        Target {
            name: "times faster than Orchard to prove the payment",
            least: 4.0,
            found: orchard.prove_bundle / ours.prove_bundle,
        },
        Target {
            name: "times cheaper a proof in a batch of 64 than alone, on one core",
            least: 4.0,
            found: single / of_64,
        },
        Target { name: "outputs tried per second and core", least: 10_000.0, found: ours.scan },
    ]
}

/// What the system says about its processor.
fn processor() -> String {
    let known = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = known.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.to_string(), |(_, name)| name.trim().to_string())
}
