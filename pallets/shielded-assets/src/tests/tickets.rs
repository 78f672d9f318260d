//! Tickets: once ever, with what stands behind them.

use super::fixture::*;
use crate::{commands::claims, mock::*, Deposits};
use codec::{Decode, Encode};
use sero_shielded::{
    asset::Asset,
    command::{CommandError, DataError, Entry, TicketCommand, TicketData, Value, MAX_BYTES, MAX_ENTRIES},
    encoding::EncodingError,
    keys::PkrBytes,
    registry::{CategoryRecord, Issuer, TicketRecord},
};

const SEAT: [u8; 32] = [7; 32];

fn data(entries: Vec<(&[u8], Value)>) -> TicketData {
    let entries = entries.into_iter().map(|(key, value)| Entry { key: key.to_vec().try_into().unwrap(), value });
    TicketData(entries.collect::<Vec<_>>().try_into().unwrap())
}

fn bytes(count: usize) -> TicketData {
    data(vec![(b"a", Value::Bytes(vec![1; count].try_into().unwrap()))])
}

/// A category whose tickets 1 issues.
fn opera() -> [u8; 32] {
    reserve(1_000_000);
    let opera = name("OPERA");
    order(register_category(opera), &issuer(1)).unwrap();
    opera
}

fn exists(category: [u8; 32], id: [u8; 32]) -> u128 {
    held(&Asset::Ticket { category, id })
}

#[test]
fn a_ticket_is_issued_burnt_and_never_issued_again() {
    on_chain(|| {
        let opera = opera();
        order(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)).unwrap();
        assert_eq!(exists(opera, SEAT), 1);
        let record = CategoryRecord { tickets: 1, issuer: Some(Issuer::Address(issuer(1))), registered: 1 };
        assert_eq!(ShieldedAssets::category(&opera), Some(record));
        assert_eq!(refuse(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)), CommandError::TicketIssued);
        order(burn_ticket(opera, SEAT), &issuer(5)).unwrap();
        assert_eq!(exists(opera, SEAT), 0);
        assert_eq!(ShieldedAssets::ticket(&opera, &SEAT), Some(TicketRecord::Burnt));
        assert_eq!(ShieldedAssets::category(&opera), Some(CategoryRecord { tickets: 0, ..record }));
        assert_eq!(refuse(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)), CommandError::TicketIssued);
        next_block();
        assert_eq!(refuse(issue_ticket(opera, SEAT, bytes(6)), &issuer(1)), CommandError::TicketIssued);
    });
}

#[test]
fn a_ticket_is_burnt_once() {
    on_chain(|| {
        let opera = opera();
        let never = TicketCommand::Burn { category: opera, id: [8; 32], deposit: 2 };
        assert_eq!(refuse(never, &issuer(1)), CommandError::TicketUnknown);
        order(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)).unwrap();
        let burn = burn_ticket(opera, SEAT);
        order(burn.clone(), &issuer(1)).unwrap();
        assert_eq!(refuse(burn, &issuer(1)), CommandError::TicketUnknown);
    });
}

#[test]
fn a_tickets_deposit_is_exact_when_it_is_locked_and_when_it_comes_back() {
    on_chain(|| {
        let opera = opera();
        let before = Deposits::<Test>::get();
        let data = bytes(100);
        let returned = data.encoded_size() as u128 / 10;
        let needed = PLACE + returned;
        for given in [0, needed - 1, needed + 1] {
            let issue = TicketCommand::Issue { category: opera, id: SEAT, data: data.clone(), deposit: given };
            assert_eq!(refuse(issue, &issuer(1)), CommandError::Deposit { given, needed });
        }
        order(issue_ticket(opera, SEAT, data.clone()), &issuer(1)).unwrap();
        assert_eq!(Deposits::<Test>::get(), before + needed);
        assert_eq!(ShieldedAssets::ticket(&opera, &SEAT), Some(TicketRecord::Held { data, deposit: returned }));
        for given in [0, returned - 1, returned + 1, needed] {
            let burn = TicketCommand::Burn { category: opera, id: SEAT, deposit: given };
            assert_eq!(refuse(burn, &issuer(1)), CommandError::Deposit { given, needed: returned });
        }
        let pool = held(&Asset::sero());
        order(burn_ticket(opera, SEAT), &issuer(1)).unwrap();
        // The place in the list stays, and what was locked for it.
        assert_eq!(Deposits::<Test>::get(), before + PLACE);
        assert_eq!(held(&Asset::sero()), pool + returned);
    });
}

#[test]
fn whoever_issues_and_burns_tickets_pays_for_each_place() {
    on_chain(|| {
        let opera = opera();
        let before = Deposits::<Test>::get();
        for id in 1..=3u8 {
            order(issue_ticket(opera, [id; 32], bytes(100)), &issuer(1)).unwrap();
            order(burn_ticket(opera, [id; 32]), &issuer(1)).unwrap();
            assert_eq!(Deposits::<Test>::get(), before + u128::from(id) * PLACE);
            invariants();
        }
        assert_eq!(ShieldedAssets::listed(0, 100).0, 4);
    });
}

