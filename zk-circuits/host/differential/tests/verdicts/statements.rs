//! Statements with their proofs, and the keys that judge them.

use ark_ff::UniformRand;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_circuits::{
    input,
    keys::development_key,
    output,
    prover::{default_directory, Parameters, Statement},
    verify::{Proof, ProofError},
    Circuit,
};
use sero_host::{ProofKeys, Statements};
use sero_shielded::{
    asset::Asset,
    bundle::{ProofBytes, ShieldedInput, ShieldedOutput},
    compact::EncryptedNote,
    curve::{Scalar, F},
    encoding::FieldBytes,
    encryption::SealedMemo,
    keys::{Seed, SpendingKey},
};

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

/// A dummy input and an output, proved.
pub fn statements(rng: &mut ChaCha20Rng) -> Statements {
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

pub fn keys() -> ProofKeys {
    let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
    ProofKeys { input, output }
}

/// So many of the good statements, half of them inputs. Each has another proof, for each factor makes one.
pub fn batch(good: &Statements, size: usize, factors: &mut impl Iterator<Item = u64>) -> Statements {
    let mut another = |proof: &ProofBytes| -> ProofBytes {
        let factor = factors.next().unwrap();
        Proof(proof.0).scaled(factor).unwrap().into()
    };
    let (input, output) = (good.inputs[0], good.outputs[0]);
    let inputs = (0..size / 2).map(|_| ShieldedInput { proof: another(&input.proof), ..input }).collect();
    let outputs = (size / 2..size).map(|_| ShieldedOutput { proof: another(&output.proof), ..output }).collect();
    Statements { anchor: good.anchor, inputs, outputs }
}

/// The proof at a place of a batch.
pub fn proof_at(batch: &mut Statements, place: usize) -> &mut ProofBytes {
    let inputs = batch.inputs.iter_mut().map(|input| &mut input.proof);
    let outputs = batch.outputs.iter_mut().map(|output| &mut output.proof);
    inputs.chain(outputs).nth(place).unwrap()
}

/// The proof with a B of the curve and outside the subgroup of order r.
pub fn outside_subgroup(proof: &ProofBytes) -> ProofBytes {
    let with = |x: u8| {
        let mut changed = Proof(proof.0);
        changed.0[32..96].fill(0);
        changed.0[32] = x;
        changed
    };
    (1..u8::MAX).map(with).find(|changed| changed.points() == Err(ProofError::Subgroup('B'))).unwrap().into()
}
