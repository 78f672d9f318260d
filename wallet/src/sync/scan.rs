//! Reading blocks: which notes are one's own. Pure computation, in parallel over all cores.

use codec::DecodeAll;
use rayon::prelude::*;
use sero_shielded::{
    asset::Asset,
    compact::{CompactBlock, CompactNote, EncryptedNote},
    curve::F,
    encoding::FieldBytes,
    encryption::SharedSecret,
    keys::{OneTimeViewing, PkrBytes},
    note::{leaf, nil, Note, PublicNote},
    recognition::Scanner,
};

use crate::{chain::BlockData, memo::ReadMemo, store::OwnedNote};

/// Addresses that one task tries: enough to share the cost of the inversions.
const CHUNK: usize = 128;

/// Why the data of a block cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Not SCALE of a compact block.
    #[error("block {number}: {why}")]
    Encoding {
        /// The block.
        number: u32,
        /// Where decoding stopped.
        why: String,
    },
    /// The data are those of another block.
    #[error("block {expected} came with the data of block {found}")]
    Number {
        /// The block asked for.
        expected: u32,
        /// The block in the data.
        found: u32,
    },
    /// A note that the chain cannot have accepted.
    #[error("note {index} of block {number} is none: {why}")]
    Note {
        /// The block.
        number: u32,
        /// The note's index.
        index: u64,
        /// What is wrong.
        why: String,
    },
}

/// A block after reading.
pub struct ScannedBlock {
    /// As the node gave it, without the data.
    pub number: u32,
    /// Its hash.
    pub hash: [u8; 32],
    /// Its parent's.
    pub parent: [u8; 32],
    /// Milliseconds since 1970.
    pub timestamp: u64,
    /// The data.
    pub data: CompactBlock,
    /// For each note in order its leaf, and what it holds where it is one's own.
    pub notes: Vec<ScannedNote>,
}

/// A note after reading.
pub struct ScannedNote {
    /// The leaf.
    pub leaf: F,
    /// Set for one's own notes whose commitment holds what their ciphertext says.
    pub mine: Option<Mine>,
}

/// One's own note.
pub struct Mine {
    /// What is stored.
    pub note: OwnedNote,
    /// The asset, where the chain names it.
    pub asset: Option<Asset>,
}

/// Reads blocks.
///
/// # Errors
/// See [`ScanError`].
pub fn scan(scanner: &Scanner, blocks: Vec<BlockData>) -> Result<Vec<ScannedBlock>, ScanError> {
    let decoded = blocks.into_par_iter().map(decode).collect::<Result<Vec<_>, _>>()?;
    let notes: Vec<Task<'_>> = decoded.iter().flat_map(|(block, data)| tasks(block, data)).collect();
    let addresses: Vec<PkrBytes> = notes.iter().map(|task| task.address()).collect();
    let viewing: Vec<Option<OneTimeViewing>> =
        addresses.par_chunks(CHUNK).flat_map_iter(|chunk| scanner.recognise(chunk)).collect();
    let mut read = notes
        .par_iter()
        .zip(viewing)
        .map(|(task, viewing)| task.read(viewing))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter();
    Ok(decoded
        .into_iter()
        .map(|(block, data)| {
            let count = data.bundles.iter().map(|bundle| bundle.notes.len()).sum();
            ScannedBlock {
                number: block.number,
                hash: block.hash.0,
                parent: block.parent_hash.0,
                timestamp: block.timestamp,
                notes: read.by_ref().take(count).collect(),
                data,
            }
        })
        .collect())
}

fn decode(mut block: BlockData) -> Result<(BlockData, CompactBlock), ScanError> {
    let number = block.number;
    let bytes = std::mem::take(&mut block.data.0);
    let data = CompactBlock::decode_all(&mut bytes.as_slice())
        .map_err(|error| ScanError::Encoding { number, why: error.to_string() })?;
    if data.number != number {
        return Err(ScanError::Number { expected: number, found: data.number });
    }
    Ok((block, data))
}

fn tasks<'a>(block: &'a BlockData, data: &'a CompactBlock) -> impl Iterator<Item = Task<'a>> {
    let notes = data.bundles.iter().flat_map(|bundle| &bundle.notes);
    notes.zip(data.first_index..).map(|(note, index)| Task { block, note, index })
}

/// A note to read.
struct Task<'a> {
    block: &'a BlockData,
    note: &'a CompactNote,
    index: u64,
}

impl Task<'_> {
    fn address(&self) -> PkrBytes {
        match self.note {
            CompactNote::Shielded(note) => note.to,
            CompactNote::Public(note) => note.to,
        }
    }

    fn read(&self, viewing: Option<OneTimeViewing>) -> Result<ScannedNote, ScanError> {
        let bad = |why: &dyn std::fmt::Display| ScanError::Note {
            number: self.block.number,
            index: self.index,
            why: why.to_string(),
        };
        match self.note {
            CompactNote::Shielded(note) => {
                let cm = note.commitment.to_field().map_err(|error| bad(&error))?;
                let leaf = leaf(self.index, cm);
                let mine = viewing.and_then(|viewing| self.open(note, cm, leaf, &viewing));
                Ok(ScannedNote { leaf, mine })
            }
            CompactNote::Public(note) => {
                let opened = note.open().map_err(|error| bad(&error))?;
                let leaf = leaf(self.index, opened.commitment());
                let mine = viewing.map(|viewing| self.show(note, opened, leaf, &viewing));
                Ok(ScannedNote { leaf, mine })
            }
        }
    }

    /// Decrypts a note. What does not open to its commitment is not credited: no accepted output is like that.
    fn open(&self, note: &EncryptedNote, cm: F, leaf: F, viewing: &OneTimeViewing) -> Option<Mine> {
        let rpk = note.rpk.to_key().ok()?;
        let [e0, e1, e2] = &note.contents;
        let contents = [e0.to_field().ok()?, e1.to_field().ok()?, e2.to_field().ok()?];
        let secret = SharedSecret::of_receiver(&viewing.vskr, &rpk);
        let contents = secret.open(&contents)?;
        let address = note.to.to_address().ok()?;
        let opened = Note { aid: contents.aid, value: contents.value, address, rcm: contents.rcm };
        if opened.commitment() != cm {
            return None;
        }
        let memo = match secret.open_memo(&note.commitment, &note.memo) {
            Some(memo) => ReadMemo::from_plain(&memo),
            None => ReadMemo::Unreadable,
        };
        Some(Mine { note: self.owned(&opened, leaf, viewing, memo, false), asset: None })
    }

    fn show(&self, note: &PublicNote, opened: Note, leaf: F, viewing: &OneTimeViewing) -> Mine {
        let owned = self.owned(&opened, leaf, viewing, ReadMemo::Empty, true);
        Mine { note: owned, asset: Some(note.asset) }
    }

    fn owned(&self, note: &Note, leaf: F, viewing: &OneTimeViewing, memo: ReadMemo, public: bool) -> OwnedNote {
        OwnedNote {
            aid: note.aid.into(),
            value: note.value,
            to: self.address(),
            rcm: note.rcm.into(),
            nil: FieldBytes::from(nil(&viewing.vskr, leaf)),
            memo,
            public,
            own: false,
            timestamp: self.block.timestamp,
        }
    }
}
