//! A peer that does not do the work: a real node, but for its work function.

use std::time::{Duration, Instant};

use crate::common::{
    wait_for,
    work::{engine, mine, work_on, BY_HAND},
    Node, PATIENCE,
};
use clap::Parser;
use jsonrpsee::{
    core::client::ClientT,
    rpc_params,
    ws_client::{WsClient, WsClientBuilder},
};
use sc_cli::SubstrateCli;
use serde_json::Value;
use sero_node::{cli::Cli, pow::AnyWork, service};
use sero_pow::{ProgPowError, Work, WorkFunction};
use sero_rpc::{ChainInfo, Hex32, SeroApiClient, WorkApiClient};

/// Believes every seal, and finds one at once.
#[derive(Clone)]
struct Liar;

impl WorkFunction for Liar {
    fn final_hash(&self, _: &[u8; 32], _: u64, _: &[u8; 32]) -> [u8; 32] {
        [0; 32]
    }
    fn evaluate(&self, _: &[u8; 32], _: u32, _: u64) -> Result<Work, ProgPowError> {
        Ok(Work { mix: [0; 32], final_hash: [0; 32] })
    }
}

/// A liar in this process.
struct LyingNode {
    _tasks: sc_service::TaskManager,
    _folder: tempfile::TempDir,
    client: WsClient,
}

impl LyingNode {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let base = folder.path().to_str().expect("a path in UTF-8");
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port().to_string();
        let program = ["sero-node", "--chain", "local", "--listen-addr", "/ip4/127.0.0.1/tcp/0", "--base-path", base];
        let quiet = ["--rpc-port", &port, "--no-prometheus", "--no-telemetry", "--no-mdns"];
        let cli = Cli::parse_from([&program[..], &quiet, &BY_HAND].concat());
        let config = cli.create_configuration(&cli.run, tokio::runtime::Handle::current()).expect("a configuration");
        let mining = cli.mining.clone();
        let tasks = service::start(config, mining, false, |_| AnyWork::new(Liar)).await;
        let client = WsClientBuilder::default().build(format!("ws://127.0.0.1:{port}")).await.expect("it listens");
        Self { _tasks: tasks.expect("it starts"), _folder: folder, client }
    }

    /// Makes blocks out of nothing.
    async fn forge(&self, blocks: u32) {
        for _ in 0..blocks {
            let before = self.client.chain_info().await.expect("it answers").best.number;
            let work = work_on(&self.client, before).await;
            let header = work[0].parse().expect("32 bytes");
            self.client.submit_work("0x1".into(), header, Hex32([0; 32])).await.expect("it believes everything");
            wait_for(&self.client, |info| info.best.number > before).await;
        }
    }

    async fn dial(&self, peer: &str) {
        let added: Result<Value, _> = self.client.request("system_addReservedPeer", rpc_params![peer]).await;
        added.expect("it dials");
    }
}

async fn peers(client: &WsClient) -> usize {
    let peers: Vec<Value> = client.request("system_peers", rpc_params![]).await.expect("it answers");
    peers.len()
}

async fn until_peers(client: &WsClient, wanted: usize) {
    let deadline = Instant::now() + PATIENCE;
    while peers(client).await != wanted {
        assert!(Instant::now() < deadline, "it never had {wanted} peers");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A banned peer dials again and again, and is not let in; the honest node goes on.
async fn stays_out(client: &WsClient, before: &ChainInfo) {
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(peers(client).await, 0, "a banned peer came back");
    }
    assert_eq!(client.chain_info().await.expect("it answers").best, before.best);
    assert_eq!(mine(client, &engine(), 1).await.best.number, before.best.number + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_sends_blocks_without_work_is_refused_by_name_and_banned() {
    let honest = Node::start(&[&["--chain", "local"][..], &BY_HAND].concat());
    let client = honest.client().await;
    let before = mine(&client, &engine(), 2).await;
    let liar = LyingNode::start().await;
    // It has a long chain already, so the honest node asks for its blocks when they meet.
    liar.forge(10).await;
    liar.dial(&honest.peer().await).await;
    let line = honest.logs("Verification failed").await;
    assert!(line.contains("does not meet difficulty"), "{line}");
    until_peers(&client, 0).await;
    stays_out(&client, &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_announces_blocks_without_work_is_cut_off() {
    let honest = Node::start(&[&["--chain", "local", "-l", "sero::import=debug"][..], &BY_HAND].concat());
    let client = honest.client().await;
    let liar = LyingNode::start().await;
    liar.dial(&honest.peer().await).await;
    until_peers(&client, 1).await;
    liar.forge(1).await;
    let line = honest.logs("An announcement of block 1 is refused").await;
    assert!(line.contains("does not meet difficulty"), "{line}");
    until_peers(&client, 0).await;
    assert_eq!(client.chain_info().await.expect("it answers").best.number, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_blocks_without_work_ends_with_a_ban_and_leaves_memory_as_it_was() {
    let honest = Node::start(&[&["--chain", "local"][..], &BY_HAND].concat());
    let client = honest.client().await;
    let before = mine(&client, &engine(), 2).await;
    let liar = LyingNode::start().await;
    liar.dial(&honest.peer().await).await;
    until_peers(&client, 1).await;
    let (processor, memory) = honest.usage();
    // Each is announced to whoever listens, and claims a height that nobody worked for.
    const FLOOD: u32 = 60;
    liar.forge(FLOOD).await;
    // An announcement without work ends the connection. When somebody with that chain dials next, its claimed height is asked for,
    // and that is a ban. (The flooder itself would wait a minute before it dials again.)
    let another = LyingNode::start().await;
    another.forge(FLOOD).await;
    another.dial(&honest.peer().await).await;
    honest.logs("Verification failed").await;
    until_peers(&client, 0).await;
    let (after, grown) = honest.usage();
    println!("{FLOOD} false blocks cost {:?} of processor time, idling included", after - processor);
    assert!(grown < memory + 64 * 1024 * 1024, "{grown} bytes, and {memory} before");
    stays_out(&client, &before).await;
}
