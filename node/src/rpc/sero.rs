//! The `sero_` methods.

use std::sync::Arc;

use codec::{DecodeAll, Encode};
use futures::FutureExt;
use jsonrpsee::{
    core::{async_trait, SubscriptionResult},
    PendingSubscriptionSink,
};
use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::HeaderBackend;
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sero_rpc::{
    BlockData, BlockId, ChainInfo, Decimal, Hex32, HexBytes, Network, NilStatus, RpcError, SeroApiServer, Submitted,
    MAX_BUNDLE_BYTES,
};
use sero_runtime::{apis::ChainConstants, chain, Command, Hash};
use sero_shielded::{
    bundle::Bundle,
    encoding::FieldBytes,
    tree::{EncodedFrontier, Frontier},
};
use sp_api::{Core, ProvideRuntimeApi};

use super::{
    blocks::{self, internal},
    stream, Pool,
};
use crate::{
    compact::{self, CompactError},
    import::Alarm,
    service::FullClient,
};

/// The server of the methods.
pub struct Sero {
    client: Arc<FullClient>,
    pool: Arc<Pool>,
    constants: ChainConstants,
    alarm: Alarm,
    tasks: SubscriptionTaskExecutor,
}

impl Sero {
    /// A server over a chain and its pool.
    pub fn new(
        client: Arc<FullClient>,
        pool: Arc<Pool>,
        constants: ChainConstants,
        alarm: Alarm,
        tasks: SubscriptionTaskExecutor,
    ) -> Self {
        Self { client, pool, constants, alarm, tasks }
    }

    fn best(&self) -> Hash {
        self.client.info().best_hash
    }

    /// The note tree's frontier at the end of a block of the best chain. It is kept beside the compact block and outlives the
    /// block's state.
    fn frontier_at(&self, number: u32) -> Result<EncodedFrontier, RpcError> {
        let hash = blocks::hash_at(&self.client, number)?;
        let entry = compact::entry(&*self.client, hash).map_err(|error| match error {
            CompactError::Runtime { .. } => {
                log::debug!(target: "sero::rpc", "No frontier of block {number}: {error}");
                RpcError::StateUnavailable(number)
            }
            error => internal(error),
        })?;
        Ok(entry.frontier)
    }
}

#[async_trait]
impl SeroApiServer for Sero {
    fn chain_info(&self) -> Result<ChainInfo, RpcError> {
        let info = self.client.info();
        let version = self.client.runtime_api().version(info.best_hash).map_err(internal)?;
        let parameters = self.constants.parameters;
        Ok(ChainInfo {
            genesis: Hex32(info.genesis_hash.0),
            network: match parameters.network {
                chain::Network::Main => Network::Main,
                chain::Network::Development => Network::Development,
                chain::Network::Local => Network::Local,
            },
            best: BlockId { number: info.best_number, hash: Hex32(info.best_hash.0) },
            finalized: BlockId { number: info.finalized_number, hash: Hex32(info.finalized_hash.0) },
            anchor_window: parameters.anchor_window,
            finality_depth: parameters.finality_depth,
            block_time_ms: self.constants.block_time_ms,
            max_expiry: parameters.max_expiry,
            spec_version: version.spec_version,
            transaction_version: version.transaction_version,
            heavier_fork_below_finality: self.alarm.raised(),
        })
    }

    fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError> {
        blocks::range(&self.client, from, to)
    }

    async fn subscribe_blocks(&self, pending: PendingSubscriptionSink, from: u32) -> SubscriptionResult {
        let sink = pending.accept().await?;
        let following = stream::run(self.client.clone(), sink, from);
        self.tasks.spawn("sero-rpc-blocks", Some("rpc"), following.boxed());
        Ok(())
    }

    fn root(&self, number: u32) -> Result<Hex32, RpcError> {
        let tree = Frontier::try_from(&self.frontier_at(number)?).map_err(internal)?;
        Ok(Hex32(FieldBytes::from(tree.root()).0))
    }

    fn frontier(&self, number: u32) -> Result<HexBytes, RpcError> {
        Ok(HexBytes(self.frontier_at(number)?.encode()))
    }

    fn nil_status(&self, nil: Hex32) -> Result<NilStatus, RpcError> {
        let nil = read_nil(nil)?;
        let spent_in = self.client.runtime_api().nil_status(self.best(), nil).map_err(internal)?;
        Ok(NilStatus { spent_in })
    }

    fn minimum_fee(&self, inputs: u32, outputs: u32, public_outs: u32) -> Result<Decimal, RpcError> {
        self.client.runtime_api().minimum_fee(self.best(), inputs, outputs, public_outs).map(Decimal).map_err(internal)
    }

    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError> {
        let bundle = decode(&bundle.0)?;
        let best = self.best();
        // Asked first for the rule's name: the pool's own answer has room for one byte.
        let api = self.client.clone();
        let checked = bundle.clone();
        let verdict = tokio::task::spawn_blocking(move || {
            let runtime = api.runtime_api();
            runtime.check_bundle(best, checked)
        })
        .await
        .map_err(internal)?
        .map_err(internal)?;
        if let Err(refusal) = verdict {
            return Err(RpcError::BundleRefused { cause: refusal.name().into(), detail: refusal.to_string() });
        }
        let extrinsic = self.client.runtime_api().extrinsic(best, bundle).map_err(internal)?;
        let hash = self
            .pool
            .submit_one(best, TransactionSource::External, extrinsic)
            .await
            .map_err(|error| RpcError::PoolRefused(error.to_string()))?;
        Ok(Submitted { hash: Hex32(hash.0) })
    }
}

/// A nil out of foreign bytes. One above the modulus is no nil; that nobody spent it would say nothing.
fn read_nil(nil: Hex32) -> Result<FieldBytes, RpcError> {
    let bytes = FieldBytes(nil.0);
    match bytes.to_field() {
        Ok(_) => Ok(bytes),
        Err(error) => Err(RpcError::BadEncoding { what: "nil".into(), why: error.to_string() }),
    }
}

/// A bundle out of foreign bytes: not too many, nothing behind it.
fn decode(bytes: &[u8]) -> Result<Bundle<Command>, RpcError> {
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(RpcError::Oversized { got: bytes.len(), limit: MAX_BUNDLE_BYTES });
    }
    Bundle::decode_all(&mut &bytes[..])
        .map_err(|error| RpcError::BadEncoding { what: "bundle".into(), why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nil_above_the_modulus_is_refused_instead_of_called_unspent() {
        assert_eq!(read_nil(Hex32([1; 32])), Ok(FieldBytes([1; 32])));
        let refused = read_nil(Hex32([0xff; 32]));
        assert!(matches!(&refused, Err(RpcError::BadEncoding { what, .. }) if what == "nil"), "{refused:?}");
    }
}
