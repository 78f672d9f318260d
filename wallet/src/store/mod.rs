//! The wallet file: one SQLite database, for its owner's eyes only.
//!
//! # Security
//!
//! Keys stand under the passphrase ([`crate::vault`]). What notes and payments hold (asset, value, address, memo, nil, the
//! sent bundle) is sealed row by row with a key from the vault, and so are the keys of packages. **In clear** are: the network
//! and genesis, how far the wallet read the chain, the chain's list of assets, which is the same for everybody, and for each
//! note its index, its block and the block that spent it. So who has the file without the
//! passphrase learns which leaves of the public tree are the owner's and when they were spent, though not how much they
//! are worth nor whom they paid. Guard the file as you would an account statement. It has the mode 0600, a file that others may
//! read is mended when it is opened, and deleted rows are overwritten (`secure_delete`).
//!
//! # Crash safety
//!
//! All changes that belong together are one SQLite transaction. The database is locked for as long as the wallet is open:
//! two programs on one file would each lead their own tree.

mod file;
mod listed;
mod migrate;
mod notes;
mod packages;
mod payments;
mod schema;
mod sent;
mod tree;

use std::path::{Path, PathBuf};

use codec::{DecodeAll, Encode};
use rusqlite::{params, Connection, ErrorCode, OptionalExtension};
use sero_shielded::tree::WitnessTree;

pub use notes::{NoteRow, OwnedNote};
pub use packages::KeptPackage;
pub use payments::{PaymentRecord, PaymentRow};
pub use schema::SCHEMA_VERSION;
pub use sent::{SentOutput, SentRecord, SentTo};

use crate::sync::Base;

/// Why the wallet file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing there.
    #[error("no wallet at {0}; make one with `create` or `restore`")]
    Missing(PathBuf),
    /// Something is there already.
    #[error("{0} exists already; choose another name with --wallet")]
    Exists(PathBuf),
    /// Another program has it open.
    #[error("another program has {0} open; close it first")]
    Locked(PathBuf),
    /// Not a wallet.
    #[error("{0} is no wallet file, or it is damaged; restore the wallet from its words into a new file")]
    NotAWallet(PathBuf),
    /// Made by a newer program.
    #[error("the wallet file has version {found}, and this program knows {SCHEMA_VERSION}; install a newer one")]
    Version {
        /// The version of the file.
        found: i64,
    },
    /// Not what was read from the chain and can be read again, but the wallet's own.
    #[error("the wallet file is damaged: {0}; restore the wallet from its words into a new file")]
    Lost(&'static str),
    /// A value that cannot stand there.
    #[error("the wallet file is damaged: {0}; make its contents anew with `sync --rescan`")]
    Damaged(&'static str),
    /// The file system.
    #[error("{path}: {error}; check that its folder exists and that you may write there")]
    File {
        /// The file.
        path: PathBuf,
        /// What it says.
        error: std::io::Error,
    },
    /// A sealed row.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// SQLite.
    #[error("the wallet file cannot be read or written: {0}; check its disk and try again")]
    Sqlite(#[from] rusqlite::Error),
}

/// An open wallet file.
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Makes a new file with its first contents: all of it or nothing is there, whenever the program dies. Nothing is
    /// overwritten.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::File`].
    pub fn create(path: &Path, fill: impl FnOnce(&Batch<'_>) -> Result<(), StoreError>) -> Result<Self, StoreError> {
        let draft = file::Draft::new(path)?;
        let mut store = Self::connect(draft.path())?;
        schema::create(&store.connection)?;
        let batch = store.batch()?;
        fill(&batch)?;
        batch.commit()?;
        store.connection.close().map_err(|(_, error)| error)?;
        draft.publish()?;
        Self::open(path)
    }

    /// Opens a file.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Locked`], [`StoreError::NotAWallet`], [`StoreError::Version`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        file::make_private(path)?;
        let store = Self::connect(path)?;
        schema::check(&store.connection, path)?;
        Ok(store)
    }

    fn connect(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        let store = Store { connection, path: path.into() };
        store.lock().map_err(|error| store.explain(error))?;
        Ok(store)
    }

    fn lock(&self) -> Result<(), rusqlite::Error> {
        self.connection.busy_timeout(std::time::Duration::from_millis(500))?;
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update(None, "secure_delete", "ON")?;
        // In exclusive mode the lock of this transaction stays until the connection closes.
        self.connection.execute_batch("BEGIN EXCLUSIVE; COMMIT;")
    }

    /// What to say of an error of SQLite.
    pub(crate) fn explain(&self, error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked(self.path.clone()),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::NotAWallet(self.path.clone()),
            _ => error.into(),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a transaction; dropped without [`Batch::commit`] it changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn batch(&mut self) -> Result<Batch<'_>, StoreError> {
        Ok(Batch { transaction: self.connection.transaction()? })
    }

    /// A value of the meta table.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it does not decode.
    pub fn meta<T: codec::Decode>(&self, key: &'static str) -> Result<Option<T>, StoreError> {
        let bytes: Option<Vec<u8>> =
            self.connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()?;
        bytes.map(|bytes| T::decode_all(&mut bytes.as_slice())).transpose().map_err(|_| StoreError::Damaged(key))
    }
}

/// Changes that are written together or not at all.
pub struct Batch<'a> {
    transaction: rusqlite::Transaction<'a>,
}

impl Batch<'_> {
    /// Writes everything.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`]; then nothing is written.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }

    /// Sets a value of the meta table.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn set_meta(&self, key: &'static str, value: &impl Encode) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)";
        self.transaction.prepare_cached(sql)?.execute(params![key, value.encode()])?;
        Ok(())
    }

    /// Deletes a value of the meta table.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn unset_meta(&self, key: &'static str) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM meta WHERE key = ?1", [key])?;
        Ok(())
    }

    /// Writes where the wallet begins to read, and that it has read nothing behind it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the base has no tree.
    pub fn begin(&self, genesis: &[u8; 32], base: &Base) -> Result<(), StoreError> {
        let mut tree = WitnessTree::new(base.tree()?);
        self.unset_meta("final")?;
        self.set_meta("genesis", genesis)?;
        self.set_meta("base", base)?;
        self.set_meta("tip", &base.block)?;
        self.add_checkpoint(base.block.number, &base.block.hash, tree.frontier())?;
        self.write_tree(&tree.take_changes(), tree.frontier())
    }

    /// Writes that the wallet knows no chain: the first that it meets will be its own.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn begin_nowhere(&self) -> Result<(), StoreError> {
        ["genesis", "base", "tip", "final", "frontier"].into_iter().try_for_each(|key| self.unset_meta(key))
    }

    /// Forgets everything that was read from the chain. What was sent and is in no block stays.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn forget_chain(&self) -> Result<(), StoreError> {
        self.transaction.execute_batch(
            "DELETE FROM notes; DELETE FROM nodes; DELETE FROM checkpoints; DELETE FROM sent; DELETE FROM listed;
             UPDATE payments SET mined_height = NULL, conflict_height = NULL;",
        )?;
        Ok(())
    }
}

/// SQLite's integers have a sign; heights and indices never come near it.
fn to_sql(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Damaged("a number above 2^63"))
}

fn from_sql<T: TryFrom<i64>>(value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Damaged("a number out of range"))
}
