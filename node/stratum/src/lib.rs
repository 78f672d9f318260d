//! # Stratum
//!
//! Lets miners outside of the node work for it, and tells a pool which shares they hand in.
//!
//! ## Overview
//! [`serve`] speaks three dialects on one port: EthereumStratum/2.0.0, EthereumStratum/1.0.0, and what the miners of
//! ProgPoW coins speak (`docs/mining-protocols.md` shows the lines). A connection gets a prefix of the nonce for itself and
//! a share difficulty that follows its speed. Where the work comes from, and how it is evaluated, is behind [`Backend`];
//! who is paid for a share, behind [`Shares`].
//!
//! ## Security
//! Every byte comes from strangers. Lines, queues, sets and maps are bounded by [`Config`]; evaluations, which cost
//! milliseconds, run on as many threads as there are cores, and a connection that has a few of them waiting is not read
//! until they are done. An address that sends too many invalid shares in a row is banned for a while.
mod backend;
mod call;
mod config;
mod dialect;
pub mod difficulty;
mod extranonce;
mod gate;
mod jobs;
mod judge;
mod line;
mod message;
mod name;
mod refusal;
mod server;
mod session;
mod statistics;
mod vardiff;

pub use backend::{Backend, Job, Shares, Work};
pub use config::{Config, Elsewhere};
pub use line::{LineError, Lines};
pub use name::{NameError, WorkerName};
pub use refusal::Refusal;
pub use server::serve;
pub use statistics::{Snapshot, Statistics, WorkerSnapshot};

/// What `algo` in `mining.set` begins with; the name of the preset follows.
pub const ALGORITHM_PREFIX: &str = "progpow-";

#[cfg(test)]
mod tests;
