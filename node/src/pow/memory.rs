//! Evaluations that were made, and some that are being made.

use std::{
    num::NonZeroUsize,
    sync::{Arc, OnceLock},
};

use lru::LruCache;
use parking_lot::Mutex;
use sero_pow::{ProgPowError, Work, WorkFunction, U256};
use sero_runtime::Hash;

/// Results remembered: a few hundred kilobytes, and eight of the largest batches that a peer sends.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1_023);

/// What an evaluation depends on.
pub type Question = (Hash, u32, u64);

type Answer = Arc<OnceLock<Result<Work, ProgPowError>>>;

/// A work function that remembers. Whoever asks what another thread computes already waits for it.
pub struct Remembering<W> {
    work: W,
    answers: Arc<Mutex<LruCache<Question, Answer>>>,
}

impl<W: Clone> Clone for Remembering<W> {
    fn clone(&self) -> Self {
        Self { work: self.work.clone(), answers: self.answers.clone() }
    }
}

impl<W: WorkFunction> Remembering<W> {
    /// Over a work function.
    pub fn new(work: W) -> Self {
        Self { work, answers: Arc::new(Mutex::new(LruCache::new(REMEMBERED))) }
    }

    fn answer(&self, question: Question) -> Answer {
        self.answers.lock().get_or_insert(question, Answer::default).clone()
    }

    /// Evaluates in the background, on the cores that are free, in this order.
    pub fn ahead(&self, questions: Vec<Question>) {
        for question in questions {
            let (this, answer) = (self.clone(), self.answer(question));
            rayon::spawn_fifo(move || {
                let _ = this.fill(question, &answer);
            });
        }
    }

    fn fill(&self, (pre_hash, height, nonce): Question, answer: &Answer) -> Result<Work, ProgPowError> {
        *answer.get_or_init(|| self.work.evaluate(pre_hash.as_fixed_bytes(), height, nonce))
    }
}

impl<W: WorkFunction> WorkFunction for Remembering<W> {
    fn final_hash(&self, pre_hash: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        self.work.final_hash(pre_hash, nonce, mix)
    }

    fn evaluate(&self, pre_hash: &[u8; 32], height: u32, nonce: u64) -> Result<Work, ProgPowError> {
        let question = (Hash::from(*pre_hash), height, nonce);
        self.fill(question, &self.answer(question))
    }

    fn is_ready(&self, height: u32) -> bool {
        self.work.is_ready(height)
    }

    fn prepare(&self, height: u32) {
        self.work.prepare(height);
    }

    fn prepare_search(&self, height: u32, threads: usize, go_on: &(dyn Fn(u32) -> bool + Sync)) {
        self.work.prepare_search(height, threads, go_on);
    }

    fn search(&self, pre_hash: &[u8; 32], height: u32, from: u64, count: u64, difficulty: U256) -> Option<(u64, Work)> {
        self.work.search(pre_hash, height, from, count, difficulty)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Counts its evaluations, each of which takes a while.
    #[derive(Clone, Default)]
    struct Slow(Arc<AtomicU32>);

    impl WorkFunction for Slow {
        fn final_hash(&self, _: &[u8; 32], _: u64, mix: &[u8; 32]) -> [u8; 32] {
            *mix
        }
        fn evaluate(&self, _: &[u8; 32], _: u32, nonce: u64) -> Result<Work, ProgPowError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(50));
            Ok(Work { mix: [nonce as u8; 32], final_hash: [0; 32] })
        }
    }

    #[test]
    fn each_question_is_computed_once_however_many_ask() {
        let slow = Slow::default();
        let memory = Remembering::new(slow.clone());
        let questions: Vec<Question> = (0..4).map(|nonce| (Hash::zero(), 1, nonce)).collect();
        memory.ahead(questions.clone());
        memory.ahead(questions);
        for nonce in 0..4 {
            let work = memory.evaluate(&[0; 32], 1, nonce).expect("it has an answer");
            assert_eq!(work.mix, [nonce as u8; 32]);
        }
        assert_eq!(slow.0.load(Ordering::SeqCst), 4);
        let _ = memory.evaluate(&[0; 32], 2, 0);
        assert_eq!(slow.0.load(Ordering::SeqCst), 5, "another height is another question");
    }

    #[test]
    fn memory_is_bounded() {
        let memory = Remembering::new(Slow::default());
        for nonce in 0..2 * REMEMBERED.get() as u64 {
            memory.answer((Hash::zero(), 1, nonce));
        }
        assert_eq!(memory.answers.lock().len(), REMEMBERED.get());
    }
}
