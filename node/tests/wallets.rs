//! The wallet against a real node: plain coins into the pool and out again, and a wallet that begins in the middle of a chain
//! whose old states are gone.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::common::{
    plain::{account_key, free},
    program, wait_for, Node, PATIENCE,
};
use codec::{DecodeAll, Encode};
use jsonrpsee::{core::client::ClientT, rpc_params};
use serde_json::Value;
use sero_rpc::{Hex32, HexBytes, SeroApiClient};
use sero_shielded::{
    asset::SERO,
    compact::{CompactBlock, CompactNote},
    encoding::FieldBytes,
    keys::Seed,
    note::leaf,
    tree::Frontier,
};
use sero_wallet::{
    amount::{self, SERO_DECIMALS},
    chain::RpcChain,
    plain::{ss58, suri},
    vault::KdfCost,
    wallet::{Birth, Wallet},
};

const PASSPHRASE: &str = "only for this test";

/// The wallet's program with a folder for its files, talking to a node.
struct Shell<'a> {
    folder: &'a Path,
    url: String,
}

impl Shell<'_> {
    fn output(&self, wallet: &str, arguments: &[&str]) -> Output {
        Command::new(program("sero-wallet"))
            .arg("--wallet")
            .arg(self.folder.join(wallet))
            .args(["--node", &self.url, "--json"])
            .args(arguments)
            .env_remove("SERO_WALLET")
            .env_remove("SERO_NODE")
            .env("SERO_WALLET_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null())
            .output()
            .expect("the wallet starts")
    }

    /// Runs a command that succeeds, and returns the object that it prints.
    fn run(&self, wallet: &str, arguments: &[&str]) -> Value {
        let output = self.output(wallet, arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// Runs a command that fails, and returns what it says why.
    fn fail(&self, wallet: &str, arguments: &[&str]) -> String {
        let output = self.output(wallet, arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// Reads the chain until the wallet's SERO are as wished.
    fn wait_for(&self, wallet: &str, wish: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.run(wallet, &["sync"]);
            let balance = self.run(wallet, &["balance"])["assets"][0].clone();
            assert_eq!(balance["asset"], "SERO");
            if wish(&balance) {
                return balance;
            }
            assert!(Instant::now() < deadline, "it never became so: {balance}");
            std::thread::sleep(Duration::from_millis(500));
        }
    }
}

fn url(node: &Node) -> String {
    format!("ws://127.0.0.1:{}", node.rpc)
}

fn units(text: &Value) -> u128 {
    amount::parse(text.as_str().expect("an amount is text"), SERO_DECIMALS).expect("an amount")
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_coins_go_into_the_pool_and_out_to_an_account() {
    let node = Node::dev();
    let client = node.client().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shell = Shell { folder: folder.path(), url: url(&node) };
    let account = |uri| suri::keypair(uri).expect("a secret URI").public.to_bytes();
    let (alice, zoe) = (account("//Alice"), account("//Zoe"));
    let zoe_text = ss58::encode(&zoe);
    shell.run("a", &["create", "--network", "development"]);
    wait_for(&client, |info| info.best.number >= 1).await;

    let before = free(&client, &alice).await;
    let shielded = shell.run("a", &["shield", "100", "--from-seed", "//Alice"]);
    assert_eq!((&shielded["account"], &shielded["amount"]), (&ss58::encode(&alice).into(), &"100".into()));
    assert_eq!(shielded["hash"].as_str().map(str::len), Some(2 + 2 * 32));
    shell.wait_for("a", |balance| balance["total"] == "100");
    let paid = before - free(&client, &alice).await;
    assert!(paid > 100 * SERO && paid < 101 * SERO, "100 SERO and a fee, not {paid}");
    let received = shell.run("a", &["history"])["entries"][0].clone();
    assert_eq!((&received["direction"], &received["public"]), (&"received".into(), &true.into()));

    // Once an anchor holds the note.
    shell.wait_for("a", |balance| balance["spendable"] == "100");
    assert_eq!(free(&client, &zoe).await, 0);
    let sent = shell.run("a", &["unshield", &zoe_text, "2.5", "--memo", "out"]);
    assert_eq!((&sent["amount"], &sent["asset"]), (&"2.5".into(), &"SERO".into()));
    assert_eq!(sent["to"], zoe_text.as_str());
    let rest = 100 * SERO - 5 * SERO / 2 - units(&sent["fee"]);
    shell.wait_for("a", |balance| units(&balance["total"]) == rest && balance["pending"] == "0");
    assert_eq!(free(&client, &zoe).await, 5 * SERO / 2);
    let entry = shell.run("a", &["history", "--limit", "1"])["entries"][0].clone();
    assert_eq!((&entry["direction"], &entry["status"]), (&"sent".into(), &"mined".into()));
    assert_eq!((&entry["id"], &entry["fee"]), (&sent["id"], &sent["fee"]));
    let [output] = &entry["outputs"].as_array().expect("a list")[..] else { panic!("one payment: {entry}") };
    assert_eq!((&output["kind"], &output["to"]), (&"account".into(), &zoe_text.as_str().into()));
    assert_eq!((&output["amount"], &output["memo"]), (&"2.5".into(), &"out".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_account_that_has_too_little_shields_nothing_and_pays_nothing() {
    let node = Node::dev();
    let client = node.client().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shell = Shell { folder: folder.path(), url: url(&node) };
    let alice = suri::keypair("//Alice").expect("a secret URI").public.to_bytes();
    shell.run("a", &["create", "--network", "development"]);
    // Before block 3 a wallet tries nothing.
    wait_for(&client, |info| info.best.number >= 3).await;
    let before = free(&client, &alice).await;
    let said = shell.fail("a", &["shield", "999999999999", "--from-seed", "//Alice"]);
    assert!(said.contains(&ss58::encode(&alice)) && said.contains("shield less"), "{said}");
    // Had it handed something in, one of the next blocks would hold it.
    let info = client.chain_info().await.expect("the node answers");
    wait_for(&client, |now| now.best.number >= info.best.number + 3).await;
    assert_eq!(free(&client, &alice).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_begins_at_a_block_whose_state_is_gone() {
    const BIRTHDAY: u32 = 5;
    let node = Node::start(&["--dev", "--state-pruning", "4"]);
    let client = node.client().await;
    let info = wait_for(&client, |info| info.finalized.number >= 20).await;
    let blocks = client.blocks(0, info.best.number).await.expect("they exist");
    let hash = blocks[BIRTHDAY as usize].hash;
    let state: Result<Option<HexBytes>, _> =
        client.request("state_getStorage", rpc_params![account_key(&[0; 32]), hash]).await;
    assert!(state.is_err(), "the state must be gone, or this tests nothing");

    // The node's frontiers are those of the notes in its blocks.
    let mut tree = Frontier::default();
    let mut later = 0;
    for block in &blocks {
        let data = CompactBlock::decode_all(&mut &block.data.0[..]).expect("it decodes");
        let notes = data.bundles.iter().flat_map(|bundle| &bundle.notes);
        for (note, index) in notes.zip(data.first_index..) {
            let CompactNote::Public(note) = note else { panic!("nobody pays here") };
            let commitment = note.open().expect("an address").commitment();
            tree.append(leaf(index, commitment)).expect("there is room");
            later += if block.number > BIRTHDAY { note.value } else { 0 };
        }
        let number = block.number;
        assert_eq!(client.frontier(number).await.expect("it is kept").0, tree.encoded().encode(), "block {number}");
        let root = Hex32(FieldBytes::from(tree.root()).0);
        assert_eq!(client.root(number).await.expect("it is kept"), root, "block {number}");
    }

    // The account that mines has what was mined behind its birthday.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chain = RpcChain::connect(&url(&node)).await.expect("it answers");
    let cost = KdfCost { memory_kib: 64, passes: 1, lanes: 1 };
    let birth = Birth { cost, ..Birth::at(&chain, BIRTHDAY).await.expect("the block is final") };
    let seed = Seed::new(*b"sero development account number0");
    let mut wallet = Wallet::restore(&folder.path().join("miner"), PASSPHRASE, &seed, birth).expect("a wallet");
    assert_eq!(wallet.tip().number, BIRTHDAY);
    let report = wallet.sync(&chain, |_| {}).await.expect("it syncs");
    let newer = client.blocks(info.best.number + 1, report.tip).await.unwrap_or_default();
    let newer = newer.iter().flat_map(|block| {
        let data = CompactBlock::decode_all(&mut &block.data.0[..]).expect("it decodes");
        data.bundles.into_iter().flat_map(|bundle| bundle.notes)
    });
    let newer = newer.map(|note| match note {
        CompactNote::Public(note) => note.value,
        CompactNote::Shielded(_) => panic!("nobody pays here"),
    });
    assert_eq!(wallet.balance()[0].total(), later + newer.sum::<u128>());

    // And by the command.
    let shell = Shell { folder: folder.path(), url: url(&node) };
    let words = folder.path().join("words");
    let made = shell.run("new", &["create", "--network", "development"]);
    std::fs::write(&words, made["mnemonic"].as_str().expect("words")).expect("the folder can be written");
    let words = words.to_str().expect("a path in UTF-8");
    let restored = shell.run("again", &["restore", "--mnemonic-file", words, "--birthday", "5"]);
    assert_eq!((&restored["birthday"], &restored["address"]), (&5.into(), &made["address"]));
    assert!(shell.run("again", &["sync"])["blocks"].as_u64() >= Some(15));
}
