//! What the invariants say of a registry that is spoiled: each flaw by its own words.

use super::fixture::*;
use crate::{
    mock::*, AssetCount, Assets, Category, Deposits, Entry as Registered, Holdings, Index, Kind, Names, Skeletons,
    Tickets, Token,
};
use frame_support::storage::with_transaction;
use pallet_shielded::ListAsset;
use sero_shielded::{
    asset::{Asset, ListedAsset},
    command::{Entry, TicketData, Value},
    encoding::FieldBytes,
    name::Name,
    registry::TicketRecord,
};
use sp_runtime::{DispatchError, TransactionOutcome};

const SEAT: [u8; 32] = [7; 32];
const LODGE: [u8; 32] = [8; 32];

fn gold() -> [u8; 32] {
    name("GOLD")
}

fn opera() -> [u8; 32] {
    name("OPERA")
}

fn id(asset: Asset) -> FieldBytes {
    FieldBytes::from(asset.id())
}

fn gold_id() -> FieldBytes {
    id(Asset::Token(gold()))
}

fn seat_id() -> FieldBytes {
    id(Asset::Ticket { category: opera(), id: SEAT })
}

fn in_pool(id: FieldBytes, value: u128) {
    pallet_shielded::Turnstile::<Test>::insert(id, value);
}

fn token(change: impl FnOnce(&mut Token)) {
    Names::<Test>::mutate(gold(), |entry| match entry {
        Some(Registered { kind: Kind::Token(token), .. }) => change(token),
        _ => panic!("it is a token"),
    });
}

fn category(change: impl FnOnce(&mut Category)) {
    Names::<Test>::mutate(opera(), |entry| match entry {
        Some(Registered { kind: Kind::Category(category), .. }) => change(category),
        _ => panic!("it is a category"),
    });
}

/// What is locked for the data of both tickets.
fn locked(value: u128) {
    for seat in [SEAT, LODGE] {
        Tickets::<Test>::insert(opera(), seat, TicketRecord::Held { data: TicketData::default(), deposit: value });
    }
}

/// A ticket of a category that is none.
fn stray_ticket(category: [u8; 32]) {
    ShieldedAssets::list(Asset::Ticket { category, id: SEAT }, 0).unwrap();
    Tickets::<Test>::insert(category, SEAT, TicketRecord::Burnt);
}

/// What the invariants say of a state that is spoiled; it is as before afterwards.
fn found(spoil: impl FnOnce()) -> &'static str {
    let mut verdict = Ok(());
    let attempt = with_transaction(|| {
        spoil();
        verdict = ShieldedAssets::do_try_state();
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
    });
    attempt.unwrap();
    match verdict {
        Err(DispatchError::Other(text)) => text,
        other => panic!("the invariants must say what is wrong: {other:?}"),
    }
}

/// 500 of a token with a cap, and two tickets.
fn registry(test: impl FnOnce()) {
    on_chain(|| {
        reserve(1_000);
        order(register(gold(), 500, Some(700)), &issuer(1)).unwrap();
        order(register_category(opera()), &issuer(1)).unwrap();
        for seat in [SEAT, LODGE] {
            order(issue_ticket(opera(), seat, TicketData::default()), &issuer(1)).unwrap();
        }
        ShieldedAssets::do_try_state().unwrap();
        test();
    });
}

#[test]
fn flaws_of_names() {
    registry(|| {
        let none = Registered { deposit: 0, ..Names::<Test>::get(gold()).unwrap() };
        assert_eq!(found(|| Names::<Test>::insert(raw(b"gold"), none)), "a registered name is none");
        let skeleton = Name::parse("GOLD").unwrap().skeleton();
        let alike = "a name is not the one behind its skeleton";
        assert_eq!(found(|| Skeletons::<Test>::remove(skeleton)), alike);
        assert_eq!(found(|| Skeletons::<Test>::insert(skeleton, opera())), alike);
        assert_eq!(found(|| Index::<Test>::remove(gold_id())), "a token is not listed");
        assert_eq!(found(|| token(|token| token.cap = Some(499))), "a supply exceeds its cap");
        let supply = "a supply is not what circulates";
        assert_eq!(found(|| token(|token| token.supply = 501)), supply);
        assert_eq!(found(|| in_pool(gold_id(), 499)), supply);
        assert_eq!(found(|| Holdings::<Test>::insert(BOB, gold_id(), 1)), supply);
        assert_eq!(found(|| category(|category| category.tickets = 3)), "a category miscounts its tickets");
        let dear = || Names::<Test>::mutate(gold(), |entry| entry.as_mut().unwrap().deposit = u128::MAX);
        assert_eq!(found(dear), "deposits of names exceed 128 bits");
        let more = "there are more skeletons than names";
        assert_eq!(found(|| Skeletons::<Test>::insert([1; 32], gold())), more);
    });
}

