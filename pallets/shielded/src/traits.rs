//! What the pallet asks of the runtime around it, and what it offers to other pallets.

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::marker::PhantomData;
use frame_support::{
    traits::{
        fungible::Mutate,
        tokens::{Fortitude, Precision, Preservation, Provenance},
    },
    weights::Weight,
};
use sero_shielded::{
    asset::Asset,
    bundle::{NoCommand, PublicOut, PublicTerm, ShieldedOutput},
    command::CommandError,
    encoding::{FieldBytes, PointBytes},
    keys::PkrBytes,
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// Plain balances, in which everybody sees who owns what.
pub trait PublicAssets<AccountId> {
    /// The account of 32 bytes in a bundle; nothing where the chain has no such accounts.
    fn account(bytes: &[u8; 32]) -> Option<AccountId>;
    /// The account of a contract; nothing where the chain has no contracts.
    fn contract(address: &[u8; 20]) -> Option<AccountId>;
    /// Whether [`Self::pay`] will succeed, also behind other payments of which this said the same.
    fn can_pay(to: &AccountId, asset: &Asset, value: u128) -> bool;
    /// Pays what left the shielded pool.
    fn pay(to: &AccountId, asset: &Asset, value: u128) -> DispatchResult;
    /// Takes what is to enter the shielded pool.
    fn take(from: &AccountId, asset: &Asset, value: u128) -> DispatchResult;
}

/// [`PublicAssets`] of a chain whose plain side knows the native coin alone. Coins in the pool are burnt here and minted again
/// when they leave it.
pub struct NativeCoin<Balances>(PhantomData<Balances>);

impl<AccountId, Balances> PublicAssets<AccountId> for NativeCoin<Balances>
where
    AccountId: From<[u8; 32]> + Eq,
    Balances: Mutate<AccountId, Balance = u128>,
{
    fn account(bytes: &[u8; 32]) -> Option<AccountId> {
        Some(AccountId::from(*bytes))
    }

    fn contract(_address: &[u8; 20]) -> Option<AccountId> {
        None
    }

    fn can_pay(to: &AccountId, asset: &Asset, value: u128) -> bool {
        asset.is_sero() && Balances::can_deposit(to, value, Provenance::Minted).into_result().is_ok()
    }

    fn pay(to: &AccountId, asset: &Asset, value: u128) -> DispatchResult {
        frame_support::ensure!(asset.is_sero(), TokenError::UnknownAsset);
        Balances::mint_into(to, value).map(|_| ())
    }

    fn take(from: &AccountId, asset: &Asset, value: u128) -> DispatchResult {
        frame_support::ensure!(asset.is_sero(), TokenError::UnknownAsset);
        // The account may go below its minimum: then it is closed, and nothing of it is lost.
        frame_support::ensure!(
            Balances::reducible_balance(from, Preservation::Expendable, Fortitude::Polite) >= value,
            TokenError::FundsUnavailable
        );
        Balances::burn_from(from, value, Preservation::Expendable, Precision::Exact, Fortitude::Polite).map(|_| ())
    }
}

/// Who gets the fees of bundles.
pub trait FeeSink {
    /// Takes over a fee that has just left the pool.
    fn collect(fee: u128);
}

/// What of a bundle a fee depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Inputs.
    pub inputs: u32,
    /// Shielded outputs.
    pub outputs: u32,
    /// Public outputs.
    pub public_outs: u32,
    /// Weight of authorising and executing the bundle.
    pub weight: Weight,
    /// Bytes of the encoded bundle.
    pub length: u32,
}

/// How much a bundle pays.
pub trait FeeRule {
    /// The least fee.
    fn minimum(shape: &Shape) -> u128;
    /// The order in the pool of a bundle that pays `fee`.
    fn priority(shape: &Shape, fee: u128) -> u64;
}

/// How other pallets pay to one-time addresses.
pub trait PublicNotes {
    /// Appends a note with public contents; its value enters the shielded pool.
    ///
    /// # Errors
    /// Where the address or value is not valid, or the pool of the asset would overflow. Nothing is changed then.
    fn add_public_note(to: &PkrBytes, asset: Asset, value: u128) -> DispatchResult;
}

