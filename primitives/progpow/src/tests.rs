//! The parts against public vectors.

use alloc::{string::String, vec, vec::Vec};

use primitive_types::U256;
use serde_json::Value;

use crate::{
    ethash::{seed_hash, sizes, Cache, LightCache, Line, Modulus},
    fnv, hash_meets,
    kiss99::Kiss99,
    mix, Ethash, Parameters, ProgPowError, MAX_EPOCH,
};

/// The vectors of Ethash.
pub fn ethash() -> Value {
    serde_json::from_str(include_str!("../tests/vectors/ethash.json")).unwrap()
}

/// The vectors of ProgPoW's parts.
pub fn primitives() -> Value {
    serde_json::from_str(include_str!("../tests/vectors/primitives.json")).unwrap()
}

/// Words in hexadecimal.
pub fn words(text: &Value) -> Vec<u32> {
    text.as_str().unwrap().split(' ').map(|word| u32::from_str_radix(word, 16).unwrap()).collect()
}

/// A row of words in hexadecimal.
pub fn row<const N: usize>(row: &Value) -> [u32; N] {
    row.as_array().unwrap().iter().flat_map(words).collect::<Vec<_>>().try_into().unwrap()
}

fn rows(table: &Value) -> impl Iterator<Item = &Vec<Value>> {
    table.as_array().unwrap().iter().map(|row| row.as_array().unwrap())
}

fn pairs(table: &Value) -> impl Iterator<Item = (u64, u64)> + '_ {
    rows(table).map(|row| (row[0].as_u64().unwrap(), row[1].as_u64().unwrap()))
}

fn hex(line: &Line) -> String {
    const_hex::encode(line.0.map(u32::to_le_bytes).as_flattened())
}

#[test]
fn fnv_and_kiss99_are_the_public_ones() {
    let vectors = primitives();
    for vector in vectors["fnv1a"].as_array().unwrap() {
        let [hash, data, result] = row(vector);
        assert_eq!(fnv::fnv1a(hash, data), result);
    }
    let [z, w, jsr, jcong] = core::array::from_fn(|at| vectors["kiss99"]["state"][at].as_u64().unwrap() as u32);
    let mut kiss = Kiss99 { z, w, jsr, jcong };
    let draws: Vec<u32> = (0..100_000).map(|_| kiss.draw()).collect();
    for (draw, result) in pairs(&vectors["kiss99"]["draws"]) {
        assert_eq!(u64::from(draws[draw as usize - 1]), result);
    }
}

#[test]
fn registers_are_filled_as_published() {
    let vectors = &primitives()["fill_mix"];
    let parameters = Parameters::V0_9_2;
    let mut filled = vec![0; 16 * 32];
    mix::fill(&parameters, row(&vectors["seed"]), &mut filled);
    for lane in rows(&vectors["lanes"]) {
        let at = lane[0].as_u64().unwrap() as usize;
        let registers: Vec<u32> = filled.chunks(16).map(|register| register[at]).collect();
        assert_eq!(registers, words(&lane[1]));
    }
}

#[test]
fn caches_and_data_sets_have_ethereums_sizes() {
    let vectors = ethash();
    for (epoch, bytes) in pairs(&vectors["cache_bytes"]) {
        assert_eq!(u64::from(sizes::cache_items(&Ethash::MAIN, epoch)) * 64, bytes, "{epoch}");
    }
    for (epoch, bytes) in pairs(&vectors["dataset_bytes"]) {
        assert_eq!(u64::from(sizes::dataset_items(&Ethash::MAIN, epoch)) * 64, bytes, "{epoch}");
    }
    for (bound, prime) in pairs(&vectors["largest_primes"]) {
        assert_eq!(u64::from(sizes::largest_prime(bound)), prime);
    }
    for prime in vectors["primes"].as_array().unwrap() {
        assert_eq!(u64::from(sizes::largest_prime(prime.as_u64().unwrap())), prime.as_u64().unwrap());
    }
    for composite in vectors["composites"].as_array().unwrap() {
        assert_ne!(u64::from(sizes::largest_prime(composite.as_u64().unwrap())), composite.as_u64().unwrap().max(1));
    }
}

#[test]
fn seeds_are_ethereums() {
    for seed in rows(&ethash()["seeds"]) {
        assert_eq!(const_hex::encode(seed_hash(seed[0].as_u64().unwrap())), seed[1].as_str().unwrap());
    }
    assert_eq!(seed_hash(u64::MAX), seed_hash(MAX_EPOCH + 1));
}

