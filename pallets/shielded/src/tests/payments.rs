//! What works.

use super::fixture::*;
use crate::{mock::*, Event, PublicNotes};
use sero_shielded::{asset::Asset, bundle::Destination, compact::CompactNote};

#[test]
fn shield_turns_plain_coins_into_a_note_and_counts_them() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100, 250]);
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - 350);
        assert_eq!(Balances::total_issuance(), ENDOWMENT - 350);
        assert_eq!(held(&Asset::sero()), 350);
        assert_eq!(wallet.note_of(&alice, 250).index, 1);
    });
}

#[test]
fn a_private_payment_reaches_its_receiver_and_pays_its_fee() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let mut wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            dummies: 1,
            outputs: vec![pay(&bob, 60), pay(&alice, 30)],
            fee: 10,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        assert_eq!(CollectedFees::get(), 10);
        assert_eq!(held(&Asset::sero()), 90);
        System::assert_last_event(Event::BundleApplied { public_outs: vec![], fee: 10, terms: vec![] }.into());
        wallet.end_block();

        let received = wallet.note_of(&bob, 60);
        assert_eq!(received.memo, Some([42; 128]));
        let spend = wallet.draft(Recipe {
            inputs: vec![received, wallet.note_of(&alice, 30)],
            outputs: vec![pay(&alice, 80)],
            fee: 10,
            ..Default::default()
        });
        submit(spend.sign()).unwrap();
    });
}

#[test]
fn a_note_of_value_zero_is_spent_like_any_other() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let mut wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&bob, 0), pay(&alice, 95)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        wallet.end_block();
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&bob, 0), wallet.note_of(&alice, 95)],
            outputs: vec![pay(&alice, 90)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
    });
}

#[test]
fn public_outputs_leave_the_pool_to_accounts_and_stay_in_it_as_notes() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let mut wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 5)],
            public_outs: vec![to_account(&BOB, 50), public_out(Destination::Address(address_of(&bob)), 40)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        assert_eq!(Balances::free_balance(&BOB), 50);
        assert_eq!(held(&Asset::sero()), 45);
        wallet.end_block();
        assert_eq!(wallet.note_of(&bob, 40).note.rcm, Default::default());
    });
}

#[test]
fn other_pallets_pay_to_one_time_addresses() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = Wallet::new(&[&alice]);
        let ticket = Asset::Ticket { category: [3; 32], id: [4; 32] };
        Shielded::add_public_note(&address_of(&alice), Asset::sero(), 77).unwrap();
        Shielded::add_public_note(&address_of(&alice), ticket, 1).unwrap();
        assert!(Shielded::add_public_note(&address_of(&alice), ticket, 2).is_err());
        assert!(Shielded::add_public_note(&address_of(&alice), Asset::sero(), 0).is_err());
        assert_eq!((held(&Asset::sero()), held(&ticket)), (77, 1));
        wallet.end_block();
        assert_eq!(wallet.note_of(&alice, 1).note.aid, ticket.id());
    });
}

#[test]
fn a_failed_public_note_changes_nothing() {
    on_chain(|| {
        let alice = person(1);
        Shielded::add_public_note(&address_of(&alice), Asset::sero(), u128::MAX).unwrap();
        let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
        assert!(Shielded::add_public_note(&address_of(&alice), Asset::sero(), 1).is_err());
        let invalid = sero_shielded::keys::PkrBytes([0; 96]);
        assert!(Shielded::add_public_note(&invalid, Asset::Token([9; 32]), 1).is_err());
        assert_eq!(before, sp_io::storage::root(sp_runtime::StateVersion::V1));
    });
}

#[test]
fn assets_move_side_by_side_and_fees_are_in_sero() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let token = Asset::Token([7; 32]);
        Shielded::add_public_note(&address_of(&alice), token, 500).unwrap();
        let mut wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 500), wallet.note_of(&alice, 100)],
            outputs: vec![Pay { to: &bob, asset: token, value: 500 }, pay(&alice, 95)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        wallet.end_block();
        assert_eq!(wallet.note_of(&bob, 500).note.aid, token.id());
    });
}

#[test]
fn events_tell_a_wallet_all_it_needs_in_order() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            dummies: 1,
            outputs: vec![pay(&bob, 60), pay(&alice, 35)],
            fee: 5,
            ..Default::default()
        });
        let bundle = draft.sign();
        submit(bundle.clone()).unwrap();
        let expected: Vec<RuntimeEvent> = bundle
            .nils()
            .map(|nil| Event::Spent { nil: *nil })
            .chain(
                (1..)
                    .zip(&bundle.body.outputs)
                    .map(|(index, output)| Event::NoteAdded { index, note: CompactNote::Shielded(output.note) }),
            )
            .chain([Event::BundleApplied { public_outs: vec![], fee: 5, terms: vec![] }])
            .map(RuntimeEvent::from)
            .collect();
        let events: Vec<RuntimeEvent> = System::events().into_iter().map(|record| record.event).collect();
        assert_eq!(events, expected);
    });
}
