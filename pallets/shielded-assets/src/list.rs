//! The list of all assets.

use crate::{AssetCount, Assets, Config, Error, Index, Names, Pallet, Tickets};
use alloc::vec::Vec;
use frame_support::ensure;
use pallet_shielded::ListAsset;
use sero_shielded::{
    asset::{Asset, ListedAsset},
    encoding::FieldBytes,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
};
use sp_runtime::{ArithmeticError, DispatchError};

impl<T: Config> ListAsset for Pallet<T> {
    fn list(asset: Asset, decimals: u8) -> Result<u64, DispatchError> {
        let id = FieldBytes::from(asset.id());
        ensure!(!Index::<T>::contains_key(id), Error::<T>::AlreadyListed);
        let index = AssetCount::<T>::get();
        let next = index.checked_add(1).ok_or(DispatchError::Arithmetic(ArithmeticError::Overflow))?;
        Assets::<T>::insert(index, ListedAsset { asset, decimals });
        Index::<T>::insert(id, index);
        AssetCount::<T>::put(next);
        Ok(index)
    }

    fn count(such: fn(&Asset) -> bool) -> u64 {
        Assets::<T>::iter_values().filter(|listed| such(&listed.asset)).count() as u64
    }
}

impl<T: Config> Pallet<T> {
    /// How many assets there are, and `limit` of them from a place on.
    pub fn listed(from: u64, limit: u32) -> (u64, Vec<ListedAsset>) {
        let total = AssetCount::<T>::get();
        let end = from.saturating_add(limit.into()).min(total);
        (total, (from..end).filter_map(Assets::<T>::get).collect())
    }

    /// The asset of an id.
    pub fn asset(id: &FieldBytes) -> Option<ListedAsset> {
        Assets::<T>::get(Index::<T>::get(id)?)
    }

    /// A token by its name. The supply of the native coin is not known here.
    pub fn token(name: &[u8; 32]) -> Option<TokenRecord> {
        Names::<T>::get(name)?.token()
    }

    /// A category by its name.
    pub fn category(name: &[u8; 32]) -> Option<CategoryRecord> {
        Names::<T>::get(name)?.category()
    }

    /// A ticket that was issued.
    pub fn ticket(category: &[u8; 32], id: &[u8; 32]) -> Option<TicketRecord> {
        Tickets::<T>::get(category, id)
    }
}
