//! Files of older versions. Their sealed rows need the keys, so it happens when a wallet is opened, in one transaction.

use codec::{Decode, Encode};
use rusqlite::params;

use super::{payments::PAYMENT, schema, Batch, Store, StoreError};
use crate::vault::Vault;

/// Rows as version 1 wrote them: no chain had commands.
mod v1 {
    use codec::Decode;
    use sero_shielded::encoding::FieldBytes;

    use crate::store::{self, SentOutput};

    #[derive(Decode)]
    pub struct SentRecord {
        first_nil: FieldBytes,
        timestamp: u64,
        fee: u128,
        outputs: Vec<SentOutput>,
        kept: Vec<(FieldBytes, u128)>,
        unreadable: u32,
    }

    #[derive(Decode)]
    pub struct PaymentRecord {
        bundle: Vec<u8>,
        nils: Vec<FieldBytes>,
        own_nils: Vec<FieldBytes>,
        sent: SentRecord,
        recipients: Vec<Option<String>>,
    }

    impl From<SentRecord> for store::SentRecord {
        fn from(old: SentRecord) -> Self {
            let SentRecord { first_nil, timestamp, fee, outputs, kept, unreadable } = old;
            store::SentRecord { first_nil, timestamp, fee, outputs, kept, unreadable, terms: Vec::new() }
        }
    }

    impl From<PaymentRecord> for store::PaymentRecord {
        fn from(old: PaymentRecord) -> Self {
            let PaymentRecord { bundle, nils, own_nils, sent, recipients } = old;
            store::PaymentRecord { bundle, nils, own_nils, sent: sent.into(), recipients }
        }
    }
}

impl Store {
    /// Brings the file to this program's version. Rows that cannot be read stay as they are, and are said to be damaged when
    /// they are wanted.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`]; then the file is as it was.
    pub fn migrate(&mut self, vault: &Vault) -> Result<(), StoreError> {
        if schema::version(&self.connection)? == 1 {
            let batch = self.batch()?;
            batch.upgrade_1(vault)?;
            batch.commit()?;
        }
        Ok(())
    }
}

impl Batch<'_> {
    fn upgrade_1(&self, vault: &Vault) -> Result<(), StoreError> {
        self.transaction.execute_batch(schema::SINCE_2)?;
        self.reseal::<v1::SentRecord, super::SentRecord>(vault, "sent", "SELECT id, height, sealed FROM sent")?;
        let payments = format!("SELECT id, {PAYMENT}, sealed FROM payments");
        self.reseal::<v1::PaymentRecord, super::PaymentRecord>(vault, "payments", &payments)?;
        self.transaction.pragma_update(None, "user_version", schema::SCHEMA_VERSION)?;
        Ok(())
    }

    /// Writes rows in their new form. The second column is the row's name for its seal.
    fn reseal<Old: Decode, New: From<Old> + Encode>(
        &self,
        vault: &Vault,
        table: &'static str,
        select: &str,
    ) -> Result<(), StoreError> {
        let update = format!("UPDATE {table} SET sealed = ?2 WHERE id = ?1");
        for (id, row, sealed) in self.rows(select)? {
            let Ok(row) = u64::try_from(row) else { continue };
            if let Ok(old) = vault.open_row::<Old>(table, row, &sealed) {
                let sealed = vault.seal_row(table, row, &New::from(old));
                self.transaction.execute(&update, params![id, sealed])?;
            }
        }
        Ok(())
    }
}
