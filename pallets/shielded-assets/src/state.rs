//! What must hold after every block.

use crate::{
    AssetCount, Assets, Config, DepositRule, Deposits, Entry, Holdings, Index, Kind, Names, Pallet, Skeletons, Tickets,
};
use alloc::collections::BTreeMap;
use frame_support::ensure;
use pallet_shielded::AssetTotals;
use sero_shielded::{asset::Asset, encoding::FieldBytes, name::Name, registry::TicketRecord};
use sp_runtime::TryRuntimeError;

impl<T: Config> AssetTotals for Pallet<T> {
    /// What is in the pool and in plain holdings. The native coin's plain balances are not among them.
    fn totals() -> BTreeMap<FieldBytes, u128> {
        let mut totals = T::Pool::totals();
        for (_, id, value) in Holdings::<T>::iter() {
            let total = totals.entry(id).or_default();
            *total = total.saturating_add(value);
        }
        totals
    }
}

impl<T: Config> Pallet<T> {
    /// # Invariants
    /// - Names are well formed, and each is the one behind its skeleton.
    /// - The list of assets and its index agree; whatever circulates is listed.
    /// - Of each token as much circulates as its supply says, which is within its cap; of each ticket exactly one, of burnt ones
    ///   none, of each package one at most; each category counts its tickets.
    /// - Whoever holds something exists, and has one reference at least for each asset.
    /// - The deposits add up: of names, of the places of all tickets that ever were, of the data of those that exist.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let totals = Self::totals();
        let names = Self::check_names(&totals)?;
        let tickets = Self::check_tickets(&totals)?;
        Self::check_list(&totals)?;
        Self::check_holdings()?;
        ensure!(names.checked_add(tickets) == Some(Deposits::<T>::get()), "deposits do not add up");
        Ok(())
    }

    /// Returns what is locked for names.
    fn check_names(totals: &BTreeMap<FieldBytes, u128>) -> Result<u128, TryRuntimeError> {
        let mut locked = 0u128;
        let mut names = 0u64;
        for (bytes, Entry { kind, deposit, .. }) in Names::<T>::iter() {
            let name = Name::from_bytes(&bytes).map_err(|_| "a registered name is none")?;
            ensure!(Skeletons::<T>::get(name.skeleton()) == Some(bytes), "a name is not the one behind its skeleton");
            match kind {
                Kind::Token(token) => {
                    let id = FieldBytes::from(name.token().id());
                    ensure!(Index::<T>::contains_key(id), "a token is not listed");
                    ensure!(token.cap.is_none_or(|cap| token.supply <= cap), "a supply exceeds its cap");
                    let circulates = totals.get(&id).copied().unwrap_or_default();
                    ensure!(name.token().is_sero() || circulates == token.supply, "a supply is not what circulates");
                }
                Kind::Category(category) => {
                    let held = Tickets::<T>::iter_prefix_values(bytes);
                    let held = held.filter(|ticket| matches!(ticket, TicketRecord::Held { .. })).count() as u128;
                    ensure!(held == category.tickets, "a category miscounts its tickets");
                }
            }
            locked = locked.checked_add(deposit).ok_or("deposits of names exceed 128 bits")?;
            names = names.saturating_add(1);
        }
        ensure!(Skeletons::<T>::iter_keys().count() as u64 == names, "there are more skeletons than names");
        Ok(locked)
    }

    /// Returns what is locked for tickets.
    fn check_tickets(totals: &BTreeMap<FieldBytes, u128>) -> Result<u128, TryRuntimeError> {
        let mut locked = 0u128;
        for (category, ticket, record) in Tickets::<T>::iter() {
            let id = FieldBytes::from(Asset::Ticket { category, id: ticket }.id());
            ensure!(Index::<T>::contains_key(id), "a ticket is not listed");
            let entry = Names::<T>::get(category).ok_or("a ticket without its category")?;
            ensure!(entry.category().is_some(), "a ticket of a token");
            let circulates = totals.get(&id).copied().unwrap_or_default();
            match record {
                TicketRecord::Held { data, deposit } => {
                    ensure!(circulates == 1, "a ticket exists more or less than once");
                    ensure!(data.check().is_ok(), "the data of a ticket are not well formed");
                    locked = locked.checked_add(deposit).ok_or("deposits of tickets exceed 128 bits")?;
                }
                TicketRecord::Burnt => ensure!(circulates == 0, "a burnt ticket circulates"),
            }
            locked = locked.checked_add(T::Deposits::place()).ok_or("deposits of places exceed 128 bits")?;
        }
        Ok(locked)
    }

    fn check_holdings() -> Result<(), TryRuntimeError> {
        let mut holdings = BTreeMap::<T::AccountId, u32>::new();
        for (who, _, value) in Holdings::<T>::iter() {
            ensure!(value > 0, "nothing is stored as a holding");
            let count = holdings.entry(who).or_default();
            *count = count.saturating_add(1);
        }
        for (who, count) in holdings {
            ensure!(
                frame_system::Pallet::<T>::consumers(&who) >= count,
                "a holding without a reference to its account"
            );
        }
        Ok(())
    }

    fn check_list(totals: &BTreeMap<FieldBytes, u128>) -> Result<(), TryRuntimeError> {
        let count = AssetCount::<T>::get();
        for index in 0..count {
            let listed = Assets::<T>::get(index).ok_or("the list of assets has a gap")?;
            let id = FieldBytes::from(listed.asset.id());
            ensure!(Index::<T>::get(id) == Some(index), "an asset is listed at another place");
            let circulates = totals.get(&id).copied().unwrap_or_default();
            let known = match listed.asset {
                Asset::Token(name) => Self::token(&name).is_some_and(|token| token.decimals == listed.decimals),
                Asset::Ticket { category, id } => Self::ticket(&category, &id).is_some(),
                Asset::Package(_) => circulates <= 1,
            };
            ensure!(known, "a listed asset is not registered as it is listed, or exists twice");
        }
        ensure!(Assets::<T>::iter_keys().count() as u64 == count, "assets stand behind the end of the list");
        ensure!(Index::<T>::iter_keys().count() as u64 == count, "the index knows more assets than the list");
        ensure!(totals.keys().all(Index::<T>::contains_key), "an asset circulates that is not listed");
        Ok(())
    }
}
