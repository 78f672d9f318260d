//! The list from which wallets learn what is behind an asset id.

use super::fixture::*;
use crate::{mock::*, Error, Index};
use frame_support::assert_noop;
use pallet_shielded::ListAsset;
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO_DECIMALS},
    command::{TicketData, TokenCommand},
    encoding::FieldBytes,
};

fn listed(from: u64, limit: u32) -> Vec<ListedAsset> {
    ShieldedAssets::listed(from, limit).1
}

#[test]
fn assets_stand_in_the_order_in_which_they_came() {
    on_chain(|| {
        reserve(1_000);
        order(register(name("GOLD"), 5, None), &issuer(1)).unwrap();
        // A category is no asset.
        order(register_category(name("OPERA")), &issuer(1)).unwrap();
        order(issue_ticket(name("OPERA"), [7; 32], TicketData::default()), &issuer(1)).unwrap();
        assert_eq!(ShieldedAssets::list(Asset::Package([8; 32]), 0), Ok(3));
        let expected = [
            ListedAsset { asset: Asset::sero(), decimals: SERO_DECIMALS },
            ListedAsset { asset: Asset::Token(name("GOLD")), decimals: 9 },
            ListedAsset { asset: Asset::Ticket { category: name("OPERA"), id: [7; 32] }, decimals: 0 },
            ListedAsset { asset: Asset::Package([8; 32]), decimals: 0 },
        ];
        assert_eq!(ShieldedAssets::listed(0, 100), (4, expected.to_vec()));
        for (place, listed) in (0u64..).zip(expected) {
            assert_eq!(Index::<Test>::get(FieldBytes::from(listed.asset.id())), Some(place));
        }
    });
}

#[test]
fn a_part_of_the_list_ends_where_the_list_does() {
    on_chain(|| {
        reserve(1_000);
        for text in ["GOLD", "SILVER", "TIN"] {
            order(register(name(text), 0, None), &issuer(1)).unwrap();
        }
        assert_eq!(listed(1, 2).len(), 2);
        assert_eq!(listed(3, 2).len(), 1);
        for (from, limit) in [(4, 2), (u64::MAX, u32::MAX), (0, 0)] {
            assert!(listed(from, limit).is_empty(), "{from} {limit}");
        }
        assert_eq!(ShieldedAssets::listed(9, 9).0, 4);
    });
}

#[test]
fn an_asset_is_listed_once_and_stays_when_it_is_gone() {
    on_chain(|| {
        reserve(1_000);
        order(register(name("GOLD"), 5, None), &issuer(1)).unwrap();
        order(TokenCommand::Burn { name: name("GOLD"), value: 5 }, &issuer(1)).unwrap();
        assert_eq!(listed(0, 9).len(), 2);
        assert_noop!(ShieldedAssets::list(Asset::Token(name("GOLD")), 9), Error::<Test>::AlreadyListed);
        assert_noop!(ShieldedAssets::list(Asset::sero(), 9), Error::<Test>::AlreadyListed);
    });
}
