//! Proofs, and the encodings of what they prove.

use crate::{
    machines::agreed,
    statements::{batch, keys, outside_subgroup, proof_at, rng, statements},
};
use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;
use sero_host::{pure, ProofFault, ProofKeys, Statements};
use sero_shielded::{
    bundle::{ShieldedInput, ShieldedOutput},
    encoding::{FieldBytes, PointBytes},
    refusal::Place,
};
use std::slice::from_ref;

#[test]
fn proofs_and_encodings_get_one_verdict() {
    let mut rng = rng();
    let good = statements(&mut rng);
    let mut cases = vec![(keys(), good.clone())];
    let mut spoil = |change: fn(&mut Statements, &mut ChaCha20Rng)| {
        let mut bad = good.clone();
        change(&mut bad, &mut rng);
        cases.push((keys(), bad));
    };
    spoil(|bad, _| bad.inputs[0].proof.0[0] ^= 1);
    spoil(|bad, _| bad.outputs[0].proof.0[64] ^= 1);
    spoil(|bad, rng| rng.fill_bytes(&mut bad.inputs[0].proof.0));
    spoil(|bad, _| bad.inputs[0].proof.0 = bad.outputs[0].proof.0);
    spoil(|bad, _| bad.inputs[0].proof = outside_subgroup(&bad.inputs[0].proof));
    spoil(|bad, _| bad.inputs[0].nil = FieldBytes([1; 32]));
    spoil(|bad, _| bad.inputs[0].nil = FieldBytes([0xff; 32]));
    spoil(|bad, _| bad.anchor = FieldBytes([2; 32]));
    spoil(|bad, _| bad.inputs[0].key = PointBytes([0; 32]));
    spoil(|bad, rng| rng.fill_bytes(&mut bad.inputs[0].key.0));
    spoil(|bad, _| bad.inputs[0].asset_commitment = bad.outputs[0].asset_commitment);
    spoil(|bad, _| bad.outputs[0].note.rpk.0[31] ^= 0x80);
    spoil(|bad, _| bad.outputs[0].note.to.0[95] ^= 0x80);
    spoil(|bad, _| bad.outputs[0].note.to.0[0] ^= 1);
    spoil(|bad, _| bad.outputs[0].note.contents.swap(0, 2));
    spoil(|bad, _| bad.outputs.clear());
    spoil(|bad, _| bad.inputs.clear());
    let mut swapped = keys();
    std::mem::swap(&mut swapped.input, &mut swapped.output);
    cases.push((swapped, good.clone()));
    let mut damaged = keys();
    damaged.input[40] ^= 1;
    cases.push((damaged, good.clone()));
    // Other keys that a chain would take: alpha is another point of the key. The good statements are in the cache by now, and
    // hold under their own keys only.
    let mut other = [keys(), keys()];
    other[0].input.copy_within(232..264, 0);
    other[1].output.copy_within(232..264, 0);
    for (keys, place) in other.into_iter().zip([Place::Input(0), Place::Output(0)]) {
        assert_eq!(pure::verify_proofs(&keys, &good), Err(ProofFault::Proof(place)));
        cases.push((keys, good.clone()));
    }

    let mut accepted = 0;
    for (keys, statements) in &cases {
        let encodings = pure::check_encodings(statements);
        let _ = agreed("check_encodings", statements, encodings, sero_host::check_encodings(statements));
        // The host is asked twice: here, and from wasm, when its cache knows the good ones.
        let (pure, host) = (pure::verify_proofs(keys, statements), sero_host::verify_proofs(keys, statements));
        accepted += usize::from(agreed("verify_proofs", &(keys, statements), pure, host).is_ok());
    }
    // The good one, and each half of it alone.
    assert_eq!(accepted, 3);
}

/// The verdict of one statement after the other.
fn singly(keys: &ProofKeys, all: &Statements) -> Result<(), ProofFault> {
    let judge = |inputs: &[ShieldedInput], outputs: &[ShieldedOutput], place| {
        let one = Statements { anchor: all.anchor, inputs: inputs.to_vec(), outputs: outputs.to_vec() };
        pure::verify_proofs(keys, &one).map_err(|fault| match fault {
            ProofFault::Proof(_) => ProofFault::Proof(place),
            other => other,
        })
    };
    for (place, input) in (0u32..).zip(&all.inputs) {
        judge(from_ref(input), &[], Place::Input(place))?;
    }
    for (place, output) in (0u32..).zip(&all.outputs) {
        judge(&[], from_ref(output), Place::Output(place))?;
    }
    Ok(())
}

#[test]
fn large_batches_get_one_verdict() {
    let (keys, good) = (keys(), statements(&mut rng()));
    // Wasm has one thread. The host has one here too, so that the loops of its batches go together, however many processors
    // there are.
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let judge = |batch: &Statements| {
        let host = one_thread.install(|| sero_host::verify_proofs(&keys, batch));
        let verdict = agreed("verify_proofs", &(&keys, batch), pure::verify_proofs(&keys, batch), host);
        assert_eq!(verdict, singly(&keys, batch));
        verdict
    };
    // None comes twice: the cache knows no proof before its batch was judged.
    let mut factors = 2..;
    for size in [8, 9, 24] {
        assert_eq!(judge(&batch(&good, size, &mut factors)), Ok(()));
        for (place, proof) in [
            (0, good.outputs[0].proof),
            (size / 2 - 1, outside_subgroup(&good.inputs[0].proof)),
            (size - 1, good.inputs[0].proof),
        ] {
            let mut spoilt = batch(&good, size, &mut factors);
            *proof_at(&mut spoilt, place) = proof;
            assert!(matches!(judge(&spoilt), Err(ProofFault::Proof(_))));
        }
    }
}
