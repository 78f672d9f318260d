//! Looking at the books: for miners, for the operator, for RPC.

use std::collections::BTreeMap;

use primitive_types::U256;
use rusqlite::OptionalExtension;

use crate::{
    ledger::Ledger,
    number::{from_sql, to_sql, Amount, Wide},
    LedgerError, PayoutState, POOL_ACCOUNT,
};

/// What an account owns, in the smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The account.
    pub account: String,
    /// All it ever earned.
    pub credited: u128,
    /// What reached it.
    pub paid: u128,
    /// What is on its way.
    pub in_flight: u128,
}

impl Balance {
    /// What it may still claim.
    pub fn available(&self) -> u128 {
        self.credited.saturating_sub(self.paid).saturating_sub(self.in_flight)
    }
}

/// What a credit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditKind {
    /// Shares in the window of a block.
    Shares,
    /// The pool's fee.
    Fee,
    /// What rounding left.
    Dust,
}

impl CreditKind {
    pub(crate) fn number(self) -> i64 {
        match self {
            CreditKind::Shares => 0,
            CreditKind::Fee => 1,
            CreditKind::Dust => 2,
        }
    }

    fn read(number: i64) -> Result<Self, LedgerError> {
        match number {
            0 => Ok(CreditKind::Shares),
            1 => Ok(CreditKind::Fee),
            2 => Ok(CreditKind::Dust),
            _ => Err(LedgerError::Damaged("the kind of a credit")),
        }
    }
}

/// What a block gave to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The block's height.
    pub height: u32,
    /// Hash of its header without the seal.
    pub header_hash: [u8; 32],
    /// When it was found, in milliseconds since 1970.
    pub found_at: u64,
    /// What for.
    pub kind: CreditKind,
    /// How much.
    pub amount: u128,
}

/// An account's part of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidItem {
    /// The payout's number.
    pub payout: u64,
    /// Where it stands.
    pub state: PayoutState,
    /// When it came there, in milliseconds since 1970.
    pub changed_at: u64,
    /// How much.
    pub amount: u128,
}

/// What an account earned and got, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What it earned.
    pub credits: Vec<Credit>,
    /// What it got, is to get, or was to get.
    pub payouts: Vec<PaidItem>,
}

/// The pool at a glance. Amounts in the smallest unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Miners that ever had a share.
    pub accounts: u64,
    /// Blocks by state.
    pub candidates: u64,
    /// In the chain, not yet final.
    pub immature: u64,
    /// Final.
    pub mature: u64,
    /// Lost.
    pub orphaned: u64,
    /// Expected of immature blocks.
    pub immature_rewards: u128,
    /// What miners may claim.
    pub owed: u128,
    /// What is on its way to them.
    pub in_flight: u128,
    /// What reached them.
    pub paid: u128,
    /// What the pool kept: fees and rounding.
    pub kept: u128,
    /// Weight of the written shares that are kept for the next window.
    pub shares: U256,
}

/// What a worker did lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerSummary {
    /// Its name.
    pub worker: String,
    /// Its shares.
    pub shares: u64,
    /// Their weight: divided by the time, the worker's hash rate.
    pub difficulty: U256,
    /// Its last share, in milliseconds since 1970.
    pub last: u64,
}

