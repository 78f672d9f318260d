//! Verifying keys and the switch.

use super::fixture::*;
use crate::{mock::*, Error, KeyStatus, Refusal};
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

#[test]
fn nothing_is_shielded_while_no_keys_are_active() {
    on_chain(|| {
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::ExitOnly).unwrap();
        let to = Box::new(address_of(&person(1)));
        assert_noop!(
            Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 50),
            Error::<Test>::NoActiveKeys
        );
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

#[test]
fn bad_keys_are_refused_when_they_are_set() {
    on_chain(|| {
        let (input, output) = (key(Circuit::Input), key(Circuit::Output));
        let with = |change: fn(&mut [u8])| {
            let mut bytes = key(Circuit::Input).into_inner();
            change(&mut bytes);
            Bytes::truncate_from(bytes)
        };
        let short = Bytes::truncate_from(input[..input.len() - 1].to_vec());
        let cases = [
            // alpha (32), beta, gamma, delta (64 each), then the count.
            (with(|key| key.copy_within(96..160, 160)), Error::<Test>::KeyGammaIsDelta),
            // delta = -gamma: the other sign of y.
            (
                with(|key| {
                    key.copy_within(96..160, 160);
                    key[223] ^= 0x80;
                }),
                Error::<Test>::KeyGammaIsDelta,
            ),
            (with(|key| (key[..32].fill(0), key[31] = 0x40).0), Error::<Test>::KeyIdentity),
            (with(|key| (key[96..160].fill(0), key[159] = 0x40).0), Error::<Test>::KeyIdentity),
            (with(|key| key[..32].fill(0xff)), Error::<Test>::KeyEncoding),
            (with(|key| key[224] += 1), Error::<Test>::KeyInputCount),
            (output.clone(), Error::<Test>::KeyInputCount),
            (short, Error::<Test>::KeyLength),
            (Bytes::default(), Error::<Test>::KeyLength),
        ];
        for (bad, error) in cases {
            assert_noop!(Shielded::schedule_keys(RuntimeOrigin::root(), 2, bad, output.clone()), error);
        }
    });
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
