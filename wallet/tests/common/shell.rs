//! The command in a folder of its own, and a test chain behind a real socket for it to talk to.

use std::process::{Command, Output, Stdio};

use codec::{Compact, DecodeAll, Encode};
use futures::executor::block_on;
use jsonrpsee::{
    core::{async_trait, SubscriptionResult},
    server::{ServerBuilder, ServerHandle},
    types::ErrorObjectOwned,
    PendingSubscriptionSink, RpcModule,
};
use serde_json::Value;
use sero_rpc::{
    AssetList, CategoryInfo, Decimal, Hex32, HexBytes, NilStatus, RpcError, SeroApiServer, Submitted, TicketInfo,
    TokenInfo,
};
use sero_shielded::{
    asset::Asset,
    command::Command as BundleCommand,
    encoding::FieldBytes,
    name::Name,
    registry::{Issuer, TicketRecord},
};
use sero_wallet::chain::{BlockData, Chain, ChainError, ChainInfo};

use super::{Folder, TestChain, PASSPHRASE};

/// A test chain behind the real interface.
struct Served(TestChain);

fn error(error: ChainError) -> RpcError {
    match error {
        ChainError::UnknownBlock(number) => RpcError::UnknownBlock(number),
        ChainError::Refused { cause, message } => RpcError::BundleRefused { cause, detail: message },
        other => RpcError::Internal(other.to_string()),
    }
}

fn command_of(bytes: &HexBytes) -> BundleCommand {
    BundleCommand::decode_all(&mut bytes.0.as_slice()).unwrap()
}

fn id(asset: &Asset) -> Hex32 {
    Hex32(FieldBytes::from(asset.id()).0)
}

fn issuer(issuer: &Option<Issuer>) -> Option<HexBytes> {
    issuer.as_ref().map(|issuer| HexBytes(issuer.bytes().to_vec()))
}

#[async_trait]
impl SeroApiServer for Served {
    fn chain_info(&self) -> Result<ChainInfo, RpcError> {
        block_on(self.0.info()).map_err(error)
    }
    fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError> {
        block_on(Chain::blocks(&self.0, from, to)).map_err(error)
    }
    async fn subscribe_blocks(&self, _: PendingSubscriptionSink, _: u32) -> SubscriptionResult {
        Ok(())
    }
    fn root(&self, number: u32) -> Result<Hex32, RpcError> {
        block_on(Chain::root(&self.0, number)).map(Hex32).map_err(error)
    }
    fn frontier(&self, number: u32) -> Result<HexBytes, RpcError> {
        let mut frontier = block_on(Chain::frontier(&self.0, number)).map_err(error)?.encoded().encode();
        if let Some(lie) = self.0.inner().frontier_lie {
            lie(&mut frontier);
        }
        Ok(HexBytes(frontier))
    }
    fn nil_status(&self, _: Hex32) -> Result<NilStatus, RpcError> {
        Ok(NilStatus { spent_in: None })
    }
    fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        outs: u32,
        command: Option<HexBytes>,
    ) -> Result<Decimal, RpcError> {
        let command = command.map(|bytes| command_of(&bytes));
        block_on(Chain::minimum_fee(&self.0, inputs, outputs, outs, command.as_ref())).map(Decimal).map_err(error)
    }
    fn deposit(&self, command: HexBytes) -> Result<Decimal, RpcError> {
        block_on(Chain::deposit(&self.0, &command_of(&command))).map(Decimal).map_err(error)
    }
    fn assets(&self, from: u64, limit: u32) -> Result<AssetList, RpcError> {
        let page = block_on(Chain::assets(&self.0, from, limit)).map_err(error)?;
        Ok(AssetList { total: page.total, assets: HexBytes(page.assets.encode()) })
    }
    fn token(&self, name: String) -> Result<Option<TokenInfo>, RpcError> {
        let name = Name::parse(&name).unwrap();
        let record = block_on(Chain::token(&self.0, &name)).map_err(error)?;
        Ok(record.map(|record| TokenInfo {
            name: name.to_string(),
            id: id(&name.token()),
            decimals: record.decimals,
            supply: Decimal(record.supply),
            cap: record.cap.map(Decimal),
            issuer: issuer(&record.issuer),
            registered: record.registered,
        }))
    }
    fn category(&self, name: String) -> Result<Option<CategoryInfo>, RpcError> {
        let name = Name::parse(&name).unwrap();
        let record = block_on(Chain::category(&self.0, &name)).map_err(error)?;
        Ok(record.map(|record| CategoryInfo {
            name: name.to_string(),
            tickets: Decimal(record.tickets),
            issuer: issuer(&record.issuer),
            registered: record.registered,
        }))
    }
    fn ticket(&self, category: String, ticket: Hex32) -> Result<Option<TicketInfo>, RpcError> {
        let category = Name::parse(&category).unwrap();
        let record = block_on(Chain::ticket(&self.0, &category, &ticket.0)).map_err(error)?;
        Ok(record.map(|record| {
            let (burnt, data, deposit) = match record {
                TicketRecord::Held { data, deposit } => (false, data, deposit),
                TicketRecord::Burnt => (true, Default::default(), 0),
            };
            TicketInfo {
                category: category.to_string(),
                ticket,
                id: id(&Asset::Ticket { category: *category.bytes(), id: ticket.0 }),
                burnt,
                data: HexBytes(data.encode()),
                deposit: Decimal(deposit),
            }
        }))
    }
    fn asset(&self, wanted: Hex32) -> Result<Option<HexBytes>, RpcError> {
        let page = block_on(Chain::assets(&self.0, 0, u32::MAX)).map_err(error)?;
        let found = page.assets.into_iter().find(|listed| id(&listed.asset) == wanted);
        Ok(found.map(|listed| HexBytes(listed.encode())))
    }
    fn next_index(&self) -> Result<u64, RpcError> {
        block_on(Chain::next_index(&self.0)).map_err(error)
    }
    fn package(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError> {
        let package = block_on(Chain::package(&self.0, &id.0)).map_err(error)?;
        Ok(package.map(|package| HexBytes(package.encode())))
    }
    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError> {
        let hash = Chain::submit_bundle(&self.0, bundle.0).await.map_err(error)?;
        Ok(Submitted { hash: Hex32(hash) })
    }
}

