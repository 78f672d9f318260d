//! The constraint system as it is: any change here is another circuit, with another set-up.

use crate::{
    fixtures::{output, rng},
    gadgets::Builder,
    output::{synthesize, OutputCircuit},
};
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, SynthesisMode};

/// Constraints, variables, and those of them that are the constant 1 or public.
const COUNTS: (usize, usize, usize) = (5071, 5078, 13);
const DIGEST: &str = "398593ab508fed5b736a2dbe904cb3635ef66a4fdd91aec715cb91029bfad4de";

#[test]
fn constraints_and_their_hash_are_pinned() {
    let shape = OutputCircuit::shape();
    assert_eq!((shape.constraints(), shape.variables(), shape.instance_variables()), COUNTS);
    assert_eq!(const_hex::encode(shape.digest()), DIGEST);
    // The domain of the proof system is the next power of two.
    assert!(shape.domain() <= 1 << 13);
}

#[test]
fn constraints_do_not_depend_on_the_witness() {
    let (public, private) = output(&mut rng(1), crate::fixtures::sero(), 5);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().0.digest(), OutputCircuit::shape().digest());
}

#[test]
fn values_alone_are_the_same_assignment() {
    let (public, private) = output(&mut rng(2), crate::fixtures::sero(), 5);
    let mut cs = Builder::recording(&public.to_field_elements());
    synthesize(&mut cs, &private);
    assert_eq!(cs.finish().1, OutputCircuit::assignment(&public, &private));
}

#[test]
fn arkworks_sees_the_same_matrices() {
    let shape = OutputCircuit::shape();
    let cs = ConstraintSystem::new_ref();
    cs.set_mode(SynthesisMode::Setup);
    (&shape).generate_constraints(cs.clone()).unwrap();
    cs.finalize();
    let matrices = cs.to_matrices().unwrap();
    assert_eq!(matrices.len(), 1);
    assert_eq!(matrices.values().next().unwrap()[..], shape.matrices()[..]);
}
