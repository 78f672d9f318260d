//! When a block may say that it was made.
//!
//! # Consensus
//! A block's time is strictly above its parent's. Execution holds blocks to that too: pallet-timestamp asserts its minimum
//! period of at least one millisecond. Times that rise strictly also lie above the median of the past eleven, which is the rule of
//! other chains: the parent's time is the largest of the eleven.
//!
//! The second rule is the node's alone, since it needs a clock: a block more than [`FUTURE_LIMIT_MS`] ahead is not imported
//! yet. It is not invalid, and later it passes. pallet-timestamp's check of inherents has a limit of its own, 30 seconds, against
//! the same clock; behind this one it never decides.

/// How far ahead of the node's clock a block may be, in milliseconds: the limit of the earlier implementation.
pub const FUTURE_LIMIT_MS: u64 = 15_000;

/// Why a block's time is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not later than the parent: invalid for ever.
    #[error("the block's time {block_ms} ms is not above its parent's {parent_ms} ms")]
    NotAfterParent {
        /// Time of the parent.
        parent_ms: u64,
        /// Time of the block.
        block_ms: u64,
    },
    /// Ahead of the clock: to be asked again later.
    #[error("the block's time {block_ms} ms is more than {FUTURE_LIMIT_MS} ms ahead of the clock's {now_ms} ms")]
    TooFarAhead {
        /// Time of the block.
        block_ms: u64,
        /// The node's clock.
        now_ms: u64,
    },
}

impl TimeError {
    /// Whether the same block passes once the clock has moved on. A peer that sends such a block has done nothing wrong.
    pub fn passes_later(&self) -> bool {
        matches!(self, Self::TooFarAhead { .. })
    }
}

/// Checks a block's time against its parent's.
///
/// # Consensus
/// Strictly above.
pub fn check_order(parent_ms: u64, block_ms: u64) -> Result<(), TimeError> {
    if block_ms > parent_ms {
        Ok(())
    } else {
        Err(TimeError::NotAfterParent { parent_ms, block_ms })
    }
}

/// Checks a block's time against its parent's and against the node's clock.
///
/// # Errors
/// See [`TimeError`]; the order is looked at first, so a block that is wrong for ever is never put off.
pub fn check_time(parent_ms: u64, block_ms: u64, now_ms: u64) -> Result<(), TimeError> {
    check_order(parent_ms, block_ms)?;
    if block_ms > now_ms.saturating_add(FUTURE_LIMIT_MS) {
        return Err(TimeError::TooFarAhead { block_ms, now_ms });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    #[test]
    fn a_block_is_later_than_its_parent() {
        assert_eq!(check_time(NOW, NOW + 1, NOW), Ok(()));
        for block_ms in [0, NOW - 1, NOW] {
            let refused = TimeError::NotAfterParent { parent_ms: NOW, block_ms };
            assert_eq!(check_time(NOW, block_ms, NOW), Err(refused));
            assert!(!refused.passes_later());
        }
    }

    #[test]
    fn a_block_is_at_most_fifteen_seconds_ahead_and_passes_later() {
        let limit = NOW + 15_000;
        assert_eq!(check_time(0, limit, NOW), Ok(()));
        let refused = TimeError::TooFarAhead { block_ms: limit + 1, now_ms: NOW };
        assert_eq!(check_time(0, limit + 1, NOW), Err(refused));
        assert!(refused.passes_later());
        assert_eq!(check_time(0, limit + 1, NOW + 1), Ok(()));
    }

    #[test]
    fn a_block_that_is_wrong_for_ever_is_not_put_off() {
        let (parent_ms, block_ms) = (NOW + 90_000, NOW + 80_000);
        assert_eq!(check_time(parent_ms, block_ms, NOW), Err(TimeError::NotAfterParent { parent_ms, block_ms }));
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        assert_eq!(check_time(0, u64::MAX, u64::MAX), Ok(()));
        assert_eq!(check_time(0, u64::MAX, u64::MAX - 15_000), Ok(()));
        assert!(check_time(0, u64::MAX, u64::MAX - 15_001).is_err());
        assert!(check_time(u64::MAX, u64::MAX, u64::MAX).is_err());
    }

    /// Median of the last eleven times, or of all when there are fewer.
    fn median_of_past_11(past: &[u64]) -> u64 {
        let mut last: Vec<u64> = past.iter().rev().take(11).copied().collect();
        last.sort_unstable();
        last[last.len() / 2]
    }

    fn passes_strict(times: &[u64]) -> bool {
        times.windows(2).all(|pair| check_order(pair[0], pair[1]).is_ok())
    }

    fn passes_median(times: &[u64]) -> bool {
        (1..times.len()).all(|n| times[n] > median_of_past_11(&times[..n]))
    }

    #[test]
    fn the_median_rule_alone_would_let_times_fall() {
        let times = [10, 20, 30, 25];
        assert!(passes_median(&times) && !passes_strict(&times));
    }

    proptest! {
        #[test]
        fn a_chain_of_rising_times_passes_the_median_of_eleven(
            start in 0u64..1 << 60, steps in proptest::collection::vec(1u64..1 << 40, 1..60),
        ) {
            let mut times = vec![start];
            for step in steps {
                times.push(times[times.len() - 1] + step);
            }
            prop_assert!(passes_strict(&times));
            prop_assert!(passes_median(&times));
        }

        /// Small numbers, so that ties and falls are frequent and short chains pass now and then.
        #[test]
        fn no_chain_passes_the_strict_rule_and_fails_the_median_rule(times in proptest::collection::vec(0u64..40, 1..14)) {
            prop_assert!(!passes_strict(&times) || passes_median(&times));
        }
    }
}
