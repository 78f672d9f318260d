//! Notes of open trades, locked like those of payments: until the trade is mined or can no longer be.
//!
//! | who | from | until |
//! | --- | --- | --- |
//! | maker | `offer` | he cancels, finishes, or the offer has expired. His notes are safe all the time, for nothing is signed; the lock only keeps a payment from voiding the offer by accident |
//! | taker | `take` | the trade is mined or has expired for good: his half is signed, and the maker may finish it at any moment |
//!
//! A lock is a row among the payments without a bundle; nothing is handed in again for it.

use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use sero_shielded::{bundle::BundleBody, command::Command, compact::CompactNote, encoding::FieldBytes, keys::PkrBytes};

use super::{half::Openings, offer::Offer, SwapError};
use crate::{
    memo::ReadMemo,
    payment::sign::Owner,
    store::{PaymentRecord, PaymentRow, SentOutput, SentRecord, SentTo, StoreError},
    sync::{read_sent, Shown},
    wallet::Wallet,
};

impl Wallet {
    /// Locks the notes of an offer. Until somebody takes it, all of them still count as the account's own.
    pub(crate) fn lock_offer(&mut self, offer: &Offer, openings: &Openings) -> Result<(), SwapError> {
        let nils: Vec<FieldBytes> = offer.half.nils().copied().collect();
        let kept = openings.inputs.iter().filter_map(|opening| match &opening.owner {
            Owner::Account { note, .. } => Some((FieldBytes::from(note.aid), note.value)),
            Owner::Dummy { .. } => None,
        });
        let given = SentOutput {
            // Nobody's address: nobody took the offer yet.
            to: SentTo::Shielded(PkrBytes([0; 96])),
            aid: offer.terms.gives.asset.id().into(),
            value: offer.terms.gives.value,
            memo: ReadMemo::Empty,
        };
        let sent = SentRecord {
            first_nil: nils.first().copied().unwrap_or_default(),
            timestamp: now(),
            fee: 0,
            outputs: vec![given],
            kept: kept.collect(),
            unreadable: 0,
            terms: Vec::new(),
        };
        let name = format!("an open swap offer that wants {}", self.describe(&offer.terms.wants));
        Ok(self.lock(offer.expiry, nils, sent, vec![Some(name)])?)
    }

    /// Locks the notes of an answer.
    pub(crate) fn lock_answer(&mut self, body: &BundleBody<Command>) -> Result<(), SwapError> {
        let nils: Vec<FieldBytes> = body.inputs.iter().map(|input| input.nil).collect();
        let notes: Vec<CompactNote> = body.outputs.iter().map(|output| CompactNote::Shielded(output.note)).collect();
        let shown = Shown { nils: &nils, notes: &notes, public_outs: &[], fee: body.fee, terms: &[], timestamp: now() };
        let sent = read_sent(self.vault.tracking(), &shown);
        let names = self.own_names(body);
        let recipients = sent.outputs.iter().map(|output| match &output.to {
            SentTo::Shielded(pkr) => names.get(pkr).cloned(),
            _ => None,
        });
        let recipients = recipients.collect();
        Ok(self.lock(body.expiry, nils, sent, recipients)?)
    }

    /// The last block that may hold an answer to an offer, or to another one of the same notes, that this wallet gave and that
    /// waits.
    pub(crate) fn answered(&self, offer: &Offer) -> Option<u32> {
        let holds = |row: &&PaymentRow| offer.half.nils().any(|nil| row.record.nils.contains(nil));
        let waits = |row: &&PaymentRow| row.record.bundle.is_empty() && self.is_waiting(row);
        self.state.payments.iter().filter(waits).find(holds).map(|row| row.expiry)
    }

    /// Frees the notes of an open trade by all its nils; says whether they were locked.
    pub(crate) fn unlock(&mut self, nils: &[FieldBytes]) -> Result<bool, StoreError> {
        let is_lock = |row: &PaymentRow| row.record.bundle.is_empty() && row.record.nils == nils;
        let rows: Vec<i64> = self.state.payments.iter().filter(|row| is_lock(row)).map(|row| row.id).collect();
        let batch = self.store.batch()?;
        for row in &rows {
            batch.remove_payment(*row)?;
        }
        batch.commit()?;
        self.state.payments.retain(|row| !rows.contains(&row.id));
        Ok(!rows.is_empty())
    }

    /// Which outputs of a bundle come to this account, with its address as the name for each.
    pub(crate) fn own_names(&self, body: &BundleBody<Command>) -> HashMap<PkrBytes, String> {
        let text = self.address_text();
        let own = body.outputs.iter().filter(|output| {
            let address = output.note.to.to_address();
            address.is_ok_and(|address| self.vault.tracking().recognise(&address).is_some())
        });
        own.map(|output| (output.note.to, text.clone())).collect()
    }

    fn lock(
        &mut self,
        expiry: u32,
        nils: Vec<FieldBytes>,
        sent: SentRecord,
        recipients: Vec<Option<String>>,
    ) -> Result<(), StoreError> {
        let own_nils = nils.iter().filter(|nil| self.state.by_nil.contains_key(*nil)).copied().collect();
        let record = PaymentRecord { bundle: Vec::new(), nils, own_nils, sent, recipients };
        let batch = self.store.batch()?;
        let id = batch.add_payment(&self.vault, expiry, &record)?;
        batch.commit()?;
        self.state.payments.push(PaymentRow { id, expiry, mined_height: None, conflict_height: None, record });
        Ok(())
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}
