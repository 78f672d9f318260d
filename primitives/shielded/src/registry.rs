//! What a chain tells of its registered assets.

use crate::{command::TicketData, keys::PkrBytes};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who may issue an asset.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Issuer {
    /// Whoever signs for a one-time address.
    #[codec(index = 0)]
    Address(PkrBytes),
    /// A contract.
    #[codec(index = 1)]
    Contract([u8; 20]),
}

impl Issuer {
    /// The 96 bytes of the address, or the 20 of the contract.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Issuer::Address(address) => &address.0,
            Issuer::Contract(address) => address,
        }
    }
}

/// A registered token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct TokenRecord {
    /// Digits behind the point.
    pub decimals: u8,
    /// How much of it exists.
    pub supply: u128,
    /// What the supply can never exceed; none for no limit but 128 bits.
    pub cap: Option<u128>,
    /// Who may issue more; none for nobody.
    pub issuer: Option<Issuer>,
    /// The block that registered it.
    pub registered: u32,
}

/// A registered category of tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct CategoryRecord {
    /// How many of its tickets exist.
    pub tickets: u128,
    /// Who may issue more; none for nobody.
    pub issuer: Option<Issuer>,
    /// The block that registered it.
    pub registered: u32,
}

/// A ticket that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum TicketRecord {
    /// Somebody holds it.
    #[codec(index = 0)]
    Held {
        /// What stands behind it.
        data: TicketData,
        /// What comes back when it is burnt, in SERO's smallest unit.
        deposit: u128,
    },
    /// It was burnt, and its id is never issued again.
    #[codec(index = 1)]
    Burnt,
}
