//! The work function.

use blake2b_simd::Params;

/// Result of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Goes into the seal.
    pub mix: [u8; 32],
    /// Is compared with the difficulty.
    pub final_hash: [u8; 32],
}

/// A function that can only be inverted by trying nonces.
///
/// `height` is an argument because memory-hard functions change their data set with it.
pub trait WorkFunction {
    /// Evaluates one nonce on the hash of the header without seal.
    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Work;
}

/// BLAKE2b with a personalisation of its own for each of the two values. It needs no memory and no set-up.
///
/// # Consensus
/// `mix = BLAKE2b-256("SERO_pow_mix", pre_hash, height, nonce)` and
/// `final = BLAKE2b-256("SERO_pow_final", pre_hash, height, nonce, mix)`, numbers little-endian.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlainHash;

impl WorkFunction for PlainHash {
    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Work {
        let height = height.to_le_bytes();
        let nonce = nonce.to_le_bytes();
        let mix = hash(b"SERO_pow_mix", &[pre_hash, &height, &nonce]);
        let final_hash = hash(b"SERO_pow_final", &[pre_hash, &height, &nonce, &mix]);
        Work { mix, final_hash }
    }
}

fn hash(personalisation: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut state = Params::new().hash_length(32).personal(personalisation).to_state();
    for part in parts {
        state.update(part);
    }
    let mut digest = [0; 32];
    // The hash length above is 32, which is also the length of the array.
    digest.copy_from_slice(state.finalize().as_bytes());
    digest
}
