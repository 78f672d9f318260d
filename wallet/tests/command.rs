//! The command itself, with and without a node behind a real socket.

mod common;

use std::process::{Command, Output};

use codec::Encode;
use common::*;
use futures::executor::block_on;
use jsonrpsee::{
    core::{async_trait, SubscriptionResult},
    server::{ServerBuilder, ServerHandle},
    PendingSubscriptionSink,
};
use serde_json::Value;
use sero_rpc::{Decimal, Hex32, HexBytes, NilStatus, RpcError, SeroApiServer, Submitted};
use sero_shielded::asset::SERO;
use sero_wallet::chain::{BlockData, Chain, ChainError, ChainInfo};

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
struct Shell {
    folder: Folder,
    node: String,
    runtime: tokio::runtime::Runtime,
    _server: Option<ServerHandle>,
}

impl Shell {
    fn offline() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        // Nobody listens on the discard port.
        Shell { folder: Folder::new(), node: "ws://127.0.0.1:9".into(), runtime, _server: None }
    }

    fn with(chain: &TestChain) -> Self {
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

    fn output(&self, wallet: &str, passphrase: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sero-wallet"))
            .arg("--wallet")
            .arg(self.folder.path(wallet))
            .args(["--node", &self.node])
            .args(arguments)
            .env_remove("SERO_WALLET")
            .env_remove("SERO_NODE")
            .env("SERO_WALLET_PASSPHRASE", passphrase)
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs a command that succeeds.
    fn run(&self, wallet: &str, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let output = self.output(wallet, PASSPHRASE, &arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&text).unwrap()
    }

    /// Runs a command that fails, and returns the kind of its error.
    fn fail(&self, wallet: &str, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let output = self.output(wallet, PASSPHRASE, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let object: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!object["error"]["message"].as_str().unwrap().is_empty());
        object["error"].clone()
    }
}

#[test]
fn wallets_are_made_and_shown_without_a_node() {
    let shell = Shell::offline();
    let made = shell.run("a", &["create", "--network", "development"]);
    assert_eq!(made["mnemonic"].as_str().unwrap().split(' ').count(), 24);
    assert_eq!((&made["network"], &made["birthday"]), (&"development".into(), &0.into()));
    let address = shell.run("a", &["address"])["address"].clone();
    assert_eq!(address, made["address"]);
    assert!(address.as_str().unwrap().starts_with("serodev1"));
    let (one, two) = (shell.run("a", &["one-time-address"]), shell.run("a", &["one-time-address"]));
    assert_ne!(one["address"], two["address"]);
    assert_eq!(one["wire"].as_str().unwrap().len(), 2 + 2 * 96);

    let words = shell.folder.path("words.txt");
    std::fs::write(&words, made["mnemonic"].as_str().unwrap()).unwrap();
    let words = words.to_str().unwrap();
    let restored = shell.run("b", &["restore", "--network", "development", "--mnemonic-file", words]);
    assert_eq!((&restored["address"], &restored["watchOnly"]), (&address, &false.into()));
    let other = ["restore", "--network", "development", "--mnemonic-file", words, "--account", "1"];
    assert_ne!(shell.run("c", &other)["address"], address);

    let key = shell.run("a", &["tracking-key"])["trackingKey"].clone();
    let watching = shell.run("w", &["watch", key.as_str().unwrap()]);
    assert_eq!((&watching["address"], &watching["watchOnly"]), (&address, &true.into()));
    let balance = shell.run("w", &["balance"]);
    assert_eq!(balance["assets"][0]["asset"], "SERO");
    assert_eq!(balance["assets"][0]["total"], "0");
}

#[test]
fn errors_have_a_kind_and_the_exit_status_1() {
    let shell = Shell::offline();
    assert_eq!(shell.fail("a", &["balance"])["kind"], "wallet-file");
    let no_node = shell.fail("a", &["create"]);
    assert_eq!(no_node["kind"], "no-node");
    assert!(no_node["message"].as_str().unwrap().contains("--network"));
    shell.run("a", &["create", "--network", "development"]);
    assert_eq!(shell.fail("a", &["create", "--network", "development"])["kind"], "wallet-file");
    assert_eq!(shell.fail("a", &["sync"])["kind"], "no-node");
    let address = shell.run("a", &["address"])["address"].clone();
    let address = address.as_str().unwrap();
    assert_eq!(shell.fail("a", &["send", address, "0"])["kind"], "amount");
    assert_eq!(shell.fail("a", &["send", address, "0.0000000000000000001"])["kind"], "amount");
    assert_eq!(shell.fail("a", &["send", "serodev1xyz", "1"])["kind"], "address");
    assert_eq!(shell.fail("a", &["unshield", address, "1"])["kind"], "address");
    let memo = "x".repeat(129);
    assert_eq!(shell.fail("a", &["send", address, "1", "--memo", &memo])["kind"], "memo");
    assert_eq!(shell.fail("a", &["shield", "1", "--from-seed", "Alice"])["kind"], "secret-uri");

    assert_eq!(shell.fail("b", &["watch", address])["kind"], "address");

    let wrong = shell.output("a", "wrong", &["balance", "--json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let object: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert_eq!(object["error"]["kind"], "passphrase");
    let empty = shell.output("c", "", &["create", "--network", "development"]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(!shell.folder.path("c").exists());
    assert_eq!(shell.output("a", PASSPHRASE, &["send"]).status.code(), Some(2));
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let shell = Shell::offline();
    for command in [
        "create",
        "restore",
        "watch",
        "address",
        "one-time-address",
        "tracking-key",
        "sync",
        "balance",
        "history",
        "send",
        "shield",
        "unshield",
        "submit",
    ] {
        let help = shell.output("a", PASSPHRASE, &[command, "--help"]);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example:"), "{command}");
    }
}

#[test]
fn a_payment_goes_from_one_command_to_another_and_its_note_only_once() {
    let chain = TestChain::new(1);
    chain.inner().finality = 20;
    let shell = Shell::with(&chain);
    let alice = shell.run("alice", &["create"]);
    let bob = shell.run("bob", &["create"]);
    let to = |made: &Value| {
        let text = made["address"].as_str().unwrap().to_string();
        let network = sero_shielded::address::Network::Development;
        (sero_shielded::keys::PaymentAddress::from_text(&text, network).unwrap(), text)
    };
    let ((alice, _), (_, bob)) = (to(&alice), to(&bob));
    chain.give(&alice, 10 * SERO);
    chain.mine(18);
    let report = shell.run("alice", &["sync"]);
    assert_eq!((&report["tip"], &report["notes"]), (&18.into(), &1.into()));
    let balance = shell.run("alice", &["balance"]);
    assert_eq!((&balance["anchor"], &balance["assets"][0]["spendable"]), (&8.into(), &"10".into()));

    let (first, second) = (shell.folder.path("1.hex"), shell.folder.path("2.hex"));
    let (first, second) = (first.to_str().unwrap(), second.to_str().unwrap());
    let wrote = shell.run("alice", &["send", &bob, "2.5", "--memo", "one", "--out", first]);
    assert_eq!((&wrote["amount"], &wrote["expiry"]), (&"2.5".into(), &58.into()));
    shell.run("alice", &["send", &bob, "1", "--out", second]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["spendable"], "10");

    let sent = shell.run("alice", &["submit", first]);
    assert_eq!(sent["fee"], "0.004");
    let again = shell.fail("alice", &["submit", first]);
    assert_eq!((&again["kind"], &again["cause"]), (&"refused".into(), &"PoolRefused".into()));
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["pending"], "7.496");
    chain.mine(1);
    let refused = shell.fail("alice", &["submit", second]);
    assert_eq!((&refused["kind"], &refused["cause"]), (&"refused".into(), &"NilAlreadySpent".into()));

    shell.run("alice", &["sync"]);
    shell.run("bob", &["sync"]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["incoming"], "7.496");
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "2.5");
    let history = shell.run("bob", &["history"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["status"]), (&"received".into(), &"mined".into()));
    assert_eq!((&entry["amount"], &entry["memo"]), (&"2.5".into(), &"one".into()));
    let history = shell.run("alice", &["history", "--limit", "1"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["fee"]), (&"sent".into(), &"0.004".into()));
    assert_eq!(entry["outputs"][0]["amount"], "2.5");
    assert_eq!(shell.fail("bob", &["send", &bob, "1"])["kind"], "funds");
}
