//! When a hash is good enough.

use primitive_types::U256;

/// Whether a hash meets a difficulty: on average one in `difficulty` hashes does.
///
/// # Consensus
/// The hash, read big-endian, times the difficulty must stay below 2^256. A difficulty of zero is met by no hash: it asks
/// for no work and can only be a mistake.
pub fn hash_meets(final_hash: &[u8; 32], difficulty: U256) -> bool {
    if difficulty.is_zero() {
        return false;
    }
    // The product overflows exactly when it is 2^256 or more, so the overflow flag is the answer.
    let (_, too_large) = U256::from_big_endian(final_hash).overflowing_mul(difficulty);
    !too_large
}
