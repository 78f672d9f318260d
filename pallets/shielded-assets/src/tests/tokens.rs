//! Issue, burning, issuers.

use super::fixture::*;
use crate::{commands::claims, mock::*, Event};
use sero_shielded::{
    asset::SERO_NAME,
    command::{CommandError, TokenCommand, MAX_DECIMALS},
    encoding::EncodingError,
    keys::PkrBytes,
    registry::{Issuer, TokenRecord},
};

/// A token of `value` with a cap, issued by 1.
fn gold(value: u128, cap: Option<u128>) -> [u8; 32] {
    reserve(1_000);
    let gold = name("GOLD");
    order(register(gold, value, cap), &issuer(1)).unwrap();
    gold
}

fn supply(name: &[u8; 32]) -> u128 {
    ShieldedAssets::token(name).unwrap().supply
}

#[test]
fn a_token_is_registered_with_its_first_units() {
    on_chain(|| {
        let gold = gold(500, Some(700));
        let expected = TokenRecord {
            decimals: 9,
            supply: 500,
            cap: Some(700),
            issuer: Some(Issuer::Address(issuer(1))),
            registered: 1,
        };
        assert_eq!(ShieldedAssets::token(&gold), Some(expected));
        assert_eq!(ShieldedAssets::category(&gold), None);
        let event =
            Event::<Test>::TokenRegistered { name: gold, index: 1, issuer: Issuer::Address(issuer(1)), supply: 500 };
        System::assert_has_event(event.into());
    });
}

#[test]
fn decimals_leave_room_for_whole_units() {
    on_chain(|| {
        reserve(1_000);
        for decimals in [MAX_DECIMALS + 1, u8::MAX] {
            let command = TokenCommand::Register { name: name("GOLD"), decimals, cap: None, value: 0, deposit: 36 };
            assert_eq!(refuse(command, &issuer(1)), CommandError::Decimals(decimals));
        }
        let most =
            TokenCommand::Register { name: name("GOLD"), decimals: MAX_DECIMALS, cap: None, value: 0, deposit: 36 };
        order(most, &issuer(1)).unwrap();
    });
}

#[test]
fn a_cap_below_the_first_supply() {
    on_chain(|| {
        reserve(1_000);
        let command = register(name("GOLD"), 500, Some(499));
        assert_eq!(refuse(command, &issuer(1)), CommandError::Cap { supply: 500, cap: 499 });
        order(register(name("GOLD"), 500, Some(500)), &issuer(1)).unwrap();
    });
}

#[test]
fn the_cap_holds_for_all_that_is_issued_and_makes_room_for_what_is_burnt() {
    on_chain(|| {
        let name = gold(500, Some(700));
        let issue = |value| TokenCommand::Issue { name, value };
        assert_eq!(refuse(issue(201), &issuer(1)), CommandError::Cap { supply: 701, cap: 700 });
        order(issue(200), &issuer(1)).unwrap();
        assert_eq!(refuse(issue(1), &issuer(1)), CommandError::Cap { supply: 701, cap: 700 });
        assert_eq!(refuse(issue(u128::MAX), &issuer(1)), CommandError::Supply);
        order(TokenCommand::Burn { name, value: 50 }, &issuer(2)).unwrap();
        order(issue(50), &issuer(1)).unwrap();
        assert_eq!(supply(&name), 700);
    });
}

#[test]
fn a_supply_fits_128_bits() {
    on_chain(|| {
        let name = gold(u128::MAX - 5, None);
        assert_eq!(refuse(TokenCommand::Issue { name, value: 6 }, &issuer(1)), CommandError::Supply);
        order(TokenCommand::Issue { name, value: 5 }, &issuer(1)).unwrap();
        assert_eq!(supply(&name), u128::MAX);
        assert_eq!(refuse(TokenCommand::Issue { name, value: 1 }, &issuer(1)), CommandError::Supply);
    });
}

#[test]
fn a_stranger_issues_nothing_and_changes_no_issuer() {
    on_chain(|| {
        let name = gold(500, None);
        // Another address of the issuer is a stranger as well.
        for stranger in [issuer(2), address_of(&person(1))] {
            let issue = TokenCommand::Issue { name, value: 1 };
            assert_eq!(refuse(issue, &stranger), CommandError::NotIssuer);
            let set = TokenCommand::SetIssuer { name, issuer: Some(stranger) };
            assert_eq!(refuse(set, &stranger), CommandError::NotIssuer);
        }
        order(TokenCommand::Issue { name, value: 1 }, &issuer(1)).unwrap();
    });
}

