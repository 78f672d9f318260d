//! Keccak as Ethash and ProgPoW use it: with the padding of 2011, not that of SHA-3, on inputs of one block.

use crate::ethash::Line;

/// The last bit of the padding, in the last word of a block.
const LAST: u64 = 1 << 63;

/// Keccak-256 of 32 bytes.
pub fn keccak256(data: &[u8; 32]) -> [u8; 32] {
    // A block has 17 words: 4 of data, the first bit of the padding, its last bit.
    let mut state = [0u64; 25];
    for (word, bytes) in state.iter_mut().zip(data.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    state[4] = 1;
    state[16] = LAST;
    keccak::f1600(&mut state);
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = word.to_le_bytes();
    }
    hash
}

/// Keccak-512 of 32 bytes.
pub fn keccak512_of_seed(data: &[u8; 32]) -> Line {
    // A block has 9 words.
    let mut state = [0u64; 25];
    for (word, bytes) in state.iter_mut().zip(data.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    state[4] = 1;
    state[8] = LAST;
    keccak::f1600(&mut state);
    line(&state)
}

/// Keccak-512 of 64 bytes.
#[inline(always)]
pub fn keccak512(data: &Line) -> Line {
    let mut state = [0u64; 25];
    for (word, [low, high]) in state.iter_mut().zip(data.0.as_chunks::<2>().0) {
        *word = u64::from(*low) | u64::from(*high) << 32;
    }
    state[8] = 1 | LAST;
    keccak::f1600(&mut state);
    line(&state)
}

/// The first 64 bytes of a state.
#[inline(always)]
fn line(state: &[u64; 25]) -> Line {
    let mut line = Line::default();
    for (words, word) in line.0.as_chunks_mut::<2>().0.iter_mut().zip(state) {
        *words = [*word as u32, (*word >> 32) as u32];
    }
    line
}

/// The first 256 bits after Keccak-f800. ProgPoW absorbs at most one block and pads it, if at all, itself.
pub fn keccak_f800(mut state: [u32; 25]) -> [u32; 8] {
    keccak::f800(&mut state);
    let [a, b, c, d, e, f, g, h, ..] = state;
    [a, b, c, d, e, f, g, h]
}
