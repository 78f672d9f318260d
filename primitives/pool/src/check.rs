//! Counting everything anew.

use std::collections::BTreeMap;

use rusqlite::TransactionBehavior;

use crate::{
    ledger::Ledger,
    number::{Amount, Wide},
    LedgerError,
};

/// Sums by some number.
type Sums = BTreeMap<i64, u128>;

impl Ledger {
    /// Checks that the books balance: the credits of a mature block are its reward and no other block has any; what an
    /// account was credited, paid and is to be paid is what its rows say; nobody gets more than his credits; the weight of
    /// shares grows by each of them.
    ///
    /// # Errors
    /// [`LedgerError::Unbalanced`] with the first thing that is wrong.
    pub fn check(&mut self) -> Result<(), LedgerError> {
        // One transaction: all sums are of one moment, whoever writes meanwhile.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let sums = |sql: &str| -> Result<Sums, LedgerError> {
            let mut sums = Sums::new();
            let mut statement = transaction.prepare(sql)?;
            for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
                let (key, Amount(amount)): (i64, Amount) = row?;
                let sum = sums.entry(key).or_default();
                *sum = sum.checked_add(amount).ok_or_else(|| LedgerError::Unbalanced(format!("{sql} overflows")))?;
            }
            sums.retain(|_, sum| *sum > 0);
            Ok(sums)
        };
        let same = |what: &str, told: Sums, counted: Sums| match told == counted {
            true => Ok(()),
            false => Err(LedgerError::Unbalanced(format!("{what} should be {counted:?} and are {told:?}"))),
        };
        same(
            "the rewards of blocks",
            sums("SELECT id, reward FROM blocks WHERE state = 2")?,
            sums("SELECT block, amount FROM credits")?,
        )?;
        same(
            "the credits of accounts",
            sums("SELECT id, credited FROM accounts")?,
            sums("SELECT account, amount FROM credits")?,
        )?;
        let items = |states: &str| {
            let join = "items JOIN payouts ON payouts.id = items.payout";
            sums(&format!("SELECT account, amount FROM {join} WHERE state IN ({states})"))
        };
        same("the payments of accounts", sums("SELECT id, paid FROM accounts")?, items("2")?)?;
        same("the reserves of accounts", sums("SELECT id, reserved FROM accounts")?, items("0, 1")?)?;
        let credits = sums("SELECT id, credited FROM accounts")?;
        for (account, claims) in items("0, 1, 2")? {
            let credited = credits.get(&account).copied().unwrap_or_default();
            if claims > credited {
                let what = format!("the account {account} gets {claims} of its {credited}");
                return Err(LedgerError::Unbalanced(what));
            }
        }
        let mut statement = transaction.prepare("SELECT upto, difficulty FROM shares ORDER BY upto")?;
        let mut before = None;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (Wide(upto), Wide(difficulty)): (Wide, Wide) = row?;
            let from = upto.checked_sub(difficulty);
            if from.is_none() || before.is_some_and(|before| from != Some(before)) {
                return Err(LedgerError::Unbalanced(format!("the shares up to {upto} do not follow those before")));
            }
            before = Some(upto);
        }
        let Wide(total) = transaction.query_row("SELECT total FROM pool", [], |row| row.get(0))?;
        match before {
            Some(upto) if upto != total => Err(LedgerError::Unbalanced(format!("shares end at {upto}, not {total}"))),
            _ => Ok(()),
        }
    }
}
