//! The proof of work as `sc-consensus-pow` wants it.

use std::sync::Arc;

use sc_consensus_pow::{Error, PowAlgorithm};
use sero_pow::{Seal, Weight, WorkFunction, U256};
use sero_runtime::{Hash, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_pow::{DifficultyApi, Seal as RawSeal};
use sp_runtime::generic::BlockId;

use super::header::{self, HeaderError};

impl From<HeaderError> for Error<Block> {
    fn from(error: HeaderError) -> Self {
        Error::Other(error.to_string())
    }
}

/// The proof of work of this chain: difficulty from the headers, work from a [`WorkFunction`].
pub struct SeroPow<Client, W> {
    client: Arc<Client>,
    work: W,
}

impl<Client, W> SeroPow<Client, W> {
    /// Over a client and a work function.
    pub fn new(client: Arc<Client>, work: W) -> Self {
        Self { client, work }
    }
}

impl<Client, W: Clone> Clone for SeroPow<Client, W> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), work: self.work.clone() }
    }
}

/// The difficulty that the child of a block of the database has to meet.
pub fn next_difficulty<Client>(client: &Client, parent: Hash) -> Result<U256, HeaderError>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
    Client::Api: DifficultyApi<Block, U256>,
{
    let internal = |error: &dyn std::fmt::Display| HeaderError::Internal(error.to_string());
    let header = client.header(parent).map_err(|e| internal(&e))?.ok_or(HeaderError::UnknownParent(parent))?;
    // Execution compared the header with what the runtime computed. Block 0 names nothing.
    match header.number {
        0 => client.runtime_api().difficulty(parent).map_err(|e| internal(&e)),
        _ => Ok(header::work_digest(&header)?.next()),
    }
}

impl<Client, W> PowAlgorithm<Block> for SeroPow<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
    Client::Api: DifficultyApi<Block, U256>,
    W: WorkFunction,
{
    /// What a block adds to the weight of its chain; without votes, its difficulty.
    type Difficulty = Weight;

    fn difficulty(&self, parent: Hash) -> Result<Weight, Error<Block>> {
        Ok(Weight::of(next_difficulty(&*self.client, parent)?, 0))
    }

    /// Looks at the seal's form before the parent is known.
    fn preliminary_verify(&self, _: &Hash, seal: &RawSeal) -> Result<Option<bool>, Error<Block>> {
        Seal::decode_exact(seal).map_err(HeaderError::Seal)?;
        Ok(None)
    }

    fn verify(
        &self,
        parent: &BlockId<Block>,
        pre_hash: &Hash,
        payout: Option<&[u8]>,
        seal: &RawSeal,
        _: Weight,
    ) -> Result<bool, Error<Block>> {
        let hash = match parent {
            BlockId::Hash(hash) => *hash,
            BlockId::Number(number) => self
                .client
                .hash(*number)
                .map_err(Error::Client)?
                .ok_or_else(|| HeaderError::Internal(format!("no block {number}")))?,
        };
        let parent_height = self.client.number(hash).map_err(Error::Client)?.ok_or(HeaderError::UnknownParent(hash))?;
        let difficulty = next_difficulty(&*self.client, hash)?;
        header::check_seal(&self.work, parent_height.saturating_add(1), pre_hash, payout, seal, difficulty)?;
        Ok(true)
    }
}
