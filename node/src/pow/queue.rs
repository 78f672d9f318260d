//! Blocks of the network on their way to the import.

use futures::task::Context;
use pallet_license_runtime_api::LicenseApi;
use sc_client_api::HeaderBackend;
use sc_consensus::{
    import_queue::{BasicQueue, BoxBlockImport, ImportQueueService, IncomingBlock, Link, RuntimeOrigin},
    BlockImportParams, ImportQueue, Verifier,
};
use sc_consensus_pow::{PowIntermediate, INTERMEDIATE_KEY};
use sero_pow::{Weight, WorkFunction, POW_ENGINE_ID, U256};
use sero_runtime::{Hash, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_consensus::BlockOrigin;
use sp_consensus_pow::DifficultyApi;
use sp_runtime::{DigestItem, Justifications};
use substrate_prometheus_endpoint::Registry;

use super::{
    ban::{Bans, Judge},
    header::Sealed,
    HeaderRules,
};

/// Refuses headers that break a rule, in the name of the peer who sent them: what the import itself refuses, later, costs a
/// peer nothing.
struct HeaderVerifier<Client, W>(HeaderRules<Client, W>);

#[async_trait::async_trait]
impl<Client, W> Verifier<Block> for HeaderVerifier<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
    Client::Api: DifficultyApi<Block, U256> + LicenseApi<Block>,
    W: WorkFunction,
{
    async fn verify(&self, mut block: BlockImportParams<Block>) -> Result<BlockImportParams<Block>, String> {
        let sealed = Sealed::open(block.header).map_err(|error| error.to_string())?;
        match self.0.check(&sealed) {
            Err(error) if error.is_fault() => return Err(error.to_string()),
            // What is not the peer's fault the import meets again, and refuses.
            Ok(()) | Err(_) => {}
        }
        block.header = sealed.header;
        block.post_digests.push(DigestItem::Seal(POW_ENGINE_ID, sealed.seal));
        block.insert_intermediate(INTERMEDIATE_KEY, PowIntermediate::<Weight> { difficulty: None });
        block.post_hash = Some(sealed.hash);
        Ok(block)
    }
}

/// The import queue: the stock one behind a door at which each batch's mixes begin to be computed on all cores.
pub struct SealedQueue<Client, W> {
    inner: BasicQueue<Block>,
    door: Door<Client, W>,
    bans: Bans,
}

impl<Client, W> SealedQueue<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
    Client::Api: DifficultyApi<Block, U256> + LicenseApi<Block>,
    W: WorkFunction,
{
    /// A queue in front of an import.
    pub fn new(
        rules: HeaderRules<Client, W>,
        import: BoxBlockImport<Block>,
        spawner: &impl sp_core::traits::SpawnEssentialNamed,
        registry: Option<&Registry>,
        bans: Bans,
    ) -> Self {
        let inner = BasicQueue::new(HeaderVerifier(rules.clone()), import, None, spawner, registry);
        let door = Door { rules, inner: inner.service() };
        Self { inner, door, bans }
    }
}

/// Where batches come in.
struct Door<Client, W> {
    rules: HeaderRules<Client, W>,
    inner: Box<dyn ImportQueueService<Block>>,
}

impl<Client, W> ImportQueueService<Block> for Door<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
    Client::Api: DifficultyApi<Block, U256> + LicenseApi<Block>,
    W: WorkFunction,
{
    fn import_blocks(&mut self, origin: BlockOrigin, blocks: Vec<IncomingBlock<Block>>) {
        // One block alone gains nothing.
        if blocks.len() > 1 {
            self.rules.compute_ahead(blocks.iter().map_while(|block| block.header.clone()));
        }
        self.inner.import_blocks(origin, blocks);
    }

    fn import_justifications(&mut self, who: RuntimeOrigin, hash: Hash, number: u32, justifications: Justifications) {
        self.inner.import_justifications(who, hash, number, justifications);
    }
}

#[async_trait::async_trait]
impl<Client, W> ImportQueue<Block> for SealedQueue<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
    Client::Api: DifficultyApi<Block, U256> + LicenseApi<Block>,
    W: WorkFunction,
{
    fn service(&self) -> Box<dyn ImportQueueService<Block>> {
        Box::new(Door { rules: self.door.rules.clone(), inner: self.inner.service() })
    }

    fn service_ref(&mut self) -> &mut dyn ImportQueueService<Block> {
        &mut self.door
    }

    fn poll_actions(&mut self, cx: &mut Context, link: &dyn Link<Block>) {
        self.inner.poll_actions(cx, &Judge { inner: link, bans: &self.bans });
    }

    async fn run(self, link: &dyn Link<Block>) {
        self.inner.run(&Judge { inner: link, bans: &self.bans }).await;
    }
}