#[test]
fn caches_are_ethereums() {
    let vectors = ethash();
    let mut built: Option<Cache> = None;
    for item in rows(&vectors["cache_items"]) {
        let (epoch, at) = (item[0].as_u64().unwrap(), item[1].as_u64().unwrap());
        let cache = match built.take() {
            Some(cache) if cache.epoch() == epoch => cache,
            _ => Cache::build(&Parameters::V0_9_2, epoch).unwrap(),
        };
        assert_eq!(hex(&cache.light().lines()[at as usize]), item[2].as_str().unwrap(), "{epoch} {at}");
        assert_eq!(cache.seed_hash(), seed_hash(epoch));
        built = Some(cache);
    }
}

#[test]
fn items_are_ethereums_alone_and_side_by_side() {
    // Whatever number of items the cache has, they are equal.
    let cache = LightCache::new(vec![Line([0x5555_5555; 16]); 7], 256);
    for item in rows(&ethash()["items_over_a_cache_of_0x55"]) {
        let index = item[0].as_u64().unwrap() as u32;
        for (before, count) in [(0, 1), (0, 3), (2, 4), (6, 11)] {
            let mut items = vec![Line::default(); count];
            cache.items(index.wrapping_sub(before), &mut items);
            assert_eq!(hex(&items[before as usize]), item[1].as_str().unwrap(), "{index}");
        }
    }
}

#[test]
fn remainders_are_exact() {
    for divisor in [1, 2, 3, 17, 509, 262_139, 4_454_399, u32::MAX / 2, u32::MAX - 4, u32::MAX] {
        let modulus = Modulus::new(divisor);
        for near in [0, divisor, divisor.wrapping_mul(2), u32::MAX - u32::MAX % divisor, 1 << 31, u32::MAX] {
            for number in (0..5).map(|step| near.wrapping_sub(2).wrapping_add(step)) {
                assert_eq!(modulus.of(number), number % divisor, "{number} % {divisor}");
            }
        }
    }
}

#[test]
fn presets_fit_together_and_have_their_names() {
    for parameters in Parameters::all() {
        assert_eq!(parameters.check(), Ok(()));
        assert_eq!(Parameters::named(parameters.name), Some(*parameters));
    }
    assert_eq!(Parameters::named("0.9.5"), None);
    assert_eq!(Parameters::WHITE_PAPER.access_words() * 4, 256);
    assert_eq!(Parameters { name: "0.9.2", ..Parameters::GO_SERO }, Parameters::V0_9_2);
}

#[test]
fn parameters_that_do_not_fit_together_are_refused() {
    let good = Parameters::DEVELOPMENT;
    for (bad, reason) in [
        (Parameters { period: 0, ..good }, "period"),
        (Parameters { lanes: 12, ..good }, "lanes"),
        (Parameters { regs: 1, ..good }, "registers"),
        (Parameters { dag_loads: 3, ..good }, "loads"),
        (Parameters { lanes: 2, ..good }, "whole items"),
        (Parameters { cache_bytes: 100, ..good }, "cache"),
        (Parameters { ethash: Ethash { dataset_bytes_init: 1000, ..good.ethash }, ..good }, "data set"),
        (Parameters { ethash: Ethash { dataset_bytes_growth: u64::MAX, ..good.ethash }, ..good }, "32 bits"),
    ] {
        let Err(ProgPowError::Parameters { reason: found, .. }) = bad.check() else {
            panic!("accepted: {bad:?}");
        };
        assert!(found.contains(reason), "{found:?} for {reason:?}");
    }
}

#[test]
fn epochs_and_periods_begin_where_they_should() {
    let parameters = Parameters::V0_9_4;
    assert_eq!([0, 29_999, 30_000, 59_999, 60_000].map(|height| parameters.epoch(height)), [0, 0, 1, 1, 2]);
    assert_eq!([0, 9, 10, 29_999, 30_000].map(|height| parameters.period_of(height)), [0, 0, 1, 2_999, 3_000]);
    assert_eq!([49, 50, 99].map(|height| Parameters::GO_SERO.period_of(height)), [0, 1, 1]);
    for epoch in [MAX_EPOCH + 1, u64::MAX] {
        let refused = Cache::build(&Parameters::V0_9_4, epoch).err();
        assert_eq!(refused, Some(ProgPowError::EpochTooLarge { epoch }));
    }
}

#[test]
fn one_in_difficulty_hashes_meets_it() {
    let hash = |value: U256| value.to_big_endian();
    assert!(!hash_meets(&[0; 32], U256::zero()));
    assert!(hash_meets(&[0xff; 32], U256::one()));
    assert!(hash_meets(&[0; 32], U256::MAX));
    for difficulty in [2u64, 3, 1000, 1 << 40, u64::MAX].map(U256::from) {
        // The largest product below 2^256.
        let last = U256::MAX / difficulty;
        assert!(hash_meets(&hash(last), difficulty));
        assert!(!hash_meets(&hash(last + 1), difficulty));
    }
}
