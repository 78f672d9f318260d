//! Payouts: planned, sent, and then confirmed or given back.
//!
//! What a payout holds is reserved from the plan on, so no other payout can hold it too.

use std::fmt;

use rusqlite::{params, Connection, OptionalExtension, Transaction};

use crate::{
    ledger::{now, Ledger},
    number::{from_sql, to_sql, Amount},
    schema::POOL,
    LedgerError,
};

/// Where a payout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutState {
    /// Its amounts are reserved and nothing was sent.
    Planned,
    /// It is on its way, or was to be when a program ended.
    Sent,
    /// It reached its receivers for good.
    Confirmed,
    /// It never will, and its amounts are their owners' again.
    GivenBack,
}

impl PayoutState {
    pub(crate) fn read(number: i64) -> Result<Self, LedgerError> {
        match number {
            0 => Ok(PayoutState::Planned),
            1 => Ok(PayoutState::Sent),
            2 => Ok(PayoutState::Confirmed),
            3 => Ok(PayoutState::GivenBack),
            _ => Err(LedgerError::Damaged("the state of a payout")),
        }
    }
}

impl fmt::Display for PayoutState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PayoutState::Planned => "planned",
            PayoutState::Sent => "sent",
            PayoutState::Confirmed => "confirmed",
            PayoutState::GivenBack => "given back",
        })
    }
}

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Its number; never used twice.
    pub id: u64,
    /// Where it stands.
    pub state: PayoutState,
    /// What the payer wrote down to find it again.
    pub reference: Option<Vec<u8>>,
    /// Account and amount, the largest amount first.
    pub items: Vec<(String, u128)>,
}

impl Payout {
    /// All it pays.
    pub fn total(&self) -> u128 {
        self.items.iter().fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
    }
}

impl Ledger {
    /// Reserves what the accounts with the largest balances have, so many at most, where it reaches the minimum. A plan that
    /// was never sent is returned again instead. Nothing where nobody is to be paid.
    ///
    /// # Errors
    /// [`LedgerError::Busy`], [`LedgerError::Sqlite`].
    pub fn plan_payout(&mut self, max_items: usize) -> Result<Option<Payout>, LedgerError> {
        self.plan_payout_within(max_items, u128::MAX)
    }

    /// As [`Self::plan_payout`], with a new plan that pays `max_total` at most: the last account then gets a part.
    ///
    /// # Errors
    /// [`LedgerError::Busy`], [`LedgerError::Sqlite`].
    pub fn plan_payout_within(&mut self, max_items: usize, max_total: u128) -> Result<Option<Payout>, LedgerError> {
        let transaction = self.begin()?;
        if let Some(id) = plan(&transaction)? {
            return payout(&transaction, id).map(Some);
        }
        let items = payable(&transaction, max_items, max_total)?;
        if items.is_empty() {
            return Ok(None);
        }
        let sql = "INSERT INTO payouts(state, changed_at) VALUES (0, ?1)";
        transaction.execute(sql, [to_sql(now())?])?;
        let id = transaction.last_insert_rowid();
        let mut insert = transaction.prepare("INSERT INTO items(payout, account, amount) VALUES (?1, ?2, ?3)")?;
        for (account, _, amount) in items {
            insert.execute(params![id, account, Amount(amount)])?;
            change(&transaction, account, |owned| {
                owned.reserved = owned.reserved.checked_add(amount)?;
                Some(())
            })?;
        }
        drop(insert);
        let planned = payout(&transaction, id)?;
        transaction.commit()?;
        Ok(Some(planned))
    }

