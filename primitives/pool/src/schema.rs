//! The tables.

use rusqlite::{params, Connection, ErrorCode, OptionalExtension, Transaction};

use crate::{
    number::{Amount, Wide},
    LedgerError, Terms, POOL_ACCOUNT,
};

/// The version of the tables.
pub const SCHEMA_VERSION: i64 = 1;
/// Marks the file as a ledger: "SEPL" in ASCII.
const APPLICATION_ID: i64 = 0x5345_504c;

/// Number of the pool's own account.
pub(crate) const POOL: i64 = 1;

const TABLES: &str = "
-- One row: the ledger's name, the terms, the last known network difficulty, and the weight of all shares that ever came.
CREATE TABLE pool (
    one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, fee_bp INTEGER NOT NULL, window_factor INTEGER NOT NULL,
    minimum_payout BLOB NOT NULL, difficulty BLOB NOT NULL, total BLOB NOT NULL
) STRICT;
-- Who can own something. What is neither paid nor reserved of the credits is the balance.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    credited BLOB NOT NULL, paid BLOB NOT NULL, reserved BLOB NOT NULL
) STRICT;
-- One row for the shares of a worker in one flush. `upto` is the weight of all shares up to and with it.
CREATE TABLE shares (
    upto BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts (id), worker TEXT NOT NULL,
    difficulty BLOB NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- 0 candidate, 1 immature, 2 mature, 3 orphaned.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, header_hash BLOB NOT NULL UNIQUE, height INTEGER NOT NULL,
    difficulty BLOB NOT NULL, fee_bp INTEGER NOT NULL, found_at INTEGER NOT NULL,
    state INTEGER NOT NULL, block_hash BLOB, reward BLOB
) STRICT;
CREATE INDEX blocks_by_state ON blocks (state);
-- What each account's shares weighed in the window of a block.
CREATE TABLE weights (
    block INTEGER NOT NULL REFERENCES blocks (id), account INTEGER NOT NULL REFERENCES accounts (id),
    weight BLOB NOT NULL, PRIMARY KEY (block, account)
) STRICT, WITHOUT ROWID;
-- What a mature block gave. Kind: 0 shares, 1 the pool's fee, 2 what rounding left.
CREATE TABLE credits (
    block INTEGER NOT NULL REFERENCES blocks (id), account INTEGER NOT NULL REFERENCES accounts (id),
    kind INTEGER NOT NULL, amount BLOB NOT NULL, PRIMARY KEY (block, account, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_by_account ON credits (account, block);
-- 0 planned, 1 sent, 2 confirmed, 3 given back. A number is never used twice.
CREATE TABLE payouts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER NOT NULL, changed_at INTEGER NOT NULL, reference BLOB,
    CHECK (state IN (0, 3) OR reference IS NOT NULL)
) STRICT;
-- At most one plan at a time.
CREATE UNIQUE INDEX one_plan ON payouts (state) WHERE state = 0;
CREATE INDEX payouts_sent ON payouts (state) WHERE state = 1;
CREATE TABLE items (
    payout INTEGER NOT NULL REFERENCES payouts (id), account INTEGER NOT NULL REFERENCES accounts (id),
    amount BLOB NOT NULL, PRIMARY KEY (payout, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_by_account ON items (account, payout);
";

/// Makes the tables in an empty file.
pub(crate) fn create(transaction: &Transaction<'_>, terms: &Terms) -> Result<(), LedgerError> {
    transaction.execute_batch(&format!(
        "{TABLES} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
    ))?;
    let none = Amount(0);
    transaction.execute(
        "INSERT INTO accounts(id, name, credited, paid, reserved) VALUES (?1, ?2, ?3, ?3, ?3)",
        params![POOL, POOL_ACCOUNT, none],
    )?;
    transaction.execute(
        "INSERT INTO pool(one, id, fee_bp, window_factor, minimum_payout, difficulty, total)
         VALUES (1, randomblob(16), ?1, ?2, ?3, ?4, ?4)",
        params![terms.fee_bp, terms.window_factor, Amount(terms.minimum_payout), Wide::default()],
    )?;
    Ok(())
}

/// Whether the tables are there, and the right ones. No answer: another kind of file.
pub(crate) fn found(connection: &Connection) -> Result<Option<bool>, LedgerError> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let application = match number("application_id") {
        Ok(application) => application,
        Err(error) if is_foreign(&error) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if application == APPLICATION_ID {
        return match number("user_version")? {
            SCHEMA_VERSION => Ok(Some(true)),
            found => Err(LedgerError::Version { found }),
        };
    }
    let table = connection.query_row("SELECT 1 FROM sqlite_master", [], |_| Ok(())).optional();
    match table {
        Ok(None) if application == 0 => Ok(Some(false)),
        Ok(_) => Ok(None),
        Err(error) if is_foreign(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether SQLite says that the file is none of its own.
pub(crate) fn is_foreign(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}
