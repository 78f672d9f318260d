//! Chains that leave the final block: never followed, and weighed by their headers alone.
//!
//! A node that stays on its final block must know when the rest of the network does not. Headers of such a chain show
//! their work: each has a seal, and each names the difficulty of its child. The work that the seals prove is real, whatever else
//! is wrong with the blocks; when it exceeds that of the best chain, an operator has to look.

use lru::LruCache;
use parking_lot::Mutex;
use sc_client_api::{AuxStore, HeaderBackend};
use sc_consensus::BlockImportParams;
use sc_consensus_pow::PowAux;
use sero_pow::{WorkFunction, POW_ENGINE_ID, U256};
use sero_runtime::{Hash, Header, OpaqueBlock as Block};
use sp_runtime::{traits::Header as _, DigestItem};
use std::{num::NonZeroUsize, sync::Arc};

use crate::pow::{self, HeaderError};

/// Headers remembered: some two megabytes.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(16 * 1024 - 1);

/// What is known of a header.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    /// Work from block 0 up to it.
    total: U256,
    /// What its child has to meet.
    next: U256,
}

/// Why a header of a fork was not weighed.
#[derive(Debug, thiserror::Error)]
pub enum ForkError {
    /// Nothing is known of the parent.
    #[error("the parent {0:?} was not weighed")]
    Parent(Hash),
    /// The header does not name the difficulty of its child, or one that no rule gives.
    #[error("block {0:?} names no difficulty that its child could have")]
    NextDifficulty(Hash),
    /// The header ends without a seal.
    #[error("block {0:?} has no seal")]
    NoSeal(Hash),
    /// The header does not show its work.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sp_blockchain::Error),
    /// The total work of a block of our chain is not stored.
    #[error("the work of block {0:?} is not known")]
    NoWork(Hash),
}

/// Headers below finality that were weighed.
#[derive(Clone)]
pub struct Forks(Arc<Mutex<LruCache<Hash, Weighed>>>);

impl Default for Forks {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(REMEMBERED))))
    }
}

impl Forks {
    /// Whether a header was weighed.
    pub fn contains(&self, hash: &Hash) -> bool {
        self.0.lock().contains(hash)
    }

    /// The work behind a block that leaves the final chain.
    ///
    /// # Consensus
    /// Each seal is held to the difficulty that the parent names for it, and each difficulty to the rule that it at most
    /// doubles or halves from block to block. What the rules of the state would say, nobody looks at.
    ///
    /// # Errors
    /// See [`ForkError`].
    pub fn weigh<C>(
        &self,
        client: &C,
        work: &impl WorkFunction,
        block: &BlockImportParams<Block>,
    ) -> Result<U256, ForkError>
    where
        C: AuxStore + HeaderBackend<Block>,
    {
        let hash = block.post_hash();
        let header = &block.header;
        let parent = self.parent(client, *header.parent_hash())?;
        let seal = match block.post_digests.last() {
            Some(DigestItem::Seal(POW_ENGINE_ID, seal)) => seal,
            _ => return Err(ForkError::NoSeal(hash)),
        };
        let payout = header.digest().logs().iter().find_map(|item| match item {
            DigestItem::PreRuntime(POW_ENGINE_ID, payout) => Some(payout.as_slice()),
            _ => None,
        });
        let difficulty = parent.next;
        pow::check(work, *header.number(), &header.hash(), payout, seal, difficulty)?;
        let next = next_of(header, difficulty).ok_or(ForkError::NextDifficulty(hash))?;
        let total = parent.total.saturating_add(difficulty);
        self.0.lock().put(hash, Weighed { total, next });
        Ok(total)
    }

    fn parent<C: AuxStore + HeaderBackend<Block>>(&self, client: &C, hash: Hash) -> Result<Weighed, ForkError> {
        if let Some(weighed) = self.0.lock().get(&hash) {
            return Ok(*weighed);
        }
        let header = client.header(hash)?.ok_or(ForkError::Parent(hash))?;
        let aux = PowAux::<U256>::read::<_, Block>(client, &hash).map_err(|_| ForkError::NoWork(hash))?;
        let next = match *header.number() {
            // Block 0 names nothing. All chains begin with the same difficulty, which our own block 1 met.
            0 => self.first_difficulty(client)?,
            _ => pow::next_difficulty(&header).ok_or(ForkError::NextDifficulty(hash))?,
        };
        Ok(Weighed { total: aux.total_difficulty, next })
    }

    fn first_difficulty<C: AuxStore + HeaderBackend<Block>>(&self, client: &C) -> Result<U256, ForkError> {
        let first = client.hash(1)?.ok_or(ForkError::Parent(client.info().genesis_hash))?;
        let aux = PowAux::<U256>::read::<_, Block>(client, &first).map_err(|_| ForkError::NoWork(first))?;
        Ok(aux.difficulty)
    }
}

/// What a header names for its child, if the difficulty rule can give that at all.
fn next_of(header: &Header, difficulty: U256) -> Option<U256> {
    let next = pow::next_difficulty(header)?;
    let possible = next >= difficulty / 2 && next <= difficulty.saturating_mul(2.into()) && !next.is_zero();
    possible.then_some(next)
}
