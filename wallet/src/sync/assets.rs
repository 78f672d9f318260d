//! Reading the chain's list of assets.
//!
//! A note holds an asset id, which is a hash. Whoever asked a node for the name behind one would tell it what he holds; so every
//! wallet reads the whole list, from where it stopped, and what it asks depends on nothing that it owns. That is also why an id
//! that is in no list is not looked for again: a node that leaves an asset out would see who misses it.
//!
//! The list follows the chain. What was read since a block that is gone is forgotten with it; the last entries known are asked
//! for again and compared, and where one differs, or a new one is known already, the list is read from its beginning, once.

use rayon::prelude::*;
use sero_rpc::MAX_ASSETS_PER_CALL;
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO_DECIMALS},
    command::MAX_DECIMALS,
    encoding::FieldBytes,
};

use super::SyncError;
use crate::{
    chain::{AssetPage, Chain, ChainError},
    wallet::Wallet,
};

/// So many of the last entries known are compared each time.
const OVERLAP: u64 = 16;
/// A list longer than this is a node's attempt to fill the disk.
const MAX_LISTED: u64 = 1 << 26;

impl Wallet {
    /// Reads what the list has got since.
    pub(super) async fn read_assets<C: Chain + ?Sized>(&mut self, chain: &C) -> Result<(), SyncError> {
        let mut known = self.store.listed_count()?;
        let mut next = known.saturating_sub(OVERLAP);
        let mut anew = false;
        loop {
            let page = chain.assets(next, MAX_ASSETS_PER_CALL).await?;
            check(next, &page)?;
            let overlap = usize::try_from(known.saturating_sub(next)).unwrap_or(usize::MAX);
            let (again, new) = page.assets.split_at(overlap.min(page.assets.len()));
            let mut continues = page.total >= known && self.are_known(next, again)?;
            if continues && !new.is_empty() {
                // The list may be that of a block that the wallet has not read yet: who forgets the block forgets the entries.
                let seen = chain.info().await?.best.number.max(self.state.tip.number);
                continues = self.add_assets(known, seen, new)?;
            }
            if !continues {
                if anew {
                    return Err(nonsense(format!("its list of {} assets contradicts itself", page.total)));
                }
                let batch = self.store.batch()?;
                batch.forget_listed()?;
                batch.commit()?;
                (known, next, anew) = (0, 0, true);
                continue;
            }
            next = next.saturating_add(page.assets.len() as u64);
            known = known.max(next);
            if next >= page.total {
                return Ok(());
            }
            if page.assets.is_empty() {
                return Err(nonsense(format!("its list of {} assets ends at {next}", page.total)));
            }
        }
    }

    /// Whether entries stand in the list as it is known, from a place on.
    fn are_known(&self, from: u64, entries: &[ListedAsset]) -> Result<bool, SyncError> {
        for (entry, place) in entries.iter().zip(from..) {
            if self.store.listed_at(&self.vault, place)? != Some(*entry) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Adds assets to the list's end, in one transaction; false, and nothing is added, where one of them is known already.
    fn add_assets(&mut self, first: u64, seen: u32, assets: &[ListedAsset]) -> Result<bool, SyncError> {
        let ids: Vec<FieldBytes> = assets.par_iter().map(|listed| listed.asset.id().into()).collect();
        let batch = self.store.batch()?;
        for ((listed, aid), place) in assets.iter().zip(&ids).zip(first..) {
            if !batch.add_listed(&self.vault, place, seen, aid, listed)? {
                return Ok(false);
            }
        }
        batch.commit()?;
        Ok(true)
    }
}

/// Checks what needs no knowledge of the list.
fn check(from: u64, page: &AssetPage) -> Result<(), SyncError> {
    if page.assets.len() > MAX_ASSETS_PER_CALL as usize {
        return Err(nonsense(format!("{} assets at once", page.assets.len())));
    }
    if page.total > MAX_LISTED {
        return Err(nonsense(format!("a list of {} assets", page.total)));
    }
    for (listed, place) in page.assets.iter().zip(from..) {
        let ListedAsset { asset, decimals } = listed;
        let fine = match asset {
            Asset::Token(_) if asset.is_sero() => place == 0 && *decimals == SERO_DECIMALS,
            Asset::Token(_) => place > 0 && *decimals <= MAX_DECIMALS,
            Asset::Ticket { .. } | Asset::Package(_) => place > 0 && *decimals == 0,
        };
        if !fine {
            return Err(nonsense(format!("the asset at {place} of its list, with {decimals} decimals")));
        }
    }
    Ok(())
}

fn nonsense(what: String) -> SyncError {
    ChainError::Nonsense(what).into()
}
