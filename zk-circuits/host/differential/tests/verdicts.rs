//! One verdict on every machine: wasm, native, and native behind the cache.

use ark_ff::UniformRand;
use codec::{Decode, Encode};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use sc_executor::WasmExecutor;
use sero_circuits::{
    input,
    keys::development_key,
    output,
    prover::{default_directory, Parameters, Statement},
    Circuit,
};
use sero_host::{cache, pure, ProofFault, ProofKeys, SignedBy, Statements};
use sero_host_differential::WASM;
use sero_shielded::{
    asset::{self, Asset},
    bundle::{ProofBytes, PublicTerm, ShieldedInput, ShieldedOutput},
    compact::EncryptedNote,
    curve::{mul, Scalar, F},
    encoding::{FieldBytes, PointBytes},
    encryption::SealedMemo,
    keys::{PkrBytes, Seed, SpendingKey},
    note::PublicNote,
    refusal::Place,
    signature::{sign_with, Role},
    tree::{EncodedFrontier, Frontier, CAPACITY},
};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_state_machine::BasicExternalities;
use std::sync::LazyLock;

/// Calls the wasm build.
fn wasm<R: Decode>(function: &str, arguments: impl Encode) -> R {
    // One for all calls, so that the code is compiled once.
    static EXECUTOR: LazyLock<WasmExecutor<sp_io::SubstrateHostFunctions>> =
        LazyLock::new(|| WasmExecutor::builder().build());
    let fetch = WrappedRuntimeCode(WASM.expect("built without SKIP_WASM_BUILD").into());
    let code = RuntimeCode { code_fetcher: &fetch, heap_pages: None, hash: vec![1] };
    let mut externalities = BasicExternalities::default();
    let (answer, _) = EXECUTOR.call(&mut externalities, &code, function, &arguments.encode(), CallContext::Offchain);
    R::decode(&mut &answer.unwrap()[..]).unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

/// A dummy input and an output, proved.
fn statements(rng: &mut ChaCha20Rng) -> Statements {
    let parameters = Parameters::development(default_directory().as_deref()).unwrap();
    let (spend, _) = input::Private::dummy(rng);
    let anchor = F::rand(rng);
    let spent = spend.statement(anchor).unwrap();
    let keys = SpendingKey::from_seed(&Seed::new([1; 32])).unwrap();
    let address = keys.address().one_time(&Scalar::rand(rng)).unwrap();
    let make = output::Private {
        aid: Asset::sero().id(),
        value: 5,
        rcm: F::rand(rng),
        rsk: Scalar::rand(rng),
        ar: Scalar::rand(rng),
    };
    let made = make.statement(&address).unwrap();
    let all = [Statement::Input(&spent, &spend), Statement::Output(&made, &make)];
    let proofs = parameters.prove_all(&all, rng, |_| ()).unwrap();
    Statements {
        anchor: anchor.into(),
        inputs: vec![ShieldedInput {
            nil: spent.nil().into(),
            key: (*spent.key()).into(),
            asset_commitment: (*spent.cm_asset()).into(),
            proof: ProofBytes(proofs[0].0),
        }],
        outputs: vec![ShieldedOutput {
            note: EncryptedNote {
                to: address.to_bytes(),
                commitment: made.cm().into(),
                rpk: (*made.rpk()).into(),
                contents: made.ciphertext().map(FieldBytes::from),
                memo: SealedMemo([0; 144]),
            },
            asset_commitment: (*made.cm_asset()).into(),
            proof: ProofBytes(proofs[1].0),
        }],
    }
}

fn keys() -> ProofKeys {
    let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
    ProofKeys { input, output }
}

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
    for (number, (keys, statements)) in cases.iter().enumerate() {
        let encodings = pure::check_encodings(statements);
        assert_eq!(encodings, wasm("check_encodings", statements), "case {number}");
        let native = pure::verify_proofs(keys, statements);
        assert_eq!(native, wasm("verify_proofs", (keys, statements)), "case {number}");
        // Twice: the second time the cache knows the good ones.
        assert_eq!(native, cache::verify_proofs(keys, statements), "case {number}");
        assert_eq!(native, cache::verify_proofs(keys, statements), "case {number}");
        accepted += usize::from(native.is_ok());
    }
    // The good one, and each half of it alone.
    assert_eq!(accepted, 3);
}

