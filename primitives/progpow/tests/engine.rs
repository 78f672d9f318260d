//! What the engine keeps, and what it answers.

use std::{
    sync::{
        atomic::{AtomicU32, Ordering::SeqCst},
        Arc, Barrier,
    },
    thread,
    time::{Duration, Instant},
};

use sero_progpow::{hash_meets, light, Cache, Engine, Parameters, ProgPowError, Program, U256};

const HEADER: [u8; 32] = [9; 32];

fn engine() -> Engine {
    Engine::new(&Parameters::DEVELOPMENT)
}

fn eventually(condition: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < end, "it never happens");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn evaluates_heights_of_any_epoch_from_many_threads() {
    let (engine, parameters) = (engine(), &Parameters::DEVELOPMENT);
    let heights = [0, 9, 10, 29_999, 30_000, 60_000, 95_000, 120_001];
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (engine, start) = (engine.clone(), &start);
            scope.spawn(move || {
                start.wait();
                for height in heights.into_iter().cycle().skip(thread).take(8) {
                    let cache = Cache::build(parameters, parameters.epoch(height)).unwrap();
                    let program = Program::compile(parameters, parameters.period_of(height));
                    let expected = light(&cache, &program, &HEADER, height);
                    assert_eq!(engine.light(height, &HEADER, height), Ok(expected));
                    assert_eq!(engine.final_hash(&HEADER, height, &expected.mix), expected.final_hash);
                }
            });
        }
    });
}

#[test]
fn keeps_three_caches() {
    let engine = engine();
    for epoch in 0..4 {
        engine.light(epoch * 30_000, &HEADER, 0).unwrap();
    }
    assert_eq!([0, 1, 2, 3].map(|epoch| engine.has_cache(epoch * 30_000)), [false, true, true, true]);
}

#[test]
fn refuses_senseless_heights_and_forgets_nothing_for_them() {
    let engine = engine();
    engine.light(5, &HEADER, 0).unwrap();
    for height in [2_048 * 30_000, u64::from(u32::MAX), u64::MAX] {
        let epoch = height / 30_000;
        assert_eq!(engine.light(height, &HEADER, 0), Err(ProgPowError::EpochTooLarge { epoch }));
        assert_eq!(engine.evaluate(height, &HEADER, 0), Err(ProgPowError::EpochTooLarge { epoch }));
        assert_eq!(engine.search(height, &HEADER, 0, 1, U256::one()), None);
        assert!(engine.dataset(height, 1, &|_| true).is_none());
        engine.prepare(height);
        assert!(!engine.has_cache(height));
    }
    assert!(engine.has_cache(5));
}

#[test]
fn prepares_this_epoch_and_near_its_end_the_next() {
    let engine = engine();
    engine.prepare(30_000);
    eventually(|| engine.has_cache(30_000));
    // The first block of the last sixteenth is 30,000 - 1,875.
    engine.prepare(30_000 + 28_124);
    thread::sleep(Duration::from_millis(100));
    assert!(!engine.has_cache(60_000));
    eventually(|| {
        // The thread that prepared the epoch before may not have ended yet.
        engine.prepare(30_000 + 28_125);
        engine.has_cache(60_000)
    });
    assert!(!engine.has_cache(0));
}

#[test]
fn mines_with_the_data_set_what_it_mines_without() {
    let engine = engine();
    let difficulty = U256::from(40);
    let (nonce, work) = engine.search(12, &HEADER, u64::MAX - 3, 2_000, difficulty).unwrap();
    assert!(hash_meets(&work.final_hash, difficulty));
    assert_eq!(engine.evaluate(12, &HEADER, nonce), Ok(work));
    engine.dataset(12, 2, &|_| true).unwrap();
    assert_eq!(engine.search(12, &HEADER, u64::MAX - 3, 2_000, difficulty), Some((nonce, work)));
    assert_eq!(engine.evaluate(12, &HEADER, nonce), Ok(work));
    // The count ends the search.
    let tried = nonce.wrapping_sub(u64::MAX - 3);
    assert_eq!(engine.search(12, &HEADER, u64::MAX - 3, tried, difficulty), None);
    assert_eq!(engine.search(12, &HEADER, 0, 10, U256::zero()), None);
}

#[test]
fn stops_building_a_data_set_when_told_and_can_build_it_later() {
    let engine = engine();
    let calls = AtomicU32::new(0);
    let stopped = engine.dataset(0, 1, &|percent| {
        assert!(percent <= 100);
        calls.fetch_add(1, SeqCst) < 3
    });
    assert!(stopped.is_none());
    assert_eq!(calls.into_inner(), 4);
    let last = AtomicU32::new(0);
    let built = engine.dataset(0, 2, &|percent| {
        last.fetch_max(percent, SeqCst);
        true
    });
    assert_eq!(built.map(|dataset| dataset.epoch()), Some(0));
    assert_eq!(last.into_inner(), 100);
}

#[test]
fn builds_a_data_set_once_for_all_who_ask() {
    let engine = engine();
    let built: Vec<_> = thread::scope(|scope| {
        let threads = [(); 4].map(|()| scope.spawn(|| engine.dataset(0, 1, &|_| true).unwrap()));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(built.iter().all(|dataset| Arc::ptr_eq(dataset, &built[0])));
}
