//! What verifying needs of an epoch.

use alloc::{sync::Arc, vec::Vec};

use super::{sizes, LightCache, Line, Modulus};
use crate::{
    arch::prefetch,
    keccak::{keccak256, keccak512, keccak512_of_seed},
    Ethash, Parameters, ProgPowError, MAX_EPOCH,
};

/// How many items ahead a pass asks for what it will need. An item's own word says so before the pass reaches it.
const SOON: usize = 8;

/// The cache of an epoch, and the beginning of its data set, which ProgPoW reads at random.
pub struct Cache {
    parameters: &'static Parameters,
    epoch: u64,
    light: LightCache,
    head: Arc<[u32]>,
    dataset_items: u32,
}

impl Cache {
    /// Builds the cache of an epoch. It takes most of a second, and no second processor can help: every item depends on the
    /// one before.
    ///
    /// # Errors
    /// [`ProgPowError::EpochTooLarge`] beyond [`MAX_EPOCH`]; [`ProgPowError::Parameters`] for parameters that are no preset
    /// and do not fit together; [`ProgPowError::Memory`] where the system has none.
    pub fn build(parameters: &'static Parameters, epoch: u64) -> Result<Self, ProgPowError> {
        parameters.check()?;
        parameters.check_epoch(epoch)?;
        let light = LightCache::new(lines(&parameters.ethash, epoch)?, parameters.ethash.dataset_parents);
        let mut items = Vec::new();
        items.resize(parameters.cache_bytes as usize / Line::BYTES as usize, Line::default());
        light.items(0, &mut items);
        let head = items.iter().flat_map(|line| line.0).collect();
        Ok(Self { parameters, epoch, light, head, dataset_items: sizes::dataset_items(&parameters.ethash, epoch) })
    }

    /// The parameters it was built with.
    pub fn parameters(&self) -> &'static Parameters {
        self.parameters
    }

    /// Its epoch.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The seed it was built from.
    pub fn seed_hash(&self) -> [u8; 32] {
        seed_hash(self.epoch)
    }

    /// Items of the epoch's data set.
    pub(crate) fn dataset_items(&self) -> u32 {
        self.dataset_items
    }

    /// The beginning of the data set.
    pub(crate) fn head(&self) -> &Arc<[u32]> {
        &self.head
    }

    /// Computes items of the data set.
    pub(crate) fn light(&self) -> &LightCache {
        &self.light
    }
}

/// The seed of an epoch: zeros, hashed as many times as the epoch says. Epochs beyond [`MAX_EPOCH`] have no cache; they are
/// all answered with the seed of the first of them.
pub fn seed_hash(epoch: u64) -> [u8; 32] {
    (0..epoch.min(MAX_EPOCH + 1)).fold([0; 32], |seed, _| keccak256(&seed))
}

/// The items of a cache.
///
/// # Consensus
/// Item 0 is the hash of the seed, and every other the hash of the one before. Then, in each of several passes, every item
/// becomes the hash of the one before, cyclically, xor the one that its own first word picks.
fn lines(ethash: &Ethash, epoch: u64) -> Result<Vec<Line>, ProgPowError> {
    let count = sizes::cache_items(ethash, epoch);
    let mut lines = Vec::new();
    lines
        .try_reserve_exact(count as usize)
        .map_err(|_| ProgPowError::Memory { bytes: u64::from(count).saturating_mul(Line::BYTES) })?;
    let mut last = keccak512_of_seed(&seed_hash(epoch));
    for _ in 0..count {
        lines.push(last);
        last = keccak512(&last);
    }
    let modulus = Modulus::new(count);
    let mut last = lines.last().copied().unwrap_or_default();
    for _ in 0..ethash.cache_rounds {
        for at in 0..lines.len() {
            if let Some(soon) = lines.get(at + SOON) {
                prefetch(&lines[modulus.of(soon.0[0]) as usize]);
            }
            let picked = lines[modulus.of(lines[at].0[0]) as usize];
            last = keccak512(&Line(core::array::from_fn(|word| last.0[word] ^ picked.0[word])));
            lines[at] = last;
        }
    }
    Ok(lines)
}
