//! A proving key laid out for our sums, and the proof that it makes of an assignment.

use super::msm::{Digits, Query};
use ark_bn254::{g1, g2, Bn254, Fr as F, G1Affine, G1Projective, G2Affine};
use ark_ec::CurveGroup;
use ark_groth16::{
    r1cs_to_qap::{LibsnarkReduction, R1CSToQAP},
    ProvingKey,
};
use ark_poly::Radix2EvaluationDomain;
use ark_relations::gr1cs::{Matrix, SynthesisError};

use crate::verify::Points;

/// What of a proving key proofs need.
pub(super) struct Prover {
    alpha: G1Affine,
    beta: (G1Affine, G2Affine),
    delta: (G1Affine, G2Affine),
    /// Over the whole assignment, whose first element is one.
    a: Query<g1::Config>,
    b1: Query<g1::Config>,
    b2: Query<g2::Config>,
    /// Over the assignment, public inputs left out.
    l: Query<g1::Config>,
    /// Over the coefficients of the quotient.
    h: Query<g1::Config>,
    matrices: [Matrix<F>; 3],
    instance_variables: usize,
    constraints: usize,
}

impl Prover {
    pub(super) fn new(
        key: &ProvingKey<Bn254>,
        matrices: [Matrix<F>; 3],
        instance_variables: usize,
        constraints: usize,
    ) -> Self {
        Prover {
            alpha: key.vk.alpha_g1,
            beta: (key.beta_g1, key.vk.beta_g2),
            delta: (key.delta_g1, key.vk.delta_g2),
            a: Query::new(0, &key.a_query),
            b1: Query::new(0, &key.b_g1_query),
            b2: Query::new(0, &key.b_g2_query),
            l: Query::new(instance_variables, &key.l_query),
            h: Query::new(0, &key.h_query),
            matrices,
            instance_variables,
            constraints,
        }
    }

    /// The proof of a satisfying assignment, masked by `r` and `s`.
    ///
    /// `A = alpha + sum z_i·A_i + r·delta`, `B = beta + sum z_i·B_i + s·delta`,
    /// `C = sum z_i·L_i + sum h_i·H_i + s·A + r·B - r·s·delta`.
    pub(super) fn prove(&self, r: F, s: F, assignment: &[F]) -> Result<Points, SynthesisError> {
        let quotient = LibsnarkReduction::witness_map_from_matrices::<F, Radix2EvaluationDomain<F>>(
            &self.matrices,
            self.instance_variables,
            self.constraints,
            assignment,
        )?;
        let quotient = Digits::new(&quotient);
        let assignment = Digits::new(assignment);
        let ((delta1, delta2), (beta1, beta2)) = (self.delta, self.beta);
        let a = self.a.sum(&assignment) + self.alpha + delta1 * r;
        let b = self.b2.sum(&assignment) + beta2 + delta2 * s;
        let b_in_g1 = self.b1.sum(&assignment) + beta1 + delta1 * s;
        let c = self.l.sum(&assignment) + self.h.sum(&quotient) + a * s + b_in_g1 * r - delta1 * (r * s);
        let [a, c]: [G1Affine; 2] = [a, c].map(G1Projective::into_affine);
        Ok(Points { a, b: b.into_affine(), c })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixtures, input::InputCircuit, prover::setup, Circuit};
    use ark_ff::{AdditiveGroup, Field, UniformRand};
    use ark_groth16::Groth16;

    #[test]
    fn proofs_are_those_of_arkworks() {
        let mut rng = fixtures::rng(5);
        let shape = InputCircuit::shape();
        let key = setup::development_key(Circuit::Input, &shape).expect("the set-up works");
        let (variables, constraints) = (shape.instance_variables(), shape.constraints());
        let prover = Prover::new(&key, shape.matrices(), variables, constraints);
        for (r, s) in [(F::rand(&mut rng), F::rand(&mut rng)), (F::ZERO, F::ONE)] {
            let (public, private) = fixtures::input(&mut rng, 5);
            let assignment = InputCircuit::assignment(&public, &private);
            let expected = Groth16::<Bn254>::create_proof_with_reduction_and_matrices(
                &key,
                r,
                s,
                &shape.matrices(),
                variables,
                constraints,
                &assignment,
            )
            .expect("arkworks proves");
            let points = prover.prove(r, s, &assignment).expect("it proves");
            assert_eq!((points.a, points.b, points.c), (expected.a, expected.b, expected.c));
        }
    }
}
