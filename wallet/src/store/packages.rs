//! Keys of packages.

use rusqlite::params;
use sero_shielded::package::PackageKey;

use super::{Batch, Store, StoreError};
use crate::{order::package::Seen, vault::Vault};

/// The id of a package, its key, and what was in it where it was seen.
pub type KeptPackage = ([u8; 32], PackageKey, Option<Seen>);

/// The same as it is stored.
type Row = ([u8; 32], [u8; 32], Option<Seen>);

/// The row's name for its seal: which package it is stands inside.
const PACKAGE: u64 = 0;

impl Store {
    /// The packages whose keys are kept, and what was in them where it was seen, oldest first. A row that cannot be read is left out: the key of a package that one made
    /// or bought also stands in the memo of its note.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn package_keys(&self, vault: &Vault) -> Result<Vec<KeptPackage>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT sealed FROM packages ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        let mut keys = Vec::new();
        for sealed in rows {
            if let Ok((id, key, seen)) = vault.open_row::<Row>("packages", PACKAGE, &sealed?) {
                keys.push((id, PackageKey::new(key), seen));
            }
        }
        Ok(keys)
    }
}

impl Batch<'_> {
    /// Keeps the key of a package, and what was in it where it was seen.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_package_key(
        &self,
        vault: &Vault,
        id: &[u8; 32],
        key: &PackageKey,
        seen: Option<Seen>,
    ) -> Result<(), StoreError> {
        let row: Row = (*id, *key.expose(), seen);
        let sealed = vault.seal_row("packages", PACKAGE, &row);
        self.transaction.execute("INSERT INTO packages(sealed) VALUES (?1)", params![sealed])?;
        Ok(())
    }
}
