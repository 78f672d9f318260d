//! How much a block issues.

use sero_pow::U256;

/// One SERO in its smallest unit.
pub const SERO: u128 = sero_shielded::asset::SERO;

/// The new coins of a block, without fees.
pub trait RewardSchedule {
    /// What the block at this height, which had to meet this difficulty, issues.
    fn reward(height: u32, difficulty: U256) -> u128;

    /// No block ever issues more.
    fn most() -> u128;
}

/// A line over the difficulty, cut at both ends and halved from time to time. Integers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RewardLine {
    /// Added for each full 10^9 of difficulty.
    pub slope: u128,
    /// The line's value at difficulty zero.
    pub base: u128,
    /// No reward before halving is less.
    pub floor: u128,
    /// No reward before halving is more.
    pub ceiling: u128,
    /// The first block of the second era.
    pub first_halving: u32,
    /// Blocks of each era behind the first.
    pub interval: u32,
    /// Halvings that count from the first block on.
    pub head_start: u32,
}

impl RewardLine {
    /// The proof-of-work reward of the last era before this chain: between 17.6 and 35.6 SERO, halved once from the
    /// start, and then at 3,057,600 and each 8,294,400 blocks (3.4 years) further.
    pub const LAST_ERA: Self = Self {
        slope: 985_347_985_347_985,
        base: 16_910_256_410_256_400_000,
        floor: 176 * SERO / 10,
        ceiling: 356 * SERO / 10,
        first_halving: 3_057_600,
        interval: 8_294_400,
        head_start: 1,
    };

    /// How often the reward of this height was halved.
    pub fn halvings(&self, height: u32) -> u32 {
        let eras = match height.checked_sub(self.first_halving) {
            None => 0,
            Some(beyond) => (beyond / self.interval.max(1)).saturating_add(1),
        };
        eras.saturating_add(self.head_start)
    }

    /// The reward.
    ///
    /// # Consensus
    /// `clamp(slope * floor(difficulty / 10^9) + base, floor, ceiling) / 2^halvings`, rounded down.
    pub fn reward(&self, height: u32, difficulty: U256) -> u128 {
        // A line too high for 128 bits is far above the ceiling: saturating changes nothing.
        let steps = u128::try_from(difficulty / U256::from(1_000_000_000u64)).unwrap_or(u128::MAX);
        let line = self.slope.saturating_mul(steps).saturating_add(self.base);
        let reward = line.min(self.ceiling).max(self.floor);
        reward.checked_shr(self.halvings(height)).unwrap_or(0)
    }

    /// No block ever issues more.
    pub fn most(&self) -> u128 {
        self.ceiling.max(self.floor).checked_shr(self.head_start).unwrap_or(0)
    }
}
