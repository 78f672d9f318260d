//! A node over WebSocket.

use std::time::Duration;

use async_trait::async_trait;
use codec::{Compact, Decode, DecodeAll, Encode};
use jsonrpsee::{
    core::client::{ClientT, Error},
    rpc_params,
    ws_client::{WsClient, WsClientBuilder},
};
use sero_rpc::{Hex32, HexBytes, RpcError, SeroApiClient};
use sero_shielded::{
    asset::Asset,
    command::{Command, StoredPackage},
    encoding::FieldBytes,
    keys::PkrBytes,
    name::Name,
    registry::{CategoryRecord, Issuer, TicketRecord, TokenRecord},
    tree::{EncodedFrontier, Frontier},
};

use super::{AssetPage, BlockData, Chain, ChainError, ChainInfo};
use crate::plain::{extrinsic::hash, holding, trial};

/// Answers of `sero_blocks` are about 4 MiB of data, twice that in hex.
const MAX_RESPONSE: u32 = 32 * 1024 * 1024;

/// The pool took the extrinsic for a while and then did not want it: why, and whether a block holds it, is not said.
const BANNED: i32 = 1012;
/// The pool has the extrinsic.
const ALREADY_IMPORTED: i32 = 1013;
/// The pool has another extrinsic with this nonce.
const LOW_PRIORITY: i32 = 1014;

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
            // Substrate's messages name a family of errors; what is wrong stands beside them.
            let message = data.as_ref().map_or(message.clone(), |why| format!("{message}: {why}"));
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

/// An answer; nothing where the node does not answer such a question, as nodes for everybody may choose.
fn told<T>(answer: Result<T, Error>) -> Result<Option<T>, ChainError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Call(_)) => Ok(None),
        Err(error) => Err(explain(error)),
    }
}

fn decode<T: Decode>(bytes: &HexBytes, what: impl Fn() -> String) -> Result<T, ChainError> {
    T::decode_all(&mut bytes.0.as_slice()).map_err(|_| ChainError::Nonsense(what()))
}

/// Who may issue, by the length of the bytes.
fn issuer(bytes: Option<HexBytes>, name: &Name) -> Result<Option<Issuer>, ChainError> {
    let Some(HexBytes(bytes)) = bytes else { return Ok(None) };
    let address = PkrBytes::try_from(bytes.as_slice()).map(Issuer::Address).ok();
    let contract = || bytes.as_slice().try_into().map(Issuer::Contract).ok();
    match address.or_else(contract) {
        Some(issuer) => Ok(Some(issuer)),
        None => Err(ChainError::Nonsense(format!("the issuer of {name}"))),
    }
}

/// Makes sure that an answer is about what was asked.
fn about(asked: &str, answered: &str) -> Result<(), ChainError> {
    match asked == answered {
        true => Ok(()),
        false => Err(ChainError::Nonsense(format!("asked for {asked}, told of {answered}"))),
    }
}

