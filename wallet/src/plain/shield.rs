//! From a plain account into the pool.

use schnorrkel::Keypair;
use sero_shielded::{asset::Asset, encoding::FieldBytes};

use super::{
    extrinsic::{shield_asset_call, signed, Terms},
    ss58,
    trial::{FEE, FUNDS},
};
use crate::{
    amount::{Display, SERO_DECIMALS},
    chain::{self, Chain, ChainError},
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
}

impl Wallet {
    /// Burns plain SERO of an account and makes a public note to oneself of it. Everybody sees who shields how much; what
    /// becomes of the note is hidden.
    ///
    /// A block takes an extrinsic that cannot succeed: the account pays the fee, and nothing is shielded. So the node tries it
    /// first on the chain's last state, where it lets itself be asked. What happens up to the next block is not seen: `Ok` says that
    /// the node took the extrinsic, and only the note that it succeeded.
    ///
    /// # Errors
    /// [`SyncError::OtherNetwork`] or [`SyncError::OtherGenesis`] on another chain; [`ChainError::Refused`] where the account has too
    /// little, shielding is switched off, or the chain refuses for another reason that it knows now. Then nothing was handed in.
    pub async fn shield<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        keypair: &Keypair,
        value: u128,
    ) -> Result<Shielded, SyncError> {
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
    ) -> Result<Shielded, SyncError> {
        let info = chain.info().await?;
        self.admit(&info)?;
        let to = self.one_time_address().map_err(|error| ChainError::Node(error.to_string()))?;
        let (name, decimals) = self.asset_name(&FieldBytes::from(asset.id()));
        let wish = Wish { account: keypair.public.to_bytes(), asset, value, name, decimals };
        let account = ss58::encode(&wish.account);
        // The state of a block knows the hashes of the blocks below it: with its own the extrinsic could not be tried there.
        let birth = info.best.number.saturating_sub(1);
        let birth_hash = chain::hash_at(chain, &info, birth).await?.ok_or(ChainError::UnknownBlock(birth))?;
        let terms = Terms {
            spec_version: info.spec_version,
            transaction_version: info.transaction_version,
            genesis: info.genesis.0,
            birth,
            birth_hash,
            nonce: chain.account_nonce(&account).await?,
            tip: 0,
        };
        let extrinsic = signed(keypair, &shield_asset_call(&to.to_bytes(), &asset, value), &terms);
        // A node that keeps what it only was to try can hand it in: then it is done as the user wished, and once, by the nonce.
        if let Some(cause) = chain.try_extrinsic(&extrinsic).await? {
            let message = wish.refused(chain, &cause, &extrinsic).await?;
            return Err(ChainError::Refused { cause, message }.into());
        }
        let hash = chain.submit_extrinsic(extrinsic).await?;
        Ok(Shielded { hash, account, value })
    }
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
