//! What a node tells of the miners that it serves.

use jsonrpsee::proc_macros::rpc;
use serde_json::Value;

use crate::RpcError;

/// The `sero_` methods of mining.
#[rpc(client, server, namespace = "sero")]
pub trait MiningApi {
    /// Each stratum worker: shares accepted, stale and refused by reason, hash rates, last share; `null` on a node without a
    /// stratum server. User names are addresses of miners, so only callers of the unsafe methods are answered.
    #[method(name = "stratumWorkers", blocking, with_extensions)]
    fn workers(&self) -> Result<Value, RpcError>;

    /// What the pool earned, owes and paid, amounts as decimal strings; `null` on a node without a pool.
    #[method(name = "pool", blocking)]
    fn pool(&self) -> Result<Value, RpcError>;
}
