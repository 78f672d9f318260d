//! The `sero_` methods.

use std::sync::Arc;

use codec::{Decode, DecodeAll, Encode};
use futures::FutureExt;
use jsonrpsee::{
    core::{async_trait, SubscriptionResult},
    PendingSubscriptionSink,
};
use pallet_shielded_assets_runtime_api::AssetsApi;
use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::HeaderBackend;
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sero_rpc::{
    AssetList, BlockData, BlockId, CategoryInfo, ChainInfo, Decimal, Hex32, HexBytes, Network, NilStatus, RpcError,
    SeroApiServer, Submitted, TicketInfo, TokenInfo, MAX_BUNDLE_BYTES,
};
use sero_runtime::{apis::ChainConstants, chain, Command, Hash};
use sero_shielded::{
    bundle::Bundle,
    encoding::FieldBytes,
    tree::{EncodedFrontier, Frontier},
};
use sp_api::{Core, ProvideRuntimeApi};

use super::{
    assets,
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

    fn next_index(&self) -> Result<u64, RpcError> {
        self.client.runtime_api().next_index(self.best()).map_err(internal)
    }

    fn nil_status(&self, nil: Hex32) -> Result<NilStatus, RpcError> {
        let nil = read_field(nil, "nil")?;
        let spent_in = self.client.runtime_api().nil_status(self.best(), nil).map_err(internal)?;
        Ok(NilStatus { spent_in })
    }

    fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        command: Option<HexBytes>,
    ) -> Result<Decimal, RpcError> {
        let command = command.map(|bytes| decode(&bytes.0, "command")).transpose()?;
        let fee = self.client.runtime_api().minimum_fee(self.best(), inputs, outputs, public_outs, command);
        fee.map(Decimal).map_err(internal)
    }

    fn deposit(&self, command: HexBytes) -> Result<Decimal, RpcError> {
        let command = decode(&command.0, "command")?;
        self.client.runtime_api().deposit(self.best(), command).map(Decimal).map_err(internal)
    }

    fn assets(&self, from: u64, limit: u32) -> Result<AssetList, RpcError> {
        assets::list(&self.client, self.best(), from, limit)
    }

    fn asset(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError> {
        let id = read_field(id, "asset id")?;
        let listed = self.client.runtime_api().asset(self.best(), id).map_err(internal)?;
        Ok(listed.map(|listed| HexBytes(listed.encode())))
    }

    fn token(&self, name: String) -> Result<Option<TokenInfo>, RpcError> {
        assets::token(&self.client, self.best(), &name)
    }

    fn category(&self, name: String) -> Result<Option<CategoryInfo>, RpcError> {
        assets::category(&self.client, self.best(), &name)
    }

    fn ticket(&self, category: String, id: Hex32) -> Result<Option<TicketInfo>, RpcError> {
        assets::ticket(&self.client, self.best(), &category, id)
    }

    fn package(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError> {
        let package = self.client.runtime_api().package(self.best(), id.0).map_err(internal)?;
        Ok(package.map(|package| HexBytes(package.encode())))
    }

    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError> {
        let bundle: Bundle<Command> = decode(&bundle.0, "bundle")?;
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

/// A nil or asset id out of foreign bytes. One above the modulus is none; that nobody spent or listed it would say nothing.
fn read_field(bytes: Hex32, what: &str) -> Result<FieldBytes, RpcError> {
    let bytes = FieldBytes(bytes.0);
    match bytes.to_field() {
        Ok(_) => Ok(bytes),
        Err(error) => Err(RpcError::BadEncoding { what: what.into(), why: error.to_string() }),
    }
}

/// A bundle or command out of foreign bytes: not too many, nothing behind it.
fn decode<T: Decode>(bytes: &[u8], what: &str) -> Result<T, RpcError> {
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(RpcError::Oversized { got: bytes.len(), limit: MAX_BUNDLE_BYTES });
    }
    T::decode_all(&mut &bytes[..]).map_err(|error| RpcError::BadEncoding { what: what.into(), why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nil_above_the_modulus_is_refused_instead_of_called_unspent() {
        assert_eq!(read_field(Hex32([1; 32]), "nil"), Ok(FieldBytes([1; 32])));
        let refused = read_field(Hex32([0xff; 32]), "nil");
        assert!(matches!(&refused, Err(RpcError::BadEncoding { what, .. }) if what == "nil"), "{refused:?}");
    }
}
