//! The constraint system as it is: any change here is another circuit, with another set-up.

use crate::{
    fixtures::{challenge, ownership, rng},
    gadgets::Builder,
    ownership::{synthesize, OwnershipCircuit},
};
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, SynthesisMode};

/// Constraints, variables, and those of them that are the constant 1 or public.
const COUNTS: (usize, usize, usize) = (6743, 6796, 7);
const DIGEST: &str = "2bc118a62d36cdaaa2f73c90a6a8b044ef5ad13d92eac964a27f004992255207";

#[test]
fn constraints_and_their_hash_are_pinned() {
    let shape = OwnershipCircuit::shape();
    assert_eq!((shape.constraints(), shape.variables(), shape.instance_variables()), COUNTS);
    assert_eq!(const_hex::encode(shape.digest()), DIGEST);
    // The domain of the proof system is the next power of two.
    assert!(shape.domain() <= 1 << 13);
}

#[test]
fn constraints_do_not_depend_on_the_witness() {
    let (public, private, _) = ownership(&mut rng(1), &challenge(5, 7), 9);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().0.digest(), OwnershipCircuit::shape().digest());
}

#[test]
fn values_alone_are_the_same_assignment() {
    let (public, private, _) = ownership(&mut rng(2), &challenge(5, 7), 9);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().1, OwnershipCircuit::assignment(&public, &private));
}

#[test]
fn arkworks_sees_the_same_matrices() {
    let shape = OwnershipCircuit::shape();
    let cs = ConstraintSystem::new_ref();
    cs.set_mode(SynthesisMode::Setup);
    (&shape).generate_constraints(cs.clone()).unwrap();
    cs.finalize();
    let matrices = cs.to_matrices().unwrap();
    assert_eq!(matrices.len(), 1);
    assert_eq!(matrices.values().next().unwrap()[..], shape.matrices()[..]);
}
