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
use sero_pow::{asert, Weight, WorkFunction, POW_ENGINE_ID, U256};
use sero_runtime::{Hash, OpaqueBlock as Block};
use sp_consensus_pow::TotalDifficulty;
use sp_runtime::{traits::Header as _, DigestItem};
use std::{num::NonZeroUsize, sync::Arc};

use crate::pow::{
    header::{self, HeaderError, Parent},
    rules::now_ms,
};

/// Headers remembered: some four megabytes.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(16 * 1024 - 1);

/// What is known of a header.
#[derive(Debug, Clone)]
struct Weighed {
    /// Work from block 0 up to it.
    total: Weight,
    /// What the rules ask of it as a parent.
    facts: Parent,
}

/// Why a header of a fork was not weighed.
#[derive(Debug, thiserror::Error)]
pub enum ForkError {
    /// Nothing is known of the parent.
    #[error("the parent {0:?} was not weighed")]
    Parent(Hash),
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

    /// What the rules ask of a parent that was weighed.
    pub fn parent(&self, hash: &Hash) -> Option<Parent> {
        self.0.lock().get(hash).map(|weighed| weighed.facts.clone())
    }

    /// The work behind a block that leaves the final chain.
    ///
    /// # Consensus
    /// Each seal is held to the difficulty that the parent names for it, and each difficulty and time to the rule of the
    /// chain. What the rules of the state would say, nobody looks at.
    ///
    /// # Errors
    /// See [`ForkError`].
    pub fn weigh<C>(
        &self,
        client: &C,
        work: &impl WorkFunction,
        rules: &asert::Parameters,
        block: &BlockImportParams<Block>,
    ) -> Result<Weight, ForkError>
    where
        C: AuxStore + HeaderBackend<Block>,
    {
        let hash = block.post_hash();
        let header = &block.header;
        let parent = self.weighed(client, *header.parent_hash())?;
        let seal = match block.post_digests.last() {
            Some(DigestItem::Seal(POW_ENGINE_ID, seal)) => seal,
            _ => return Err(ForkError::NoSeal(hash)),
        };
        let payout = header::payout(header).map_err(HeaderError::Payout)?;
        let height = *header.number();
        let difficulty = parent.facts.next;
        let digest = header::check_place(rules, &parent.facts, header, now_ms())?;
        header::check_seal(work, height, &header.hash(), Some(payout), seal, difficulty)?;
        let mut total = parent.total;
        total.increment(Weight::of(difficulty, 0));
        let next = digest.next();
        self.0.lock().put(hash, Weighed { total, facts: Parent { height, digest: Some(digest), next } });
        Ok(total)
    }

    fn weighed<C: AuxStore + HeaderBackend<Block>>(&self, client: &C, hash: Hash) -> Result<Weighed, ForkError> {
        if let Some(weighed) = self.0.lock().get(&hash) {
            return Ok(weighed.clone());
        }
        let header = client.header(hash)?.ok_or(ForkError::Parent(hash))?;
        let aux = PowAux::<Weight>::read::<_, Block>(client, &hash).map_err(|_| ForkError::NoWork(hash))?;
        let (digest, next) = match *header.number() {
            // Block 0 names nothing. All chains begin with the same difficulty, which our own block 1 met.
            0 => (None, self.first_difficulty(client)?),
            _ => {
                let digest = header::work_digest(&header).map_err(HeaderError::Digest)?;
                let next = digest.next();
                (Some(digest), next)
            }
        };
        Ok(Weighed { total: aux.total_difficulty, facts: Parent { height: *header.number(), digest, next } })
    }

    fn first_difficulty<C: AuxStore + HeaderBackend<Block>>(&self, client: &C) -> Result<U256, ForkError> {
        let first = client.hash(1)?.ok_or(ForkError::Parent(client.info().genesis_hash))?;
        let aux = PowAux::<Weight>::read::<_, Block>(client, &first).map_err(|_| ForkError::NoWork(first))?;
        Ok(aux.difficulty.value())
    }
}