#[test]
fn the_right_to_issue_goes_to_another_and_ends_for_ever() {
    on_chain(|| {
        let name = gold(500, None);
        order(TokenCommand::SetIssuer { name, issuer: Some(issuer(2)) }, &issuer(1)).unwrap();
        assert_eq!(refuse(TokenCommand::Issue { name, value: 1 }, &issuer(1)), CommandError::NotIssuer);
        order(TokenCommand::Issue { name, value: 1 }, &issuer(2)).unwrap();
        order(TokenCommand::SetIssuer { name, issuer: None }, &issuer(2)).unwrap();
        for anybody in [issuer(1), issuer(2)] {
            assert_eq!(refuse(TokenCommand::Issue { name, value: 1 }, &anybody), CommandError::NotIssuer);
            let set = TokenCommand::SetIssuer { name, issuer: Some(anybody) };
            assert_eq!(refuse(set, &anybody), CommandError::NotIssuer);
        }
        assert_eq!(supply(&name), 501);
    });
}

#[test]
fn a_new_issuer_is_an_address() {
    on_chain(|| {
        let name = gold(500, None);
        let mut small_order = issuer(2);
        small_order.0[..32].fill(0);
        let mut identity = issuer(2);
        identity.0[32..64].fill(0);
        identity.0[32] = 1;
        for (address, cause) in [
            (PkrBytes([0xff; 96]), EncodingError::PointNotCanonical),
            (small_order, EncodingError::PointOutsideSubgroup),
            (identity, EncodingError::PointIsIdentity),
        ] {
            let set = TokenCommand::SetIssuer { name, issuer: Some(address) };
            assert_eq!(refuse(set, &issuer(1)), CommandError::Issuer(cause));
        }
    });
}

#[test]
fn the_native_coin_is_neither_issued_nor_burnt_nor_handed_on() {
    on_chain(|| {
        reserve(1_000);
        let name = SERO_NAME;
        assert_eq!(refuse(TokenCommand::Issue { name, value: 1 }, &issuer(1)), CommandError::Native);
        assert_eq!(refuse(TokenCommand::Burn { name, value: 1 }, &issuer(1)), CommandError::Native);
        let set = TokenCommand::SetIssuer { name, issuer: Some(issuer(1)) };
        assert_eq!(refuse(set, &issuer(1)), CommandError::NotIssuer);
    });
}

#[test]
fn nothing_is_issued_or_burnt_of_nothing_and_no_more_is_burnt_than_exists() {
    on_chain(|| {
        let name = gold(500, None);
        assert_eq!(refuse(TokenCommand::Issue { name, value: 0 }, &issuer(1)), CommandError::ZeroValue);
        assert_eq!(refuse(TokenCommand::Burn { name, value: 0 }, &issuer(1)), CommandError::ZeroValue);
        assert_eq!(refuse(TokenCommand::Burn { name, value: 501 }, &issuer(1)), CommandError::Burn(500));
        order(TokenCommand::Burn { name, value: 500 }, &issuer(7)).unwrap();
        assert_eq!(supply(&name), 0);
        let other = super::fixture::name("SILVER");
        for command in [TokenCommand::Issue { name: other, value: 1 }, TokenCommand::Burn { name: other, value: 1 }] {
            assert_eq!(refuse(command, &issuer(1)), CommandError::Unregistered);
        }
    });
}

#[test]
fn a_category_is_no_token() {
    on_chain(|| {
        reserve(1_000);
        let name = name("OPERA");
        order(register_category(name), &issuer(1)).unwrap();
        for command in [
            TokenCommand::Issue { name, value: 1 },
            TokenCommand::Burn { name, value: 1 },
            TokenCommand::SetIssuer { name, issuer: None },
        ] {
            assert_eq!(refuse(command, &issuer(1)), CommandError::WrongKind);
        }
    });
}

#[test]
fn two_issues_of_one_token_do_not_exclude_each_other_and_two_changes_of_its_issuer_do() {
    on_chain(|| {
        let name = gold(500, Some(700));
        let from = issuer(1);
        let claims_of = |command: TokenCommand| ShieldedAssets::validate_token(&command, &from).unwrap();
        assert_eq!(claims_of(TokenCommand::Issue { name, value: 150 }), Vec::<Vec<u8>>::new());
        assert_eq!(claims_of(TokenCommand::Burn { name, value: 150 }), Vec::<Vec<u8>>::new());
        assert_eq!(claims_of(TokenCommand::SetIssuer { name, issuer: None }), [claims::issuer(&name)]);
        // Both are good alone; behind the first, the second is decided anew.
        order(TokenCommand::Issue { name, value: 150 }, &from).unwrap();
        let second = TokenCommand::Issue { name, value: 150 };
        assert_eq!(refuse(second, &from), CommandError::Cap { supply: 800, cap: 700 });
    });
}
