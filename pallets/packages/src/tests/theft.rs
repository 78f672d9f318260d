//! What does not open a package, and what does not make one.

use super::fixture::*;
use crate::mock::*;
use pallet_shielded::{PublicNotes, Refusal};
use sero_shielded::{
    asset::Asset,
    bundle::ShieldedOutput,
    command::{Command, CommandError, PackageCommand},
    curve::Scalar,
    encoding::FieldBytes,
    refusal::Place,
};

/// A bundle of 2 that opens a package without its unit.
fn without_unit(wallet: &Wallet, bob: &sero_shielded::keys::SpendingKey, id: [u8; 32]) -> Draft {
    let deposit = Packages::package(&id).unwrap().deposit;
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(bob, 3_000)],
        outputs: vec![pay(bob, 3_295 + deposit), pay_in(gold(), bob, 500)],
        released: blindings(&id, 2),
        fee: 5,
        from: Some(bob),
        command: Some(Command::Package(PackageCommand::Open { id, deposit })),
        ..Default::default()
    })
}

#[test]
fn the_key_without_the_unit_opens_nothing() {
    packed(b"", |wallet, _, bob, id| {
        assert_eq!(refused(&without_unit(&wallet, &bob, id).sign()), Refusal::BindingSignature);
    });
}

#[test]
fn the_unit_without_the_key_opens_nothing() {
    packed(b"", |wallet, alice, _, id| {
        let honest = opening(&wallet, &alice, 2_000, id);
        let known: Scalar = blindings(&id, 2).iter().sum();
        let guesses = [Scalar::from(0u64), blindings(&id, 1)[0], blindings(&[0; 32], 2).iter().sum()];
        for guess in guesses {
            let mut draft = honest.clone();
            draft.bind_secret = draft.bind_secret - known + guess;
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature);
        }
        submit(honest.sign()).unwrap();
    });
}

#[test]
fn a_package_pays_out_what_is_inside_and_no_more() {
    packed(b"", |wallet, alice, _, id| {
        let deposit = returned_of(2, 0);
        for (coins, tokens) in [(2_296, 500), (2_294, 500), (2_295, 501), (2_295, 499), (2_795, 0)] {
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_in(&Asset::Package(id), &alice), wallet.note_of(&alice, 2_000)],
                outputs: vec![pay(&alice, coins + deposit), pay_in(gold(), &alice, tokens)],
                released: blindings(&id, 2),
                fee: 5,
                from: Some(&alice),
                command: Some(Command::Package(PackageCommand::Open { id, deposit })),
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{coins} {tokens}");
        }
    });
}

#[test]
fn a_unit_opens_its_own_package() {
    packed(b"", |mut wallet, alice, bob, id| {
        // Bob makes one of nothing but a byte.
        let deposit = deposit_of(0, 17);
        let mut cheap = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&bob, 3_000)],
            outputs: vec![pay(&bob, 2_995 - deposit)],
            unit: Some(&bob),
            fee: 5,
            from: Some(&bob),
            ..Default::default()
        });
        let sealed = key().seal(&cheap.package_id(), b"x").unwrap();
        cheap.body.command = Some(Command::Package(create(&cheap, &sealed)));
        submit(cheap.sign()).unwrap();
        wallet.end_block();
        let dear = returned_of(2, 0);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&Asset::Package(cheap.package_id()), &bob)],
            outputs: vec![pay(&bob, 295 + dear), pay_in(gold(), &bob, 500)],
            released: blindings(&id, 2),
            fee: 5,
            from: Some(&bob),
            command: Some(Command::Package(PackageCommand::Open { id, deposit: dear })),
            ..Default::default()
        });
        assert_eq!(refused(&draft.sign()), Refusal::BindingSignature);
        submit(opening(&wallet, &alice, 2_000, id).sign()).unwrap();
    });
}

#[test]
fn an_order_under_a_wrong_id() {
    packed(b"", |wallet, alice, _, id| {
        // Opening names the package alone: what re-enters is what the chain holds of it.
        let mut other = opening(&wallet, &alice, 2_000, id);
        other.body.command = Some(Command::Package(PackageCommand::Open { id: [1; 32], deposit: 1 }));
        // The unit of another package is not in the pool.
        assert_eq!(refused(&other.sign()), Refusal::Turnstile(1));
        let strange = FieldBytes::from(Asset::Package([1; 32]).id());
        pallet_shielded::Turnstile::<Test>::insert(strange, 1);
        assert_eq!(refused(&other.sign()), Refusal::Command(CommandError::PackageUnknown));
        pallet_shielded::Turnstile::<Test>::remove(strange);
    });
}

/// A draft that makes a package, with other contents than it was made for.
fn with_contents(draft: &Draft, change: impl FnOnce(&mut Vec<ShieldedOutput>)) -> Draft {
    let mut changed = draft.clone();
    change(&mut changed.packed);
    changed.body.command = Some(Command::Package(create(&changed, b"")));
    changed
}

#[test]
fn commitments_of_contents_swapped() {
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let swapped = with_contents(&honest, |contents| {
            let [first, second] = [contents[0].asset_commitment, contents[1].asset_commitment];
            (contents[0].asset_commitment, contents[1].asset_commitment) = (second, first);
        });
        // The sum is the same, the proofs are not.
        assert_eq!(refused(&swapped.sign()), Refusal::Proof(Place::Packed(0)));
        submit(honest.sign()).unwrap();
    });
}

