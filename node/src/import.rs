//! The outermost wrapper of block import: one import at a time, finality by depth, compact blocks, and the weight of chains
//! that leave the final block.

use std::sync::{
    atomic::{AtomicBool, Ordering},
    Arc,
};

use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::{backend::Backend, AuxStore, Finalizer, HeaderBackend};
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_pow::PowAux;
use sero_pow::{asert, check_time, Weight, WorkFunction};
use sero_runtime::{Command, Hash, Header, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::BlockStatus;
use sp_consensus::{BlockOrigin, Error as ConsensusError};
use sp_consensus_pow::TimestampApi;
use sp_runtime::traits::Header as _;

use crate::{
    compact,
    fork::{ForkError, Forks},
    pow::{
        header::{self, HeaderError},
        rules::now_ms,
    },
};

const LOG_TARGET: &str = "sero::import";

/// Raised when a heavier chain exists that leaves the final blocks. Mining stops while it is raised.
#[derive(Debug, Clone, Default)]
pub struct Alarm(Arc<AtomicBool>);

impl Alarm {
    /// Whether it was raised. Only a restart takes it back.
    pub fn raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn raise(&self, block: Hash, finalized: Hash) {
        self.0.store(true, Ordering::Relaxed);
        log::error!(
            target: LOG_TARGET,
            "🚨 Block {block:?} has more work behind it than the best chain and leaves the final block {finalized:?}. \
             This node stays where it is and mines no more. Find out which chain is right; if it is the other one, stop \
             the node, run `sero-node purge-chain`, and start it again.",
        );
    }
}

/// The wrapper.
pub struct ChainImport<Inner, Client, W, BE> {
    inner: Inner,
    client: Arc<Client>,
    work: W,
    asert: asert::Parameters,
    forks: Forks,
    finality_depth: u32,
    alarm: Alarm,
    /// Own blocks and those of the network come in by different tasks; fork choice reads the best block before it writes.
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
    _backend: core::marker::PhantomData<BE>,
}

impl<Inner: Clone, Client, W: Clone, BE> Clone for ChainImport<Inner, Client, W, BE> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            client: self.client.clone(),
            work: self.work.clone(),
            asert: self.asert,
            forks: self.forks.clone(),
            finality_depth: self.finality_depth,
            alarm: self.alarm.clone(),
            one_at_a_time: self.one_at_a_time.clone(),
            _backend: core::marker::PhantomData,
        }
    }
}

/// Everything that the wrapper needs of a client.
pub trait ImportClient<BE: Backend<Block>>:
    ProvideRuntimeApi<Block> + AuxStore + HeaderBackend<Block> + Finalizer<Block, BE> + Send + Sync
{
}

impl<BE: Backend<Block>, C> ImportClient<BE> for C where
    C: ProvideRuntimeApi<Block> + AuxStore + HeaderBackend<Block> + Finalizer<Block, BE> + Send + Sync
{
}

