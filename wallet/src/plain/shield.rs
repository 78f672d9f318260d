//! From a plain account into the pool.

use schnorrkel::Keypair;
use sero_shielded::{asset::Asset, encoding::FieldBytes};

use super::{
    extrinsic::{shield_asset_call, signed, trial, Terms, ERA_PERIOD, TRIAL_PERIOD},
    ss58,
    trial::{FEE, FUNDS},
};
use crate::{
    amount::{Display, SERO_DECIMALS},
    chain::{self, Chain, ChainError, ChainInfo},
    payment::ANCHOR_DEPTH,
    sync::SyncError,
    wallet::Wallet,
};

/// Coins on their way into the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shielded {
    /// The extrinsic's hash.
    pub hash: [u8; 32],
    /// The account that pays, as SS58 text.
    pub account: String,
    /// The amount.
    pub value: u128,
    /// The last block that may hold it.
    pub expiry: u32,
}

/// Why nothing was shielded, as far as it is known.
#[derive(Debug, thiserror::Error)]
pub enum ShieldError {
    /// Reading the chain, or a refusal. Nothing was handed in, or the node says that it did not take it.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The extrinsic may have arrived or not. Another one beside it would shield twice.
    #[error("nobody knows whether the node took it ({}), so it may be shielded up to block {expiry}; run `sync`, and shield again only after that block if no note came", .error.happened())]
    Unsure {
        /// What happened instead of an answer.
        error: ChainError,
        /// The last block that may hold it.
        expiry: u32,
    },
}

impl From<ChainError> for ShieldError {
    fn from(error: ChainError) -> Self {
        SyncError::from(error).into()
    }
}

impl Wallet {
    /// Burns plain SERO of an account and makes a public note to oneself of it. Everybody sees who shields how much; what
    /// becomes of the note is hidden.
    ///
    /// A block takes an extrinsic that cannot succeed: the account pays the fee, and nothing is shielded. So the node tries it
    /// first in the state of the chain's last block, where it lets itself be asked. What happens up to the next block is not seen:
    /// `Ok` says that the node took the extrinsic, and only the note that it succeeded.
    ///
    /// What is tried is another extrinsic than what is handed in. Its era ends with the block on which it is tried, so that a node
    /// that says no, and keeps it, has nothing that a later block could hold; the real one is signed only after a yes. In the first
    /// blocks of a chain no era is so old, and nothing is tried. A node that names a height that the chain does not have yet can
    /// still use it in the next `TRIAL_PERIOD - 1` blocks, and so can a fork in place of the last ones: the note is one's own then
    /// as well.
    ///
    /// # Errors
    /// [`SyncError::OtherNetwork`] or [`SyncError::OtherGenesis`] on another chain; [`ChainError::Refused`] where the account has too
    /// little, shielding is switched off, or the chain refuses for another reason that it knows now: then nothing is shielded, if the
    /// node tells the truth. [`ShieldError::Unsure`] where it is not known.
    pub async fn shield<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        keypair: &Keypair,
        value: u128,
    ) -> Result<Shielded, ShieldError> {
        self.shield_asset(chain, keypair, Asset::sero(), value).await
    }

    /// The same for any asset that a plain account can hold: what a contract paid to it, or what was paid to it out of the pool.
    ///
    /// # Errors
    /// As [`Self::shield`].
    pub async fn shield_asset<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        keypair: &Keypair,
        asset: Asset,
        value: u128,
    ) -> Result<Shielded, ShieldError> {
        let info = chain.info().await?;
        self.admit(&info)?;
        let to = self.one_time_address().map_err(|error| ChainError::Node(error.to_string()))?;
        let (name, decimals) = self.asset_name(&FieldBytes::from(asset.id()));
        let wish = Wish { account: keypair.public.to_bytes(), asset, value, name, decimals };
        let account = ss58::encode(&wish.account);
        let call = shield_asset_call(&to.to_bytes(), &asset, value);
        let nonce = chain.account_nonce(&account).await?;
        let best = info.best.number;
        if let Some(birth) = best.checked_sub(TRIAL_PERIOD - 1) {
            let tried = trial(keypair, &call, &terms(chain, &info, birth, nonce).await?);
            if let Some(cause) = chain.try_extrinsic(&tried, &info.best.hash.0).await? {
                let message = wish.refused(chain, &cause, &tried).await?;
                return Err(ChainError::Refused { cause, message }.into());
            }
        }
        // As deep as anchors: a fork that is not deeper leaves it valid.
        let birth = best.saturating_sub(ANCHOR_DEPTH);
        let expiry = birth.saturating_add(ERA_PERIOD - 1);
        let extrinsic = signed(keypair, &call, &terms(chain, &info, birth, nonce).await?);
        match chain.submit_extrinsic(extrinsic).await {
            Ok(hash) => Ok(Shielded { hash, account, value, expiry }),
            Err(error @ (ChainError::Refused { .. } | ChainError::Unreachable { .. })) => Err(error.into()),
            Err(error) => Err(ShieldError::Unsure { error, expiry }),
        }
    }
}

/// What an extrinsic says whose era begins at a block.
async fn terms<C: Chain + ?Sized>(chain: &C, info: &ChainInfo, birth: u32, nonce: u32) -> Result<Terms, ChainError> {
    let birth_hash = chain::hash_at(chain, info, birth).await?.ok_or(ChainError::UnknownBlock(birth))?;
    Ok(Terms {
        spec_version: info.spec_version,
        transaction_version: info.transaction_version,
        genesis: info.genesis.0,
        birth,
        birth_hash,
        nonce,
        tip: 0,
    })
}

/// What is to be shielded, by whom.
struct Wish {
    account: [u8; 32],
    asset: Asset,
    value: u128,
    /// The asset's, for messages.
    name: String,
    decimals: u8,
}

impl Wish {
    /// Why the chain refuses it, for people.
    async fn refused<C: Chain + ?Sized>(&self, chain: &C, cause: &str, extrinsic: &[u8]) -> Result<String, ChainError> {
        let account = ss58::encode(&self.account);
        let show = |value, decimals, name: &str| format!("{} {name}", Display { value, decimals });
        let what = show(self.value, self.decimals, &self.name);
        if cause != FUNDS && cause != FEE {
            return Ok(format!("{account} would pay the fee and shield nothing of {what} ({cause})"));
        }
        let fee = chain.plain_fee(extrinsic).await?;
        // The fee is paid in SERO, whatever is shielded.
        let sero = Asset::sero();
        let (lacks, needed) = match self.asset.is_sero() {
            true => (sero, self.value.saturating_add(fee.unwrap_or_default())),
            false if cause == FEE => (sero, fee.unwrap_or_default()),
            false => (self.asset, self.value),
        };
        let (Some(fee), Some(has)) = (fee, chain.plain_balance(&self.account, &lacks).await?) else {
            return Ok(format!("{account} has too little to shield {what} and to pay the fee"));
        };
        let (fee, locked) = (show(fee, SERO_DECIMALS, "SERO"), if has < needed { "" } else { ", part of it locked" });
        let (needed, has) = match lacks.is_sero() {
            true => (show(needed, SERO_DECIMALS, "SERO"), show(has, SERO_DECIMALS, "SERO")),
            false => (what.clone(), show(has, self.decimals, &self.name)),
        };
        Ok(format!("to shield {what} for a fee of {fee} {account} needs {needed}, and has {has}{locked}"))
    }
}
