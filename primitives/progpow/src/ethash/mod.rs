//! The data set of Ethash: a cache that everybody can build, and items that are computed out of it.

mod cache;
#[cfg(feature = "std")]
mod dataset;
mod item;
pub mod sizes;

pub use cache::{seed_hash, Cache};
#[cfg(feature = "std")]
pub use dataset::Dataset;
pub use item::{LightCache, Modulus};

/// An item of the cache or of the data set: 64 bytes as little-endian words, in one line of a processor's cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Line(pub [u32; 16]);

impl Line {
    /// Bytes of an item.
    pub const BYTES: u64 = 64;
}
