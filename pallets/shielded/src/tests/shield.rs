//! What `shield` refuses; every refusal leaves the chain as it was.

use super::{fixture::*, points::*};
use crate::{mock::*, Call, Error};
use frame_support::assert_noop;
use sero_shielded::{asset::Asset, keys::PkrBytes};
use sp_runtime::{traits::Dispatchable, AccountId32, DispatchError, TokenError};

/// The call as the chain makes it: what fails changes nothing.
fn shield(who: AccountId32, to: PkrBytes, asset: Asset, value: u128) -> Result<(), DispatchError> {
    let call: RuntimeCall = Call::<Test>::shield { to: Box::new(to), asset, value }.into();
    call.dispatch(RuntimeOrigin::signed(who)).map(|_| ()).map_err(|refused| refused.error)
}

fn to() -> PkrBytes {
    address_of(&person(1))
}

#[test]
fn an_address_that_is_none() {
    on_chain(|| {
        let good = to();
        for bad in [PkrBytes([0; 96]), PkrBytes([0xff; 96])] {
            assert_noop!(shield(ALICE, bad, Asset::sero(), 50), Error::<Test>::InvalidAddress);
        }
        for part in 0..3 {
            for (point, _) in bad_points() {
                let mut bad = good;
                spoil_address(&mut bad, part, point);
                assert_noop!(shield(ALICE, bad, Asset::sero(), 50), Error::<Test>::InvalidAddress);
            }
        }
        shield(ALICE, good, Asset::sero(), 50).unwrap();
    });
}

#[test]
fn a_value_that_the_asset_cannot_have() {
    on_chain(|| {
        let ticket = Asset::Ticket { category: [1; 32], id: [2; 32] };
        for (asset, value) in
            [(Asset::sero(), 0), (ticket, 0), (ticket, 2), (Asset::Package([1; 32]), 2), (Asset::Token([7; 32]), 0)]
        {
            assert_noop!(shield(ALICE, to(), asset, value), Error::<Test>::InvalidValue);
        }
    });
}

#[test]
fn an_asset_that_plain_accounts_do_not_know() {
    on_chain(|| {
        for asset in [Asset::Token([7; 32]), Asset::Ticket { category: [1; 32], id: [2; 32] }, Asset::Package([1; 32])]
        {
            assert_noop!(shield(ALICE, to(), asset, 1), TokenError::UnknownAsset);
        }
    });
}

#[test]
fn more_than_the_account_has() {
    on_chain(|| {
        assert_noop!(shield(ALICE, to(), Asset::sero(), ENDOWMENT + 1), TokenError::FundsUnavailable);
        assert_noop!(shield(ALICE, to(), Asset::sero(), u128::MAX), TokenError::FundsUnavailable);
        assert_noop!(shield(BOB, to(), Asset::sero(), 1), TokenError::FundsUnavailable);
        shield(ALICE, to(), Asset::sero(), ENDOWMENT).unwrap();
        assert_eq!(Balances::free_balance(&ALICE), 0);
    });
}

#[test]
fn more_than_the_pool_can_count() {
    on_chain(|| {
        crate::Pallet::<Test>::enter(&Asset::sero(), u128::MAX - 50).unwrap();
        assert_noop!(shield(ALICE, to(), Asset::sero(), 51), Error::<Test>::TurnstileOverflow);
        shield(ALICE, to(), Asset::sero(), 50).unwrap();
    });
}

#[test]
fn nobody_shields_without_a_signature() {
    on_chain(|| {
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root(), frame_system::RawOrigin::Authorized.into()] {
            let call: RuntimeCall = Call::<Test>::shield { to: Box::new(to()), asset: Asset::sero(), value: 50 }.into();
            assert_noop!(call.dispatch(origin).map_err(|refused| refused.error), DispatchError::BadOrigin);
        }
    });
}
