//! Behaviour of the pool, with real proofs.

mod commands;
mod encodings;
mod fixture;
mod keys;
mod limits;
mod order;
mod packed;
mod parts;
mod payments;
mod points;
mod refusals;
mod shield;
mod tree;
