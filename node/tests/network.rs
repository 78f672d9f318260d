//! Three nodes, as a network would see them: they meet, part, crash, and have wrong clocks.

use std::time::{Duration, Instant};

use crate::common::work::{engine, mine, BY_HAND};
use crate::common::{wait_for, Node, PATIENCE};
use jsonrpsee::{core::client::ClientT, rpc_params, ws_client::WsClient};
use serde_json::Value;
use sero_rpc::{Hex32, SeroApiClient};

const LOCAL: [&str; 2] = ["--chain", "local"];

async fn peers(client: &WsClient) -> usize {
    let peers: Vec<Value> = client.request("system_peers", rpc_params![]).await.expect("it answers");
    peers.len()
}

async fn until_peers(client: &WsClient, wish: impl Fn(usize) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !wish(peers(client).await) {
        assert!(Instant::now() < deadline, "it has {} peers", peers(client).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn best(client: &WsClient) -> (u32, Hex32) {
    let best = client.chain_info().await.expect("it answers").best;
    (best.number, best.hash)
}

async fn until_agreed(clients: &[&WsClient], at_least: u32) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut bests = Vec::new();
        for client in clients {
            bests.push(best(client).await);
        }
        if bests[0].0 >= at_least && bests.iter().all(|best| *best == bests[0]) {
            return;
        }
        assert!(Instant::now() < deadline, "they never agreed: {bests:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_nodes_that_know_one_of_them_find_each_other_and_follow_whoever_mines() {
    let engine = engine();
    let first = Node::start(&[&LOCAL[..], &BY_HAND].concat());
    let known = first.peer().await;
    let join = [&LOCAL[..], &BY_HAND, &["--bootnodes", &known]].concat();
    let (second, third) = (Node::start(&join), Node::start(&join));
    let clients = [first.client().await, second.client().await, third.client().await];
    for client in &clients {
        until_peers(client, |peers| peers >= 2).await;
    }
    for (turn, client) in clients.iter().enumerate() {
        mine(client, &engine, 2).await;
        until_agreed(&clients.each_ref(), 2 * (turn as u32 + 1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_makes_a_fork_and_its_end_makes_one_chain_of_the_heavier_side() {
    let engine = engine();
    let first = Node::start(&[&LOCAL[..], &BY_HAND].concat());
    let known = first.peer().await;
    let join = [&LOCAL[..], &BY_HAND, &["--bootnodes", &known]].concat();
    let second = Node::start(&join);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let third = Node::start_in(base, &join);
    let clients = [first.client().await, second.client().await];
    mine(&clients[0], &engine, 3).await;
    until_agreed(&[&clients[0], &clients[1], &third.client().await], 3).await;
    third.kill();

    // The third is cut off: it talks to nobody. Both sides go on.
    let third = Node::start_in(base, &[&LOCAL[..], &BY_HAND, &["--reserved-only"]].concat());
    let alone = third.client().await;
    mine(&alone, &engine, 3).await;
    mine(&clients[0], &engine, 6).await;
    until_agreed(&[&clients[0], &clients[1]], 9).await;
    assert_eq!(peers(&alone).await, 0);
    let (heavier, lighter) = (best(&clients[0]).await, best(&alone).await);
    assert_eq!(lighter.0, 6);
    third.kill();

    let third = Node::start_in(base, &join);
    let client = third.client().await;
    until_agreed(&[&clients[0], &clients[1], &client], 9).await;
    assert_eq!(best(&client).await, heavier);
    assert!(!client.chain_info().await.expect("it answers").heavier_fork_below_finality);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_again_and_again_while_it_imports_ends_with_the_chain() {
    let engine = engine();
    let source = Node::start(&[&LOCAL[..], &BY_HAND].concat());
    let goal = mine(&source.client().await, &engine, 40).await;
    let known = source.peer().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let join = [&LOCAL[..], &["--bootnodes", &known]].concat();
    for millis in [300, 700, 150, 1_500, 50] {
        let node = Node::start_in(base, &join);
        tokio::time::sleep(Duration::from_millis(millis)).await;
        node.kill();
    }
    let node = Node::start_in(base, &join);
    let client = node.client().await;
    wait_for(&client, |info| info.best.hash == goal.best.hash).await;
    // What wallets read is complete as well.
    let (ours, theirs) = (client.blocks(0, 40).await, source.client().await.blocks(0, 40).await);
    assert_eq!(ours.expect("they are there"), theirs.expect("they are there"));
}

/// The library that makes a program see another time; `scripts/test` installs it.
fn faketime() -> String {
    let places = ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime"];
    let library = places.map(|place| format!("{place}/libfaketimeMT.so.1"));
    let found = library.into_iter().find(|path| std::path::Path::new(path).exists());
    found.expect("libfaketime is missing: install Debian's package faketime, or run ./scripts/test")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_ahead_and_back_costs_its_node_its_blocks_and_nobody_else_anything() {
    let engine = engine();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = folder.path().join("clock");
    let set = |text: &str| std::fs::write(&clock, text).expect("a file");
    set("+0");
    let base = folder.path().join("node");
    let variables = [
        ("LD_PRELOAD", faketime()),
        ("FAKETIME_TIMESTAMP_FILE", clock.to_str().expect("a path in UTF-8").to_owned()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        // Only what the clock says jumps: timers go on as before.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let honest = Node::start(&[&LOCAL[..], &BY_HAND].concat());
    let known = honest.peer().await;
    let join = [&LOCAL[..], &BY_HAND, &["--bootnodes", &known]].concat();
    let jumping = Node::start_with(base.to_str().expect("a path in UTF-8"), &join, &variables);
    let (honest_client, jumping_client) = (honest.client().await, jumping.client().await);
    mine(&honest_client, &engine, 2).await;
    until_agreed(&[&honest_client, &jumping_client], 2).await;

    set("+3600");
    tokio::time::sleep(Duration::from_secs(4)).await;
    let ahead = mine(&jumping_client, &engine, 2).await;
    honest.logs("ahead of the clock").await;
    assert_ne!(best(&honest_client).await.1, ahead.best.hash, "nobody follows blocks from the future");
    assert!(honest.logged("Verification failed").is_empty(), "nor is their peer punished");

    set("+0");
    mine(&honest_client, &engine, 6).await;
    until_agreed(&[&honest_client, &jumping_client], 8).await;
}
