//! Shares: summed in memory, written once a second, and forgotten when no window can reach them.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use primitive_types::U256;
use rusqlite::{params, OptionalExtension, Transaction};

use crate::{
    blocks::add_block,
    ledger::Ledger,
    number::{to_sql, Amount, Wide},
    LedgerError, POOL_ACCOUNT,
};

/// Difficulties are below two to this: 2^32 windows of them, and every share that can ever come, fit into 256 bits.
pub const MAX_DIFFICULTY_BITS: usize = 192;
/// Bytes of an account's name at most.
pub const MAX_ACCOUNT_BYTES: usize = 256;
/// Bytes of a worker's name at most.
pub const MAX_WORKER_BYTES: usize = 64;

/// How long shares wait in memory.
const WAIT: Duration = Duration::from_secs(1);
/// How often old shares are deleted, in flushes.
const PRUNE_EVERY: u32 = 64;
/// Shares are kept for so many windows of the last known difficulty: it may rise meanwhile.
const KEPT_WINDOWS: u64 = 2;

/// Shares of one worker.
struct Sum {
    difficulty: U256,
    count: u64,
    at: u64,
    /// Which of the waiting workers came first.
    place: usize,
}

/// A solution.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) header_hash: [u8; 32],
    pub(crate) height: u32,
    pub(crate) difficulty: U256,
    pub(crate) at: u64,
}

/// What is not written yet.
#[derive(Default)]
pub(crate) struct Buffer {
    sums: HashMap<(String, String), Sum>,
    /// When the first of them came, or when writing them failed.
    since: Option<Instant>,
    /// Blocks that could not be written when they were found.
    blocks: Vec<Found>,
    /// The last known difficulty of a block, where it is not written yet.
    difficulty: Option<U256>,
    flushes: u32,
}

impl Buffer {
    fn add(&mut self, account: &str, worker: &str, difficulty: U256, at: u64) {
        let place = self.sums.len();
        let key = (account.to_string(), worker.to_string());
        let sum = self.sums.entry(key).or_insert(Sum { difficulty: U256::zero(), count: 0, at, place });
        // In one flush there is room for 2^64 shares of any difficulty.
        sum.difficulty = sum.difficulty.saturating_add(difficulty);
        sum.count = sum.count.saturating_add(1);
        sum.at = sum.at.max(at);
        self.since.get_or_insert_with(Instant::now);
    }

    pub(crate) fn add_block(&mut self, found: Found) {
        if !self.blocks.iter().any(|other| other.header_hash == found.header_hash) {
            self.blocks.push(found);
        }
        self.difficulty = Some(found.difficulty);
    }

    fn is_due(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= WAIT)
    }

    fn is_empty(&self) -> bool {
        self.sums.is_empty() && self.blocks.is_empty() && self.difficulty.is_none()
    }

    /// What is done when the transaction stands.
    fn written(&mut self) {
        self.sums.clear();
        self.blocks.clear();
        self.since = None;
        self.difficulty = None;
        self.flushes = self.flushes.wrapping_add(1);
    }

    /// Writes everything, and names the blocks that are new. The weight of all shares goes on from where it was.
    fn write(&self, transaction: &Transaction<'_>) -> Result<Vec<[u8; 32]>, LedgerError> {
        if let Some(difficulty) = self.difficulty {
            transaction.prepare_cached("UPDATE pool SET difficulty = ?1")?.execute([Wide(difficulty)])?;
        }
        let mut sums: Vec<_> = self.sums.iter().collect();
        sums.sort_by_key(|(_, sum)| sum.place);
        let mut total = total(transaction)?;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO shares(upto, account, worker, difficulty, count, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for ((account, worker), sum) in sums {
            total = total.checked_add(sum.difficulty).ok_or(LedgerError::Damaged("the weight of all shares"))?;
            let account = account_id(transaction, account)?;
            let (count, at) = (to_sql(sum.count)?, to_sql(sum.at)?);
            insert.execute(params![Wide(total), account, worker, Wide(sum.difficulty), count, at])?;
        }
        transaction.prepare_cached("UPDATE pool SET total = ?1")?.execute([Wide(total)])?;
        let mut new = Vec::new();
        for found in &self.blocks {
            if add_block(transaction, found)? {
                new.push(found.header_hash);
            }
        }
        if self.flushes.is_multiple_of(PRUNE_EVERY) {
            prune(transaction)?;
        }
        Ok(new)
    }

    #[cfg(test)]
    pub(crate) fn forget(&mut self) {
        *self = Buffer::default();
    }
}

