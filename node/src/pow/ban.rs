//! What a false block costs the peer who sent it.
//!
//! Substrate takes a quarter of all reputation for a block that does not verify, which is a ban at the third one: whoever dials
//! again is let in meanwhile. Here a header that breaks a rule of the proof of work is the end at once, since nobody makes one by
//! mistake.

use std::sync::{Arc, OnceLock};

use sc_consensus::import_queue::{BlockImportError, BlockImportStatus, JustificationImportResult, Link, RuntimeOrigin};
use sc_network::{service::traits::NetworkService, ReputationChange};
use sero_runtime::{Hash, OpaqueBlock as Block};

/// The lowest reputation that there is; it fades, and the peer is let in again after about a minute.
const FALSE_BLOCK: ReputationChange = ReputationChange::new_fatal("a header without the work that it claims");

/// Bans peers, as soon as there is a network.
#[derive(Clone, Default)]
pub struct Bans(Arc<OnceLock<Arc<dyn NetworkService>>>);

impl Bans {
    /// Begins to ban on this network.
    pub fn connect(&self, network: Arc<dyn NetworkService>) {
        // There is one network; a second call changes nothing.
        let _ = self.0.set(network);
    }

    fn ban(&self, peer: &RuntimeOrigin) {
        if let Some(network) = self.0.get() {
            network.report_peer(peer.to_owned(), FALSE_BLOCK);
        }
    }
}

type Processed = Result<BlockImportStatus<u32>, BlockImportError>;

/// Passes on what became of blocks, and bans whoever sent a false one.
pub(super) struct Judge<'a> {
    pub(super) inner: &'a dyn Link<Block>,
    pub(super) bans: &'a Bans,
}

impl Link<Block> for Judge<'_> {
    fn blocks_processed(&self, imported: usize, count: usize, results: Vec<(Processed, Hash)>) {
        for (result, _) in &results {
            if let Err(BlockImportError::VerificationFailed(Some(peer), _)) = result {
                self.bans.ban(peer);
            }
        }
        self.inner.blocks_processed(imported, count, results);
    }

    fn justification_imported(&self, who: RuntimeOrigin, hash: &Hash, number: u32, result: JustificationImportResult) {
        self.inner.justification_imported(who, hash, number, result);
    }

    fn request_justification(&self, hash: &Hash, number: u32) {
        self.inner.request_justification(hash, number);
    }
}
