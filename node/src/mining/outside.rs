//! Miners outside the node: what they are given, and how what they bring is checked.

use std::sync::Arc;

use sero_pow::{hash_meets, Seal, Work as Evaluation, WorkFunction, WorkParameters, U256};
use sero_runtime::Hash;

use super::board::{Board, NotTaken, Solution, Work};

/// Why a solution from outside is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its work is not open.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    /// What it leads to does not meet the difficulty.
    #[error("nonce {nonce:#018x} does not meet difficulty {difficulty}")]
    TooLittleWork {
        /// The nonce.
        nonce: u64,
        /// What it had to meet.
        difficulty: U256,
    },
    /// The mix does not belong to the nonce.
    #[error("the mix does not belong to nonce {nonce:#018x}: is the miner's preset {preset}?")]
    WrongMix {
        /// The nonce.
        nonce: u64,
        /// What this chain computes.
        preset: &'static str,
    },
    /// The node could not compute.
    #[error("the node cannot compute the work: {0}")]
    Work(String),
}

/// The board as miners outside see it. Nothing that they bring reaches the chain unchecked: a wrong seal would cost the work of
/// everybody who mines on this node.
pub struct Outside<W> {
    board: Arc<Board>,
    work: W,
    rules: &'static WorkParameters,
}

impl<W: Clone> Clone for Outside<W> {
    fn clone(&self) -> Self {
        Self { board: self.board.clone(), work: self.work.clone(), rules: self.rules }
    }
}

impl<W: WorkFunction> Outside<W> {
    /// Over a board, with a work function of these rules.
    pub fn new(board: Arc<Board>, work: W, rules: &'static WorkParameters) -> Self {
        Self { board, work, rules }
    }

    /// The board.
    pub fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// The name of the rules.
    pub fn preset(&self) -> &'static str {
        self.rules.name
    }

    /// The epoch of a height.
    pub fn epoch(&self, height: u32) -> u64 {
        self.rules.epoch(height.into())
    }

    /// The newest work.
    pub fn newest(&self) -> Option<Work> {
        *self.board.watch().borrow()
    }

    /// Evaluates a nonce; a few milliseconds.
    ///
    /// # Errors
    /// Where no work is defined at the height.
    pub fn evaluate(&self, height: u32, pre_hash: &[u8; 32], nonce: u64) -> Result<Evaluation, Refused> {
        self.work.evaluate(pre_hash, height, nonce).map_err(|error| Refused::Work(error.to_string()))
    }

    /// What a claimed mix leads to; cheap.
    pub fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        self.work.final_hash(pre_hash, nonce, mix)
    }

    /// Takes a solution that nobody checked yet; a few milliseconds.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn submit(&self, pre_hash: Hash, nonce: u64, mix: [u8; 32]) -> Result<(), Refused> {
        let work = self.board.find(&pre_hash).ok_or(NotTaken::Unknown(pre_hash))?;
        if !hash_meets(&self.final_hash(&pre_hash.0, nonce, &mix), work.difficulty) {
            return Err(Refused::TooLittleWork { nonce, difficulty: work.difficulty });
        }
        if self.evaluate(work.height, &pre_hash.0, nonce)?.mix != mix {
            return Err(Refused::WrongMix { nonce, preset: self.rules.name });
        }
        Ok(self.board.solve(Solution { pre_hash, seal: Seal::V1 { nonce, mix } })?)
    }
}

#[cfg(test)]
mod tests {
    use sero_pow::{Engine, Preset};

    use super::*;

    const PRE_HASH: Hash = Hash::repeat_byte(3);

    fn outside(difficulty: u64) -> (Outside<Engine>, tokio::sync::mpsc::UnboundedReceiver<Solution>) {
        let (board, found) = Board::new();
        let work = Work { pre_hash: PRE_HASH, parent: Hash::zero(), height: 5, difficulty: difficulty.into() };
        board.show(Some(work));
        let rules = Preset::Development.parameters();
        (Outside::new(board, Engine::new(rules), rules), found)
    }

    #[test]
    fn a_right_solution_is_taken_once() {
        let (outside, mut found) = outside(20);
        let (nonce, work) = outside.work.search(5, &PRE_HASH.0, 0, 10_000, 20.into()).expect("some nonce");
        assert_eq!(outside.submit(PRE_HASH, nonce, work.mix), Ok(()));
        assert_eq!(found.try_recv().map(|solution| solution.pre_hash), Ok(PRE_HASH));
        let again = outside.submit(PRE_HASH, nonce, work.mix);
        assert_eq!(again, Err(NotTaken::Unknown(PRE_HASH).into()));
    }

    #[test]
    fn a_wrong_mix_a_weak_nonce_and_foreign_work_are_three_errors() {
        let (outside, mut found) = outside(1);
        let right = outside.evaluate(5, &PRE_HASH.0, 7).expect("epoch 0").mix;
        let mut wrong = right;
        wrong[0] ^= 1;
        assert!(matches!(outside.submit(PRE_HASH, 7, wrong), Err(Refused::WrongMix { nonce: 7, .. })));
        let other = Hash::zero();
        assert_eq!(outside.submit(other, 7, right), Err(NotTaken::Unknown(other).into()));
        let (hard, _) = self::outside(u64::MAX);
        assert!(matches!(hard.submit(PRE_HASH, 7, right), Err(Refused::TooLittleWork { nonce: 7, .. })));
        assert!(found.try_recv().is_err());
    }
}
