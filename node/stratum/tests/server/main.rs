//! The server on a real port, with a work function that is easy to steer.

mod blocks;
mod bounds;
mod client;
mod fake;
mod handshake;
mod refusals;
mod stale;
mod vardiff;
