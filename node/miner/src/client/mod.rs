//! The pool's side of the wire.

mod events;
mod messages;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use primitive_types::U256;
use serde_json::{json, Map, Value};
use sero_stratum::{difficulty::from_index, LineError, Lines};
use tokio::{
    io::AsyncWriteExt,
    net::{
        tcp::{OwnedReadHalf, OwnedWriteHalf},
        TcpStream,
    },
    time::timeout,
};

pub use events::{ClientError, Event, Job};
use messages::failure;

use crate::pool::{Pool, Version};

/// How long a pool may take for a connection or for an answer during the handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a line.
const LINE: usize = 65_536;

/// Shares whose answers are waited for; a pool that answers none of so many is not worth more.
const WAITING: usize = 1024;

/// What this program calls itself.
const AGENT: &str = concat!("sero-miner/", env!("CARGO_PKG_VERSION"));
/// A connection that is authorised.
pub struct Client {
    version: Version,
    lines: Lines<OwnedReadHalf>,
    write: OwnedWriteHalf,
    user: String,
    token: String,
    next_id: u16,
    waiting: HashMap<u64, Instant>,
    prefix: (u64, u32),
    difficulty: U256,
    algorithm: Option<String>,
    /// The pool says the algorithm in our words, so it knows our additions.
    kin: bool,
}