fn id_text(asset: &Asset) -> String {
    Hex32(FieldBytes::from(asset.id()).0).to_string()
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

    async fn root(&self, number: u32) -> Result<[u8; 32], ChainError> {
        let root = SeroApiClient::root(&self.client, number).await;
        Ok(root
            .map_err(|error| match is_unknown_block(&error) {
                true => ChainError::UnknownBlock(number),
                false => explain(error),
            })?
            .0)
    }

    async fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        command: Option<&Command>,
    ) -> Result<u128, ChainError> {
        let command = command.map(|command| HexBytes(command.encode()));
        let fee = SeroApiClient::minimum_fee(&self.client, inputs, outputs, public_outs, command).await;
        Ok(fee.map_err(explain)?.0)
    }

    async fn deposit(&self, command: &Command) -> Result<u128, ChainError> {
        let deposit = SeroApiClient::deposit(&self.client, HexBytes(command.encode())).await;
        Ok(deposit.map_err(explain)?.0)
    }

    async fn assets(&self, from: u64, limit: u32) -> Result<AssetPage, ChainError> {
        let list = SeroApiClient::assets(&self.client, from, limit).await.map_err(explain)?;
        let assets = decode(&list.assets, || format!("the list of assets from place {from}"))?;
        Ok(AssetPage { total: list.total, assets })
    }

    async fn token(&self, name: &Name) -> Result<Option<TokenRecord>, ChainError> {
        let info = SeroApiClient::token(&self.client, name.to_string()).await.map_err(explain)?;
        let Some(info) = info else { return Ok(None) };
        about(&name.to_string(), &info.name)?;
        about(&id_text(&name.token()), &info.id.to_string())?;
        Ok(Some(TokenRecord {
            decimals: info.decimals,
            supply: info.supply.0,
            cap: info.cap.map(|cap| cap.0),
            issuer: issuer(info.issuer, name)?,
            registered: info.registered,
        }))
    }

    async fn category(&self, name: &Name) -> Result<Option<CategoryRecord>, ChainError> {
        let info = SeroApiClient::category(&self.client, name.to_string()).await.map_err(explain)?;
        let Some(info) = info else { return Ok(None) };
        about(&name.to_string(), &info.name)?;
        let (tickets, registered) = (info.tickets.0, info.registered);
        Ok(Some(CategoryRecord { tickets, issuer: issuer(info.issuer, name)?, registered }))
    }

    async fn ticket(&self, category: &Name, id: &[u8; 32]) -> Result<Option<TicketRecord>, ChainError> {
        let info = SeroApiClient::ticket(&self.client, category.to_string(), Hex32(*id)).await.map_err(explain)?;
        let Some(info) = info else { return Ok(None) };
        let asset = Asset::Ticket { category: *category.bytes(), id: *id };
        about(&id_text(&asset), &info.id.to_string())?;
        if info.burnt {
            return Ok(Some(TicketRecord::Burnt));
        }
        let data = decode(&info.data, || format!("the data of a ticket of {category}"))?;
        Ok(Some(TicketRecord::Held { data, deposit: info.deposit.0 }))
    }

    async fn next_index(&self) -> Result<u64, ChainError> {
        SeroApiClient::next_index(&self.client).await.map_err(explain)
    }

    async fn package(&self, id: &[u8; 32]) -> Result<Option<StoredPackage>, ChainError> {
        let package = SeroApiClient::package(&self.client, Hex32(*id)).await.map_err(explain)?;
        package.map(|bytes| decode(&bytes, || "a package".into())).transpose()
    }

    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let submitted = SeroApiClient::submit_bundle(&self.client, HexBytes(bundle)).await;
        Ok(submitted.map_err(explain)?.hash.0)
    }

    async fn account_nonce(&self, account: &str) -> Result<u32, ChainError> {
        let params = rpc_params![account];
        self.client.request("system_accountNextIndex", params).await.map_err(explain)
    }

    async fn try_extrinsic(&self, extrinsic: &[u8], at: &[u8; 32]) -> Result<Option<String>, ChainError> {
        let params = rpc_params!["BlockBuilder_apply_extrinsic", HexBytes(extrinsic.to_vec()), Hex32(*at)];
        let outcome: Option<HexBytes> = told(self.client.request("state_call", params).await)?;
        Ok(outcome.and_then(|HexBytes(outcome)| trial::broken_rule(&outcome)))
    }

    async fn plain_fee(&self, extrinsic: &[u8]) -> Result<Option<u128>, ChainError> {
        // The runtime prices the length that it is told.
        let length = (extrinsic.len() as u32).to_le_bytes();
        let params = rpc_params!["TransactionPaymentApi_query_info", HexBytes([extrinsic, &length].concat())];
        let info: Option<HexBytes> = told(self.client.request("state_call", params).await)?;
        // The two parts of the weight, the class, the fee.
        type Info = (Compact<u64>, Compact<u64>, u8, u128);
        let info = info.and_then(|HexBytes(info)| Info::decode_all(&mut info.as_slice()).ok());
        Ok(info.map(|(_, _, _, fee)| fee))
    }

    async fn plain_balance(&self, account: &[u8; 32], asset: &Asset) -> Result<Option<u128>, ChainError> {
        let params = rpc_params![HexBytes(holding::key(account, asset))];
        let stored: Option<Option<HexBytes>> = told(self.client.request("state_getStorage", params).await)?;
        Ok(stored.and_then(|stored| holding::value(asset, stored.as_ref().map(|HexBytes(bytes)| bytes.as_slice()))))
    }

    async fn submit_extrinsic(&self, extrinsic: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let own_hash = hash(&extrinsic);
        let params = rpc_params![HexBytes(extrinsic)];
        let answer: Result<Hex32, Error> = self.client.request("author_submitExtrinsic", params).await;
        match answer {
            Ok(Hex32(hash)) => Ok(hash),
            Err(Error::Call(object)) if object.code() == ALREADY_IMPORTED => Ok(own_hash),
            Err(Error::Call(object)) if matches!(object.code(), BANNED | LOW_PRIORITY) => {
                Err(ChainError::Node(object.message().to_string()))
            }
            Err(error) => Err(explain(error)),
        }
    }
}
