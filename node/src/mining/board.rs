//! Where everybody who searches reads what to work on, and where solutions come in.

use std::{
    collections::VecDeque,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
};

use parking_lot::{Condvar, Mutex};
use sero_pow::{Seal, U256};
use sero_runtime::Hash;
use tokio::sync::{mpsc, watch};

/// Works for which a solution is still taken. A miner outside may be some templates behind.
pub const KEPT: usize = 8;

/// What to search a nonce for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Hash of the header without seal.
    pub pre_hash: Hash,
    /// Hash of the block that it stands on.
    pub parent: Hash,
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

/// Why a solution is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// No such work was shown, or it is solved, or too old.
    #[error("work {0:?} is not open: it was never shown, is solved, or another block came first")]
    Unknown(Hash),
    /// The node ends.
    #[error("the node ends")]
    Ended,
}

/// The newest work, those that are still open, and the way for solutions.
pub struct Board {
    current: Mutex<Option<Work>>,
    changed: Condvar,
    version: AtomicU64,
    open: Mutex<VecDeque<Work>>,
    shown: watch::Sender<Option<Work>>,
    solutions: mpsc::UnboundedSender<Solution>,
    tried: AtomicU64,
}

impl Board {
    /// An empty board, and the end where solutions come out.
    pub fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Solution>) {
        let (solutions, found) = mpsc::unbounded_channel();
        let board = Self {
            current: Mutex::new(None),
            changed: Condvar::new(),
            version: AtomicU64::new(0),
            open: Mutex::new(VecDeque::new()),
            shown: watch::Sender::new(None),
            solutions,
            tried: AtomicU64::new(0),
        };
        (Arc::new(board), found)
    }

    /// Shows other work, or none: then the threads sleep. Work on another parent closes all that was open.
    pub fn show(&self, work: Option<Work>) {
        {
            let mut open = self.open.lock();
            match work {
                None => open.clear(),
                Some(work) => {
                    if open.back().is_some_and(|last| last.parent != work.parent) {
                        open.clear();
                    }
                    open.push_back(work);
                    while open.len() > KEPT {
                        open.pop_front();
                    }
                }
            }
        }
        *self.current.lock() = work;
        self.version.fetch_add(1, Ordering::Release);
        self.changed.notify_all();
        self.shown.send_replace(work);
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

    /// The newest work, and all that follow.
    pub fn watch(&self) -> watch::Receiver<Option<Work>> {
        self.shown.subscribe()
    }

    /// The open work of this hash.
    pub fn find(&self, pre_hash: &Hash) -> Option<Work> {
        self.open.lock().iter().find(|work| work.pre_hash == *pre_hash).copied()
    }

    /// Hands in a solution and closes all works on its parent: one block on it is enough.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub fn solve(&self, solution: Solution) -> Result<(), NotTaken> {
        let unknown = NotTaken::Unknown(solution.pre_hash);
        {
            let mut open = self.open.lock();
            if !open.iter().any(|work| work.pre_hash == solution.pre_hash) {
                return Err(unknown);
            }
            open.clear();
        }
        *self.current.lock() = None;
        self.version.fetch_add(1, Ordering::Release);
        self.solutions.send(solution).map_err(|_| NotTaken::Ended)
    }

    /// Counts nonces that this node's threads tried.
    pub fn tried(&self, nonces: u64) {
        self.tried.fetch_add(nonces, Ordering::Relaxed);
    }

    /// How many nonces this node's threads tried so far.
    pub fn total_tried(&self) -> u64 {
        self.tried.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(byte: u8, parent: u8) -> Work {
        let (pre_hash, parent) = (Hash::repeat_byte(byte), Hash::repeat_byte(parent));
        Work { pre_hash, parent, height: 1, difficulty: 1.into() }
    }

    fn solution(byte: u8) -> Solution {
        Solution { pre_hash: Hash::repeat_byte(byte), seal: Seal::V1 { nonce: 0, mix: [0; 32] } }
    }

    #[test]
    fn a_solution_is_taken_for_open_work_and_once() {
        let (board, mut found) = Board::new();
        board.show(Some(work(1, 0)));
        board.show(Some(work(2, 0)));
        assert_eq!(board.solve(solution(9)), Err(NotTaken::Unknown(Hash::repeat_byte(9))));
        assert_eq!(board.wait().1, work(2, 0));
        let before = board.version();
        assert_eq!(board.solve(solution(1)), Ok(()), "an older template of the same parent is good");
        assert_ne!(board.version(), before);
        assert!(board.current.lock().is_none());
        for again in [1, 2] {
            assert!(board.solve(solution(again)).is_err(), "one block on a parent is enough");
        }
        assert_eq!(found.try_recv(), Ok(solution(1)));
        assert!(found.try_recv().is_err());
    }

    #[test]
    fn another_parent_closes_older_work_and_the_number_of_open_works_is_bounded() {
        let (board, _found) = Board::new();
        board.show(Some(work(1, 0)));
        board.show(Some(work(2, 7)));
        assert!(board.find(&Hash::repeat_byte(1)).is_none());
        assert!(board.solve(solution(1)).is_err());
        for byte in 10..30 {
            board.show(Some(work(byte, 7)));
        }
        assert_eq!(board.open.lock().len(), KEPT);
        assert!(board.find(&Hash::repeat_byte(10)).is_none());
        assert!(board.find(&Hash::repeat_byte(29)).is_some());
        board.show(None);
        assert!(board.solve(solution(29)).is_err());
    }

    #[test]
    fn an_ended_node_takes_nothing() {
        let (board, found) = Board::new();
        drop(found);
        board.show(Some(work(1, 0)));
        assert_eq!(board.solve(solution(1)), Err(NotTaken::Ended));
    }

    #[test]
    fn waiting_threads_wake_up_for_new_work() {
        let (board, _found) = Board::new();
        let waiting = std::thread::spawn({
            let board = board.clone();
            move || board.wait().1
        });
        board.show(Some(work(7, 0)));
        assert_eq!(waiting.join().expect("the thread ends"), work(7, 0));
    }
}