/// The methods of Substrate that plain accounts need.
fn with_accounts(mut module: RpcModule<Served>) -> RpcModule<Served> {
    type Answer<T> = Result<T, ErrorObjectOwned>;
    module
        .register_method("system_accountNextIndex", |_, served, _| -> Answer<u32> { Ok(served.0.inner().nonce) })
        .unwrap();
    module
        .register_method("state_call", |params, served, _| -> Answer<HexBytes> {
            let mut given = params.sequence();
            let (method, bytes): (String, HexBytes) = (given.next()?, given.next()?);
            let at: Option<Hex32> = given.optional_next()?;
            let mut inner = served.0.inner();
            if inner.tries_nothing {
                return Err(ErrorObjectOwned::owned(-32_601, "Method not found", None::<()>));
            }
            Ok(HexBytes(match method.as_str() {
                "BlockBuilder_apply_extrinsic" => {
                    inner.tried.push((bytes.0, at.expect("a block is named").0));
                    inner.outcome.clone()
                }
                "TransactionPaymentApi_query_info" => {
                    // The length stands behind the extrinsic.
                    let (extrinsic, length) = bytes.0.split_last_chunk::<4>().unwrap();
                    assert_eq!(u32::from_le_bytes(*length) as usize, extrinsic.len());
                    (Compact(7u64), Compact(8u64), 0u8, inner.fee).encode()
                }
                other => panic!("no wallet calls {other}"),
            }))
        })
        .unwrap();
    module
        .register_method("state_getStorage", |_, served, _| -> Answer<Option<HexBytes>> {
            let held = served.0.inner().held;
            Ok(Some(HexBytes(([0u32; 4], held, [0u128; 3]).encode())))
        })
        .unwrap();
    module
        .register_method("author_submitExtrinsic", |params, served, _| -> Answer<Hex32> {
            let HexBytes(bytes) = params.one()?;
            let taken = block_on(served.0.submit_extrinsic(bytes)).map_err(error)?;
            let code = served.0.inner().submit_code;
            match code {
                Some(code) => Err(ErrorObjectOwned::owned(code, "not as you wish", None::<()>)),
                None => Ok(Hex32(taken)),
            }
        })
        .unwrap();
    module
}

/// A folder with wallets, and the command.
pub struct Shell {
    pub folder: Folder,
    node: String,
    runtime: tokio::runtime::Runtime,
    _server: Option<ServerHandle>,
}

impl Shell {
    pub fn offline() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        // Nobody listens on the discard port.
        Shell { folder: Folder::new(), node: "ws://127.0.0.1:9".into(), runtime, _server: None }
    }

    pub fn with(chain: &TestChain) -> Self {
        let mut shell = Self::offline();
        let (node, server) = shell.runtime.block_on(async {
            let server = ServerBuilder::default().build("127.0.0.1:0").await.unwrap();
            let url = format!("ws://{}", server.local_addr().unwrap());
            (url, server.start(with_accounts(Served(chain.clone()).into_rpc())))
        });
        shell.node = node;
        shell._server = Some(server);
        shell
    }

    pub fn output(&self, wallet: &str, passphrase: &str, arguments: &[&str]) -> Output {
        self.command(wallet, passphrase, arguments).output().unwrap()
    }

    /// A command that was not started yet.
    pub fn command(&self, wallet: &str, passphrase: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sero-wallet"));
        command
            .arg("--wallet")
            .arg(self.folder.path(wallet))
            .args(["--node", &self.node])
            .args(arguments)
            .env_remove("SERO_WALLET")
            .env_remove("SERO_NODE")
            .env("SERO_WALLET_PASSPHRASE", passphrase)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that succeeds.
    pub fn run(&self, wallet: &str, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let output = self.output(wallet, PASSPHRASE, &arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&text).unwrap()
    }

    /// Runs a command that fails, and returns the kind of its error.
    pub fn fail(&self, wallet: &str, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let output = self.output(wallet, PASSPHRASE, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let object: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!object["error"]["message"].as_str().unwrap().is_empty());
        object["error"].clone()
    }
}
