//! Checks run from cheap to dear: a bundle with every fault is refused for the cheapest, and then for the next.

use super::fixture::*;
use crate::{mock::*, Anchors, BundleOf, KeyStatus, Keys, Nils, Paused, Refusal};
use sero_shielded::{
    asset::Asset,
    bundle::{BalanceError, Destination, ShapeError},
    command::CommandError,
    curve::mul_g_r,
    encoding::{EncodingError, PointBytes},
    keys::PkrBytes,
    refusal::{Part, Place},
    signature::SignatureBytes,
};

const NAME: [u8; 32] = [8; 32];
const TICKET: Asset = Asset::Ticket { category: [3; 32], id: [4; 32] };

/// A bundle with all that a bundle can have: it mints a token, pays to an address and to two accounts.
fn draft() -> Draft {
    let (alice, bob) = (person(1), person(2));
    let wallet = funded(&alice, &[&bob], &[100]);
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(&alice, 100)],
        dummies: 1,
        outputs: vec![pay(&alice, 35), Pay { to: &alice, asset: Asset::Token(NAME), value: 9 }],
        public_outs: vec![
            public_out(Destination::Address(address_of(&bob)), 20),
            to_account(&BOB, 20),
            to_account(&BOB, 20),
        ],
        fee: 5,
        from: Some(&alice),
        command: Some(TestCommand::Mint { name: NAME, value: 9 }),
        ..Default::default()
    })
}

type Make = Box<dyn Fn(&mut BundleOf<Test>)>;
type Repair = fn(&mut BundleOf<Test>, &BundleOf<Test>);

/// A fault: what makes it, how it is refused, what repairs it with the help of the bundle without faults.
struct Fault {
    expected: Refusal,
    make: Make,
    repair: Repair,
}

fn fault(expected: Refusal, make: impl Fn(&mut BundleOf<Test>) + 'static, repair: Repair) -> Fault {
    Fault { expected, make: Box::new(make), repair }
}

/// A signature that is well formed and of something else.
fn strange(signature: &mut SignatureBytes) {
    signature.0[40] ^= 1;
}

