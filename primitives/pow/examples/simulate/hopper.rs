//! A miner who comes when the difficulty is low and leaves when it is high.

use std::{io::Result, path::Path};

use crate::{
    chain::{Chain, RATE},
    rules::{Rule, INITIAL},
    table::Table,
};

/// Difficulties at which he comes (at most) and leaves (at least), as multiples of the one at which the honest alone need 13 s.
pub const STRATEGIES: [(f64, f64); 5] = [(0.95, 1.0), (1.0, 1.05), (1.0, 1.2), (1.0, 1.5), (1.0, 2.0)];
/// His hash rate as a multiple of the honest miners'.
const SIZES: [f64; 6] = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0];
const BLOCKS: u64 = 30_000;
const SEEDS: u64 = 8;

/// Work done and blocks found, by him and by the honest. Who finds a block is not drawn: each side gets its expected part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    his_work: f64,
    his_blocks: f64,
    honest_work: f64,
    honest_blocks: f64,
    present_ms: f64,
    clock_ms: f64,
    /// The highest difficulty seen.
    peak: f64,
}

impl Outcome {
    /// His part of all hashes.
    pub fn work_share(&self) -> f64 {
        self.his_work / (self.his_work + self.honest_work)
    }

    /// His part of all blocks.
    pub fn block_share(&self) -> f64 {
        self.his_blocks / (self.his_blocks + self.honest_blocks)
    }

    /// How much more a hash of his earns than a hash of the honest.
    pub fn gain(&self) -> f64 {
        self.his_blocks / self.his_work / (self.honest_blocks / self.honest_work) - 1.0
    }

    /// What the honest lose of the blocks that their part of all hashes would earn.
    pub fn honest_loss(&self) -> f64 {
        1.0 - (1.0 - self.block_share()) / (1.0 - self.work_share())
    }

    pub fn block_time_s(&self) -> f64 {
        self.clock_ms / 1_000.0 / (self.his_blocks + self.honest_blocks)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            his_work: self.his_work + other.his_work,
            his_blocks: self.his_blocks + other.his_blocks,
            honest_work: self.honest_work + other.honest_work,
            honest_blocks: self.honest_blocks + other.honest_blocks,
            present_ms: self.present_ms + other.present_ms,
            clock_ms: self.clock_ms + other.clock_ms,
            peak: self.peak.max(other.peak),
        }
    }
}

/// One chain that he hops on and off, block by block.
pub struct Hopped {
    chain: Chain,
    size: f64,
    strategy: (f64, f64),
    present: bool,
    outcome: Outcome,
}

impl Hopped {
    pub fn new(rule: Rule, size: f64, strategy: (f64, f64), seed: u64) -> Self {
        Self { chain: Chain::new(rule, seed), size, strategy, present: false, outcome: Outcome::default() }
    }

    fn level(&self) -> f64 {
        self.chain.difficulty() / INITIAL as f64
    }

    fn hour(&self) -> f64 {
        self.chain.clock_ms() / 3_600_000.0
    }

    /// One block.
    pub fn step(&mut self) {
        let level = self.level();
        let (comes, leaves) = self.strategy;
        self.present = if self.present { level < leaves } else { level <= comes };
        let his_rate = if self.present { self.size * RATE } else { 0.0 };
        let before = self.chain.clock_ms();
        self.chain.honest_block(RATE + his_rate);
        let took = self.chain.clock_ms() - before;
        let his_part = his_rate / (RATE + his_rate);
        self.outcome = self.outcome.plus(Outcome {
            his_work: his_rate * took,
            his_blocks: his_part,
            honest_work: RATE * took,
            honest_blocks: 1.0 - his_part,
            present_ms: if self.present { took } else { 0.0 },
            clock_ms: took,
            peak: level,
        });
    }
}

/// The outcomes of several seeds together.
pub fn total(rule: Rule, size: f64, strategy: (f64, f64), blocks: u64, seeds: u64) -> Outcome {
    let runs = (0..seeds).map(|seed| {
        let mut hopped = Hopped::new(rule, size, strategy, seed);
        (0..blocks).for_each(|_| hopped.step());
        hopped.outcome
    });
    runs.fold(Outcome::default(), Outcome::plus)
}

pub fn write(folder: &Path) -> Result<()> {
    let mut table = Table::create(
        folder,
        "hopper.csv",
        "rule,size,comes,leaves,present,work_share,block_share,gain,honest_loss,block_time_s,peak",
    )?;
    for rule in Rule::ALL {
        for size in SIZES {
            for strategy in STRATEGIES {
                let sum = total(rule, size, strategy, BLOCKS, SEEDS);
                let numbers = [
                    size,
                    strategy.0,
                    strategy.1,
                    sum.present_ms / sum.clock_ms,
                    sum.work_share(),
                    sum.block_share(),
                    sum.gain(),
                    sum.honest_loss(),
                    sum.block_time_s(),
                    sum.peak,
                ];
                table.row(&[rule.name()], &numbers)?;
            }
        }
    }
    write_trace(folder)
}

/// Two days, after a week in which the rhythm has set in; at most one point every three minutes.
fn write_trace(folder: &Path) -> Result<()> {
    const FROM_H: f64 = 7.0 * 24.0;
    let mut trace = Table::create(folder, "hopper-trace.csv", "rule,hour,difficulty,present")?;
    for rule in Rule::ALL {
        let mut hopped = Hopped::new(rule, 2.0, (1.0, 1.2), 1);
        let mut next_h = FROM_H;
        while hopped.hour() < FROM_H + 48.0 {
            hopped.step();
            if hopped.hour() >= next_h {
                next_h = hopped.hour() + 0.05;
                let present = f64::from(hopped.present);
                trace.row(&[rule.name()], &[hopped.hour() - FROM_H, hopped.level(), present])?;
            }
        }
    }
    Ok(())
}
