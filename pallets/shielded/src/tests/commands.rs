//! What a command may and may not do.

use super::fixture::*;
use crate::{mock::*, Event, PublicNotes, Refusal};
use frame_support::BoundedVec;
use sero_shielded::{
    asset::Asset,
    bundle::{PublicTerm, ShapeError},
    command::CommandError,
};
use sp_runtime::traits::Dispatchable;

fn with_command(command: TestCommand, change: u128, test: impl FnOnce(Wallet, Draft)) {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let mut outputs = vec![pay(&alice, change)];
        if let TestCommand::Mint { name, value } = &command {
            outputs.push(Pay { to: &alice, asset: Asset::Token(*name), value: *value });
        }
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs,
            fee: 5,
            from: Some(&alice),
            command: Some(command),
            ..Default::default()
        });
        test(wallet, draft)
    })
}

#[test]
fn a_command_keeps_what_it_locks() {
    with_command(TestCommand::Lock { value: 40, fails: false }, 55, |_, draft| {
        submit(draft.sign()).unwrap();
        assert_eq!(Locked::get(), 40);
        assert_eq!(held(&Asset::sero()), 55);
    });
}

/// The terms that the last bundle's event names.
fn applied_terms() -> Vec<PublicTerm> {
    let events = System::events().into_iter().rev();
    let mut terms = events.filter_map(|record| match record.event {
        RuntimeEvent::Shielded(Event::BundleApplied { terms, .. }) => Some(terms),
        _ => None,
    });
    terms.next().expect("a bundle was applied")
}

#[test]
fn the_event_names_the_terms_of_a_command_unless_it_failed() {
    for fails in [false, true] {
        let command = TestCommand::Lock { value: 40, fails };
        with_command(command.clone(), 55, |_, draft| {
            submit(draft.sign()).unwrap();
            let expected = if fails { vec![] } else { crate::Command::<Test>::terms(&command) };
            assert_eq!(applied_terms(), expected);
        });
    }
}

/// Locks 40 and mints 9 of a token.
fn exchange(flawed: bool) -> (TestCommand, Asset) {
    let name = [8; 32];
    (TestCommand::Exchange { locked: 40, name, minted: 9, flawed }, Asset::Token(name))
}

fn with_exchange(flawed: bool, test: impl FnOnce(Wallet, Draft, Asset)) {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let (command, token) = exchange(flawed);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 55), pay_in(token, &alice, 9)],
            fee: 5,
            from: Some(&alice),
            command: Some(command),
            ..Default::default()
        });
        test(wallet, draft, token)
    })
}

#[test]
fn a_command_can_lock_one_asset_and_mint_another() {
    with_exchange(false, |_, draft, token| {
        submit(draft.sign()).unwrap();
        assert_eq!((held(&Asset::sero()), held(&token), Locked::get()), (55, 9, 40));
        assert_eq!(applied_terms(), crate::Command::<Test>::terms(&exchange(false).0));
    });
}

#[test]
fn what_a_command_mints_does_not_cover_what_it_locks() {
    // As if a circuit had let coins in: the notes are worth more than the pool counts.
    with_exchange(false, |_, draft, _| {
        crate::Pallet::<Test>::leave(&Asset::sero(), 56).unwrap();
        // The fee is term 0, what is locked is term 1.
        assert_eq!(refused(&draft.sign()), Refusal::Turnstile(1));
    });
}

#[test]
fn a_command_that_mints_and_fails_after_all_takes_the_whole_bundle_with_it() {
    with_exchange(true, |_, draft, token| {
        let bundle = draft.sign();
        Shielded::check(&bundle).unwrap();
        let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
        let call: RuntimeCall = crate::Call::<Test>::submit { bundle: Box::new(bundle) }.into();
        let outcome = call.dispatch(frame_system::RawOrigin::Authorized.into());
        assert_eq!(outcome.map_err(|failed| failed.error), Err("told to fail".into()));
        assert_eq!(before, sp_io::storage::root(sp_runtime::StateVersion::V1));
        assert_eq!((held(&Asset::sero()), held(&token)), (100, 0));
    });
}

#[test]
fn a_failed_command_keeps_the_fee_and_gives_back_what_it_locked() {
    with_command(TestCommand::Lock { value: 40, fails: true }, 55, |mut wallet, draft| {
        submit(draft.sign()).unwrap();
        assert_eq!(Locked::get(), 0);
        assert_eq!(CollectedFees::get(), 5);
        assert_eq!(held(&Asset::sero()), 95);
        assert!(System::events()
            .iter()
            .any(|record| matches!(record.event, RuntimeEvent::Shielded(Event::CommandFailed { .. }))));
        wallet.end_block();
        assert_eq!(wallet.note_of(&person(1), 40).note.aid, Asset::sero().id());
    });
}

