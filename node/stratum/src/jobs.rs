//! Jobs that miners may hand in shares for.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use crate::Job;

/// Headers whose shares are remembered after other jobs came.
const REMEMBERED: usize = 256;

/// Whether shares for a job are still wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// On the newest parent.
    Fresh,
    /// On a former parent, but within the grace.
    Late,
    /// On a parent that was left so long ago.
    Stale(Duration),
}

/// What a nonce meets that was handed in before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is the first.
    First,
    /// It was there already.
    Duplicate,
    /// The job remembers no more.
    Full,
}

/// A parent, and when it was left.
struct Parent {
    left: OnceLock<Instant>,
}

/// The shares for one header.
struct Nonces {
    header: [u8; 32],
    taken: Mutex<HashSet<u64>>,
}

/// A job that was shown, as all connections share it.
pub struct Live {
    /// The job.
    pub job: Job,
    /// The epoch of its height.
    pub epoch: u64,
    /// The seed hash of the epoch.
    pub seed: [u8; 32],
    parent: Arc<Parent>,
    nonces: Arc<Nonces>,
    limit: usize,
}

impl Live {
    /// Whether a share that arrives now is wanted.
    pub fn freshness(&self, now: Instant, grace: Duration) -> Freshness {
        match self.parent.left.get().map(|left| now.saturating_duration_since(*left)) {
            None => Freshness::Fresh,
            Some(age) if age <= grace => Freshness::Late,
            Some(age) => Freshness::Stale(age),
        }
    }

    /// Whether both are on one parent, without another in between.
    pub fn continues(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parent, &other.parent)
    }

    /// Takes a nonce, so that nobody hands it in twice.
    pub fn claim(&self, nonce: u64) -> Claim {
        let mut taken = self.nonces.taken.lock();
        if taken.contains(&nonce) {
            return Claim::Duplicate;
        }
        if taken.len() >= self.limit {
            return Claim::Full;
        }
        taken.insert(nonce);
        Claim::First
    }

    /// Forgets a nonce that turned out to be no share.
    pub fn release(&self, nonce: u64) {
        self.nonces.taken.lock().remove(&nonce);
    }
}

/// Turns the node's jobs into live ones.
pub struct Book {
    current: Option<Arc<Live>>,
    recent: VecDeque<Arc<Nonces>>,
    limit: usize,
    /// The newest epoch and its seed hash, which takes as many hashes as epochs went by.
    seed: Option<(u64, [u8; 32])>,
}

impl Book {
    /// An empty book; a job remembers this many shares.
    pub fn new(limit: usize) -> Self {
        Self { current: None, recent: VecDeque::new(), limit, seed: None }
    }

    /// The node shows a job, with its epoch, or that it cannot mine, which makes all jobs stale.
    pub fn show(&mut self, job: Option<(Job, u64)>, now: Instant) -> Option<Arc<Live>> {
        let Some((job, epoch)) = job else {
            self.leave(now);
            return None;
        };
        let parent = match &self.current {
            Some(live) if live.job == job => return Some(live.clone()),
            Some(live) if live.job.parent == job.parent => live.parent.clone(),
            _ => {
                self.leave(now);
                Arc::new(Parent { left: OnceLock::new() })
            }
        };
        let seed = match self.seed {
            Some((known, seed)) if known == epoch => seed,
            _ => sero_progpow::seed_hash(epoch),
        };
        self.seed = Some((epoch, seed));
        let live = Arc::new(Live { job, epoch, seed, parent, nonces: self.nonces(job.header), limit: self.limit });
        self.current = Some(live.clone());
        Some(live)
    }

    fn leave(&mut self, now: Instant) {
        if let Some(live) = self.current.take() {
            let _ = live.parent.left.set(now);
        }
    }

    /// A header that comes back after a fork still knows its shares.
    fn nonces(&mut self, header: [u8; 32]) -> Arc<Nonces> {
        if let Some(known) = self.recent.iter().find(|nonces| nonces.header == header) {
            return known.clone();
        }
        let nonces = Arc::new(Nonces { header, taken: Mutex::default() });
        self.recent.push_back(nonces.clone());
        while self.recent.len() > REMEMBERED {
            self.recent.pop_front();
        }
        nonces
    }
}
