//! What a user asks for.

use sero_shielded::{
    address::{identify, AddressError, Kind, Network},
    asset::Asset,
    bundle::{MAX_OUTPUTS, MAX_PUBLIC_OUTS},
    encryption::Memo,
    keys::{OneTimeAddress, PaymentAddress},
    note::MEMO_LEN,
};

use crate::plain::ss58::{self, Ss58Error};

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A payment address: a one-time address is made of it.
    Address(PaymentAddress),
    /// A one-time address as it is.
    OneTime(OneTimeAddress),
    /// A plain account: the value leaves the shielded pool, for everybody to see.
    Account([u8; 32]),
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So much, in the smallest unit.
    Exact(u128),
    /// All that can be spent, less the fee.
    All,
}

/// A payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// To whom.
    pub to: Recipient,
    /// What.
    pub asset: Asset,
    /// How much.
    pub amount: Amount,
    /// What goes beside it.
    pub memo: Memo,
}

/// Why a wish cannot be granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The address.
    #[error("{0}")]
    Address(AddressError),
    /// A plain account's address.
    #[error("{0}")]
    Account(Ss58Error),
    /// A plain account where a shielded address belongs.
    #[error("this is the address of a plain account; use `unshield` to pay out of the shielded pool")]
    PlainAccount,
    /// A shielded address where a plain account belongs.
    #[error("this is a shielded address; use `send` to pay it")]
    ShieldedAddress,
    /// No payment at all.
    #[error("there is nothing to pay; name at least one payment")]
    Nothing,
    /// Nothing to pay.
    #[error("the amount is zero; name what to pay")]
    Zero,
    /// A ticket or package in parts.
    #[error("a ticket or package has the value 1; pay 1 of it")]
    Indivisible,
    /// "All", and something else as well.
    #[error("everything can go to one recipient only; make it a payment of its own")]
    AllOfSeveral,
    /// More payments than fit.
    #[error("{0} payments do not fit into one bundle, which holds {max} and their change; split them", max = MAX_OUTPUTS - 2)]
    TooMany(usize),
}

impl Recipient {
    /// Reads a shielded address, of either kind.
    ///
    /// # Errors
    /// [`RequestError::Address`], or [`RequestError::PlainAccount`].
    pub fn shielded(text: &str, network: Network) -> Result<Self, RequestError> {
        let text = text.trim();
        match identify(text) {
            Ok((Kind::OneTime, _)) => OneTimeAddress::from_text(text, network).map(Recipient::OneTime),
            Ok(_) => PaymentAddress::from_text(text, network).map(Recipient::Address),
            Err(_) if ss58::decode(text).is_ok() => return Err(RequestError::PlainAccount),
            Err(error) => Err(error),
        }
        .map_err(RequestError::Address)
    }

    /// Reads a plain account.
    ///
    /// # Errors
    /// [`RequestError::Account`], or [`RequestError::ShieldedAddress`].
    pub fn account(text: &str) -> Result<Self, RequestError> {
        let text = text.trim();
        match ss58::decode(text) {
            Ok(account) => Ok(Recipient::Account(account)),
            Err(_) if identify(text).is_ok() => Err(RequestError::ShieldedAddress),
            Err(error) => Err(RequestError::Account(error)),
        }
    }
}

/// A memo of no bytes.
pub const NO_MEMO: Memo = [0; MEMO_LEN];

/// Checks a list of payments before anything is spent for it.
pub(super) fn check(payments: &[Payment]) -> Result<(), RequestError> {
    match payments {
        [] => Err(RequestError::Nothing),
        payments => check_each(payments),
    }
}

/// Checks the payments of a bundle that does something else as well: there may be none.
pub(crate) fn check_each(payments: &[Payment]) -> Result<(), RequestError> {
    let public = payments.iter().filter(|payment| payment.is_public()).count();
    let shielded = payments.len() - public;
    // Change in the asset and in SERO may be added.
    if shielded > MAX_OUTPUTS as usize - 2 || public > MAX_PUBLIC_OUTS as usize {
        return Err(RequestError::TooMany(payments.len()));
    }
    for payment in payments {
        match payment.amount {
            Amount::Exact(0) => return Err(RequestError::Zero),
            Amount::Exact(value) if !payment.asset.allows(value) => {
                return Err(RequestError::Indivisible);
            }
            Amount::All if payments.len() > 1 => return Err(RequestError::AllOfSeveral),
            _ => {}
        }
    }
    Ok(())
}

impl Payment {
    /// Whether it leaves the pool.
    pub fn is_public(&self) -> bool {
        matches!(self.to, Recipient::Account(_))
    }
}
