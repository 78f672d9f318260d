//! Measures our proofs, their verification and scanning beside Zcash's Sapling and Orchard, on this machine and in one run.
//!
//! `./scripts/bench` builds and runs it. The table goes to standard output, progress to standard error. A missed target is a
//! line of the table and no failure.

mod ours;
mod payment;
mod peers;
mod table;
mod timing;
mod tree;

use ours::{Ours, BATCHES, BUNDLES};
use peers::Peer;
use std::path::PathBuf;
use table::{Table, Target, Unit};
use timing::{on_one_core, progress, Result};

fn main() -> Result<()> {
    let module: PathBuf = std::env::args_os().nth(1).ok_or("usage: bench-peers WASM-MODULE")?.into();
    let ours = ours::measure()?;
    progress("our tree");
    let native = on_one_core(tree::native)?;
    let wasm = on_one_core(|| tree::wasm(&module))?;
    let orchard = peers::orchard::measure()?;
    let sapling = peers::sapling::measure()?;
    println!("{} threads, {}", rayon::current_num_threads(), processor());
    println!();
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

fn table(ours: &Ours, sapling: &Peer, orchard: &Peer, native: f64, wasm: f64) -> Table {
    let mut table = Table::default();
    let both = |pair: Option<[f64; 2]>, place: usize| pair.and_then(|pair| pair.get(place).copied());
    for (place, (circuit, peer)) in [("Input", "Spend"), ("Output", "Output")].into_iter().enumerate() {
        let name = if circuit == peer { circuit.to_string() } else { format!("{circuit} ({peer})") };
        let constraints = [ours.constraints, peers::sapling::CONSTRAINTS].map(|pair| both(Some(pair), place));
        table.push(format!("constraints of {name}"), Unit::Count, [constraints[0], constraints[1], None]);
        let prove = both(sapling.prove, place);
        table.push(format!("prove {name}"), Unit::Time, [both(Some(ours.prove), place), prove, None]);
        let verify = both(sapling.verify, place);
        table.push(format!("verify {name}, one core"), Unit::Time, [both(Some(ours.verify), place), verify, None]);
    }
    let three = |of: fn(&Peer) -> f64, ours: f64| [Some(ours), Some(of(sapling)), Some(of(orchard))];
    table.push("prove the payment", Unit::Time, three(|peer| peer.prove_bundle, ours.prove_bundle));
    table.push("verify the payment", Unit::Time, three(|peer| peer.verify_bundle, ours.verify_bundle));
    let name = format!("verify it in a batch of {BUNDLES}, per payment");
    table.push(name, Unit::Time, three(|peer| peer.verify_bundles, ours.verify_bundles));
    for (cores, times) in [("one core", ours.batch_one_core), ("all cores", ours.batch)] {
        for (size, time) in BATCHES.iter().zip(times) {
            table.push(format!("batch of {size}, {cores}, per proof"), Unit::Time, [Some(time), None, None]);
        }
    }
    table.push("trial decryption, one core", Unit::Rate, three(|peer| peer.scan, ours.scan));
    table.push("appends to the tree, one core", Unit::Rate, three(|peer| peer.appends, native));
    table.push("appends to the tree in wasm", Unit::Rate, [Some(wasm), None, None]);
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
