//! A pool's books: shares and blocks go in, and what became of the blocks.

use std::{path::PathBuf, sync::Arc, time::Duration};

use codec::DecodeAll;
use parking_lot::Mutex;
use sc_client_api::HeaderBackend;
use sero_pool::{Block as Found, BlockOutcome, BlockState, Ledger, LedgerError, Summary, Terms};
use sero_pow::U256;
use sero_runtime::{Hash, SERO};
use sero_shielded::{
    address::{identify, Kind, Network},
    compact::{CompactBlock, CompactNote},
    keys::{PaymentAddress, PkrBytes},
};

use crate::{
    cli::StratumArgs,
    compact,
    pow::header::{self, HeaderError, Sealed},
    service::FullClient,
};

const LOG_TARGET: &str = "sero::pool";

/// How often shares are written and blocks looked after.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why there are no books.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The file.
    #[error("--pool {path}: {source}")]
    Ledger {
        /// Where it is, or was to be.
        path: PathBuf,
        /// What is wrong.
        source: LedgerError,
    },
}

/// Why a block's fate is not known yet.
#[derive(Debug, thiserror::Error)]
enum FateError {
    #[error("the database failed: {0}")]
    Database(#[from] sp_blockchain::Error),
    #[error("no header at height {0}")]
    NoHeader(u32),
    #[error(transparent)]
    Header(#[from] HeaderError),
    #[error(transparent)]
    Compact(#[from] compact::CompactError),
    #[error("block {0:?} has no compact form yet")]
    NotCompact(Hash),
    #[error("the compact form of block {0:?} cannot be read")]
    BadCompact(Hash),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The ledger of a running pool.
pub struct Books(Mutex<Ledger>);

impl Books {
    /// Opens the file that the command line names, if it names one.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub fn open(args: &StratumArgs) -> Result<Option<Self>, PoolError> {
        let Some(path) = &args.pool else { return Ok(None) };
        let terms = Terms {
            fee_bp: args.pool_fee,
            window_factor: args.pool_window,
            minimum_payout: u128::from(args.pool_minimum).saturating_mul(SERO),
        };
        let ledger = Ledger::open(path, terms).map_err(|source| PoolError::Ledger { path: path.clone(), source })?;
        Ok(Some(Self(Mutex::new(ledger))))
    }

    /// Whether rewards can go to this user.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn account(user: &str, network: Network) -> Result<(), String> {
        let wrong = |error: &dyn std::fmt::Display| {
            format!("log in with a payment address of this network, as ADDRESS.WORKER: {error}")
        };
        match identify(user).map_err(|error| wrong(&error))? {
            (Kind::OneTime, _) => Err(wrong(&"this is a one-time address, which a pool would pay again and again")),
            _ => PaymentAddress::from_text(user, network).map(drop).map_err(|error| wrong(&error)),
        }
    }

    /// Writes a share down.
    pub fn share(&self, user: &str, worker: &str, difficulty: U256) {
        let at = crate::pow::rules::now_ms();
        if let Err(error) = self.0.lock().accepted_share(user, worker, difficulty, at) {
            log::error!(target: LOG_TARGET, "A share of {user} is not written down: {error}");
        }
    }

    /// Writes a solved block down, with the shares that earn it.
    pub fn block(&self, header: [u8; 32], height: u32, difficulty: U256) {
        match self.0.lock().block_found(header, height, difficulty) {
            Ok(_) => log::info!(target: LOG_TARGET, "💎 The pool found block {height}"),
            Err(error) => log::error!(target: LOG_TARGET, "Block {height} is not written down: {error}"),
        }
    }

    /// What the pool owes and has.
    ///
    /// # Errors
    /// Where the file fails.
    pub fn summary(&self) -> Result<Summary, LedgerError> {
        self.0.lock().summary()
    }

    /// Looks after shares and blocks until the node ends.
    pub async fn run(self: Arc<Self>, client: Arc<FullClient>) {
        let mut clock = tokio::time::interval(INTERVAL);
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            let (books, client) = (self.clone(), client.clone());
            let looked = tokio::task::spawn_blocking(move || books.look(&client)).await;
            match looked {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    log::warn!(target: LOG_TARGET, "The pool's blocks are looked at again later: {error}")
                }
                Err(error) => log::error!(target: LOG_TARGET, "The pool's books stopped: {error}"),
            }
        }
    }