#[test]
fn what_a_failed_command_was_to_receive_comes_back() {
    for fails in [false, true] {
        on_chain(|| {
            let alice = person(1);
            let mut wallet = funded(&alice, &[], &[100]);
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, 100)],
                outputs: vec![pay(&alice, 25)],
                public_outs: vec![to_account(&BOB, 30)],
                fee: 5,
                from: Some(&alice),
                command: Some(TestCommand::Lock { value: 40, fails }),
                ..Default::default()
            });
            submit(draft.sign()).unwrap();
            assert_eq!(Balances::free_balance(&BOB), if fails { 0 } else { 30 });
            assert_eq!(held(&Asset::sero()), if fails { 95 } else { 25 });
            wallet.end_block();
            assert_eq!(wallet.owned.iter().any(|owned| owned.note.value == 30), fails);
        });
    }
}

#[test]
fn a_mint_that_would_overflow_the_pool_is_invalid() {
    with_command(TestCommand::Mint { name: [8; 32], value: 1_000 }, 95, |_, draft| {
        crate::Pallet::<Test>::enter(&Asset::Token([8; 32]), u128::MAX - 999).unwrap();
        assert!(matches!(refused(&draft.sign()), Refusal::Turnstile(_)));
    });
}

#[test]
fn a_command_that_mints_is_decided_in_validity() {
    let mint = TestCommand::Mint { name: [8; 32], value: 1_000 };
    with_command(mint.clone(), 95, |_, draft| {
        submit(draft.sign()).unwrap();
        assert_eq!(held(&Asset::Token([8; 32])), 1_000);
    });
    with_command(mint, 95, |_, draft| {
        Minted::set(vec![[8; 32]]);
        assert_eq!(refused(&draft.sign()), Refusal::Command(CommandError::Other(7)));
    });
}

#[test]
fn minting_more_than_the_command_says_does_not_balance() {
    with_command(TestCommand::Mint { name: [8; 32], value: 1_000 }, 95, |_, mut draft| {
        draft.body.command = Some(TestCommand::Mint { name: [8; 32], value: 999 });
        assert_eq!(refused(&draft.sign()), Refusal::BindingSignature);
    });
}

#[test]
fn two_bundles_that_claim_the_same_share_a_tag() {
    with_command(TestCommand::Mint { name: [8; 32], value: 1 }, 95, |_, draft| {
        let claims = crate::Pallet::<Test>::check(&draft.sign()).unwrap();
        assert_eq!(claims, vec![vec![8; 32]]);
    });
}

#[test]
fn one_name_is_minted_once_in_a_block() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100, 200]);
        let mint = |value: u128| {
            let name = [8; 32];
            wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, value)],
                outputs: vec![pay(&alice, value - 5), Pay { to: &alice, asset: Asset::Token(name), value: 9 }],
                fee: 5,
                from: Some(&alice),
                command: Some(TestCommand::Mint { name, value: 9 }),
                ..Default::default()
            })
        };
        let [first, second] = [mint(100).sign(), mint(200).sign()];
        Shielded::check(&second).unwrap();
        submit(first).unwrap();
        assert_eq!(refused(&second), Refusal::Command(CommandError::Other(7)));
    });
}

/// Two units of one ticket, which the rules of issuance would not allow, and a bundle whose command locks `value` of it.
fn locking_tickets(value: u128, test: impl FnOnce(Draft)) {
    on_chain(|| {
        let alice = person(1);
        let ticket = Asset::Ticket { category: [3; 32], id: [4; 32] };
        for _ in 0..2 {
            Shielded::add_public_note(&address_of(&alice), ticket, 1).unwrap();
        }
        let wallet = funded(&alice, &[], &[100]);
        let tickets = wallet.owned.iter().filter(|owned| owned.note.value == 1).take(value as usize).cloned();
        test(wallet.draft(Recipe {
            inputs: tickets.chain([wallet.note_of(&alice, 100)]).collect(),
            outputs: vec![pay(&alice, 95)],
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::LockInVain { asset: ticket, value }),
            ..Default::default()
        }));
    });
}

#[test]
fn a_ticket_that_a_command_locked_in_vain_comes_back() {
    locking_tickets(1, |draft| {
        submit(draft.sign()).unwrap();
        assert_eq!(held(&Asset::Ticket { category: [3; 32], id: [4; 32] }), 2);
        assert_eq!(Shielded::next_index(), 5);
    });
}

#[test]
fn a_command_moves_exactly_one_of_a_ticket() {
    // The fee is term 0. What could not be given back must not be authorised.
    for value in [0, 2] {
        locking_tickets(value, |draft| {
            assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::TermValue(1)));
        });
    }
}

#[test]
fn a_command_without_inputs() {
    with_command(TestCommand::Lock { value: 40, fails: false }, 55, |_, mut draft| {
        draft.body.inputs = BoundedVec::default();
        draft.spend_secrets.clear();
        assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::NoInputs));
    });
}

#[test]
fn a_command_needs_from_and_its_signature() {
    with_command(TestCommand::Lock { value: 40, fails: false }, 55, |_, mut draft| {
        let mut bundle = draft.sign();
        bundle.from_signature = None;
        assert_eq!(refused(&bundle), Refusal::Shape(ShapeError::FromSignature));
        draft.from_secret = Some(random_scalar());
        assert_eq!(refused(&draft.sign()), Refusal::FromSignature);
        draft.body.from = None;
        draft.from_secret = None;
        assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::CommandWithoutFrom));
    });
}
