//! The rules of a command, without the bundle around it.

use crate::{commands::claim, mock::*, Data, Deposits, Error, Kept, Packages as Stored};
use frame_support::{assert_noop, storage::with_transaction};
use pallet_shielded::{ListAsset, NativeCoin, PublicAssets};
use sero_shielded::{
    asset::Asset,
    bundle::{ProofBytes, ShieldedOutput},
    command::{CommandError, PackageCommand},
    compact::EncryptedNote,
    encoding::{FieldBytes, PointBytes},
    encryption::SealedMemo,
    keys::PkrBytes,
    package::package_id,
};
use sp_runtime::{DispatchError, TransactionOutcome};

const NIL: FieldBytes = FieldBytes([3; 32]);

fn description(byte: u8) -> ShieldedOutput {
    ShieldedOutput {
        note: EncryptedNote {
            to: PkrBytes([byte; 96]),
            commitment: FieldBytes([byte; 32]),
            rpk: PointBytes([byte; 32]),
            contents: [FieldBytes([byte; 32]); 3],
            memo: SealedMemo([byte; 144]),
        },
        asset_commitment: PointBytes([byte; 32]),
        proof: ProofBytes([byte; 128]),
    }
}

/// A command with the right deposit.
fn create(notes: u8, bytes: usize) -> PackageCommand {
    let contents: Vec<ShieldedOutput> = (0..notes).map(description).collect();
    let mut command = PackageCommand::Create {
        id: package_id(&NIL),
        contents: contents.try_into().unwrap(),
        data: vec![7; bytes].try_into().unwrap(),
        deposit: 0,
    };
    let needed = Packages::deposit(&command);
    if let PackageCommand::Create { deposit, .. } = &mut command {
        *deposit = needed;
    }
    command
}

/// The command that opens what another makes, with what comes back.
fn open(made: &PackageCommand) -> PackageCommand {
    let id = *made.id();
    let deposit = Packages::deposit(&PackageCommand::Open { id, deposit: 0 });
    PackageCommand::Open { id, deposit }
}

/// Commands here are given without the bundle that would pay for them: an account pays for what never comes back.
fn pay_for_places(count: u128) {
    NativeCoin::<Balances>::take(&ALICE, &Asset::sero(), count * PLACE).unwrap();
}

fn refused(command: &PackageCommand, expected: CommandError) {
    assert_eq!(Packages::validate(command, &NIL), Err(expected));
    assert_noop!(Packages::execute(command, &NIL), Error::<Test>::from(expected));
}

#[test]
fn an_empty_package() {
    on_chain(|| refused(&create(0, 0), CommandError::PackageEmpty));
}

#[test]
fn data_that_hold_nothing() {
    on_chain(|| {
        for bytes in [1, 15, 16] {
            refused(&create(1, bytes), CommandError::PackageData(bytes as u32));
            refused(&create(0, bytes), CommandError::PackageData(bytes as u32));
        }
        assert_eq!(Packages::validate(&create(0, 17), &NIL), Ok(vec![claim(&package_id(&NIL))]));
        assert_eq!(Packages::validate(&create(1, 0), &NIL), Ok(vec![claim(&package_id(&NIL))]));
    });
}

#[test]
fn an_id_comes_from_the_first_nil() {
    on_chain(|| {
        let command = create(1, 0);
        for nil in [FieldBytes([4; 32]), FieldBytes([0; 32])] {
            assert_eq!(Packages::validate(&command, &nil), Err(CommandError::PackageId));
            assert_noop!(Packages::execute(&command, &nil), Error::<Test>::WrongId);
        }
    });
}

#[test]
fn an_id_is_used_once() {
    on_chain(|| {
        let command = create(1, 0);
        Packages::execute(&command, &NIL).unwrap();
        refused(&command, CommandError::PackageId);
        Packages::execute(&open(&command), &NIL).unwrap();
        pay_for_places(1);
        // Nils never repeat; were one to, the list of assets would not take the package again.
        let again = Packages::execute(&command, &NIL);
        assert_eq!(again, Err(pallet_shielded_assets::Error::<Test>::AlreadyListed.into()));
    });
}

#[test]
fn the_deposit_grows_with_notes_and_data() {
    on_chain(|| {
        let deposit = |notes, bytes| Packages::deposit(&create(notes, bytes));
        assert!(deposit(2, 0) > deposit(1, 0));
        assert!(deposit(1, 1_000) > deposit(1, 0));
        assert_eq!(deposit(0, 1_000), PLACE + 10);
        assert_eq!(Packages::deposit(&PackageCommand::Open { id: [1; 32], deposit: 7 }), 0);
    });
}

