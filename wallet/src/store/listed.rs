//! The chain's list of assets, as far as it was read.
//!
//! All of it is public. Rows are sealed all the same: who could write into the file would give a token other decimals.

use rusqlite::{params, OptionalExtension};
use sero_shielded::{asset::ListedAsset, encoding::FieldBytes};

use super::{from_sql, to_sql, Batch, Store, StoreError};
use crate::vault::Vault;

impl Store {
    /// How many assets of the list are known: those at the places below.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn listed_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(place) + 1, 0) FROM listed";
        from_sql(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The asset at a place of the list.
    ///
    /// # Errors
    /// [`StoreError`] for a damaged row.
    pub fn listed_at(&self, vault: &Vault, place: u64) -> Result<Option<ListedAsset>, StoreError> {
        let sql = "SELECT sealed FROM listed WHERE place = ?1";
        let sealed: Option<Vec<u8>> =
            self.connection.prepare_cached(sql)?.query_row([to_sql(place)?], |row| row.get(0)).optional()?;
        sealed.map(|sealed| Ok(vault.open_row("listed", place, &sealed)?)).transpose()
    }

    /// The listed asset of an id. The id is computed anew: no row passes for another.
    ///
    /// # Errors
    /// [`StoreError`] for a damaged row.
    pub fn listed(&self, vault: &Vault, aid: &FieldBytes) -> Result<Option<ListedAsset>, StoreError> {
        let sql = "SELECT place FROM listed WHERE aid = ?1";
        let place: Option<i64> =
            self.connection.prepare_cached(sql)?.query_row([&aid.0[..]], |row| row.get(0)).optional()?;
        let Some(place) = place else { return Ok(None) };
        let listed = self.listed_at(vault, from_sql(place)?)?;
        Ok(listed.filter(|listed| FieldBytes::from(listed.asset.id()) == *aid))
    }
}

impl Batch<'_> {
    /// Adds an asset to the list's end, as it was when the chain's last block was `seen`. False where the list has it already.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_listed(
        &self,
        vault: &Vault,
        place: u64,
        seen: u32,
        aid: &FieldBytes,
        listed: &ListedAsset,
    ) -> Result<bool, StoreError> {
        let sealed = vault.seal_row("listed", place, listed);
        let sql = "INSERT OR IGNORE INTO listed(place, seen, aid, sealed) VALUES (?1, ?2, ?3, ?4)";
        let added = self.transaction.prepare_cached(sql)?.execute(params![to_sql(place)?, seen, &aid.0[..], sealed])?;
        Ok(added == 1)
    }

    /// Forgets the list.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn forget_listed(&self) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM listed", [])?;
        Ok(())
    }
}
