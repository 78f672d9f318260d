//! Verifying keys and the switch.

use super::fixture::*;
use crate::{mock::*, Error, Event, KeyStatus, Refusal};
use frame_support::{assert_noop, BoundedVec};
use sero_circuits::{keys::development_key, Circuit};
use sero_shielded::{asset::Asset, bundle::Destination};
use sp_runtime::DispatchError::BadOrigin;

type Bytes = BoundedVec<u8, frame_support::traits::ConstU32<{ crate::MAX_KEY_LEN }>>;

fn key(circuit: Circuit) -> Bytes {
    BoundedVec::truncate_from(development_key(circuit).to_vec())
}

fn small(alice: &sero_shielded::keys::SpendingKey, wallet: &Wallet) -> Draft {
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(alice, 100)],
        outputs: vec![pay(alice, 95)],
        fee: 5,
        ..Default::default()
    })
}

#[test]
fn a_pause_stops_bundles_and_shield_and_loses_nothing() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let bundle = small(&alice, &wallet).sign();
        assert_noop!(Shielded::set_paused(RuntimeOrigin::signed(ALICE), true), BadOrigin);
        Shielded::set_paused(RuntimeOrigin::root(), true).unwrap();
        assert_eq!(refused(&bundle), Refusal::Paused);
        let to = Box::new(address_of(&alice));
        assert_noop!(Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 1), Error::<Test>::Paused);
        Shielded::set_paused(RuntimeOrigin::root(), false).unwrap();
        submit(bundle).unwrap();
    });
}

#[test]
fn keys_switched_off_or_unknown_serve_nobody() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let mut draft = small(&alice, &wallet);
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::Off).unwrap();
        assert_eq!(refused(&draft.sign()), Refusal::KeyVersion(1));
        draft.body.key_version = 2;
        assert_eq!(refused(&draft.sign()), Refusal::KeyVersion(2));
        assert_noop!(
            Shielded::set_key_status(RuntimeOrigin::root(), 2, KeyStatus::Off),
            Error::<Test>::KeyVersionUnknown
        );
        assert_noop!(Shielded::set_key_status(RuntimeOrigin::signed(ALICE), 1, KeyStatus::Active), BadOrigin);
    });
}

#[test]
fn keys_switched_on_again_wait_for_the_public_delay() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let mut draft = small(&alice, &wallet);
        draft.body.expiry = 50;
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::Off).unwrap();
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::Active).unwrap();
        for _ in 2..12 {
            assert_eq!(refused(&draft.sign()), Refusal::KeyVersion(1));
            wallet.end_block();
        }
        submit(draft.sign()).unwrap();
    });
}

/// A payment of a note of 100 to a plain account.
fn exit(alice: &sero_shielded::keys::SpendingKey, wallet: &Wallet) -> Draft {
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(alice, 100)],
        public_outs: vec![to_account(&BOB, 95)],
        fee: 5,
        ..Default::default()
    })
}

fn switch(status: KeyStatus) {
    Shielded::set_key_status(RuntimeOrigin::root(), 1, status).unwrap();
}

#[test]
fn everybody_hears_from_which_block_on_a_switch_holds() {
    on_chain(|| {
        let hears = |status, from| {
            switch(status);
            System::assert_last_event(Event::KeysSwitched { version: 1, status, from }.into());
            next_block();
        };
        // In blocks 1, 2 and so on.
        hears(KeyStatus::ExitOnly, 1);
        hears(KeyStatus::Active, 12);
        // Announced already.
        hears(KeyStatus::Active, 12);
        hears(KeyStatus::ExitOnly, 4);
        hears(KeyStatus::Active, 15);
        hears(KeyStatus::Off, 6);
        hears(KeyStatus::ExitOnly, 17);
    });
}

