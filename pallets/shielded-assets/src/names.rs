//! Names: who may have one, and who may issue under it.

use crate::{types::is_native, Config, DepositRule, Deposits, Entry, Error, Event, Kind, Names, Pallet, Skeletons};
use frame_support::ensure;
use pallet_shielded::{ListAsset, PublicAssets};
use sero_shielded::{
    asset::{Asset, SERO_DECIMALS},
    command::CommandError,
    keys::PkrBytes,
    name::Name,
    registry::Issuer,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
    /// Makes the native coin the first asset.
    pub(crate) fn register_native() -> DispatchResult {
        Self::insert_name(&Name::SERO, Entry::NATIVE)?;
        Self::list(Asset::sero(), SERO_DECIMALS).map(|_| ())
    }

    /// # Consensus
    /// The name is well formed, was never registered as a token or category, does not look like one that was, and locks exactly
    /// what a name of its length costs. The native coin's and what looks like it are nobody's, whatever is registered.
    pub(crate) fn decide_name(name: &[u8; 32], deposit: u128) -> Result<Name, CommandError> {
        let name = Name::from_bytes(name)?;
        if is_native(name.bytes()) || Names::<T>::contains_key(name.bytes()) {
            return Err(CommandError::NameTaken);
        }
        let skeleton = name.skeleton();
        if skeleton == Name::SERO.skeleton() || Skeletons::<T>::contains_key(skeleton) {
            return Err(CommandError::LookAlike);
        }
        exactly(deposit, Self::deposit_of(&name))?;
        Ok(name)
    }

    /// What a name locks.
    pub(crate) fn deposit_of(name: &Name) -> u128 {
        T::Deposits::name(name.price_length())
    }

    /// Stores what stands under a new name, with its deposit.
    pub(crate) fn insert_name(name: &Name, entry: Entry) -> DispatchResult {
        ensure!(!Names::<T>::contains_key(name.bytes()), Error::<T>::NameTaken);
        ensure!(!Skeletons::<T>::contains_key(name.skeleton()), Error::<T>::LookAlike);
        Self::lock(entry.deposit)?;
        Names::<T>::insert(name.bytes(), entry);
        Skeletons::<T>::insert(name.skeleton(), *name.bytes());
        Ok(())
    }

    /// A new entry, as of now.
    pub(crate) fn new_entry(kind: Kind, issuer: Issuer, deposit: u128) -> Entry {
        let registered = frame_system::Pallet::<T>::block_number().saturated_into();
        Entry { kind, issuer: Some(issuer), registered, deposit }
    }

    /// What stands under a name.
    pub(crate) fn entry(name: &[u8; 32]) -> Result<Entry, CommandError> {
        Names::<T>::get(name).ok_or(CommandError::Unregistered)
    }

    /// What would stand under a name if the right to issue went to `to`.
    ///
    /// # Consensus
    /// The issuer orders it. A new one that is a one-time address is three points, each in the prime subgroup and not the identity; one
    /// that is a contract exists.
    pub(crate) fn decide_issuer(
        by: &Issuer,
        name: &[u8; 32],
        wanted: Wanted,
        to: Option<Issuer>,
    ) -> Result<Entry, CommandError> {
        let entry = Self::entry(name)?;
        match (&entry.kind, wanted) {
            (Kind::Token(_), Wanted::Token) | (Kind::Category(_), Wanted::Category) => {}
            _ => return Err(CommandError::WrongKind),
        }
        only_issuer(&entry, by)?;
        match &to {
            Some(Issuer::Address(address)) => check_address(address)?,
            Some(Issuer::Contract(address)) => {
                T::Native::contract(address).ok_or(CommandError::Contract)?;
            }
            None => {}
        }
        Ok(Entry { issuer: to, ..entry })
    }

    /// Hands the right to issue on, or ends it.
    pub(crate) fn set_issuer_of(
        by: &Issuer,
        name: &[u8; 32],
        wanted: Wanted,
        issuer: Option<Issuer>,
    ) -> DispatchResult {
        let entry = Self::decide_issuer(by, name, wanted, issuer).map_err(Error::<T>::from)?;
        Names::<T>::insert(name, entry);
        Self::deposit_event(Event::IssuerSet { name: *name, issuer });
        Ok(())
    }

    /// Counts a deposit that was locked.
    pub(crate) fn lock(value: u128) -> DispatchResult {
        change_deposits::<T>(|sum| sum.checked_add(value))
    }

    /// Counts a deposit that goes back.
    pub(crate) fn unlock(value: u128) -> DispatchResult {
        change_deposits::<T>(|sum| sum.checked_sub(value))
    }
}

fn change_deposits<T: Config>(change: impl FnOnce(u128) -> Option<u128>) -> DispatchResult {
    Deposits::<T>::try_mutate(|sum| {
        *sum = change(*sum).ok_or(DispatchError::Arithmetic(ArithmeticError::Overflow))?;
        Ok(())
    })
}

/// Which kind of name an order means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A token's.
    Token,
    /// A category's.
    Category,
}

/// # Consensus
/// Deposits are exact: a wallet computes the balance out of the command alone.
pub(crate) fn exactly(given: u128, needed: u128) -> Result<(), CommandError> {
    if given != needed {
        return Err(CommandError::Deposit { given, needed });
    }
    Ok(())
}

/// # Consensus
/// Only the issuer may order it, and where there is none, nobody.
pub(crate) fn only_issuer(entry: &Entry, by: &Issuer) -> Result<(), CommandError> {
    if entry.issuer.as_ref() != Some(by) {
        return Err(CommandError::NotIssuer);
    }
    Ok(())
}

/// # Consensus
/// The native coin is issued by mining only, and not burnt.
pub(crate) fn not_native(name: &[u8; 32]) -> Result<(), CommandError> {
    if is_native(name) {
        return Err(CommandError::Native);
    }
    Ok(())
}

fn check_address(address: &PkrBytes) -> Result<(), CommandError> {
    sero_host::check_addresses(core::slice::from_ref(address)).map_err(|(_, cause)| CommandError::Issuer(cause))
}
