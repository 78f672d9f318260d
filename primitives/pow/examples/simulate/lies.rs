//! Miners who date their blocks wrongly.

use std::{io::Result, path::Path};

use sero_pow::FUTURE_LIMIT_MS;

use crate::{
    chain::{Chain, RATE},
    rules::{Rule, INITIAL},
    table::Table,
};

const SHARES: [f64; 3] = [0.10, 0.25, 0.40];
const BLOCKS: u64 = 100_000;
const SEEDS: u64 = 8;

/// What a liar writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// The truth.
    None,
    /// As far ahead as nodes take it.
    Future,
    /// Just above the parent.
    Past,
}

impl Lie {
    pub const ALL: [Self; 3] = [Self::None, Self::Future, Self::Past];

    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Future => "future",
            Self::Past => "past",
        }
    }

    fn off_by_ms(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Future => FUTURE_LIMIT_MS as i64,
            // Before every parent: the chain lifts it to the least time that is allowed.
            Self::Past => i64::MIN,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    pub liars_blocks: f64,
    pub blocks: f64,
    pub clock_s: f64,
    sum: f64,
    sum_of_squares: f64,
}

impl Outcome {
    pub fn block_time_s(&self) -> f64 {
        self.clock_s / self.blocks
    }

    pub fn liars_share(&self) -> f64 {
        self.liars_blocks / self.blocks
    }

    /// Standard deviation of the difficulty over its mean.
    pub fn spread(&self) -> f64 {
        let mean = self.sum / self.blocks;
        (self.sum_of_squares / self.blocks - mean * mean).max(0.0).sqrt() / mean
    }
}

/// The liar has this share of the hash rate.
pub fn run(rule: Rule, share: f64, lie: Lie, blocks: u64, seeds: u64) -> Outcome {
    let mut outcome = Outcome::default();
    for seed in 0..seeds {
        let mut chain = Chain::new(rule, seed);
        for _ in 0..blocks {
            let level = chain.difficulty() / INITIAL as f64;
            outcome.sum += level;
            outcome.sum_of_squares += level * level;
            chain.mine(RATE, f64::INFINITY);
            let lies = chain.random.happens(share);
            outcome.liars_blocks += f64::from(lies);
            chain.append(if lies { lie.off_by_ms() } else { 0 });
        }
        outcome.blocks += chain.blocks() as f64;
        outcome.clock_s += chain.clock_ms() / 1_000.0;
    }
    outcome
}

pub fn write(folder: &Path) -> Result<()> {
    let mut table = Table::create(folder, "lies.csv", "rule,lie,share,block_time_s,liars_blocks,difficulty_spread")?;
    for rule in Rule::ALL {
        for lie in Lie::ALL {
            for share in SHARES {
                let outcome = run(rule, share, lie, BLOCKS, SEEDS);
                let numbers = [share, outcome.block_time_s(), outcome.liars_share(), outcome.spread()];
                table.row(&[rule.name(), lie.name()], &numbers)?;
            }
        }
    }
    Ok(())
}