impl Ledger {
    /// What all accounts own, the pool's own first.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn balances(&self) -> Result<Vec<Balance>, LedgerError> {
        let sql = "SELECT name, credited, paid, reserved FROM accounts ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], balance)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// What an account owns; nothing where it never had a share.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn balance(&self, account: &str) -> Result<Option<Balance>, LedgerError> {
        let sql = "SELECT name, credited, paid, reserved FROM accounts WHERE name = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([account], balance).optional()?)
    }

    /// What an account earned and got.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`], [`LedgerError::Sqlite`].
    pub fn history(&self, account: &str) -> Result<History, LedgerError> {
        let mut history = History::default();
        let sql = "SELECT height, header_hash, found_at, kind, amount FROM credits JOIN blocks ON blocks.id = block
                   WHERE account = (SELECT id FROM accounts WHERE name = ?1) ORDER BY block DESC, kind";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement
            .query_map([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
        for row in rows {
            let (height, header_hash, found_at, kind, Amount(amount)) = row?;
            let (found_at, kind) = (from_sql(found_at)?, CreditKind::read(kind)?);
            history.credits.push(Credit { height, header_hash, found_at, kind, amount });
        }
        let sql = "SELECT payouts.id, state, changed_at, amount FROM items JOIN payouts ON payouts.id = payout
                   WHERE account = (SELECT id FROM accounts WHERE name = ?1) ORDER BY payout DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for row in rows {
            let (payout, state, changed_at, Amount(amount)) = row?;
            let (payout, changed_at) = (from_sql(payout)?, from_sql(changed_at)?);
            history.payouts.push(PaidItem { payout, state: PayoutState::read(state)?, changed_at, amount });
        }
        Ok(history)
    }

    /// The pool at a glance. It reads every account: do not ask many times a second.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn summary(&self) -> Result<Summary, LedgerError> {
        let mut summary = Summary::default();
        for balance in self.balances()? {
            if balance.account == POOL_ACCOUNT {
                summary.kept = balance.credited;
                continue;
            }
            summary.accounts = summary.accounts.saturating_add(1);
            summary.owed = summary.owed.saturating_add(balance.available());
            summary.in_flight = summary.in_flight.saturating_add(balance.in_flight);
            summary.paid = summary.paid.saturating_add(balance.paid);
        }
        let mut statement = self.connection.prepare_cached("SELECT state, count(*) FROM blocks GROUP BY state")?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (state, count): (i64, i64) = row?;
            let slot = match state {
                0 => &mut summary.candidates,
                1 => &mut summary.immature,
                2 => &mut summary.mature,
                _ => &mut summary.orphaned,
            };
            *slot = from_sql(count)?;
        }
        let rewards = self.open_blocks()?.into_iter().filter_map(|block| block.reward);
        summary.immature_rewards = rewards.fold(0, u128::saturating_add);
        // The rows follow each other, so their sum is what lies between the first one's beginning and the end.
        let sql = "SELECT total, upto, shares.difficulty FROM pool, shares ORDER BY upto LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let ends = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        if let Some((Wide(total), Wide(upto), Wide(difficulty))) = ends {
            summary.shares = total.saturating_sub(upto.saturating_sub(difficulty));
        }
        Ok(summary)
    }

    /// What the workers of an account did since a time in milliseconds since 1970, as far as its shares are kept.
    ///
    /// # Errors
    /// [`LedgerError::Sqlite`].
    pub fn workers(&self, account: &str, since: u64) -> Result<Vec<WorkerSummary>, LedgerError> {
        let sql = "SELECT worker, count, difficulty, at FROM shares
                   WHERE account = (SELECT id FROM accounts WHERE name = ?1) AND at >= ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params![account, to_sql(since)?], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        let mut workers: BTreeMap<String, WorkerSummary> = BTreeMap::new();
        for row in rows {
            let (worker, count, Wide(difficulty), at): (String, i64, Wide, i64) = row?;
            let empty = || WorkerSummary { worker: worker.clone(), shares: 0, difficulty: U256::zero(), last: 0 };
            let sum = workers.entry(worker.clone()).or_insert_with(empty);
            sum.shares = sum.shares.saturating_add(from_sql(count)?);
            sum.difficulty = sum.difficulty.saturating_add(difficulty);
            sum.last = sum.last.max(from_sql(at)?);
        }
        Ok(workers.into_values().collect())
    }
}

fn balance(row: &rusqlite::Row<'_>) -> rusqlite::Result<Balance> {
    let (Amount(credited), Amount(paid), Amount(in_flight)) = (row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Balance { account: row.get(0)?, credited, paid, in_flight })
}
