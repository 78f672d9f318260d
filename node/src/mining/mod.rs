//! Mining: templates of the next block, threads that search for a seal, and the way back into the chain.
//!
//! [`worker`] builds a template on the best block, again when the best block changes and every few seconds so that new
//! transactions and the time get in. [`board`] shows the newest template to the threads of [`threads`]. A seal that they
//! find goes back to the worker, which imports the finished block. [`outside`] opens the board to miners outside the node,
//! [`stratum`] serves it to them, and [`pool`] keeps the books of those who share.

pub mod board;
pub mod outside;
pub mod payout;
pub mod pool;
pub mod rate;
pub mod stratum;
pub mod threads;
pub mod worker;

pub use board::Board;
pub use worker::{Miner, MinerParams};
