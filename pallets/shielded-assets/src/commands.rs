//! Commands of bundles about tokens and tickets.
//!
//! # Consensus
//! Each is decided wholly in validity: on the state that validity saw, execution succeeds. The coins that a command locks, burns,
//! mints or releases are moved by the shielded pool, as the command's terms say.

use crate::{names::Wanted, Config, NewToken, Pallet};
use alloc::{vec, vec::Vec};
use frame_support::storage::with_storage_layer;
use sero_shielded::{
    command::{CommandError, TicketCommand, TokenCommand},
    keys::PkrBytes,
    name::Name,
    registry::Issuer,
};
use sp_runtime::DispatchResult;

/// The tags by which bundles that exclude each other know of it in the pool. No two kinds have the same length.
pub mod claims {
    use alloc::vec::Vec;
    use codec::Encode;

    /// Of a registration: what the name looks like.
    ///
    /// The pool keeps the bundle of a tag that pays most for its place. So anybody can push a registration out of the pool with one
    /// of a name that looks alike, and that one need not come into a block: its maker may spend its note elsewhere. The bundle that
    /// was pushed out stays valid until its expiry or until such a name is registered: its wallet hands it in again until then.
    pub fn name(skeleton: &[u8; 32]) -> Vec<u8> {
        (b"sero/name", skeleton).encode()
    }

    /// Of a change of the issuer.
    pub fn issuer(name: &[u8; 32]) -> Vec<u8> {
        (b"sero/issuer", name).encode()
    }

    /// Of the issue or burning of a ticket.
    pub fn ticket(category: &[u8; 32], id: &[u8; 32]) -> Vec<u8> {
        (b"sero/ticket", category, id).encode()
    }
}

impl<T: Config> Pallet<T> {
    /// Decides a command of tokens, and returns what it claims.
    ///
    /// Issuing and burning claim nothing: two of one token can both come into a block, and where the second no longer fits, the
    /// block's author finds that out, since he decides each bundle on the state behind the one before.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn validate_token(command: &TokenCommand, from: &PkrBytes) -> Result<Vec<Vec<u8>>, CommandError> {
        let by = Issuer::Address(*from);
        match command {
            TokenCommand::Register { name, decimals, cap, value, deposit } => {
                let new = NewToken { name: *name, decimals: *decimals, cap: *cap, value: *value };
                let name = Self::decide_new_token(&new, *deposit)?;
                Ok(vec![claims::name(&name.skeleton())])
            }
            TokenCommand::Issue { name, value } => Self::decide_issue(&by, name, *value).map(|_| vec![]),
            TokenCommand::Burn { name, value } => Self::decide_burn(name, *value).map(|_| vec![]),
            TokenCommand::SetIssuer { name, issuer } => {
                Self::decide_issuer(&by, name, Wanted::Token, issuer.map(Issuer::Address))?;
                Ok(vec![claims::issuer(name)])
            }
        }
    }

    /// Executes a command of tokens, or changes nothing.
    ///
    /// # Errors
    /// Where [`Self::validate_token`] would refuse it.
    pub fn execute_token(command: &TokenCommand, from: &PkrBytes) -> DispatchResult {
        let by = Issuer::Address(*from);
        with_storage_layer(|| match command {
            TokenCommand::Register { name, decimals, cap, value, deposit } => {
                let new = NewToken { name: *name, decimals: *decimals, cap: *cap, value: *value };
                Self::write_new_token(by, &new, *deposit)
            }
            TokenCommand::Issue { name, value } => Self::write_issue(&by, name, *value),
            TokenCommand::Burn { name, value } => Self::write_burn(name, *value),
            TokenCommand::SetIssuer { name, issuer } => {
                Self::set_issuer_of(&by, name, Wanted::Token, issuer.map(Issuer::Address))
            }
        })
    }

    /// Decides a command of tickets, and returns what it claims.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn validate_ticket(command: &TicketCommand, from: &PkrBytes) -> Result<Vec<Vec<u8>>, CommandError> {
        let by = Issuer::Address(*from);
        match command {
            TicketCommand::Register { category, deposit } => {
                let name = Self::decide_name(category, *deposit)?;
                Ok(vec![claims::name(&name.skeleton())])
            }
            TicketCommand::Issue { category, id, data, deposit } => {
                Self::decide_ticket(&by, category, id, data, *deposit)?;
                Ok(vec![claims::ticket(category, id)])
            }
            TicketCommand::Burn { category, id, deposit } => {
                Self::decide_ticket_burn(category, id, *deposit)?;
                Ok(vec![claims::ticket(category, id)])
            }
            TicketCommand::SetIssuer { category, issuer } => {
                Self::decide_issuer(&by, category, Wanted::Category, issuer.map(Issuer::Address))?;
                Ok(vec![claims::issuer(category)])
            }
        }
    }

    /// Executes a command of tickets, or changes nothing.
    ///
    /// # Errors
    /// Where [`Self::validate_ticket`] would refuse it.
    pub fn execute_ticket(command: &TicketCommand, from: &PkrBytes) -> DispatchResult {
        let by = Issuer::Address(*from);
        with_storage_layer(|| match command {
            TicketCommand::Register { category, deposit } => Self::write_new_category(by, category, *deposit),
            TicketCommand::Issue { category, id, data, deposit } => {
                Self::write_ticket(&by, category, id, data, *deposit)
            }
            TicketCommand::Burn { category, id, deposit } => Self::write_ticket_burn(category, id, *deposit),
            TicketCommand::SetIssuer { category, issuer } => {
                Self::set_issuer_of(&by, category, Wanted::Category, issuer.map(Issuer::Address))
            }
        })
    }

    /// What a command of tokens has to name as its deposit; 0 where it has none, or its name is none.
    pub fn token_deposit(command: &TokenCommand) -> u128 {
        match command {
            TokenCommand::Register { name, .. } => name_deposit::<T>(name),
            TokenCommand::Issue { .. } | TokenCommand::Burn { .. } | TokenCommand::SetIssuer { .. } => 0,
        }
    }

    /// What a command of tickets has to name as its deposit; 0 where it has none, its name is none, or there is no such ticket.
    pub fn ticket_deposit(command: &TicketCommand) -> u128 {
        match command {
            TicketCommand::Register { category, .. } => name_deposit::<T>(category),
            TicketCommand::Issue { data, .. } => Self::ticket_deposit_of(data),
            TicketCommand::Burn { category, id, .. } => Self::returned_for(category, id).unwrap_or_default(),
            TicketCommand::SetIssuer { .. } => 0,
        }
    }
}

fn name_deposit<T: Config>(name: &[u8; 32]) -> u128 {
    Name::from_bytes(name).map_or(0, |name| Pallet::<T>::deposit_of(&name))
}
