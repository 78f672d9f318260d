//! What works.

use super::fixture::*;
use crate::{commands::claim, mock::*, Data, Deposits, Event};
use pallet_shielded::Refusal;
use sero_shielded::{
    asset::Asset,
    command::{Command, CommandError, PackageCommand},
};

#[test]
fn a_package_holds_notes_and_data_and_gives_them_back() {
    packed(b"the deed", |mut wallet, alice, _, id| {
        // The pool holds what is inside, and one unit.
        assert_eq!((held(&gold()), held(&Asset::Package(id))), (500, 1));
        let package = Packages::package(&id).unwrap();
        assert_eq!(package.deposit, returned_of(2, 8 + 16));
        assert_eq!((Deposits::<Test>::get(), package.created), (deposit_of(2, 8 + 16), 2));
        // Whoever is shown the key sees what is inside, and so do all tests below.
        let found = key().inspect(&id, &package).unwrap();
        let values: Vec<u128> = found.contents.iter().map(|packed| packed.value).collect();
        assert_eq!((values, found.data), (vec![300, 500], b"the deed".to_vec()));
        // Its notes are in no tree.
        assert!(wallet.owned.iter().all(|owned| owned.note.value != 300));

        submit(opening(&wallet, &alice, 2_000, id).sign()).unwrap();
        System::assert_has_event(Event::<Test>::PackageOpened { id }.into());
        assert_eq!((held(&gold()), held(&Asset::Package(id))), (500, 0));
        assert_eq!((Packages::package(&id), Deposits::<Test>::get()), (None, PLACE));
        assert!(!Data::<Test>::contains_key(id));
        wallet.end_block();
        assert_eq!(wallet.note_of(&alice, 2_000 + 300 + package.deposit - 5).note.aid, Asset::sero().id());
    });
}

#[test]
fn a_package_of_data_alone_and_one_of_notes_alone() {
    assets(|mut wallet, alice, _| {
        let (deposit, returned) = (deposit_of(0, 17_000), returned_of(0, 17_000));
        let mut data_alone = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 2_000)],
            outputs: vec![pay(&alice, 2_000 - 5 - deposit)],
            unit: Some(&alice),
            fee: 5,
            from: Some(&alice),
            ..Default::default()
        });
        let sealed = key().seal(&data_alone.package_id(), &[7; 17_000 - 16]).unwrap();
        data_alone.body.command = Some(Command::Package(create(&data_alone, &sealed)));
        let notes_alone = packing(&wallet, &alice, b"");
        let ids = [data_alone.package_id(), notes_alone.package_id()];
        // Two packages in one block.
        submit(data_alone.sign()).unwrap();
        submit(notes_alone.sign()).unwrap();
        invariants();
        wallet.end_block();
        assert!(Packages::package(&ids[1]).unwrap().data.is_empty());
        let open = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&Asset::Package(ids[0]), &alice)],
            outputs: vec![pay(&alice, returned - 5)],
            fee: 5,
            from: Some(&alice),
            command: Some(Command::Package(PackageCommand::Open { id: ids[0], deposit: returned })),
            ..Default::default()
        });
        submit(open.sign()).unwrap();
        assert!(Packages::package(&ids[1]).is_some());
    });
}

#[test]
fn a_package_moves_privately_and_its_new_owner_opens_it() {
    packed(b"", |mut wallet, alice, bob, id| {
        let unit = Asset::Package(id);
        let sale = wallet.draft(Recipe {
            inputs: vec![wallet.note_in(&unit, &alice), wallet.note_of(&bob, 3_000)],
            outputs: vec![pay_in(unit, &bob, 1), pay(&alice, 900), pay(&bob, 2_095)],
            fee: 5,
            ..Default::default()
        });
        submit(sale.sign()).unwrap();
        wallet.end_block();
        // The former owner has the key and the old note, whose nil is spent.
        assert_eq!(refused(&opening(&wallet, &alice, 2_000, id).sign()), Refusal::NilAlreadySpent(0));
        submit(opening(&wallet, &bob, 2_095, id).sign()).unwrap();
        assert_eq!(held(&unit), 0);
    });
}

#[test]
fn a_package_is_opened_once() {
    packed(b"", |mut wallet, alice, bob, id| {
        let first = opening(&wallet, &alice, 2_000, id);
        submit(first.sign()).unwrap();
        assert_eq!(refused(&first.sign()), Refusal::NilAlreadySpent(0));
        // Other inputs, the same order: none of the unit is in the pool.
        let open = || Some(Command::Package(PackageCommand::Open { id, deposit: returned_of(2, 0) }));
        let again = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&bob, 3_000)],
            outputs: vec![pay(&bob, 2_995)],
            fee: 5,
            from: Some(&bob),
            command: open(),
            ..Default::default()
        });
        assert_eq!(refused(&again.sign()), Refusal::Turnstile(1));
        // And where a flaw had brought one in, the package is gone.
        let sneaked = sero_shielded::encoding::FieldBytes::from(Asset::Package(id).id());
        pallet_shielded::Turnstile::<Test>::insert(sneaked, 1);
        assert_eq!(refused(&again.sign()), Refusal::Command(CommandError::PackageUnknown));
        pallet_shielded::Turnstile::<Test>::remove(sneaked);
        wallet.end_block();
        assert_eq!(refused(&again.sign()), Refusal::Turnstile(1));
    });
}

#[test]
fn a_place_in_the_list_is_never_given_back() {
    packed(b"", |wallet, alice, _, id| {
        let listed = ShieldedAssets::listed(0, 100);
        assert_eq!(Deposits::<Test>::get(), deposit_of(2, 0));
        submit(opening(&wallet, &alice, 2_000, id).sign()).unwrap();
        assert_eq!((ShieldedAssets::listed(0, 100), Deposits::<Test>::get()), (listed, PLACE));
    });
}

#[test]
fn bundles_that_open_one_package_share_a_tag() {
    packed(b"", |wallet, alice, _, id| {
        let claims = Shielded::check(&opening(&wallet, &alice, 2_000, id).sign()).unwrap();
        assert_eq!(claims, [claim(&id)]);
    });
}