impl<Inner, Client, W, BE> ChainImport<Inner, Client, W, BE>
where
    BE: Backend<Block>,
    W: WorkFunction,
    Client: ImportClient<BE>,
    Client::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    /// Around the import of the proof of work.
    pub fn new(
        inner: Inner,
        client: Arc<Client>,
        work: W,
        asert: asert::Parameters,
        forks: Forks,
        finality_depth: u32,
        alarm: Alarm,
    ) -> Self {
        let one_at_a_time = Default::default();
        let _backend = core::marker::PhantomData;
        Self { inner, client, work, asert, forks, finality_depth, alarm, one_at_a_time, _backend }
    }

    /// Whether a block that is not in the database belongs to a chain that leaves the final block. Such a chain branches off
    /// below it, so its first block is no higher, and the others follow one that was weighed.
    fn leaves_finality(&self, number: u32, parent: &Hash) -> bool {
        number <= self.client.info().finalized_number || self.forks.contains(parent)
    }

    /// Weighs a block that is not to be followed, and raises the alarm when its chain has more work than the best.
    fn weigh(&self, block: &BlockImportParams<Block>) -> Result<(), ForkError> {
        let (number, hash) = (*block.header.number(), block.post_hash());
        let total = self.forks.weigh(&*self.client, &self.work, &self.asert, block)?;
        let info = self.client.info();
        log::warn!(target: LOG_TARGET, "Block {number} ({hash:?}) leaves the final chain; it is weighed and not followed");
        let best = PowAux::<Weight>::read::<_, Block>(&*self.client, &info.best_hash)
            .map_err(|_| ForkError::NoWork(info.best_hash))?;
        if total > best.total_difficulty {
            self.alarm.raise(hash, info.finalized_hash);
        }
        Ok(())
    }

    /// Makes the ancestor of the best block at the chain's depth final.
    ///
    /// # Consensus
    /// A block is final when `finality_depth` blocks stand on it in the best chain.
    fn finalize(&self) -> sp_blockchain::Result<()> {
        let info = self.client.info();
        let Some(target) = info.best_number.checked_sub(self.finality_depth) else { return Ok(()) };
        if target <= info.finalized_number {
            return Ok(());
        }
        let Some(hash) = self.client.hash(target)? else { return Ok(()) };
        self.client.finalize_block(hash, None, true)
    }

    /// Refuses, for now, a block whose time this node's clock has not reached. Its peer is not to blame: this clock may be the
    /// one that is wrong.
    fn check_clock(&self, header: &Header) -> Result<(), HeaderError> {
        let time_ms = header::work_digest(header)?.time_ms();
        Ok(check_time(0, time_ms, now_ms())?)
    }

    /// Everything that follows a successful import. Failures are logged: the block is in the database already.
    fn after_import(&self, hash: Hash, number: u32) {
        // With those before it that a failed write left out.
        if let Err(error) = compact::fill(&*self.client, [hash]) {
            log::error!(target: LOG_TARGET, "Compact blocks up to {number} ({hash:?}) are not complete: {error}");
        }
        self.work.prepare(number.saturating_add(1));
        if let Err(error) = self.finalize() {
            log::error!(target: LOG_TARGET, "Finality does not move behind block {number}: {error}");
        }
    }
}

#[async_trait::async_trait]
impl<Inner, Client, W, BE> BlockImport<Block> for ChainImport<Inner, Client, W, BE>
where
    BE: Backend<Block>,
    Inner: BlockImport<Block, Error = ConsensusError> + Send + Sync,
    W: WorkFunction,
    Client: ImportClient<BE>,
    Client::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    type Error = ConsensusError;

    async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
        let leaves_finality = self.leaves_finality(block.number, &block.parent_hash);
        let result = self.inner.check_block(block).await?;
        Ok(match result {
            // What such a block follows may have no state any more, or never had one.
            ImportResult::MissingState | ImportResult::UnknownParent if leaves_finality => {
                ImportResult::imported(false)
            }
            result => result,
        })
    }

    async fn import_block(&self, block: BlockImportParams<Block>) -> Result<ImportResult, Self::Error> {
        let _guard = self.one_at_a_time.lock().await;
        let hash = block.post_hash();
        let number = *block.header.number();
        let failed = |error: sp_blockchain::Error| ConsensusError::ClientImport(error.to_string());
        let known = self.client.status(hash).map_err(failed)? == BlockStatus::InChain;
        if !known && self.leaves_finality(number, block.header.parent_hash()) {
            self.weigh(&block).map_err(|error| ConsensusError::Other(Box::new(error)))?;
            // So that the blocks behind it come as well.
            return Ok(ImportResult::AlreadyInChain);
        }
        if block.origin != BlockOrigin::Own {
            self.check_clock(&block.header).map_err(|error| ConsensusError::Other(Box::new(error)))?;
        }
        let result = self.inner.import_block(block).await?;
        if let ImportResult::Imported(_) = result {
            self.after_import(hash, number);
        }
        Ok(result)
    }
}
