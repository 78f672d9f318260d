//! Following the chain.
//!
//! Blocks come in batches. While one batch is tried for one's own notes on all cores, the next is fetched; then the batch is
//! applied in one SQLite transaction, tree and all. So a kill at any moment costs at most one batch. Before and between
//! batches the wallet compares its last block with the node's: after a reorganisation it goes back to the last common
//! block, and what the lost blocks did is undone. A note of a lost block may come back at another index; its leaf and nil are
//! then others, and are computed anew.
//!
//! Each root that the node names is compared with that of the wallet's own tree, so a node that leaves notes out is found.
//! At the end the chain's list of assets is read on.

mod apply;
mod assets;
mod outgoing;
mod reconcile;
mod scan;
mod state;

use std::sync::Arc;

use futures::future;
use sero_shielded::{address::Network, tree::WitnessError};

use crate::{
    chain::{self, BlockData, Chain, ChainError, ChainInfo},
    store::StoreError,
    wallet::Wallet,
};

pub(crate) use outgoing::{read_sent, Shown};
pub use scan::{scan, Mine, ScanError, ScannedBlock, ScannedNote};
pub(crate) use state::ChainState;
pub use state::{Base, BlockRef};

/// Blocks asked for at once.
const BATCH: u32 = 256;
/// Checkpoints are kept that far below a final block. Payments need 17 blocks below the last one; an offer to trade, whose anchor
/// the taker must know, can be 100 blocks older. A checkpoint is about a kilobyte.
pub(crate) const CHECKPOINT_MARGIN: u32 = 128;
/// Checkpoints at most, should a node call nothing final.
pub(crate) const MAX_CHECKPOINTS: u32 = 512;
/// How often the chain may move to another fork while the wallet reads it.
const MAX_TURNS: u32 = 16;

/// Why the wallet cannot follow the chain.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The node.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The wallet file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A block that makes no sense.
    #[error("{0}; use another node")]
    Scan(#[from] ScanError),
    /// The node serves another kind of chain.
    #[error("this wallet is for the {wallet} network, and the node serves {node}; choose another --node or --wallet")]
    OtherNetwork {
        /// The wallet's.
        wallet: Network,
        /// The node's.
        node: Network,
    },
    /// The chain began anew.
    #[error("the chain was reset: the node's genesis is {found}, the wallet followed {expected}; if that is meant, run `sync --rescan`")]
    OtherGenesis {
        /// The wallet's.
        expected: String,
        /// The node's.
        found: String,
    },
    /// Blocks are gone that were final.
    #[error("block {number} ({hash}) was final and is not in the node's chain: the chain was reset or the node follows another fork; use another node, or run `sync --rescan` to read this chain from its beginning")]
    Reset {
        /// The block's height.
        number: u32,
        /// Its hash.
        hash: String,
    },
    /// The wallet's tree and the chain's differ.
    #[error("the note tree's root at block {0} is not the node's: the node left something out; use another node, or run `sync --rescan`")]
    Root(u32),
    /// A block continues the tree at the wrong place.
    #[error("block {number} begins at note {found}, and the wallet's tree has {expected}; use another node, or run `sync --rescan`")]
    Index {
        /// The block.
        number: u32,
        /// Leaves of the wallet's tree.
        expected: u64,
        /// What the block says.
        found: u64,
    },
    /// The wallet's own tree.
    #[error("the wallet's note tree: {0}; run `sync --rescan`")]
    Tree(#[from] WitnessError),
    /// Forks without end.
    #[error("the node's chain moved {MAX_TURNS} times while it was read; try again later")]
    Unstable,
    /// A worker thread died.
    #[error("reading blocks failed: {0}; try again")]
    Worker(String),
}

/// How far a sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The block where it began.
    pub from: u32,
    /// The last block read.
    pub at: u32,
    /// The last block of the chain.
    pub to: u32,
}

/// What a sync did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// The last block read.
    pub tip: u32,
    /// Blocks read.
    pub blocks: u32,
    /// One's own notes found.
    pub notes: u32,
    /// Blocks taken back.
    pub rolled_back: u32,
    /// Payments that a lost block had held and that wait again.
    pub unmined: u32,
}

