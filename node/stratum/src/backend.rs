//! What the server needs of the node, and what it tells a pool.

use primitive_types::U256;
pub use sero_progpow::Work;
use tokio::sync::watch;

/// What to search a nonce for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Hash of the header without seal.
    pub header: [u8; 32],
    /// Hash of the block that it builds on. Jobs on another parent than the newest job's are stale.
    ///
    /// A watch channel forgets what nobody read in time; two jobs that both name their parent can still be compared.
    pub parent: [u8; 32],
    /// Height of the block.
    pub height: u32,
    /// The difficulty of the block, not of a share.
    pub difficulty: U256,
}

/// The node, as the server sees it.
pub trait Backend: Send + Sync + 'static {
    /// The newest job, or none while the node cannot mine. The server ends when the sender is gone.
    fn jobs(&self) -> watch::Receiver<Option<Job>>;

    /// Evaluates one nonce. Takes milliseconds, so it is called on threads that may block.
    ///
    /// # Errors
    /// Only if the node cannot evaluate, never because a nonce is bad.
    fn evaluate(&self, height: u32, header: &[u8; 32], nonce: u64) -> Result<Work, String>;

    /// The final hash that belongs to a mix, whether or not the mix is true. Cheap.
    fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32];

    /// The epoch of a height: it names the data set.
    fn epoch(&self, height: u32) -> u64;

    /// Name of the preset of the work function.
    fn preset(&self) -> &'static str;

    /// Takes the solution of a block. Answers whether the block was still wanted. May block.
    fn submit_block(&self, header: [u8; 32], nonce: u64, mix: [u8; 32]) -> bool;

    /// Whether a miner may use this user name. A pool asks for an address, a solo miner for nothing.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    fn account(&self, user: &str) -> Result<(), String>;
}

/// Is told of every accepted share.
pub trait Shares: Send + Sync + 'static {
    /// A share of this difficulty, on a job of this height. `block` is the job's header if the share solved the block and
    /// the node took it. May block.
    fn accepted(&self, user: &str, worker: &str, difficulty: U256, height: u32, block: Option<[u8; 32]>);
}