#[test]
fn signatures_get_one_verdict() {
    let secret = Scalar::from(12345u64);
    let message = [3; 32];
    let item = |role: Role| SignedBy {
        role,
        key: mul(&role.base(), &secret).into(),
        message,
        signature: sign_with(role, &secret, &message, &[4; 32]),
    };
    let mut cases = vec![vec![], vec![item(Role::Spend), item(Role::Bind), item(Role::From)]];
    for change in 0..5 {
        let mut items = vec![item(Role::Spend), item(Role::Bind)];
        match change {
            0 => items[1].role = Role::Spend,
            1 => items[0].signature.0[40] ^= 1,
            2 => items[1].key = PointBytes([0; 32]),
            3 => items[0].message[0] ^= 1,
            _ => items[1].signature.0[63] = 0xff,
        }
        cases.push(items);
    }
    for items in cases {
        assert_eq!(pure::verify_signatures(&items), wasm("verify_signatures", &items));
    }
}

#[test]
fn points_and_balances_come_out_the_same() {
    let mut rng = rng();
    for number in 0..4u64 {
        let u = FieldBytes::from(if number == 0 { F::from(0u64) } else { F::rand(&mut rng) });
        assert_eq!(pure::hash_to_curve(&u), wasm("hash_to_curve", u));
    }
    assert_eq!(wasm::<Option<PointBytes>>("hash_to_curve", FieldBytes([0xff; 32])), None);

    let blinded = |value, ar: u64| {
        PointBytes::from(asset::blind(&asset::commitment(Asset::sero().id(), value), &Scalar::from(ar)))
    };
    let terms = vec![PublicTerm::out(Asset::sero(), 3), PublicTerm::inward(Asset::Token([5; 32]), u128::MAX)];
    for (inputs, outputs) in [
        (vec![blinded(8, 1)], vec![blinded(5, 9)]),
        (vec![PointBytes([0xff; 32])], vec![]),
        (vec![blinded(8, 1)], vec![blinded(5, 9), PointBytes([9; 32])]),
    ] {
        let native = pure::balance_key(&inputs, &outputs, &terms);
        assert_eq!(native, wasm("balance_key", (&inputs, &outputs, &terms)));
    }
}

#[test]
fn trees_grow_the_same() {
    let keys = SpendingKey::from_seed(&Seed::new([1; 32])).unwrap();
    let to = keys.address().one_time(&Scalar::from(9u64)).unwrap().to_bytes();
    for (to, value) in [(to, 5), (to, 0), (PkrBytes([1; 96]), 5)] {
        assert_eq!(pure::check_addresses(&[to]), wasm("check_addresses", vec![to]));
        let note = PublicNote { to, asset: Asset::sero(), value };
        assert_eq!(pure::public_note_commitment(&note), wasm("public_note_commitment", note));
    }
    let commitments: Vec<FieldBytes> = (0..21u64).map(|number| F::from(number).into()).collect();
    let empty = Frontier::default().encoded();
    let grown = pure::append_notes(&empty, 0, &commitments).unwrap();
    assert_eq!(
        Ok(&grown),
        wasm::<Result<EncodedFrontier, sero_host::TreeFault>>("append_notes", (&empty, 0u64, &commitments)).as_ref()
    );
    assert_eq!(pure::tree_root(&grown), wasm("tree_root", &grown));

    let nearly_full = EncodedFrontier { size: CAPACITY - 1, nodes: vec![FieldBytes([1; 32]); 48].try_into().unwrap() };
    let damaged = EncodedFrontier { size: 3, nodes: Default::default() };
    for (frontier, commitments) in [
        (&nearly_full, commitments[..1].to_vec()),
        (&nearly_full, commitments[..2].to_vec()),
        (&damaged, commitments[..1].to_vec()),
        (&empty, vec![FieldBytes([0xff; 32])]),
    ] {
        let native = pure::append_notes(frontier, CAPACITY - 1, &commitments);
        assert_eq!(native, wasm("append_notes", (frontier, CAPACITY - 1, &commitments)));
        assert_eq!(pure::tree_root(frontier), wasm("tree_root", frontier));
    }
}
