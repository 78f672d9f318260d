//! What the account owns.

use std::collections::BTreeMap;

use sero_shielded::{asset::Asset, encoding::FieldBytes};

use crate::{
    asset::Label,
    payment::anchor_height,
    store::{PaymentRow, SentTo},
    wallet::Wallet,
};

/// What the account owns of one asset, in its smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetBalance {
    /// The asset id.
    pub aid: FieldBytes,
    /// The asset; nothing where the wallet never met it by name.
    pub asset: Option<Asset>,
    /// Its name for people; for an asset that the wallet never met by name, the id in hex.
    pub name: String,
    /// Its decimals; 0 where they are not known.
    pub decimals: u8,
    /// Can be paid now.
    pub spendable: u128,
    /// What comes back from payments that wait to be mined.
    pub pending: u128,
    /// In the chain, and too young to be spent.
    pub incoming: u128,
}

impl AssetBalance {
    /// The asset id in hex.
    pub fn aid_hex(&self) -> String {
        const_hex::encode_prefixed(self.aid.0)
    }

    /// All of it.
    pub fn total(&self) -> u128 {
        self.spendable.saturating_add(self.pending).saturating_add(self.incoming)
    }
}

impl Wallet {
    /// What the account owns, SERO first and always there.
    pub fn balance(&self) -> Vec<AssetBalance> {
        let sero = FieldBytes::from(Asset::sero().id());
        let mut sums: BTreeMap<FieldBytes, AssetBalance> = BTreeMap::new();
        sums.insert(sero, self.empty(sero));
        let anchor = anchor_height(self.tip().number).unwrap_or(0);
        let locked = self.locked();
        for row in self.state.unspent.values().filter(|row| row.note.value > 0) {
            let sum = sums.entry(row.note.aid).or_insert_with(|| self.empty(row.note.aid));
            if locked.contains(&row.note.nil) {
                continue;
            }
            let part = if row.height <= anchor { &mut sum.spendable } else { &mut sum.incoming };
            *part = part.saturating_add(row.note.value);
        }
        for row in self.state.payments.iter().filter(|row| self.is_waiting(row)) {
            for (aid, value) in self.returns(row) {
                let sum = sums.entry(aid).or_insert_with(|| self.empty(aid));
                sum.pending = sum.pending.saturating_add(value);
            }
        }
        let mut all: Vec<AssetBalance> = sums.into_values().collect();
        all.sort_by_key(|balance| (balance.aid != sero, balance.name.clone()));
        all
    }

    /// What a waiting payment brings back; nothing where its notes are others by now.
    fn returns(&self, row: &PaymentRow) -> Vec<(FieldBytes, u128)> {
        let record = &row.record;
        if !record.own_nils.iter().all(|nil| self.state.by_nil.contains_key(nil)) {
            return Vec::new();
        }
        let key = self.vault.tracking();
        let to_self = record.sent.outputs.iter().filter(|output| match &output.to {
            SentTo::Shielded(pkr) | SentTo::Public(pkr) => {
                pkr.to_address().is_ok_and(|address| key.recognise(&address).is_some())
            }
            SentTo::Account(_) | SentTo::Contract(_) => false,
        });
        let to_self = to_self.map(|output| (output.aid, output.value));
        record.sent.kept.iter().copied().chain(to_self).collect()
    }

    fn empty(&self, aid: FieldBytes) -> AssetBalance {
        let Label { asset, short: name, decimals, .. } = self.label(&aid);
        AssetBalance { aid, asset, name, decimals, spendable: 0, pending: 0, incoming: 0 }
    }
}
