//! The tables.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::StoreError;

/// The version of the tables. Files of version 1 are brought to it when they are opened.
pub const SCHEMA_VERSION: i64 = 2;
/// Marks the file as a wallet: "SERO" in ASCII.
const APPLICATION_ID: i64 = 0x5345_524f;

const TABLES: &str = "
-- Single values, SCALE.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- The last blocks: to which of them a reorganisation can go back, and where an anchor may lie.
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY, hash BLOB NOT NULL, frontier BLOB NOT NULL
) STRICT;
-- Nodes of the note tree that some path needs.
CREATE TABLE nodes (
    level INTEGER NOT NULL, place INTEGER NOT NULL, node BLOB NOT NULL, PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;
-- One's own notes by their index. `marked` as long as the tree keeps their path.
CREATE TABLE notes (
    idx INTEGER PRIMARY KEY, height INTEGER NOT NULL, spent_height INTEGER,
    marked INTEGER NOT NULL, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX notes_by_height ON notes (height);
CREATE INDEX notes_by_spent ON notes (spent_height);
-- What one's own bundles in blocks did.
CREATE TABLE sent (id INTEGER PRIMARY KEY AUTOINCREMENT, height INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX sent_by_height ON sent (height);
-- What this wallet handed in. In which state a payment is follows from these numbers and the tip.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, expiry INTEGER NOT NULL, mined_height INTEGER,
    conflict_height INTEGER, sealed BLOB NOT NULL
) STRICT;
-- Assets met by name: a note holds only the id.
CREATE TABLE assets (id INTEGER PRIMARY KEY AUTOINCREMENT, sealed BLOB NOT NULL) STRICT;
";

/// Tables that version 1 did not have.
pub(super) const SINCE_2: &str = "
-- The chain's list of assets by place; `seen` is the chain's last block when the wallet read the entry.
CREATE TABLE listed (
    place INTEGER PRIMARY KEY, seen INTEGER NOT NULL, aid BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX listed_by_seen ON listed (seen);
-- Keys of packages.
CREATE TABLE packages (id INTEGER PRIMARY KEY AUTOINCREMENT, sealed BLOB NOT NULL) STRICT;
";

pub(super) fn create(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(&format!(
        "BEGIN; {TABLES} {SINCE_2} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    ))?;
    Ok(())
}

/// The version of an open file.
pub(super) fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    number(connection, "user_version")
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let number = |pragma: &str| {
        number(connection, pragma).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::NotAWallet(path.into()),
            _ => error.into(),
        })
    };
    if number("application_id")? != APPLICATION_ID {
        return Err(StoreError::NotAWallet(path.into()));
    }
    match number("user_version")? {
        1..=SCHEMA_VERSION => Ok(()),
        found => Err(StoreError::Version { found }),
    }
}
