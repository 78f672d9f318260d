//! Ordering: tokens, tickets and packages.
//!
//! ```text
//! Order ─ from ───────────── deposit ─ plan ─ build ─ prove ─ sign ─ check ─ hand in
//!         fresh, or the      asked     └──────── the way of a payment ────────────┘
//!         issuer's address                       (crate::payment)
//! ```
//!
//! An order is a command as its user means it. What the chain decides (the deposit) or the bundle (a package's id) is filled in
//! here. What it issues or releases goes to whoever the payments beside it name, the rest to oneself.
//!
//! | part | what it does |
//! | --- | --- |
//! | [`Order`] | what can be ordered, and what is wrong with an order before anything is asked |
//! | `make` | from an order to a bundle |
//! | `issuer` | finds the address that may issue, and whether it is one's own |
//! | [`package`] | keys of packages, and what is in them |
//! | [`ticket`], [`data`] | what stands behind a ticket, and as text |
//! | [`deed`] | what a command did, for the history |
//!
//! # Security
//!
//! Each command comes from a fresh one-time address, which nobody links to another; only commands of an issuer come from the
//! address that the chain knows as the issuer's. A node is asked for fee and deposit with a command of the right length that
//! says nothing of what will be packed.

pub mod data;
pub mod deed;
mod issuer;
mod make;
pub mod package;
pub mod ticket;

pub use make::MAX_DEPOSIT;
use sero_shielded::{
    asset::{Asset, SERO_DECIMALS},
    command::{Command, DataError, TicketCommand, TicketData, TokenCommand, MAX_DATA_LEN, MAX_DECIMALS, MAX_PACKED},
    keys::OneTimeAddress,
    name::Name,
    package::{InspectError, PackageKey},
};

use crate::amount::Display;

/// What can be ordered.
#[derive(Clone, Debug)]
pub enum Order {
    /// A new token, and its first units.
    RegisterToken {
        /// Its name.
        name: Name,
        /// Its decimals.
        decimals: u8,
        /// What the supply can never exceed.
        cap: Option<u128>,
        /// How much is issued at once; 0 for nothing yet.
        value: u128,
    },
    /// More of a token that this account issues.
    IssueToken {
        /// The token.
        name: Name,
        /// How much.
        value: u128,
    },
    /// The end of some of a token.
    BurnToken {
        /// The token.
        name: Name,
        /// How much.
        value: u128,
    },
    /// Another issuer for a token that this account issues; none for nobody, for ever.
    SetTokenIssuer {
        /// The token.
        name: Name,
        /// Who may issue from now on.
        issuer: Option<OneTimeAddress>,
    },
    /// A new category of tickets.
    RegisterCategory {
        /// Its name.
        category: Name,
    },
    /// A ticket of a category that this account issues.
    IssueTicket {
        /// The category.
        category: Name,
        /// The id: any 256 bits.
        id: [u8; 32],
        /// What stands behind it.
        data: TicketData,
    },
    /// The end of a ticket.
    BurnTicket {
        /// The category.
        category: Name,
        /// The id.
        id: [u8; 32],
    },
    /// Another issuer for a category that this account issues; none for nobody, for ever.
    SetCategoryIssuer {
        /// The category.
        category: Name,
        /// Who may issue from now on.
        issuer: Option<OneTimeAddress>,
    },
    /// A package.
    CreatePackage {
        /// What goes in, out of the account.
        contents: Vec<(Asset, u128)>,
        /// Data that go in.
        data: Vec<u8>,
    },
    /// The end of a package: what is in it comes to the account.
    OpenPackage {
        /// Its id.
        id: [u8; 32],
        /// Its key.
        key: PackageKey,
    },
}

