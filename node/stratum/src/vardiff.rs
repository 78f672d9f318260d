//! A share difficulty that follows a miner's speed.

use std::time::{Duration, Instant};

use primitive_types::U256;

use crate::{
    difficulty::{from_f64, to_f64},
    Config,
};

/// Shares after which the speed is judged.
const ENOUGH: u32 = 8;

/// Intervals after which it is judged with fewer.
const PATIENCE: u32 = 4;

/// One step at most.
const STEP: f64 = 4.0;

/// The speed may be off by this factor before anything changes: eight shares tell it to a third.
const BAND: f64 = 1.5;

/// The difficulty of one connection.
#[derive(Debug, Clone)]
pub struct Vardiff {
    interval: Duration,
    min: U256,
    max: U256,
    difficulty: U256,
    started: Instant,
    shares: u32,
    work: f64,
}

impl Vardiff {
    /// Starts where the configuration says.
    pub fn new(config: &Config, now: Instant) -> Self {
        let min = config.min_difficulty.max(U256::one());
        let max = config.max_difficulty.max(min);
        Self {
            interval: config.share_interval,
            min,
            max,
            difficulty: config.start_difficulty.clamp(min, max),
            started: now,
            shares: 0,
            work: 0.0,
        }
    }

    /// The share difficulty. A job that asks for less is the limit of its own shares.
    pub fn difficulty(&self) -> U256 {
        self.difficulty
    }

    /// A share of this difficulty was accepted.
    pub fn share(&mut self, difficulty: U256, now: Instant) {
        self.shares = self.shares.saturating_add(1);
        self.work += to_f64(difficulty);
        self.judge(now);
    }

    /// Time passes. To be called a few times each interval.
    pub fn tick(&mut self, now: Instant) {
        self.judge(now);
    }

    /// Forgets the time since the last step, in which there was nothing to do for the miner.
    pub fn rest(&mut self, now: Instant) {
        self.started = now;
        self.shares = 0;
        self.work = 0.0;
    }

    /// What is measured is work, not shares: so shares at a former difficulty count for what they are.
    fn judge(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.started);
        if self.shares < ENOUGH && elapsed < self.interval.saturating_mul(PATIENCE) {
            return;
        }
        let here = to_f64(self.difficulty);
        let seconds = elapsed.as_secs_f64().max(0.001);
        // No share at all says no more than that the difficulty is too high.
        let ideal = self.work / seconds * self.interval.as_secs_f64();
        let factor = (ideal / here).clamp(1.0 / STEP, STEP);
        if !(1.0 / BAND..=BAND).contains(&factor) {
            self.difficulty = from_f64(here * factor).clamp(self.min, self.max);
        }
        self.rest(now);
    }
}
