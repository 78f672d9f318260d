//! What the wallet knows of the chain, in memory as in the file.

use std::collections::{BTreeMap, HashMap};

use codec::{Decode, Encode};
use sero_shielded::{
    asset::Asset,
    encoding::FieldBytes,
    tree::{EncodedFrontier, Frontier, WitnessTree},
};

use crate::{
    store::{NoteRow, PaymentRow, Store, StoreError},
    vault::Vault,
};

/// A block's place and name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct BlockRef {
    /// Its height.
    pub number: u32,
    /// Its hash.
    pub hash: [u8; 32],
}

/// Where a wallet begins to read: the last block that cannot concern it, and the note tree at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Base {
    /// The block.
    pub block: BlockRef,
    /// The tree.
    pub frontier: EncodedFrontier,
}

impl Base {
    /// The beginning of a chain.
    pub fn genesis(hash: [u8; 32]) -> Self {
        Base { block: BlockRef { number: 0, hash }, frontier: EncodedFrontier::default() }
    }

    /// The note tree.
    pub(crate) fn tree(&self) -> Result<Frontier, StoreError> {
        Frontier::try_from(&self.frontier).map_err(|_| StoreError::Damaged("the tree of the wallet's birthday"))
    }
}

/// The chain as far as the wallet read it.
pub(crate) struct ChainState {
    pub(crate) genesis: Option<[u8; 32]>,
    pub(crate) base: Base,
    pub(crate) tip: BlockRef,
    /// The highest block that the node called final when the wallet had read past it.
    pub(crate) last_final: BlockRef,
    pub(crate) tree: WitnessTree,
    pub(crate) unspent: BTreeMap<u64, NoteRow>,
    pub(crate) by_nil: HashMap<FieldBytes, u64>,
    pub(crate) payments: Vec<PaymentRow>,
    pub(crate) assets: HashMap<FieldBytes, Asset>,
}

impl ChainState {
    pub(crate) fn load(store: &Store, vault: &Vault) -> Result<Self, StoreError> {
        let unspent: BTreeMap<u64, NoteRow> =
            store.notes(vault, false)?.into_iter().map(|row| (row.index, row)).collect();
        let by_nil = unspent.values().map(|row| (row.note.nil, row.index)).collect();
        let named = std::iter::once(Asset::sero()).chain(store.assets(vault)?);
        Ok(ChainState {
            genesis: store.meta("genesis")?,
            base: store.meta("base")?.unwrap_or_default(),
            tip: store.meta("tip")?.unwrap_or_default(),
            last_final: store.meta("final")?.unwrap_or_default(),
            tree: store.tree()?,
            unspent,
            by_nil,
            payments: store.payments(vault)?,
            assets: named.map(|asset| (asset.id().into(), asset)).collect(),
        })
    }
}
