//! Where the threads read what to work on.

use std::sync::{
    atomic::{AtomicU64, Ordering},
    Arc,
};

use parking_lot::{Condvar, Mutex};
use sero_pow::{Seal, U256};
use sero_runtime::Hash;
use tokio::sync::mpsc;

/// What to search a nonce for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Hash of the header without seal.
    pub pre_hash: Hash,
    /// Height of the block.
    pub height: u32,
    /// What the hash must meet.
    pub difficulty: U256,
}

/// A seal that meets its work's difficulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Solution {
    /// Which work it solves.
    pub pre_hash: Hash,
    /// The seal.
    pub seal: Seal,
}

/// The newest work, and the way for solutions.
pub struct Board {
    current: Mutex<Option<Work>>,
    changed: Condvar,
    version: AtomicU64,
    solutions: mpsc::UnboundedSender<Solution>,
}

impl Board {
    /// An empty board, and the end where solutions come out.
    pub fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Solution>) {
        let (solutions, found) = mpsc::unbounded_channel();
        let board = Self { current: Mutex::new(None), changed: Condvar::new(), version: AtomicU64::new(0), solutions };
        (Arc::new(board), found)
    }

    /// Shows other work, or none: then the threads sleep.
    pub fn show(&self, work: Option<Work>) {
        *self.current.lock() = work;
        self.version.fetch_add(1, Ordering::Release);
        self.changed.notify_all();
    }

    /// Waits until there is work. The number changes whenever the work does.
    pub fn wait(&self) -> (u64, Work) {
        let mut current = self.current.lock();
        loop {
            if let Some(work) = *current {
                return (self.version(), work);
            }
            self.changed.wait(&mut current);
        }
    }

    /// The number of the newest work.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Hands in a solution and takes its work down. Answers whether anybody still listens.
    pub fn solve(&self, solution: Solution) -> bool {
        {
            let mut current = self.current.lock();
            if current.is_some_and(|work| work.pre_hash == solution.pre_hash) {
                *current = None;
                self.version.fetch_add(1, Ordering::Release);
            }
        }
        self.solutions.send(solution).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(byte: u8) -> Work {
        Work { pre_hash: Hash::repeat_byte(byte), height: 1, difficulty: 1.into() }
    }

    #[test]
    fn a_solution_takes_its_own_work_down_and_no_other() {
        let (board, mut found) = Board::new();
        board.show(Some(work(1)));
        let seal = Seal::V1 { nonce: 0, mix: [0; 32] };
        assert!(board.solve(Solution { pre_hash: Hash::repeat_byte(9), seal }));
        assert_eq!(board.wait().1, work(1));
        let before = board.version();
        assert!(board.solve(Solution { pre_hash: work(1).pre_hash, seal }));
        assert_ne!(board.version(), before);
        assert!(board.current.lock().is_none());
        assert!(found.try_recv().is_ok() && found.try_recv().is_ok());
        drop(found);
        assert!(!board.solve(Solution { pre_hash: Hash::zero(), seal }));
    }

    #[test]
    fn waiting_threads_wake_up_for_new_work() {
        let (board, _found) = Board::new();
        let waiting = std::thread::spawn({
            let board = board.clone();
            move || board.wait().1
        });
        board.show(Some(work(7)));
        assert_eq!(waiting.join().expect("the thread ends"), work(7));
    }
}
