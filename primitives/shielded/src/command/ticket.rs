//! Commands of tickets, and what stands behind a ticket.
//!
//! White paper 3.5 G lets a ticket point to assets and data, which can point on to others. Here a ticket carries a short list of
//! named, typed values; one that is an asset can be a further ticket or a package, so structures nest without limit while each
//! record is bounded. Everybody can read them; who owns the ticket, nobody can.

use super::{lock, release};
use crate::{asset::Asset, bundle::PublicTerm, keys::PkrBytes, name::Name};
use alloc::{vec, vec::Vec};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Values behind one ticket at most.
pub const MAX_ENTRIES: u32 = 16;
/// Bytes of a value's name at most.
pub const MAX_KEY: u32 = 32;
/// Bytes of a text at most.
pub const MAX_TEXT: u32 = 256;
/// Bytes of raw data at most; what is longer belongs into a package, or outside with its hash here.
pub const MAX_BYTES: u32 = 1024;

/// A value behind a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Value {
    /// So much of an asset; a further ticket or a package with the value 1. It is named, not held: whether the ticket's owner
    /// has a claim on it is a matter of whoever issued the ticket.
    #[codec(index = 0)]
    Asset {
        /// Which.
        asset: Asset,
        /// How much.
        value: u128,
    },
    /// UTF-8.
    #[codec(index = 1)]
    Text(BoundedVec<u8, ConstU32<MAX_TEXT>>),
    /// A number.
    #[codec(index = 2)]
    Number(u128),
    /// The hash of something that is kept elsewhere.
    #[codec(index = 3)]
    Hash([u8; 32]),
    /// Anything.
    #[codec(index = 4)]
    Bytes(BoundedVec<u8, ConstU32<MAX_BYTES>>),
}

/// A value and its name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Entry {
    /// The name: printable ASCII.
    pub key: BoundedVec<u8, ConstU32<MAX_KEY>>,
    /// The value.
    pub value: Value,
}

/// What stands behind a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct TicketData(pub BoundedVec<Entry, ConstU32<MAX_ENTRIES>>);

/// What is wrong with the data of a ticket. The place is the entry's, from 0.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum DataError {
    /// A name that is empty or not printable ASCII.
    #[error("the name of entry {0} is empty or not printable ASCII; use 1 to 32 such characters")]
    Key(u32),
    /// Two entries have one name.
    #[error("entries {0} and {1} have the same name; give each its own")]
    RepeatedKey(u32, u32),
    /// A text that is not UTF-8.
    #[error("the text of entry {0} is not UTF-8; store it as bytes")]
    Text(u32),
    /// A value that the asset cannot have.
    #[error("entry {0} names a value that its asset cannot have; a ticket or package has the value 1")]
    Value(u32),
    /// A token or category whose name is none.
    #[error("entry {0} points to an asset whose name no chain registers; write the name of a token or category")]
    Asset(u32),
}

