//! Output descriptions that a command keeps instead of the tree, and commitments that it releases.

use super::fixture::*;
use crate::{mock::*, KeyStatus, PublicNotes, Refusal, Shape};
use frame_support::BoundedVec;
use sero_shielded::{
    asset::Asset,
    command::CommandError,
    curve::Scalar,
    encoding::{EncodingError, FieldBytes, PointBytes},
    package::PackageKey,
    refusal::{Part, Place},
};
use sp_runtime::{traits::Dispatchable, StateVersion::V1};

const GOLD: Asset = Asset::Token([7; 32]);
const DEPOSIT: u128 = 20;

fn key() -> PackageKey {
    PackageKey::new([5; 32])
}

/// 30 SERO and 500 of a token, packed with a deposit; 45 SERO and the receipt come back.
fn packing() -> (Wallet, Draft) {
    let alice = person(1);
    Shielded::add_public_note(&address_of(&alice), GOLD, 500).unwrap();
    let wallet = funded(&alice, &[&person(2)], &[100]);
    let key = key();
    let draft = wallet.draft(Recipe {
        inputs: vec![wallet.note_of(&alice, 100), wallet.note_of(&alice, 500)],
        outputs: vec![pay(&alice, 45), pay_in(RECEIPT, &alice, 1)],
        packed: vec![Pack { key: &key, asset: Asset::sero(), value: 30 }, Pack { key: &key, asset: GOLD, value: 500 }],
        fee: 5,
        from: Some(&alice),
        ..Default::default()
    });
    (wallet, with_contents(draft))
}

/// The draft with the command that carries what it packs.
fn with_contents(mut draft: Draft) -> Draft {
    let contents = BoundedVec::truncate_from(draft.packed.clone());
    draft.body.command = Some(TestCommand::Pack { contents, deposit: DEPOSIT });
    draft
}

fn change_contents(draft: &mut Draft, change: impl FnOnce(&mut [sero_shielded::bundle::ShieldedOutput])) {
    change(&mut draft.packed);
    *draft = with_contents(draft.clone());
}

/// How the packed commitments are blinded.
fn blindings(id: &[u8; 32], count: u32) -> Vec<Scalar> {
    (0..count).map(|place| key().secrets(id, place).ar).collect()
}

#[test]
fn packed_notes_enter_no_tree_and_come_back_by_their_commitments() {
    on_chain(|| {
        let alice = person(1);
        let (mut wallet, draft) = packing();
        let before = Shielded::next_index();
        submit(draft.sign()).unwrap();
        // The two outputs of the bundle, and none of the two that are packed.
        assert_eq!(Shielded::next_index(), before + 2);
        assert_eq!((held(&Asset::sero()), held(&GOLD), held(&RECEIPT)), (75, 500, 1));
        wallet.end_block();

        let id = draft.package_id();
        let open = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&RECEIPT, &alice)],
            outputs: vec![pay(&alice, 30 + DEPOSIT - 5), pay_in(GOLD, &alice, 500)],
            released: blindings(&id, 2),
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::Unpack { deposit: DEPOSIT }),
            ..Default::default()
        });
        let bundle = open.sign();
        submit(bundle.clone()).unwrap();
        assert_eq!((held(&Asset::sero()), held(&GOLD), held(&RECEIPT)), (90, 500, 0));
        assert!(Kept::get().is_empty());
        assert_eq!(refused(&bundle), Refusal::NilAlreadySpent(0));
    });
}

#[test]
fn a_fault_in_what_is_packed_is_found_at_its_place() {
    on_chain(|| {
        let (_, honest) = packing();
        let encoding = |part| Refusal::Encoding {
            place: Place::Packed(1),
            part,
            cause: match part {
                Part::Commitment => EncodingError::FieldNotCanonical,
                _ => EncodingError::PointOutsideSubgroup,
            },
        };
        let mut draft = honest.clone();
        change_contents(&mut draft, |contents| contents[1].asset_commitment = PointBytes([0; 32]));
        assert_eq!(refused(&draft.sign()), encoding(Part::AssetCommitment));
        let mut draft = honest.clone();
        change_contents(&mut draft, |contents| contents[1].note.commitment = FieldBytes([0xff; 32]));
        assert_eq!(refused(&draft.sign()), encoding(Part::Commitment));
        // The proof of its neighbour.
        let mut draft = honest.clone();
        change_contents(&mut draft, |contents| contents[1].proof = contents[0].proof);
        assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Packed(1)));
        let mut draft = honest.clone();
        draft.body.outputs[1].proof = draft.body.outputs[0].proof;
        assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Output(1)));
        submit(honest.sign()).unwrap();
    });
}

#[test]
fn what_is_packed_is_paid_for() {
    on_chain(|| {
        let (_, honest) = packing();
        // Two notes for the price of one; a stranger's note added; another order is as good for the balance, not for the
        // signatures.
        let mut fewer = honest.clone();
        fewer.packed.truncate(1);
        assert_eq!(refused(&with_contents(fewer).sign()), Refusal::BindingSignature);
        let mut more = honest.clone();
        more.packed.push(more.packed[0]);
        assert_eq!(refused(&with_contents(more).sign()), Refusal::BindingSignature);
        let mut bundle = honest.sign();
        let mut swapped = honest.clone();
        change_contents(&mut swapped, |contents| contents.swap(0, 1));
        bundle.body.command = swapped.body.command;
        assert_eq!(refused(&bundle), Refusal::BindingSignature);
    });
}

