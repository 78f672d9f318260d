//! Caches, programs and data sets, kept for those who need them again.

mod store;

use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    thread,
};

use primitive_types::U256;

use crate::{full, hash_meets, light, Cache, Dataset, Parameters, ProgPowError, Program, Work};
use store::Store;

/// Caches that are kept: of the epoch before, this one and the next, as forks cross the border.
const CACHES: usize = 3;
/// Programs that are kept.
const PROGRAMS: usize = 16;
/// Data sets that are kept: of this epoch and the next.
const DATASETS: usize = 2;
/// The part of an epoch in which the next one's cache is built ahead.
const AHEAD: u64 = 16;

/// Evaluates nonces at any height and keeps what that needs. Clones share it.
///
/// No lock is held while anything is computed. Who needs the cache of an epoch while another builds it waits for it and for
/// nothing else.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    parameters: &'static Parameters,
    caches: Store<Cache, ProgPowError>,
    programs: Store<Program, ProgPowError>,
    datasets: Store<Dataset, Stopped>,
    preparing: AtomicBool,
}

/// A data set was not built.
#[derive(Clone, Copy)]
struct Stopped;

impl Engine {
    /// An engine that keeps nothing yet.
    pub fn new(parameters: &'static Parameters) -> Self {
        Self(Arc::new(Inner {
            parameters,
            caches: Store::new(CACHES),
            programs: Store::new(PROGRAMS),
            datasets: Store::new(DATASETS),
            preparing: AtomicBool::new(false),
        }))
    }

    /// The parameters.
    pub fn parameters(&self) -> &'static Parameters {
        self.0.parameters
    }

    /// Where a header, a nonce and a claimed mix lead. Cheap: see [`Parameters::final_hash`].
    pub fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        self.0.parameters.final_hash(header, nonce, mix)
    }

    /// Evaluates a nonce with the cache of the height's epoch, built if it is missing.
    ///
    /// # Errors
    /// Those of [`Cache::build`].
    pub fn light(&self, height: u64, header: &[u8; 32], nonce: u64) -> Result<Work, ProgPowError> {
        Ok(light(&*self.cache(self.0.parameters.epoch(height))?, &*self.program(height)?, header, nonce))
    }

    /// Evaluates a nonce with the data set of the height's epoch if it is there, else like [`Self::light`].
    ///
    /// # Errors
    /// Those of [`Cache::build`].
    pub fn evaluate(&self, height: u64, header: &[u8; 32], nonce: u64) -> Result<Work, ProgPowError> {
        match self.0.datasets.ready(self.0.parameters.epoch(height)) {
            Some(dataset) => Ok(full(&dataset, &*self.program(height)?, header, nonce)),
            None => self.light(height, header, nonce),
        }
    }

    /// The first of `count` nonces from `from` on whose hash meets the difficulty. It uses the data set if it is there, else
    /// the cache, which is hundreds of times slower. Without either, as in epochs that have none, nothing is found.
    pub fn search(
        &self,
        height: u64,
        header: &[u8; 32],
        from: u64,
        count: u64,
        difficulty: U256,
    ) -> Option<(u64, Work)> {
        let epoch = self.0.parameters.epoch(height);
        let program = self.program(height).ok()?;
        let first = |evaluate: &dyn Fn(u64) -> Work| {
            (0..count).map(|step| from.wrapping_add(step)).find_map(|nonce| {
                let work = evaluate(nonce);
                hash_meets(&work.final_hash, difficulty).then_some((nonce, work))
            })
        };
        match self.0.datasets.ready(epoch) {
            Some(dataset) => first(&|nonce| full(&dataset, &program, header, nonce)),
            None => {
                let cache = self.cache(epoch).ok()?;
                first(&|nonce| light(&cache, &program, header, nonce))
            }
        }
    }

    /// Starts to build the cache of the height's epoch, and the next one's when the epoch nears its end, on a thread of their
    /// own. Returns at once; does nothing if they are there or being built.
    pub fn prepare(&self, height: u64) {
        let ahead = self.0.parameters.ethash.epoch_length / AHEAD;
        let epochs = [height, height.saturating_add(ahead)].map(|height| self.0.parameters.epoch(height));
        let missing = |epoch: &u64| self.0.parameters.check_epoch(*epoch).is_ok() && !self.0.caches.knows(*epoch);
        if !epochs.iter().any(missing) || self.0.preparing.swap(true, Ordering::AcqRel) {
            return;
        }
        let engine = self.clone();
        let started = thread::Builder::new().name("progpow-cache".into()).spawn(move || {
            let _done = Preparing(&engine.0.preparing);
            for epoch in epochs {
                // Who needs the cache meets the same error again.
                let _ = engine.cache(epoch);
            }
        });
        if started.is_err() {
            self.0.preparing.store(false, Ordering::Release);
        }
    }

    /// Whether the cache of the height's epoch is there.
    pub fn has_cache(&self, height: u64) -> bool {
        self.0.caches.ready(self.0.parameters.epoch(height)).is_some()
    }

    /// The data set of the height's epoch, built with so many threads if it is missing; see [`Dataset::build`]. Who asks while
    /// another builds it waits for that, and gets nothing if that was stopped.
    pub fn dataset(
        &self,
        height: u64,
        threads: usize,
        progress: &(dyn Fn(u32) -> bool + Sync),
    ) -> Option<Arc<Dataset>> {
        let epoch = self.0.parameters.epoch(height);
        let build = || {
            let cache = self.cache(epoch).map_err(|_| Stopped)?;
            Dataset::build(&cache, threads, progress).ok_or(Stopped)
        };
        self.0.datasets.get(epoch, build).ok()
    }

    fn cache(&self, epoch: u64) -> Result<Arc<Cache>, ProgPowError> {
        // Before the store: a senseless epoch must not push out a good one.
        self.0.parameters.check_epoch(epoch)?;
        self.0.caches.get(epoch, || Cache::build(self.0.parameters, epoch))
    }

    fn program(&self, height: u64) -> Result<Arc<Program>, ProgPowError> {
        let period = self.0.parameters.period_of(height);
        self.0.programs.get(period, || {
            self.0.parameters.check()?;
            Ok(Program::compile(self.0.parameters, period))
        })
    }
}

/// Ends the preparation, however its thread ends.
struct Preparing<'a>(&'a AtomicBool);

impl Drop for Preparing<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
