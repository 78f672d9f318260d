//! Blocks found, from the solution to the credits.

use std::fmt;

use primitive_types::U256;
use rusqlite::{params, OptionalExtension, Row, Transaction};

use crate::{
    ledger::{now, Ledger},
    look::CreditKind,
    number::{from_sql, to_sql, Amount, Wide},
    schema::POOL,
    shares::{countable, window, Found},
    split::split,
    LedgerError,
};

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockState {
    /// Somebody solved it; no chain holds it yet.
    Candidate,
    /// It is in the best chain and may still be lost.
    Immature,
    /// Its reward is the pool's for good.
    Mature,
    /// Another block stands in its place.
    Orphaned,
}

impl BlockState {
    fn read(number: i64) -> Result<Self, LedgerError> {
        match number {
            0 => Ok(BlockState::Candidate),
            1 => Ok(BlockState::Immature),
            2 => Ok(BlockState::Mature),
            3 => Ok(BlockState::Orphaned),
            _ => Err(LedgerError::Damaged("the state of a block")),
        }
    }
}

impl fmt::Display for BlockState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BlockState::Candidate => "a candidate",
            BlockState::Immature => "immature",
            BlockState::Mature => "mature",
            BlockState::Orphaned => "orphaned",
        })
    }
}

/// How a block ended. Say so only when it is final: there is no way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockOutcome {
    /// It is in the chain for good.
    Mature {
        /// What it paid to the pool, in the smallest unit.
        reward: u128,
    },
    /// It is in no chain, for good.
    Orphaned,
}

/// A block that the pool found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Hash of its header without the seal: what was worked on.
    pub header_hash: [u8; 32],
    /// Its height.
    pub height: u32,
    /// How hard it was.
    pub difficulty: U256,
    /// When it was found, in milliseconds since 1970.
    pub found_at: u64,
    /// Where it stands.
    pub state: BlockState,
    /// Its hash, once a chain held it.
    pub block_hash: Option<[u8; 32]>,
    /// Its reward: what is expected of an immature one, what a mature one gave.
    pub reward: Option<u128>,
}

impl Ledger {
    /// Takes down a solution, and at once what each account's shares weigh in its window, this share's included: so count
    /// the share that solved it first. False where the header is known already; then nothing changes.
    ///
    /// # Errors
    /// [`LedgerError::Difficulty`]; [`LedgerError::Busy`], [`LedgerError::Sqlite`]: the block is then kept in memory and
    /// written with the next shares, its window ending there.
    pub fn block_found(&mut self, header_hash: [u8; 32], height: u32, difficulty: U256) -> Result<bool, LedgerError> {
        let difficulty = countable(difficulty)?;
        self.buffer.add_block(Found { header_hash, height, difficulty, at: now() });
        Ok(self.write_waiting()?.contains(&header_hash))
    }

