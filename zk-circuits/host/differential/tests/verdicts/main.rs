//! One verdict on every machine: native, native behind the cache, in wasm, and in wasm that calls the host.

mod block;
mod functions;
mod machines;
mod proofs;
mod statements;