#[test]
fn flaws_of_tickets() {
    registry(|| {
        assert_eq!(found(|| Index::<Test>::remove(seat_id())), "a ticket is not listed");
        assert_eq!(found(|| stray_ticket(name("TIN"))), "a ticket without its category");
        assert_eq!(found(|| stray_ticket(gold())), "a ticket of a token");
        for count in [0, 2] {
            assert_eq!(found(|| in_pool(seat_id(), count)), "a ticket exists more or less than once");
        }
        let nameless = || {
            let entry = Entry { key: Default::default(), value: Value::Number(1) };
            let data = TicketData(vec![entry].try_into().unwrap());
            Tickets::<Test>::insert(opera(), SEAT, TicketRecord::Held { data, deposit: 0 });
        };
        assert_eq!(found(nameless), "the data of a ticket are not well formed");
        let burnt = || {
            category(|category| category.tickets = 1);
            Tickets::<Test>::insert(opera(), SEAT, TicketRecord::Burnt);
        };
        assert_eq!(found(burnt), "a burnt ticket circulates");
        assert_eq!(found(|| locked(u128::MAX)), "deposits of places exceed 128 bits");
        assert_eq!(found(|| locked(u128::MAX - PLACE)), "deposits of tickets exceed 128 bits");
    });
}

#[test]
fn flaws_of_the_list() {
    registry(|| {
        let count = AssetCount::<Test>::get();
        let package = Asset::Package([1; 32]);
        let stray = ListedAsset { asset: package, decimals: 0 };
        assert_eq!(found(|| Assets::<Test>::remove(1)), "the list of assets has a gap");
        assert_eq!(found(|| AssetCount::<Test>::put(count + 1)), "the list of assets has a gap");
        assert_eq!(found(|| Index::<Test>::insert(gold_id(), 0)), "an asset is listed at another place");
        let other = "a listed asset is not registered as it is listed, or exists twice";
        let decimals = || Assets::<Test>::mutate(1, |listed| listed.as_mut().unwrap().decimals = 8);
        assert_eq!(found(decimals), other);
        let twice = || {
            ShieldedAssets::list(package, 0).unwrap();
            in_pool(id(package), 2);
        };
        assert_eq!(found(twice), other);
        let unknown = || {
            ShieldedAssets::list(Asset::Token(name("TIN")), 0).unwrap();
        };
        assert_eq!(found(unknown), other);
        assert_eq!(found(|| Assets::<Test>::insert(count, stray)), "assets stand behind the end of the list");
        let more = "the index knows more assets than the list";
        assert_eq!(found(|| Index::<Test>::insert(id(package), 1)), more);
        assert_eq!(found(|| in_pool(id(package), 1)), "an asset circulates that is not listed");
    });
}

#[test]
fn flaws_of_holdings_and_deposits() {
    registry(|| {
        assert_eq!(found(|| Holdings::<Test>::insert(BOB, gold_id(), 0)), "nothing is stored as a holding");
        for who in [BOB, NOBODY] {
            let unreferenced = || {
                in_pool(gold_id(), 499);
                Holdings::<Test>::insert(who, gold_id(), 1);
            };
            assert_eq!(found(unreferenced), "a holding without a reference to its account");
        }
        let sum = "deposits do not add up";
        assert_eq!(found(|| Deposits::<Test>::mutate(|sum| *sum += 1)), sum);
        // What was locked for the place of a burnt ticket is still there.
        let returned = || {
            order(burn_ticket(opera(), SEAT), &issuer(1)).unwrap();
            ShieldedAssets::do_try_state().unwrap();
            Deposits::<Test>::mutate(|sum| *sum -= PLACE);
        };
        assert_eq!(found(returned), sum);
    });
}