    /// Takes down that the best chain holds a block, under its hash, and what it pays if it stays there.
    ///
    /// # Errors
    /// [`LedgerError::UnknownBlock`], [`LedgerError::BlockSettled`].
    pub fn block_joined(
        &mut self,
        header_hash: [u8; 32],
        block_hash: [u8; 32],
        reward: u128,
    ) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let (id, _) = open_block(&transaction, &header_hash)?;
        let sql = "UPDATE blocks SET state = 1, block_hash = ?2, reward = ?3 WHERE id = ?1";
        transaction.execute(sql, params![id, block_hash, Amount(reward)])?;
        Ok(transaction.commit()?)
    }

    /// Takes down that the best chain holds a block no more, and may again.
    ///
    /// # Errors
    /// [`LedgerError::UnknownBlock`], [`LedgerError::BlockSettled`].
    pub fn block_left(&mut self, header_hash: [u8; 32]) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let (id, _) = open_block(&transaction, &header_hash)?;
        transaction.execute("UPDATE blocks SET state = 0, reward = NULL WHERE id = ?1", [id])?;
        Ok(transaction.commit()?)
    }

    /// Ends a block: shares out its reward, or forgets it. Saying the same twice changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::UnknownBlock`]; [`LedgerError::BlockSettled`] where it ended otherwise; [`LedgerError::Overflow`].
    pub fn block_settled(&mut self, header_hash: [u8; 32], outcome: BlockOutcome) -> Result<(), LedgerError> {
        let transaction = self.begin()?;
        let (id, fee_bp) = match (open_block(&transaction, &header_hash), outcome) {
            (Ok(open), _) => open,
            (Err(LedgerError::BlockSettled { state: BlockState::Orphaned, .. }), BlockOutcome::Orphaned) => {
                return Ok(())
            }
            (Err(error @ LedgerError::BlockSettled { state: BlockState::Mature, .. }), outcome) => {
                let known = find(&transaction, &header_hash)?.and_then(|block| block.reward);
                return match outcome {
                    BlockOutcome::Mature { reward } if known == Some(reward) => Ok(()),
                    _ => Err(error),
                };
            }
            (Err(error), _) => return Err(error),
        };
        match outcome {
            BlockOutcome::Orphaned => {
                transaction.execute("UPDATE blocks SET state = 3, reward = NULL WHERE id = ?1", [id])?;
            }
            BlockOutcome::Mature { reward } => {
                let sql = "UPDATE blocks SET state = 2, reward = ?2 WHERE id = ?1";
                transaction.execute(sql, params![id, Amount(reward)])?;
                share_out(&transaction, id, fee_bp, reward)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Blocks whose fate is not decided, the oldest first.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`], [`LedgerError::Sqlite`].
    pub fn open_blocks(&self) -> Result<Vec<Block>, LedgerError> {
        let sql = format!("{BLOCK} WHERE state < 2 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], raw)?;
        rows.map(|row| block(row?)).collect()
    }

    /// All blocks, the newest first, so many at most.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`], [`LedgerError::Sqlite`].
    pub fn blocks(&self, limit: u32) -> Result<Vec<Block>, LedgerError> {
        let sql = format!("{BLOCK} ORDER BY id DESC LIMIT ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([limit], raw)?;
        rows.map(|row| block(row?)).collect()
    }
}

/// Writes a block and the weights of its window; false where it is known.
pub(crate) fn add_block(transaction: &Transaction<'_>, found: &Found) -> Result<bool, LedgerError> {
    let Found { header_hash, height, difficulty, at } = found;
    let sql = "INSERT INTO blocks(header_hash, height, difficulty, fee_bp, found_at, state)
               SELECT ?1, ?2, ?3, fee_bp, ?4, 0 FROM pool WHERE true ON CONFLICT DO NOTHING";
    if transaction.execute(sql, params![header_hash, height, Wide(*difficulty), to_sql(*at)?])? == 0 {
        return Ok(false);
    }
    let block = transaction.last_insert_rowid();
    let factor: u32 = transaction.query_row("SELECT window_factor FROM pool", [], |row| row.get(0))?;
    let mut insert = transaction.prepare_cached("INSERT INTO weights(block, account, weight) VALUES (?1, ?2, ?3)")?;
    for (account, weight) in window(transaction, difficulty.saturating_mul(factor.into()))? {
        insert.execute(params![block, account, Wide(weight)])?;
    }
    Ok(true)
}

/// Writes the credits of a block.
fn share_out(transaction: &Transaction<'_>, block: i64, fee_bp: u16, reward: u128) -> Result<(), LedgerError> {
    let mut weights: Vec<(i64, U256)> = Vec::new();
    let mut statement = transaction.prepare_cached("SELECT account, weight FROM weights WHERE block = ?1")?;
    for row in statement.query_map([block], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (account, Wide(weight)) = row?;
        weights.push((account, weight));
    }
    let parts = split(reward, fee_bp, &weights)?;
    let shares = parts.shares.iter().map(|(account, amount)| (*account, CreditKind::Shares, *amount));
    let own = [(POOL, CreditKind::Fee, parts.fee), (POOL, CreditKind::Dust, parts.dust)];
    let sql = "INSERT INTO credits(block, account, kind, amount) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = transaction.prepare_cached(sql)?;
    for (account, kind, amount) in shares.chain(own).filter(|(.., amount)| *amount > 0) {
        insert.execute(params![block, account, kind.number(), Amount(amount)])?;
        let sql = "SELECT credited, name FROM accounts WHERE id = ?1";
        let mut owned = transaction.prepare_cached(sql)?;
        let (Amount(credited), name): (Amount, String) =
            owned.query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let credited = credited.checked_add(amount).ok_or(LedgerError::Overflow(name))?;
        let mut update = transaction.prepare_cached("UPDATE accounts SET credited = ?2 WHERE id = ?1")?;
        update.execute(params![account, Amount(credited)])?;
    }
    Ok(())
}

/// The number and the fee of a block that is not settled.
fn open_block(transaction: &Transaction<'_>, header_hash: &[u8; 32]) -> Result<(i64, u16), LedgerError> {
    let sql = "SELECT id, fee_bp, state FROM blocks WHERE header_hash = ?1";
    let row =
        transaction.query_row(sql, [header_hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (id, fee_bp, state) = row.ok_or_else(|| LedgerError::UnknownBlock(const_hex::encode_prefixed(header_hash)))?;
    match BlockState::read(state)? {
        BlockState::Candidate | BlockState::Immature => Ok((id, fee_bp)),
        state => Err(LedgerError::BlockSettled { header: const_hex::encode_prefixed(header_hash), state }),
    }
}

fn find(transaction: &Transaction<'_>, header_hash: &[u8; 32]) -> Result<Option<Block>, LedgerError> {
    let sql = format!("{BLOCK} WHERE header_hash = ?1");
    transaction.query_row(&sql, [header_hash], raw).optional()?.map(block).transpose()
}

const BLOCK: &str = "SELECT header_hash, height, difficulty, found_at, state, block_hash, reward FROM blocks";

type Raw = ([u8; 32], u32, Wide, i64, i64, Option<[u8; 32]>, Option<Amount>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn block(raw: Raw) -> Result<Block, LedgerError> {
    let (header_hash, height, Wide(difficulty), found_at, state, block_hash, reward) = raw;
    let (found_at, state) = (from_sql(found_at)?, BlockState::read(state)?);
    let reward = reward.map(|Amount(reward)| reward);
    Ok(Block { header_hash, height, difficulty, found_at, state, block_hash, reward })
}
