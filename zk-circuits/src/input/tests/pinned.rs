//! The constraint system as it is: any change here is another circuit, with another set-up.

use crate::{
    fixtures::{input, rng},
    gadgets::Builder,
    input::{synthesize, InputCircuit},
};
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, SynthesisMode};

/// Constraints, variables, and those of them that are the constant 1 or public.
const COUNTS: (usize, usize, usize) = (7558, 7611, 7);
const DIGEST: &str = "234594662f1cdffc00a22bc079c89085599475e148468b7a92dd1ba6f4ed6196";

#[test]
fn constraints_and_their_hash_are_pinned() {
    let shape = InputCircuit::shape();
    assert_eq!((shape.constraints(), shape.variables(), shape.instance_variables()), COUNTS);
    assert_eq!(const_hex::encode(shape.digest()), DIGEST);
    // The domain of the proof system is the next power of two.
    assert!(shape.domain() <= 1 << 13);
}

#[test]
fn constraints_do_not_depend_on_the_witness() {
    let (public, private) = input(&mut rng(1), 5);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().0.digest(), InputCircuit::shape().digest());
}

#[test]
fn values_alone_are_the_same_assignment() {
    let (public, private) = input(&mut rng(2), 5);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().1, InputCircuit::assignment(&public, &private));
}

#[test]
fn arkworks_sees_the_same_matrices() {
    let shape = InputCircuit::shape();
    let cs = ConstraintSystem::new_ref();
    cs.set_mode(SynthesisMode::Setup);
    (&shape).generate_constraints(cs.clone()).unwrap();
    cs.finalize();
    let matrices = cs.to_matrices().unwrap();
    assert_eq!(matrices.len(), 1);
    assert_eq!(matrices.values().next().unwrap()[..], shape.matrices()[..]);
}
