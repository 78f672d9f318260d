//! The client behind the proof of work: inherents are checked once the seal is known to be good.
//!
//! Checking them runs the runtime over the whole body, which a peer must not get for a header without work.

use std::sync::Arc;

use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sero_runtime::OpaqueBlock as Block;
use sp_api::ProvideRuntimeApi;
use sp_block_builder::{BlockBuilder, CheckInherentsError};
use sp_consensus::Error as ConsensusError;
use sp_inherents::InherentDataProvider;
use sp_runtime::traits::{Block as _, Header as _};

/// Why a block's inherents are refused.
#[derive(Debug, thiserror::Error)]
pub enum InherentError {
    /// The node could not say what it would have put in.
    #[error("the node has no inherents of its own to compare with: {0}")]
    Own(sp_inherents::Error),
    /// The runtime could not be asked.
    #[error("the runtime does not check inherents: {0}")]
    Runtime(sp_api::ApiError),
    /// The block holds what it must not, for example a time too far ahead.
    #[error("inherents are refused: {0}")]
    Refused(sp_inherents::Error),
}

/// Checks inherents, then imports.
pub struct CheckedInherents<Client> {
    client: Arc<Client>,
}

impl<Client> CheckedInherents<Client> {
    /// Around the client.
    pub fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

impl<Client> Clone for CheckedInherents<Client> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone() }
    }
}

impl<Client> CheckedInherents<Client>
where
    Client: ProvideRuntimeApi<Block> + Send + Sync,
    Client::Api: BlockBuilder<Block>,
{
    async fn check(&self, block: Block) -> Result<(), InherentError> {
        let parent = *block.header().parent_hash();
        let own = sp_timestamp::InherentDataProvider::from_system_time();
        let data = own.create_inherent_data().await.map_err(InherentError::Own)?;
        sp_block_builder::check_inherents_with_data(self.client.clone(), parent, block, &own, data).await.map_err(
            |error| match error {
                CheckInherentsError::CreateInherentData(error) => InherentError::Own(error),
                CheckInherentsError::Client(error) => InherentError::Runtime(error),
                CheckInherentsError::CheckInherents(error) => InherentError::Refused(error),
                CheckInherentsError::CheckInherentsUnknownError(id) => {
                    InherentError::Refused(sp_inherents::Error::Application(
                        format!("nobody knows inherent {}", String::from_utf8_lossy(&id)).into(),
                    ))
                }
            },
        )
    }
}

#[async_trait::async_trait]
impl<Client> BlockImport<Block> for CheckedInherents<Client>
where
    Client: BlockImport<Block, Error = ConsensusError> + ProvideRuntimeApi<Block> + Send + Sync,
    Client::Api: BlockBuilder<Block>,
{
    type Error = ConsensusError;

    async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
        self.client.check_block(block).await
    }

    async fn import_block(&self, mut params: BlockImportParams<Block>) -> Result<ImportResult, Self::Error> {
        if let Some(body) = params.body.take() {
            let block = Block::new(params.header.clone(), body);
            if !params.state_action.skip_execution_checks() {
                self.check(block.clone()).await.map_err(|error| ConsensusError::Other(Box::new(error)))?;
            }
            params.body = Some(block.deconstruct().1);
        }
        self.client.import_block(params).await
    }
}
