//! The coefficients of a batch, from a hash of everything in it.
//!
//! # Security
//!
//! A batch is sound when nobody who makes its proofs can foresee its coefficients. All keys, inputs and proofs go into the
//! seed, so a change of any byte changes every coefficient, and a false batch passes with a chance of 2^-128 a try.

use super::batch::Item;
use alloc::vec::Vec;
use ark_ff::{BigInteger, PrimeField};
use blake2b_simd::Params;

const SEED: &[u8; 16] = b"sero.batch.seed\0";
const COEFFICIENT: &[u8; 16] = b"sero.batch.coef\0";

/// A coefficient of 128 bits: `low + high · lambda`, where lambda is the cube root of one that acts on G1 cheaply.
///
/// Different pairs give different coefficients: a vector (low, high) that the sum sends to 0 modulo r is longer than 2^126.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coefficient {
    pub low: u64,
    pub high: u64,
}

/// One coefficient for each item.
pub(super) fn coefficients(items: &[Item<'_>]) -> Vec<Coefficient> {
    let mut state = Params::new().hash_length(64).personal(SEED).to_state();
    state.update(&(items.len() as u64).to_le_bytes());
    for item in items {
        state.update(item.key.digest());
        state.update(&(item.inputs.len() as u64).to_le_bytes());
        for input in item.inputs {
            state.update(&input.into_bigint().to_bytes_le());
        }
        state.update(&item.proof.0);
    }
    let seed = state.finalize();
    (0..items.len() as u64)
        .map(|place| {
            let digest = Params::new()
                .hash_length(16)
                .personal(COEFFICIENT)
                .to_state()
                .update(seed.as_bytes())
                .update(&place.to_le_bytes())
                .finalize();
            let word = |at: usize| {
                digest.as_bytes().iter().skip(at).take(8).rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte))
            };
            Coefficient { low: word(0), high: word(8) }
        })
        .collect()
}
