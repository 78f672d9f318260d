//! The signer believes nobody: each part of a bundle that is not what its opening says makes it refuse.

mod common;

use common::*;
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::PublicOut,
    curve::Scalar,
    keys::{PkrBytes, Seed, SpendingKey},
    note::{leaf, Note},
    tree::WitnessTree,
};
use sero_wallet::{
    payment::{
        build::{build, Context},
        prove::check as check_statements,
        sign::{Effect, Owner, SignError, Signer, Summary, Unsigned},
        Plan, PlannedOutput, Purpose,
    },
    random,
    store::{NoteRow, OwnedNote},
};

/// What a lying builder does to a bundle.
type Lie = Box<dyn Fn(&mut Unsigned)>;

fn key() -> SpendingKey {
    SpendingKey::from_seed(&Seed::new([1; 32])).unwrap()
}

/// A bundle that pays somebody 3 of 5 SERO, with 1 SERO as fee.
fn unsigned() -> Unsigned {
    let key = key();
    let (address, _) = random::one_time(&key.address()).unwrap();
    let note = Note { aid: Asset::sero().id(), value: 5 * SERO, address, rcm: random::field() };
    let mut tree = WitnessTree::default();
    let leaf = leaf(0, note.commitment());
    tree.append(leaf, true).unwrap();
    tree.checkpoint(1).unwrap();
    let viewing = key.tracking_key().recognise(&address).unwrap();
    let owned = OwnedNote {
        aid: note.aid.into(),
        value: note.value,
        to: address.to_bytes(),
        rcm: note.rcm.into(),
        nil: sero_shielded::note::nil(&viewing.vskr, leaf).into(),
        memo: Default::default(),
        public: false,
        own: false,
        timestamp: 0,
    };
    let output = |to: sero_shielded::keys::PaymentAddress, value, purpose| {
        let (one_time, r) = random::one_time(&to).unwrap();
        let aid = Asset::sero().id();
        PlannedOutput { to: one_time, of: Some((to, r)), aid, value, memo: memo("m"), purpose }
    };
    let plan = Plan {
        inputs: vec![NoteRow { index: 0, height: 1, spent_height: None, note: owned }],
        dummies: 1,
        outputs: vec![output(somebody(), 3 * SERO, Purpose::Payment), output(key.address(), SERO, Purpose::Change)],
        public_outs: vec![],
        fee: SERO,
        expiry: 50,
    };
    let context = Context {
        key: &key.tracking_key(),
        tree: &tree,
        anchor: 1,
        genesis: [1; 32],
        transaction_version: 1,
        key_version: 1,
    };
    let (unsigned, statements) = build(&plan, &context).unwrap();
    check_statements(&statements).unwrap();
    unsigned
}

fn sign(unsigned: &Unsigned) -> Result<Summary, SignError> {
    let mut seen = None;
    Signer::new(&key()).sign(unsigned, |summary| {
        seen = Some(summary.clone());
        true
    })?;
    Ok(seen.unwrap())
}

#[test]
fn an_honest_bundle_is_shown_as_it_is_and_signed() {
    let unsigned = unsigned();
    let summary = sign(&unsigned).unwrap();
    assert_eq!(summary.fee, SERO);
    assert_eq!(summary.kept.len(), 1);
    let [Effect::Shielded { address: Some(_), value, .. }] = &summary.effects[..] else { panic!("{summary:?}") };
    assert_eq!(*value, 3 * SERO);
    let bundle = Signer::new(&key()).sign(&unsigned, |_| true).unwrap();
    sero_wallet::payment::check::check(&bundle, &[1; 32], 1).unwrap();
    assert!(sero_wallet::payment::check::check(&bundle, &[2; 32], 1).is_err(), "another chain");
}

#[test]
fn a_no_signs_nothing() {
    let refused = Signer::new(&key()).sign(&unsigned(), |_| false);
    assert_eq!(refused.err(), Some(SignError::NotAsked));
}