#[test]
fn exits_go_on_while_active_keys_wait() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100, 50]);
        let mut payment = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 50)],
            outputs: vec![pay(&alice, 45)],
            fee: 5,
            ..Default::default()
        });
        payment.body.expiry = 50;
        switch(KeyStatus::ExitOnly);
        switch(KeyStatus::Active);
        assert_eq!(refused(&payment.sign()), Refusal::ExitOnly(1));
        submit(exit(&alice, &wallet).sign()).unwrap();
        for _ in 2..12 {
            assert_eq!(refused(&payment.sign()), Refusal::ExitOnly(1));
            wallet.end_block();
        }
        submit(payment.sign()).unwrap();
    });
}

#[test]
fn announced_exits_are_not_put_off_by_a_later_announcement() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let (mut exit, mut payment) = (exit(&alice, &wallet), small(&alice, &wallet));
        (exit.body.expiry, payment.body.expiry) = (50, 50);
        switch(KeyStatus::Off);
        switch(KeyStatus::ExitOnly);
        for _ in 2..7 {
            wallet.end_block();
        }
        // In block 7: all from block 17 on.
        switch(KeyStatus::Active);
        for _ in 7..12 {
            assert_eq!(refused(&exit.sign()), Refusal::KeyVersion(1));
            wallet.end_block();
        }
        Shielded::check(&exit.sign()).unwrap();
        for _ in 12..17 {
            assert_eq!(refused(&payment.sign()), Refusal::ExitOnly(1));
            wallet.end_block();
        }
        submit(payment.sign()).unwrap();
    });
}

#[test]
fn what_was_announced_is_taken_back_at_once() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let (mut exit, mut payment) = (exit(&alice, &wallet), small(&alice, &wallet));
        (exit.body.expiry, payment.body.expiry) = (50, 50);
        switch(KeyStatus::ExitOnly);
        switch(KeyStatus::Active);
        switch(KeyStatus::ExitOnly);
        for _ in 2..20 {
            wallet.end_block();
        }
        assert_eq!(refused(&payment.sign()), Refusal::ExitOnly(1));
        Shielded::check(&exit.sign()).unwrap();
        switch(KeyStatus::Active);
        switch(KeyStatus::Off);
        assert_eq!(refused(&exit.sign()), Refusal::KeyVersion(1));
    });
}

#[test]
fn nothing_is_shielded_while_no_keys_are_active() {
    on_chain(|| {
        let shield = || {
            let to = Box::new(address_of(&person(1)));
            Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 50)
        };
        switch(KeyStatus::ExitOnly);
        assert_noop!(shield(), Error::<Test>::NoActiveKeys);
        // Announced for block 11.
        switch(KeyStatus::Active);
        assert_noop!(shield(), Error::<Test>::NoActiveKeys);
        for _ in 1..11 {
            next_block();
        }
        shield().unwrap();
    });
}

#[test]
fn exit_only_keys_let_value_leave_and_make_no_note() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::ExitOnly).unwrap();
        assert_eq!(refused(&small(&alice, &wallet).sign()), Refusal::ExitOnly(1));
        let note = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            public_outs: vec![public_out(Destination::Address(address_of(&alice)), 95)],
            fee: 5,
            ..Default::default()
        });
        assert_eq!(refused(&note.sign()), Refusal::ExitOnly(1));
        let exit = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            public_outs: vec![to_account(&BOB, 95)],
            fee: 5,
            ..Default::default()
        });
        submit(exit.sign()).unwrap();
        assert_eq!(Balances::free_balance(&BOB), 95);
    });
}

#[test]
fn new_keys_wait_for_the_public_delay() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let (input, output) = (key(Circuit::Input), key(Circuit::Output));
        assert_noop!(
            Shielded::schedule_keys(RuntimeOrigin::signed(ALICE), 2, input.clone(), output.clone()),
            BadOrigin
        );
        Shielded::schedule_keys(RuntimeOrigin::root(), 2, input.clone(), output.clone()).unwrap();
        assert_noop!(Shielded::schedule_keys(RuntimeOrigin::root(), 2, input, output), Error::<Test>::KeyVersionTaken);
        let mut draft = small(&alice, &wallet);
        draft.body.key_version = 2;
        draft.body.expiry = 50;
        for _ in 2..12 {
            assert_eq!(refused(&draft.sign()), Refusal::KeyVersion(2));
            wallet.end_block();
        }
        assert_eq!(System::block_number(), 12);
        submit(draft.sign()).unwrap();
    });
}

