//! Tickets: categories, issue, burning.

use crate::{
    names::{exactly, only_issuer},
    Category, Config, DepositRule, Entry, Error, Event, Kind, Names, Pallet, Tickets,
};
use codec::Encode;
use pallet_shielded::ListAsset;
use sero_shielded::{
    asset::Asset,
    command::{CommandError, TicketData},
    registry::{Issuer, TicketRecord},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Registers a category. Its deposit is moved by whoever calls.
    pub(crate) fn write_new_category(issuer: Issuer, category: &[u8; 32], deposit: u128) -> DispatchResult {
        let name = Self::decide_name(category, deposit).map_err(Error::<T>::from)?;
        Self::insert_name(&name, Self::new_entry(Kind::Category(Category::default()), issuer, deposit))?;
        Self::deposit_event(Event::CategoryRegistered { category: *category, issuer });
        Ok(())
    }

    /// What would stand under the category's name if the ticket were issued.
    ///
    /// # Consensus
    /// The category's issuer orders a ticket that was never issued, with well-formed data and exactly the deposit of their length.
    pub(crate) fn decide_ticket(
        by: &Issuer,
        category: &[u8; 32],
        id: &[u8; 32],
        data: &TicketData,
        deposit: u128,
    ) -> Result<Entry, CommandError> {
        let (entry, counted) = Self::category_entry(category)?;
        only_issuer(&entry, by)?;
        if Tickets::<T>::contains_key(category, id) {
            return Err(CommandError::TicketIssued);
        }
        data.check()?;
        exactly(deposit, Self::ticket_deposit_of(data))?;
        let tickets = counted.tickets.checked_add(1).ok_or(CommandError::Supply)?;
        Ok(with_tickets(entry, tickets))
    }

    /// Issues a ticket. Its deposit and the ticket are moved by whoever calls.
    pub(crate) fn write_ticket(
        by: &Issuer,
        category: &[u8; 32],
        id: &[u8; 32],
        data: &TicketData,
        deposit: u128,
    ) -> DispatchResult {
        let entry = Self::decide_ticket(by, category, id, data, deposit).map_err(Error::<T>::from)?;
        Self::lock(deposit)?;
        Names::<T>::insert(category, entry);
        // The rest pays for the place in the list.
        let returned = data_deposit::<T>(data);
        Tickets::<T>::insert(category, id, TicketRecord::Held { data: data.clone(), deposit: returned });
        let index = Self::list(Asset::Ticket { category: *category, id: *id }, 0)?;
        Self::deposit_event(Event::TicketIssued { category: *category, id: *id, index });
        Ok(())
    }

    /// What would stand under the category's name if the ticket were burnt.
    ///
    /// # Consensus
    /// The ticket exists, and the deposit is what was locked for its data.
    pub(crate) fn decide_ticket_burn(category: &[u8; 32], id: &[u8; 32], deposit: u128) -> Result<Entry, CommandError> {
        let (entry, counted) = Self::category_entry(category)?;
        exactly(deposit, Self::returned_for(category, id).ok_or(CommandError::TicketUnknown)?)?;
        let tickets = counted.tickets.checked_sub(1).ok_or(CommandError::TicketUnknown)?;
        Ok(with_tickets(entry, tickets))
    }

    /// Burns a ticket. The ticket and its deposit are moved by whoever calls.
    pub(crate) fn write_ticket_burn(category: &[u8; 32], id: &[u8; 32], deposit: u128) -> DispatchResult {
        let entry = Self::decide_ticket_burn(category, id, deposit).map_err(Error::<T>::from)?;
        Self::unlock(deposit)?;
        Names::<T>::insert(category, entry);
        Tickets::<T>::insert(category, id, TicketRecord::Burnt);
        Self::deposit_event(Event::TicketBurnt { category: *category, id: *id });
        Ok(())
    }

    /// What a ticket with these data locks: for its place in the list, and for the data.
    pub(crate) fn ticket_deposit_of(data: &TicketData) -> u128 {
        T::Deposits::place().saturating_add(data_deposit::<T>(data))
    }

    /// What comes back for a ticket that exists.
    pub(crate) fn returned_for(category: &[u8; 32], id: &[u8; 32]) -> Option<u128> {
        match Tickets::<T>::get(category, id) {
            Some(TicketRecord::Held { deposit, .. }) => Some(deposit),
            Some(TicketRecord::Burnt) | None => None,
        }
    }

    fn category_entry(name: &[u8; 32]) -> Result<(Entry, Category), CommandError> {
        let entry = Self::entry(name)?;
        match entry.kind {
            Kind::Category(category) => Ok((entry, category)),
            Kind::Token(_) => Err(CommandError::WrongKind),
        }
    }
}

fn data_deposit<T: Config>(data: &TicketData) -> u128 {
    T::Deposits::ticket(u32::try_from(data.encoded_size()).unwrap_or(u32::MAX))
}

fn with_tickets(entry: Entry, tickets: u128) -> Entry {
    Entry { kind: Kind::Category(Category { tickets }), ..entry }
}
