//! What plain accounts hold of assets other than the native coin.

use super::fixture::*;
use crate::{mock::*, Error, Holdings, Plain};
use frame_support::{assert_noop, assert_ok};
use pallet_shielded::{Call, PublicAssets};
use sero_shielded::{asset::Asset, command::TicketData, encoding::FieldBytes};
use sp_runtime::{traits::Dispatchable, AccountId32, DispatchError, TokenError};

/// The call as the chain makes it: what fails changes nothing.
fn shield(who: AccountId32, asset: Asset, value: u128) -> Result<(), DispatchError> {
    let call: RuntimeCall = Call::<Test>::shield { to: Box::new(issuer(4)), asset, value }.into();
    call.dispatch(RuntimeOrigin::signed(who)).map(|_| ()).map_err(|refused| refused.error)
}

fn holds(who: &AccountId32, asset: &Asset) -> u128 {
    Holdings::<Test>::get(who, FieldBytes::from(asset.id()))
}

/// 500 of a token and one ticket in the pool.
fn assets() -> (Asset, Asset) {
    reserve(1_000);
    order(register(name("GOLD"), 500, None), &issuer(1)).unwrap();
    order(register_category(name("OPERA")), &issuer(1)).unwrap();
    order(issue_ticket(name("OPERA"), [7; 32], TicketData::default()), &issuer(1)).unwrap();
    (Asset::Token(name("GOLD")), Asset::Ticket { category: name("OPERA"), id: [7; 32] })
}

/// Leaves the pool as a public output does.
fn leave(who: &AccountId32, asset: &Asset, value: u128) {
    pallet_shielded::Turnstile::<Test>::mutate(FieldBytes::from(asset.id()), |held| *held -= value);
    assert_ok!(Plain::<Test>::pay(who, asset, value));
}

#[test]
fn accounts_hold_tokens_and_tickets_and_shield_them_again() {
    on_chain(|| {
        let (gold, ticket) = assets();
        leave(&BOB, &gold, 200);
        leave(&BOB, &ticket, 1);
        assert_eq!((holds(&BOB, &gold), holds(&BOB, &ticket)), (200, 1));
        invariants();
        assert_ok!(shield(BOB, gold, 150));
        assert_ok!(shield(BOB, ticket, 1));
        assert_eq!((holds(&BOB, &gold), holds(&BOB, &ticket)), (50, 0));
        assert_eq!((held(&gold), held(&ticket)), (450, 1));
        // Nothing is stored of nothing.
        assert_eq!(Holdings::<Test>::iter().count(), 1);
    });
}

#[test]
fn nobody_shields_more_than_they_hold() {
    on_chain(|| {
        let (gold, ticket) = assets();
        leave(&BOB, &gold, 200);
        assert_noop!(shield(BOB, gold, 201), TokenError::FundsUnavailable);
        assert_noop!(shield(ALICE, gold, 1), TokenError::FundsUnavailable);
        assert_noop!(shield(BOB, ticket, 1), TokenError::FundsUnavailable);
        assert_noop!(shield(BOB, gold, 0), pallet_shielded::Error::<Test>::InvalidValue);
        leave(&BOB, &ticket, 1);
        assert_noop!(shield(BOB, ticket, 2), pallet_shielded::Error::<Test>::InvalidValue);
    });
}

#[test]
fn what_is_not_registered_is_neither_paid_nor_taken() {
    on_chain(|| {
        for asset in [
            Asset::Token(name("GOLD")),
            // No name, and no token even where its letters are one's.
            Asset::Token(raw(b"gold")),
            Asset::Ticket { category: name("OPERA"), id: [7; 32] },
            Asset::Package([1; 32]),
        ] {
            assert!(!Plain::<Test>::can_pay(&BOB, &asset, 1));
            assert_noop!(Plain::<Test>::pay(&BOB, &asset, 1), TokenError::UnknownAsset);
            assert_noop!(shield(ALICE, asset, 1), TokenError::UnknownAsset);
        }
    });
}

