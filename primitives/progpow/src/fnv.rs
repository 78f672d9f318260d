//! The Fowler-Noll-Vo hash in its two orders, on words.

const PRIME: u32 = 0x0100_0193;

/// Where FNV-1a starts.
pub const OFFSET_BASIS: u32 = 0x811c_9dc5;

/// FNV-1, which Ethash uses.
#[inline(always)]
pub fn fnv1(hash: u32, data: u32) -> u32 {
    hash.wrapping_mul(PRIME) ^ data
}

/// FNV-1a, which ProgPoW uses.
#[inline(always)]
pub fn fnv1a(hash: u32, data: u32) -> u32 {
    (hash ^ data).wrapping_mul(PRIME)
}
