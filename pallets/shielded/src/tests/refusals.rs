//! What is refused, one test for each rule; every refusal leaves the chain as it was.

use super::fixture::*;
use crate::{check::nil_tag, mock::*, PublicNotes, Refusal};
use codec::{DecodeAll, Encode};
use frame_support::{assert_noop, pallet_prelude::TransactionSource, BoundedVec};
use sero_shielded::{
    asset::Asset,
    bundle::{BalanceError, Destination, PublicOut, ShapeError},
    encoding::FieldBytes,
    keys::SpendingKey,
    refusal::Place,
    signature::SignatureBytes,
};

/// A payment of 60 from a note of 100, 35 in change, before it is signed.
fn payment(alice: &SpendingKey, bob: &SpendingKey) -> (Wallet, Draft) {
    let wallet = funded(alice, &[bob], &[100]);
    let draft = wallet.draft(Recipe {
        inputs: vec![wallet.note_of(alice, 100)],
        dummies: 1,
        outputs: vec![pay(bob, 60), pay(alice, 35)],
        fee: 5,
        ..Default::default()
    });
    (wallet, draft)
}

fn on_payment(test: impl FnOnce(Wallet, Draft)) {
    on_chain(|| {
        let (wallet, draft) = payment(&person(1), &person(2));
        test(wallet, draft)
    })
}

#[test]
fn a_nil_twice_in_a_bundle() {
    on_payment(|_, mut draft| {
        draft.body.inputs[1] = draft.body.inputs[0];
        draft.spend_secrets[1] = draft.spend_secrets[0];
        assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::RepeatedNil(0, 1)));
    });
}

#[test]
fn a_nil_twice_in_a_block_and_across_blocks() {
    on_payment(|mut wallet, draft| {
        let again = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&person(1), 100)],
            outputs: vec![pay(&person(1), 95)],
            fee: 5,
            ..Default::default()
        });
        submit(draft.sign()).unwrap();
        assert_eq!(refused(&again.sign()), Refusal::NilAlreadySpent(0));
        assert_eq!(refused(&draft.sign()), Refusal::NilAlreadySpent(0));
        wallet.end_block();
        assert_eq!(refused(&again.sign()), Refusal::NilAlreadySpent(0));
    });
}

#[test]
fn conflicting_bundles_share_a_tag_in_the_pool() {
    on_payment(|wallet, draft| {
        let again = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&person(1), 100)],
            outputs: vec![pay(&person(1), 90)],
            fee: 10,
            ..Default::default()
        });
        let [first, second] = [draft.sign(), again.sign()].map(|bundle| {
            let nil = nil_tag(&bundle.body.inputs[0].nil);
            let (valid, _) = Shielded::authorize_submit(TransactionSource::External, &bundle).unwrap();
            assert!(valid.provides.contains(&nil));
            valid
        });
        assert!(second.priority > first.priority);
        assert_eq!(first.longevity, 10);
    });
}

#[test]
fn an_anchor_that_was_never_a_root() {
    on_payment(|_, mut draft| {
        draft.body.anchor = FieldBytes([3; 32]);
        assert_eq!(refused(&draft.sign()), Refusal::UnknownAnchor);
    });
}

#[test]
fn an_anchor_in_the_middle_of_a_block() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let to = Box::new(address_of(&alice));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 50).unwrap();
        let middle = sero_host::tree_root(&crate::Tree::<Test>::get()).unwrap();
        let to = Box::new(address_of(&alice));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 50).unwrap();
        wallet.end_block();
        let mut draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 95)],
            fee: 5,
            ..Default::default()
        });
        draft.body.anchor = middle;
        assert_eq!(refused(&draft.sign()), Refusal::UnknownAnchor);
    });
}

#[test]
fn an_anchor_of_a_sibling_fork() {
    use frame_support::storage::{with_transaction, TransactionOutcome};
    on_chain(|| {
        let alice = person(1);
        let mut wallet = funded(&alice, &[], &[100]);
        let shield = |value| {
            let to = Box::new(address_of(&alice));
            Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), value).unwrap();
        };
        // Block 2 of one fork: valid there.
        let mut forked = wallet.clone();
        let draft = with_transaction(|| {
            shield(50);
            forked.end_block();
            let draft = forked.draft(Recipe {
                inputs: vec![forked.note_of(&alice, 100)],
                outputs: vec![pay(&alice, 95)],
                fee: 5,
                ..Default::default()
            });
            Shielded::check(&draft.sign()).unwrap();
            TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(draft))
        })
        .unwrap();
        // Block 2 of the other, of the same height and with as many notes.
        assert_eq!(System::block_number(), 2);
        shield(60);
        wallet.end_block();
        assert_eq!(refused(&draft.sign()), Refusal::UnknownAnchor);
        let mut here = draft.clone();
        here.body.anchor = wallet.tree.root_at(2).unwrap().into();
        assert_eq!(refused(&here.sign()), Refusal::Proof(Place::Input(0)));
    });
}

