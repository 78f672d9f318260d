//! Commands of tokens.

use super::lock;
use crate::{asset::Asset, bundle::PublicTerm, keys::PkrBytes};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Decimals of a token at most: more would leave no whole unit in 128 bits.
pub const MAX_DECIMALS: u8 = 38;

/// A command of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum TokenCommand {
    /// Registers a name for ever, and issues the first units. `from` becomes the issuer.
    #[codec(index = 0)]
    Register {
        /// The name: see [`crate::name::Name`].
        name: [u8; 32],
        /// Digits behind the point, [`MAX_DECIMALS`] at most. For people; the chain counts smallest units.
        decimals: u8,
        /// What the supply can never exceed; none for no limit but 128 bits.
        cap: Option<u128>,
        /// How much is issued at once.
        value: u128,
        /// SERO that stay locked as long as the name is registered: for ever.
        deposit: u128,
    },
    /// Issues more. Given by the issuer.
    #[codec(index = 1)]
    Issue {
        /// The token.
        name: [u8; 32],
        /// How much.
        value: u128,
    },
    /// Destroys some. Whoever holds them may.
    #[codec(index = 2)]
    Burn {
        /// The token.
        name: [u8; 32],
        /// How much.
        value: u128,
    },
    /// Hands the right to issue to another one-time address, or ends it. Given by the issuer.
    #[codec(index = 3)]
    SetIssuer {
        /// The token.
        name: [u8; 32],
        /// Who may issue from now on; none for nobody, for ever.
        issuer: Option<PkrBytes>,
    },
}

impl TokenCommand {
    /// The token's name.
    pub const fn name(&self) -> &[u8; 32] {
        match self {
            TokenCommand::Register { name, .. }
            | TokenCommand::Issue { name, .. }
            | TokenCommand::Burn { name, .. }
            | TokenCommand::SetIssuer { name, .. } => name,
        }
    }

    pub(super) fn terms(&self) -> Vec<PublicTerm> {
        match self {
            TokenCommand::Register { name, value, deposit, .. } => {
                vec![lock(*deposit), PublicTerm::inward(Asset::Token(*name), *value)]
            }
            TokenCommand::Issue { name, value } => vec![PublicTerm::inward(Asset::Token(*name), *value)],
            TokenCommand::Burn { name, value } => vec![PublicTerm::out(Asset::Token(*name), *value)],
            TokenCommand::SetIssuer { .. } => vec![],
        }
    }
}
