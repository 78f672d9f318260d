//! The file from which the benchmarks make bundles.

use super::fixture::*;
use crate::{
    benchmarking::parts::{InputPart, OutputPart, Parts, FILE},
    mock::*,
};
use codec::Encode;
use sero_shielded::{
    asset::SERO,
    bundle::{Destination, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTS},
    encoding::FieldBytes,
};

const VALUE: u128 = 1_000_000_000 * SERO;

/// One note of all the value on a new chain, and the largest bundle that spends it.
fn prove() -> Parts {
    let owner = person(1);
    let mut wallet = Wallet::new(&[&owner]);
    <Shielded as crate::PublicNotes>::add_public_note(&address_of(&owner), sero_shielded::asset::Asset::sero(), VALUE)
        .expect("the pool takes it");
    wallet.end_block();
    let draft = wallet.draft(Recipe {
        inputs: vec![wallet.note_of(&owner, VALUE)],
        dummies: MAX_INPUTS as usize - 1,
        outputs: (0..MAX_OUTPUTS).map(|_| pay(&owner, 0)).collect(),
        from: Some(&owner),
        ..Default::default()
    });
    let inputs = draft.body.inputs.iter().zip(&draft.spend_secrets).zip(&draft.input_blindings);
    let outputs = draft.body.outputs.iter().zip(&draft.output_blindings);
    Parts {
        anchor: draft.body.anchor,
        value: VALUE,
        inputs: inputs
            .map(|((input, secret), blinding)| InputPart {
                input: *input,
                secret: (*secret).into(),
                blinding: (*blinding).into(),
            })
            .collect(),
        outputs: outputs
            .map(|(output, blinding)| OutputPart { output: *output, blinding: (*blinding).into() })
            .collect(),
        addresses: (0..MAX_PUBLIC_OUTS).map(|_| address_of(&owner)).collect(),
        from: draft.body.from.expect("the recipe has one"),
        from_secret: draft.from_secret.expect("the recipe has one").into(),
    }
}

#[test]
fn the_file_of_the_benchmarks_is_what_the_prover_makes() {
    let parts = on_chain(prove);
    if std::env::var_os("SERO_WRITE_PARTS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/benchmarking/parts.scale");
        std::fs::write(path, parts.encode()).expect("the file can be written");
        return;
    }
    assert_eq!(FILE, parts.encode(), "run this test with SERO_WRITE_PARTS=1 to write the file anew");
}

#[test]
fn bundles_of_any_shape_are_valid_and_differ_by_their_proofs() {
    on_chain(|| {
        let parts = Parts::read();
        crate::Anchors::<Test>::insert(parts.anchor, 0);
        crate::Turnstile::<Test>::insert(FieldBytes::from(sero_shielded::asset::Asset::sero().id()), parts.value);
        let mut seen = vec![];
        for (fresh, (i, o, p)) in (2..).zip([(1, 0, 0), (1, 0, 0), (2, 1, 3), (16, 16, 16)]) {
            let bundle = parts.bundle::<Test>(i, o, p, fresh);
            assert_eq!(Shielded::check(&bundle), Ok(vec![]), "{i} {o} {p}");
            assert!(bundle.body.public_outs.iter().all(|out| matches!(out.to, Destination::Address(_))));
            let proof = bundle.body.inputs[0].proof;
            assert!(!seen.contains(&proof));
            seen.push(proof);
        }
        // The invariants are those of a chain that came to its state by itself.
        crate::Anchors::<Test>::remove(parts.anchor);
    });
}
