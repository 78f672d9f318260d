//! What the server says no with.

use primitive_types::U256;

/// Why a request, a share or a connection is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The job was never sent on this connection, or so long ago that it is forgotten.
    #[error("Job not found: {job}")]
    UnknownJob {
        /// What the miner called it.
        job: String,
    },
    /// The job's parent was left, and the grace is over.
    #[error("Stale share: the chain moved on {milliseconds} ms ago")]
    Stale {
        /// Since when.
        milliseconds: u64,
    },
    /// The same nonce for the same header.
    #[error("Duplicate share: {nonce:016x}")]
    Duplicate {
        /// The nonce.
        nonce: u64,
    },
    /// Not enough work.
    #[error("Low difficulty share: got {got}, needed {needed}")]
    LowDifficulty {
        /// What the hash meets.
        got: U256,
        /// What the job asks for.
        needed: U256,
    },
    /// The nonce belongs to another connection.
    #[error("Wrong extranonce: {nonce} does not begin with {prefix}")]
    WrongExtranonce {
        /// The nonce.
        nonce: String,
        /// This connection's part.
        prefix: String,
    },
    /// The mix that was sent is not that of the nonce.
    #[error("Wrong mix hash: got {got}, it is {true_mix}")]
    WrongMix {
        /// What the miner sent, in hex.
        got: String,
        /// What it is, in hex.
        true_mix: String,
    },
    /// The worker did not authorise on this connection.
    #[error("Worker not authorised: {worker}")]
    NotAuthorised {
        /// Its name or token.
        worker: String,
    },
    /// First `mining.subscribe`.
    #[error("Not subscribed")]
    NotSubscribed,
    /// Not what the method takes.
    #[error("Malformed request: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// The user name, or the worker's, is not taken.
    #[error("Bad user name: {reason}")]
    BadUser {
        /// What is wrong.
        reason: String,
    },
    /// No such method.
    #[error("Method not found: {method}")]
    UnknownMethod {
        /// Its name.
        method: String,
    },
    /// A protocol that this server does not speak.
    #[error("Protocol not supported: {protocol}")]
    UnknownProtocol {
        /// What the miner asked for.
        protocol: String,
    },
    /// The connection has as many workers as it may.
    #[error("Too many workers on one connection: the limit is {limit}")]
    TooManyWorkers {
        /// The limit.
        limit: usize,
    },
    /// The job has as many shares as are remembered.
    #[error("Too many shares for one job: the limit is {limit}")]
    JobFull {
        /// The limit.
        limit: usize,
    },
    /// The address is banned.
    #[error("Banned for {seconds} more seconds after too many errors")]
    Banned {
        /// How much longer.
        seconds: u64,
    },
    /// Too many connections in all.
    #[error("Too many connections: the limit is {limit}")]
    Full {
        /// The limit.
        limit: usize,
    },
    /// Too many connections from one address.
    #[error("Too many connections from this address: the limit is {limit}")]
    TooManyConnections {
        /// The limit.
        limit: usize,
    },
    /// The node could not evaluate.
    #[error("Internal error: {reason}")]
    Internal {
        /// What happened.
        reason: String,
    },
}

impl Refusal {
    /// Code in 1.0.0 and its kin. 20 to 25 are in general use, 26 to 30 as BTC.com's pool has them, the others our own.
    pub fn code(&self) -> u16 {
        match self {
            Self::Malformed { .. } => 20,
            Self::UnknownJob { .. } => 21,
            Self::Duplicate { .. } => 22,
            Self::LowDifficulty { .. } => 23,
            Self::NotAuthorised { .. } => 24,
            Self::NotSubscribed => 25,
            Self::UnknownMethod { .. } => 26,
            Self::UnknownProtocol { .. } => 27,
            Self::Banned { .. } => 28,
            Self::BadUser { .. } => 29,
            Self::Internal { .. } => 30,
            Self::Stale { .. } => 40,
            Self::WrongExtranonce { .. } => 41,
            Self::WrongMix { .. } => 42,
            Self::TooManyWorkers { .. } => 43,
            Self::JobFull { .. } => 44,
            Self::Full { .. } => 45,
            Self::TooManyConnections { .. } => 46,
        }
    }

    /// Code in 2.0.0: 3xx lacks authorisation, 4xx is the miner's fault, 5xx ours. 400, 403, 404 and 406 stand in the
    /// standard with this meaning.
    pub fn code_v2(&self) -> u16 {
        match self {
            Self::NotAuthorised { .. } => 301,
            Self::NotSubscribed => 302,
            Self::BadUser { .. } => 303,
            Self::Malformed { .. } => 400,
            Self::Banned { .. } => 403,
            Self::UnknownJob { .. } => 404,
            Self::UnknownMethod { .. } => 405,
            Self::LowDifficulty { .. } => 406,
            Self::Duplicate { .. } => 409,
            Self::Stale { .. } => 410,
            Self::WrongExtranonce { .. } => 412,
            Self::UnknownProtocol { .. } => 415,
            Self::WrongMix { .. } => 422,
            Self::TooManyWorkers { .. } => 423,
            Self::JobFull { .. } => 424,
            Self::TooManyConnections { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Full { .. } => 503,
        }
    }

    /// Name in the statistics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnknownJob { .. } => "unknownJob",
            Self::Stale { .. } => "stale",
            Self::Duplicate { .. } => "duplicate",
            Self::LowDifficulty { .. } => "lowDifficulty",
            Self::WrongExtranonce { .. } => "wrongExtranonce",
            Self::WrongMix { .. } => "wrongMix",
            Self::NotAuthorised { .. } => "notAuthorised",
            Self::NotSubscribed => "notSubscribed",
            Self::Malformed { .. } => "malformed",
            Self::BadUser { .. } => "badUser",
            Self::UnknownMethod { .. } => "unknownMethod",
            Self::UnknownProtocol { .. } => "unknownProtocol",
            Self::TooManyWorkers { .. } => "tooManyWorkers",
            Self::JobFull { .. } => "jobFull",
            Self::Banned { .. } => "banned",
            Self::Full { .. } => "full",
            Self::TooManyConnections { .. } => "tooManyConnections",
            Self::Internal { .. } => "internal",
        }
    }

    /// Whether it counts towards a ban. What an honest miner can meet, because a message was on its way or because the
    /// server has trouble, does not; neither does a method that other pools have.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::UnknownJob { .. }
            | Self::Stale { .. }
            | Self::UnknownMethod { .. }
            | Self::UnknownProtocol { .. } => false,
            Self::JobFull { .. } | Self::Internal { .. } | Self::Full { .. } | Self::TooManyConnections { .. } => false,
            Self::Duplicate { .. } | Self::LowDifficulty { .. } | Self::WrongExtranonce { .. } => true,
            Self::WrongMix { .. } | Self::NotAuthorised { .. } | Self::NotSubscribed | Self::Malformed { .. } => true,
            Self::BadUser { .. } | Self::TooManyWorkers { .. } | Self::Banned { .. } => true,
        }
    }
}
