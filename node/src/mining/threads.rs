//! The search itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sero_pow::{Seal, WorkFunction};

use super::board::{Board, Solution, Work};

const LOG_TARGET: &str = "sero::mining";

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

/// Nonces between two looks at the clock and the board: a few milliseconds.
const BATCH: u64 = 32;

/// Starts threads that search until the node ends, and one that keeps the data set ready for them.
///
/// # Errors
/// Where the system gives no threads.
pub fn start<W: WorkFunction>(board: &Arc<Board>, work_function: W, threads: usize, pace: Pace) -> std::io::Result<()> {
    for index in 0..threads {
        let (board, work_function) = (board.clone(), work_function.clone());
        std::thread::Builder::new()
            .name(format!("sero-miner-{index}"))
            .spawn(move || while one_work(&board, &work_function, pace) {})?;
    }
    let board = board.clone();
    std::thread::Builder::new().name("sero-data-set".into()).spawn(move || loop {
        let (version, work) = board.wait();
        prepare(&work_function, work.height, threads);
        while board.version() == version {
            std::thread::sleep(Duration::from_secs(1));
        }
    })?;
    Ok(())
}

/// Builds the data set of a height, unless it is there. Until then the threads search the slow way.
fn prepare(work_function: &impl WorkFunction, height: u32, threads: usize) {
    let began = Instant::now();
    let shown = std::sync::atomic::AtomicU32::new(0);
    work_function.prepare_search(height, threads, &|percent| {
        if percent >= shown.load(std::sync::atomic::Ordering::Relaxed) + 10 {
            shown.store(percent, std::sync::atomic::Ordering::Relaxed);
            log::info!(target: LOG_TARGET, "⛏  Data set for block {height}: {percent} %");
        }
        true
    });
    if began.elapsed() > Duration::from_secs(1) {
        log::info!(target: LOG_TARGET, "⛏  The data set is ready after {} s", began.elapsed().as_secs());
    }
}

/// Searches until the work changes or is solved. Answers whether to go on.
fn one_work(board: &Board, work_function: &impl WorkFunction, pace: Pace) -> bool {
    let (version, work) = board.wait();
    // Threads and nodes that work on equal templates begin at different places.
    let mut nonce: u64 = rand::random();
    let mut began = Instant::now();
    while board.version() == version {
        let found = search(work_function, &work, nonce);
        board.tried(BATCH);
        if let Some(seal) = found {
            let taken = board.solve(Solution { pre_hash: work.pre_hash, seal });
            return taken != Err(super::board::NotTaken::Ended);
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
    let (nonce, found) =
        work_function.search(work.pre_hash.as_fixed_bytes(), work.height, from, BATCH, work.difficulty)?;
    Some(Seal::V1 { nonce, mix: found.mix })
}

#[cfg(test)]
mod tests {
    use sero_pow::{hash_meets, Engine, Preset, U256};
    use sero_runtime::Hash;

    use super::*;

    #[tokio::test]
    async fn threads_find_a_seal_that_meets_the_difficulty() {
        let (board, mut found) = Board::new();
        let engine = Engine::new(Preset::Development.parameters());
        start(&board, engine.clone(), 2, Pace::FULL).expect("threads start");
        let (pre_hash, parent) = (Hash::repeat_byte(1), Hash::zero());
        let work = Work { pre_hash, parent, height: 3, difficulty: U256::from(500) };
        board.show(Some(work));
        let solution = found.recv().await.expect("a solution");
        assert_eq!(solution.pre_hash, work.pre_hash);
        let Seal::V1 { nonce, mix } = solution.seal;
        let check = WorkFunction::evaluate(&engine, &work.pre_hash.0, 3, nonce).expect("epoch 0");
        assert_eq!(check.mix, mix);
        assert!(hash_meets(&check.final_hash, work.difficulty));
        assert!(board.total_tried() >= BATCH);
    }
}