#[test]
fn a_new_issuer_of_tickets_is_an_address() {
    on_chain(|| {
        let opera = opera();
        let mut identity = issuer(2);
        identity.0[32..64].fill(0);
        identity.0[32] = 1;
        for (address, cause) in
            [(PkrBytes([0xff; 96]), EncodingError::PointNotCanonical), (identity, EncodingError::PointIsIdentity)]
        {
            let set = TicketCommand::SetIssuer { category: opera, issuer: Some(address) };
            assert_eq!(refuse(set, &issuer(1)), CommandError::Issuer(cause));
        }
    });
}

#[test]
fn a_stranger_issues_no_ticket() {
    on_chain(|| {
        let opera = opera();
        assert_eq!(refuse(issue_ticket(opera, SEAT, bytes(5)), &issuer(2)), CommandError::NotIssuer);
        let set = TicketCommand::SetIssuer { category: opera, issuer: Some(issuer(2)) };
        assert_eq!(refuse(set.clone(), &issuer(2)), CommandError::NotIssuer);
        order(set, &issuer(1)).unwrap();
        order(issue_ticket(opera, SEAT, bytes(5)), &issuer(2)).unwrap();
        order(TicketCommand::SetIssuer { category: opera, issuer: None }, &issuer(2)).unwrap();
        assert_eq!(refuse(issue_ticket(opera, [8; 32], bytes(5)), &issuer(2)), CommandError::NotIssuer);
    });
}

#[test]
fn a_token_is_no_category() {
    on_chain(|| {
        reserve(1_000);
        let gold = name("GOLD");
        order(register(gold, 5, None), &issuer(1)).unwrap();
        assert_eq!(refuse(issue_ticket(gold, SEAT, bytes(5)), &issuer(1)), CommandError::WrongKind);
        let burn = TicketCommand::Burn { category: gold, id: SEAT, deposit: 2 };
        assert_eq!(refuse(burn, &issuer(1)), CommandError::WrongKind);
        let set = TicketCommand::SetIssuer { category: gold, issuer: None };
        assert_eq!(refuse(set, &issuer(1)), CommandError::WrongKind);
        assert_eq!(refuse(issue_ticket(name("OPERA"), SEAT, bytes(5)), &issuer(1)), CommandError::Unregistered);
    });
}

#[test]
fn data_behind_a_ticket_are_well_formed() {
    on_chain(|| {
        let opera = opera();
        let number = || Value::Number(1);
        let two = Value::Asset { asset: Asset::Package([1; 32]), value: 2 };
        let unnamed = Value::Asset { asset: Asset::Token(raw(b"gold")), value: 2 };
        for (data, error) in [
            (data(vec![(b"", number())]), DataError::Key(0)),
            (data(vec![(b"a", number()), (b"a", number())]), DataError::RepeatedKey(0, 1)),
            (data(vec![(b"a", Value::Text(vec![0xff].try_into().unwrap()))]), DataError::Text(0)),
            (data(vec![(b"a", two)]), DataError::Value(0)),
            (data(vec![(b"a", number()), (b"b", unnamed)]), DataError::Asset(1)),
        ] {
            assert_eq!(refuse(issue_ticket(opera, SEAT, data), &issuer(1)), CommandError::Data(error));
        }
        order(issue_ticket(opera, SEAT, TicketData::default()), &issuer(1)).unwrap();
    });
}

#[test]
fn data_behind_a_ticket_have_their_limits() {
    on_chain(|| {
        let opera = opera();
        let full = (0..MAX_ENTRIES as u8).map(|place| Entry {
            key: vec![b'a' + place; 32].try_into().unwrap(),
            value: Value::Bytes(vec![1; MAX_BYTES as usize].try_into().unwrap()),
        });
        let full: Vec<Entry> = full.collect();
        let more: Vec<Entry> = full.iter().cloned().chain(full.first().cloned()).collect();
        assert!(TicketData::decode(&mut &full.encode()[..]).is_ok());
        assert!(TicketData::decode(&mut &more.encode()[..]).is_err());
        let longer = (vec![b'a'], 4u8, vec![1u8; MAX_BYTES as usize + 1]).encode();
        assert!(Entry::decode(&mut &longer[..]).is_err());
        order(issue_ticket(opera, SEAT, TicketData(full.try_into().unwrap())), &issuer(1)).unwrap();
    });
}

#[test]
fn the_same_id_in_two_categories_is_two_tickets() {
    on_chain(|| {
        let opera = opera();
        order(register_category(name("CINEMA")), &issuer(1)).unwrap();
        order(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)).unwrap();
        order(issue_ticket(name("CINEMA"), SEAT, bytes(5)), &issuer(1)).unwrap();
        assert_ne!(
            Asset::Ticket { category: opera, id: SEAT }.id(),
            Asset::Ticket { category: name("CINEMA"), id: SEAT }.id()
        );
        assert_eq!((exists(opera, SEAT), exists(name("CINEMA"), SEAT)), (1, 1));
    });
}

#[test]
fn bundles_that_want_one_ticket_share_a_tag() {
    on_chain(|| {
        let opera = opera();
        let claim = ShieldedAssets::validate_ticket(&issue_ticket(opera, SEAT, bytes(5)), &issuer(1)).unwrap();
        assert_eq!(claim, [claims::ticket(&opera, &SEAT)]);
        order(issue_ticket(opera, SEAT, bytes(5)), &issuer(1)).unwrap();
        assert_eq!(ShieldedAssets::validate_ticket(&burn_ticket(opera, SEAT), &issuer(3)).unwrap(), claim);
    });
}
