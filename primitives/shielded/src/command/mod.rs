//! What bundles can order: tokens, tickets and packages.
//!
//! A command is signed with its bundle by the bundle's `from`. Its public terms stand in the balance: what it mints or releases
//! comes in, what it burns or locks goes out. A wallet needs nothing but the command to compute them, so amounts that the chain
//! decides (deposits) are written out, and the chain refuses others.

mod error;
mod package;
mod ticket;
mod token;

pub use error::CommandError;
pub use package::{PackageCommand, StoredPackage, MAX_DATA_LEN, MAX_PACKED, MAX_SEALED_LEN};
pub use ticket::{DataError, Entry, TicketCommand, TicketData, Value, MAX_BYTES, MAX_ENTRIES, MAX_KEY, MAX_TEXT};
pub use token::{TokenCommand, MAX_DECIMALS};

use crate::{
    asset::Asset,
    bundle::{PublicTerm, ShieldedOutput},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Command {
    /// Of tokens.
    #[codec(index = 0)]
    Token(TokenCommand),
    /// Of tickets.
    #[codec(index = 1)]
    Ticket(TicketCommand),
    /// Of packages.
    #[codec(index = 2)]
    Package(PackageCommand),
}

impl Command {
    /// The command's public terms; those of nothing are left out.
    pub fn terms(&self) -> Vec<PublicTerm> {
        let mut terms = match self {
            Command::Token(command) => command.terms(),
            Command::Ticket(command) => command.terms(),
            Command::Package(command) => command.terms(),
        };
        // A ticket or package has the value 1, so this takes away values of tokens only.
        terms.retain(|term| term.value > 0);
        terms
    }

    /// Output descriptions that the command keeps instead of appending their notes: the contents of a new package. They are
    /// proved and stand in the balance like the bundle's own outputs.
    pub fn packed(&self) -> &[ShieldedOutput] {
        match self {
            Command::Package(PackageCommand::Create { contents, .. }) => contents,
            _ => &[],
        }
    }

    /// The package whose contents re-enter the balance.
    pub fn opened(&self) -> Option<[u8; 32]> {
        match self {
            Command::Package(PackageCommand::Open { id, .. }) => Some(*id),
            _ => None,
        }
    }
}

/// A deposit that is locked.
fn lock(deposit: u128) -> PublicTerm {
    PublicTerm::out(Asset::sero(), deposit)
}

/// A deposit that comes back.
fn release(deposit: u128) -> PublicTerm {
    PublicTerm::inward(Asset::sero(), deposit)
}