impl TicketData {
    /// Checks names, texts and values. Whether an asset that is named exists is not asked: it may be issued later, or burnt.
    ///
    /// # Errors
    /// See [`DataError`].
    pub fn check(&self) -> Result<(), DataError> {
        for (place, entry) in (0u32..).zip(&self.0) {
            if entry.key.is_empty() || !entry.key.iter().all(u8::is_ascii_graphic) {
                return Err(DataError::Key(place));
            }
            if let Some(earlier) = self.0.iter().take(place as usize).position(|other| other.key == entry.key) {
                return Err(DataError::RepeatedKey(earlier as u32, place));
            }
            match &entry.value {
                Value::Text(text) if core::str::from_utf8(text).is_err() => return Err(DataError::Text(place)),
                Value::Asset { asset, value } if !asset.allows(*value) => return Err(DataError::Value(place)),
                Value::Asset { asset: Asset::Token(name) | Asset::Ticket { category: name, .. }, .. } => {
                    Name::from_bytes(name).map_err(|_| DataError::Asset(place))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Assets that it points to.
    pub fn assets(&self) -> impl Iterator<Item = (&Asset, u128)> {
        self.0.iter().filter_map(|entry| match &entry.value {
            Value::Asset { asset, value } => Some((asset, *value)),
            _ => None,
        })
    }
}

/// A command of tickets.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum TicketCommand {
    /// Registers a category for ever. `from` becomes its issuer.
    #[codec(index = 0)]
    Register {
        /// Its name: see [`crate::name::Name`]. Tokens and categories share one set of names.
        category: [u8; 32],
        /// SERO that stay locked as long as the name is registered: for ever.
        deposit: u128,
    },
    /// Issues a ticket, once ever. Given by the category's issuer.
    #[codec(index = 1)]
    Issue {
        /// The category.
        category: [u8; 32],
        /// The id: any 256 bits.
        id: [u8; 32],
        /// What stands behind it.
        data: TicketData,
        /// SERO that are locked: for the ticket's place in the list of assets, for ever, and for the data, until it is burnt.
        deposit: u128,
    },
    /// Destroys a ticket; its data go and what was locked for them comes back to whoever held it. Its id is never issued again.
    #[codec(index = 2)]
    Burn {
        /// The category.
        category: [u8; 32],
        /// The id.
        id: [u8; 32],
        /// What comes back: all that was locked for the data.
        deposit: u128,
    },
    /// Hands the right to issue to another one-time address, or ends it. Given by the category's issuer.
    #[codec(index = 3)]
    SetIssuer {
        /// The category.
        category: [u8; 32],
        /// Who may issue from now on; none for nobody, for ever.
        issuer: Option<PkrBytes>,
    },
}

impl TicketCommand {
    /// The category's name.
    pub const fn category(&self) -> &[u8; 32] {
        match self {
            TicketCommand::Register { category, .. }
            | TicketCommand::Issue { category, .. }
            | TicketCommand::Burn { category, .. }
            | TicketCommand::SetIssuer { category, .. } => category,
        }
    }

    pub(super) fn terms(&self) -> Vec<PublicTerm> {
        let ticket = |category: &[u8; 32], id: &[u8; 32]| Asset::Ticket { category: *category, id: *id };
        match self {
            TicketCommand::Register { deposit, .. } => vec![lock(*deposit)],
            TicketCommand::Issue { category, id, deposit, .. } => {
                vec![lock(*deposit), PublicTerm::inward(ticket(category, id), 1)]
            }
            TicketCommand::Burn { category, id, deposit } => {
                vec![PublicTerm::out(ticket(category, id), 1), release(*deposit)]
            }
            TicketCommand::SetIssuer { .. } => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(entries: Vec<(&[u8], Value)>) -> TicketData {
        let entries = entries.into_iter().map(|(key, value)| Entry { key: key.to_vec().try_into().unwrap(), value });
        TicketData(entries.collect::<Vec<_>>().try_into().unwrap())
    }

    #[test]
    fn data_can_point_to_further_assets() {
        let next = Asset::Ticket { category: [b'A'; 32], id: [2; 32] };
        let data = data(vec![
            (b"next", Value::Asset { asset: next, value: 1 }),
            (b"gold", Value::Asset { asset: Asset::sero(), value: 7 }),
            (b"name", Value::Text("Käse".as_bytes().to_vec().try_into().unwrap())),
        ]);
        assert_eq!(data.check(), Ok(()));
        assert_eq!(data.assets().collect::<Vec<_>>(), [(&next, 1), (&Asset::sero(), 7)]);
    }

    #[test]
    fn bad_data_is_refused_by_its_own_error() {
        let number = || Value::Number(1);
        assert_eq!(data(vec![(b"", number())]).check(), Err(DataError::Key(0)));
        assert_eq!(data(vec![(b"a", number()), (b"b c", number())]).check(), Err(DataError::Key(1)));
        assert_eq!(data(vec![(b"a", number()), (b"a", number())]).check(), Err(DataError::RepeatedKey(0, 1)));
        let text = Value::Text(vec![0xff].try_into().unwrap());
        assert_eq!(data(vec![(b"a", text)]).check(), Err(DataError::Text(0)));
        let two = Value::Asset { asset: Asset::Package([0; 32]), value: 2 };
        assert_eq!(data(vec![(b"a", two)]).check(), Err(DataError::Value(0)));
        for asset in
            [Asset::Token([1; 32]), Asset::Ticket { category: *b"gold5678901234567890123456789012", id: [1; 32] }]
        {
            let pointer = Value::Asset { asset, value: 1 };
            assert_eq!(data(vec![(b"a", number()), (b"b", pointer)]).check(), Err(DataError::Asset(1)));
        }
    }
}