/// The faults of a bundle and of the chain, in the order in which they must be found. The last is in what is signed, so the
/// signatures before it are over it.
fn faults(draft: &Draft) -> Vec<Fault> {
    let bad = PointBytes([0; 32]);
    let encoding = |place, part| Refusal::Encoding { place, part, cause: EncodingError::PointOutsideSubgroup };
    // CB becomes the identity.
    let cancelling: PointBytes = {
        let first = draft.body.outputs[0].asset_commitment.to_point().unwrap();
        (mul_g_r(&draft.bind_secret) + first).into()
    };
    vec![
        fault(Refusal::Paused, |_| Paused::<Test>::put(true), |_, _| Paused::<Test>::put(false)),
        fault(
            Refusal::Shape(ShapeError::Version(2)),
            |bundle| bundle.body.version = 2,
            |bundle, good| bundle.body.version = good.body.version,
        ),
        fault(
            // Behind three public outputs and the fee.
            Refusal::Shape(ShapeError::TermValue(4)),
            |bundle| bundle.body.command = Some(TestCommand::LockInVain { asset: TICKET, value: 2 }),
            |bundle, good| bundle.body.command = good.body.command.clone(),
        ),
        fault(
            Refusal::Expired { expiry: 1, now: 2 },
            |bundle| bundle.body.expiry = 1,
            |bundle, _| bundle.body.expiry = 103,
        ),
        fault(
            Refusal::ExpiryTooFar { expiry: 103, latest: 102 },
            |_| (),
            |bundle, good| bundle.body.expiry = good.body.expiry,
        ),
        fault(
            Refusal::Fee { given: 4, minimum: MINIMUM_FEE },
            |bundle| bundle.body.fee = 4,
            |bundle, good| bundle.body.fee = good.body.fee,
        ),
        fault(
            Refusal::KeyVersion(9),
            |bundle| bundle.body.key_version = 9,
            |bundle, good| bundle.body.key_version = good.body.key_version,
        ),
        fault(
            Refusal::ExitOnly(1),
            |_| Shielded::set_key_status(RuntimeOrigin::root(), 1, KeyStatus::ExitOnly).unwrap(),
            |_, _| Keys::<Test>::mutate(1, |keys| keys.as_mut().unwrap().all_from = Some(0)),
        ),
        fault(
            encoding(Place::Input(1), Part::Key),
            move |bundle| bundle.body.inputs[1].key = bad,
            |bundle, good| bundle.body.inputs[1].key = good.body.inputs[1].key,
        ),
        fault(
            Refusal::UnknownAnchor,
            |bundle| {
                Anchors::<Test>::take(bundle.body.anchor);
            },
            |_, good| Anchors::<Test>::insert(good.body.anchor, 1),
        ),
        fault(
            Refusal::NilAlreadySpent(1),
            |bundle| Nils::<Test>::insert(bundle.body.inputs[1].nil, 1),
            |_, good| Nils::<Test>::remove(good.body.inputs[1].nil),
        ),
        fault(
            encoding(Place::PublicOut(0), Part::Address),
            |bundle| bundle.body.public_outs[0].to = Destination::Address(PkrBytes([0; 96])),
            |bundle, good| bundle.body.public_outs[0].to = good.body.public_outs[0].to,
        ),
        fault(
            encoding(Place::From, Part::Address),
            |bundle| bundle.body.from = Some(PkrBytes([0; 96])),
            |bundle, good| bundle.body.from = good.body.from,
        ),
        fault(
            Refusal::Unpayable(1),
            |bundle| bundle.body.public_outs[1].to = Destination::Contract([1; 20]),
            |bundle, good| bundle.body.public_outs[1].to = good.body.public_outs[1].to,
        ),
        fault(
            Refusal::Turnstile(2),
            |bundle| bundle.body.public_outs[2].value = 101,
            |bundle, good| bundle.body.public_outs[2].value = good.body.public_outs[2].value,
        ),
        fault(Refusal::Command(CommandError::Other(7)), |_| Minted::set(vec![NAME]), |_, _| Minted::set(vec![])),
        fault(
            Refusal::Balance(BalanceError::Identity),
            move |bundle| bundle.body.outputs[0].asset_commitment = cancelling,
            |bundle, good| bundle.body.outputs[0].asset_commitment = good.body.outputs[0].asset_commitment,
        ),
        fault(
            Refusal::BindingSignature,
            |bundle| strange(&mut bundle.binding_signature),
            |bundle, good| bundle.binding_signature = good.binding_signature,
        ),
        fault(
            Refusal::SpendSignature(0),
            |bundle| strange(&mut bundle.spend_signatures[0]),
            |bundle, good| bundle.spend_signatures = good.spend_signatures.clone(),
        ),
        fault(
            Refusal::FromSignature,
            |bundle| bundle.from_signature.iter_mut().for_each(strange),
            |bundle, good| bundle.from_signature = good.from_signature,
        ),
    ]
}

#[test]
fn every_fault_hides_those_behind_it() {
    on_chain(|| {
        let mut draft = draft();
        let honest = draft.clone();
        // The dearest fault: proofs of each other's statements, in a bundle that is signed as it should be.
        let [first, second] = [0, 1].map(|place| draft.body.inputs[place].proof);
        (draft.body.inputs[0].proof, draft.body.inputs[1].proof) = (second, first);
        let unproved = draft.sign();
        let faults = faults(&draft);

        let mut bundle = unproved.clone();
        faults.iter().for_each(|fault| (fault.make)(&mut bundle));
        for fault in &faults {
            assert_eq!(refused(&bundle), fault.expected);
            (fault.repair)(&mut bundle, &unproved);
        }
        assert_eq!(bundle, unproved);
        assert_eq!(refused(&bundle), Refusal::Proof(Place::Input(0)));
        submit(honest.sign()).unwrap();
        assert_eq!(crate::Tree::<Test>::get().size, 4);
    });
}
