//! The response to time, in the arithmetic.

use proptest::prelude::*;
use sp_core::U256;

use super::{scaled, Anchor, Parameters};

const HALF_LIFE: u64 = 3_600_000;

fn u(n: u128) -> U256 {
    U256::from(n)
}

fn parameters() -> Parameters {
    Parameters { target_ms: 13_000, half_life_ms: HALF_LIFE, minimum: u(1_000) }
}

#[test]
fn on_schedule_nothing_moves() {
    assert_eq!(scaled(u(123_456), 0, HALF_LIFE), u(123_456));
}

#[test]
fn each_half_life_doubles_or_halves_exactly() {
    for n in 0..40u32 {
        let by = i128::from(n) * i128::from(HALF_LIFE);
        assert_eq!(scaled(u(1 << 60), by, HALF_LIFE), u(1 << 60) << n);
        assert_eq!(scaled(u(1 << 60), -by, HALF_LIFE), u(1 << 60) >> n);
    }
}

#[test]
fn half_a_half_life_is_the_root_of_two() {
    // 2^0.5 = 1.41421356
    let difficulty = scaled(u(100_000_000), i128::from(HALF_LIFE) / 2, HALF_LIFE);
    assert!(difficulty.abs_diff(u(141_421_356)) < u(20_000), "{difficulty}");
}

#[test]
fn extremes_saturate() {
    for half_life in [0, 1, HALF_LIFE, u64::MAX] {
        assert_eq!(scaled(U256::MAX, i128::MAX, half_life), U256::MAX);
        assert_eq!(scaled(U256::MAX, i128::MIN, half_life), U256::zero());
        assert_eq!(scaled(U256::one(), i128::MAX, half_life), U256::MAX);
        assert_eq!(scaled(U256::zero(), i128::MAX, half_life), U256::zero());
    }
    let wild = Anchor { height: u32::MAX, time_ms: 0, difficulty: U256::MAX };
    let far = Anchor { height: 0, time_ms: u64::MAX, difficulty: U256::MAX };
    let p = Parameters { target_ms: u64::MAX, half_life_ms: 1, minimum: U256::zero() };
    for current in [U256::zero(), U256::one(), U256::MAX] {
        let (next, _) = p.next(wild, current, 0, u64::MAX);
        assert!(next >= U256::one());
        let (next, _) = p.next(far, current, u32::MAX, 0);
        assert!(next >= current);
    }
}

#[test]
fn a_pause_halves_once_and_is_forgotten() {
    let p = parameters();
    let anchor = Anchor { height: 1, time_ms: 0, difficulty: u(1 << 40) };
    // Block 2 comes a week late.
    let week = 7 * 24 * 3_600_000;
    let (next, anchor) = p.next(anchor, u(1 << 40), 2, week);
    assert_eq!(next, u(1 << 39));
    assert_eq!(anchor, Anchor { height: 2, time_ms: week, difficulty: next });
    // The blocks behind it are on time, and nothing moves any more.
    let (after, _) = p.next(anchor, next, 3, week + 13_000);
    assert_eq!(after, next);
}

#[test]
fn a_lying_timestamp_is_undone_by_the_next_honest_one() {
    let p = parameters();
    let anchor = Anchor { height: 1, time_ms: 0, difficulty: u(1 << 40) };
    let (lied, kept) = p.next(anchor, u(1 << 40), 2, 13_000 + 30_000);
    assert!(lied < u(1 << 40));
    assert_eq!(kept, anchor);
    let (honest, _) = p.next(anchor, lied, 3, 26_000);
    assert_eq!(honest, u(1 << 40));
}

/// Deterministic simulation: each block takes `difficulty / rate` milliseconds.
fn settle(rate: u128, blocks: u32) -> U256 {
    let p = parameters();
    let mut current = u(1_000_000);
    let mut time = 0u64;
    let mut anchor = Anchor { height: 0, time_ms: 0, difficulty: current };
    for height in 1..=blocks {
        time += (current / u(rate)).low_u64();
        (current, anchor) = p.next(anchor, current, height, time);
    }
    current
}

#[test]
fn difficulty_settles_where_blocks_take_the_target_time() {
    for rate in [100u128, 10_000, 1_000_000] {
        let difficulty = settle(rate, 6_000);
        let block_time = (difficulty / u(rate)).low_u64();
        assert!((12_500..13_500).contains(&block_time), "rate {rate}: {block_time} ms");
    }
}

proptest! {
    #[test]
    fn being_ahead_never_makes_the_work_easier(
        difficulty in 1u128.., a in any::<i64>(), b in any::<i64>(), half_life in 1u64..,
    ) {
        let (slow, fast) = (a.min(b), a.max(b));
        let slow = scaled(u(difficulty), slow.into(), half_life);
        let fast = scaled(u(difficulty), fast.into(), half_life);
        prop_assert!(slow <= fast);
    }

    #[test]
    fn a_step_stays_within_half_and_double(
        difficulty in 2_000u128.., height in 2u32.., time in any::<u64>(), start in any::<u64>(),
    ) {
        let anchor = Anchor { height: 1, time_ms: start, difficulty: u(difficulty) };
        let (next, anchor) = parameters().next(anchor, u(difficulty), height, time);
        prop_assert!(next >= u(difficulty) / 2 && next <= u(difficulty) * 2);
        // What the schedule starts from is never below the minimum either.
        prop_assert!(anchor.difficulty >= u(1_000));
    }

    #[test]
    fn no_input_panics(
        d in any::<[u8; 32]>(), c in any::<[u8; 32]>(), h in any::<u32>(), ah in any::<u32>(),
        t in any::<u64>(), at in any::<u64>(), target in any::<u64>(), half_life in any::<u64>(),
    ) {
        let anchor = Anchor { height: ah, time_ms: at, difficulty: U256::from_big_endian(&d) };
        let p = Parameters { target_ms: target, half_life_ms: half_life, minimum: U256::zero() };
        let (next, _) = p.next(anchor, U256::from_big_endian(&c), h, t);
        prop_assert!(next >= U256::one());
    }
}
