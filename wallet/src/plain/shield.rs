//! From a plain account into the pool.

use schnorrkel::Keypair;
use sero_shielded::asset::Asset;

use super::{
    extrinsic::{shield_asset_call, signed, Terms},
    ss58,
};
use crate::{
    chain::{Chain, ChainError},
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
    /// # Errors
    /// [`SyncError::OtherNetwork`] or [`SyncError::OtherGenesis`] on another chain; [`ChainError::Refused`] where the account
    /// cannot pay.
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
        let to = self.one_time_address().map_err(|error| ChainError::Node(format!("{error}; try again")))?;
        let account = ss58::encode(&keypair.public.to_bytes());
        let terms = Terms {
            spec_version: info.spec_version,
            transaction_version: info.transaction_version,
            genesis: info.genesis.0,
            birth: info.best.number,
            birth_hash: info.best.hash.0,
            nonce: chain.account_nonce(&account).await?,
            tip: 0,
        };
        let extrinsic = signed(keypair, &shield_asset_call(&to.to_bytes(), &asset, value), &terms);
        let hash = chain.submit_extrinsic(extrinsic).await?;
        Ok(Shielded { hash, account, value })
    }
}
