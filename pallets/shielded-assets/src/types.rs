//! What is stored under a name.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_shielded::{
    asset::{SERO_DECIMALS, SERO_NAME},
    registry::{CategoryRecord, Issuer, TokenRecord},
};

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Token {
    /// Digits behind the point.
    pub decimals: u8,
    /// What the supply can never exceed; none for no limit but 128 bits.
    pub cap: Option<u128>,
    /// How much of it exists. Of the native coin: 0, it is not counted here.
    pub supply: u128,
}

/// A category of tickets.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Category {
    /// How many of its tickets exist.
    pub tickets: u128,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Kind {
    /// A token.
    #[codec(index = 0)]
    Token(Token),
    /// A category of tickets.
    #[codec(index = 1)]
    Category(Category),
}

/// What is stored under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Entry {
    /// What it stands for.
    pub kind: Kind,
    /// Who may issue; none for nobody, for ever.
    pub issuer: Option<Issuer>,
    /// The block that registered it.
    pub registered: u32,
    /// The native coins that are locked for the name.
    pub deposit: u128,
}

impl Entry {
    /// That of the native coin: nobody issues it but the chain, and nothing was locked for its name.
    pub const NATIVE: Entry = Entry {
        kind: Kind::Token(Token { decimals: SERO_DECIMALS, cap: None, supply: 0 }),
        issuer: None,
        registered: 0,
        deposit: 0,
    };

    /// As the record of a token, if it is one.
    pub fn token(&self) -> Option<TokenRecord> {
        let Entry { kind: Kind::Token(token), issuer, registered, .. } = *self else { return None };
        let Token { decimals, cap, supply } = token;
        Some(TokenRecord { decimals, supply, cap, issuer, registered })
    }

    /// As the record of a category, if it is one.
    pub fn category(&self) -> Option<CategoryRecord> {
        let Entry { kind: Kind::Category(category), issuer, registered, .. } = *self else { return None };
        Some(CategoryRecord { tickets: category.tickets, issuer, registered })
    }
}

/// Whether a name is the native coin's.
pub(crate) fn is_native(name: &[u8; 32]) -> bool {
    *name == SERO_NAME
}

/// What is locked for names and tickets, in the native coin's smallest unit.
pub trait DepositRule {
    /// For a name of so many characters, underscores not counted: for ever.
    fn name(length: u32) -> u128;
    /// For a ticket's place in the list of assets, which every wallet reads: for ever, as the place is. A constant of the chain: a
    /// runtime that changes it leaves more or less behind for old places than the invariant counts.
    fn place() -> u128;
    /// For what stands behind a ticket, by the bytes of its encoding: until the ticket is burnt.
    fn ticket(bytes: u32) -> u128;
}
