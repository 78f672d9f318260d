//! Why a chain refuses a command.

use super::{DataError, MAX_DECIMALS};
use crate::{encoding::EncodingError, name::NameError};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a command cannot succeed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum CommandError {
    /// A name that is written wrongly.
    #[error(transparent)]
    Name(NameError),
    /// The name was registered before, as a token or a category.
    #[error("the name is registered already, and names are given once for ever; choose another")]
    NameTaken,
    /// Another registered name looks like it.
    #[error("the name looks like one that is registered already; choose one that nobody can mistake for it")]
    LookAlike,
    /// No such token or category.
    #[error("nothing is registered under this name; register it first")]
    Unregistered,
    /// The name is a category's where a token's is wanted, or the reverse.
    #[error("the name belongs to the other kind of asset; tokens have values, categories have tickets")]
    WrongKind,
    /// `from` is not who may issue.
    #[error("the from address is not the issuer; give the command from the issuer's one-time address")]
    NotIssuer,
    /// The native coin is issued by mining only, and not burnt.
    #[error("the native coin can be neither issued nor burnt; name another token")]
    Native,
    /// Nothing would be issued or burnt.
    #[error("the value is zero; name how much")]
    ZeroValue,
    /// More decimals than a token can have.
    #[error("{0} decimals are too many; use {MAX_DECIMALS} at most")]
    Decimals(u8),
    /// The supply would exceed its cap.
    #[error("the supply would become {supply}, above its cap of {cap}; issue less")]
    Cap {
        /// What it would become.
        supply: u128,
        /// The cap.
        cap: u128,
    },
    /// The supply would exceed 128 bits.
    #[error("the supply would exceed 128 bits; issue less")]
    Supply,
    /// More would be burnt than exists.
    #[error("only {0} of it exist; burn less")]
    Burn(u128),
    /// The deposit is another.
    #[error("the deposit is {given}, and {needed} is the amount; correct it")]
    Deposit {
        /// What the command says.
        given: u128,
        /// What it has to say.
        needed: u128,
    },
    /// What stands behind a ticket.
    #[error(transparent)]
    Data(DataError),
    /// The ticket was issued before.
    #[error("this ticket was issued already, and each is issued once ever; choose another id")]
    TicketIssued,
    /// There is no such ticket, or it was burnt.
    #[error("there is no such ticket, it was never issued or it was burnt; check category and id")]
    TicketUnknown,
    /// The id is not that of the bundle's first nil.
    #[error("the package's id does not come from the bundle's first nil; build the bundle anew")]
    PackageId,
    /// A package of nothing.
    #[error("the package is empty; put notes or data into it")]
    PackageEmpty,
    /// The size of encrypted data that hold nothing.
    #[error("{0} bytes cannot be encrypted data; seal them with the package's key")]
    PackageData(u32),
    /// No such package, or it was opened.
    #[error("there is no such package, it was never made or it was opened; check its id")]
    PackageUnknown,
    /// The new issuer's address.
    #[error("the new issuer's address: {0}; ask for another one-time address")]
    Issuer(EncodingError),
    /// The new issuer is a contract that the chain does not have.
    #[error("the new issuer is no contract of this chain; name one that exists, or a one-time address")]
    Contract,
    /// Another chain's own reason.
    #[error("the chain's own code {0}")]
    Other(u8),
}

impl CommandError {
    /// The variant's name, for programs.
    pub fn name(&self) -> &'static str {
        match self {
            CommandError::Name(_) => "Name",
            CommandError::NameTaken => "NameTaken",
            CommandError::LookAlike => "LookAlike",
            CommandError::Unregistered => "Unregistered",
            CommandError::WrongKind => "WrongKind",
            CommandError::NotIssuer => "NotIssuer",
            CommandError::Native => "Native",
            CommandError::ZeroValue => "ZeroValue",
            CommandError::Decimals(_) => "Decimals",
            CommandError::Cap { .. } => "Cap",
            CommandError::Supply => "Supply",
            CommandError::Burn(_) => "Burn",
            CommandError::Deposit { .. } => "Deposit",
            CommandError::Data(_) => "Data",
            CommandError::TicketIssued => "TicketIssued",
            CommandError::TicketUnknown => "TicketUnknown",
            CommandError::PackageId => "PackageId",
            CommandError::PackageEmpty => "PackageEmpty",
            CommandError::PackageData(_) => "PackageData",
            CommandError::PackageUnknown => "PackageUnknown",
            CommandError::Issuer(_) => "Issuer",
            CommandError::Contract => "Contract",
            CommandError::Other(_) => "Command",
        }
    }
}

impl From<NameError> for CommandError {
    fn from(error: NameError) -> Self {
        CommandError::Name(error)
    }
}

impl From<DataError> for CommandError {
    fn from(error: DataError) -> Self {
        CommandError::Data(error)
    }
}
