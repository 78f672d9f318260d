//! What a trade gives and wants.

use codec::{Decode, Encode};
use sero_shielded::asset::Asset;

use super::SwapError;

/// So much of an asset, in its smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Sum {
    /// The asset.
    pub asset: Asset,
    /// How much.
    pub value: u128,
}

/// The terms of a trade, as its maker sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Terms {
    /// What the maker gives, and the taker gets.
    pub gives: Sum,
    /// What the maker wants, and the taker pays.
    pub wants: Sum,
}

impl Terms {
    /// Whether anybody could trade so.
    ///
    /// # Errors
    /// [`SwapError::SameAsset`], [`SwapError::Zero`], [`SwapError::Indivisible`].
    pub fn check(&self) -> Result<(), SwapError> {
        for (name, sum) in [("given", &self.gives), ("wanted", &self.wants)] {
            if sum.value == 0 {
                return Err(SwapError::Zero(name));
            }
            if !sum.asset.allows(sum.value) {
                return Err(SwapError::Indivisible(name));
            }
        }
        if self.gives.asset == self.wants.asset {
            return Err(SwapError::SameAsset);
        }
        Ok(())
    }
}

/// What one side pays and gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deal {
    /// What it pays; each asset once.
    pub(crate) pays: Vec<Sum>,
    /// What it gets.
    pub(crate) gets: Sum,
}

impl Deal {
    /// The maker's side.
    pub(crate) fn of_maker(terms: &Terms) -> Self {
        Deal { pays: vec![terms.gives], gets: terms.wants }
    }

    /// The taker's side. He pays the fee: out of the SERO that he gets, where they suffice, so that he needs none before.
    ///
    /// # Errors
    /// [`SwapError::Overflow`].
    pub(crate) fn of_taker(terms: &Terms, fee: u128) -> Result<Self, SwapError> {
        let mut deal = Deal { pays: vec![terms.wants], gets: terms.gives };
        if fee == 0 {
            return Ok(deal);
        }
        let left = deal.gets.value.saturating_sub(fee);
        if left > 0 && deal.gets.asset.is_sero() {
            deal.gets.value = left;
            return Ok(deal);
        }
        match deal.pays.iter_mut().find(|sum| sum.asset.is_sero()) {
            Some(sum) => sum.value = sum.value.checked_add(fee).ok_or(SwapError::Overflow)?,
            None => deal.pays.push(Sum { asset: Asset::sero(), value: fee }),
        }
        Ok(deal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COIN: Asset = Asset::Token([7; 32]);
    const SEAT: Asset = Asset::Ticket { category: [1; 32], id: [2; 32] };

    fn sum(asset: Asset, value: u128) -> Sum {
        Sum { asset, value }
    }

    fn terms(gives: Sum, wants: Sum) -> Terms {
        Terms { gives, wants }
    }

    #[test]
    fn nobody_trades_nothing_parts_of_a_ticket_or_an_asset_for_itself() {
        let sero = |value| sum(Asset::sero(), value);
        assert!(terms(sero(1), sum(SEAT, 1)).check().is_ok());
        assert!(matches!(terms(sero(0), sum(COIN, 1)).check(), Err(SwapError::Zero("given"))));
        assert!(matches!(terms(sero(1), sum(COIN, 0)).check(), Err(SwapError::Zero("wanted"))));
        assert!(matches!(terms(sum(SEAT, 2), sero(1)).check(), Err(SwapError::Indivisible("given"))));
        let package = Asset::Package([3; 32]);
        assert!(matches!(terms(sero(1), sum(package, 2)).check(), Err(SwapError::Indivisible("wanted"))));
        assert!(matches!(terms(sero(1), sero(2)).check(), Err(SwapError::SameAsset)));
    }

    #[test]
    fn the_taker_pays_the_fee_out_of_what_he_gets_where_he_can() {
        let sero = |value| sum(Asset::sero(), value);
        let deal = |gives, wants| Deal::of_taker(&terms(gives, wants), 3).unwrap();
        let Deal { pays, gets } = deal(sero(10), sum(COIN, 5));
        assert_eq!((pays, gets), (vec![sum(COIN, 5)], sero(7)));
        let Deal { pays, gets } = deal(sero(3), sum(COIN, 5));
        assert_eq!((pays, gets), (vec![sum(COIN, 5), sero(3)], sero(3)));
        let Deal { pays, gets } = deal(sum(COIN, 5), sero(10));
        assert_eq!((pays, gets), (vec![sero(13)], sum(COIN, 5)));
        let Deal { pays, gets } = deal(sum(COIN, 5), sum(SEAT, 1));
        assert_eq!((pays, gets), (vec![sum(SEAT, 1), sero(3)], sum(COIN, 5)));
        let huge = terms(sum(COIN, 5), sero(u128::MAX));
        assert!(matches!(Deal::of_taker(&huge, 3), Err(SwapError::Overflow)));
    }
}
