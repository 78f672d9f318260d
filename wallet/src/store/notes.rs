//! One's own notes.

use codec::{Decode, Encode};
use rusqlite::{params, Row};
use sero_shielded::{encoding::FieldBytes, keys::PkrBytes, note::Note};

use super::{from_sql, to_sql, Batch, Store, StoreError};
use crate::{memo::ReadMemo, vault::Vault};

/// A note as the wallet keeps it, its commitment checked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OwnedNote {
    /// The asset id.
    pub aid: FieldBytes,
    /// The value.
    pub value: u128,
    /// The one-time address, one's own.
    pub to: PkrBytes,
    /// The blinding of the commitment.
    pub rcm: FieldBytes,
    /// The nil that spending it reveals. After a reorganisation the note may stand elsewhere and have another.
    pub nil: FieldBytes,
    /// What came beside it.
    pub memo: ReadMemo,
    /// Whether everybody can read it.
    pub public: bool,
    /// Whether one's own bundle made it: change, or a payment to oneself.
    pub own: bool,
    /// The time of its block in milliseconds since 1970.
    pub timestamp: u64,
}

impl OwnedNote {
    /// The note itself.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the stored bytes are no note.
    pub fn note(&self) -> Result<Note, StoreError> {
        Ok(Note {
            aid: self.aid.to_field().map_err(|_| StoreError::Damaged("asset of a note"))?,
            value: self.value,
            address: self.to.to_address().map_err(|_| StoreError::Damaged("address of a note"))?,
            rcm: self.rcm.to_field().map_err(|_| StoreError::Damaged("rcm of a note"))?,
        })
    }
}

/// A note and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Its index in the chain's sequence.
    pub index: u64,
    /// Its block.
    pub height: u32,
    /// The block that spent it.
    pub spent_height: Option<u32>,
    /// The note.
    pub note: OwnedNote,
}

type Raw = (i64, i64, Option<i64>, Vec<u8>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

impl Store {
    /// All notes, or those that nobody spent, by index.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn notes(&self, vault: &Vault, spent_too: bool) -> Result<Vec<NoteRow>, StoreError> {
        let sql = "SELECT idx, height, spent_height, sealed FROM notes
                   WHERE ?1 OR spent_height IS NULL ORDER BY idx";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut notes = Vec::new();
        for row in statement.query_map([spent_too], raw)? {
            let (index, height, spent_height, sealed) = row?;
            let index: u64 = from_sql(index)?;
            notes.push(NoteRow {
                index,
                height: from_sql(height)?,
                spent_height: spent_height.map(from_sql).transpose()?,
                note: vault.open_row("notes", index, &sealed)?,
            });
        }
        Ok(notes)
    }

    /// Indices whose paths the tree keeps.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn marks(&self) -> Result<Vec<u64>, StoreError> {
        let mut statement = self.connection.prepare("SELECT idx FROM notes WHERE marked")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|index| from_sql(index?)).collect()
    }
}

impl Batch<'_> {
    /// Adds a note.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_note(
        &self,
        vault: &Vault,
        index: u64,
        height: u32,
        marked: bool,
        note: &OwnedNote,
    ) -> Result<(), StoreError> {
        let sealed = vault.seal_row("notes", index, note);
        self.transaction
            .prepare_cached("INSERT INTO notes(idx, height, marked, sealed) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![to_sql(index)?, height, marked, sealed])?;
        Ok(())
    }

    /// Notes that a block spent a note.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn spend_note(&self, index: u64, height: u32) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("UPDATE notes SET spent_height = ?2 WHERE idx = ?1")?
            .execute(params![to_sql(index)?, height])?;
        Ok(())
    }

    /// Marked notes that were spent below a block for good: their paths are needed no more. They lose their marks.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn unmark_spent(&self, below: u32) -> Result<Vec<u64>, StoreError> {
        let sql = "UPDATE notes SET marked = 0 WHERE marked AND spent_height < ?1 RETURNING idx";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let rows = statement.query_map([below], |row| row.get(0))?;
        rows.map(|index| from_sql(index?)).collect()
    }

    /// Takes back everything that blocks above one did: their notes go, what they spent is unspent, what they mined is not. Assets
    /// that were listed since are read again.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn forget_above(&self, height: u32) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM notes WHERE height > ?1",
            "UPDATE notes SET spent_height = NULL WHERE spent_height > ?1",
            "DELETE FROM sent WHERE height > ?1",
            "DELETE FROM listed WHERE seen > ?1",
            "UPDATE payments SET mined_height = NULL WHERE mined_height > ?1",
            "UPDATE payments SET conflict_height = NULL WHERE conflict_height > ?1",
        ] {
            self.transaction.execute(sql, [height])?;
        }
        Ok(())
    }
}
