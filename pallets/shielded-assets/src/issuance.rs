//! Issuance by contracts.

use crate::{names::Wanted, Config, Error, NewToken, Pallet, Plain};
use frame_support::storage::with_storage_layer;
use pallet_shielded::{PublicAssets, PublicNotes};
use sero_shielded::{asset::Asset, command::TicketData, keys::PkrBytes, name::Name, registry::Issuer};
use sp_runtime::{DispatchError, DispatchResult};

/// Where issued units go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver<AccountId> {
    /// Into a note with public contents at a one-time address.
    Note(PkrBytes),
    /// To a plain account or a contract.
    Account(AccountId),
}

/// What contracts may do with assets of their own. The rules are those of commands; deposits are taken from the contract's
/// account, and what it burns too. Each does all of its work or nothing.
pub trait Issuance<AccountId> {
    /// Registers a token whose issuer is the contract. The first units go to `to`.
    ///
    /// # Errors
    /// Where a rule is broken, or the contract cannot pay the deposit.
    fn register_token(contract: &[u8; 20], new: &NewToken, to: &Receiver<AccountId>) -> DispatchResult;
    /// Registers a category whose issuer is the contract.
    ///
    /// # Errors
    /// Where a rule is broken, or the contract cannot pay the deposit.
    fn register_category(contract: &[u8; 20], category: &[u8; 32]) -> DispatchResult;
    /// Issues more of a token.
    ///
    /// # Errors
    /// Where a rule is broken, or the receiver cannot take it.
    fn issue_token(contract: &[u8; 20], name: &[u8; 32], value: u128, to: &Receiver<AccountId>) -> DispatchResult;
    /// Issues a ticket.
    ///
    /// # Errors
    /// Where a rule is broken, the contract cannot pay the deposit, or the receiver cannot take it.
    fn issue_ticket(
        contract: &[u8; 20],
        category: &[u8; 32],
        id: &[u8; 32],
        data: &TicketData,
        to: &Receiver<AccountId>,
    ) -> DispatchResult;
    /// Burns some of a token that the contract holds, whoever issued it.
    ///
    /// # Errors
    /// Where a rule is broken, or the contract holds less.
    fn burn_token(contract: &[u8; 20], name: &[u8; 32], value: u128) -> DispatchResult;
    /// Burns a ticket that the contract holds, whoever issued it. What was locked for its data goes to the contract.
    ///
    /// # Errors
    /// Where the contract does not hold it.
    fn burn_ticket(contract: &[u8; 20], category: &[u8; 32], id: &[u8; 32]) -> DispatchResult;
    /// Hands the right to issue a token on, or ends it for ever.
    ///
    /// # Errors
    /// Where a rule is broken.
    fn set_token_issuer(contract: &[u8; 20], name: &[u8; 32], issuer: Option<Issuer>) -> DispatchResult;
    /// Hands the right to issue tickets of a category on, or ends it for ever.
    ///
    /// # Errors
    /// Where a rule is broken.
    fn set_category_issuer(contract: &[u8; 20], category: &[u8; 32], issuer: Option<Issuer>) -> DispatchResult;
}

impl<T: Config> Issuance<T::AccountId> for Pallet<T> {
    fn register_token(contract: &[u8; 20], new: &NewToken, to: &Receiver<T::AccountId>) -> DispatchResult {
        with_storage_layer(|| {
            let deposit = pay_for_name::<T>(contract, &new.name)?;
            Self::write_new_token(Issuer::Contract(*contract), new, deposit)?;
            if new.value == 0 {
                return Ok(());
            }
            credit::<T>(Asset::Token(new.name), new.value, to)
        })
    }

    fn register_category(contract: &[u8; 20], category: &[u8; 32]) -> DispatchResult {
        with_storage_layer(|| {
            let deposit = pay_for_name::<T>(contract, category)?;
            Self::write_new_category(Issuer::Contract(*contract), category, deposit)
        })
    }

    fn issue_token(contract: &[u8; 20], name: &[u8; 32], value: u128, to: &Receiver<T::AccountId>) -> DispatchResult {
        with_storage_layer(|| {
            Self::write_issue(&Issuer::Contract(*contract), name, value)?;
            credit::<T>(Asset::Token(*name), value, to)
        })
    }

    fn issue_ticket(
        contract: &[u8; 20],
        category: &[u8; 32],
        id: &[u8; 32],
        data: &TicketData,
        to: &Receiver<T::AccountId>,
    ) -> DispatchResult {
        with_storage_layer(|| {
            let deposit = Self::ticket_deposit_of(data);
            T::Native::take(&account_of::<T>(contract)?, &Asset::sero(), deposit)?;
            Self::write_ticket(&Issuer::Contract(*contract), category, id, data, deposit)?;
            credit::<T>(Asset::Ticket { category: *category, id: *id }, 1, to)
        })
    }

    fn burn_token(contract: &[u8; 20], name: &[u8; 32], value: u128) -> DispatchResult {
        with_storage_layer(|| {
            Plain::<T>::take(&account_of::<T>(contract)?, &Asset::Token(*name), value)?;
            Self::write_burn(name, value)
        })
    }

    fn burn_ticket(contract: &[u8; 20], category: &[u8; 32], id: &[u8; 32]) -> DispatchResult {
        with_storage_layer(|| {
            let account = account_of::<T>(contract)?;
            let deposit = Self::returned_for(category, id).ok_or(Error::<T>::TicketUnknown)?;
            Plain::<T>::take(&account, &Asset::Ticket { category: *category, id: *id }, 1)?;
            Self::write_ticket_burn(category, id, deposit)?;
            T::Native::pay(&account, &Asset::sero(), deposit)
        })
    }

    fn set_token_issuer(contract: &[u8; 20], name: &[u8; 32], issuer: Option<Issuer>) -> DispatchResult {
        Self::set_issuer_of(&Issuer::Contract(*contract), name, Wanted::Token, issuer)
    }

    fn set_category_issuer(contract: &[u8; 20], category: &[u8; 32], issuer: Option<Issuer>) -> DispatchResult {
        Self::set_issuer_of(&Issuer::Contract(*contract), category, Wanted::Category, issuer)
    }
}

fn account_of<T: Config>(contract: &[u8; 20]) -> Result<T::AccountId, DispatchError> {
    Ok(T::Native::contract(contract).ok_or(Error::<T>::NoContract)?)
}

/// Takes what a name costs from the contract's account.
fn pay_for_name<T: Config>(contract: &[u8; 20], name: &[u8; 32]) -> Result<u128, DispatchError> {
    let name = Name::from_bytes(name).map_err(|_| Error::<T>::InvalidName)?;
    let deposit = Pallet::<T>::deposit_of(&name);
    T::Native::take(&account_of::<T>(contract)?, &Asset::sero(), deposit)?;
    Ok(deposit)
}

/// Gives what was issued to whom it is for.
fn credit<T: Config>(asset: Asset, value: u128, to: &Receiver<T::AccountId>) -> DispatchResult {
    match to {
        Receiver::Note(address) => T::Pool::add_public_note(address, asset, value),
        Receiver::Account(account) => Plain::<T>::pay(account, &asset, value),
    }
}