impl Client {
    /// Connects in version 2; if the pool refuses that, in version 1.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn open(pool: &Pool, user: &str, password: &str) -> Result<Self, ClientError> {
        if let Some(version) = pool.version {
            return Self::connect(pool, version, user, password).await;
        }
        match Self::connect(pool, Version::V2, user, password).await {
            Err(ClientError::Version { .. }) => Self::connect(pool, Version::V1, user, password).await,
            other => other,
        }
    }

    async fn connect(pool: &Pool, version: Version, user: &str, password: &str) -> Result<Self, ClientError> {
        let address = (pool.host.as_str(), pool.port);
        let stream = timeout(PATIENCE, TcpStream::connect(address)).await.map_err(|_| ClientError::Timeout)??;
        let _ = stream.set_nodelay(true);
        let (read, write) = stream.into_split();
        let mut client = Self {
            version,
            lines: Lines::new(read, LINE),
            write,
            user: user.into(),
            token: String::new(),
            next_id: 1,
            waiting: HashMap::new(),
            prefix: (0, 0),
            // What both versions assume when the pool says nothing.
            difficulty: from_index(1.0),
            algorithm: None,
            kin: false,
        };
        client.greet(pool).await?;
        let answer = client.ask("mining.authorize", Some(json!([user, password]))).await?;
        let token = match (answer, version) {
            (Ok(Value::String(token)), Version::V2) => token,
            (Ok(Value::Bool(true)), Version::V1) => String::new(),
            (Ok(_), _) => return Err(ClientError::User("without a reason".into())),
            (Err(reason), _) => return Err(ClientError::User(reason)),
        };
        client.token = token;
        Ok(client)
    }

    async fn greet(&mut self, pool: &Pool) -> Result<(), ClientError> {
        let version = self.version;
        let refused = |reason| ClientError::Version { version, reason };
        let first = match version {
            Version::V2 => {
                let port = format!("{:x}", pool.port);
                let hello = json!({ "agent": AGENT, "host": pool.host, "port": port, "proto": version.name() });
                self.ask("mining.hello", Some(hello)).await
            }
            Version::V1 => self.ask("mining.subscribe", Some(json!([AGENT, version.name()]))).await,
        };
        // Some pools do not answer what they do not understand.
        let first = match first {
            Err(ClientError::Closed | ClientError::Timeout | ClientError::Line(LineError::Io(_))) => {
                return Err(refused("it does not answer".into()));
            }
            first => first?.map_err(refused)?,
        };
        if version == Version::V1 {
            let extranonce = first.get(1).and_then(Value::as_str).ok_or(refused("there is no extranonce".into()))?;
            self.set_prefix(extranonce)?;
            // Whatever the answer is, it changes nothing.
            let _ = self.ask("mining.extranonce.subscribe", Some(json!([]))).await?;
            return Ok(());
        }
        if first.get("proto").and_then(Value::as_str) != Some(version.name()) {
            return Err(refused("it offers another".into()));
        }
        if first.get("encoding").and_then(Value::as_str).is_some_and(|encoding| encoding != "plain") {
            return Err(refused("it wants its lines compressed".into()));
        }
        self.ask("mining.subscribe", None).await?.map_err(refused)?;
        Ok(())
    }

    /// The version that the pool speaks.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The next event. It may be dropped while it waits.
    ///
    /// # Errors
    /// See [`ClientError`]; the connection is of no use any more.
    pub async fn next(&mut self) -> Result<Event, ClientError> {
        loop {
            let message = self.receive().await?;
            if let Some(event) = self.understand(&message)? {
                return Ok(event);
            }
        }
    }

    /// Hands in a share.
    ///
    /// # Errors
    /// The network.
    pub async fn submit(&mut self, job: &str, nonce: u64, mix: &[u8; 32]) -> Result<(), ClientError> {
        let digits = format!("{nonce:016x}");
        let own = usize::try_from(self.prefix.1 / 4).unwrap_or(0);
        let rest = digits.get(own..).unwrap_or_default();
        let params = match self.version {
            Version::V1 => json!([self.user, job, rest]),
            // The mix is not in the standard. Our servers see bad shares sooner with it.
            Version::V2 if self.kin => json!([job, rest, self.token, const_hex::encode(mix)]),
            Version::V2 => json!([job, rest, self.token]),
        };
        let id = self.request("mining.submit", Some(params)).await?;
        if self.waiting.len() >= WAITING {
            return Err(ClientError::Nonsense("it answers no shares"));
        }
        self.waiting.insert(id, Instant::now());
        Ok(())
    }

    /// Tells the hash rate.
    ///
    /// # Errors
    /// The network.
    pub async fn hash_rate(&mut self, rate: f64) -> Result<(), ClientError> {
        let rate = rate as u64;
        match self.version {
            Version::V1 => {
                let params = json!([format!("0x{rate:064x}"), "0x1"]);
                self.request("eth_submitHashrate", Some(params)).await?;
            }
            Version::V2 => {
                self.request("mining.hashrate", Some(json!([format!("{rate:x}"), self.token]))).await?;
            }
        }
        Ok(())
    }

    /// Leaves.
    pub async fn bye(mut self) {
        if self.version == Version::V2 {
            let _ = timeout(Duration::from_secs(1), self.write.write_all(b"{\"method\":\"mining.bye\"}\n")).await;
        }
        let _ = self.write.shutdown().await;
    }

    async fn request(&mut self, method: &str, params: Option<Value>) -> Result<u64, ClientError> {
        let id = self.next_id;
        self.next_id = self.next_id.checked_add(1).unwrap_or(1);
        let mut message = Map::new();
        message.insert("id".into(), id.into());
        message.insert("method".into(), method.into());
        if let Some(params) = params {
            message.insert("params".into(), params);
        }
        let line = format!("{}\n", Value::Object(message));
        timeout(PATIENCE, self.write.write_all(line.as_bytes())).await.map_err(|_| ClientError::Timeout)??;
        Ok(id.into())
    }

    /// A request of the handshake: its result, or the reason why there is none. Notifications count.
    async fn ask(&mut self, method: &str, params: Option<Value>) -> Result<Result<Value, String>, ClientError> {
        let id = self.request(method, params).await?;
        let answered = async {
            loop {
                let message = self.receive().await?;
                if message.get("method").is_none() && message.get("id").and_then(Value::as_u64) == Some(id) {
                    return Ok(match failure(&message) {
                        Some((_, reason)) => Err(reason),
                        None => Ok(message.get("result").cloned().unwrap_or(Value::Null)),
                    });
                }
                // Before it is authorised, a job would be of no use; the pool sends it afterwards.
                self.understand(&message)?;
            }
        };
        timeout(PATIENCE, answered).await.map_err(|_| ClientError::Timeout)?
    }

    async fn receive(&mut self) -> Result<Value, ClientError> {
        loop {
            let line = self.lines.next().await?.ok_or(ClientError::Closed)?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            return serde_json::from_slice(&line).map_err(|_| ClientError::Nonsense("a line is not JSON"));
        }
    }
}
