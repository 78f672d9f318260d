//! Lines of miners: a connection to a real stratum server, which answers in JSON objects and lets go of who is gone.
#![no_main]

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, LazyLock},
    time::Duration,
};

use libfuzzer_sys::fuzz_target;
use primitive_types::U256;
use sero_stratum::{serve, Backend, Config, Job, Statistics, Work, WorkerName};
use tokio::{net::TcpListener, runtime::Runtime, sync::watch};

/// A node that has one job for ever and counts every hash as good.
struct Node(watch::Sender<Option<Job>>);

impl Backend for Node {
    fn jobs(&self) -> watch::Receiver<Option<Job>> {
        self.0.subscribe()
    }

    fn evaluate(&self, _height: u32, _header: &[u8; 32], _nonce: u64) -> Result<Work, String> {
        Ok(Work { mix: [1; 32], final_hash: [0; 32] })
    }

    fn final_hash(&self, _header: &[u8; 32], _nonce: u64, _mix: &[u8; 32]) -> [u8; 32] {
        [0; 32]
    }

    fn epoch(&self, _height: u32) -> u64 {
        0
    }

    fn preset(&self) -> &'static str {
        "fuzz"
    }

    fn submit_block(&self, _header: [u8; 32], _nonce: u64, _mix: [u8; 32]) -> bool {
        true
    }

    fn account(&self, user: &str) -> Result<(), String> {
        if user.is_empty() {
            return Err("a name is wanted".into());
        }
        Ok(())
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("threads"));

/// The server, which bans nobody and lets nobody wait.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| {
    let job = Job { header: [2; 32], parent: [3; 32], height: 7, difficulty: U256::from(1_000) };
    let backend = Arc::new(Node(watch::Sender::new(Some(job))));
    let config = Config {
        lines_per_second: 1 << 20,
        errors_in_a_row: u32::MAX,
        connections_per_address: usize::MAX,
        ban: Duration::ZERO,
        ..Config::default()
    };
    let listener = RUNTIME.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    RUNTIME.spawn(serve(listener, backend, None, config, Arc::new(Statistics::new(64))));
    address
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = WorkerName::parse(text);
    }
    let Ok(mut stream) = TcpStream::connect(*SERVER) else { return };
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("not zero");
    // It may close before everything is sent, after a line that is too long.
    let _ = stream.write_all(bytes).and_then(|()| stream.write_all(b"\n"));
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "the connection is not let go");
        return;
    }
    for line in answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).expect("a JSON object");
    }
});