#[test]
fn an_anchor_that_left_the_window() {
    on_payment(|mut wallet, mut draft| {
        // The root of block 1 is that of every block since; a new note ends it at block 3, and the window of 20 at block 22.
        draft.body.expiry = 60;
        wallet.end_block();
        let to = Box::new(address_of(&person(1)));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), 50).unwrap();
        for _ in 0..19 {
            wallet.end_block();
        }
        assert_eq!(System::block_number(), 22);
        Shielded::check(&draft.sign()).unwrap();
        wallet.end_block();
        assert_eq!(refused(&draft.sign()), Refusal::UnknownAnchor);
    });
}

#[test]
fn expiry_in_the_past_and_too_far_ahead() {
    on_payment(|_, mut draft| {
        draft.body.expiry = 1;
        assert_eq!(refused(&draft.sign()), Refusal::Expired { expiry: 1, now: 2 });
        draft.body.expiry = 103;
        assert_eq!(refused(&draft.sign()), Refusal::ExpiryTooFar { expiry: 103, latest: 102 });
        draft.body.expiry = 102;
        Shielded::check(&draft.sign()).unwrap();
        draft.body.expiry = 2;
        Shielded::check(&draft.sign()).unwrap();
    });
}

#[test]
fn a_fee_below_the_minimum() {
    on_payment(|_, mut draft| {
        draft.body.fee = 4;
        assert_eq!(refused(&draft.sign()), Refusal::Fee { given: 4, minimum: MINIMUM_FEE });
    });
}

#[test]
fn no_inputs_wrong_version_unpaired_signatures() {
    on_payment(|_, draft| {
        let mut bundle = draft.sign();
        bundle.body.version = 2;
        assert_eq!(refused(&bundle), Refusal::Shape(ShapeError::Version(2)));
        let mut bundle = draft.sign();
        bundle.body.inputs = Default::default();
        assert_eq!(refused(&bundle), Refusal::Shape(ShapeError::NoInputs));
        let mut bundle = draft.sign();
        bundle.spend_signatures.pop();
        assert_eq!(refused(&bundle), Refusal::Shape(ShapeError::SpendSignatures { inputs: 2, signatures: 1 }));
        let mut bundle = draft.sign();
        bundle.from_signature = Some(SignatureBytes([0; 64]));
        assert_eq!(refused(&bundle), Refusal::Shape(ShapeError::FromSignature));
    });
}

#[test]
fn public_outputs_of_nothing_or_of_two_tickets() {
    on_payment(|_, mut draft| {
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 0)]);
        assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::ZeroValue(0)));
        let mut out = to_account(&BOB, 2);
        out.asset = Asset::Ticket { category: [1; 32], id: [2; 32] };
        draft.body.public_outs = BoundedVec::truncate_from(vec![out]);
        assert_eq!(refused(&draft.sign()), Refusal::Shape(ShapeError::Value(0)));
    });
}

#[test]
fn accounts_and_contracts_that_cannot_be_paid() {
    on_payment(|_, mut draft| {
        // Below the least that an account may hold.
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 9)]);
        assert_eq!(refused(&draft.sign()), Refusal::Unpayable(0));
        let contract = public_out(Destination::Contract([1; 20]), 50);
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 10), contract]);
        assert_eq!(refused(&draft.sign()), Refusal::Unpayable(1));
        let mut foreign = to_account(&BOB, 50);
        foreign.asset = Asset::Token([1; 32]);
        draft.body.public_outs = BoundedVec::truncate_from(vec![foreign]);
        assert_eq!(refused(&draft.sign()), Refusal::Unpayable(0));
    });
}

#[test]
fn more_than_the_pool_holds_cannot_leave() {
    on_payment(|_, mut draft| {
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 96)]);
        // 96 and the fee of 5 exceed the 100 that entered, whatever the proofs say.
        assert_eq!(refused(&draft.sign()), Refusal::Turnstile(1));
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 101)]);
        assert_eq!(refused(&draft.sign()), Refusal::Turnstile(0));
        draft.body.fee = u128::MAX;
        draft.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 50)]);
        assert_eq!(refused(&draft.sign()), Refusal::Turnstile(1));
    });
}

