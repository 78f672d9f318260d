//! What came and what went.

use sero_shielded::{address::Network, encoding::FieldBytes, keys::PkrBytes};

use crate::{
    memo::ReadMemo,
    order::deed::{deeds, Deed},
    plain::ss58,
    store::{NoteRow, PaymentRecord, PaymentRow, SentRecord, SentTo, StoreError},
    wallet::Wallet,
};

/// How certain an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In a block, so many blocks deep; the last block counts as one.
    Mined {
        /// The block.
        height: u32,
        /// Its depth.
        confirmations: u32,
    },
    /// Handed in, and valid up to a block. Some blocks longer it waits, for a fork could still bring it.
    Waiting {
        /// The last block that may hold it.
        expiry: u32,
    },
    /// No block held it in time, for good; its notes are free.
    Expired,
    /// Another bundle spent its notes.
    Conflicted {
        /// The block of the other.
        height: u32,
    },
}

/// One line of an account's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How certain it is.
    pub status: Status,
    /// Milliseconds since 1970: the block's, or when it was handed in.
    pub timestamp: u64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A note came from somebody.
    Received {
        /// Its index in the chain's sequence.
        index: u64,
        /// The asset id.
        aid: FieldBytes,
        /// The value.
        value: u128,
        /// What came beside it.
        memo: ReadMemo,
        /// Whether everybody can read it: mined, shielded, or paid by a contract.
        public: bool,
    },
    /// A bundle of one's own.
    Sent {
        /// Its first nil: its name.
        id: FieldBytes,
        /// The fee; nothing where the taker of one's own offer paid it.
        fee: u128,
        /// What it paid. Empty: a payment to oneself, or a command alone.
        outputs: Vec<Paid>,
        /// What its command did.
        deeds: Vec<Deed>,
    },
}

/// One payment of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// To whom, as text: the address that was given, else the one-time address.
    pub to: String,
    /// `shielded`, `public`, `account` or `contract`.
    pub kind: &'static str,
    /// The asset id.
    pub aid: FieldBytes,
    /// The value.
    pub value: u128,
    /// What went beside it.
    pub memo: ReadMemo,
}

impl Wallet {
    /// Everything that happened, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn history(&self) -> Result<Vec<Entry>, StoreError> {
        let notes = self.store.notes(&self.vault, true)?;
        let sent = self.store.sent(&self.vault)?;
        let received = notes.into_iter().filter(is_received).map(|row| self.received(row));
        let mined = sent.iter().map(|(height, record)| self.mined(*height, record));
        let others = self.state.payments.iter().filter(|row| row.mined_height.is_none());
        let others = others.map(|row| self.unmined(row));
        let mut entries: Vec<Entry> = received.chain(mined).chain(others).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((place(&entry.status), entry.timestamp)));
        Ok(entries)
    }

    fn at(&self, height: u32) -> Status {
        let confirmations = self.tip().number.saturating_sub(height).saturating_add(1);
        Status::Mined { height, confirmations }
    }

    fn received(&self, row: NoteRow) -> Entry {
        let NoteRow { index, height, note, .. } = row;
        let (aid, value, memo, public) = (note.aid, note.value, note.memo, note.public);
        let what = What::Received { index, aid, value, memo, public };
        Entry { status: self.at(height), timestamp: note.timestamp, what }
    }

    fn mined(&self, height: u32, record: &SentRecord) -> Entry {
        // Another payment with the same first note may have been given up before.
        let is_it =
            |row: &&PaymentRow| row.mined_height == Some(height) && row.record.sent.first_nil == record.first_nil;
        let known = self.state.payments.iter().find(is_it);
        self.bundle(self.at(height), record, known.map(|row| &row.record))
    }

    fn unmined(&self, row: &PaymentRow) -> Entry {
        let status = match row.conflict_height {
            Some(height) => Status::Conflicted { height },
            None if self.is_waiting(row) => Status::Waiting { expiry: row.expiry },
            None => Status::Expired,
        };
        self.bundle(status, &row.record.sent, Some(&row.record))
    }

    /// A bundle of one's own; `made` where this wallet made it and knows more than the chain shows.
    fn bundle(&self, status: Status, record: &SentRecord, made: Option<&PaymentRecord>) -> Entry {
        let names = made.map(|made| made.recipients.as_slice()).unwrap_or_default();
        let names = names.iter().cloned().chain(std::iter::repeat(None));
        let outputs = record.outputs.iter().zip(names).map(|(output, name)| {
            let (kind, text) = describe(&output.to, self.network());
            let (aid, value, memo) = (output.aid, output.value, output.memo.clone());
            Paid { to: name.unwrap_or(text), kind, aid, value, memo }
        });
        let (id, fee) = (record.first_nil, record.fee);
        let mut deeds = deeds(made.and_then(PaymentRecord::command).as_ref(), &record.terms);
        deeds.extend(self.moved(&deeds));
        let what = What::Sent { id, fee, outputs: outputs.collect(), deeds };
        Entry { status, timestamp: record.timestamp, what }
    }

    /// What went into packages and came out of them, as far as the wallet knows: only their keys show it. A damaged row tells
    /// nothing.
    fn moved(&self, deeds: &[Deed]) -> Vec<Deed> {
        let notes = |id: &[u8; 32]| self.packed_notes(id).unwrap_or_default().into_iter();
        let mut moved = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Packed(id) => moved.extend(notes(id).map(|(aid, value)| Deed::PutIn(aid, value))),
                Deed::Opened(id) => moved.extend(notes(id).map(|(aid, value)| Deed::TookOut(aid, value))),
                _ => {}
            }
        }
        moved
    }
}

/// Change is no income; a worthless note without a word is nothing at all.
fn is_received(row: &NoteRow) -> bool {
    !row.note.own && (row.note.value > 0 || row.note.memo != ReadMemo::Empty)
}

/// What is in no block comes after everything that is.
fn place(status: &Status) -> u32 {
    match status {
        Status::Mined { height, .. } | Status::Conflicted { height } => *height,
        Status::Waiting { .. } => u32::MAX,
        Status::Expired => 0,
    }
}

fn describe(to: &SentTo, network: Network) -> (&'static str, String) {
    let one_time = |pkr: &PkrBytes| match pkr.to_address() {
        Ok(address) => address.to_text(network),
        Err(_) => const_hex::encode_prefixed(pkr.0),
    };
    match to {
        SentTo::Shielded(pkr) => ("shielded", one_time(pkr)),
        SentTo::Public(pkr) => ("public", one_time(pkr)),
        SentTo::Account(account) => ("account", ss58::encode(account)),
        SentTo::Contract(contract) => ("contract", const_hex::encode_prefixed(contract)),
    }
}
