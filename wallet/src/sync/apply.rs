//! Writing what blocks did: one batch, one transaction.

use std::collections::{BTreeSet, HashMap};

use sero_shielded::{compact::CompactBundle, encoding::FieldBytes};

use super::{
    read_sent, scan::ScannedNote, BlockRef, ChainState, ScannedBlock, Shown, SyncError, SyncReport, CHECKPOINT_MARGIN,
    MAX_CHECKPOINTS,
};
use crate::{
    chain::ChainInfo,
    store::{Batch, NoteRow},
    vault::Vault,
    wallet::Wallet,
};

impl Wallet {
    /// Applies blocks that follow the wallet's last one.
    pub(super) fn apply(
        &mut self,
        blocks: Vec<ScannedBlock>,
        info: &ChainInfo,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let applied = self.try_apply(blocks, info, report);
        if applied.is_err() {
            // The transaction is gone; memory follows it.
            self.reload()?;
        }
        applied
    }

    fn try_apply(
        &mut self,
        blocks: Vec<ScannedBlock>,
        info: &ChainInfo,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let mut waiting: HashMap<FieldBytes, Vec<usize>> = HashMap::new();
        for (place, row) in self.state.payments.iter().enumerate() {
            if row.mined_height.is_none() && row.conflict_height.is_none() {
                for nil in &row.record.own_nils {
                    waiting.entry(*nil).or_default().push(place);
                }
            }
        }
        let mut writer = Writer {
            batch: self.store.batch()?,
            waiting,
            vault: &self.vault,
            state: &mut self.state,
            checkpoints_from: oldest_checkpoint(info.finalized.number, info.best.number),
            report,
        };
        for block in blocks {
            writer.block(block)?;
        }
        writer.finish(info)
    }
}

/// The oldest block of which a checkpoint is kept.
fn oldest_checkpoint(last_final: u32, tip: u32) -> u32 {
    let wanted = last_final.min(tip).saturating_sub(CHECKPOINT_MARGIN);
    wanted.max(tip.saturating_sub(MAX_CHECKPOINTS))
}

struct Writer<'a> {
    batch: Batch<'a>,
    vault: &'a Vault,
    state: &'a mut ChainState,
    /// Places of payments in no block, by the nils of their notes.
    waiting: HashMap<FieldBytes, Vec<usize>>,
    checkpoints_from: u32,
    report: &'a mut SyncReport,
}

impl Writer<'_> {
    fn block(&mut self, block: ScannedBlock) -> Result<(), SyncError> {
        let ScannedBlock { number, hash, timestamp, data, notes, .. } = block;
        let expected = self.state.tree.frontier().size();
        if data.first_index != expected {
            return Err(SyncError::Index { number, expected, found: data.first_index });
        }
        let mut notes = notes.into_iter();
        for bundle in &data.bundles {
            let own = self.nils(number, &bundle.nils)?;
            for note in notes.by_ref().take(bundle.notes.len()) {
                self.note(number, note, own)?;
            }
            if own {
                self.sent(number, timestamp, bundle)?;
            }
        }
        if FieldBytes::from(self.state.tree.frontier().root()) != data.root {
            return Err(SyncError::Root(number));
        }
        if number >= self.checkpoints_from {
            self.state.tree.checkpoint(number)?;
            self.batch.add_checkpoint(number, &hash, self.state.tree.frontier())?;
        }
        self.state.tip = BlockRef { number, hash };
        self.report.blocks = self.report.blocks.saturating_add(1);
        Ok(())
    }

    /// Marks what nils spend, and says whether one of them is one's own.
    fn nils(&mut self, number: u32, nils: &[FieldBytes]) -> Result<bool, SyncError> {
        let mut own = false;
        for nil in nils {
            if let Some(index) = self.state.by_nil.remove(nil) {
                self.state.unspent.remove(&index);
                self.batch.spend_note(index, number)?;
                own = true;
            }
        }
        let payments: BTreeSet<usize> = nils.iter().filter_map(|nil| self.waiting.remove(nil)).flatten().collect();
        for place in payments {
            let Some(payment) = self.state.payments.get_mut(place) else { continue };
            if payment.record.nils == nils {
                payment.mined_height = Some(number);
                self.batch.mine_payment(payment.id, number)?;
            } else {
                payment.conflict_height.get_or_insert(number);
                self.batch.conflict_payment(payment.id, number)?;
            }
        }
        Ok(own)
    }

    fn note(&mut self, number: u32, note: ScannedNote, own: bool) -> Result<(), SyncError> {
        // A note of no value can be read and not spent: nothing is gained by following it.
        let marked = note.mine.as_ref().is_some_and(|mine| mine.note.value > 0);
        let index = self.state.tree.append(note.leaf, marked)?;
        let Some(mut mine) = note.mine else { return Ok(()) };
        mine.note.own = own;
        self.batch.add_note(self.vault, index, number, marked, &mine.note)?;
        if let Some(asset) = mine.asset {
            if self.state.assets.insert(mine.note.aid, asset).is_none() {
                self.batch.add_asset(self.vault, &asset)?;
            }
        }
        self.state.by_nil.insert(mine.note.nil, index);
        let row = NoteRow { index, height: number, spent_height: None, note: mine.note };
        self.state.unspent.insert(index, row);
        self.report.notes = self.report.notes.saturating_add(1);
        Ok(())
    }

    fn sent(&mut self, number: u32, timestamp: u64, bundle: &CompactBundle) -> Result<(), SyncError> {
        let shown = Shown {
            nils: &bundle.nils,
            notes: &bundle.notes,
            public_outs: &bundle.public_outs,
            fee: bundle.fee,
            terms: &bundle.terms,
            timestamp,
        };
        let record = read_sent(self.vault.tracking(), &shown);
        Ok(self.batch.add_sent(self.vault, number, &record)?)
    }

    fn finish(self, info: &ChainInfo) -> Result<(), SyncError> {
        let Writer { batch, state, .. } = self;
        let tip = state.tip;
        let finalized = BlockRef { number: info.finalized.number, hash: info.finalized.hash.0 };
        if finalized.number <= tip.number && finalized.number > state.last_final.number {
            state.last_final = finalized;
            batch.set_meta("final", &finalized)?;
        }
        let keep = oldest_checkpoint(state.last_final.number, tip.number);
        for index in batch.unmark_spent(keep)? {
            state.tree.unmark(index);
        }
        state.tree.prune_checkpoints(keep);
        batch.keep_checkpoints(keep, tip.number)?;
        batch.write_tree(&state.tree.take_changes(), state.tree.frontier())?;
        batch.set_meta("tip", &tip)?;
        Ok(batch.commit()?)
    }
}