impl Wallet {
    /// Reads the chain up to its best block.
    ///
    /// Safe to drop at any await: what was applied stays applied, the rest is read next time.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn sync<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<SyncReport, SyncError> {
        let mut info = chain.info().await?;
        self.admit(&info)?;
        let from = self.state.tip.number;
        let mut report = SyncReport::default();
        for _ in 0..MAX_TURNS {
            self.reconcile(chain, &info, &mut report).await?;
            let linked = self
                .pull(chain, &info, &mut report, |at| {
                    progress(Progress { from, at, to: info.best.number.max(at) });
                })
                .await?;
            info = chain.info().await?;
            self.admit(&info)?;
            if linked && self.state.tip.hash == info.best.hash.0 {
                self.read_assets(chain).await?;
                report.tip = self.state.tip.number;
                return Ok(report);
            }
        }
        Err(SyncError::Unstable)
    }

    /// Forgets everything read from the chain and reads it anew, from the wallet's birthday or, on another chain or if
    /// that block is gone, from the beginning. Payments in no block stay, unless the chain is another one.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn rescan<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        progress: impl FnMut(Progress) + Send,
    ) -> Result<SyncReport, SyncError> {
        let info = chain.info().await?;
        self.admit_network(&info)?;
        let base = self.state.base.clone();
        let same_chain = self.state.genesis.is_none_or(|genesis| genesis == info.genesis.0);
        let stands = same_chain
            && base.tree().is_ok()
            && chain::hash_at(chain, &info, base.block.number).await? == Some(base.block.hash);
        let base = if stands { base } else { Base::genesis(info.genesis.0) };
        self.restart(&info, base, same_chain)?;
        self.sync(chain, progress).await
    }

    fn admit_network(&self, info: &ChainInfo) -> Result<(), SyncError> {
        let node = chain::network(info);
        match node == self.network() {
            true => Ok(()),
            false => Err(SyncError::OtherNetwork { wallet: self.network(), node }),
        }
    }

    /// Checks that this is the wallet's chain; the first chain that a wallet meets becomes it.
    pub(crate) fn admit(&mut self, info: &ChainInfo) -> Result<(), SyncError> {
        self.admit_network(info)?;
        match self.state.genesis {
            None => self.restart(info, Base::genesis(info.genesis.0), true),
            Some(genesis) if genesis == info.genesis.0 => Ok(()),
            Some(genesis) => Err(SyncError::OtherGenesis {
                expected: const_hex::encode_prefixed(genesis),
                found: info.genesis.to_string(),
            }),
        }
    }

    /// Reads forward to the best block; false where the next block does not follow the wallet's last.
    async fn pull<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        info: &ChainInfo,
        report: &mut SyncReport,
        mut progress: impl FnMut(u32) + Send,
    ) -> Result<bool, SyncError> {
        let to = info.best.number;
        let mut next = self.state.tip.number.saturating_add(1);
        let mut fetched = fetch(chain, next, to).await?;
        while let Some(blocks) = fetched {
            let linked = blocks.first().is_some_and(|first| first.parent_hash.0 == self.state.tip.hash);
            if !linked || !follow_each_other(&blocks) {
                return Ok(false);
            }
            next = next.saturating_add(blocks.len() as u32);
            let scanner = Arc::clone(&self.scanner);
            let scanning = tokio::task::spawn_blocking(move || scan(&scanner, blocks));
            let (scanned, following) = future::join(scanning, fetch(chain, next, to)).await;
            let scanned = scanned.map_err(|error| SyncError::Worker(error.to_string()))??;
            self.apply(scanned, info, report)?;
            progress(self.state.tip.number);
            fetched = following?;
        }
        Ok(self.state.tip.number >= to)
    }
}

/// The next batch; nothing behind the end, or where the chain became shorter meanwhile.
async fn fetch<C: Chain + ?Sized>(chain: &C, from: u32, to: u32) -> Result<Option<Vec<BlockData>>, ChainError> {
    if from > to {
        return Ok(None);
    }
    let last = to.min(from.saturating_add(BATCH - 1));
    let blocks = match chain.blocks(from, last).await {
        Ok(blocks) => blocks,
        Err(ChainError::UnknownBlock(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let fits = blocks.len() as u64 <= u64::from(last - from) + 1;
    let right = blocks.iter().zip(from..).all(|(block, number)| block.number == number);
    if blocks.is_empty() || !fits || !right {
        return Err(ChainError::Nonsense(format!("asked for blocks {from} to {last}")));
    }
    Ok(Some(blocks))
}

fn follow_each_other(blocks: &[BlockData]) -> bool {
    blocks.windows(2).all(|pair| match pair {
        [parent, child] => child.parent_hash == parent.hash,
        _ => true,
    })
}
