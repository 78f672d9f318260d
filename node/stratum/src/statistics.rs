//! Who works how much.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use primitive_types::U256;
use serde::Serialize;

use crate::{difficulty::to_f64, Refusal, WorkerName};

/// Part of the window over which speed is estimated.
const SLOT: Duration = Duration::from_secs(30);

/// Parts of the window.
const SLOTS: usize = 20;

/// A speed is estimated over no less, so that the first share does not look like a farm.
const LEAST: Duration = Duration::from_secs(60);

/// Counts what happens. Shared with whoever wants to read it.
pub struct Statistics {
    limit: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    connections: usize,
    totals: Counts,
    workers: HashMap<WorkerName, Worker>,
}

#[derive(Default, Clone)]
struct Counts {
    accepted: u64,
    stale: u64,
    blocks: u64,
    refused: BTreeMap<&'static str, u64>,
}

struct Worker {
    counts: Counts,
    connections: usize,
    seen: Instant,
    last_share: Option<Instant>,
    difficulty: U256,
    reported: Option<f64>,
    speed: Speed,
}

/// Everything, at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Connections that are open.
    pub connections: usize,
    /// Accepted shares, late ones too.
    pub accepted: u64,
    /// Those of them that came after the chain moved on, within the grace.
    pub stale: u64,
    /// Shares that became blocks.
    pub blocks: u64,
    /// Refused requests and shares by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// Sum of the workers' estimates, hashes in a second.
    pub hash_rate: f64,
    /// The workers that are remembered, by name.
    pub workers: Vec<WorkerSnapshot>,
}

/// One worker, at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerSnapshot {
    /// Who is paid.
    pub user: String,
    /// Which machine.
    pub worker: String,
    /// Connections on which it is authorised.
    pub connections: usize,
    /// Accepted shares, late ones too.
    pub accepted: u64,
    /// Late ones among them.
    pub stale: u64,
    /// Shares that became blocks.
    pub blocks: u64,
    /// Refused shares by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// Seconds since the last accepted share.
    pub last_share: Option<u64>,
    /// Difficulty of the last accepted share, in decimal digits.
    pub difficulty: String,
    /// Hashes in a second by the accepted shares of the last ten minutes.
    pub hash_rate: f64,
    /// Hashes in a second by the miner's own account.
    pub reported_hash_rate: Option<f64>,
}

impl Statistics {
    /// Remembers so many workers. When there are more, those that are away longest are forgotten.
    pub fn new(limit: usize) -> Self {
        Self { limit, inner: Mutex::default() }
    }

    /// Everything, now.
    pub fn snapshot(&self) -> Snapshot {
        let now = Instant::now();
        let inner = self.inner.lock();
        let mut workers: Vec<_> = inner.workers.iter().map(|(name, worker)| worker.snapshot(name, now)).collect();
        workers.sort_by(|a, b| (&a.user, &a.worker).cmp(&(&b.user, &b.worker)));
        Snapshot {
            connections: inner.connections,
            accepted: inner.totals.accepted,
            stale: inner.totals.stale,
            blocks: inner.totals.blocks,
            refused: inner.totals.refused.clone(),
            hash_rate: workers.iter().map(|worker| worker.hash_rate).sum(),
            workers,
        }
    }

    pub(crate) fn connections(&self, count: usize) {
        self.inner.lock().connections = count;
    }

    pub(crate) fn arrived(&self, name: &WorkerName, now: Instant) {
        let mut inner = self.inner.lock();
        if let Some(worker) = inner.workers.get_mut(name) {
            worker.seen = now;
            worker.connections = worker.connections.saturating_add(1);
            return;
        }
        if inner.workers.len() >= self.limit {
            inner.forget(self.limit);
        }
        let mut worker = Worker::new(now);
        worker.connections = 1;
        inner.workers.insert(name.clone(), worker);
    }

    pub(crate) fn left(&self, name: &WorkerName, now: Instant) {
        if let Some(worker) = self.inner.lock().workers.get_mut(name) {
            worker.connections = worker.connections.saturating_sub(1);
            worker.seen = now;
        }
    }

