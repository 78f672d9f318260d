//! The work function.

use sero_progpow::ProgPowError;
use sp_core::U256;

use crate::hash_meets;
pub use sero_progpow::Work;

/// A function that can only be inverted by trying nonces, in two steps: the mix is dear, and the final hash follows from
/// the mix at next to no cost. So whoever claims a mix has to find one that leads to a good final hash before anybody
/// computes whether it is the right one.
///
/// `height` is an argument because the data set changes with it.
pub trait WorkFunction: Clone + Send + Sync + 'static {
    /// What a header's hash, a nonce and a claimed mix lead to. Cheap.
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32];

    /// Evaluates one nonce on the hash of the header without seal. Dear, and dearer still at a height whose data are not at
    /// hand: only for heights that a known block vouches for.
    ///
    /// # Errors
    /// Where no data set is defined for the height.
    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError>;

    /// Whether evaluating at this height needs no preparation.
    fn is_ready(&self, _height: u32) -> bool {
        true
    }

    /// Prepares, without blocking, what verifying at this height and a little above it needs.
    fn prepare(&self, _height: u32) {}

    /// Prepares what searching at this height needs, on so many threads; blocks. Gives up when `go_on`, which is told
    /// how many per cent are done, says no.
    fn prepare_search(&self, _height: u32, _threads: usize, _go_on: &(dyn Fn(u32) -> bool + Sync)) {}

    /// Tries `count` nonces from `from` on, wrapping around.
    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)> {
        (0..count).map(|step| from.wrapping_add(step)).find_map(|nonce| {
            let work = self.evaluate(pre_hash, height, nonce).ok()?;
            hash_meets(&work.final_hash, difficulty).then_some((nonce, work))
        })
    }
}

#[cfg(feature = "std")]
impl WorkFunction for sero_progpow::Engine {
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        sero_progpow::Engine::final_hash(self, pre_hash, nonce, mix)
    }

    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError> {
        // The light way also where a data set is at hand: what a miner found is checked by other means than it was found.
        self.light(height.into(), pre_hash, nonce)
    }

    fn is_ready(&self, height: u32) -> bool {
        self.has_cache(height.into())
    }

    fn prepare(&self, height: u32) {
        sero_progpow::Engine::prepare(self, height.into());
    }

    fn prepare_search(&self, height: u32, threads: usize, go_on: &(dyn Fn(u32) -> bool + Sync)) {
        // The data set stays with the engine.
        let _ = self.dataset(height.into(), threads, go_on);
    }

    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)> {
        sero_progpow::Engine::search(self, height.into(), pre_hash, from, count, difficulty)
    }
}
