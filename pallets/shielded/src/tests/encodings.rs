//! Every encoded part of a bundle, spoiled in every way; each refusal names the place, and comes before any pairing.

use super::{fixture::*, points::*};
use crate::{mock::*, Refusal};
use frame_support::BoundedVec;
use sero_shielded::{
    bundle::Destination,
    encoding::{EncodingError, FieldBytes, PointBytes},
    refusal::{Part, Place},
};

type Spoil = fn(&mut Draft, [u8; 32]);

fn draft() -> Draft {
    let (alice, bob) = (person(1), person(2));
    let wallet = funded(&alice, &[&bob], &[100]);
    wallet.draft(Recipe {
        inputs: vec![wallet.note_of(&alice, 100)],
        outputs: vec![pay(&bob, 40), pay(&alice, 15)],
        public_outs: vec![public_out(Destination::Address(address_of(&bob)), 40)],
        fee: 5,
        from: Some(&alice),
        ..Default::default()
    })
}

fn assert_all(part: Part, place: Place, bad: &[([u8; 32], EncodingError)], spoil: Spoil) {
    on_chain(|| {
        let template = draft();
        for (bytes, cause) in bad {
            let mut spoiled = template.clone();
            spoil(&mut spoiled, *bytes);
            let expected = Refusal::Encoding { place, part, cause: *cause };
            assert_eq!(refused(&spoiled.sign()), expected, "{bytes:02x?}");
        }
    });
}

fn bad_fields() -> Vec<([u8; 32], EncodingError)> {
    vec![(MODULUS, EncodingError::FieldNotCanonical), ([0xff; 32], EncodingError::FieldNotCanonical)]
}

/// For points that may be the identity.
fn bad_commitments() -> Vec<([u8; 32], EncodingError)> {
    bad_points().into_iter().skip(1).collect()
}

#[test]
fn the_anchor_of_a_bundle() {
    assert_all(Part::Anchor, Place::Input(0), &bad_fields(), |draft, bytes| draft.body.anchor = FieldBytes(bytes));
}

#[test]
fn the_nil_of_an_input() {
    assert_all(Part::Nil, Place::Input(0), &bad_fields(), |draft, bytes| draft.body.inputs[0].nil = FieldBytes(bytes));
}

#[test]
fn the_key_of_an_input() {
    assert_all(Part::Key, Place::Input(0), &bad_points(), |draft, bytes| draft.body.inputs[0].key = PointBytes(bytes));
}

#[test]
fn the_asset_commitment_of_an_input() {
    assert_all(Part::AssetCommitment, Place::Input(0), &bad_commitments(), |draft, bytes| {
        draft.body.inputs[0].asset_commitment = PointBytes(bytes)
    });
}

#[test]
fn the_asset_commitment_of_an_output() {
    assert_all(Part::AssetCommitment, Place::Output(1), &bad_commitments(), |draft, bytes| {
        draft.body.outputs[1].asset_commitment = PointBytes(bytes)
    });
}

#[test]
fn the_commitment_of_an_output() {
    assert_all(Part::Commitment, Place::Output(0), &bad_fields(), |draft, bytes| {
        draft.body.outputs[0].note.commitment = FieldBytes(bytes)
    });
}

#[test]
fn the_contents_of_an_output() {
    let spoils: [Spoil; 3] = [
        |draft, bytes| draft.body.outputs[0].note.contents[0] = FieldBytes(bytes),
        |draft, bytes| draft.body.outputs[0].note.contents[1] = FieldBytes(bytes),
        |draft, bytes| draft.body.outputs[0].note.contents[2] = FieldBytes(bytes),
    ];
    for spoil in spoils {
        assert_all(Part::Contents, Place::Output(0), &bad_fields(), spoil);
    }
}

#[test]
fn the_rpk_of_an_output() {
    assert_all(Part::Rpk, Place::Output(0), &bad_points(), |draft, bytes| {
        draft.body.outputs[0].note.rpk = PointBytes(bytes)
    });
}

#[test]
fn each_point_of_an_outputs_address() {
    let spoils: [Spoil; 3] = [
        |draft, bytes| spoil_address(&mut draft.body.outputs[0].note.to, 0, bytes),
        |draft, bytes| spoil_address(&mut draft.body.outputs[0].note.to, 1, bytes),
        |draft, bytes| spoil_address(&mut draft.body.outputs[0].note.to, 2, bytes),
    ];
    for spoil in spoils {
        assert_all(Part::Address, Place::Output(0), &bad_points(), spoil);
    }
}

#[test]
fn each_point_of_a_public_outputs_address() {
    let spoils: [Spoil; 3] = [
        |draft, bytes| spoil(draft, 0, bytes),
        |draft, bytes| spoil(draft, 1, bytes),
        |draft, bytes| spoil(draft, 2, bytes),
    ];
    fn spoil(draft: &mut Draft, at: usize, bytes: [u8; 32]) {
        let mut outs = draft.body.public_outs.to_vec();
        if let Destination::Address(address) = &mut outs[0].to {
            spoil_address(address, at, bytes);
        }
        draft.body.public_outs = BoundedVec::truncate_from(outs);
    }
    for spoil in spoils {
        assert_all(Part::Address, Place::PublicOut(0), &bad_points(), spoil);
    }
}

#[test]
fn each_point_of_the_from_address() {
    let spoils: [Spoil; 3] = [
        |draft, bytes| draft.body.from.iter_mut().for_each(|from| spoil_address(from, 0, bytes)),
        |draft, bytes| draft.body.from.iter_mut().for_each(|from| spoil_address(from, 1, bytes)),
        |draft, bytes| draft.body.from.iter_mut().for_each(|from| spoil_address(from, 2, bytes)),
    ];
    for spoil in spoils {
        assert_all(Part::Address, Place::From, &bad_points(), spoil);
    }
}

#[test]
fn proofs_that_are_no_group_elements() {
    on_chain(|| {
        let mut draft = draft();
        for bytes in [[0u8; 128], [0xff; 128]] {
            draft.body.outputs[1].proof.0 = bytes;
            assert_eq!(refused(&draft.sign()), Refusal::Proof(Place::Output(1)));
        }
    });
}
