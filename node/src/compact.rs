//! Compact blocks: what a wallet reads of each block, kept outside the state.
//!
//! State is pruned and a wallet may come back after a year, so the node takes the compact form and the note tree's frontier out
//! of the state right after a block is imported and keeps them in the auxiliary store under the block's hash. A wallet that is
//! restored can so begin at any block.
//!
//! Entries of older nodes have no frontier. [`fill`] makes it of the parent's frontier and the block's notes; no state is
//! needed.

use codec::{Decode, DecodeAll, Encode};
use pallet_shielded_runtime_api::ShieldedApi;
use sc_client_api::{AuxStore, HeaderBackend};
use sero_runtime::{Command, Hash, Header, OpaqueBlock as Block};
use sero_shielded::{
    compact::{CompactBlock, CompactNote},
    encoding::FieldBytes,
    note::leaf,
    tree::{EncodedFrontier, Frontier, CAPACITY},
};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_consensus_pow::TimestampApi;
use sp_runtime::traits::Header as _;

/// Prefix of the keys.
const PREFIX: &[u8] = b"sero/compact/";

/// What is kept for a block.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
pub struct Entry {
    /// The block's time in milliseconds.
    pub timestamp: u64,
    /// SCALE of the compact block: it is handed on as it is.
    pub block: Vec<u8>,
    /// The frontier of the note tree at the block's end.
    pub frontier: EncodedFrontier,
}

/// What stands in the store.
#[derive(Debug, PartialEq, Eq)]
enum Stored {
    /// Everything.
    Whole(Entry),
    /// An entry of an older node: time and compact block.
    Old(u64, Vec<u8>),
}

impl Stored {
    /// An entry out of the store's bytes; nothing where they are damaged.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = &mut &bytes[..];
        let (timestamp, block) = Decode::decode(rest).ok()?;
        if rest.is_empty() {
            return Some(Self::Old(timestamp, block));
        }
        let frontier = DecodeAll::decode_all(rest).ok()?;
        Some(Self::Whole(Entry { timestamp, block, frontier }))
    }
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

fn stored<C: AuxStore>(client: &C, hash: Hash) -> Result<Option<Stored>, CompactError> {
    let Some(bytes) = client.get_aux(&key(&hash))? else { return Ok(None) };
    Stored::decode(&bytes).map(Some).ok_or(CompactError::Damaged(hash))
}

/// The stored entry of a block; nothing where it is missing or of an older node.
pub fn read<C: AuxStore>(client: &C, hash: Hash) -> Result<Option<Entry>, CompactError> {
    Ok(match stored(client, hash)? {
        Some(Stored::Whole(entry)) => Some(entry),
        Some(Stored::Old(..)) | None => None,
    })
}

/// The entry of a block, made where it is missing.
pub fn entry<C: CompactClient>(client: &C, hash: Hash) -> Result<Entry, CompactError>
where
    C::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    read(client, hash)?.map_or_else(|| store(client, hash), Ok)
}

/// Makes the entry of a block, out of what an older node stored or out of the block's state, and stores it.
pub fn store<C: CompactClient>(client: &C, hash: Hash) -> Result<Entry, CompactError>
where
    C::Api: ShieldedApi<Block, Command> + TimestampApi<Block, u64>,
{
    let entry = match stored(client, hash)? {
        Some(Stored::Whole(entry)) => return Ok(entry),
        Some(Stored::Old(timestamp, block)) => {
            let frontier = frontier_of_old(client, hash, &block)?;
            Entry { timestamp, block, frontier }
        }
        None => {
            let failed = |source| CompactError::Runtime { hash, source };
            let api = client.runtime_api();
            let block: CompactBlock = api.compact_block(hash).map_err(failed)?;
            let timestamp = api.timestamp(hash).map_err(failed)?;
            let frontier = api.frontier(hash).map_err(failed)?;
            Entry { timestamp, block: block.encode(), frontier }
        }
    };
    client.insert_aux(&[(&key(&hash)[..], &entry.encode()[..])], &[])?;
    Ok(entry)
}

/// The frontier that an older node did not store: grown from the parent's, or else asked of the state.
fn frontier_of_old<C: CompactClient>(client: &C, hash: Hash, block: &[u8]) -> Result<EncodedFrontier, CompactError>
where
    C::Api: ShieldedApi<Block, Command>,
{
    let damaged = || CompactError::Damaged(hash);
    let block = CompactBlock::decode_all(&mut &block[..]).map_err(|_| damaged())?;
    let before = if block.first_index % CAPACITY == 0 {
        // A tree begins here, and so does the chain's first.
        Some(EncodedFrontier::default())
    } else {
        let header: Option<Header> = client.header(hash)?;
        let parent = header.map(|header| read(client, *header.parent_hash())).transpose()?.flatten();
        parent.map(|parent| parent.frontier)
    };
    match before {
        Some(before) => grow(&before, &block).ok_or_else(damaged),
        None => client.runtime_api().frontier(hash).map_err(|source| CompactError::Runtime { hash, source }),
    }
}