    /// What [`Self::plan_payout_within`] would pay, without doing anything.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn payable(&self, max_items: usize, max_total: u128) -> Result<Vec<(String, u128)>, LedgerError> {
        if let Some(id) = plan(&self.connection)? {
            return Ok(payout(&self.connection, id)?.items);
        }
        let items = payable(&self.connection, max_items, max_total)?;
        Ok(items.into_iter().map(|(_, name, amount)| (name, amount)).collect())
    }

    /// Takes down that a planned payout is about to be sent, and as what. Call it **before** sending: from here on only
    /// the chain can say what became of the payout. Saying the same twice changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPayout`], [`LedgerError::PayoutState`]; [`LedgerError::SentOtherwise`] where it was sent as
    /// something else: then this sender must not send.
    pub fn payout_sent(&mut self, id: u64, reference: &[u8]) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let (number, wanted) = (to_sql(id)?, PayoutState::Sent);
        match state(&transaction, id)? {
            PayoutState::Planned => {}
            PayoutState::Sent if payout(&transaction, number)?.reference.as_deref() == Some(reference) => return Ok(()),
            PayoutState::Sent => return Err(LedgerError::SentOtherwise(id)),
            state => return Err(LedgerError::PayoutState { id, state, wanted }),
        }
        let sql = "UPDATE payouts SET state = 1, changed_at = ?2, reference = ?3 WHERE id = ?1";
        transaction.execute(sql, params![number, to_sql(now())?, reference])?;
        Ok(transaction.commit()?)
    }

    /// Takes down that a sent payout reached its receivers for good. Saying so twice changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPayout`], [`LedgerError::PayoutState`].
    pub fn payout_confirmed(&mut self, id: u64) -> Result<(), LedgerError> {
        self.end(id, PayoutState::Confirmed, false)
    }

    /// Gives the amounts of a payout back to their owners. Say so only when it can never reach its receivers: before it
    /// was sent, or when the chain can take it no more. Saying so twice changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPayout`]; [`LedgerError::PayoutState`] for a confirmed one.
    pub fn payout_failed(&mut self, id: u64) -> Result<(), LedgerError> {
        self.end(id, PayoutState::GivenBack, false)
    }

    /// Gives back a payout that nobody sent, for example one that is too large for the payer's wallet. Unlike
    /// [`Self::payout_failed`] it cannot meet one that another program just sent.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPayout`]; [`LedgerError::PayoutState`] for a payout that was sent.
    pub fn plan_dropped(&mut self, id: u64) -> Result<(), LedgerError> {
        self.end(id, PayoutState::GivenBack, true)
    }

    fn end(&mut self, id: u64, wanted: PayoutState, only_planned: bool) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let number = to_sql(id)?;
        let (to, paid) = match (state(&transaction, id)?, wanted) {
            (state, wanted) if state == wanted => return Ok(()),
            (PayoutState::Sent, PayoutState::Confirmed) => (2, true),
            (PayoutState::Planned, PayoutState::GivenBack) => (3, false),
            (PayoutState::Sent, PayoutState::GivenBack) if !only_planned => (3, false),
            (state, _) => return Err(LedgerError::PayoutState { id, state, wanted }),
        };
        let sql = "UPDATE payouts SET state = ?2, changed_at = ?3 WHERE id = ?1";
        transaction.execute(sql, params![number, to, to_sql(now())?])?;
        let mut statement = transaction.prepare("SELECT account, amount FROM items WHERE payout = ?1")?;
        for row in statement.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (account, Amount(amount)) = row?;
            change(&transaction, account, |owned| {
                owned.reserved = owned.reserved.checked_sub(amount)?;
                if paid {
                    owned.paid = owned.paid.checked_add(amount)?;
                }
                Some(())
            })?;
        }
        drop(statement);
        Ok(transaction.commit()?)
    }

    /// Payouts that are neither confirmed nor given back, the oldest first: at most one planned, any number sent.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn unfinished_payouts(&self) -> Result<Vec<Payout>, LedgerError> {
        let mut statement = self.connection.prepare("SELECT id FROM payouts WHERE state IN (0, 1) ORDER BY id")?;
        let ids = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        ids.into_iter().map(|id| payout(&self.connection, id)).collect()
    }

    /// A payout by its number.
    ///
    /// # Errors
    /// [`LedgerError::UnknownPayout`].
    pub fn payout(&self, id: u64) -> Result<Payout, LedgerError> {
        payout(&self.connection, to_sql(id)?)
    }
}