#[test]
fn a_holding_never_overflows_and_that_of_a_ticket_is_one() {
    on_chain(|| {
        let (gold, ticket) = assets();
        leave(&BOB, &gold, 200);
        assert!(Plain::<Test>::can_pay(&BOB, &gold, u128::MAX - 200));
        assert!(!Plain::<Test>::can_pay(&BOB, &gold, u128::MAX - 199));
        assert_noop!(Plain::<Test>::pay(&BOB, &gold, u128::MAX - 199), Error::<Test>::HoldingOverflow);
        assert!(Plain::<Test>::can_pay(&BOB, &ticket, 1));
        assert!(!Plain::<Test>::can_pay(&BOB, &ticket, 2));
        leave(&BOB, &ticket, 1);
        assert!(!Plain::<Test>::can_pay(&BOB, &ticket, 1));
        assert_noop!(Plain::<Test>::pay(&BOB, &ticket, 1), Error::<Test>::HoldingOverflow);
    });
}

#[test]
fn the_native_coin_stays_in_the_balances() {
    on_chain(|| {
        reserve(1_000);
        let before = Balances::free_balance(&ALICE);
        leave(&ALICE, &Asset::sero(), 30);
        assert_eq!(Balances::free_balance(&ALICE), before + 30);
        // Below the least that an account may hold.
        assert!(!Plain::<Test>::can_pay(&NOBODY, &Asset::sero(), 9));
        assert_ok!(Plain::<Test>::take(&ALICE, &Asset::sero(), 30));
        pallet_shielded::Turnstile::<Test>::mutate(FieldBytes::from(Asset::sero().id()), |held| *held += 30);
        assert_eq!(Holdings::<Test>::iter().count(), 0);
    });
}

#[test]
fn who_does_not_exist_in_the_native_coin_holds_nothing() {
    on_chain(|| {
        let (gold, ticket) = assets();
        for asset in [gold, ticket] {
            assert!(!Plain::<Test>::can_pay(&NOBODY, &asset, 1));
            assert_noop!(Plain::<Test>::pay(&NOBODY, &asset, 1), TokenError::CannotCreate);
        }
        // Nothing asks for nothing.
        assert!(Plain::<Test>::can_pay(&NOBODY, &gold, 0));
        assert_ok!(Plain::<Test>::pay(&NOBODY, &gold, 0));
        assert!(!System::account_exists(&NOBODY));
        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), NOBODY, 10));
        leave(&NOBODY, &gold, 1);
        assert_eq!(holds(&NOBODY, &gold), 1);
    });
}

#[test]
fn an_account_stays_as_long_as_it_holds_something() {
    on_chain(|| {
        let (gold, ticket) = assets();
        let close = || {
            let call: RuntimeCall =
                pallet_balances::Call::<Test>::transfer_allow_death { dest: ALICE, value: 10 }.into();
            call.dispatch(RuntimeOrigin::signed(BOB)).map(|_| ()).map_err(|refused| refused.error)
        };
        for (asset, value) in [(gold, 200), (gold, 100), (ticket, 1)] {
            leave(&BOB, &asset, value);
        }
        // One reference for each asset, however often it was paid.
        assert_eq!(System::consumers(&BOB), 2);
        assert!(close().is_err());
        assert_ok!(shield(BOB, gold, 299));
        assert_eq!(System::consumers(&BOB), 2);
        assert_ok!(Plain::<Test>::take(&BOB, &ticket, 0));
        assert_ok!(shield(BOB, gold, 1));
        assert_eq!(System::consumers(&BOB), 1);
        assert!(close().is_err());
        assert_ok!(shield(BOB, ticket, 1));
        // What was not held ends nothing.
        assert_ok!(Plain::<Test>::take(&BOB, &gold, 0));
        assert_eq!(System::consumers(&BOB), 0);
        assert_ok!(close());
        assert!(!System::account_exists(&BOB));
    });
}

#[test]
fn an_account_holds_more_assets_than_it_may_have_other_consumers() {
    on_chain(|| {
        reserve(1_000);
        order(register_category(name("OPERA")), &issuer(1)).unwrap();
        // Several payments of one bundle are decided before the first is made.
        let seats = (0u8..40).map(|id| Asset::Ticket { category: name("OPERA"), id: [id; 32] });
        for (id, seat) in (0u8..).zip(seats.clone()) {
            order(issue_ticket(name("OPERA"), [id; 32], TicketData::default()), &issuer(1)).unwrap();
            assert!(Plain::<Test>::can_pay(&BOB, &seat, 1));
        }
        seats.for_each(|seat| leave(&BOB, &seat, 1));
        assert_eq!(System::consumers(&BOB), 40);
    });
}
