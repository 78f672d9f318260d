//! Selfish mining: blocks withheld until they win (Eyal and Sirer, "Majority is not enough", 2014).

use std::{io::Result, path::Path};

use sero_pow::{Weight, U256};

use crate::{random::Random, table::Table};

/// Part of the honest miners who work on the selfish branch when two branches weigh the same.
pub const GAMMAS: [f64; 3] = [0.0, 0.5, 1.0];
const BLOCKS: u64 = 2_000_000;

/// Votes on each block. None are cast today.
#[derive(Debug, Clone, Copy, Default)]
pub struct Votes {
    /// On blocks of the honest.
    pub public: u32,
    /// On blocks that nobody was shown.
    pub withheld: u32,
}

/// A branch since the last block that both sides agree on.
#[derive(Debug, Clone, Copy, Default)]
struct Branch {
    blocks: u64,
    weight: Weight,
}

impl Branch {
    fn grow(&mut self, block: Weight) {
        self.blocks += 1;
        self.weight = self.weight.plus(block);
    }
}

/// Blocks that stayed in the chain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Revenue {
    pub selfish: u64,
    pub honest: u64,
}

impl Revenue {
    pub fn share(&self) -> f64 {
        self.selfish as f64 / (self.selfish + self.honest) as f64
    }
}

/// Plays the strategy for so many blocks, lost ones included. The heavier branch wins; the selfish miner has `alpha` of the hash
/// rate. All blocks have one difficulty: it adapts over hours, a race lasts minutes.
pub fn play(alpha: f64, gamma: f64, votes: Votes, blocks: u64, seed: u64) -> Revenue {
    let difficulty = U256::from(1_000);
    let public_block = Weight::of(difficulty, votes.public);
    let withheld_block = Weight::of(difficulty, votes.withheld);
    let mut random = Random::new(seed);
    let mut revenue = Revenue::default();
    let (mut withheld, mut public) = (Branch::default(), Branch::default());
    // Both branches are published and weigh the same.
    let mut race = false;
    for _ in 0..blocks {
        if random.happens(alpha) {
            withheld.grow(withheld_block);
            if race && withheld.weight > public.weight {
                revenue.selfish += withheld.blocks;
                (withheld, public, race) = Default::default();
            }
            continue;
        }
        if race && random.happens(gamma) {
            // The honest block lies on the selfish branch and decides for it.
            revenue.selfish += withheld.blocks;
            revenue.honest += 1;
            (withheld, public, race) = Default::default();
            continue;
        }
        public.grow(public_block);
        if public.weight > withheld.weight {
            revenue.honest += public.blocks;
            (withheld, public, race) = Default::default();
        } else if public.weight == withheld.weight {
            race = true;
        } else if public.weight.plus(public_block) >= withheld.weight {
            // One more honest block would draw level: he shows everything and wins.
            revenue.selfish += withheld.blocks;
            (withheld, public, race) = Default::default();
        }
    }
    revenue
}

/// The share in closed form, equation 8 of the paper.
pub fn formula(alpha: f64, gamma: f64) -> f64 {
    let a = alpha;
    let numerator = a * (1.0 - a).powi(2) * (4.0 * a + gamma * (1.0 - 2.0 * a)) - a.powi(3);
    numerator / (1.0 - a * (1.0 + (2.0 - a) * a))
}

/// The share of the hash rate from which withholding pays.
pub fn threshold(gamma: f64) -> f64 {
    (1.0 - gamma) / (3.0 - 2.0 * gamma)
}

pub fn write(folder: &Path) -> Result<()> {
    let mut table = Table::create(folder, "selfish.csv", "alpha,gamma,simulated,formula")?;
    for gamma in GAMMAS {
        // At one half the withheld branch grows without end, and no finite run shows it.
        for percent in 0..50u32 {
            let alpha = f64::from(percent) / 100.0;
            let simulated = play(alpha, gamma, Votes::default(), BLOCKS, percent.into()).share();
            table.row(&[], &[alpha, gamma, simulated, formula(alpha, gamma)])?;
        }
    }
    let mut table = Table::create(folder, "selfish-threshold.csv", "gamma,threshold")?;
    for gamma in GAMMAS {
        table.row(&[], &[gamma, threshold(gamma)])?;
    }
    Ok(())
}
