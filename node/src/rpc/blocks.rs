//! Blocks of the best chain as wallets read them.

use sc_client_api::HeaderBackend;
use sero_rpc::{BlockData, Hex32, HexBytes, RpcError, MAX_BLOCKS_PER_CALL, MAX_BYTES_PER_CALL};
use sero_runtime::Hash;
use sp_runtime::traits::Header as _;

use crate::{compact, service::FullClient};

/// The hash of a block of the best chain.
pub fn hash_at(client: &FullClient, number: u32) -> Result<Hash, RpcError> {
    if number > client.info().best_number {
        return Err(RpcError::UnknownBlock(number));
    }
    client.hash(number).map_err(internal)?.ok_or(RpcError::UnknownBlock(number))
}

/// One block. Its compact form is made anew where it is missing and the state is there.
pub fn block(client: &FullClient, number: u32, hash: Hash) -> Result<BlockData, RpcError> {
    let header = client.header(hash).map_err(internal)?.ok_or(RpcError::UnknownBlock(number))?;
    let entry = match compact::read(client, hash).map_err(internal)? {
        Some(entry) => entry,
        None => compact::store(client, hash).map_err(|error| {
            log::warn!(target: "sero::rpc", "No compact block for {number}: {error}");
            RpcError::StateUnavailable(number)
        })?,
    };
    Ok(BlockData {
        number,
        hash: Hex32(hash.0),
        parent_hash: Hex32(header.parent_hash().0),
        timestamp: entry.timestamp,
        data: HexBytes(entry.block),
    })
}

/// Blocks of the best chain, as many as one answer may hold.
pub fn range(client: &FullClient, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError> {
    if from > to {
        return Err(RpcError::BadRange { from, to });
    }
    hash_at(client, from)?;
    let last = to.min(client.info().best_number).min(from.saturating_add(MAX_BLOCKS_PER_CALL - 1));
    let mut blocks: Vec<BlockData> = Vec::new();
    let mut bytes = 0usize;
    for number in from..=last {
        let next = match hash_at(client, number).and_then(|hash| block(client, number, hash)) {
            Ok(next) => next,
            // The best chain became shorter while this loop ran. What was read stays a part of one chain.
            Err(RpcError::UnknownBlock(_)) if !blocks.is_empty() => break,
            Err(error) => return Err(error),
        };
        // Another fork took over in between: end before the seam, and let the caller ask again.
        if blocks.last().is_some_and(|parent| parent.hash != next.parent_hash) {
            break;
        }
        bytes = bytes.saturating_add(next.data.0.len());
        blocks.push(next);
        if bytes >= MAX_BYTES_PER_CALL {
            break;
        }
    }
    Ok(blocks)
}

/// An error of the node's own.
pub fn internal(error: impl std::fmt::Display) -> RpcError {
    RpcError::Internal(error.to_string())
}