#[test]
fn a_proof_of_another_description() {
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let stolen = with_contents(&honest, |contents| contents[1].proof = contents[0].proof);
        assert_eq!(refused(&stolen.sign()), Refusal::Proof(Place::Packed(1)));
        let outputs = honest.body.outputs[0].proof;
        let stolen = with_contents(&honest, |contents| contents[0].proof = outputs);
        assert_eq!(refused(&stolen.sign()), Refusal::Proof(Place::Packed(0)));
        // One description twice, so that what it holds would come out twice.
        let twice = with_contents(&honest, |contents| contents[1] = contents[0]);
        assert_eq!(refused(&twice.sign()), Refusal::BindingSignature);
    });
}

#[test]
fn contents_exchanged_behind_the_signature() {
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let signed = honest.sign();
        type Change = fn(&mut Vec<ShieldedOutput>);
        let changes: [Change; 4] = [
            |contents| contents.swap(0, 1),
            |contents| contents.truncate(1),
            |contents| contents[0].note.memo.0[3] ^= 1,
            |contents| contents[0].note.contents.swap(0, 1),
        ];
        for change in changes {
            let mut bundle = signed.clone();
            bundle.body.command = with_contents(&honest, change).body.command;
            let refusal = refused(&bundle);
            // One note less locks a smaller deposit too: all of it is signed.
            assert_eq!(refusal, Refusal::BindingSignature);
        }
        let mut bundle = signed.clone();
        let data = key().seal(&honest.package_id(), b"another deed").unwrap();
        bundle.body.command = Some(Command::Package(create(&honest, &data)));
        assert_eq!(refused(&bundle), Refusal::BindingSignature);
        submit(signed).unwrap();
    });
}

#[test]
fn more_than_one_unit_or_that_of_another_package() {
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let deposit = deposit_of(0, 17);
        for (asset, value) in [(Asset::Package(honest.package_id()), 2), (Asset::Package([1; 32]), 1), (gold(), 1)] {
            let mut draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, 2_000)],
                outputs: vec![pay(&alice, 1_995 - deposit), pay_in(asset, &alice, value)],
                fee: 5,
                from: Some(&alice),
                ..Default::default()
            });
            let sealed = key().seal(&draft.package_id(), b"x").unwrap();
            draft.body.command = Some(Command::Package(create(&draft, &sealed)));
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{asset:?} {value}");
        }
    });
}

#[test]
fn an_id_of_another_nil() {
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let second_nil = sero_shielded::package::package_id(&honest.body.inputs[1].nil);
        for wrong in [second_nil, [0; 32]] {
            let mut draft = honest.clone();
            let mut command = create(&honest, b"");
            if let PackageCommand::Create { id, .. } = &mut command {
                *id = wrong;
            }
            draft.body.command = Some(Command::Package(command));
            assert_eq!(refused(&draft.sign()), Refusal::Command(CommandError::PackageId));
        }
        // The first of two inputs, in the other order, is another id.
        let mut reordered = honest.clone();
        reordered.body.inputs.as_mut().swap(0, 1);
        reordered.spend_secrets.swap(0, 1);
        assert_eq!(refused(&reordered.sign()), Refusal::Command(CommandError::PackageId));
    });
}

#[test]
fn a_deposit_off_by_one() {
    packed(b"", |wallet, alice, _, id| {
        let needed = returned_of(2, 0);
        for given in [needed - 1, needed + 1, needed + PLACE] {
            let mut draft = opening(&wallet, &alice, 2_000, id);
            draft.body.command = Some(Command::Package(PackageCommand::Open { id, deposit: given }));
            assert_eq!(refused(&draft.sign()), Refusal::Command(CommandError::Deposit { given, needed }));
        }
    });
    assets(|wallet, alice, _| {
        let honest = packing(&wallet, &alice, b"");
        let needed = deposit_of(2, 0);
        for wrong in [0, needed - 1, needed + 1, needed - PLACE] {
            let mut command = create(&honest, b"");
            if let PackageCommand::Create { deposit, .. } = &mut command {
                *deposit = wrong;
            }
            let mut draft = honest.clone();
            draft.body.command = Some(Command::Package(command));
            let wrong = CommandError::Deposit { given: wrong, needed };
            assert_eq!(refused(&draft.sign()), Refusal::Command(wrong));
        }
    });
}

#[test]
fn a_counterfeit_unit_cannot_leave_what_the_pool_counts() {
    packed(b"", |wallet, alice, _, id| {
        // As if a flaw had made a second unit: whoever comes first opens, the second finds the turnstile empty.
        let before = held(&Asset::Package(id));
        Shielded::add_public_note(&shielded_fixture::address_of(&alice), Asset::Package(id), 1).unwrap();
        let sneaked = FieldBytes::from(Asset::Package(id).id());
        pallet_shielded::Turnstile::<Test>::insert(sneaked, before);
        let mut wallet = wallet;
        wallet.end_block();
        let first = opening(&wallet, &alice, 2_000, id);
        submit(first.sign()).unwrap();
        let unit = wallet.owned.last().unwrap().clone();
        let second = wallet.draft(Recipe {
            inputs: vec![unit, wallet.note_of(&person(2), 3_000)],
            outputs: vec![pay(&alice, 3_295 + returned_of(2, 0)), pay_in(gold(), &alice, 500)],
            released: blindings(&id, 2),
            fee: 5,
            from: Some(&alice),
            command: Some(Command::Package(PackageCommand::Open { id, deposit: returned_of(2, 0) })),
            ..Default::default()
        });
        assert_eq!(refused(&second.sign()), Refusal::Turnstile(1));
    });
}