    /// Writes waiting shares, and what became of each block that is not settled.
    fn look(&self, client: &FullClient) -> Result<(), FateError> {
        self.0.lock().flush()?;
        let open = self.0.lock().open_blocks()?;
        for block in open {
            self.look_at(client, &block)?;
        }
        Ok(())
    }

    /// # Errors
    /// Where the chain cannot be read; the block stays open.
    fn look_at(&self, client: &FullClient, found: &Found) -> Result<(), FateError> {
        let info = client.info();
        if found.height > info.best_number {
            return Ok(());
        }
        let hash = client.hash(found.height)?.ok_or(FateError::NoHeader(found.height))?;
        let sealed = Sealed::open(client.header(hash)?.ok_or(FateError::NoHeader(found.height))?)?;
        let ours = sealed.pre_hash.0 == found.header_hash;
        let final_ = found.height <= info.finalized_number;
        match (ours, final_, found.state) {
            (true, true, _) => {
                let reward = reward(client, hash, &sealed)?;
                self.0.lock().block_settled(found.header_hash, BlockOutcome::Mature { reward })?;
                log::info!(target: LOG_TARGET, "💰 Block {} is final and brought {reward}", found.height);
            }
            (false, true, _) => {
                self.0.lock().block_settled(found.header_hash, BlockOutcome::Orphaned)?;
                log::info!(target: LOG_TARGET, "Block {} was orphaned: nobody earns", found.height);
            }
            (true, false, BlockState::Candidate) => {
                let reward = reward(client, hash, &sealed)?;
                self.0.lock().block_joined(found.header_hash, hash.0, reward)?;
            }
            (false, false, BlockState::Immature) => self.0.lock().block_left(found.header_hash)?,
            (true, false, _) | (false, false, _) => {}
        }
        Ok(())
    }
}

/// What a block brought its author: the public notes of SERO to the address that the header names.
fn reward(client: &FullClient, hash: Hash, sealed: &Sealed) -> Result<u128, FateError> {
    let payout = header::payout(&sealed.header).map_err(HeaderError::Payout)?;
    let payout = sero_pow::Payout::decode_exact(payout).map_err(HeaderError::Payout)?;
    let entry = compact::read(client, hash)?.ok_or(FateError::NotCompact(hash))?;
    let block = CompactBlock::decode_all(&mut &entry.block[..]).map_err(|_| FateError::BadCompact(hash))?;
    Ok(paid_to(&block, payout.address()))
}

/// The public SERO that a block pays to an address.
fn paid_to(block: &CompactBlock, to: &PkrBytes) -> u128 {
    let notes = block.bundles.iter().flat_map(|bundle| &bundle.notes);
    let values = notes.filter_map(|note| match note {
        CompactNote::Public(note) if note.to == *to && note.asset == sero_shielded::asset::Asset::sero() => {
            Some(note.value)
        }
        _ => None,
    });
    values.fold(0, u128::saturating_add)
}

#[cfg(test)]
mod tests {
    use sero_shielded::keys::{Seed, SpendingKey};

    use super::*;

    #[test]
    fn only_payment_addresses_of_the_network_are_accounts() {
        let address = SpendingKey::from_seed(&Seed::new([3; 32])).expect("not zero").address();
        let one_time = address.one_time(&sero_shielded::hash::hs("test", &[b"r"])).expect("an address");
        assert_eq!(Books::account(&address.to_text(Network::Local), Network::Local), Ok(()));
        for bad in [address.to_text(Network::Main), one_time.to_text(Network::Local), "rig1".to_owned(), String::new()]
        {
            let refused = Books::account(&bad, Network::Local).expect_err("it is no account");
            assert!(refused.contains("ADDRESS.WORKER"), "{refused}");
        }
    }
}
