//! A node over WebSocket.

use std::time::Duration;

use async_trait::async_trait;
use codec::DecodeAll;
use jsonrpsee::{
    core::client::{ClientT, Error},
    rpc_params,
    ws_client::{WsClient, WsClientBuilder},
};
use sero_rpc::{Hex32, HexBytes, RpcError, SeroApiClient};
use sero_shielded::tree::{EncodedFrontier, Frontier};

use super::{BlockData, Chain, ChainError, ChainInfo};

/// Answers of `sero_blocks` are about 4 MiB of data, twice that in hex.
const MAX_RESPONSE: u32 = 32 * 1024 * 1024;

/// A connected node.
pub struct RpcChain {
    client: WsClient,
}

impl RpcChain {
    /// Connects to a node, for example `ws://127.0.0.1:9944`.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`].
    pub async fn connect(url: &str) -> Result<Self, ChainError> {
        let client = WsClientBuilder::default()
            .max_response_size(MAX_RESPONSE)
            .connection_timeout(Duration::from_secs(10))
            .request_timeout(Duration::from_secs(60))
            .build(url)
            .await
            .map_err(|error| ChainError::Unreachable { url: url.into(), why: error.to_string() })?;
        Ok(RpcChain { client })
    }
}

/// Errors of a `sero_` method, and of Substrate's own.
fn explain(error: Error) -> ChainError {
    let Error::Call(object) = error else { return ChainError::Connection(error.to_string()) };
    let message = object.message().to_string();
    match RpcError::cause_of(&object) {
        Some(cause) if matches!(object.code(), -33_005..=-33_002) => ChainError::Refused { cause, message },
        Some(_) | None if is_pool_error(object.code()) => {
            let data = object.data().map(|data| data.get().trim_matches('"').to_string());
            let cause = data.unwrap_or_else(|| "Invalid".into());
            ChainError::Refused { cause, message }
        }
        _ => ChainError::Node(message),
    }
}

/// Substrate's `author` module answers a refused extrinsic with codes from 1000 to 1099.
fn is_pool_error(code: i32) -> bool {
    (1000..1100).contains(&code)
}

fn is_unknown_block(error: &Error) -> bool {
    matches!(error, Error::Call(object) if RpcError::cause_of(object).as_deref() == Some("UnknownBlock"))
}

#[async_trait]
impl Chain for RpcChain {
    async fn info(&self) -> Result<ChainInfo, ChainError> {
        self.client.chain_info().await.map_err(explain)
    }

    async fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, ChainError> {
        SeroApiClient::blocks(&self.client, from, to).await.map_err(|error| match is_unknown_block(&error) {
            true => ChainError::UnknownBlock(from),
            false => explain(error),
        })
    }

    async fn frontier(&self, number: u32) -> Result<Frontier, ChainError> {
        let HexBytes(bytes) = SeroApiClient::frontier(&self.client, number).await.map_err(explain)?;
        let nonsense = || ChainError::Nonsense(format!("the frontier of block {number}"));
        let encoded = EncodedFrontier::decode_all(&mut bytes.as_slice()).map_err(|_| nonsense())?;
        Frontier::try_from(&encoded).map_err(|_| nonsense())
    }

    async fn minimum_fee(&self, inputs: u32, outputs: u32, public_outs: u32) -> Result<u128, ChainError> {
        let fee = self.client.minimum_fee(inputs, outputs, public_outs).await;
        Ok(fee.map_err(explain)?.0)
    }

    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let submitted = SeroApiClient::submit_bundle(&self.client, HexBytes(bundle)).await;
        Ok(submitted.map_err(explain)?.hash.0)
    }

    async fn account_nonce(&self, account: &str) -> Result<u32, ChainError> {
        let params = rpc_params![account];
        self.client.request("system_accountNextIndex", params).await.map_err(explain)
    }

    async fn submit_extrinsic(&self, extrinsic: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let params = rpc_params![HexBytes(extrinsic)];
        let Hex32(hash) = self.client.request("author_submitExtrinsic", params).await.map_err(explain)?;
        Ok(hash)
    }
}
