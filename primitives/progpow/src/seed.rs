//! The two Keccaks around the mix.

use crate::{keccak::keccak_f800, Carry, Parameters};

/// The first Keccak's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed([u32; 8]);

impl Seed {
    /// Of a header and a nonce.
    pub fn new(parameters: &Parameters, header: &[u8; 32], nonce: u64) -> Self {
        let mut state = [0; 25];
        state[..8].copy_from_slice(&words(header));
        state[8..10].copy_from_slice(&halves(nonce));
        if let Carry::Seed256 { first, .. } = &parameters.carry {
            state[10..].copy_from_slice(first);
        }
        Self(keccak_f800(state))
    }

    /// The 64 bits that fill the registers, low word first.
    ///
    /// # Consensus
    /// Up to 0.9.3 they are the first 64 bits of the result read as a big-endian number; from 0.9.4 its first two words.
    pub fn of_mix(&self, parameters: &Parameters) -> [u32; 2] {
        let [first, second, ..] = self.0;
        match parameters.carry {
            Carry::Seed64 => [second.swap_bytes(), first.swap_bytes()],
            Carry::Seed256 { .. } => [first, second],
        }
    }

    /// The last Keccak.
    pub fn final_hash(&self, parameters: &Parameters, header: &[u8; 32], mix: &[u8; 32]) -> [u8; 32] {
        let mut state = [0; 25];
        match &parameters.carry {
            Carry::Seed64 => {
                state[..8].copy_from_slice(&words(header));
                state[8..10].copy_from_slice(&self.of_mix(parameters));
                state[10..18].copy_from_slice(&words(mix));
            }
            Carry::Seed256 { last, .. } => {
                state[..8].copy_from_slice(&self.0);
                state[8..16].copy_from_slice(&words(mix));
                state[16..].copy_from_slice(last);
            }
        }
        bytes(&keccak_f800(state))
    }
}

impl Parameters {
    /// Where a header, a nonce and a *claimed* mix lead. It costs two Keccaks, so it goes before the proof that the mix is
    /// right, and shields from those who would make a node prove nonsense.
    ///
    /// # Security
    /// A hash that meets a difficulty says nothing before the mix is proven. Up to 0.9.3 it cannot even be expected to have
    /// cost the work of the difficulty ([`Carry::Seed64`]).
    pub fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        Seed::new(self, header, nonce).final_hash(self, header, mix)
    }
}

/// Low half first.
fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// Little-endian words.
fn words(bytes: &[u8; 32]) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

/// Their inverse.
pub fn bytes(words: &[u32; 8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    bytes
}
