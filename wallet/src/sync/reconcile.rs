//! Going back: to the last block that the node still has, or to the very beginning.

use super::{Base, BlockRef, ChainState, SyncError, SyncReport};
use crate::{
    chain::{self, Chain, ChainInfo},
    wallet::Wallet,
};

impl Wallet {
    /// Makes sure that the wallet's last block is in the node's best chain, by going back if need be.
    pub(super) async fn reconcile<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        info: &ChainInfo,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let tip = self.state.tip;
        if chain::hash_at(chain, info, tip.number).await? == Some(tip.hash) {
            return Ok(());
        }
        let known: Vec<BlockRef> =
            self.store.checkpoint_hashes()?.into_iter().map(|(number, hash)| BlockRef { number, hash }).collect();
        let Some(common) = last_common(chain, info, &known).await? else {
            return Err(reset(self.state.last_final, &known, tip));
        };
        if common.number < self.state.last_final.number {
            return Err(reset(self.state.last_final, &known, tip));
        }
        let mined =
            |state: &ChainState| state.payments.iter().filter(|payment| payment.mined_height.is_some()).count() as u32;
        let before = mined(&self.state);
        self.rewind(common)?;
        report.rolled_back = report.rolled_back.saturating_add(tip.number - common.number);
        report.unmined = report.unmined.saturating_add(before.saturating_sub(mined(&self.state)));
        Ok(())
    }

    /// Takes back all blocks above one of which a checkpoint is kept.
    fn rewind(&mut self, to: BlockRef) -> Result<(), SyncError> {
        self.state.tree.rewind(to.number)?;
        let batch = self.store.batch()?;
        batch.forget_above(to.number)?;
        batch.keep_checkpoints(0, to.number)?;
        batch.write_tree(&self.state.tree.take_changes(), self.state.tree.frontier())?;
        batch.set_meta("tip", &to)?;
        let written = batch.commit();
        // Memory follows the file, whichever way the commit went.
        self.reload()?;
        Ok(written?)
    }

    /// Begins anew at a base.
    pub(super) fn restart(&mut self, info: &ChainInfo, base: Base, keep_payments: bool) -> Result<(), SyncError> {
        let batch = self.store.batch()?;
        batch.forget_chain()?;
        if !keep_payments {
            batch.forget_payments()?;
        }
        batch.begin(&info.genesis.0, &base)?;
        batch.commit()?;
        Ok(self.reload()?)
    }
}

/// The highest known block that the node has too. Two chains agree up to some block and never again: so halving finds it.
async fn last_common<C: Chain + ?Sized>(
    chain: &C,
    info: &ChainInfo,
    known: &[BlockRef],
) -> Result<Option<BlockRef>, SyncError> {
    let (mut common, mut rest) = (None, known);
    while !rest.is_empty() {
        let (low, high) = rest.split_at(rest.len() / 2);
        let Some((middle, above)) = high.split_first() else { break };
        if chain::hash_at(chain, info, middle.number).await? == Some(middle.hash) {
            (common, rest) = (Some(*middle), above);
        } else {
            rest = low;
        }
    }
    Ok(common)
}

fn reset(last_final: BlockRef, known: &[BlockRef], tip: BlockRef) -> SyncError {
    let named = match last_final.number {
        0 => known.first().copied().unwrap_or(tip),
        _ => last_final,
    };
    SyncError::Reset { number: named.number, hash: const_hex::encode_prefixed(named.hash) }
}
