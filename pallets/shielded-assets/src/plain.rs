//! What plain accounts and contracts hold.

use crate::{Config, Error, Holdings, Index};
use core::marker::PhantomData;
use frame_support::ensure;
use pallet_shielded::PublicAssets;
use sero_shielded::{asset::Asset, encoding::FieldBytes};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

type System<T> = frame_system::Pallet<T>;

/// Plain balances of all assets: the native coin as the chain keeps it, every other registered one in [`Holdings`].
///
/// # Consensus
/// What is not registered is neither paid nor taken. A holding never exceeds 128 bits, and that of a ticket or package is 1 at most.
/// Only an account that exists can hold anything, so that nobody fills the state with accounts that nothing was locked for. As long
/// as it holds something it stays, by one consumer's reference for each asset. Their number has no limit: several payments of one
/// bundle are decided each by itself, and must all be possible then.
pub struct Plain<T>(PhantomData<T>);

impl<T: Config> PublicAssets<T::AccountId> for Plain<T> {
    fn account(bytes: &[u8; 32]) -> Option<T::AccountId> {
        T::Native::account(bytes)
    }

    fn contract(address: &[u8; 20]) -> Option<T::AccountId> {
        T::Native::contract(address)
    }

    fn can_pay(to: &T::AccountId, asset: &Asset, value: u128) -> bool {
        if asset.is_sero() {
            return T::Native::can_pay(to, asset, value);
        }
        Payment::decide::<T>(to, asset, value).is_ok()
    }

    fn pay(to: &T::AccountId, asset: &Asset, value: u128) -> DispatchResult {
        if asset.is_sero() {
            return T::Native::pay(to, asset, value);
        }
        let Payment { id, held, sum } = Payment::decide::<T>(to, asset, value)?;
        if sum == held {
            return Ok(());
        }
        if held == 0 {
            System::<T>::inc_consumers_without_limit(to)?;
        }
        Holdings::<T>::insert(to, id, sum);
        Ok(())
    }

    fn take(from: &T::AccountId, asset: &Asset, value: u128) -> DispatchResult {
        if asset.is_sero() {
            return T::Native::take(from, asset, value);
        }
        let id = FieldBytes::from(asset.id());
        ensure!(Index::<T>::contains_key(id), TokenError::UnknownAsset);
        let held = Holdings::<T>::get(from, id);
        let rest = held.checked_sub(value).ok_or(TokenError::FundsUnavailable)?;
        if rest > 0 {
            Holdings::<T>::insert(from, id, rest);
        } else if held > 0 {
            Holdings::<T>::remove(from, id);
            System::<T>::dec_consumers(from);
        }
        Ok(())
    }
}

/// What a payment does to a holding.
struct Payment {
    /// Of the asset.
    id: FieldBytes,
    /// What was held.
    held: u128,
    /// What will be.
    sum: u128,
}

impl Payment {
    fn decide<T: Config>(to: &T::AccountId, asset: &Asset, value: u128) -> Result<Self, DispatchError> {
        let id = FieldBytes::from(asset.id());
        ensure!(Index::<T>::contains_key(id), TokenError::UnknownAsset);
        let held = Holdings::<T>::get(to, id);
        let sum = sum(asset, held, value).ok_or(Error::<T>::HoldingOverflow)?;
        ensure!(held > 0 || sum == 0 || System::<T>::providers(to) > 0, TokenError::CannotCreate);
        Ok(Payment { id, held, sum })
    }
}

/// What would be held of an asset; nothing where that is too much.
fn sum(asset: &Asset, held: u128, value: u128) -> Option<u128> {
    held.checked_add(value).filter(|sum| *sum == 0 || asset.allows(*sum))
}
