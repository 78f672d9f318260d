//! Keys, proofs and batches, good and bad.

use super::*;
use crate::{
    fixtures::{self, PARAMETERS},
    keys::{development_key, is_development_key},
    prover::Statement,
    Circuit,
};
use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField, UniformRand};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use std::sync::LazyLock;

/// A statement's inputs with a proof.
struct Proved {
    circuit: Circuit,
    inputs: Vec<F>,
    proof: Proof,
}

/// Six proofs, of both circuits of bundles.
static PROVED: LazyLock<Vec<Proved>> = LazyLock::new(|| {
    let mut rng = fixtures::rng(1);
    let spent: Vec<_> = (0..3).map(|value| fixtures::input(&mut rng, value)).collect();
    let made: Vec<_> = (0..3).map(|value| fixtures::output(&mut rng, fixtures::sero(), value)).collect();
    let statements: Vec<Statement<'_>> = spent
        .iter()
        .zip(&made)
        .flat_map(|((spent, witness), (made, opening))| {
            [Statement::Input(spent, witness), Statement::Output(made, opening)]
        })
        .collect();
    let proofs = PARAMETERS.prove_all(&statements, &mut rng, |_| ()).unwrap();
    statements
        .iter()
        .zip(proofs)
        .map(|(statement, proof)| match statement {
            Statement::Input(public, _) => {
                Proved { circuit: Circuit::Input, inputs: public.to_field_elements().to_vec(), proof }
            }
            Statement::Output(public, _) => {
                Proved { circuit: Circuit::Output, inputs: public.to_field_elements().to_vec(), proof }
            }
            Statement::Ownership(..) => unreachable!("no bundle holds one"),
        })
        .collect()
});

fn key(circuit: Circuit) -> &'static VerifyingKey {
    fixtures::parameters(circuit).verifying_key()
}

fn items(proved: &[Proved]) -> Vec<Item<'_>> {
    proved
        .iter()
        .map(|proved| Item { key: key(proved.circuit), inputs: &proved.inputs, proof: &proved.proof })
        .collect()
}

/// Batches on either side of the size from which loops go together. On three threads the larger one has slices of both kinds.
fn batches() -> impl Iterator<Item = Vec<Item<'static>>> {
    let sizes = [PROVED.len(), 3 * super::miller::WORTHWHILE - 2];
    sizes.into_iter().map(|size| items(&PROVED).into_iter().cycle().take(size).collect())
}

/// Runs a test on one thread and on several.
fn on_threads(test: impl Fn() + Send + Sync) {
    for threads in [1, 3, 16] {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(&test);
    }
}

