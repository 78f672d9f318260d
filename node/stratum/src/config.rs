//! Every bound of the server.

use std::{num::NonZeroUsize, time::Duration};

use primitive_types::U256;

/// Another server, for miners that are sent away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct Config {
    /// Time between two shares of a connection that the share difficulty aims at.
    pub share_interval: Duration,
    /// Share difficulty of a new connection.
    pub start_difficulty: U256,
    /// The share difficulty does not go below this, unless the block's does.
    pub min_difficulty: U256,
    /// The share difficulty does not go above this.
    pub max_difficulty: U256,
    /// How long shares on the former parent are still taken.
    pub grace: Duration,
    /// Bytes of the nonce that the server chooses for a connection, 1 to 3.
    pub extranonce_bytes: u8,
    /// Connections in all.
    pub connections: usize,
    /// Connections of one IPv4 address or IPv6 network of 64 bits.
    pub connections_per_address: usize,
    /// Workers that one connection may authorise.
    pub workers_per_connection: usize,
    /// Bytes of a line, without its end.
    pub line_bytes: usize,
    /// Objects and arrays within one another.
    pub json_depth: usize,
    /// Lines of one connection that are read in a second; the others wait.
    pub lines_per_second: u32,
    /// Time from the connection to its first authorised worker.
    pub handshake_timeout: Duration,
    /// Time without any line after which a connection is closed.
    pub idle_timeout: Duration,
    /// Time for one write.
    pub write_timeout: Duration,
    /// Lines that wait to be written; a connection that has more is closed.
    pub queued_lines: usize,
    /// Evaluations of one connection that run or wait; the connection is not read while it has as many.
    pub evaluations_per_connection: usize,
    /// Evaluations at the same time in all.
    pub evaluations: usize,
    /// Shares that are remembered for a job; more are refused.
    pub shares_per_job: usize,
    /// Invalid shares and lines in a row after which a connection is closed and its address banned.
    pub errors_in_a_row: u32,
    /// How long a ban lasts.
    pub ban: Duration,
    /// What the server calls itself.
    pub node: String,
    /// Where miners shall go when the server ends.
    pub elsewhere: Option<Elsewhere>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            share_interval: Duration::from_secs(10),
            start_difficulty: U256::from(1u64 << 20),
            min_difficulty: U256::one(),
            max_difficulty: U256::MAX,
            grace: Duration::from_secs(3),
            extranonce_bytes: 2,
            connections: 4096,
            connections_per_address: 256,
            workers_per_connection: 16,
            line_bytes: 4096,
            json_depth: 8,
            lines_per_second: 100,
            handshake_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(600),
            write_timeout: Duration::from_secs(10),
            queued_lines: 64,
            evaluations_per_connection: 4,
            evaluations: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            shares_per_job: 1 << 17,
            errors_in_a_row: 20,
            ban: Duration::from_secs(600),
            node: concat!("sero/", env!("CARGO_PKG_VERSION")).into(),
            elsewhere: None,
        }
    }
}