struct Owned {
    credited: u128,
    paid: u128,
    reserved: u128,
}

/// Changes what an account owns; refuses what would leave it less than nothing.
fn change(
    transaction: &Transaction<'_>,
    account: i64,
    how: impl FnOnce(&mut Owned) -> Option<()>,
) -> Result<(), LedgerError> {
    let mut statement =
        transaction.prepare_cached("SELECT credited, paid, reserved, name FROM accounts WHERE id = ?1")?;
    let (mut owned, name) = statement.query_row([account], |row| {
        let (Amount(credited), Amount(paid), Amount(reserved)) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((Owned { credited, paid, reserved }, row.get::<_, String>(3)?))
    })?;
    let fine = how(&mut owned).is_some()
        && owned.paid.checked_add(owned.reserved).is_some_and(|claimed| claimed <= owned.credited);
    if !fine {
        return Err(LedgerError::Unbalanced(format!("the account {name} would be paid more than its credits")));
    }
    let mut update = transaction.prepare_cached("UPDATE accounts SET paid = ?2, reserved = ?3 WHERE id = ?1")?;
    update.execute(params![account, Amount(owned.paid), Amount(owned.reserved)])?;
    Ok(())
}

fn plan(connection: &Connection) -> Result<Option<i64>, LedgerError> {
    Ok(connection.query_row("SELECT id FROM payouts WHERE state = 0", [], |row| row.get(0)).optional()?)
}

fn state(connection: &Connection, id: u64) -> Result<PayoutState, LedgerError> {
    let sql = "SELECT state FROM payouts WHERE id = ?1";
    let number = connection.query_row(sql, [to_sql(id)?], |row| row.get(0)).optional()?;
    PayoutState::read(number.ok_or(LedgerError::UnknownPayout(id))?)
}

fn payout(connection: &Connection, id: i64) -> Result<Payout, LedgerError> {
    let sql = "SELECT state, reference FROM payouts WHERE id = ?1";
    let row = connection.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (state, reference) = row.ok_or(LedgerError::UnknownPayout(from_sql(id)?))?;
    let sql = "SELECT name, amount FROM items JOIN accounts ON accounts.id = items.account
               WHERE payout = ?1 ORDER BY amount DESC, account";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let items = rows.map(|row| row.map(|(name, Amount(amount))| (name, amount)));
    let items = items.collect::<Result<_, _>>()?;
    Ok(Payout { id: from_sql(id)?, state: PayoutState::read(state)?, reference, items })
}

/// Number, name and amount of those to be paid next.
fn payable(
    connection: &Connection,
    max_items: usize,
    max_total: u128,
) -> Result<Vec<(i64, String, u128)>, LedgerError> {
    let Amount(minimum) = connection.query_row("SELECT minimum_payout FROM pool", [], |row| row.get(0))?;
    let mut ready: Vec<(i64, String, u128)> = Vec::new();
    let sql = "SELECT id, name, credited, paid, reserved FROM accounts WHERE id <> ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([POOL], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    for row in rows {
        let (id, name, Amount(credited), Amount(paid), Amount(reserved)): (_, _, Amount, Amount, Amount) = row?;
        let claimed = paid.checked_add(reserved).and_then(|claimed| credited.checked_sub(claimed));
        let left = claimed.ok_or(LedgerError::Damaged("what an account owns"))?;
        if left >= minimum.max(1) {
            ready.push((id, name, left));
        }
    }
    ready.sort_by_key(|(id, _, left)| (std::cmp::Reverse(*left), *id));
    ready.truncate(max_items);
    let mut room = max_total;
    for (_, _, amount) in &mut ready {
        *amount = (*amount).min(room);
        room = room.saturating_sub(*amount);
    }
    // A part below the minimum waits for the rest.
    ready.retain(|(_, _, amount)| *amount >= minimum.max(1));
    Ok(ready)
}
