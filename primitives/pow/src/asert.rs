//! The arithmetic of ASERT: absolutely scheduled, exponentially rising targets.
//!
//! The rule is aserti3-2d's (Bitcoin Cash, November 2020), written for the difficulty in place of the target. All numbers
//! are integers: every node computes the same bits. It lives below runtime and node, because both apply it: the one to
//! state, the other to headers.

use sp_core::{U256, U512};

#[cfg(test)]
mod tests;

/// Bits behind the binary point of the exponent.
const FRACTION_BITS: u32 = 16;
const ONE: u64 = 1 << FRACTION_BITS;

/// An exponent this large shifts every difficulty out of 256 bits; it bounds the shift below.
const LARGEST_SHIFT: i128 = 512;

/// `2^(fraction / 65536) * 65536` for a fraction below 65536, by a cubic that is off by less than 0.013 %.
///
/// The coefficients are aserti3-2d's. The largest sum is below 2^64, so nothing can overflow.
fn two_to_the(fraction: u16) -> u64 {
    let f = u128::from(fraction);
    let cubic = 195_766_423_245_049 * f + 971_821_376 * f * f + 5_127 * f * f * f;
    // Rounded to the nearest: below 2^64 >> 48, so the conversion cannot cut anything off.
    ONE + ((cubic + (1 << 47)) >> 48) as u64
}

/// `difficulty * 2^(ahead_ms / half_life_ms)`, rounded down, at most `U256::MAX`.
///
/// `ahead_ms` says how far the chain is ahead of its schedule: positive makes the work harder. A half-life of zero counts
/// as one millisecond.
///
/// # Consensus
/// The exponent is taken to 16 binary places, rounded down.
pub fn scaled(difficulty: U256, ahead_ms: i128, half_life_ms: u64) -> U256 {
    let half_life = i128::from(half_life_ms.max(1));
    // Both bounds lie far beyond where every difficulty is zero or the maximum. They keep the product in range.
    let ahead = ahead_ms.clamp(-half_life * LARGEST_SHIFT, half_life * LARGEST_SHIFT);
    let exponent = (ahead * i128::from(ONE)).div_euclid(half_life);
    let shift = exponent.div_euclid(i128::from(ONE));
    // The remainder of a division by 2^16 fits 16 bits.
    let fraction = exponent.rem_euclid(i128::from(ONE)) as u16;

    let factor = U512::from(two_to_the(fraction));
    let product = U512::from(difficulty) * factor;
    // The factor carries 16 binary places which leave here; `product` has at most 256 + 17 bits.
    let right = i128::from(FRACTION_BITS) - shift;
    let result = if right >= 0 { shifted_right(product, right) } else { shifted_left(product, -right) };
    U256::try_from(result).unwrap_or(U256::MAX)
}

fn shifted_right(value: U512, bits: i128) -> U512 {
    match usize::try_from(bits) {
        Ok(bits) if bits < 512 => value >> bits,
        _ => U512::zero(),
    }
}

/// Saturates: a bit that would be lost makes the result the maximum.
fn shifted_left(value: U512, bits: i128) -> U512 {
    let room = 512 - value.bits();
    match usize::try_from(bits) {
        Ok(bits) if bits <= room => value << bits,
        _ if value.is_zero() => value,
        _ => U512::MAX,
    }
}

/// Where the schedule begins: block `height` was made at `time_ms`, and the block behind it had to meet `difficulty`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo, codec::MaxEncodedLen,
)]
pub struct Anchor {
    /// Height of the anchor block.
    pub height: u32,
    /// Its timestamp in milliseconds.
    pub time_ms: u64,
    /// The difficulty of its child.
    pub difficulty: U256,
}

impl core::fmt::Display for Anchor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "an anchor at height {}, {} ms, difficulty {}", self.height, self.time_ms, self.difficulty)
    }
}

/// What one chain wants of its difficulty.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo, codec::MaxEncodedLen,
)]
pub struct Parameters {
    /// The block time aimed at, in milliseconds.
    pub target_ms: u64,
    /// Being ahead of the schedule by this much doubles the difficulty.
    pub half_life_ms: u64,
    /// The difficulty never falls below this.
    pub minimum: U256,
}

impl Parameters {
    /// The difficulty of the child of block (`height`, `time_ms`), whose own difficulty is `current`, and the anchor for
    /// the time to come.
    ///
    /// # Consensus
    /// The result follows the schedule from the anchor. It is at least half and at most twice `current` and never below
    /// the minimum. When one of these bounds decides, the block becomes the new anchor: the debt of a chain that stood
    /// still is forgotten and not worked off at a tempo of thousands of blocks.
    pub fn next(&self, anchor: Anchor, current: U256, height: u32, time_ms: u64) -> (U256, Anchor) {
        let blocks = i128::from(height) - i128::from(anchor.height);
        let elapsed = i128::from(time_ms) - i128::from(anchor.time_ms);
        // A product of 33 and 64 bits and a difference of 64 bits: far from 127 bits.
        let ahead = blocks * i128::from(self.target_ms) - elapsed;
        let scheduled = scaled(anchor.difficulty, ahead, self.half_life_ms);

        let minimum = self.minimum.max(U256::one());
        let lower = (current / 2).max(minimum);
        let upper = current.saturating_mul(U256::from(2)).max(minimum);
        let next = scheduled.clamp(lower, upper);
        if next == scheduled {
            (next, anchor)
        } else {
            (next, Anchor { height, time_ms, difficulty: next })
        }
    }
}
