//! Our proof of work beside the C++ of Ravencoin's.

use crate::{
    table::{Table, Target, Unit},
    timing::{median, progress, Result},
};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use sero_progpow::{full, light, Cache, Dataset, Ethash, Parameters, Program};

// The C++ of the peer. Cargo has no way to say that its archive needs this library.
#[link(name = "stdc++")]
extern "C" {}

/// Any header.
const HEADER: [u8; 32] = [7; 32];
/// Evaluations of which the median counts.
const RUNS: usize = 200;
/// Headers that are verified at once.
const HEADERS: u64 = 400;
/// A data set of the main preset's size whose items are made of a few parents only. What they hold does not change how long
/// it takes to read them, and so it is there in seconds.
const QUICK: Parameters =
    Parameters { ethash: Ethash { dataset_parents: 2, ..Parameters::V0_9_4.ethash }, ..Parameters::V0_9_4 };

/// What was measured; times in seconds, ours first.
pub struct Pow {
    /// An evaluation with a cache.
    light: [f64; 2],
    /// The cache of epoch 0 or 1.
    cache: [f64; 2],
    /// A program.
    compile: f64,
    /// The check of a claimed mix.
    claimed: f64,
    /// Evaluations in a second with a data set, on one core.
    full: f64,
    /// Items of the data set computed in a second, on one core.
    items: f64,
    /// Headers verified in a second, on all cores.
    verified: f64,
}

/// Measures all.
pub fn measure() -> Result<Pow> {
    progress("the cache of an epoch");
    let parameters = &Parameters::KAWPOW;
    let mut epochs = (0..=1).cycle();
    let mut next = || epochs.next().unwrap_or_default();
    let ours = median(5, || Ok(Cache::build(parameters, next())?))?;
    // The peer builds a cache when it needs another one than the last, and then evaluates once.
    let theirs = median(5, || Ok(peer(&HEADER, 0, next() * parameters.ethash.epoch_length)))?;
    let cache = Cache::build(parameters, 0)?;
    peer(&HEADER, 0, 0);

    progress("evaluation with a cache");
    let program = Program::compile(parameters, 0);
    let mut nonces = 0u64..;
    let mut next = || nonces.next().unwrap_or_default();
    let evaluate = [
        median(RUNS, || Ok(light(&cache, &program, &HEADER, next())))?,
        median(RUNS, || Ok(peer(&HEADER, next(), 0)))?,
    ];
    let compile = median(RUNS, || Ok(Program::compile(parameters, next())))?;
    let claimed = median(RUNS, || Ok(parameters.final_hash(&HEADER, next(), &[1; 32])))?;

    progress("verification of headers");
    let main = &Parameters::V0_9_4;
    let cache_of_main = Cache::build(main, 0)?;
    let verify = |height: u64| {
        let program = Program::compile(main, main.period_of(height));
        light(&cache_of_main, &program, &HEADER, height)
    };
    let all = median(3, || Ok((0..HEADERS).into_par_iter().map(verify).collect::<Vec<_>>()))?;

    progress("the data set");
    let items = {
        // Of a small data set over a cache of the real size.
        let part = &*Box::leak(Box::new(Parameters {
            ethash: Ethash { dataset_bytes_init: 1 << 20, ..main.ethash },
            ..*main
        }));
        let cache = Cache::build(part, 0)?;
        let count = Dataset::build(&cache, 1, &|_| true).ok_or("no data set")?.items();
        count as f64 / median(5, || Dataset::build(&cache, 1, &|_| true).ok_or("no data set".into()))?
    };
    let quick = Cache::build(&QUICK, 0)?;
    let dataset = Dataset::build(&quick, rayon::current_num_threads(), &|_| true).ok_or("no data set")?;
    let program = Program::compile(&QUICK, 0);
    let batch = 2_000;
    let mine = median(7, || {
        let works: Vec<_> = (0..batch).map(|_| full(&dataset, &program, &HEADER, next())).collect();
        Ok(works)
    });
    let full = batch as f64 / mine?;

    let [_, theirs_once] = evaluate;
    Ok(Pow {
        light: evaluate,
        cache: [ours, theirs - theirs_once],
        compile,
        claimed,
        full,
        items,
        verified: HEADERS as f64 / all,
    })
}

impl Pow {
    /// As a table.
    pub fn table(&self) -> Table<1> {
        let mut table = Table::new(["hasherkawpow"]);
        let mut row = |name: &str, unit, ours: f64, peer: Option<f64>| table.push(name, unit, Some(ours), [peer]);
        row("KAWPOW, light, one core", Unit::Time, self.light[0], Some(self.light[1]));
        row("cache of an epoch of 16 MB", Unit::Time, self.cache[0], Some(self.cache[1]));
        row("program of a period", Unit::Time, self.compile, None);
        row("check of a claimed mix", Unit::Time, self.claimed, None);
        row("0.9.4, light: headers verified, all cores", Unit::Rate, self.verified, None);
        row("0.9.4, full, one core", Unit::Rate, self.full, None);
        row("0.9.4: items of the data set, one core", Unit::Rate, self.items, None);
        table
    }

    /// What must be reached.
    pub fn targets(&self) -> [Target; 2] {
        [
            Target {
                name: "times as fast as the C++ to evaluate with a cache",
                least: 1.0,
                found: self.light[1] / self.light[0],
            },
            Target {
                name: "times as fast as the C++ to build a cache",
                least: 1.0,
                found: self.cache[1] / self.cache[0],
            },
        ]
    }
}

/// The peer's mix and hash. It keeps one cache and guards it by nothing, so one thread may ask.
fn peer(header: &[u8; 32], nonce: u64, height: u64) -> ([u8; 32], [u8; 32]) {
    hasherkawpow_sys::hash_kawpow(header, &nonce, i32::try_from(height).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::{RngCore, SeedableRng};

    #[test]
    fn ours_and_ravencoins_agree_on_random_headers_and_at_the_borders_of_epochs() {
        let parameters = &Parameters::KAWPOW;
        let rng = &mut ChaCha20Rng::seed_from_u64(20_200_506);
        for epoch in [0, 1, 2, 35] {
            let cache = Cache::build(parameters, epoch).expect("a cache");
            let first = epoch * parameters.ethash.epoch_length;
            let last = first + parameters.ethash.epoch_length - 1;
            let within = (0..20).map(|_| first + u64::from(rng.next_u32()) % parameters.ethash.epoch_length);
            let heights: Vec<u64> = [first, first + 2, first + 3, last - 1, last].into_iter().chain(within).collect();
            for height in heights {
                let (mut header, nonce) = ([0; 32], rng.next_u64());
                rng.fill_bytes(&mut header);
                assert_eq!(parameters.epoch(height), epoch);
                let program = Program::compile(parameters, parameters.period_of(height));
                let work = light(&cache, &program, &header, nonce);
                assert_eq!((work.mix, work.final_hash), peer(&header, nonce, height), "{height}");
            }
        }
    }
}