/// The frontier at the end of a block, from that before it; nothing where the two do not fit or do not give the block's root.
fn grow(before: &EncodedFrontier, block: &CompactBlock) -> Option<EncodedFrontier> {
    let mut tree = Frontier::try_from(before).ok()?;
    if tree.size() != block.first_index % CAPACITY {
        return None;
    }
    let notes = block.bundles.iter().flat_map(|bundle| &bundle.notes);
    for (note, index) in notes.zip(block.first_index..) {
        let commitment = match note {
            CompactNote::Shielded(note) => note.commitment.to_field().ok()?,
            CompactNote::Public(note) => note.open().ok()?.commitment(),
        };
        tree.append(leaf(index, commitment)).ok()?;
        if tree.is_full() {
            tree = Frontier::default();
        }
    }
    // Block 0 has no root in its state.
    let fits = block.number == 0 || FieldBytes::from(tree.root()) == block.root;
    fits.then(|| tree.encoded())
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

#[cfg(test)]
mod tests {
    use sero_shielded::{
        asset::{Asset, SERO},
        compact::CompactBundle,
        curve::Scalar,
        keys::{Seed, SpendingKey},
        note::PublicNote,
    };

    use super::*;

    /// A block that makes so many notes behind those before it, and its frontier.
    fn block(number: u32, before: &EncodedFrontier, notes: u64) -> (CompactBlock, EncodedFrontier) {
        let address = SpendingKey::from_seed(&Seed::new([1; 32])).expect("not zero").address();
        let mut tree = Frontier::try_from(before).expect("it is one");
        let first_index = tree.size();
        let mut made = Vec::new();
        for place in 0..notes {
            let to = address.one_time(&Scalar::from(place + 2)).expect("not zero").to_bytes();
            let note = PublicNote { to, asset: Asset::sero(), value: SERO };
            let commitment = note.open().expect("an address").commitment();
            tree.append(leaf(first_index + place, commitment)).expect("there is room");
            made.push(CompactNote::Public(note));
        }
        let bundles = made.into_iter().map(|note| CompactBundle { notes: vec![note], ..Default::default() }).collect();
        let root = tree.root().into();
        (CompactBlock { number, first_index, bundles, root }, tree.encoded())
    }

    #[test]
    fn an_entry_comes_out_as_it_went_in_and_damage_is_noticed() {
        let (block, frontier) = block(1, &EncodedFrontier::default(), 3);
        let entry = Entry { timestamp: 7, block: block.encode(), frontier };
        let bytes = entry.encode();
        assert_eq!(Stored::decode(&bytes), Some(Stored::Whole(entry.clone())));
        assert_eq!(Stored::decode(&[&bytes[..], &[0]].concat()), None);
        // Cut behind the compact block it is an entry of an older node; anywhere else it is none.
        let old = (entry.timestamp, &entry.block).encode();
        for length in 0..bytes.len() {
            let read = Stored::decode(&bytes[..length]);
            let expected = (length == old.len()).then(|| Stored::Old(entry.timestamp, entry.block.clone()));
            assert_eq!(read, expected, "length {length}");
        }
    }

    #[test]
    fn the_frontier_of_an_old_entry_grows_from_its_parents() {
        let mut before = EncodedFrontier::default();
        for (number, notes) in [(1, 1), (2, 0), (3, 7), (4, 70)] {
            let (block, after) = block(number, &before, notes);
            assert_eq!(grow(&before, &block), Some(after.clone()), "block {number}");
            before = after;
        }
    }

    #[test]
    fn a_frontier_that_does_not_give_the_blocks_root_is_none() {
        let (one, after) = block(1, &EncodedFrontier::default(), 2);
        let (two, _) = block(2, &after, 2);
        assert_eq!(grow(&EncodedFrontier::default(), &two), None, "not its parent");
        let mut other = one.clone();
        other.root = two.root;
        assert_eq!(grow(&EncodedFrontier::default(), &other), None, "not its root");
        let mut fewer = one;
        fewer.bundles.pop();
        assert_eq!(grow(&EncodedFrontier::default(), &fewer), None, "not its notes");
    }

    #[test]
    fn block_0_has_an_empty_tree_whatever_root_it_names() {
        let empty = CompactBlock { number: 0, first_index: 0, bundles: vec![], root: FieldBytes::default() };
        assert_eq!(grow(&EncodedFrontier::default(), &empty), Some(EncodedFrontier::default()));
    }
}
