//! What watches a node: Prometheus, and a telemetry server.

use crate::common::{Node, PATIENCE};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout, Duration, Instant},
};

fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("a path in UTF-8").to_owned();
    (folder, path)
}

/// The body of an answer to a GET.
async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it takes the request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    body.to_owned()
}

/// The value of a metric whose line begins so.
fn value(metrics: &str, name: &str) -> Option<f64> {
    let line = metrics.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_shows_heights_transactions_and_the_hash_rate() {
    let (_folder, base) = folder();
    let node = Node::start_bare(&base, &["--dev", "--prometheus-port", "0", "--no-telemetry", "--no-mdns"]);
    let started = node.logs("Prometheus exporter started at ").await;
    let address = started.trim_end().rsplit(' ').next().expect("the line ends with the address");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let metrics = get(address, "/metrics").await;
        let above_zero = |name| value(&metrics, name).is_some_and(|value| value > 0.0);
        // Each is updated in its own time.
        if above_zero("substrate_block_height{status=\"best\"")
            && above_zero("substrate_block_height{status=\"finalized\"")
            && above_zero("sero_hash_rate")
        {
            assert_eq!(value(&metrics, "substrate_ready_transactions_number"), Some(0.0));
            assert!(value(&metrics, "substrate_build_info{name=").is_some(), "{metrics}");
            return;
        }
        assert!(Instant::now() < deadline, "something never rose:\n{metrics}");
        sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn telemetry_goes_to_the_server_that_was_named_and_nowhere_by_itself() {
    let (_folder, base) = folder();
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let url = format!("ws://127.0.0.1:{port}/submit 0");
    let node = Node::start_bare(&base, &["--dev", "--telemetry-url", &url, "--no-prometheus", "--no-mdns"]);
    let (mut stream, _) = timeout(PATIENCE, server.accept()).await.expect("in time").expect("it connects");
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(timeout(PATIENCE, stream.read_u8()).await.expect("in time").expect("it sends its request"));
    }
    let request = String::from_utf8(request).expect("HTTP is text").to_lowercase();
    assert!(request.starts_with("get /submit"), "{request}");
    assert!(request.contains("upgrade: websocket"), "{request}");
    drop((node, stream));

    // The built-in chains name no server.
    for chain in ["dev", "local", "main"] {
        let spec = crate::common::run(&["export-chain-spec", "--chain", chain]);
        let spec: serde_json::Value = serde_json::from_slice(&spec.stdout).expect("a specification is JSON");
        assert_eq!(spec["telemetryEndpoints"], serde_json::Value::Null, "{chain}");
    }
}
