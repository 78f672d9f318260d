//! What mining needs of an epoch.

use std::sync::{
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    Arc,
};

use rayon::{iter::IndexedParallelIterator, iter::ParallelIterator, slice::ParallelSliceMut, ThreadPoolBuilder};

use super::{Cache, Line};
use crate::Parameters;

/// Items that a thread computes before it looks whether to go on: some milliseconds of work.
const CHUNK: usize = 1024;

/// All items of an epoch.
pub struct Dataset {
    parameters: &'static Parameters,
    epoch: u64,
    lines: Vec<Line>,
    head: Arc<[u32]>,
}

impl Dataset {
    /// Builds the data set with so many threads, which takes all of them minutes. They call `progress` with the percentage
    /// done every few milliseconds, and stop when it answers `false`.
    ///
    /// Nothing comes out when it was stopped, or when the system has no memory or no threads.
    pub fn build(cache: &Cache, threads: usize, progress: &(dyn Fn(u32) -> bool + Sync)) -> Option<Self> {
        let count = cache.dataset_items() as usize;
        let mut lines = Vec::new();
        lines.try_reserve_exact(count).ok()?;
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .thread_name(|index| format!("progpow-dataset-{index}"))
            .build()
            .ok()?;
        let (go_on, done) = (AtomicBool::new(true), AtomicU64::new(0));
        pool.install(|| {
            lines.resize(count, Line::default());
            lines.par_chunks_mut(CHUNK).enumerate().for_each(|(place, chunk)| {
                if !go_on.load(Relaxed) {
                    return;
                }
                cache.light().items((place * CHUNK) as u32, chunk);
                let done = done.fetch_add(chunk.len() as u64, Relaxed) + chunk.len() as u64;
                if !progress((done * 100 / count.max(1) as u64) as u32) {
                    go_on.store(false, Relaxed);
                }
            });
        });
        if !go_on.into_inner() {
            return None;
        }
        Some(Self { parameters: cache.parameters(), epoch: cache.epoch(), lines, head: cache.head().clone() })
    }

    /// The parameters it was built with.
    pub fn parameters(&self) -> &'static Parameters {
        self.parameters
    }

    /// Its epoch.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// How many items of 64 bytes it has.
    pub fn items(&self) -> usize {
        self.lines.len()
    }

    /// All items.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The beginning of the data set as words.
    pub(crate) fn head(&self) -> &Arc<[u32]> {
        &self.head
    }
}
