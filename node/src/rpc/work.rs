//! The `eth_` methods of mining.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use jsonrpsee::core::async_trait;
use parking_lot::Mutex;
use sero_pow::{WorkFunction, U256};
use sero_rpc::{Hex32, WorkApiServer, WorkError};
use sero_runtime::Hash;

use crate::mining::outside::{Outside, Refused};

/// How long a reported hash rate counts.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Miners whose rate is remembered.
const MINERS: usize = 1_024;

/// The server of the methods; without a board on a node that does not mine.
pub struct WorkServer<W> {
    outside: Option<Outside<W>>,
    rates: Mutex<HashMap<[u8; 32], (u64, Instant)>>,
    own: Mutex<(u64, Instant)>,
}

impl<W: WorkFunction> WorkServer<W> {
    /// Over the board of a node that mines.
    pub fn new(outside: Option<Outside<W>>) -> Self {
        Self { outside, rates: Mutex::default(), own: Mutex::new((0, Instant::now())) }
    }

    fn outside(&self) -> Result<&Outside<W>, WorkError> {
        self.outside.as_ref().ok_or(WorkError::NoWork)
    }

    /// The rate of the node's threads since this was last asked.
    fn own_rate(&self) -> u64 {
        let Some(outside) = &self.outside else { return 0 };
        let tried = outside.board().total_tried();
        let mut own = self.own.lock();
        let (before, at) = std::mem::replace(&mut *own, (tried, Instant::now()));
        let seconds = at.elapsed().as_secs_f64();
        match seconds > 0.0 {
            // A count of nonces over seconds: far from the end of 64 bits.
            true => (tried.saturating_sub(before) as f64 / seconds) as u64,
            false => 0,
        }
    }
}

#[async_trait]
impl<W: WorkFunction> WorkApiServer for WorkServer<W> {
    fn get_work(&self) -> Result<[String; 4], WorkError> {
        let outside = self.outside()?;
        let work = outside.newest().ok_or(WorkError::NoWork)?;
        let epoch = outside.epoch(work.height);
        Ok([
            Hex32(work.pre_hash.0).to_string(),
            Hex32(sero_progpow::seed_hash(epoch)).to_string(),
            Hex32(boundary(work.difficulty)).to_string(),
            format!("{:#x}", work.height),
        ])
    }

    async fn submit_work(&self, nonce: String, pre_hash: Hex32, mix: Hex32) -> Result<bool, WorkError> {
        let outside = self.outside()?.clone();
        let nonce = number("nonce", &nonce)?;
        let checked = tokio::task::spawn_blocking(move || outside.submit(Hash::from(pre_hash.0), nonce, mix.0)).await;
        match checked {
            Ok(Ok(())) => Ok(true),
            Ok(Err(Refused::NotTaken(_))) => Err(WorkError::Stale(pre_hash)),
            Ok(Err(refused)) => Err(WorkError::Refused(refused.to_string())),
            Err(error) => Err(WorkError::Refused(error.to_string())),
        }
    }

    fn submit_hashrate(&self, rate: String, id: Hex32) -> Result<bool, WorkError> {
        let rate = number("rate", &rate)?;
        let mut rates = self.rates.lock();
        rates.retain(|_, (_, at)| at.elapsed() < REMEMBERED);
        if rates.len() >= MINERS && !rates.contains_key(&id.0) {
            return Ok(false);
        }
        rates.insert(id.0, (rate, Instant::now()));
        Ok(true)
    }

    fn hashrate(&self) -> Result<String, WorkError> {
        let told = {
            let mut rates = self.rates.lock();
            rates.retain(|_, (_, at)| at.elapsed() < REMEMBERED);
            rates.values().fold(0u64, |sum, (rate, _)| sum.saturating_add(*rate))
        };
        Ok(format!("{:#x}", told.saturating_add(self.own_rate())))
    }

    fn mining(&self) -> Result<bool, WorkError> {
        Ok(self.outside.as_ref().is_some_and(|outside| outside.newest().is_some()))
    }
}

/// The largest hash that meets a difficulty.
fn boundary(difficulty: U256) -> [u8; 32] {
    // hash * difficulty < 2^256 is hash <= (2^256 - 1) / difficulty.
    U256::MAX.checked_div(difficulty).unwrap_or_default().to_big_endian()
}

/// A number of at most 32 bytes as miners write it; what exceeds 64 bits is not a rate or a nonce.
fn number(what: &'static str, text: &str) -> Result<u64, WorkError> {
    let bad = || WorkError::BadNumber { what, text: text.chars().take(70).collect(), bytes: 8 };
    let digits = text.strip_prefix("0x").ok_or_else(bad)?;
    let significant = digits.trim_start_matches('0');
    if digits.is_empty() || digits.len() > 64 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(bad());
    }
    match significant {
        "" => Ok(0),
        digits => u64::from_str_radix(digits, 16).map_err(|_| bad()),
    }
}

#[cfg(test)]
mod tests {
    use sero_pow::hash_meets;

    use super::*;

    #[test]
    fn the_boundary_is_the_last_hash_that_meets() {
        for difficulty in [1u64, 2, 3, 1_000_003, u64::MAX] {
            let last = boundary(difficulty.into());
            assert!(hash_meets(&last, difficulty.into()));
            let next = U256::from_big_endian(&last).checked_add(1.into());
            assert!(next.is_none_or(|next| !hash_meets(&next.to_big_endian(), difficulty.into())));
        }
        assert_eq!(boundary(U256::zero()), [0; 32]);
    }

    #[test]
    fn numbers_are_hexadecimal_and_short() {
        assert_eq!(number("nonce", "0x0000000000000001"), Ok(1));
        assert_eq!(number("nonce", "0xffffffffffffffff"), Ok(u64::MAX));
        assert_eq!(number("rate", &format!("0x{:064x}", 500)), Ok(500));
        for bad in ["", "0x", "12", "0x10000000000000000", "0xg", "0x+1", &format!("0x{:065x}", 1)] {
            assert!(matches!(number("nonce", bad), Err(WorkError::BadNumber { .. })), "{bad}");
        }
    }
}
