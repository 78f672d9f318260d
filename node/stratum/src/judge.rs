//! Whether a nonce is a share, and what follows from it.

use std::{sync::Arc, time::Instant};

use primitive_types::U256;
use sero_progpow::hash_meets;

use crate::{difficulty::reached, jobs::Live, server::Shared, Refusal, WorkerName};

/// A nonce that passed every check that costs nothing.
pub struct Candidate {
    /// Who found it.
    pub worker: WorkerName,
    /// For what.
    pub live: Arc<Live>,
    /// The whole nonce, claimed.
    pub nonce: u64,
    /// The mix, if it was sent.
    pub mix: Option<[u8; 32]>,
    /// The share difficulty.
    pub needed: U256,
    /// On a former parent.
    pub late: bool,
}

/// Checks what can be checked without an evaluation.
///
/// A mix can be made up so that it passes here. The evaluation finds out.
pub fn glance(shared: &Shared, candidate: &Candidate) -> Result<(), Refusal> {
    let Some(mix) = candidate.mix else { return Ok(()) };
    let hash = shared.backend.final_hash(&candidate.live.job.header, candidate.nonce, &mix);
    enough(&hash, candidate.needed)
}

/// Evaluates, counts, and hands in the block if it is one. Runs to its end even if the miner leaves.
pub async fn judge(shared: Arc<Shared>, candidate: Candidate) -> Result<Candidate, Refusal> {
    // The semaphore is never closed.
    let permit = shared.evaluators.clone().acquire_owned().await;
    let worker = candidate.worker.clone();
    let judged = tokio::task::spawn_blocking({
        let shared = shared.clone();
        move || {
            let _permit = permit;
            let verdict = evaluate(&shared, &candidate);
            if verdict.is_err() {
                candidate.live.release(candidate.nonce);
            }
            verdict.map(|()| candidate)
        }
    });
    let verdict = judged.await.unwrap_or_else(|panic| Err(Refusal::Internal { reason: panic.to_string() }));
    if let Err(refusal) = &verdict {
        shared.statistics.refused(Some(&worker), refusal);
        if let Refusal::Internal { reason } = refusal {
            log::warn!(target: crate::server::LOG_TARGET, "Cannot evaluate a share of {worker}: {reason}");
        }
    }
    verdict
}

fn evaluate(shared: &Shared, candidate: &Candidate) -> Result<(), Refusal> {
    let job = &candidate.live.job;
    let work = shared
        .backend
        .evaluate(job.height, &job.header, candidate.nonce)
        .map_err(|reason| Refusal::Internal { reason })?;
    if let Some(mix) = candidate.mix {
        if mix != work.mix {
            let (got, true_mix) = (const_hex::encode(mix), const_hex::encode(work.mix));
            return Err(Refusal::WrongMix { got, true_mix });
        }
    }
    enough(&work.final_hash, candidate.needed)?;
    // A block on a former parent is for the node to judge.
    let block = hash_meets(&work.final_hash, job.difficulty)
        && shared.backend.submit_block(job.header, candidate.nonce, work.mix);
    let WorkerName { user, worker } = &candidate.worker;
    let now = Instant::now();
    shared.statistics.accepted(&candidate.worker, candidate.needed, candidate.late, block, now);
    if let Some(shares) = &shared.shares {
        shares.accepted(user, worker, candidate.needed, job.height, block.then_some(job.header));
    }
    Ok(())
}

fn enough(hash: &[u8; 32], needed: U256) -> Result<(), Refusal> {
    if hash_meets(hash, needed) {
        return Ok(());
    }
    Err(Refusal::LowDifficulty { got: reached(hash), needed })
}
