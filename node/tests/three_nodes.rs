//! `scripts/three-nodes`, as somebody who tries the chain runs it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::common::PATIENCE;
use jsonrpsee::ws_client::{WsClient, WsClientBuilder};
use sero_rpc::SeroApiClient;

/// The running script. It is told to end, as Ctrl-C does, so that it can end its nodes.
struct Script(Child);

impl Script {
    fn start(rpc: u16, p2p: u16) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/three-nodes");
        let child = Command::new(path)
            .env("SERO_NODE_BINARY", env!("CARGO_BIN_EXE_sero-node"))
            .env("SERO_RPC_PORT", rpc.to_string())
            .env("SERO_P2P_PORT", p2p.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the script starts");
        Self(child)
    }

    /// Tells it to end, and returns its status.
    fn end(&mut self) -> Option<std::process::ExitStatus> {
        // The shell has a `kill` of its own; a small system has no program of that name.
        let told = Command::new("bash").args(["-c", &format!("kill -TERM {}", self.0.id())]).status();
        told.ok().filter(|status| status.success())?;
        self.0.wait().ok()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// The first of three ports in a row that are free now.
fn three_ports() -> u16 {
    (0..100)
        .find_map(|_| {
            let first = std::net::TcpListener::bind("127.0.0.1:0").ok()?;
            let port = first.local_addr().ok()?.port();
            let others: Option<Vec<_>> =
                (1..3).map(|n| std::net::TcpListener::bind(("127.0.0.1", port.checked_add(n)?)).ok()).collect();
            others.map(|_| port)
        })
        .expect("three free ports in a row")
}

/// A client of a node, as soon as it answers.
async fn client(port: u16) -> WsClient {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match WsClientBuilder::default().build(format!("ws://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(error) => assert!(Instant::now() < deadline, "nobody answers on port {port}: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_nodes_have_one_chain_and_end_with_their_script() {
    let (rpc, p2p) = (three_ports(), three_ports());
    let mut script = Script::start(rpc, p2p);
    let clients = [client(rpc).await, client(rpc + 1).await, client(rpc + 2).await];
    let deadline = Instant::now() + PATIENCE;
    // Both miners may find a block 1; the heavier chain has it soon.
    loop {
        let mut hashes = Vec::new();
        for client in &clients {
            if client.chain_info().await.expect("the node answers").best.number >= 2 {
                hashes.push(client.blocks(1, 1).await.expect("it exists")[0].hash);
            }
        }
        if matches!(hashes[..], [a, b, c] if a == b && b == c) {
            break;
        }
        assert!(Instant::now() < deadline, "they never agreed: {hashes:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    drop(clients);

    let log = BufReader::new(script.0.stderr.take().expect("the log is piped"));
    let status = script.end().expect("it can be told to end");
    let log: Vec<String> = log.lines().map_while(Result::ok).collect();
    assert!(status.success(), "{status}: {log:?}");
    assert!(matches!(&log[..], [line] if line.contains("three nodes run")), "{log:?}");
    for port in rpc..rpc + 3 {
        let left = std::net::TcpStream::connect(("127.0.0.1", port));
        assert!(left.is_err(), "a node still listens on port {port}");
    }
}