/// Why an order cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The native coin.
    #[error("SERO are mined, and can be neither issued nor burnt; name another token")]
    Native,
    /// Nothing to issue or burn.
    #[error("the amount is zero; name how much")]
    Zero,
    /// More decimals than tokens have.
    #[error("{0} decimals are too many; use {MAX_DECIMALS} at most")]
    Decimals(u8),
    /// What stands behind a ticket.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A ticket or package in parts, or of nothing.
    #[error("a ticket or package has the value 1, and nothing has the value 0; correct the amount")]
    Indivisible,
    /// A package of nothing.
    #[error("the package is empty; put notes or data into it with --asset and --amount, or --data")]
    Empty,
    /// Too many notes.
    #[error("{0} notes do not fit into a package, which holds {MAX_PACKED}; make several")]
    TooManyNotes(usize),
    /// Too many data.
    #[error("{0} bytes do not fit into a package, which holds {MAX_DATA_LEN}; make several, or pack a hash")]
    TooMuchData(usize),
    /// Nothing has this name.
    #[error("nothing is registered as {0}; check the name, or register it first")]
    Unregistered(Name),
    /// Nobody can issue any more.
    #[error("the right to issue {0} was given up for ever; register another name")]
    NoIssuer(Name),
    /// Somebody else issues it.
    #[error("{0} is issued by another account; open the wallet that registered it, or that was made its issuer")]
    NotIssuer(Name),
    /// The chain wants more than the user allowed.
    #[error("the chain asks for a deposit of {} SERO, above the {} that are allowed; agree to it with --max-deposit, or leave it", sero(*deposit), sero(*allowed))]
    Deposit {
        /// What the chain asks for.
        deposit: u128,
        /// What is allowed.
        allowed: u128,
    },
    /// No such package.
    #[error("there is no package {0}: it was never made, or it was opened; check the id")]
    PackageUnknown(String),
    /// The key is not known.
    #[error("this wallet does not have the key of package {0}; ask its seller for it and give --key")]
    KeyUnknown(String),
    /// Not what was in it before.
    #[error("package {0} holds something else than when this wallet made it or looked into it: the node lies, now or then; do not pay, and ask your own node")]
    OtherContents(String),
    /// The key does not open it.
    #[error(transparent)]
    Inspect(#[from] InspectError),
}

fn sero(value: u128) -> Display {
    Display { value, decimals: SERO_DECIMALS }
}

impl Order {
    /// Checks what needs no chain.
    ///
    /// # Errors
    /// See [`OrderError`].
    pub fn check(&self) -> Result<(), OrderError> {
        match self {
            Order::RegisterToken { name, decimals, .. } => {
                native(name)?;
                match *decimals > MAX_DECIMALS {
                    true => Err(OrderError::Decimals(*decimals)),
                    false => Ok(()),
                }
            }
            Order::IssueToken { name, value } | Order::BurnToken { name, value } => {
                native(name)?;
                match value {
                    0 => Err(OrderError::Zero),
                    _ => Ok(()),
                }
            }
            Order::SetTokenIssuer { name, .. } => native(name),
            Order::IssueTicket { data, .. } => Ok(data.check()?),
            Order::CreatePackage { contents, data } => check_package(contents, data),
            Order::RegisterCategory { .. }
            | Order::BurnTicket { .. }
            | Order::SetCategoryIssuer { .. }
            | Order::OpenPackage { .. } => Ok(()),
        }
    }

    /// Whether the chain locks SERO for it, rather than giving some back or nothing.
    pub fn locks(&self) -> bool {
        matches!(
            self,
            Order::RegisterToken { .. }
                | Order::RegisterCategory { .. }
                | Order::IssueTicket { .. }
                | Order::CreatePackage { .. }
        )
    }