    pub(crate) fn accepted(&self, name: &WorkerName, difficulty: U256, late: bool, block: bool, now: Instant) {
        let mut inner = self.inner.lock();
        inner.totals.accept(late, block);
        if let Some(worker) = inner.workers.get_mut(name) {
            worker.counts.accept(late, block);
            worker.seen = now;
            worker.last_share = Some(now);
            worker.difficulty = difficulty;
            worker.speed.add(to_f64(difficulty), now);
        }
    }

    pub(crate) fn refused(&self, name: Option<&WorkerName>, refusal: &Refusal) {
        let mut inner = self.inner.lock();
        inner.totals.refuse(refusal);
        if let Some(worker) = name.and_then(|name| inner.workers.get_mut(name)) {
            worker.counts.refuse(refusal);
        }
    }

    pub(crate) fn reported(&self, name: &WorkerName, rate: f64) {
        if let Some(worker) = self.inner.lock().workers.get_mut(name) {
            worker.reported = Some(rate);
        }
    }
}

impl Inner {
    /// Makes room for a tenth of the limit at once, so that sorting is rare. Those that are here go last.
    fn forget(&mut self, limit: usize) {
        let mut names: Vec<_> =
            self.workers.iter().map(|(name, worker)| (worker.connections > 0, worker.seen, name.clone())).collect();
        names.sort();
        let kept = limit.saturating_sub(limit / 10).saturating_sub(1);
        let gone = names.len().saturating_sub(kept);
        for (_, _, name) in names.into_iter().take(gone) {
            self.workers.remove(&name);
        }
    }
}

impl Counts {
    fn accept(&mut self, late: bool, block: bool) {
        self.accepted = self.accepted.saturating_add(1);
        self.stale = self.stale.saturating_add(late.into());
        self.blocks = self.blocks.saturating_add(block.into());
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let count = self.refused.entry(refusal.name()).or_default();
        *count = count.saturating_add(1);
    }
}

impl Worker {
    fn new(now: Instant) -> Self {
        Self {
            counts: Counts::default(),
            connections: 0,
            seen: now,
            last_share: None,
            difficulty: U256::zero(),
            reported: None,
            speed: Speed::new(now),
        }
    }

    fn snapshot(&self, name: &WorkerName, now: Instant) -> WorkerSnapshot {
        WorkerSnapshot {
            user: name.user.clone(),
            worker: name.worker.clone(),
            connections: self.connections,
            accepted: self.counts.accepted,
            stale: self.counts.stale,
            blocks: self.counts.blocks,
            refused: self.counts.refused.clone(),
            last_share: self.last_share.map(|then| now.saturating_duration_since(then).as_secs()),
            difficulty: self.difficulty.to_string(),
            hash_rate: self.speed.estimate(now),
            reported_hash_rate: self.reported,
        }
    }
}

/// Work over the last ten minutes, in slots of half a minute.
pub(crate) struct Speed {
    started: Instant,
    slots: [(u64, f64); SLOTS],
}

impl Speed {
    pub(crate) fn new(now: Instant) -> Self {
        Self { started: now, slots: [(0, 0.0); SLOTS] }
    }

    pub(crate) fn add(&mut self, work: f64, now: Instant) {
        let number = self.number(now);
        let place = usize::try_from(number).unwrap_or(0) % SLOTS;
        if let Some(slot) = self.slots.get_mut(place) {
            if slot.0 != number {
                *slot = (number, 0.0);
            }
            slot.1 += work;
        }
    }

    pub(crate) fn estimate(&self, now: Instant) -> f64 {
        let number = self.number(now);
        let oldest = number.saturating_sub(SLOTS as u64 - 1);
        let work: f64 = self.slots.iter().filter(|slot| (oldest..=number).contains(&slot.0)).map(|slot| slot.1).sum();
        // From the beginning of the oldest slot that counts.
        let begun = SLOT.saturating_mul(u32::try_from(oldest).unwrap_or(u32::MAX));
        let window = now.saturating_duration_since(self.started).saturating_sub(begun).max(LEAST);
        work / window.as_secs_f64()
    }

    fn number(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.started).as_secs() / SLOT.as_secs()
    }
}