/// Bytes that are no key of the Input circuit, with the reason.
fn bad_keys() -> Vec<(Bytes, Error<Test>)> {
    let with = |change: fn(&mut [u8])| {
        let mut bytes = key(Circuit::Input).into_inner();
        change(&mut bytes);
        Bytes::truncate_from(bytes)
    };
    let mut short = key(Circuit::Input);
    short.pop();
    vec![
        // alpha (32), beta, gamma, delta (64 each), then the count.
        (with(|key| key.copy_within(96..160, 160)), Error::KeyGammaIsDelta),
        // delta = -gamma: the other sign of y.
        (
            with(|key| {
                key.copy_within(96..160, 160);
                key[223] ^= 0x80;
            }),
            Error::KeyGammaIsDelta,
        ),
        (with(|key| (key[..32].fill(0), key[31] = 0x40).0), Error::KeyIdentity),
        (with(|key| (key[96..160].fill(0), key[159] = 0x40).0), Error::KeyIdentity),
        (with(|key| key[..32].fill(0xff)), Error::KeyEncoding),
        (with(|key| key[224] += 1), Error::KeyInputCount),
        (key(Circuit::Output), Error::KeyInputCount),
        (short, Error::KeyLength),
        (Bytes::default(), Error::KeyLength),
    ]
}

#[test]
fn bad_keys_are_refused_when_they_are_set() {
    on_chain(|| {
        let output = key(Circuit::Output);
        for (bad, error) in bad_keys() {
            assert_noop!(Shielded::schedule_keys(RuntimeOrigin::root(), 2, bad, output.clone()), error);
        }
    });
}

/// Why no chain begins with these keys; nothing if one does.
fn genesis_refuses(input: &Bytes, output: &Bytes) -> Option<String> {
    let keys = (input.to_vec(), output.to_vec());
    let panic = std::panic::catch_unwind(|| genesis(keys)).err()?;
    Some(*panic.downcast::<String>().expect("the refusal has a text"))
}

#[test]
fn no_chain_begins_with_bad_keys() {
    let (input, output) = (key(Circuit::Input), key(Circuit::Output));
    assert_eq!(genesis_refuses(&input, &output), None);
    for (bad, error) in bad_keys() {
        let refusal = genesis_refuses(&bad, &output).expect("the key is bad");
        assert!(refusal.contains(&format!("{error:?}")), "{refusal}, not {error:?}");
    }
    for missing in [(&input, &Bytes::default()), (&input, &input)] {
        assert!(genesis_refuses(missing.0, missing.1).is_some(), "the Output circuit has no key");
    }
    InsecureKeys::set(false);
    let refusal = genesis_refuses(&input, &output);
    InsecureKeys::set(true);
    assert!(refusal.expect("everybody can forge").contains("KeyInsecure"));
}

#[test]
fn a_chain_may_begin_without_keys() {
    let mut chain = sp_io::TestExternalities::new(genesis((vec![], vec![])));
    chain.execute_with(|| assert_eq!(crate::Keys::<Test>::iter().count(), 0));
}

#[test]
fn development_keys_are_refused_where_they_are_not_allowed() {
    on_chain(|| {
        InsecureKeys::set(false);
        let schedule = || Shielded::schedule_keys(RuntimeOrigin::root(), 2, key(Circuit::Input), key(Circuit::Output));
        assert_noop!(schedule(), Error::<Test>::KeyInsecure);
        InsecureKeys::set(true);
        Shielded::schedule_keys(RuntimeOrigin::root(), 2, key(Circuit::Input), key(Circuit::Output)).unwrap();
    });
}