    /// The command, without the deposit; nothing for packages, of which more has to be known.
    fn command(&self) -> Option<Command> {
        let deposit = 0;
        Some(match self {
            Order::RegisterToken { name, decimals, cap, value } => Command::Token(TokenCommand::Register {
                name: *name.bytes(),
                decimals: *decimals,
                cap: *cap,
                value: *value,
                deposit,
            }),
            Order::IssueToken { name, value } => {
                Command::Token(TokenCommand::Issue { name: *name.bytes(), value: *value })
            }
            Order::BurnToken { name, value } => {
                Command::Token(TokenCommand::Burn { name: *name.bytes(), value: *value })
            }
            Order::SetTokenIssuer { name, issuer } => Command::Token(TokenCommand::SetIssuer {
                name: *name.bytes(),
                issuer: issuer.map(|address| address.to_bytes()),
            }),
            Order::RegisterCategory { category } => {
                Command::Ticket(TicketCommand::Register { category: *category.bytes(), deposit })
            }
            Order::IssueTicket { category, id, data } => Command::Ticket(TicketCommand::Issue {
                category: *category.bytes(),
                id: *id,
                data: data.clone(),
                deposit,
            }),
            Order::BurnTicket { category, id } => {
                Command::Ticket(TicketCommand::Burn { category: *category.bytes(), id: *id, deposit })
            }
            Order::SetCategoryIssuer { category, issuer } => Command::Ticket(TicketCommand::SetIssuer {
                category: *category.bytes(),
                issuer: issuer.map(|address| address.to_bytes()),
            }),
            Order::CreatePackage { .. } | Order::OpenPackage { .. } => return None,
        })
    }
}

fn native(name: &Name) -> Result<(), OrderError> {
    match name.token().is_sero() {
        true => Err(OrderError::Native),
        false => Ok(()),
    }
}

fn check_package(contents: &[(Asset, u128)], data: &[u8]) -> Result<(), OrderError> {
    if contents.is_empty() && data.is_empty() {
        return Err(OrderError::Empty);
    }
    if contents.len() > MAX_PACKED as usize {
        return Err(OrderError::TooManyNotes(contents.len()));
    }
    if data.len() > MAX_DATA_LEN as usize {
        return Err(OrderError::TooMuchData(data.len()));
    }
    match contents.iter().all(|(asset, value)| *value > 0 && asset.allows(*value)) {
        true => Ok(()),
        false => Err(OrderError::Indivisible),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn what_cannot_be_ordered_is_told_apart_before_anything_is_asked() {
        let register = |text, decimals| Order::RegisterToken { name: name(text), decimals, cap: None, value: 0 };
        assert_eq!(register("GOLD", 38).check(), Ok(()));
        assert_eq!(register("GOLD", 39).check(), Err(OrderError::Decimals(39)));
        assert_eq!(register("SERO", 18).check(), Err(OrderError::Native));
        assert_eq!(Order::BurnToken { name: name("SERO"), value: 1 }.check(), Err(OrderError::Native));
        assert_eq!(Order::IssueToken { name: name("GOLD"), value: 0 }.check(), Err(OrderError::Zero));
        let package = |contents: &[(Asset, u128)], data: usize| {
            Order::CreatePackage { contents: contents.to_vec(), data: vec![1; data] }.check()
        };
        let (gold, ticket) = (name("GOLD").token(), Asset::Ticket { category: *name("A").bytes(), id: [1; 32] });
        assert_eq!(package(&[], 0), Err(OrderError::Empty));
        assert_eq!(package(&[(gold, 1); 4], 64 * 1024), Ok(()));
        assert_eq!(package(&[(gold, 1); 5], 0), Err(OrderError::TooManyNotes(5)));
        assert_eq!(package(&[], 64 * 1024 + 1), Err(OrderError::TooMuchData(64 * 1024 + 1)));
        for (asset, value) in [(ticket, 2), (gold, 0)] {
            assert_eq!(package(&[(asset, value)], 0), Err(OrderError::Indivisible));
        }
    }

    #[test]
    fn amounts_of_deposits_are_read_in_sero() {
        let error = OrderError::Deposit { deposit: 3 * sero_shielded::asset::SERO / 2, allowed: 1 };
        assert!(error.to_string().contains("1.5 SERO, above the 0.000000000000000001"), "{error}");
    }
}