impl Ledger {
    /// Counts a share. `at` is the time in milliseconds since 1970; the account is believed to be a payment address.
    ///
    /// Once a second this writes what came since. If that fails the share counts all the same and is written later.
    ///
    /// # Errors
    /// [`LedgerError::Account`], [`LedgerError::Worker`], [`LedgerError::Difficulty`]; [`LedgerError::Busy`] and
    /// [`LedgerError::Sqlite`] from writing.
    pub fn accepted_share(
        &mut self,
        account: &str,
        worker: &str,
        difficulty: U256,
        at: u64,
    ) -> Result<(), LedgerError> {
        if !is_name(account, MAX_ACCOUNT_BYTES) || account.is_empty() || account == POOL_ACCOUNT {
            return Err(LedgerError::Account(account.chars().take(MAX_ACCOUNT_BYTES).collect()));
        }
        if !is_name(worker, MAX_WORKER_BYTES) {
            return Err(LedgerError::Worker(worker.chars().take(MAX_WORKER_BYTES).collect()));
        }
        self.buffer.add(account, worker, countable(difficulty)?, at);
        match self.buffer.is_due() {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Tells the ledger how hard a block is now, so that it keeps the shares that the next block may need.
    ///
    /// # Errors
    /// [`LedgerError::Difficulty`].
    pub fn network_difficulty(&mut self, difficulty: U256) -> Result<(), LedgerError> {
        self.buffer.difficulty = Some(countable(difficulty)?);
        Ok(())
    }

    /// Writes what waits in memory.
    ///
    /// # Errors
    /// [`LedgerError::Busy`], [`LedgerError::Sqlite`]; it then waits for the next time.
    pub fn flush(&mut self) -> Result<(), LedgerError> {
        self.write_waiting().map(drop)
    }

    /// Writes what waits in memory, and names the blocks that are new.
    pub(crate) fn write_waiting(&mut self) -> Result<Vec<[u8; 32]>, LedgerError> {
        if self.buffer.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.try_write();
        match &written {
            Ok(_) => self.buffer.written(),
            // Not again with the very next share.
            Err(_) => self.buffer.since = Some(Instant::now()),
        }
        written
    }

    fn try_write(&mut self) -> Result<Vec<[u8; 32]>, LedgerError> {
        let (transaction, buffer) = self.begin_with_buffer()?;
        let new = buffer.write(&transaction)?;
        transaction.commit()?;
        Ok(new)
    }
}

/// A text that can be shown and is not too long.
fn is_name(text: &str, limit: usize) -> bool {
    text.len() <= limit && !text.chars().any(char::is_control)
}

pub(crate) fn countable(difficulty: U256) -> Result<U256, LedgerError> {
    match difficulty.is_zero() || difficulty.bits() > MAX_DIFFICULTY_BITS {
        true => Err(LedgerError::Difficulty(difficulty)),
        false => Ok(difficulty),
    }
}

fn total(transaction: &Transaction<'_>) -> Result<U256, LedgerError> {
    let Wide(total) = transaction.prepare_cached("SELECT total FROM pool")?.query_row([], |row| row.get(0))?;
    Ok(total)
}

/// The number of an account; a new one where it has none.
fn account_id(transaction: &Transaction<'_>, name: &str) -> Result<i64, LedgerError> {
    let mut known = transaction.prepare_cached("SELECT id FROM accounts WHERE name = ?1")?;
    if let Some(id) = known.query_row([name], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let sql = "INSERT INTO accounts(name, credited, paid, reserved) VALUES (?1, ?2, ?2, ?2)";
    transaction.prepare_cached(sql)?.execute(params![name, Amount(0)])?;
    Ok(transaction.last_insert_rowid())
}

/// What the last shares weigh that together weigh `window`, by account. Of the one that lies across the window's edge only
/// the part inside counts.
pub(crate) fn window(transaction: &Transaction<'_>, window: U256) -> Result<Vec<(i64, U256)>, LedgerError> {
    let edge = total(transaction)?.saturating_sub(window);
    let mut weights: HashMap<i64, U256> = HashMap::new();
    let sql = "SELECT account, difficulty, upto FROM shares WHERE upto > ?1";
    let mut statement = transaction.prepare_cached(sql)?;
    let rows = statement.query_map([Wide(edge)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for row in rows {
        let (account, Wide(difficulty), Wide(upto)): (i64, Wide, Wide) = row?;
        let inside = difficulty.min(upto.saturating_sub(edge));
        let weight = weights.entry(account).or_default();
        *weight = weight.checked_add(inside).ok_or(LedgerError::Damaged("the weight of an account"))?;
    }
    let mut weights: Vec<_> = weights.into_iter().collect();
    weights.sort_by_key(|(account, _)| *account);
    Ok(weights)
}

/// Deletes shares that no window reaches any more. Blocks found have their weights already.
fn prune(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let sql = "SELECT window_factor, difficulty FROM pool";
    let (factor, Wide(difficulty)): (u32, Wide) =
        transaction.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let kept = difficulty.saturating_mul(factor.into()).saturating_mul(KEPT_WINDOWS.into());
    // Nobody said yet how hard a block is.
    if kept.is_zero() {
        return Ok(());
    }
    let edge = total(transaction)?.saturating_sub(kept);
    transaction.prepare_cached("DELETE FROM shares WHERE upto <= ?1")?.execute([Wide(edge)])?;
    Ok(())
}
