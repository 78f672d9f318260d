//! Mining: templates of the next block, threads that search for a seal, and the way back into the chain.
//!
//! [`worker`] builds a template on the best block, again when the best block changes and every few seconds so that new
//! transactions and the time get in. [`board`] shows the newest template to the threads of [`threads`]. A seal that they
//! find goes back to the worker, which imports the finished block.

pub mod board;
pub mod payout;
pub mod threads;
pub mod worker;

pub use board::Board;
pub use worker::{Miner, MinerParams};
