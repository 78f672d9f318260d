//! # Miner
//!
//! Mines for a pool, or for a node that serves stratum, with the threads of a processor.
//!
//! ## Overview
//! [`client`] talks to the pool, in EthereumStratum/2.0.0 or, if the pool refuses that, in 1.0.0. [`board`] shows the newest
//! job to the threads of [`search`]. [`run`] holds them together: it builds the data set when the epoch changes, hands in
//! what the threads find, and connects again when the connection is lost. What happens is told through [`report`].
//!
//! It is meant for tests, development chains and small machines: main chains are mined with graphics cards.
pub mod benchmark;
pub mod board;
pub mod cli;
pub mod client;
pub mod pool;
pub mod report;
pub mod run;
pub mod search;
