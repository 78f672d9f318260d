//! What this wallet handed in, and the names of assets.

use codec::{Decode, DecodeAll, Encode};
use rusqlite::params;
use sero_shielded::{asset::Asset, bundle::Bundle, command::Command, encoding::FieldBytes};

use super::{from_sql, Batch, SentRecord, Store, StoreError};
use crate::vault::Vault;

/// A bundle that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PaymentRecord {
    /// SCALE of the bundle, to hand it in again.
    pub bundle: Vec<u8>,
    /// All its nils, those of dummies too.
    pub nils: Vec<FieldBytes>,
    /// The nils of one's own notes: these are locked.
    pub own_nils: Vec<FieldBytes>,
    /// What it does.
    pub sent: SentRecord,
    /// For each output in `sent` the address as the user gave it, where he did.
    pub recipients: Vec<Option<String>>,
}

impl PaymentRecord {
    /// The command of the bundle.
    pub fn command(&self) -> Option<Command> {
        Bundle::<Command>::decode_all(&mut self.bundle.as_slice()).ok()?.body.command
    }
}

/// A payment and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Its number in this wallet.
    pub id: i64,
    /// The last block that may hold it.
    pub expiry: u32,
    /// The block that holds it.
    pub mined_height: Option<u32>,
    /// The block in which another bundle spent one of its notes.
    pub conflict_height: Option<u32>,
    /// The payment.
    pub record: PaymentRecord,
}

/// The row's name for its seal. Two payments differ in their nils, and a row's number is not known before it is written.
pub(super) const PAYMENT: u64 = 0;

impl Store {
    /// All payments, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn payments(&self, vault: &Vault) -> Result<Vec<PaymentRow>, StoreError> {
        let sql = "SELECT id, expiry, mined_height, conflict_height, sealed FROM payments ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let sealed: Vec<u8> = row.get(4)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, sealed))
        })?;
        rows.map(|row| {
            let (id, expiry, mined, conflict, sealed) = row?;
            let height = |height: Option<i64>| height.map(from_sql).transpose();
            Ok(PaymentRow {
                id,
                expiry: from_sql(expiry)?,
                mined_height: height(mined)?,
                conflict_height: height(conflict)?,
                record: vault.open_row("payments", PAYMENT, &sealed)?,
            })
        })
        .collect()
    }

    /// The assets that the wallet met by name.
    ///
    /// # Errors
    /// [`StoreError`] for damaged rows.
    pub fn assets(&self, vault: &Vault) -> Result<Vec<Asset>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT sealed FROM assets ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|sealed| Ok(vault.open_row("assets", 0, &sealed?)?)).collect()
    }
}

impl Batch<'_> {
    /// Adds a payment and returns its number.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_payment(&self, vault: &Vault, expiry: u32, record: &PaymentRecord) -> Result<i64, StoreError> {
        let sealed = vault.seal_row("payments", PAYMENT, record);
        self.transaction.execute("INSERT INTO payments(expiry, sealed) VALUES (?1, ?2)", params![expiry, sealed])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Forgets a payment that the chain refused.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn remove_payment(&self, id: i64) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM payments WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Notes that a block holds a payment.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn mine_payment(&self, id: i64, height: u32) -> Result<(), StoreError> {
        let sql = "UPDATE payments SET mined_height = ?2 WHERE id = ?1";
        self.transaction.execute(sql, params![id, height])?;
        Ok(())
    }

    /// Notes that another bundle spent a note of a payment, so that it can never be mined on this fork.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn conflict_payment(&self, id: i64, height: u32) -> Result<(), StoreError> {
        let sql = "UPDATE payments SET conflict_height = ?2 WHERE id = ?1 AND conflict_height IS NULL";
        self.transaction.execute(sql, params![id, height])?;
        Ok(())
    }

    /// Forgets all payments: those of another chain.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn forget_payments(&self) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM payments", [])?;
        Ok(())
    }

    /// Forgets payments and names of assets that cannot be read; returns how many payments.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn forget_unreadable(&self, vault: &Vault) -> Result<u32, StoreError> {
        for (id, _, sealed) in self.rows("SELECT id, 0, sealed FROM assets")? {
            if vault.open_row::<Asset>("assets", 0, &sealed).is_err() {
                self.transaction.execute("DELETE FROM assets WHERE id = ?1", [id])?;
            }
        }
        let mut forgotten = 0u32;
        for (id, expiry, sealed) in self.rows("SELECT id, expiry, sealed FROM payments")? {
            let opens = vault.open_row::<PaymentRecord>("payments", PAYMENT, &sealed).is_ok();
            if !opens || from_sql::<u32>(expiry).is_err() {
                self.remove_payment(id)?;
                forgotten = forgotten.saturating_add(1);
            }
        }
        Ok(forgotten)
    }

    pub(super) fn rows(&self, sql: &str) -> Result<Vec<(i64, i64, Vec<u8>)>, StoreError> {
        let mut statement = self.transaction.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers an asset by its name.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_asset(&self, vault: &Vault, asset: &Asset) -> Result<(), StoreError> {
        let sealed = vault.seal_row("assets", 0, asset);
        self.transaction.execute("INSERT INTO assets(sealed) VALUES (?1)", [sealed])?;
        Ok(())
    }
}
