//! What one's own bundles did, as the chain tells it to the tracking key.

use codec::{Decode, Encode};
use rusqlite::params;
use sero_shielded::{bundle::PublicTerm, encoding::FieldBytes, keys::PkrBytes};

use super::{from_sql, Batch, Store, StoreError};
use crate::{memo::ReadMemo, vault::Vault};

/// Where something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum SentTo {
    /// A one-time address of somebody, hidden from others.
    Shielded(PkrBytes),
    /// A one-time address, for everybody to see.
    Public(PkrBytes),
    /// A plain account.
    Account([u8; 32]),
    /// A contract.
    Contract([u8; 20]),
}

/// One payment of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SentOutput {
    /// To whom.
    pub to: SentTo,
    /// The asset id.
    pub aid: FieldBytes,
    /// The value.
    pub value: u128,
    /// What went beside it.
    pub memo: ReadMemo,
}

/// A bundle that spent one's own notes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SentRecord {
    /// Its first nil: its name.
    pub first_nil: FieldBytes,
    /// The time of its block in milliseconds since 1970.
    pub timestamp: u64,
    /// The fee; nothing where somebody else paid it, the taker of an offer.
    pub fee: u128,
    /// What went to others.
    pub outputs: Vec<SentOutput>,
    /// What came back to oneself: asset id and value.
    pub kept: Vec<(FieldBytes, u128)>,
    /// Outputs that this account cannot read: another program made the bundle in another way.
    pub unreadable: u32,
    /// The public terms of its command: what it issued, burnt, locked or released.
    pub terms: Vec<PublicTerm>,
}

impl Store {
    /// All bundles with their blocks, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn sent(&self, vault: &Vault) -> Result<Vec<(u32, SentRecord)>, StoreError> {
        let sql = "SELECT height, sealed FROM sent ORDER BY height, id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (height, sealed) = row?;
            let height: u32 = from_sql(height)?;
            Ok((height, vault.open_row("sent", u64::from(height), &sealed)?))
        })
        .collect()
    }
}

impl Batch<'_> {
    /// Adds a bundle.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_sent(&self, vault: &Vault, height: u32, record: &SentRecord) -> Result<(), StoreError> {
        let sealed = vault.seal_row("sent", u64::from(height), record);
        self.transaction
            .prepare_cached("INSERT INTO sent(height, sealed) VALUES (?1, ?2)")?
            .execute(params![height, sealed])?;
        Ok(())
    }
}
