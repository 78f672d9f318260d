//! Issuance by contracts: the same rules, other accounts.

use super::fixture::*;
use crate::{mock::*, Deposits, Error, Holdings, Issuance, NewToken, Plain, Receiver};
use frame_support::{assert_noop, assert_ok};
use pallet_shielded::PublicAssets;
use sero_shielded::{
    asset::{Asset, SERO_NAME},
    command::{CommandError, Entry, TicketData, TokenCommand, Value},
    encoding::FieldBytes,
    keys::PkrBytes,
    registry::{Issuer, TicketRecord},
};
use sp_runtime::{AccountId32, TokenError};

const SEAT: [u8; 32] = [7; 32];

fn gold(value: u128) -> NewToken {
    NewToken { name: name("GOLD"), decimals: 2, cap: Some(1_000), value }
}

fn to_bob() -> Receiver<AccountId32> {
    Receiver::Account(BOB)
}

fn to_itself() -> Receiver<AccountId32> {
    Receiver::Account(account_of(&CONTRACT))
}

fn holds(who: &AccountId32, asset: &Asset) -> u128 {
    Holdings::<Test>::get(who, FieldBytes::from(asset.id()))
}

fn coins() -> u128 {
    Balances::free_balance(account_of(&CONTRACT))
}

#[test]
fn a_contract_registers_a_token_and_pays_for_it() {
    on_chain(|| {
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(500), &to_bob()));
        let token = ShieldedAssets::token(&name("GOLD")).unwrap();
        assert_eq!((token.issuer, token.supply), (Some(Issuer::Contract(CONTRACT)), 500));
        assert_eq!(holds(&BOB, &Asset::Token(name("GOLD"))), 500);
        assert_eq!((coins(), Deposits::<Test>::get()), (ENDOWMENT - 36, 36));
        // The first units may be none.
        let none = NewToken { name: name("TIN"), ..gold(0) };
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &none, &to_bob()));
    });
}

#[test]
fn what_a_contract_issues_reaches_notes_and_accounts() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = Wallet::new(&[&alice]);
        let asset = Asset::Token(name("GOLD"));
        let note = Receiver::Note(address_of(&alice));
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(500), &note));
        assert_ok!(ShieldedAssets::issue_token(&CONTRACT, &name("GOLD"), 20, &to_bob()));
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let data = TicketData::default();
        assert_ok!(ShieldedAssets::issue_ticket(&CONTRACT, &name("OPERA"), &SEAT, &data, &note));
        assert_eq!((held(&asset), holds(&BOB, &asset)), (500, 20));
        wallet.end_block();
        let ticket = Asset::Ticket { category: name("OPERA"), id: SEAT };
        assert_eq!(wallet.note_in(&asset, &alice).note.value, 500);
        assert_eq!(wallet.note_in(&ticket, &alice).note.value, 1);
    });
}

#[test]
fn contracts_keep_the_rules_of_names_and_supplies() {
    on_chain(|| {
        let register = |new: &NewToken| ShieldedAssets::register_token(&CONTRACT, new, &to_bob());
        assert_noop!(register(&NewToken { name: raw(b"gold"), ..gold(1) }), Error::<Test>::InvalidName);
        assert_noop!(register(&NewToken { name: SERO_NAME, ..gold(1) }), Error::<Test>::NameTaken);
        assert_noop!(register(&NewToken { name: name("SER0"), ..gold(1) }), Error::<Test>::LookAlike);
        assert_noop!(register(&NewToken { decimals: 39, ..gold(1) }), Error::<Test>::Decimals);
        assert_noop!(register(&gold(1_001)), Error::<Test>::AboveCap);
        assert_ok!(register(&gold(1_000)));
        let issue = |value| ShieldedAssets::issue_token(&CONTRACT, &name("GOLD"), value, &to_bob());
        assert_noop!(issue(1), Error::<Test>::AboveCap);
        assert_noop!(issue(0), Error::<Test>::ZeroValue);
        assert_noop!(issue(u128::MAX), Error::<Test>::SupplyOverflow);
        let sero = || ShieldedAssets::issue_token(&CONTRACT, &SERO_NAME, 1, &to_bob());
        assert_noop!(sero(), Error::<Test>::Native);
    });
}

