//! A work function of whichever kind, so that a node is compiled once for all of them.

use std::sync::Arc;

use sero_pow::{ProgPowError, Work, WorkFunction, U256};

/// Some work function.
#[derive(Clone)]
pub struct AnyWork(Arc<dyn Erased>);

impl AnyWork {
    /// Forgets which one it is.
    pub fn new(work: impl WorkFunction) -> Self {
        Self(Arc::new(work))
    }
}

/// [`WorkFunction`] without `Clone`, which a trait object cannot have.
trait Erased: Send + Sync {
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32];
    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError>;
    fn is_ready(&self, height: u32) -> bool;
    fn prepare(&self, height: u32);
    fn prepare_search(&self, height: u32, threads: usize, go_on: &(dyn Fn(u32) -> bool + Sync));
    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)>;
}

impl<W: WorkFunction> Erased for W {
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        WorkFunction::final_hash(self, pre_hash, nonce, mix)
    }

    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError> {
        WorkFunction::evaluate(self, pre_hash, height, nonce)
    }

    fn is_ready(&self, height: u32) -> bool {
        WorkFunction::is_ready(self, height)
    }

    fn prepare(&self, height: u32) {
        WorkFunction::prepare(self, height);
    }

    fn prepare_search(&self, height: u32, threads: usize, go_on: &(dyn Fn(u32) -> bool + Sync)) {
        WorkFunction::prepare_search(self, height, threads, go_on);
    }

    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)> {
        WorkFunction::search(self, pre_hash, height, from, count, difficulty)
    }
}

impl WorkFunction for AnyWork {
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        Erased::final_hash(&*self.0, pre_hash, nonce, mix)
    }

    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError> {
        Erased::evaluate(&*self.0, pre_hash, height, nonce)
    }

    fn is_ready(&self, height: u32) -> bool {
        Erased::is_ready(&*self.0, height)
    }

    fn prepare(&self, height: u32) {
        Erased::prepare(&*self.0, height);
    }

    fn prepare_search(&self, height: u32, threads: usize, go_on: &(dyn Fn(u32) -> bool + Sync)) {
        Erased::prepare_search(&*self.0, height, threads, go_on);
    }

    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)> {
        Erased::search(&*self.0, pre_hash, height, from, count, difficulty)
    }
}
