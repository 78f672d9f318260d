//! Where the threads read what to work on.

use std::sync::{
    atomic::{AtomicBool, AtomicU64, Ordering},
    Arc, Condvar, Mutex, MutexGuard, PoisonError,
};

use sero_progpow::Engine;

use crate::client::Job;

/// A job, and the next nonce of its range that nobody tried.
pub struct Task {
    /// The job.
    pub job: Job,
    /// What evaluates it.
    pub engine: Engine,
    next: AtomicU64,
}

impl Task {
    /// Begins anywhere in the range: after a reconnect it may be one that was searched before.
    pub fn new(job: Job, engine: Engine) -> Self {
        Self { job, engine, next: AtomicU64::new(rand::random()) }
    }

    /// Takes so many nonces, or fewer where the range ends: the first and their number.
    pub fn take(&self, count: u64) -> (u64, u64) {
        let mask = self.job.range_mask();
        let offset = self.next.fetch_add(count, Ordering::Relaxed) & mask;
        let left = (mask - offset).saturating_add(1);
        (self.job.prefix | offset, count.min(left))
    }
}

/// The newest task.
#[derive(Default)]
pub struct Board {
    task: Mutex<Option<Arc<Task>>>,
    changed: Condvar,
    version: AtomicU64,
    stopped: AtomicBool,
    hashes: AtomicU64,
}

impl Board {
    /// Shows a task, or none: then the threads sleep.
    pub fn show(&self, task: Option<Arc<Task>>) {
        *self.lock() = task;
        self.version.fetch_add(1, Ordering::Release);
        self.changed.notify_all();
    }

    /// The threads end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.show(None);
    }

    /// Whether they shall end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Waits for a task. The number changes whenever the task does. None: the end.
    pub fn wait(&self) -> Option<(u64, Arc<Task>)> {
        let mut task = self.lock();
        loop {
            if self.is_stopped() {
                return None;
            }
            if let Some(task) = &*task {
                return Some((self.version(), task.clone()));
            }
            task = self.changed.wait(task).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The number of the newest task.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Counts hashes.
    pub fn count(&self, hashes: u64) {
        self.hashes.fetch_add(hashes, Ordering::Relaxed);
    }

    /// Hashes so far.
    pub fn hashes(&self) -> u64 {
        self.hashes.load(Ordering::Relaxed)
    }

    /// Nothing can be half done in there.
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Task>>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use primitive_types::U256;
    use sero_progpow::Parameters;

    use super::*;

    fn task(prefix: u64, bits: u32) -> Task {
        let job = Job {
            id: "1".into(),
            header: [0; 32],
            height: 0,
            difficulty: U256::one(),
            prefix,
            prefix_bits: bits,
            algorithm: None,
        };
        Task::new(job, Engine::new(&Parameters::DEVELOPMENT))
    }

    #[test]
    fn nonces_stay_behind_their_prefix_and_none_comes_twice() {
        let task = task(0xab << 56, 56);
        let _ =
            task.next.compare_exchange(task.next.load(Ordering::Relaxed), 250, Ordering::Relaxed, Ordering::Relaxed);
        // Only 8 bits are left: the range ends within the second batch.
        let narrow = Task { job: Job { prefix: 0xab << 8, prefix_bits: 56, ..task.job.clone() }, ..task };
        assert_eq!(narrow.take(4), ((0xab << 8) | 250, 4));
        assert_eq!(narrow.take(4), ((0xab << 8) | 254, 2));
        assert_eq!(narrow.take(4).0, (0xab << 8) | 2);
    }

    #[test]
    fn without_a_prefix_all_nonces_are_free() {
        let free = task(0, 0);
        free.next.store(u64::MAX - 1, Ordering::Relaxed);
        assert_eq!(free.take(5), (u64::MAX - 1, 2));
    }

    #[test]
    fn stopping_wakes_the_sleeping() {
        let board = Arc::new(Board::default());
        let waiting = std::thread::spawn({
            let board = board.clone();
            move || board.wait().is_none()
        });
        board.stop();
        assert!(waiting.join().expect("the thread ends"));
    }
}