#[test]
fn every_lie_of_a_builder_is_found() {
    let place_of_own = |unsigned: &Unsigned| {
        unsigned.inputs.iter().position(|input| matches!(input.owner, Owner::Account { .. })).unwrap()
    };
    let lies: Vec<(&str, Lie)> = vec![
        ("value", Box::new(|u| u.outputs[0].contents.value -= 1)),
        ("rcm", Box::new(|u| u.outputs[0].contents.rcm = random::field())),
        ("memo", Box::new(|u| u.outputs[0].memo = memo("other"))),
        ("rsk", Box::new(|u| u.outputs[0].rsk = random::scalar())),
        ("output ar", Box::new(|u| u.outputs[0].ar = random::scalar())),
        (
            "receiver",
            Box::new(|u| {
                u.body.outputs[0].note.to = random::one_time(&somebody()).unwrap().0.to_bytes();
            }),
        ),
        ("no receiver", Box::new(|u| u.body.outputs[0].note.to = PkrBytes([0; 96]))),
        (
            "claim",
            Box::new(|u| {
                for output in &mut u.outputs {
                    if let Some(claim) = &mut output.claim {
                        claim.address = somebody();
                    }
                }
            }),
        ),
        ("nil", Box::new(|u| u.body.inputs[0].nil = random::field().into())),
        (
            "alpha",
            Box::new(move |u| {
                let place = place_of_own(u);
                u.inputs[place].alpha += Scalar::from(1u64);
            }),
        ),
        ("input ar", Box::new(|u| u.inputs[0].ar = random::scalar())),
        (
            "input value",
            Box::new(move |u| {
                let place = place_of_own(u);
                if let Owner::Account { note, .. } = &mut u.inputs[place].owner {
                    note.value += 1;
                }
            }),
        ),
        (
            "index",
            Box::new(move |u| {
                let place = place_of_own(u);
                if let Owner::Account { index, .. } = &mut u.inputs[place].owner {
                    *index += 1;
                }
            }),
        ),
        ("fee", Box::new(|u| u.body.fee -= 1)),
        (
            "public out",
            Box::new(|u| {
                let out = PublicOut {
                    to: sero_shielded::bundle::Destination::Account([1; 32]),
                    asset: Asset::sero(),
                    value: 1,
                    memo: Default::default(),
                };
                u.body.public_outs.try_push(out).unwrap();
            }),
        ),
        ("from", Box::new(|u| u.body.from = Some(PkrBytes([0; 96])))),
        ("missing opening", Box::new(|u| drop(u.outputs.pop()))),
        ("missing input opening", Box::new(|u| drop(u.inputs.pop()))),
        ("swapped openings", Box::new(|u| u.outputs.swap(0, 1))),
    ];
    for (name, lie) in lies {
        let mut unsigned = unsigned();
        lie(&mut unsigned);
        // A changed nil of the dummy is none of the account's business: K, value and sighash are still right.
        let harmless = name == "nil" && matches!(unsigned.inputs[0].owner, Owner::Dummy { .. });
        assert_eq!(sign(&unsigned).is_ok(), harmless, "{name}");
    }
}

#[test]
fn somebody_elses_note_is_not_signed_for() {
    let other = SpendingKey::from_seed(&Seed::new([2; 32])).unwrap();
    let refused = Signer::new(&other).sign(&unsigned(), |_| true).err();
    assert!(matches!(refused, Some(SignError::Input { what: "the owner", .. })), "{refused:?}");
}

#[test]
fn two_builds_of_one_plan_share_nothing_that_is_seen() {
    let (one, two) = (unsigned(), unsigned());
    for (a, b) in one.body.outputs.iter().zip(&two.body.outputs) {
        assert_ne!(a.note.rpk, b.note.rpk);
        assert_ne!(a.note.commitment, b.note.commitment);
    }
}
