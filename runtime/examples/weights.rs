//! Measures the weights of our pallets and prints them as Rust.
//!
//! ```text
//! cargo run --release -p sero-runtime --example weights -- <runtime.wasm> [repeats]
//! ```
//!
//! The runtime must be built with `runtime-benchmarks`; `scripts/weights` does both. Each benchmark runs in wasm on the host
//! functions of the node. Time is taken to grow linearly with each component, by least squares.

use std::{error::Error, fmt::Write};

use codec::{Decode, Encode};
use frame_benchmarking::{
    Analysis, BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkMetadata, BenchmarkParameter, BenchmarkResult,
    BenchmarkSelector,
};
use frame_support::traits::StorageInfo;
use sc_client_db::BenchmarkingState;
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, RuntimeCode, WrappedRuntimeCode};
use sp_externalities::Extensions;
use sp_runtime::{traits::BlakeTwo256, Storage};
use sp_state_machine::{OverlayedChanges, StateMachine};

type HostFunctions =
    (sp_io::SubstrateHostFunctions, sero_host::HostFunctions, frame_benchmarking::benchmarking::HostFunctions);
type Components = Vec<(BenchmarkParameter, u32)>;

/// How many values of each component are measured.
const STEPS: u32 = 5;

/// Shows what the runtime logs: a panic says there what went wrong.
struct Log;

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{}: {}", record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// A runtime that can be asked.
struct Runtime {
    executor: WasmExecutor<HostFunctions>,
    code: Vec<u8>,
}

impl Runtime {
    fn call<R: Decode>(&self, method: &str, arguments: &[u8], tracking: bool) -> Result<R, Box<dyn Error>> {
        let state = BenchmarkingState::<BlakeTwo256>::new(Storage::default(), None, tracking, tracking)?;
        let fetch = WrappedRuntimeCode(self.code.as_slice().into());
        let code = RuntimeCode { code_fetcher: &fetch, heap_pages: None, hash: vec![1] };
        let mut overlay = OverlayedChanges::default();
        let mut extensions = Extensions::default();
        let answer = StateMachine::new(
            &state,
            &mut overlay,
            &self.executor,
            method,
            arguments,
            &mut extensions,
            &code,
            CallContext::Offchain,
        )
        .execute()
        .map_err(|error| format!("{method}: {error}"))?;
        Ok(R::decode(&mut &answer[..])?)
    }

    fn run(&self, config: &BenchmarkConfig, tracking: bool) -> Result<Vec<BenchmarkResult>, Box<dyn Error>> {
        let answer: Result<Vec<BenchmarkBatch>, String> =
            self.call("Benchmark_dispatch_benchmark", &config.encode(), tracking)?;
        Ok(answer?.into_iter().flat_map(|batch| batch.results).collect())
    }
}

/// One component at each of its steps while the others stand at their most, then at their least, for every component: a
/// verifier that shares work among proofs is not linear, and small bundles are the usual ones.
fn selections(benchmark: &BenchmarkMetadata) -> Vec<Components> {
    let most: Components = benchmark.components.iter().map(|(name, _, high)| (*name, *high)).collect();
    let least: Components = benchmark.components.iter().map(|(name, low, _)| (*name, *low)).collect();
    if most.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for others in [most, least] {
        for (place, (name, low, high)) in benchmark.components.iter().enumerate() {
            for step in 0..=STEPS {
                let value = low + (high - low) * step / STEPS;
                let mut selection = others.clone();
                selection[place] = (*name, value);
                if !all.contains(&selection) {
                    all.push(selection);
                }
            }
        }
    }
    all
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `1234567` as `1_234_567`.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

/// The function of one benchmark.
fn function(
    benchmark: &BenchmarkMetadata,
    times: &Vec<BenchmarkResult>,
    accesses: &Vec<BenchmarkResult>,
) -> Result<String, Box<dyn Error>> {
    let time = Analysis::min_squares_iqr(times, BenchmarkSelector::ExtrinsicTime)?;
    let reads = Analysis::min_squares_iqr(accesses, BenchmarkSelector::Reads)?;
    let writes = Analysis::min_squares_iqr(accesses, BenchmarkSelector::Writes)?;
    let proof = Analysis::min_squares_iqr(accesses, BenchmarkSelector::ProofSize)?;
    let parameters: Vec<String> = benchmark.components.iter().map(|(name, _, _)| format!("{name}: u32")).collect();
    let mut out = String::new();
    writeln!(out, "    fn {}({}) -> Weight {{", text(&benchmark.name), parameters.join(", "))?;
    // The analysis gives picoseconds, as weights count them.
    write!(out, "        Weight::from_parts({}, {})", grouped(time.base), grouped(proof.base))?;
    let add = |out: &mut String, what: &str, number: u128| match number {
        0 => Ok(()),
        _ => write!(out, "\n            .saturating_add({what}({}))", grouped(number)),
    };
    add(&mut out, "T::DbWeight::get().reads", reads.base)?;
    add(&mut out, "T::DbWeight::get().writes", writes.base)?;
    for (place, (name, _, _)) in benchmark.components.iter().enumerate() {
        let slope = |analysis: &Analysis| analysis.slopes.get(place).copied().unwrap_or_default();
        let count = format!("{name}.into()");
        let (picoseconds, size) = (slope(&time), slope(&proof));
        write!(
            out,
            "\n            .saturating_add(Weight::from_parts({}, {}).saturating_mul({count}))",
            grouped(picoseconds),
            grouped(size)
        )?;
        for (what, number) in [("reads", slope(&reads)), ("writes", slope(&writes))] {
            if number > 0 {
                write!(
                    out,
                    "\n            .saturating_add(T::DbWeight::get().{what}({}).saturating_mul({count}))",
                    grouped(number)
                )?;
            }
        }
    }
    writeln!(out, "\n    }}")?;
    Ok(out)
}

fn main() -> Result<(), Box<dyn Error>> {
    log::set_logger(&Log)?;
    log::set_max_level(log::LevelFilter::Warn);
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: weights <runtime.wasm> [repeats]")?;
    let repeats: u32 = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let code = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let executor = WasmExecutor::builder().with_allow_missing_host_functions(false).build();
    let runtime = Runtime { executor, code };
    let (pallets, _): (Vec<BenchmarkList>, Vec<StorageInfo>) = runtime
        .call("Benchmark_benchmark_metadata", &true.encode(), false)
        .map_err(|error| format!("{path} was not built with runtime-benchmarks: {error}"))?;
    for pallet in pallets {
        println!("// {}, {repeats} runs of each point", text(&pallet.pallet));
        for benchmark in &pallet.benchmarks {
            let (mut times, mut accesses) = (Vec::new(), Vec::new());
            for selected_components in selections(benchmark) {
                let config = BenchmarkConfig {
                    pallet: pallet.pallet.clone(),
                    instance: pallet.instance.clone(),
                    benchmark: benchmark.name.clone(),
                    selected_components,
                    verify: false,
                    internal_repeats: 1,
                };
                let checked = BenchmarkConfig { verify: true, ..config.clone() };
                runtime.run(&checked, false)?;
                accesses.extend(runtime.run(&config, true)?);
                times.extend(runtime.run(&BenchmarkConfig { internal_repeats: repeats, ..config }, false)?);
                eprint!(".");
            }
            eprintln!(" {}", text(&benchmark.name));
            print!("{}", function(benchmark, &times, &accesses)?);
        }
    }
    Ok(())
}
