//! Whole evaluations against public vectors, and against our own where there are none.

use std::collections::BTreeMap;

use sero_progpow::{light, Cache, Parameters, Program, Work};

/// An evaluation.
struct Vector {
    height: u64,
    header: [u8; 32],
    nonce: u64,
    work: Work,
}

fn bytes(text: &serde_json::Value) -> [u8; 32] {
    const_hex::decode_to_array(text.as_str().unwrap()).unwrap()
}

fn vectors(text: &str) -> Vec<Vector> {
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let vector = |vector: &serde_json::Value| Vector {
        height: vector["height"].as_u64().unwrap(),
        header: bytes(&vector["header"]),
        nonce: u64::from_str_radix(vector["nonce"].as_str().unwrap(), 16).unwrap(),
        work: Work { mix: bytes(&vector["mix"]), final_hash: bytes(&vector["final_hash"]) },
    };
    file["vectors"].as_array().unwrap().iter().map(vector).collect()
}

/// Checks vectors of presets whose data sets are the same, with one cache for each epoch.
fn check(presets: &[(&'static Parameters, &str)]) {
    let mut epochs: BTreeMap<u64, Vec<(&'static Parameters, Vector)>> = BTreeMap::new();
    for (parameters, text) in presets {
        for vector in vectors(text) {
            epochs.entry(parameters.epoch(vector.height)).or_default().push((*parameters, vector));
        }
    }
    for (epoch, vectors) in epochs {
        let cache = Cache::build(vectors[0].0, epoch).unwrap();
        for (parameters, Vector { height, header, nonce, work }) in vectors {
            assert_eq!(parameters.ethash, cache.parameters().ethash);
            let program = Program::compile(parameters, parameters.period_of(height));
            let found = light(&cache, &program, &header, nonce);
            assert_eq!(
                [found.mix, found.final_hash].map(const_hex::encode),
                [work.mix, work.final_hash].map(const_hex::encode),
                "{} at {height}",
                parameters.name
            );
            assert_eq!(parameters.final_hash(&header, nonce, &work.mix), work.final_hash);
        }
    }
}

#[test]
fn revisions_0_9_2_and_0_9_3_are_the_public_ones() {
    check(&[
        (&Parameters::V0_9_2, include_str!("vectors/0.9.2.json")),
        (&Parameters::GO_SERO, include_str!("vectors/0.9.2.json")),
        (&Parameters::V0_9_3, include_str!("vectors/0.9.3.json")),
        (&Parameters::WHITE_PAPER, include_str!("vectors/white-paper.json")),
    ]);
}

#[test]
fn revision_0_9_4_is_the_public_one() {
    check(&[(&Parameters::V0_9_4, include_str!("vectors/0.9.4.json"))]);
}

#[test]
fn the_development_preset_stays_what_it_is() {
    check(&[(&Parameters::DEVELOPMENT, include_str!("vectors/development.json"))]);
}

#[cfg(feature = "kawpow")]
#[test]
fn kawpow_is_ravencoins() {
    check(&[(&Parameters::KAWPOW, include_str!("vectors/kawpow.json"))]);
}
