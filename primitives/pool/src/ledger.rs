//! The file, and how it is opened and written.

use std::{
    fs::OpenOptions,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rusqlite::{params, Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::{number::Amount, schema, shares::Buffer, LedgerError, Terms};

/// How long a write waits for another program's.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open ledger. One process may hold it while others do too.
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) buffer: Buffer,
    path: PathBuf,
    terms: Terms,
    id: [u8; 16],
}

impl Ledger {
    /// Opens a ledger, or makes one, and puts the terms in force. Blocks found before keep their fee.
    ///
    /// # Errors
    /// [`LedgerError::Fee`], [`LedgerError::Window`], [`LedgerError::NotALedger`], [`LedgerError::Version`],
    /// [`LedgerError::File`].
    pub fn open(path: &Path, terms: Terms) -> Result<Self, LedgerError> {
        terms.check()?;
        create_private(path)?;
        let mut connection = connect(path)?;
        let transaction = begin(&mut connection, path)?;
        match schema::found(&transaction)? {
            Some(true) => {
                let sql = "UPDATE pool SET fee_bp = ?1, window_factor = ?2, minimum_payout = ?3";
                let minimum = Amount(terms.minimum_payout);
                transaction.execute(sql, params![terms.fee_bp, terms.window_factor, minimum])?;
            }
            Some(false) => schema::create(&transaction, &terms)?,
            None => return Err(LedgerError::NotALedger(path.into())),
        }
        transaction.commit()?;
        Self::assemble(connection, path)
    }

    /// Opens a ledger that is there, under the terms that are in force.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], [`LedgerError::NotALedger`], [`LedgerError::Version`].
    pub fn join(path: &Path) -> Result<Self, LedgerError> {
        if !path.is_file() {
            return Err(LedgerError::Missing(path.into()));
        }
        let connection = connect(path)?;
        match schema::found(&connection)? {
            Some(true) => Self::assemble(connection, path),
            _ => Err(LedgerError::NotALedger(path.into())),
        }
    }

    fn assemble(connection: Connection, path: &Path) -> Result<Self, LedgerError> {
        let sql = "SELECT id, fee_bp, window_factor, minimum_payout FROM pool";
        let (id, terms) = connection.query_row(sql, [], |row| {
            let Amount(minimum_payout) = row.get(3)?;
            Ok((row.get(0)?, Terms { fee_bp: row.get(1)?, window_factor: row.get(2)?, minimum_payout }))
        })?;
        Ok(Ledger { connection, buffer: Buffer::default(), path: path.into(), terms, id })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The terms as they were when the ledger was opened here.
    pub fn terms(&self) -> Terms {
        self.terms
    }

    /// The ledger's name, drawn when it was made: a copy has the same, another ledger another.
    pub fn id(&self) -> [u8; 16] {
        self.id
    }

    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, LedgerError> {
        begin(&mut self.connection, &self.path)
    }

    /// As [`Self::begin`], with what waits in memory beside it.
    pub(crate) fn begin_with_buffer(&mut self) -> Result<(Transaction<'_>, &Buffer), LedgerError> {
        Ok((begin(&mut self.connection, &self.path)?, &self.buffer))
    }
}

impl Drop for Ledger {
    /// Writes the last shares. Where that fails, they are lost as in a crash.
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

/// Begins by taking the write lock: what a transaction reads is then what it changes.
fn begin<'a>(connection: &'a mut Connection, path: &Path) -> Result<Transaction<'a>, LedgerError> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| explain(error, path))
}

fn explain(error: rusqlite::Error, path: &Path) -> LedgerError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy(path.into()),
        _ if schema::is_foreign(&error) => LedgerError::NotALedger(path.into()),
        _ => error.into(),
    }
}

fn connect(path: &Path) -> Result<Connection, LedgerError> {
    let connection = Connection::open(path)?;
    let set = || {
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A payout that a power cut undoes would be made again: every commit goes to the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")
    };
    set().map_err(|error| explain(error, path))?;
    Ok(connection)
}

/// Makes an empty file that only its owner may read and write, where there is none.
fn create_private(path: &Path) -> Result<(), LedgerError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(LedgerError::File { path: path.into(), error }),
        _ => Ok(()),
    }
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