#[test]
fn a_release_is_balanced_by_whoever_knows_the_blindings() {
    on_chain(|| {
        let alice = person(1);
        let (mut wallet, draft) = packing();
        submit(draft.sign()).unwrap();
        wallet.end_block();
        let id = draft.package_id();
        let open = |released: Vec<Scalar>, out: u128| {
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_in(&RECEIPT, &alice)],
                outputs: vec![pay(&alice, out), pay_in(GOLD, &alice, 500)],
                released,
                fee: 5,
                from: Some(&alice),
                command: Some(TestCommand::Unpack { deposit: DEPOSIT }),
                ..Default::default()
            });
            draft.sign()
        };
        for guess in [vec![], blindings(&id, 1), blindings(&[0; 32], 2)] {
            assert_eq!(refused(&open(guess, 45)), Refusal::BindingSignature);
        }
        for out in [44, 46] {
            assert_eq!(refused(&open(blindings(&id, 2), out)), Refusal::BindingSignature, "{out}");
        }
        submit(open(blindings(&id, 2), 45)).unwrap();
    });
}

#[test]
fn a_command_that_is_refused_releases_nothing() {
    on_chain(|| {
        let alice = person(1);
        let (mut wallet, draft) = packing();
        submit(draft.sign()).unwrap();
        wallet.end_block();
        let open = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&RECEIPT, &alice)],
            outputs: vec![pay(&alice, 46), pay_in(GOLD, &alice, 500)],
            released: blindings(&draft.package_id(), 2),
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::Unpack { deposit: DEPOSIT + 1 }),
            ..Default::default()
        });
        assert_eq!(refused(&open.sign()), Refusal::Command(CommandError::Other(8)));
    });
}

/// Dispatches a bundle that validity allows, and whose command fails all the same: nothing of the bundle stays, since what it
/// packs or releases could not be given back.
fn fails_as_a_whole(draft: &Draft) {
    let bundle = draft.sign();
    Shielded::check(&bundle).unwrap();
    let before = sp_io::storage::root(V1);
    let call: RuntimeCall = crate::Call::<Test>::submit { bundle: Box::new(bundle) }.into();
    let outcome = call.dispatch(frame_system::RawOrigin::Authorized.into());
    assert_eq!(outcome.map_err(|failed| failed.error), Err("told to fail".into()));
    assert_eq!(before, sp_io::storage::root(V1));
}

#[test]
fn a_command_that_packs_without_minting_is_not_given_back_in_part() {
    on_chain(|| {
        let alice = person(1);
        Shielded::add_public_note(&address_of(&alice), GOLD, 500).unwrap();
        let wallet = funded(&alice, &[], &[100]);
        let key = key();
        let mut draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 45)],
            packed: vec![Pack { key: &key, asset: Asset::sero(), value: 30 }],
            fee: 5,
            from: Some(&alice),
            ..Default::default()
        });
        let contents = BoundedVec::truncate_from(draft.packed.clone());
        draft.body.command = Some(TestCommand::PackInVain { contents, deposit: DEPOSIT });
        fails_as_a_whole(&draft);
    });
}

#[test]
fn a_command_that_releases_without_minting_is_not_given_back_in_part() {
    on_chain(|| {
        let alice = person(1);
        let (mut wallet, draft) = packing();
        submit(draft.sign()).unwrap();
        wallet.end_block();
        let open = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&RECEIPT, &alice)],
            outputs: vec![pay(&alice, 25), pay_in(GOLD, &alice, 500)],
            released: blindings(&draft.package_id(), 2),
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::UnpackInVain),
            ..Default::default()
        });
        fails_as_a_whole(&open);
        assert_eq!(Kept::get().len(), 2);
    });
}

#[test]
fn exit_only_keys_serve_nothing_that_packs_or_releases() {
    on_chain(|| {
        let alice = person(1);
        let (mut wallet, draft) = packing();
        submit(draft.sign()).unwrap();
        wallet.end_block();
        // All of it goes to a plain account, and no note is made.
        let open = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&RECEIPT, &alice), wallet.note_of(&alice, 45)],
            public_outs: vec![to_account(&BOB, 45 + 30 + DEPOSIT - 5)],
            outputs: vec![],
            released: blindings(&draft.package_id(), 1),
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::Unpack { deposit: DEPOSIT }),
            ..Default::default()
        });
        let key = key();
        let mut pack = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 45)],
            packed: vec![Pack { key: &key, asset: Asset::sero(), value: 20 }],
            fee: 5,
            from: Some(&alice),
            ..Default::default()
        });
        let contents = BoundedVec::truncate_from(pack.packed.clone());
        pack.body.command = Some(TestCommand::PackInVain { contents, deposit: DEPOSIT });
        Shielded::check(&pack.sign()).unwrap();
        Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::ExitOnly).unwrap();
        for draft in [open, pack] {
            assert_eq!(refused(&draft.sign()), Refusal::ExitOnly(1));
        }
    });
}

#[test]
fn packed_descriptions_are_weighed_as_proofs_and_not_as_notes() {
    on_chain(|| {
        let (_, draft) = packing();
        let bundle = draft.sign();
        assert_eq!(Shielded::proved_outputs(&bundle), 4);
        let Shape { inputs, outputs, .. } = Shielded::shape(&bundle);
        assert_eq!((inputs, outputs), (2, 2));
    });
}