#[test]
fn the_last_unit_of_a_turnstile_leaves_once() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100, 101]);
        // The pool lacks one unit of what its notes are worth, as after a forgery that nobody could see.
        crate::Pallet::<Test>::leave(&Asset::sero(), 1).unwrap();
        let exit = |value: u128| {
            wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, value)],
                public_outs: vec![to_account(&BOB, value - 5)],
                fee: 5,
                ..Default::default()
            })
        };
        let [first, second] = [exit(100).sign(), exit(101).sign()];
        Shielded::check(&second).unwrap();
        submit(first).unwrap();
        assert_eq!(held(&Asset::sero()), 100);
        // Its public output fits, and its fee is the unit too many.
        assert_eq!(refused(&second), Refusal::Turnstile(1));
        let mut less = exit(101);
        less.body.public_outs[0].value -= 1;
        assert_eq!(refused(&less.sign()), Refusal::BindingSignature);
    });
}

#[test]
fn a_token_off_by_one_in_either_direction() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let token = Asset::Token([7; 32]);
        let ticket = Asset::Ticket { category: [3; 32], id: [4; 32] };
        for (asset, value) in [(token, 500), (token, 600), (ticket, 1)] {
            Shielded::add_public_note(&address_of(&alice), asset, value).unwrap();
        }
        let wallet = funded(&alice, &[&bob], &[100]);
        for (asset, owned, outputs, public) in [
            (token, 500, vec![499], None),
            (token, 500, vec![501], None),
            (token, 500, vec![250, 251], None),
            (token, 500, vec![100], Some(399)),
            (token, 500, vec![100], Some(401)),
            (ticket, 1, vec![], None),
            (ticket, 1, vec![2], None),
            (ticket, 1, vec![1, 1], None),
        ] {
            let notes = outputs.iter().map(|value| Pay { to: &bob, asset, value: *value });
            let public_outs = public.map(|value| {
                let to = Destination::Address(address_of(&bob));
                PublicOut { asset, ..public_out(to, value) }
            });
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, owned), wallet.note_of(&alice, 100)],
                outputs: notes.chain([pay(&alice, 95)]).collect(),
                public_outs: public_outs.into_iter().collect(),
                fee: 5,
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{asset:?} {outputs:?} {public:?}");
        }
    });
}

#[test]
fn a_balance_off_by_one_in_either_direction_and_asset() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let token = Asset::Token([7; 32]);
        crate::Pallet::<Test>::enter(&token, 1).unwrap();
        let wallet = funded(&alice, &[&bob], &[100]);
        for (value, asset, fee) in [
            (96, Asset::sero(), 5),
            (94, Asset::sero(), 5),
            (95, token, 5),
            (95, Asset::sero(), 6),
            // 100 = 5 + fee + 2^128 - .. only modulo 2^128, which is no balance.
            (u128::MAX - 4, Asset::sero(), 5),
        ] {
            let draft = wallet.draft(Recipe {
                inputs: vec![wallet.note_of(&alice, 100)],
                outputs: vec![Pay { to: &bob, asset, value }],
                fee,
                ..Default::default()
            });
            assert_eq!(refused(&draft.sign()), Refusal::BindingSignature, "{value} {asset:?} {fee}");
        }
        crate::Pallet::<Test>::leave(&token, 1).unwrap();
    });
}

#[test]
fn two_assets_exchanged_in_their_amounts_or_for_each_other() {
    type Values<'a> = &'a [(Asset, u128)];
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let sero = Asset::sero();
        let [gold, iron] = [7, 8].map(|byte| Asset::Token([byte; 32]));
        for (asset, value) in [(gold, 500), (iron, 500), (iron, 300)] {
            Shielded::add_public_note(&address_of(&alice), asset, value).unwrap();
        }
        let wallet = funded(&alice, &[&bob], &[100]);
        let owned = |(asset, value): &(Asset, u128)| {
            let mut notes = wallet.owned.iter().filter(|owned| owned.note.value == *value);
            notes.find(|owned| owned.note.aid == asset.id()).cloned().unwrap()
        };
        // The fee of 5 is paid from the coins.
        let draft = |inputs: Values<'_>, outputs: Values<'_>| {
            wallet.draft(Recipe {
                inputs: inputs.iter().map(owned).collect(),
                outputs: outputs.iter().map(|(asset, value)| pay_in(*asset, &bob, *value)).collect(),
                fee: 5,
                ..Default::default()
            })
        };
        let all: Values<'_> = &[(gold, 500), (iron, 300), (sero, 100)];
        Shielded::check(&draft(all, &[(gold, 500), (iron, 300), (sero, 95)]).sign()).unwrap();
        let cases: [(Values<'_>, Values<'_>); 5] = [
            // The amounts of two tokens, and of a token and the coin.
            (all, &[(gold, 300), (iron, 500), (sero, 95)]),
            (&[(gold, 500), (sero, 100)], &[(gold, 95), (sero, 500)]),
            // One token for as much of another, also where both come in.
            (&[(gold, 500), (sero, 100)], &[(iron, 500), (sero, 95)]),
            (&[(gold, 500), (iron, 500), (sero, 100)], &[(gold, 500), (gold, 500), (sero, 95)]),
            (&[(gold, 500), (iron, 500), (sero, 100)], &[(gold, 1000), (sero, 95)]),
        ];
        for (inputs, outputs) in cases {
            assert_eq!(refused(&draft(inputs, outputs).sign()), Refusal::BindingSignature, "{inputs:?} {outputs:?}");
        }
    });
}

