//! How many items the cache and the data set of an epoch have.

use super::Line;
use crate::Ethash;

/// Items of the cache.
///
/// # Consensus
/// The largest prime number of items that fit. Both sizes are prime so that no access pattern falls into a short cycle.
pub fn cache_items(ethash: &Ethash, epoch: u64) -> u32 {
    let bytes = ethash.cache_bytes_init.saturating_add(ethash.cache_bytes_growth.saturating_mul(epoch));
    largest_prime(bytes / Line::BYTES)
}

/// Items of the data set.
///
/// # Consensus
/// Twice the largest prime number of *pairs* of items that fit: Ethash reads 128 bytes at once.
pub fn dataset_items(ethash: &Ethash, epoch: u64) -> u32 {
    let bytes = ethash.dataset_bytes_init.saturating_add(ethash.dataset_bytes_growth.saturating_mul(epoch));
    largest_prime(bytes / (2 * Line::BYTES)).saturating_mul(2)
}

/// The largest prime up to a bound below 2^32, or 0 below 2.
pub fn largest_prime(bound: u64) -> u32 {
    let bound = u32::try_from(bound).unwrap_or(u32::MAX);
    (0..=bound).rev().find(|number| is_prime(*number)).unwrap_or_default()
}

fn is_prime(number: u32) -> bool {
    if number < 4 || number.is_multiple_of(2) {
        return matches!(number, 2 | 3);
    }
    (3..=number.isqrt()).step_by(2).all(|divisor| !number.is_multiple_of(divisor))
}