#[test]
fn nothing_is_released_of_a_package_that_is_not_there() {
    on_chain(|| {
        assert!(Packages::released(&[1; 32]).is_empty());
        let command = create(2, 0);
        Packages::execute(&command, &NIL).unwrap();
        assert_eq!(Packages::released(command.id()), [PointBytes([0; 32]), PointBytes([1; 32])]);
        let open = open(&command);
        Packages::execute(&open, &NIL).unwrap();
        pay_for_places(1);
        assert!(Packages::released(command.id()).is_empty());
        refused(&open, CommandError::PackageUnknown);
    });
}

#[test]
fn a_unit_too_many_or_too_few_is_noticed() {
    on_chain(|| {
        let command = create(1, 0);
        Packages::execute(&command, &NIL).unwrap();
        let unit = FieldBytes::from(Asset::Package(*command.id()).id());
        for wrong in [None, Some(2)] {
            pallet_shielded::Turnstile::<Test>::set(unit, wrong.unwrap_or_default());
            assert!(Packages::do_try_state().is_err());
        }
        pallet_shielded::Turnstile::<Test>::insert(unit, 1);
        Packages::do_try_state().unwrap();
        pallet_shielded::Turnstile::<Test>::remove(unit);
        Packages::execute(&open(&command), &NIL).unwrap();
        pay_for_places(1);
    });
}

#[test]
fn whoever_makes_and_opens_packages_pays_for_each_place() {
    on_chain(|| {
        for round in 1..=3u8 {
            let nil = FieldBytes([round; 32]);
            let mut command = create(1, 100);
            if let PackageCommand::Create { id, .. } = &mut command {
                *id = package_id(&nil);
            }
            let before = Deposits::<Test>::get();
            Packages::execute(&command, &nil).unwrap();
            assert_eq!(Deposits::<Test>::get(), before + Packages::deposit(&command));
            // All of it comes back to nobody.
            let all = PackageCommand::Open { id: *command.id(), deposit: Packages::deposit(&command) };
            let wrong = CommandError::Deposit {
                given: Packages::deposit(&command),
                needed: Packages::deposit(&command) - PLACE,
            };
            refused(&all, wrong);
            Packages::execute(&open(&command), &nil).unwrap();
            assert_eq!(Deposits::<Test>::get(), u128::from(round) * PLACE);
        }
        pay_for_places(3);
    });
}

/// What the invariants say of a state that is spoiled; it is as before afterwards.
fn found(spoil: impl FnOnce()) -> &'static str {
    let mut verdict = Ok(());
    let attempt = with_transaction(|| {
        spoil();
        verdict = Packages::do_try_state();
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
    });
    attempt.unwrap();
    match verdict {
        Err(DispatchError::Other(text)) => text,
        other => panic!("the invariants must say what is wrong: {other:?}"),
    }
}

#[test]
fn every_flaw_of_the_state_is_found() {
    on_chain(|| {
        let command = create(1, 0);
        let id = *command.id();
        Packages::execute(&command, &NIL).unwrap();
        let unit = FieldBytes::from(Asset::Package(id).id());
        pallet_shielded::Turnstile::<Test>::insert(unit, 1);
        Packages::do_try_state().unwrap();
        let change =
            move |change: fn(&mut Kept)| move || Stored::<Test>::mutate(id, |kept| change(kept.as_mut().unwrap()));
        type Flaw = (Box<dyn FnOnce()>, &'static str);
        let flaws: [Flaw; 7] = [
            (
                Box::new(move || pallet_shielded::Turnstile::<Test>::insert(unit, 2)),
                "a package that is not opened exists more or less than once",
            ),
            (Box::new(change(|kept| kept.contents = Default::default())), "a package is empty"),
            (Box::new(change(|kept| kept.deposit = u128::MAX)), "deposits of packages exceed 128 bits"),
            (
                Box::new(|| Data::<Test>::insert([1; 32], frame_support::BoundedVec::truncate_from(vec![1]))),
                "data without their package",
            ),
            (Box::new(change(|kept| kept.deposit += 1)), "deposits of packages do not add up"),
            (Box::new(|| Deposits::<Test>::mutate(|sum| *sum -= PLACE)), "deposits of packages do not add up"),
            // A place that nobody paid for.
            (
                Box::new(|| {
                    ShieldedAssets::list(Asset::Package([2; 32]), 0).unwrap();
                }),
                "deposits of packages do not add up",
            ),
        ];
        for (spoil, text) in flaws {
            assert_eq!(found(spoil), text);
        }
        Packages::execute(&open(&command), &NIL).unwrap();
        pallet_shielded::Turnstile::<Test>::remove(unit);
        pay_for_places(1);
    });
}
