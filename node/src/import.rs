//! The outermost wrapper of block import: one import at a time, finality by depth, compact blocks.

use std::sync::{
    atomic::{AtomicBool, Ordering},
    Arc,
};

use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::{backend::Backend, AuxStore, Finalizer, HeaderBackend};
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult};
use sc_consensus_pow::PowAux;
use sero_pow::U256;
use sero_runtime::{Command, Hash, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::{lowest_common_ancestor, HeaderMetadata};
use sp_consensus::Error as ConsensusError;
use sp_consensus_pow::TimestampApi;
use sp_runtime::traits::Header as _;

use crate::compact;

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
pub struct ChainImport<Inner, Client, BE> {
    inner: Inner,
    client: Arc<Client>,
    finality_depth: u32,
    alarm: Alarm,
    /// Own blocks and those of the network come in by different tasks; fork choice reads the best block before it writes.
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
    _backend: core::marker::PhantomData<BE>,
}

impl<Inner: Clone, Client, BE> Clone for ChainImport<Inner, Client, BE> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            client: self.client.clone(),
            finality_depth: self.finality_depth,
            alarm: self.alarm.clone(),
            one_at_a_time: self.one_at_a_time.clone(),
            _backend: core::marker::PhantomData,
        }
    }
}

/// Everything that the wrapper needs of a client.
pub trait ImportClient<BE: Backend<Block>>:
    ProvideRuntimeApi<Block>
    + AuxStore
    + HeaderBackend<Block>
    + HeaderMetadata<Block, Error = sp_blockchain::Error>
    + Finalizer<Block, BE>
    + Send
    + Sync
{
}

impl<BE: Backend<Block>, C> ImportClient<BE> for C where
    C: ProvideRuntimeApi<Block>
        + AuxStore
        + HeaderBackend<Block>
        + HeaderMetadata<Block, Error = sp_blockchain::Error>
        + Finalizer<Block, BE>
        + Send
        + Sync
{
}

impl<Inner, Client, BE> ChainImport<Inner, Client, BE>
where
    BE: Backend<Block>,
    Client: ImportClient<BE>,
    Client::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    /// Around the import of the proof of work.
    pub fn new(inner: Inner, client: Arc<Client>, finality_depth: u32, alarm: Alarm) -> Self {
        let one_at_a_time = Default::default();
        let _backend = core::marker::PhantomData;
        Self { inner, client, finality_depth, alarm, one_at_a_time, _backend }
    }

    /// Whether a child of `parent` keeps the final block in its past.
    fn keeps_finality(&self, parent: Hash) -> sp_blockchain::Result<bool> {
        let info = self.client.info();
        // The usual case; the best chain always contains the final block.
        if parent == info.best_hash || info.finalized_number == 0 {
            return Ok(true);
        }
        let meeting = lowest_common_ancestor(&*self.client, parent, info.finalized_hash)?;
        Ok(meeting.hash == info.finalized_hash)
    }

    /// Whether more work lies behind `block` than behind the best block.
    fn heavier_than_best(&self, block: Hash) -> bool {
        let total = |hash: &Hash| PowAux::<U256>::read::<_, Block>(&*self.client, hash).map(|aux| aux.total_difficulty);
        match (total(&block), total(&self.client.info().best_hash)) {
            (Ok(block), Ok(best)) => block > best,
            _ => false,
        }
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

    /// Everything that follows a successful import. Failures are logged: the block is in the database already.
    fn after_import(&self, hash: Hash, number: u32, leaves_finality: bool) {
        if leaves_finality && self.heavier_than_best(hash) {
            self.alarm.raise(hash, self.client.info().finalized_hash);
        }
        if let Err(error) = compact::store(&*self.client, hash) {
            log::error!(target: LOG_TARGET, "No compact block for {number} ({hash:?}): {error}");
        }
        if let Err(error) = self.finalize() {
            log::error!(target: LOG_TARGET, "Finality does not move behind block {number}: {error}");
        }
    }
}

#[async_trait::async_trait]
impl<Inner, Client, BE> BlockImport<Block> for ChainImport<Inner, Client, BE>
where
    BE: Backend<Block>,
    Inner: BlockImport<Block, Error = ConsensusError> + Send + Sync,
    Client: ImportClient<BE>,
    Client::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    type Error = ConsensusError;

    async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
        self.inner.check_block(block).await
    }

    async fn import_block(&self, mut block: BlockImportParams<Block>) -> Result<ImportResult, Self::Error> {
        let _guard = self.one_at_a_time.lock().await;
        let hash = block.post_hash();
        let number = *block.header.number();
        // An unknown parent is for the inner import to report.
        let leaves_finality = !self.keeps_finality(*block.header.parent_hash()).unwrap_or(true);
        if leaves_finality {
            log::warn!(target: LOG_TARGET, "Block {number} ({hash:?}) leaves the final chain");
            // Moving the best block there would fail, and the peer who sent it is not to blame.
            block.fork_choice = Some(ForkChoiceStrategy::Custom(false));
        }
        let result = self.inner.import_block(block).await?;
        if let ImportResult::Imported(_) = result {
            self.after_import(hash, number, leaves_finality);
        }
        Ok(result)
    }
}