/// How much there is of each asset somewhere: in the shielded pool, or on the whole chain.
///
/// Reading all of it is for invariants, not for blocks.
pub trait AssetTotals {
    /// Values by asset id; those of nothing are left out.
    fn totals() -> BTreeMap<FieldBytes, u128>;
}

/// The chain's list of assets, from which wallets learn what is behind an asset id.
pub trait ListAsset {
    /// Appends an asset and returns its place.
    ///
    /// # Errors
    /// Where it is listed already. Nothing is changed then.
    fn list(asset: Asset, decimals: u8) -> Result<u64, DispatchError>;
    /// How many listed assets are such. Reading all of them is for invariants, not for blocks.
    fn count(such: fn(&Asset) -> bool) -> u64;
}

/// Of which bundle a command is part.
#[derive(Clone, Copy, Debug)]
pub struct CommandContext<'a> {
    /// Who orders, and where refunds and payouts go.
    pub from: &'a PkrBytes,
    /// The first nil of the bundle: unique for ever, so ids can be derived from it.
    pub first_nil: &'a FieldBytes,
}

/// What bundles can order on a chain.
///
/// # Consensus
/// A command with an inward term is decided wholly in [`Command::validate`], against the state on which it executes: if it
/// cannot succeed, the bundle is invalid and nothing is written. So is one that packs descriptions or releases commitments. A
/// command with outward terms only may fail in [`Command::execute`]: the fee is kept, and what it locked or was to receive comes
/// back to `from` as public notes.
///
/// [`Command::validate`] runs before the bundle's own nils, notes, payments and fee are written, and [`Command::execute`] after: a command
/// with an inward term must not depend on what these change.
pub trait Command<T: crate::Config> {
    /// What the command locks (outward) and what it mints or releases (inward).
    fn terms(&self) -> Vec<PublicTerm>;
    /// Output descriptions that the command keeps: they are proved and stand in the balance like the bundle's own outputs, and
    /// their notes are appended to no tree.
    fn packed(&self) -> &[ShieldedOutput] {
        &[]
    }
    /// Asset commitments of kept descriptions that re-enter the balance as inputs do. They are read out of the state, where
    /// [`Command::execute`] removes them; of a command that [`Command::validate`] refuses they may be anything.
    fn released(&self) -> Vec<PointBytes> {
        vec![]
    }
    /// Whether a public output of the bundle is for this command, as the coins sent along with a contract call are. Such an
    /// output is paid with the execution, and comes back with its failure.
    fn receives(&self, _out: &PublicOut) -> bool {
        false
    }
    /// Weight of validating and executing it, with [`crate::WeightInfo::term`] for each public term that it can have and
    /// [`crate::WeightInfo::released`] for each commitment that it can release. It depends neither on values nor on the state: a
    /// wallet asks for the fee before it knows the deposit. The proofs of what it packs are weighed with those of outputs.
    fn weight(&self) -> Weight;
    /// Decides the command's static rules, and everything of one that mints, packs or releases. Returns what the command claims, as tags
    /// for the pool: of two bundles that claim the same, one enters.
    ///
    /// # Errors
    /// The rule that it breaks.
    fn validate(&self, context: &CommandContext<'_>) -> Result<Vec<Vec<u8>>, CommandError>;
    /// Executes the command. Outward terms have left the pool and are the command's to keep.
    ///
    /// # Errors
    /// Where it fails after all.
    fn execute(&self, context: &CommandContext<'_>) -> Result<(), DispatchError>;
}

impl<T: crate::Config> Command<T> for NoCommand {
    fn terms(&self) -> Vec<PublicTerm> {
        match *self {}
    }

    fn weight(&self) -> Weight {
        match *self {}
    }

    fn validate(&self, _context: &CommandContext<'_>) -> Result<Vec<Vec<u8>>, CommandError> {
        match *self {}
    }

    fn execute(&self, _context: &CommandContext<'_>) -> Result<(), DispatchError> {
        match *self {}
    }
}