#[test]
fn blindings_that_cancel() {
    on_payment(|_, mut draft| {
        // One output whose commitment is the input's: CB would be the identity, under which anybody signs.
        let same = draft.body.inputs[0].asset_commitment;
        let mut output = draft.body.outputs[0];
        output.asset_commitment = same;
        draft.body.outputs = BoundedVec::truncate_from(vec![output]);
        let input = draft.body.inputs[0];
        draft.body.inputs = BoundedVec::truncate_from(vec![input]);
        draft.spend_secrets.truncate(1);
        draft.body.public_outs = Default::default();
        // The minimum fee would be a term of its own; without one nothing remains.
        draft.body.fee = 0;
        let terms: Vec<_> = draft.body.public_terms().collect();
        assert!(terms.is_empty());
        assert_eq!(sero_host::balance_key(&[same], &[same], &terms), Err(BalanceError::Identity));
    });
}

#[test]
fn everything_signed_is_bound() {
    on_payment(|_, draft| {
        type Change = fn(&mut crate::BundleOf<Test>);
        let changes: [(&str, Change); 9] = [
            ("fee", |bundle| bundle.body.fee = 6),
            ("expiry", |bundle| bundle.body.expiry += 1),
            ("memo", |bundle| bundle.body.outputs[0].note.memo.0[5] ^= 1),
            ("order of outputs", |bundle| bundle.body.outputs.as_mut().swap(0, 1)),
            ("a public output", |bundle| {
                bundle.body.public_outs = BoundedVec::truncate_from(vec![to_account(&BOB, 10)])
            }),
            ("destination", |bundle| bundle.body.outputs[0].note.to = address_of(&person(3))),
            ("ciphertext", |bundle| bundle.body.outputs[0].note.contents.swap(0, 1)),
            ("proof", |bundle| bundle.body.inputs[0].proof.0[3] ^= 1),
            ("nil of the dummy", |bundle| bundle.body.inputs[1].nil = FieldBytes([1; 32])),
        ];
        for (what, change) in changes {
            let mut bundle = draft.sign();
            change(&mut bundle);
            let refusal = refused(&bundle);
            assert!(matches!(refusal, Refusal::BindingSignature), "{what}: {refusal}");
        }
        Shielded::check(&draft.sign()).unwrap();
    });
}

#[test]
fn a_command_its_from_and_public_outputs_are_bound() {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let wallet = funded(&alice, &[&bob], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 15)],
            public_outs: vec![to_account(&BOB, 20), public_out(Destination::Address(address_of(&bob)), 30)],
            fee: 5,
            from: Some(&alice),
            command: Some(TestCommand::Lock { value: 30, fails: false }),
            ..Default::default()
        });
        type Change = fn(&mut crate::BundleOf<Test>);
        let changes: [(&str, Change); 8] = [
            ("from", |bundle| bundle.body.from = Some(address_of(&person(3)))),
            ("the command", |bundle| bundle.body.command = Some(TestCommand::Lock { value: 30, fails: true })),
            ("the command's value", |bundle| bundle.body.command = Some(TestCommand::Lock { value: 29, fails: false })),
            ("another account", |bundle| bundle.body.public_outs[0].to = to_account(&ALICE, 20).to),
            ("another address", |bundle| bundle.body.public_outs[1].to = Destination::Address(address_of(&person(3)))),
            ("an account for an address", |bundle| bundle.body.public_outs[1].to = to_account(&BOB, 30).to),
            ("a public output's value", |bundle| bundle.body.public_outs[0].value = 19),
            ("a public output's memo", |bundle| bundle.body.public_outs[0].memo = BoundedVec::truncate_from(vec![1])),
        ];
        for (what, change) in changes {
            let mut bundle = draft.sign();
            change(&mut bundle);
            let refusal = refused(&bundle);
            assert!(matches!(refusal, Refusal::BindingSignature), "{what}: {refusal}");
        }
        // Without the command and its sender: nobody can strip them.
        let mut bundle = draft.sign();
        (bundle.body.from, bundle.body.command, bundle.from_signature) = (None, None, None);
        assert_eq!(refused(&bundle), Refusal::BindingSignature);
        submit(draft.sign()).unwrap();
    });
}

