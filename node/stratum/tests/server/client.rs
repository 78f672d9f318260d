//! A miner that sends what the test says.

use std::{net::SocketAddr, time::Duration};

use serde_json::{json, Value};
use sero_stratum::Lines;
use tokio::{
    io::AsyncWriteExt,
    net::{
        tcp::{OwnedReadHalf, OwnedWriteHalf},
        TcpStream,
    },
};

pub struct Client {
    lines: Lines<OwnedReadHalf>,
    pub write: OwnedWriteHalf,
    pub extranonce: String,
    id: u64,
}

const PATIENCE: Duration = Duration::from_secs(10);

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.expect("the server listens"))
    }

    pub fn over(stream: TcpStream) -> Self {
        let (read, write) = stream.into_split();
        Self { lines: Lines::new(read, 65_536), write, extranonce: String::new(), id: 100 }
    }

    /// Through the handshake of 1.0.0.
    pub async fn v1(address: SocketAddr, user: &str) -> Self {
        let mut client = Self::connect(address).await;
        client.send(r#"{"id":1,"method":"mining.subscribe","params":["test/1","EthereumStratum/1.0.0"]}"#).await;
        client.extranonce = client.receive().await["result"][1].as_str().expect("an extranonce").into();
        client.send(&json!({ "id": 2, "method": "mining.authorize", "params": [user, "x"] }).to_string()).await;
        assert_eq!(client.receive().await["result"], true);
        client
    }

    /// Through the handshake of 2.0.0, up to but without `mining.set`.
    pub async fn v2(address: SocketAddr, user: &str) -> Self {
        let mut client = Self::connect(address).await;
        client
            .send(r#"{"id":0,"method":"mining.hello","params":{"agent":"test","host":"h","port":"1","proto":"EthereumStratum/2.0.0"}}"#)
            .await;
        client.receive().await;
        client.send(r#"{"id":1,"method":"mining.subscribe"}"#).await;
        client.receive().await;
        client.send(&json!({ "id": 2, "method": "mining.authorize", "params": [user, ""] }).to_string()).await;
        assert_eq!(client.receive().await["result"], "w-1");
        client
    }

    pub async fn send(&mut self, line: &str) {
        self.write.write_all(format!("{line}\n").as_bytes()).await.expect("the server reads");
    }

    /// The next line, as it is.
    pub async fn line(&mut self) -> Option<String> {
        let line = tokio::time::timeout(PATIENCE, self.lines.next()).await.expect("in time").ok().flatten()?;
        Some(String::from_utf8(line).expect("text"))
    }

    /// The next message.
    pub async fn receive(&mut self) -> Value {
        serde_json::from_str(&self.line().await.expect("a message")).expect("JSON")
    }

    /// The next message with this method; others are skipped.
    pub async fn notification(&mut self, method: &str) -> Value {
        loop {
            let message = self.receive().await;
            if message["method"] == method {
                return message["params"].clone();
            }
        }
    }

    /// Sends a request and waits for its answer; notifications are skipped.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.send(&json!({ "id": id, "method": method, "params": params }).to_string()).await;
        loop {
            let message = self.receive().await;
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Hands in, in 1.0.0, a nonce that meets 2^`bits`. Answers the code of the error, or zero.
    pub async fn submit(&mut self, user: &str, job: &str, unique: u32, bits: u8) -> u64 {
        let answer = self.ask("mining.submit", json!([user, job, nonce(unique, bits)])).await;
        answer["error"][0].as_u64().unwrap_or(0)
    }

    /// Reads on until the server closes; answers the last line.
    pub async fn closed(&mut self) -> String {
        let mut last = String::new();
        while let Some(line) = self.line().await {
            last = line;
        }
        last
    }
}

/// The part of a nonce after a prefix of two bytes.
pub fn nonce(unique: u32, bits: u8) -> String {
    format!("{unique:010x}{bits:02x}")
}

impl Client {
    pub async fn write_raw(&mut self, bytes: &[u8]) {
        self.write.write_all(bytes).await.expect("the server reads");
    }
}
