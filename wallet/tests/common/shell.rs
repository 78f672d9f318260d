//! The command in a folder of its own, and a test chain behind a real socket for it to talk to.

use std::process::{Command, Output, Stdio};

use codec::Encode;
use futures::executor::block_on;
use jsonrpsee::{
    core::{async_trait, SubscriptionResult},
    server::{ServerBuilder, ServerHandle},
    PendingSubscriptionSink,
};
use serde_json::Value;
use sero_rpc::{Decimal, Hex32, HexBytes, NilStatus, RpcError, SeroApiServer, Submitted};
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
        Err(RpcError::StateUnavailable(number))
    }
    fn frontier(&self, number: u32) -> Result<HexBytes, RpcError> {
        let frontier = block_on(Chain::frontier(&self.0, number)).map_err(error)?;
        Ok(HexBytes(frontier.encoded().encode()))
    }
    fn nil_status(&self, _: Hex32) -> Result<NilStatus, RpcError> {
        Ok(NilStatus { spent_in: None })
    }
    fn minimum_fee(&self, inputs: u32, outputs: u32, outs: u32) -> Result<Decimal, RpcError> {
        block_on(Chain::minimum_fee(&self.0, inputs, outputs, outs)).map(Decimal).map_err(error)
    }
    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError> {
        let hash = Chain::submit_bundle(&self.0, bundle.0).await.map_err(error)?;
        Ok(Submitted { hash: Hex32(hash) })
    }
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
            (url, server.start(Served(chain.clone()).into_rpc()))
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