#[test]
fn a_bundle_of_another_chain_or_transaction_version() {
    on_payment(|_, draft| {
        let other = draft.body.sighash(&[1; 32], 0);
        assert_eq!(refused(&draft.sign_over(other)), Refusal::BindingSignature);
        let genesis: [u8; 32] = System::block_hash(0).into();
        let version = System::runtime_version().transaction_version;
        assert_eq!(draft.sighash(), draft.body.sighash(&genesis, version));
        let next = draft.body.sighash(&genesis, version + 1);
        assert_eq!(refused(&draft.sign_over(next)), Refusal::BindingSignature);
    });
}

#[test]
fn somebody_elses_spend_signature() {
    on_payment(|_, mut draft| {
        draft.spend_secrets[0] = random_scalar();
        assert_eq!(refused(&draft.sign()), Refusal::SpendSignature(0));
        draft.spend_secrets.swap(0, 1);
        assert_eq!(refused(&draft.sign()), Refusal::SpendSignature(0));
    });
}

#[test]
fn a_signature_whose_s_is_not_canonical() {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            dummies: 1,
            outputs: vec![pay(&alice, 95)],
            fee: 5,
            from: Some(&alice),
            ..Default::default()
        });
        let mut bundle = draft.sign();
        add_order(&mut bundle.binding_signature);
        assert_eq!(refused(&bundle), Refusal::BindingSignature);
        for place in 0..2 {
            let mut bundle = draft.sign();
            add_order(&mut bundle.spend_signatures[place]);
            assert_eq!(refused(&bundle), Refusal::SpendSignature(place as u32));
        }
        let mut bundle = draft.sign();
        bundle.from_signature.iter_mut().for_each(add_order);
        assert_eq!(refused(&bundle), Refusal::FromSignature);
        Shielded::check(&draft.sign()).unwrap();
    });
}

/// s + l: the same scalar in other bytes.
fn add_order(signature: &mut SignatureBytes) {
    let mut carry = 0u16;
    for (byte, add) in signature.0[32..].iter_mut().zip(num_order()) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
}

/// l, little-endian.
fn num_order() -> [u8; 32] {
    use ark_ff::{BigInteger, PrimeField};
    sero_shielded::curve::Scalar::MODULUS.to_bytes_le().try_into().unwrap()
}

#[test]
fn a_proof_for_another_statement() {
    on_payment(|_, mut draft| {
        let (first, second) = (draft.body.inputs[0].proof, draft.body.inputs[1].proof);
        draft.body.inputs[1].proof = first;
        assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Input(1)));
        draft.body.inputs[1].proof = second;
        draft.body.outputs[1].proof = draft.body.outputs[0].proof;
        assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Output(1)));
    });
}

#[test]
fn a_note_is_not_spent_under_another_nil() {
    on_payment(|_, mut draft| {
        draft.body.inputs[0].nil = FieldBytes([2; 32]);
        assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Input(0)));
    });
}

#[test]
fn an_unauthorised_origin_submits_nothing() {
    on_payment(|_, draft| {
        let bundle = Box::new(draft.sign());
        for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Shielded::submit(origin, bundle.clone()), sp_runtime::DispatchError::BadOrigin);
        }
    });
}

#[test]
fn encodings_with_trailing_or_missing_bytes() {
    on_payment(|_, draft| {
        type B = crate::BundleOf<Test>;
        let bundle = draft.sign();
        let bytes = bundle.encode();
        assert_eq!(B::decode_all(&mut &bytes[..]).unwrap(), bundle);
        let longer = [bytes.clone(), vec![0]].concat();
        assert!(B::decode_all(&mut &longer[..]).is_err());
        for length in 0..bytes.len() {
            assert!(B::decode_all(&mut &bytes[..length]).is_err());
        }
    });
}
