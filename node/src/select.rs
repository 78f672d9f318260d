//! The best chain is the one with the most work, and the database knows it.

use std::sync::Arc;

use sc_client_api::{backend::Backend, HeaderBackend};
use sero_runtime::{Hash, Header, OpaqueBlock as Block};
use sp_blockchain::Backend as _;
use sp_consensus::{Error, SelectChain};

/// Answers with the block that the fork choice made the best. The stock selection would look for the longest chain behind it.
pub struct HeaviestChain<B> {
    backend: Arc<B>,
}

impl<B> HeaviestChain<B> {
    /// Over the database.
    pub fn new(backend: Arc<B>) -> Self {
        Self { backend }
    }
}

impl<B> Clone for HeaviestChain<B> {
    fn clone(&self) -> Self {
        Self { backend: self.backend.clone() }
    }
}

#[async_trait::async_trait]
impl<B: Backend<Block>> SelectChain<Block> for HeaviestChain<B> {
    async fn leaves(&self) -> Result<Vec<Hash>, Error> {
        self.backend.blockchain().leaves().map_err(|e| Error::ChainLookup(e.to_string()))
    }

    async fn best_chain(&self) -> Result<Header, Error> {
        let blockchain = self.backend.blockchain();
        let best = blockchain.info().best_hash;
        blockchain.expect_header(best).map_err(|e| Error::ChainLookup(e.to_string()))
    }
}
