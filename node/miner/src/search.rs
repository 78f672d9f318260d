//! The threads.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tokio::sync::mpsc::UnboundedSender;

use crate::board::Board;

/// A nonce that meets its job's difficulty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The job.
    pub job: String,
    /// The whole nonce.
    pub nonce: u64,
    /// Its mix.
    pub mix: [u8; 32],
}

/// How long a batch takes at most, roughly: so long a thread works on after the job changed.
const BATCH: Duration = Duration::from_millis(50);

/// Starts threads that search until the board stops or nobody takes what they find.
///
/// # Errors
/// The system gives no thread.
pub fn spawn(threads: usize, board: &Arc<Board>, found: &UnboundedSender<Found>) -> std::io::Result<()> {
    for number in 0..threads {
        let (board, found) = (board.clone(), found.clone());
        thread::Builder::new().name(format!("search-{number}")).spawn(move || search(&board, &found))?;
    }
    Ok(())
}

fn search(board: &Board, found: &UnboundedSender<Found>) {
    let mut batch = 1u64;
    while let Some((version, task)) = board.wait() {
        let job = &task.job;
        while board.version() == version {
            let begun = Instant::now();
            let (mut from, mut left) = task.take(batch);
            // A batch may hold more than one.
            while left > 0 && board.version() == version {
                let hit = task.engine.search(job.height.into(), &job.header, from, left, job.difficulty);
                let tried = hit.as_ref().map_or(left, |(nonce, _)| nonce.wrapping_sub(from).saturating_add(1));
                board.count(tried);
                if let Some((nonce, work)) = hit {
                    let hit = Found { job: job.id.clone(), nonce, mix: work.mix };
                    if found.send(hit).is_err() {
                        return;
                    }
                }
                from = from.wrapping_add(tried);
                left = left.saturating_sub(tried);
            }
            let took = begun.elapsed();
            if took < BATCH / 2 {
                batch = batch.saturating_mul(2).min(1 << 20);
            } else if took > BATCH {
                batch = (batch / 2).max(1);
            }
        }
    }
}
