//! What a trade needs of the wallet: its view of the chain, and words for assets.

use sero_shielded::{asset::Asset, encryption::Memo};

use super::{check::View, offer::ChainId, terms::Sum, SwapError};
use crate::{
    amount::Display,
    asset::{full, short},
    chain::Chain,
    memo,
    payment::{build::Context, request::NO_MEMO, select::Label},
    wallet::Wallet,
};

impl Wallet {
    /// Reads the chain, and says where it stands. The genesis is that of the chain that was read, whatever the node says now:
    /// a signature must not serve on another.
    pub(crate) async fn view<C: Chain + ?Sized>(&mut self, chain: &C, key_version: u32) -> Result<View, SwapError> {
        self.sync(chain, |_| {}).await?;
        let info = chain.info().await?;
        let genesis = self.state.genesis.unwrap_or(info.genesis.0);
        let chain = ChainId { genesis, transaction_version: info.transaction_version, key_version };
        Ok(View { chain, tip: self.state.tip.number, max_expiry: info.max_expiry })
    }

    /// What the builder needs, for a bundle that anchors at a block.
    pub(crate) fn swap_context(&self, chain: &ChainId, anchor: u32) -> Context<'_> {
        Context {
            key: self.vault.tracking(),
            tree: &self.state.tree,
            anchor,
            genesis: chain.genesis,
            transaction_version: chain.transaction_version,
            key_version: chain.key_version,
        }
    }

    /// So much of an asset, for people. Tickets and packages with their whole ids: who trades must compare them.
    pub fn describe(&self, sum: &Sum) -> String {
        let name = full(&sum.asset);
        match sum.asset {
            Asset::Token(_) => {
                let (_, decimals) = self.asset_name(&sum.asset.id().into());
                format!("{} {name}", Display { value: sum.value, decimals })
            }
            Asset::Ticket { .. } => format!("ticket {name}"),
            Asset::Package(_) => name,
        }
    }

    /// What stands beside the note that a trade brings: what was given for it, or as much of that as fits. Beside a package its
    /// key, where it is known: so it is there after a restore.
    pub(crate) fn swap_memo(&self, got: &Sum, given: &Sum) -> Memo {
        if let Asset::Package(id) = got.asset {
            let key = self.package_memo(&id);
            if key != NO_MEMO {
                return key;
            }
        }
        memo::from_text(&format!("swapped for {}", self.describe(given)))
            .or_else(|_| memo::from_text("swapped"))
            .unwrap_or(NO_MEMO)
    }

    /// What messages say of an asset. Notes that come later are no help: a trade's anchor stays where it is.
    pub(crate) fn swap_label(&self, asset: &Asset) -> Label {
        let (_, decimals) = self.asset_name(&asset.id().into());
        Label { name: short(asset), decimals, later: 0 }
    }
}
