//! Compact blocks: what a wallet reads of each block, kept outside the state.
//!
//! State is pruned and a wallet may come back after a year, so the node takes the compact form out of the state right after
//! a block is imported and keeps it in the auxiliary store under the block's hash.

use codec::{Decode, Encode};
use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::{AuxStore, HeaderBackend};
use sero_runtime::{Command, Hash, Header, OpaqueBlock as Block};
use sero_shielded::compact::CompactBlock;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_consensus_pow::TimestampApi;
use sp_runtime::traits::Header as _;

/// Prefix of the keys.
const PREFIX: &[u8] = b"sero/compact/";

/// What is kept for a block.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    /// The block's time in milliseconds.
    pub timestamp: u64,
    /// SCALE of the compact block: it is handed on as it is.
    pub block: Vec<u8>,
}

/// Why there is no compact block.
#[derive(Debug, thiserror::Error)]
pub enum CompactError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sp_blockchain::Error),
    /// The runtime could not be asked; mostly because the state is pruned.
    #[error("the state of block {hash:?} gives no compact block: {source}")]
    Runtime {
        /// The block.
        hash: Hash,
        /// What failed.
        source: ApiError,
    },
    /// What was stored is not what was written.
    #[error("the stored compact block of {0:?} is damaged")]
    Damaged(Hash),
}

/// Everything that the store needs of a client.
pub trait CompactClient: ProvideRuntimeApi<Block> + AuxStore + HeaderBackend<Block> {}
impl<C: ProvideRuntimeApi<Block> + AuxStore + HeaderBackend<Block>> CompactClient for C {}

fn key(hash: &Hash) -> Vec<u8> {
    [PREFIX, hash.as_bytes()].concat()
}

/// The stored entry of a block.
pub fn read<C: AuxStore>(client: &C, hash: Hash) -> Result<Option<Entry>, CompactError> {
    let Some(bytes) = client.get_aux(&key(&hash))? else { return Ok(None) };
    Entry::decode(&mut &bytes[..]).map(Some).map_err(|_| CompactError::Damaged(hash))
}

/// Asks the state of a block for its compact form and stores it.
pub fn store<C: CompactClient>(client: &C, hash: Hash) -> Result<Entry, CompactError>
where
    C::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    let failed = |source| CompactError::Runtime { hash, source };
    let api = client.runtime_api();
    let block: CompactBlock = api.compact_block(hash).map_err(failed)?;
    let timestamp = api.timestamp(hash).map_err(failed)?;
    let entry = Entry { timestamp, block: block.encode() };
    client.insert_aux(&[(&key(&hash)[..], &entry.encode()[..])], &[])?;
    Ok(entry)
}

/// Stores what is missing of the chains that end in these blocks: what a crash or a failed write left out, and block 0 on the
/// first start. Returns how many were missing.
///
/// Compact blocks are written in the order of their chain, so going back from a block ends at the first that has its entry.
///
/// # Errors
/// The first [`CompactError`]; the blocks behind it are stored nevertheless.
pub fn fill<C: CompactClient>(client: &C, heads: impl IntoIterator<Item = Hash>) -> Result<u32, CompactError>
where
    C::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    let mut filled = 0;
    let mut failed = None;
    for head in heads {
        let mut missing = Vec::new();
        let mut at = head;
        while read(client, at)?.is_none() {
            missing.push(at);
            let header: Option<Header> = client.header(at)?;
            match header {
                Some(header) if *header.number() > 0 => at = *header.parent_hash(),
                _ => break,
            }
        }
        for hash in missing.into_iter().rev() {
            match store(client, hash) {
                Ok(_) => filled += 1,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
    }
    failed.map_or(Ok(filled), Err)
}
