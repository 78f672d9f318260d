//! The search itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sero_pow::{hash_meets, Seal, WorkFunction};

use super::board::{Board, Solution, Work};

/// How much of its time a thread works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// It works this long ...
    pub work: Duration,
    /// ... and then sleeps this long.
    pub rest: Duration,
}

impl Pace {
    /// All of the time.
    pub const FULL: Self = Self { work: Duration::from_millis(20), rest: Duration::ZERO };
    /// A tenth of the time: the difficulty follows, and a development chain does not heat the room.
    pub const GENTLE: Self = Self { work: Duration::from_millis(5), rest: Duration::from_millis(45) };
}

/// Nonces between two looks at the clock and the board.
const BATCH: u64 = 256;

/// Starts threads that search until the node ends.
pub fn start<W>(board: &Arc<Board>, work_function: W, threads: usize, pace: Pace) -> std::io::Result<()>
where
    W: WorkFunction + Clone + Send + 'static,
{
    for index in 0..threads {
        let board = board.clone();
        let work_function = work_function.clone();
        std::thread::Builder::new()
            .name(format!("sero-miner-{index}"))
            .spawn(move || while one_work(&board, &work_function, pace) {})?;
    }
    Ok(())
}

/// Searches until the work changes or is solved. Answers whether to go on.
fn one_work(board: &Board, work_function: &impl WorkFunction, pace: Pace) -> bool {
    let (version, work) = board.wait();
    // Threads and nodes that work on equal templates begin at different places.
    let mut nonce: u64 = rand::random();
    let mut began = Instant::now();
    while board.version() == version {
        if let Some(seal) = search(work_function, &work, nonce) {
            return board.solve(Solution { pre_hash: work.pre_hash, seal });
        }
        nonce = nonce.wrapping_add(BATCH);
        if !pace.rest.is_zero() && began.elapsed() >= pace.work {
            std::thread::sleep(pace.rest);
            began = Instant::now();
        }
    }
    true
}

/// Tries one batch of nonces.
fn search(work_function: &impl WorkFunction, work: &Work, from: u64) -> Option<Seal> {
    (0..BATCH).map(|step| from.wrapping_add(step)).find_map(|nonce| {
        let found = work_function.evaluate(work.pre_hash.as_fixed_bytes(), work.height, nonce);
        hash_meets(&found.final_hash, work.difficulty).then_some(Seal::V1 { nonce, mix: found.mix })
    })
}

#[cfg(test)]
mod tests {
    use sero_pow::{PlainHash, U256};
    use sero_runtime::Hash;

    use super::*;

    #[tokio::test]
    async fn threads_find_a_seal_that_meets_the_difficulty() {
        let (board, mut found) = Board::new();
        start(&board, PlainHash, 2, Pace::FULL).expect("threads start");
        let work = Work { pre_hash: Hash::repeat_byte(1), height: 3, difficulty: U256::from(5_000) };
        board.show(Some(work));
        let solution = found.recv().await.expect("a solution");
        assert_eq!(solution.pre_hash, work.pre_hash);
        let Seal::V1 { nonce, mix } = solution.seal;
        let check = PlainHash.evaluate(&work.pre_hash.0, 3, nonce);
        assert_eq!(check.mix, mix);
        assert!(hash_meets(&check.final_hash, work.difficulty));
    }
}
