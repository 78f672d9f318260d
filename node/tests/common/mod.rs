//! A real node in a folder of its own, on free ports of this machine, that ends with its test.

// Each test program uses a part of this.
#![allow(dead_code)]

pub mod miner;
pub mod plain;
pub mod work;

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{mpsc, Arc, Mutex},
    time::{Duration, Instant},
};

use jsonrpsee::{
    core::client::ClientT,
    rpc_params,
    ws_client::{WsClient, WsClientBuilder},
};
use sero_rpc::{ChainInfo, SeroApiClient};

/// How long a test waits for anything; a loaded machine with two cores mines and compiles slowly.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// What a test does without, unless it is about these.
const QUIET: [&str; 3] = ["--no-prometheus", "--no-telemetry", "--no-mdns"];

/// A running node.
pub struct Node {
    process: Child,
    /// Port of the RPC server.
    pub rpc: u16,
    log: Arc<Mutex<Vec<String>>>,
    _folder: Option<tempfile::TempDir>,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Node {
    /// Processor time that the node has used, and the bytes of memory that it holds.
    pub fn usage(&self) -> (Duration, u64) {
        let read = |file| std::fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).expect("it runs");
        // Behind the program's name: user and system time in hundredths of a second are the 12th and 13th word.
        let stat = read("stat");
        let words: Vec<&str> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
        let ticks: u64 = words[11..13].iter().map(|word| word.parse::<u64>().expect("a number")).sum();
        let pages: u64 = read("statm").split_whitespace().nth(1).expect("a word").parse().expect("a number");
        (Duration::from_millis(10 * ticks), 4096 * pages)
    }

    /// Starts a development node that mines to the well-known account.
    pub fn dev() -> Self {
        Self::start(&["--dev"])
    }

    /// Starts a node with these arguments in a temporary folder and waits until its servers listen.
    pub fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let base = folder.path().to_str().expect("a path in UTF-8").to_owned();
        let mut node = Self::start_in(&base, args);
        node._folder = Some(folder);
        node
    }

    /// Starts a node in a folder that stays.
    pub fn start_in(base: &str, args: &[&str]) -> Self {
        Self::start_with(base, args, &[])
    }

    /// Starts a node in a folder that stays, with variables in its environment.
    pub fn start_with(base: &str, args: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::launch(base, &[&QUIET, args].concat(), variables)
    }

    /// Starts a node in a folder that stays, with every flag but those of its ports as the test chooses.
    pub fn start_bare(base: &str, args: &[&str]) -> Self {
        Self::launch(base, args, &[])
    }

    fn launch(base: &str, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sero-node"))
            .args(["--base-path", base, "--rpc-port", "0", "--listen-addr", "/ip4/127.0.0.1/tcp/0"])
            .args(args)
            .env("SERO_WASM_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/wasm"))
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the node starts");
        let log = process.stderr.take().expect("the log is piped");
        let lines = follow(log);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let deadline = Instant::now() + PATIENCE;
        let rpc = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = lines.recv_timeout(left) else {
                let _ = process.kill();
                panic!("the node did not come up:\n{}", seen.lock().expect("nobody panicked").join("\n"));
            };
            let port = port_in(&line);
            seen.lock().expect("nobody panicked").push(line);
            if let Some(port) = port {
                break port;
            }
        };
        // The rest of the log must be read, or the node stops at a full pipe.
        let log = seen.clone();
        std::thread::spawn(move || {
            lines.into_iter().for_each(|line| seen.lock().expect("nobody panicked").push(line));
        });
        Self { process, rpc, log, _folder: None }
    }

    /// The lines of the log so far that hold a text.
    pub fn logged(&self, text: &str) -> Vec<String> {
        let log = self.log.lock().expect("nobody panicked");
        log.iter().filter(|line| line.contains(text)).cloned().collect()
    }

    /// Waits until the log holds a text, and returns the first such line.
    pub async fn logs(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.logged(text).into_iter().next() {
                return line;
            }
            assert!(Instant::now() < deadline, "the node never logged {text:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// A client of the node.
    pub async fn client(&self) -> WsClient {
        WsClientBuilder::default()
            .request_timeout(PATIENCE)
            .build(format!("ws://127.0.0.1:{}", self.rpc))
            .await
            .expect("the server takes connections")
    }

    /// Where peers find it.
    pub async fn peer(&self) -> String {
        let client = self.client().await;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let listening: Vec<String> =
                client.request("system_localListenAddresses", rpc_params![]).await.expect("the node answers");
            // The server of the network starts a little after that of the RPC.
            if let Some(address) = listening.into_iter().find(|address| address.starts_with("/ip4/127.0.0.1/")) {
                return address;
            }
            assert!(Instant::now() < deadline, "the node never listened");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Stops the node as an operator does, without a chance to clean up.
    pub fn kill(mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Another program of the workspace: cargo puts them side by side, and names to a test only those of its own package.
pub fn program(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_sero-node")).with_file_name(name);
    assert!(path.exists(), "{name} is not built: run ./scripts/test, or cargo build --release --workspace --bins");
    path
}

/// Runs the node's program to its end.
pub fn run(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_sero-node")).args(args).output().expect("the program starts")
}

/// Waits until the chain is as wished.
pub async fn wait_for(client: &WsClient, wish: impl Fn(&ChainInfo) -> bool) -> ChainInfo {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let info = client.chain_info().await.expect("the node answers");
        if wish(&info) {
            return info;
        }
        assert!(Instant::now() < deadline, "it never became so: {info:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

fn follow(log: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// The port of the RPC server, in the line that tells it.
fn port_in(line: &str) -> Option<u16> {
    let rest = line.split_once("JSON-RPC server: addr=127.0.0.1:")?.1;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
