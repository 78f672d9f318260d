//! Miners outside the node: by getWork, by stratum, and in a pool.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::common::work::{engine, mine, number, solve, work_on, BY_HAND};
use crate::common::{program, run, wait_for, Node, PATIENCE};
use jsonrpsee::{core::client::Error, ws_client::WsClient};
use serde_json::Value;
use sero_rpc::{Hex32, MiningApiClient, SeroApiClient, WorkApiClient, WorkError};
use sero_shielded::{
    address::Network,
    keys::{Seed, SpendingKey},
};

fn address(seed: u8) -> String {
    SpendingKey::from_seed(&Seed::new([seed; 32])).expect("not zero").address().to_text(Network::Development)
}

fn code(error: Error) -> i32 {
    match error {
        Error::Call(object) => object.code(),
        other => panic!("the node failed: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_fetched_and_each_wrong_answer_is_named() {
    let engine = engine();
    let node = Node::start(&[&["--chain", "dev"][..], &BY_HAND].concat());
    let client = node.client().await;
    let work = work_on(&client, 0).await;
    assert_eq!(work[1], Hex32([0; 32]).to_string(), "the seed of epoch 0");
    let (nonce, header, mix) = solve(&engine, &work);

    let mut wrong = mix;
    wrong.0[5] ^= 1;
    let stale = WorkError::Stale(Hex32([1; 32])).code();
    let refused = WorkError::Refused(String::new()).code();
    let bad = WorkError::BadNumber { what: "nonce", text: String::new(), bytes: 8 }.code();
    let submit = |nonce: &str, header, mix| client.submit_work(nonce.to_owned(), header, mix);
    assert_eq!(code(submit(&nonce, Hex32([1; 32]), mix).await.expect_err("foreign work")), stale);
    assert_eq!(code(submit(&nonce, header, wrong).await.expect_err("a wrong mix")), refused);
    let next = format!("{:#x}", number(&nonce).low_u64().wrapping_add(1));
    assert_eq!(code(submit(&next, header, mix).await.expect_err("another nonce")), refused);
    assert_eq!(code(submit("7", header, mix).await.expect_err("no prefix")), bad);
    let long = format!("0x1{}", "0".repeat(16));
    assert_eq!(code(submit(&long, header, mix).await.expect_err("65 bits")), bad);

    assert!(submit(&nonce, header, mix).await.expect("it is right"));
    wait_for(&client, |info| info.best.number == 1).await;
    assert_eq!(code(submit(&nonce, header, mix).await.expect_err("once is enough")), stale);
    assert!(client.mining().await.expect("it answers"));
    assert!(client.submit_hashrate("0x1f4".into(), Hex32([7; 32])).await.expect("it is noted"));
    assert!(number(&client.hashrate().await.expect("it answers")).low_u64() >= 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_template_on_the_same_parent_is_still_good() {
    let engine = engine();
    let node = Node::start(&[&["--chain", "local"][..], &BY_HAND].concat());
    let client = node.client().await;
    let first = work_on(&client, 0).await;
    let deadline = Instant::now() + PATIENCE;
    while client.get_work().await.expect("there is work")[0] == first[0] {
        assert!(Instant::now() < deadline, "the template is never renewed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (nonce, header, mix) = solve(&engine, &first);
    assert!(client.submit_work(nonce, header, mix).await.expect("it is taken"));
    wait_for(&client, |info| info.best.number == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_does_not_mine_has_no_work() {
    let node = Node::start(&["--chain", "local"]);
    let client = node.client().await;
    assert_eq!(code(client.get_work().await.expect_err("it does not mine")), WorkError::NoWork.code());
    assert!(!client.mining().await.expect("it answers"));
    assert_eq!(client.pool().await.expect("it answers"), Value::Null);
}

#[test]
fn the_command_line_computes_a_published_vector() {
    // EIP-1057, revision 0.9.3, block 30,000.
    let output = run(&[
        "pow",
        "hash",
        "--preset",
        "0.9.3",
        "--height",
        "30000",
        "--header",
        "0xffeeddccbbaa9988776655443322110000112233445566778899aabbccddeeff",
        "--nonce",
        "0x123456789abcdef0",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(answer["mix"], "0x6018c151b0f9895ebe44a4ca6ce2829e5ba6ae1a68a4ccd05a67ac01219655c1");
    assert_eq!(answer["finalHash"], "0x34d8436444aa5c61761ce0bcce0f11401df2eace77f5c14ba7039b86b5800c08");
}

/// The port of the node's stratum server.
async fn stratum(node: &Node) -> String {
    let line = node.logs("Stratum listens on").await;
    let address = line.split_whitespace().last().expect("an address");
    format!("stratum+tcp://{address}")
}

struct Miner(Child);

impl Drop for Miner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Miner {
    fn start(pool: &str, user: &str, shares: u32) -> Self {
        let shares = shares.to_string();
        let arguments = ["--pool", pool, "--user", user, "--threads", "1", "--max-shares", &shares, "--json"];
        let mut command = Command::new(program("sero-miner"));
        Self(command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"))
    }

    async fn done(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.0.try_wait().expect("it can be asked") {
                assert!(status.success(), "the miner ended with {status}");
                return;
            }
            assert!(Instant::now() < deadline, "the miner never had its shares");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

const STRATUM: [&str; 4] = ["--stratum", "127.0.0.1:0", "--stratum-share-seconds", "1"];

#[tokio::test(flavor = "multi_thread")]
async fn two_machines_mine_to_one_node() {
    let node = Node::start(&[&["--chain", "dev"][..], &BY_HAND, &STRATUM].concat());
    let (client, pool) = (node.client().await, stratum(&node).await);
    let mut miners = [Miner::start(&pool, "anybody.east", 4), Miner::start(&pool, "anybody.west", 4)];
    for miner in &mut miners {
        miner.done().await;
    }
    assert!(client.chain_info().await.expect("it answers").best.number >= 1);
    let workers = client.workers().await.expect("it answers");
    let named: Vec<_> = workers["workers"].as_array().expect("a list").iter().map(|w| w["worker"].clone()).collect();
    assert_eq!(named, ["east", "west"]);
    assert!(workers["accepted"].as_u64() >= Some(8), "{workers}");
}

async fn owed(client: &WsClient) -> Value {
    client.pool().await.expect("it answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_asks_for_addresses_counts_shares_and_owes_rewards_of_final_blocks_only() {
    let engine = engine();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ledger = folder.path().join("pool.db");
    let ledger = ledger.to_str().expect("a path in UTF-8");
    let pool_args = ["--pool", ledger, "--pool-fee", "250"];
    let node = Node::start(&[&["--chain", "dev"][..], &BY_HAND, &STRATUM, &pool_args].concat());
    let (client, pool) = (node.client().await, stratum(&node).await);
    let users = [format!("{}.rig", address(1)), format!("{}.rig", address(2))];
    let mut miners = users.each_ref().map(|user| Miner::start(&pool, user, 3));
    for miner in &mut miners {
        miner.done().await;
    }
    let found = client.chain_info().await.expect("it answers").best.number;
    assert!(found >= 1);
    assert_eq!(owed(&client).await["owed"], "0", "nothing is final yet");

    mine(&client, &engine, 12).await;
    let deadline = Instant::now() + PATIENCE;
    while owed(&client).await["blocks"]["mature"] == 0 {
        assert!(Instant::now() < deadline, "no block of the pool became final: {}", owed(&client).await);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let books = owed(&client).await;
    assert_eq!(books["accounts"], 2);
    let amount = |key: &str| books[key].as_str().and_then(|text| text.parse::<u128>().ok()).expect("a number");
    let (owed, kept) = (amount("owed"), amount("kept"));
    let fee = (owed + kept) / 40;
    assert!(kept >= fee && kept <= fee + 10, "2.5 % and the rounding: {books}");
}
