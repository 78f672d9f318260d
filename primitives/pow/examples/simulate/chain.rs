//! A chain under a rule: real time beside the time that its headers name.

use crate::{
    random::Random,
    rules::{Rule, State, INITIAL, TARGET_MS},
};

/// Hashes per millisecond at which [`INITIAL`] is the difficulty of a block every [`TARGET_MS`].
pub const RATE: f64 = INITIAL as f64 / TARGET_MS as f64;

/// Real time of the first block: any large number.
const START_MS: u64 = 1_700_000_000_000;

/// One chain that grows.
pub struct Chain {
    pub random: Random,
    rule: Rule,
    state: State,
    /// Real time since the first block.
    clock_ms: f64,
    /// The newest header's time.
    dated_ms: u64,
    blocks: u64,
}

impl Chain {
    pub fn new(rule: Rule, seed: u64) -> Self {
        let state = rule.start(START_MS);
        Self { random: Random::new(seed), rule, state, clock_ms: 0.0, dated_ms: START_MS, blocks: 0 }
    }

    /// Real milliseconds since the first block.
    pub fn clock_ms(&self) -> f64 {
        self.clock_ms
    }

    /// Blocks after the first.
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// What the next block must meet.
    pub fn difficulty(&self) -> f64 {
        self.state.difficulty()
    }

    /// Hashes at this rate until a solution is found (true) or real time `until_ms` has come (false). Attempts have no memory, so
    /// whoever comes back starts anew.
    pub fn mine(&mut self, rate: f64, until_ms: f64) -> bool {
        let found = self.clock_ms + self.random.exponential() * self.difficulty() / rate;
        self.clock_ms = found.min(until_ms);
        found <= until_ms
    }

    /// Appends a block whose miner would like to date it so many milliseconds off the real time. Times rise strictly.
    pub fn append(&mut self, off_by_ms: i64) {
        let tick = self.rule.tick_ms();
        let wanted = START_MS.saturating_add(self.clock_ms as u64).saturating_add_signed(off_by_ms) / tick * tick;
        self.dated_ms = wanted.max(self.dated_ms + tick);
        self.state.append(self.dated_ms);
        self.blocks += 1;
    }

    /// One honest block at this rate.
    pub fn honest_block(&mut self, rate: f64) {
        self.mine(rate, f64::INFINITY);
        self.append(0);
    }
}