#[test]
fn contracts_and_addresses_do_not_issue_for_each_other() {
    on_chain(|| {
        let other = [4; 20];
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(1), &to_bob()));
        let issue = || ShieldedAssets::issue_token(&other, &name("GOLD"), 1, &to_bob());
        assert_noop!(issue(), Error::<Test>::NotIssuer);
        let issue = TokenCommand::Issue { name: name("GOLD"), value: 1 };
        assert_eq!(refuse(issue, &issuer(1)), CommandError::NotIssuer);
        // An address whose bytes begin like the contract's is not the contract.
        let mut like = PkrBytes([0; 96]);
        like.0[..20].copy_from_slice(&CONTRACT);
        let issue = TokenCommand::Issue { name: name("GOLD"), value: 1 };
        assert_eq!(refuse(issue, &like), CommandError::NotIssuer);

        assert_ok!(ShieldedAssets::set_token_issuer(&CONTRACT, &name("GOLD"), Some(Issuer::Address(issuer(1)))));
        let issue = || ShieldedAssets::issue_token(&CONTRACT, &name("GOLD"), 1, &to_bob());
        assert_noop!(issue(), Error::<Test>::NotIssuer);
        reserve(100);
        order(TokenCommand::Issue { name: name("GOLD"), value: 1 }, &issuer(1)).unwrap();
    });
}

#[test]
fn a_strange_contract_does_nothing_with_names_of_another() {
    on_chain(|| {
        let stranger = [4; 20];
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(1), &to_bob()));
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let data = TicketData::default();
        let coins = RuntimeOrigin::signed(ALICE);
        assert_ok!(Balances::transfer_allow_death(coins, account_of(&stranger), 1_000));
        let ticket = || ShieldedAssets::issue_ticket(&stranger, &name("OPERA"), &SEAT, &data, &to_bob());
        assert_noop!(ticket(), Error::<Test>::NotIssuer);
        let itself = Some(Issuer::Contract(stranger));
        let token = || ShieldedAssets::set_token_issuer(&stranger, &name("GOLD"), itself);
        assert_noop!(token(), Error::<Test>::NotIssuer);
        let category = || ShieldedAssets::set_category_issuer(&stranger, &name("OPERA"), itself);
        assert_noop!(category(), Error::<Test>::NotIssuer);
        let end = || ShieldedAssets::set_category_issuer(&stranger, &name("OPERA"), None);
        assert_noop!(end(), Error::<Test>::NotIssuer);
    });
}

#[test]
fn contracts_do_not_take_a_token_for_a_category_nor_a_category_for_a_token() {
    on_chain(|| {
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(1), &to_itself()));
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let data = TicketData::default();
        let issue = || ShieldedAssets::issue_token(&CONTRACT, &name("OPERA"), 1, &to_bob());
        assert_noop!(issue(), Error::<Test>::WrongKind);
        let ticket = || ShieldedAssets::issue_ticket(&CONTRACT, &name("GOLD"), &SEAT, &data, &to_bob());
        assert_noop!(ticket(), Error::<Test>::WrongKind);
        let token = || ShieldedAssets::set_token_issuer(&CONTRACT, &name("OPERA"), None);
        assert_noop!(token(), Error::<Test>::WrongKind);
        let category = || ShieldedAssets::set_category_issuer(&CONTRACT, &name("GOLD"), None);
        assert_noop!(category(), Error::<Test>::WrongKind);
        // A category has no units, and a token no tickets.
        let burn = || ShieldedAssets::burn_token(&CONTRACT, &name("OPERA"), 1);
        assert_noop!(burn(), TokenError::UnknownAsset);
        let burn = || ShieldedAssets::burn_ticket(&CONTRACT, &name("GOLD"), &SEAT);
        assert_noop!(burn(), Error::<Test>::TicketUnknown);
        let unknown = || ShieldedAssets::issue_token(&CONTRACT, &name("TIN"), 1, &to_bob());
        assert_noop!(unknown(), Error::<Test>::Unregistered);
    });
}

#[test]
fn a_new_issuer_that_is_a_contract_exists() {
    on_chain(|| {
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(1), &to_bob()));
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let nobody = Some(Issuer::Contract([0; 20]));
        let token = |to| ShieldedAssets::set_token_issuer(&CONTRACT, &name("GOLD"), to);
        let category = |to| ShieldedAssets::set_category_issuer(&CONTRACT, &name("OPERA"), to);
        assert_noop!(token(nobody), Error::<Test>::NoContract);
        assert_noop!(category(nobody), Error::<Test>::NoContract);
        let bad = Some(Issuer::Address(PkrBytes([0xff; 96])));
        assert_noop!(token(bad), Error::<Test>::InvalidIssuer);
        assert_noop!(category(bad), Error::<Test>::InvalidIssuer);
        assert_ok!(token(Some(Issuer::Contract([4; 20]))));
        assert_ok!(category(Some(Issuer::Contract([4; 20]))));
    });
}