/// The verdict that the batch must have.
fn singly(items: &[Item<'_>]) -> Result<(), BatchError> {
    items.iter().enumerate().try_for_each(|(index, item)| {
        item.key.verify(item.inputs, item.proof).map_err(|cause| BatchError { index, cause })
    })
}

#[test]
fn proofs_hold() {
    for proved in PROVED.iter() {
        assert_eq!(key(proved.circuit).verify(&proved.inputs, &proved.proof), Ok(()));
    }
}

#[test]
fn a_proof_can_be_scaled_into_another_of_the_same_statement() {
    for proved in &PROVED[..2] {
        let another = proved.proof.scaled(7).unwrap();
        assert_ne!(another, proved.proof);
        assert_eq!(key(proved.circuit).verify(&proved.inputs, &another), Ok(()));
        assert_eq!(proved.proof.scaled(0).unwrap(), proved.proof);
    }
    assert!(Proof([0; 128]).scaled(7).is_err());
}

#[test]
fn every_public_input_is_bound() {
    for proved in &PROVED[..2] {
        for place in 0..proved.inputs.len() {
            for change in [F::ONE, -F::ONE, proved.inputs[place]] {
                let mut inputs = proved.inputs.clone();
                inputs[place] += change;
                assert_eq!(
                    key(proved.circuit).verify(&inputs, &proved.proof),
                    Err(VerifyError::Equation),
                    "{} {place}",
                    proved.circuit
                );
            }
        }
    }
}

#[test]
fn input_counts_are_checked() {
    for proved in &PROVED[..2] {
        let expected = proved.circuit.public_inputs();
        let mut longer = proved.inputs.clone();
        longer.push(F::ZERO);
        for inputs in [&longer[..], &longer[..expected - 1], &[]] {
            let found = inputs.len();
            assert_eq!(
                key(proved.circuit).verify(inputs, &proved.proof),
                Err(VerifyError::InputCount { expected, found })
            );
            let item = Item { key: key(proved.circuit), inputs, proof: &proved.proof };
            assert_eq!(verify_batch(&[item, item]), singly(&[item, item]));
        }
    }
}

#[test]
fn a_proof_of_one_circuit_is_none_of_the_other() {
    let [input, output] = [&PROVED[0], &PROVED[1]];
    let verdict = key(Circuit::Input).verify(&input.inputs, &output.proof);
    assert_eq!(verdict, Err(VerifyError::Equation));
}

#[test]
fn batches_of_both_circuits_hold_without_single_verifications() {
    on_threads(|| {
        for batch in batches() {
            for size in 0..=batch.len() {
                assert!(size < 2 || super::batch::holds(&batch[..size]), "{size}");
                assert_eq!(verify_batch(&batch[..size]), Ok(()));
            }
        }
    });
}

#[test]
fn a_batch_names_its_first_bad_proof() {
    on_threads(|| {
        for good in batches() {
            let step = good.len().div_ceil(6);
            for first in (0..good.len()).step_by(step) {
                for second in (first..good.len()).step_by(step) {
                    let mut batch = good.clone();
                    // The proof of another statement of the same circuit.
                    for bad in [first, second] {
                        batch[bad].proof = good[(bad + 2) % good.len()].proof;
                    }
                    assert!(!super::batch::holds(&batch));
                    let verdict = verify_batch(&batch);
                    assert_eq!(verdict, Err(BatchError { index: first, cause: VerifyError::Equation }));
                }
            }
        }
    });
}

#[test]
fn the_verdict_of_a_batch_is_that_of_single_proofs() {
    let good = batches().last().unwrap();
    for bad in [&[][..], &[0], &[21], &[7, 20], &[12, 13, 14]] {
        let mut batch = good.clone();
        for place in bad {
            batch[*place].proof = good[(place + 2) % good.len()].proof;
        }
        assert_eq!(verify_batch(&batch), singly(&batch));
    }
}

#[test]
fn a_proof_outside_the_subgroup_is_named_in_every_batch() {
    on_threads(|| {
        for good in batches() {
            for place in 0..good.len() {
                let mut proof = *good[place].proof;
                proof.0[32..96].copy_from_slice(&outside_subgroup());
                let mut batch = good.clone();
                batch[place].proof = &proof;
                let cause = VerifyError::Proof(ProofError::Subgroup('B'));
                assert_eq!(verify_batch(&batch), Err(BatchError { index: place, cause }));
            }
        }
    });
}

#[test]
fn a_part_outside_the_subgroup_makes_a_good_b_bad() {
    let mut points = PROVED[0].proof.points().unwrap();
    let stranger = G2Affine::deserialize_compressed_unchecked(&outside_subgroup()[..]).unwrap();
    points.b = (points.b + stranger.mul_bigint(F::MODULUS)).into_affine();
    let proof = Proof::from(points);
    on_threads(|| {
        for mut batch in batches() {
            batch[0].proof = &proof;
            let cause = VerifyError::Proof(ProofError::Subgroup('B'));
            assert_eq!(verify_batch(&batch), Err(BatchError { index: 0, cause }));
        }
    });
}

#[test]
fn errors_do_not_cancel_out_in_a_batch() {
    // C of one proof up by a point, C of the other down by it: their sum is what it was.
    let (mut one, mut other) = (PROVED[0].proof.points().unwrap(), PROVED[2].proof.points().unwrap());
    one.c = (one.c + G1Affine::generator()).into_affine();
    other.c = (other.c - G1Affine::generator()).into_affine();
    let (one, other) = (Proof::from(one), Proof::from(other));
    let mut batch = items(&PROVED);
    batch[0].proof = &one;
    batch[2].proof = &other;
    assert_eq!(verify_batch(&batch), Err(BatchError { index: 0, cause: VerifyError::Equation }));
    // The same with public inputs.
    let (mut up, mut down) = (PROVED[0].inputs.clone(), PROVED[2].inputs.clone());
    up[1] += F::ONE;
    down[1] -= F::ONE;
    let mut batch = items(&PROVED);
    batch[0].inputs = &up;
    batch[2].inputs = &down;
    assert_eq!(verify_batch(&batch), singly(&batch));
}

#[test]
fn coefficients_hang_on_every_byte_of_a_batch() {
    use super::transcript::coefficients;
    let good = items(&PROVED[..2]);
    let all = coefficients(&good);
    assert_eq!(all, coefficients(&good));
    let mut batch = good.clone();
    let mut proof = *good[1].proof;
    proof.0[127] ^= 1;
    batch[1].proof = &proof;
    let mut inputs = good[1].inputs.to_vec();
    inputs[11] += F::ONE;
    let mut others = good.clone();
    others[1].inputs = &inputs;
    for changed in [&batch[..], &others[..], &good[..1], &[good[1], good[0]]] {
        for (place, coefficient) in coefficients(changed).into_iter().enumerate() {
            assert_ne!(coefficient, all[place]);
        }
    }
}

#[test]
fn noncanonical_strings_are_no_public_inputs() {
    let modulus: [u8; 32] = F::MODULUS.to_bytes_le().try_into().unwrap();
    assert_eq!(field_elements([&[0; 32], &[1; 32]]).map(|inputs| inputs.len()), Ok(2));
    assert_eq!(field_elements([&[0; 32], &modulus]), Err(VerifyError::InputNotCanonical(1)));
}

/// The bytes of a G2 point on the curve and outside the subgroup.
fn outside_subgroup() -> [u8; 64] {
    (1u64..)
        .find_map(|x| {
            let point = G2Affine::get_point_from_x_unchecked(Fq2::from(x), false)?;
            if point.is_in_correct_subgroup_assuming_on_curve() {
                return None;
            }
            let mut bytes = [0; 64];
            point.serialize_compressed(&mut bytes[..]).unwrap();
            Some(bytes)
        })
        .unwrap()
}

/// Some x of G1 over which no point lies.
fn no_point() -> [u8; 32] {
    let x = (1u64..).map(Fq::from).find(|x| G1Affine::get_point_from_x_unchecked(*x, false).is_none()).unwrap();
    x.into_bigint().to_bytes_le().try_into().unwrap()
}

/// Encodings that are refused in place of a G1 point.
fn bad_g1() -> Vec<([u8; 32], &'static str)> {
    let mut infinity = [0; 32];
    G1Affine::zero().serialize_compressed(&mut infinity[..]).unwrap();
    let mut dirty = infinity;
    dirty[0] = 1;
    let mut both = infinity;
    both[31] |= 0x80;
    let modulus: [u8; 32] = Fq::MODULUS.to_bytes_le().try_into().unwrap();
    vec![
        (infinity, "identity"),
        (dirty, "identity"),
        (both, "encoding"),
        (modulus, "encoding"),
        (no_point(), "encoding"),
        ([0xff; 32], "encoding"),
    ]
}

#[test]
fn bad_encodings_are_no_proofs() {
    let proved = &PROVED[0];
    let judge = |proof: Proof| {
        let item = Item { key: key(proved.circuit), inputs: &proved.inputs, proof: &proof };
        let single = item.key.verify(item.inputs, item.proof);
        for mut batch in batches() {
            batch[1] = item;
            assert_eq!(verify_batch(&batch), single.map_err(|cause| BatchError { index: 1, cause }));
        }
        single
    };
    for (bytes, what) in bad_g1() {
        for (at, name) in [(0, 'A'), (96, 'C')] {
            let mut proof = proved.proof;
            proof.0[at..at + 32].copy_from_slice(&bytes);
            let expected = match what {
                "identity" => ProofError::Identity(name),
                _ => ProofError::Encoding(name),
            };
            assert_eq!(judge(proof), Err(VerifyError::Proof(expected)), "{bytes:?}");
        }
    }
    let mut proof = proved.proof;
    proof.0[32..96].copy_from_slice(&outside_subgroup());
    assert_eq!(judge(proof), Err(VerifyError::Proof(ProofError::Subgroup('B'))));
    let mut proof = proved.proof;
    G2Affine::zero().serialize_compressed(&mut proof.0[32..96]).unwrap();
    assert_eq!(judge(proof), Err(VerifyError::Proof(ProofError::Identity('B'))));
    assert!(judge(Proof([0; PROOF_LEN])).is_err());
    assert!(judge(Proof([0xff; PROOF_LEN])).is_err());
}

#[test]
fn no_flipped_bit_of_a_proof_passes() {
    let proved = &PROVED[1];
    for bit in (0..PROOF_LEN * 8).step_by(37) {
        let mut proof = proved.proof;
        proof.0[bit / 8] ^= 1 << (bit % 8);
        assert!(key(proved.circuit).verify(&proved.inputs, &proof).is_err(), "bit {bit}");
    }
}

#[test]
fn a_key_reads_back_and_has_a_name_of_its_own() {
    for circuit in Circuit::ALL {
        let bytes = fixtures::parameters(circuit).verifying_key_bytes();
        assert_eq!(bytes.len(), VerifyingKey::encoded_len(circuit));
        let key = VerifyingKey::parse(circuit, bytes).unwrap();
        assert_eq!((key.circuit(), key.digest()), (circuit, self::key(circuit).digest()));
    }
    let [input, output, ownership] = Circuit::ALL.map(|circuit| key(circuit).digest());
    assert!(input != output && input != ownership && output != ownership);
}

#[test]
fn keys_of_another_length_or_circuit_are_refused() {
    for circuit in Circuit::ALL {
        let bytes = development_key(circuit);
        let expected = bytes.len();
        for found in [0, 31, 32, 100, 231, expected - 1] {
            let refused = VerifyingKey::parse(circuit, &bytes[..found]).unwrap_err();
            assert_eq!(refused, KeyError::Length { expected, found });
        }
        let mut longer = bytes.to_vec();
        longer.push(0);
        let found = longer.len();
        let refused = VerifyingKey::parse(circuit, &longer).unwrap_err();
        assert_eq!(refused, KeyError::Length { expected, found });
    }
    let refused = VerifyingKey::parse(Circuit::Input, development_key(Circuit::Output));
    assert_eq!(refused.unwrap_err(), KeyError::InputCount { expected: 6, found: 12 });
    let mut counted = development_key(Circuit::Input).to_vec();
    counted[224..232].fill(0xff);
    let refused = VerifyingKey::parse(Circuit::Input, &counted).unwrap_err();
    assert_eq!(refused, KeyError::InputCount { expected: 6, found: u64::MAX - 1 });
}

#[test]
fn bad_elements_of_keys_are_refused() {
    let good = development_key(Circuit::Input);
    let with = |at: usize, bytes: &[u8]| {
        let mut key = good.to_vec();
        key[at..at + bytes.len()].copy_from_slice(bytes);
        VerifyingKey::parse(Circuit::Input, &key).unwrap_err()
    };
    for (bytes, what) in bad_g1() {
        for (at, element) in [(0, Element::Alpha), (232, Element::Input(0)), (232 + 6 * 32, Element::Input(6))] {
            let expected = match what {
                "identity" => KeyError::Identity(element),
                _ => KeyError::Encoding(element),
            };
            assert_eq!(with(at, &bytes), expected);
        }
    }
    let mut infinity = [0; 64];
    G2Affine::zero().serialize_compressed(&mut infinity[..]).unwrap();
    for (at, element) in [(32, Element::Beta), (96, Element::Gamma), (160, Element::Delta)] {
        assert_eq!(with(at, &infinity), KeyError::Identity(element));
        assert_eq!(with(at, &outside_subgroup()), KeyError::Subgroup(element));
        assert_eq!(with(at, &[0xff; 64]), KeyError::Encoding(element));
    }
    let gamma: Vec<u8> = good[96..160].to_vec();
    assert_eq!(with(160, &gamma), KeyError::GammaIsDelta);
}

#[test]
fn a_key_with_gamma_equal_to_delta_would_be_forgeable() {
    // Why it is refused: with gamma = delta, C = -IC(x) and A = alpha, B = beta prove anything.
    let mut bytes = development_key(Circuit::Input).to_vec();
    let gamma = bytes[96..160].to_vec();
    bytes[160..224].copy_from_slice(&gamma);
    assert_eq!(VerifyingKey::parse(Circuit::Input, &bytes).unwrap_err(), KeyError::GammaIsDelta);
    let key = ark_groth16::VerifyingKey::<ark_bn254::Bn254>::deserialize_compressed(&bytes[..]).unwrap();
    let inputs = vec![F::from(7u64); 6];
    let prepared = ark_groth16::prepare_verifying_key(&key);
    let combined = ark_groth16::Groth16::<ark_bn254::Bn254>::prepare_inputs(&prepared, &inputs).unwrap();
    let forged = ark_groth16::Proof { a: key.alpha_g1, b: key.beta_g2, c: (-combined).into_affine() };
    let verdict = ark_groth16::Groth16::<ark_bn254::Bn254>::verify_proof(&prepared, &forged, &inputs);
    assert!(verdict.unwrap());
}

#[test]
fn arkworks_verifier_agrees() {
    for proved in PROVED.iter() {
        let bytes = development_key(proved.circuit);
        let key = ark_groth16::VerifyingKey::<ark_bn254::Bn254>::deserialize_compressed(bytes).unwrap();
        let proof = ark_groth16::Proof::deserialize_compressed(&proved.proof.0[..]).unwrap();
        let prepared = ark_groth16::prepare_verifying_key(&key);
        for inputs in [proved.inputs.clone(), vec![F::rand(&mut fixtures::rng(3)); proved.inputs.len()]] {
            let theirs = ark_groth16::Groth16::<ark_bn254::Bn254>::verify_proof(&prepared, &proof, &inputs).unwrap();
            assert_eq!(theirs, self::key(proved.circuit).verify(&inputs, &proved.proof).is_ok());
        }
    }
}

#[test]
fn development_keys_are_known() {
    for circuit in Circuit::ALL {
        assert!(is_development_key(development_key(circuit)));
        assert!(!is_development_key(&development_key(circuit)[1..]));
    }
    assert!(!is_development_key(&[]));
}
