//! The signer believes nobody: each part of a bundle that is not what its opening says makes it refuse.

use crate::common::*;
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::PublicOut,
    command::{Command, PackageCommand, StoredPackage, TokenCommand},
    curve::Scalar,
    encryption::SharedSecret,
    keys::{OneTimeAddress, PaymentAddress, PkrBytes, Seed, SpendingKey},
    note::{leaf, Note},
    package::{PackageKey, Packed},
    tree::WitnessTree,
};
use sero_wallet::{
    memo::from_package_key,
    payment::{
        build::{build, Context},
        check::check,
        ordered::CommandOpening,
        planned::{Opening, Pack, PlannedCommand, PlannedOrder},
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

/// Notes of the account, in a tree.
struct Purse {
    key: SpendingKey,
    tree: WitnessTree,
    rows: Vec<NoteRow>,
}

impl Purse {
    fn new(notes: &[(Asset, u128)]) -> Self {
        let (key, mut tree) = (key(), WitnessTree::default());
        let mut rows = Vec::new();
        for ((asset, value), index) in notes.iter().zip(0..) {
            let (address, _) = random::one_time(&key.address()).unwrap();
            let note = Note { aid: asset.id(), value: *value, address, rcm: random::field() };
            let leaf = leaf(index, note.commitment());
            tree.append(leaf, true).unwrap();
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
            rows.push(NoteRow { index, height: 1, spent_height: None, note: owned });
        }
        tree.checkpoint(1).unwrap();
        Purse { key, tree, rows }
    }

    fn plan(&self, outputs: Vec<PlannedOutput>, order: Option<PlannedOrder>) -> Plan {
        Plan { inputs: self.rows.clone(), dummies: 1, outputs, public_outs: vec![], order, fee: SERO, expiry: 50 }
    }

    fn build(&self, plan: &Plan) -> Unsigned {
        let context = Context {
            key: &self.key.tracking_key(),
            tree: &self.tree,
            anchor: 1,
            genesis: [1; 32],
            transaction_version: 1,
            key_version: 1,
        };
        let (unsigned, statements) = build(plan, &context).unwrap();
        check_statements(&statements).unwrap();
        unsigned
    }
}

fn output(to: PaymentAddress, asset: Asset, value: u128, purpose: Purpose) -> PlannedOutput {
    let (one_time, r) = random::one_time(&to).unwrap();
    PlannedOutput { to: one_time, of: Some((to, r)), aid: asset.id(), value, memo: memo("m"), purpose }
}

/// A bundle that pays somebody 3 of 5 SERO, with 1 SERO as fee.
fn unsigned() -> Unsigned {
    let purse = Purse::new(&[(Asset::sero(), 5 * SERO)]);
    let outputs = vec![
        output(somebody(), Asset::sero(), 3 * SERO, Purpose::Payment),
        output(purse.key.address(), Asset::sero(), SERO, Purpose::Change),
    ];
    purse.build(&purse.plan(outputs, None))
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
    check(&bundle, &[1; 32], 1, &[]).unwrap();
    assert!(check(&bundle, &[2; 32], 1, &[]).is_err(), "another chain");
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

fn gold() -> Asset {
    name("GOLD").token()
}

fn own_address() -> OneTimeAddress {
    random::one_time(&key().address()).unwrap().0
}

/// A bundle that issues 7 GOLD to the account, for a fee of 1 SERO and a deposit of 2.
fn issuing() -> Unsigned {
    let purse = Purse::new(&[(Asset::sero(), 5 * SERO)]);
    let own = purse.key.address();
    let outputs = vec![output(own, gold(), 7, Purpose::Change), output(own, Asset::sero(), 2 * SERO, Purpose::Change)];
    let (decimals, cap, deposit) = (2, None, 2 * SERO);
    let command =
        Command::Token(TokenCommand::Register { name: *name("GOLD").bytes(), decimals, cap, value: 7, deposit });
    let order = PlannedOrder { from: own_address(), command: PlannedCommand::Whole(command) };
    purse.build(&purse.plan(outputs, Some(order)))
}

/// A bundle that packs 3 GOLD and 1 SERO, for a fee of 1 SERO and a deposit of 1.
fn packing() -> Unsigned {
    let purse = Purse::new(&[(Asset::sero(), 5 * SERO), (gold(), 3)]);
    let own = purse.key.address();
    let mut note = output(own, Asset::sero(), 1, Purpose::Package);
    note.memo = from_package_key(&PackageKey::new([5; 32]));
    let outputs = vec![output(own, Asset::sero(), 2 * SERO, Purpose::Change), note];
    let contents = vec![Packed { aid: gold().id(), value: 3 }, Packed { aid: Asset::sero().id(), value: SERO }];
    let pack = Pack { key: PackageKey::new([5; 32]), contents, data: b"deed".to_vec(), deposit: SERO };
    let order = PlannedOrder { from: own_address(), command: PlannedCommand::Pack(pack) };
    purse.build(&purse.plan(outputs, Some(order)))
}

/// A bundle that opens what [`packing`] packed.
fn opening() -> Unsigned {
    let packed = packing();
    let Some(Command::Package(PackageCommand::Create { id, contents, data, deposit })) = packed.body.command.clone()
    else {
        panic!()
    };
    let (package, key) = (StoredPackage { contents, data, deposit, created: 1 }, PackageKey::new([5; 32]));
    let contents = key.inspect(&id, &package).unwrap().contents;
    let purse = Purse::new(&[(Asset::Package(id), 1)]);
    let own = purse.key.address();
    let outputs = vec![output(own, gold(), 3, Purpose::Change), output(own, Asset::sero(), SERO, Purpose::Change)];
    let opening = Opening { id, key, package, contents };
    let order = PlannedOrder { from: own_address(), command: PlannedCommand::Open(opening) };
    purse.build(&purse.plan(outputs, Some(order)))
}

/// The asset commitments that re-enter the balance.
fn opened(unsigned: &Unsigned) -> Vec<sero_shielded::encoding::PointBytes> {
    unsigned.command.opened()
}

fn create(unsigned: &mut Unsigned) -> &mut PackageCommand {
    match &mut unsigned.body.command {
        Some(Command::Package(command)) => command,
        other => panic!("{other:?}"),
    }
}

#[test]
fn honest_commands_are_shown_as_they_are_and_signed() {
    for make in [issuing, packing, opening] {
        let unsigned = make();
        let summary = sign(&unsigned).unwrap();
        let order = summary.order.unwrap();
        assert_eq!(Some(&order.command), unsigned.body.command.as_ref());
        assert_eq!(Some(order.from), unsigned.body.from);
        assert!(summary.effects.is_empty());
        let bundle = Signer::new(&key()).sign(&unsigned, |_| true).unwrap();
        assert!(bundle.from_signature.is_some());
        check(&bundle, &[1; 32], 1, &opened(&unsigned)).unwrap();
    }
    let order = sign(&packing()).unwrap().order.unwrap();
    assert_eq!((order.packed.len(), order.data.as_slice(), order.packed[0].value), (2, &b"deed"[..], 3));
    assert_eq!(order.key, Some(PackageKey::new([5; 32])));
    let order = sign(&opening()).unwrap().order.unwrap();
    assert_eq!(order.opened, [Packed { aid: gold().id(), value: 3 }, Packed { aid: Asset::sero().id(), value: SERO }]);
}

#[test]
fn every_lie_about_a_command_is_found() {
    let other_from = || Some(random::one_time(&somebody()).unwrap().0.to_bytes());
    let issues: Vec<(&str, Lie)> = vec![
        ("no command", Box::new(|u| u.body.command = None)),
        ("no from", Box::new(|u| u.body.from = None)),
        ("somebody's from", Box::new(move |u| u.body.from = other_from())),
        ("a from that is none", Box::new(|u| u.body.from = Some(PkrBytes([0; 96])))),
        (
            "more issued",
            Box::new(|u| {
                if let Some(Command::Token(TokenCommand::Register { value, .. })) = &mut u.body.command {
                    *value += 1;
                }
            }),
        ),
        (
            "another deposit",
            Box::new(|u| {
                if let Some(Command::Token(TokenCommand::Register { deposit, .. })) = &mut u.body.command {
                    *deposit -= 1;
                }
            }),
        ),
        (
            "another token",
            Box::new(|u| {
                if let Some(Command::Token(TokenCommand::Register { name: text, .. })) = &mut u.body.command {
                    *text = *name("SILVER").bytes();
                }
            }),
        ),
        (
            "a kind that hides something",
            Box::new(|u| {
                u.command = CommandOpening::Pack { key: PackageKey::new([5; 32]), contents: vec![], data: vec![] }
            }),
        ),
    ];
    let packs: Vec<(&str, Lie)> = vec![
        (
            "another id",
            Box::new(|u| {
                if let PackageCommand::Create { id, .. } = create(u) {
                    id[0] ^= 1
                }
            }),
        ),
        (
            "a deposit too low",
            Box::new(|u| {
                if let PackageCommand::Create { deposit, .. } = create(u) {
                    *deposit -= 1
                }
            }),
        ),
        (
            "a missing content",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents.pop();
                }
            }),
        ),
        (
            "another key beside the package's note",
            Box::new(|u| {
                let aid = Asset::Package(*create(u).id()).id();
                let place = u.outputs.iter().position(|output| output.contents.aid == aid).unwrap();
                let memo = from_package_key(&PackageKey::new([6; 32]));
                let note = &mut u.body.outputs[place].note;
                let to = note.to.to_address().unwrap();
                let secret = SharedSecret::of_sender(&u.outputs[place].rsk, to.vpk());
                note.memo = secret.seal_memo(&note.commitment, &memo);
                u.outputs[place].memo = memo;
            }),
        ),
        (
            "swapped contents",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[..].swap(0, 1)
                }
            }),
        ),
        (
            "other data",
            Box::new(|u| {
                if let PackageCommand::Create { data, .. } = create(u) {
                    data[0] ^= 1
                }
            }),
        ),
        (
            "no data",
            Box::new(|u| {
                if let PackageCommand::Create { data, .. } = create(u) {
                    data.clear()
                }
            }),
        ),
        (
            "packed to another key",
            Box::new(|u| {
                if let PackageCommand::Create { id, contents, .. } = create(u) {
                    contents[0].note.to = PackageKey::new([6; 32]).address(id, 0).unwrap().to_bytes();
                }
            }),
        ),
        (
            "packed to the account",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].note.to = own_address().to_bytes();
                }
            }),
        ),
        (
            "a packed commitment",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].note.commitment = random::field().into();
                }
            }),
        ),
        (
            "a packed asset commitment",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].asset_commitment = contents[1].asset_commitment;
                }
            }),
        ),
        (
            "a packed ciphertext",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].note.contents[1] = random::field().into();
                }
            }),
        ),
        (
            "a packed memo",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].note.memo.0[0] ^= 1;
                }
            }),
        ),
        (
            "a packed RPK",
            Box::new(|u| {
                if let PackageCommand::Create { contents, .. } = create(u) {
                    contents[0].note.rpk = contents[1].note.rpk;
                }
            }),
        ),
        (
            "another key",
            Box::new(|u| {
                if let CommandOpening::Pack { key, .. } = &mut u.command {
                    *key = PackageKey::new([6; 32]);
                }
            }),
        ),
        (
            "another packed value",
            Box::new(|u| {
                if let CommandOpening::Pack { contents, .. } = &mut u.command {
                    contents[0].value += 1;
                }
            }),
        ),
        (
            "a missing opening",
            Box::new(|u| {
                if let CommandOpening::Pack { contents, .. } = &mut u.command {
                    contents.pop();
                }
            }),
        ),
        ("no opening", Box::new(|u| u.command = CommandOpening::Plain)),
    ];
    let opens: Vec<(&str, Lie)> = vec![
        (
            "another package",
            Box::new(|u| {
                if let PackageCommand::Open { id, .. } = create(u) {
                    id[0] ^= 1
                }
            }),
        ),
        (
            "another deposit",
            Box::new(|u| {
                if let PackageCommand::Open { deposit, .. } = create(u) {
                    *deposit += 1
                }
            }),
        ),
        (
            "a key that does not open",
            Box::new(|u| {
                if let CommandOpening::Open { key, .. } = &mut u.command {
                    *key = PackageKey::new([6; 32]);
                }
            }),
        ),
        (
            "a missing content",
            Box::new(|u| {
                if let CommandOpening::Open { package, .. } = &mut u.command {
                    package.contents.pop();
                }
            }),
        ),
        (
            "a content twice",
            Box::new(|u| {
                if let CommandOpening::Open { package, .. } = &mut u.command {
                    let content = package.contents[0];
                    package.contents.try_push(content).unwrap();
                }
            }),
        ),
        ("no opening", Box::new(|u| u.command = CommandOpening::Plain)),
        ("less kept", Box::new(|u| drop(u.outputs.pop()))),
    ];
    type Make = fn() -> Unsigned;
    for (make, lies) in [(issuing as Make, issues), (packing, packs), (opening, opens)] {
        for (name, lie) in lies {
            let mut unsigned = make();
            lie(&mut unsigned);
            assert!(sign(&unsigned).is_err(), "{name}");
        }
    }
}

#[test]
fn a_command_that_was_not_asked_for_is_not_signed() {
    for make in [issuing, packing, opening] {
        let refused = Signer::new(&key()).sign(&make(), |summary| summary.order.is_none());
        assert_eq!(refused.err(), Some(SignError::NotAsked));
    }
}
