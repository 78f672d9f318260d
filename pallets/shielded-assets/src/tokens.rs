//! Tokens: registration, issue, burning.

use crate::{
    names::{not_native, only_issuer},
    Config, Entry, Error, Event, Kind, Names, Pallet, Token,
};
use pallet_shielded::ListAsset;
use sero_shielded::{
    command::{CommandError, MAX_DECIMALS},
    name::Name,
    registry::Issuer,
};
use sp_runtime::DispatchResult;

/// What is said of a new token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// The name.
    pub name: [u8; 32],
    /// Digits behind the point.
    pub decimals: u8,
    /// What the supply can never exceed.
    pub cap: Option<u128>,
    /// How much is issued at once.
    pub value: u128,
}

impl<T: Config> Pallet<T> {
    /// # Consensus
    /// A good name with its deposit ([`Self::decide_name`]), 38 decimals at most, and no more units than the cap.
    pub(crate) fn decide_new_token(new: &NewToken, deposit: u128) -> Result<Name, CommandError> {
        let name = Self::decide_name(&new.name, deposit)?;
        if new.decimals > MAX_DECIMALS {
            return Err(CommandError::Decimals(new.decimals));
        }
        within_cap(new.cap, new.value)?;
        Ok(name)
    }

    /// Registers a token. Its deposit and its first units are moved by whoever calls.
    pub(crate) fn write_new_token(issuer: Issuer, new: &NewToken, deposit: u128) -> DispatchResult {
        let name = Self::decide_new_token(new, deposit).map_err(Error::<T>::from)?;
        let token = Token { decimals: new.decimals, cap: new.cap, supply: new.value };
        Self::insert_name(&name, Self::new_entry(Kind::Token(token), issuer, deposit))?;
        let index = Self::list(name.token(), new.decimals)?;
        Self::deposit_event(Event::TokenRegistered { name: new.name, index, issuer, supply: new.value });
        Ok(())
    }

    /// What would stand under the name of a token if so much more of it were issued.
    ///
    /// # Consensus
    /// The issuer orders some of a token that is not the native coin; the supply exceeds neither its cap nor 128 bits.
    pub(crate) fn decide_issue(by: &Issuer, name: &[u8; 32], value: u128) -> Result<(Entry, Token), CommandError> {
        not_native(name)?;
        let (entry, token) = Self::token_entry(name)?;
        only_issuer(&entry, by)?;
        some(value)?;
        let supply = token.supply.checked_add(value).ok_or(CommandError::Supply)?;
        within_cap(token.cap, supply)?;
        Ok(with_supply(entry, token, supply))
    }

    /// Issues more of a token. The units are moved by whoever calls.
    pub(crate) fn write_issue(by: &Issuer, name: &[u8; 32], value: u128) -> DispatchResult {
        let (entry, Token { supply, .. }) = Self::decide_issue(by, name, value).map_err(Error::<T>::from)?;
        Names::<T>::insert(name, entry);
        Self::deposit_event(Event::TokenIssued { name: *name, value, supply });
        Ok(())
    }

    /// What would stand under the name of a token if so much of it were burnt.
    ///
    /// # Consensus
    /// Some of a token that is not the native coin, and no more than exists. Anybody may burn what is theirs.
    pub(crate) fn decide_burn(name: &[u8; 32], value: u128) -> Result<(Entry, Token), CommandError> {
        not_native(name)?;
        let (entry, token) = Self::token_entry(name)?;
        some(value)?;
        let supply = token.supply.checked_sub(value).ok_or(CommandError::Burn(token.supply))?;
        Ok(with_supply(entry, token, supply))
    }

    /// Burns some of a token. The units are taken by whoever calls.
    pub(crate) fn write_burn(name: &[u8; 32], value: u128) -> DispatchResult {
        let (entry, Token { supply, .. }) = Self::decide_burn(name, value).map_err(Error::<T>::from)?;
        Names::<T>::insert(name, entry);
        Self::deposit_event(Event::TokenBurnt { name: *name, value, supply });
        Ok(())
    }

    fn token_entry(name: &[u8; 32]) -> Result<(Entry, Token), CommandError> {
        let entry = Self::entry(name)?;
        match entry.kind {
            Kind::Token(token) => Ok((entry, token)),
            Kind::Category(_) => Err(CommandError::WrongKind),
        }
    }
}

fn with_supply(entry: Entry, token: Token, supply: u128) -> (Entry, Token) {
    let token = Token { supply, ..token };
    (Entry { kind: Kind::Token(token), ..entry }, token)
}

fn within_cap(cap: Option<u128>, supply: u128) -> Result<(), CommandError> {
    match cap {
        Some(cap) if supply > cap => Err(CommandError::Cap { supply, cap }),
        _ => Ok(()),
    }
}

fn some(value: u128) -> Result<(), CommandError> {
    if value == 0 {
        return Err(CommandError::ZeroValue);
    }
    Ok(())
}
