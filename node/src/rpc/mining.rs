//! What the node tells of its stratum server and its pool.

use std::sync::Arc;

use jsonrpsee::Extensions;
use serde_json::{json, Value};
use sero_rpc::{Decimal, MiningApiServer, RpcError};

use super::blocks::internal;
use crate::mining::pool::Books;

/// The server of the methods.
pub struct MiningServer {
    statistics: Option<Arc<sero_stratum::Statistics>>,
    books: Option<Arc<Books>>,
}

impl MiningServer {
    /// Over what there is on this node.
    pub fn new(statistics: Option<Arc<sero_stratum::Statistics>>, books: Option<Arc<Books>>) -> Self {
        Self { statistics, books }
    }
}

impl MiningApiServer for MiningServer {
    fn workers(&self, extensions: &Extensions) -> Result<Value, RpcError> {
        sc_rpc_api::check_if_safe(extensions).map_err(|_| RpcError::Unsafe("sero_stratumWorkers".into()))?;
        let Some(statistics) = &self.statistics else { return Ok(Value::Null) };
        serde_json::to_value(statistics.snapshot()).map_err(internal)
    }

    fn pool(&self) -> Result<Value, RpcError> {
        let Some(books) = &self.books else { return Ok(Value::Null) };
        let summary = books.summary().map_err(internal)?;
        Ok(json!({
            "accounts": summary.accounts,
            "blocks": {
                "candidates": summary.candidates,
                "immature": summary.immature,
                "mature": summary.mature,
                "orphaned": summary.orphaned,
            },
            "immatureRewards": Decimal(summary.immature_rewards),
            "owed": Decimal(summary.owed),
            "inFlight": Decimal(summary.in_flight),
            "paid": Decimal(summary.paid),
            "kept": Decimal(summary.kept),
            "shareDifficulty": summary.shares.to_string(),
        }))
    }
}