#[test]
fn a_receiver_that_does_not_exist_undoes_the_issue() {
    on_chain(|| {
        let nobody = Receiver::Account(NOBODY);
        let register = || ShieldedAssets::register_token(&CONTRACT, &gold(1), &nobody);
        assert_noop!(register(), TokenError::CannotCreate);
    });
}

#[test]
fn a_contract_that_cannot_pay_registers_nothing() {
    on_chain(|| {
        let poor = [4; 20];
        let token = || ShieldedAssets::register_token(&poor, &gold(1), &to_bob());
        assert_noop!(token(), TokenError::FundsUnavailable);
        let category = |contract| ShieldedAssets::register_category(contract, &name("OPERA"));
        assert_noop!(category(&poor), TokenError::FundsUnavailable);
        assert_noop!(category(&[0; 20]), Error::<Test>::NoContract);
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let issuer = Some(Issuer::Contract(poor));
        assert_ok!(ShieldedAssets::set_category_issuer(&CONTRACT, &name("OPERA"), issuer));
        let data = TicketData::default();
        let ticket = || ShieldedAssets::issue_ticket(&poor, &name("OPERA"), &SEAT, &data, &to_bob());
        assert_noop!(ticket(), TokenError::FundsUnavailable);
    });
}

#[test]
fn a_receiver_that_cannot_take_it_undoes_the_issue() {
    on_chain(|| {
        let nobody = Receiver::Note(PkrBytes([0; 96]));
        let register = || ShieldedAssets::register_token(&CONTRACT, &gold(1), &nobody);
        assert_noop!(register(), pallet_shielded::Error::<Test>::InvalidAddress);
        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let data = TicketData::default();
        let ticket = || ShieldedAssets::issue_ticket(&CONTRACT, &name("OPERA"), &SEAT, &data, &nobody);
        assert_noop!(ticket(), pallet_shielded::Error::<Test>::InvalidAddress);
    });
}

#[test]
fn a_contract_burns_what_it_holds_and_gets_what_a_tickets_data_locked() {
    on_chain(|| {
        assert_ok!(ShieldedAssets::register_token(&CONTRACT, &gold(500), &to_itself()));
        assert_noop!(ShieldedAssets::burn_token(&CONTRACT, &name("GOLD"), 501), TokenError::FundsUnavailable);
        assert_ok!(ShieldedAssets::burn_token(&CONTRACT, &name("GOLD"), 500));
        assert_eq!(ShieldedAssets::token(&name("GOLD")).unwrap().supply, 0);

        assert_ok!(ShieldedAssets::register_category(&CONTRACT, &name("OPERA")));
        let before = coins();
        let entry = Entry { key: vec![b'a'; 30].try_into().unwrap(), value: Value::Hash([1; 32]) };
        let data = TicketData(vec![entry].try_into().unwrap());
        assert_ok!(ShieldedAssets::issue_ticket(&CONTRACT, &name("OPERA"), &SEAT, &data, &to_bob()));
        assert_eq!(coins(), before - PLACE - 6);
        // It is Bob's.
        let burn = || ShieldedAssets::burn_ticket(&CONTRACT, &name("OPERA"), &SEAT);
        assert_noop!(burn(), TokenError::FundsUnavailable);
        let ticket = Asset::Ticket { category: name("OPERA"), id: SEAT };
        assert_ok!(Plain::<Test>::take(&BOB, &ticket, 1));
        assert_ok!(Plain::<Test>::pay(&account_of(&CONTRACT), &ticket, 1));
        assert_ok!(burn());
        // What the data locked comes back, what the place locked does not.
        assert_eq!(coins(), before - PLACE);
        assert_eq!(ShieldedAssets::ticket(&name("OPERA"), &SEAT), Some(TicketRecord::Burnt));
        assert_noop!(burn(), Error::<Test>::TicketUnknown);
        assert_noop!(ShieldedAssets::burn_token(&CONTRACT, &SERO_NAME, 1), Error::<Test>::Native);
    });
}
