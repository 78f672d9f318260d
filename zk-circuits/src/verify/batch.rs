//! Many proofs at the price of a few: a random linear combination of their equations.
//!
//! With a coefficient z_i for each proof, and for each key the sums over its own proofs,
//! `prod e(z_i·A_i, B_i) = prod over keys e((sum z_i)·alpha, beta) · e(sum z_i·IC(x_i), gamma) · e(sum z_i·C_i, delta)`:
//! one Miller loop for each proof, three for each key, one final exponentiation for all.

use super::{
    miller,
    proof::Points,
    sum::sum,
    threads,
    transcript::{coefficients, Coefficient},
    Proof, VerifyError, VerifyingKey,
};
use alloc::vec::Vec;
use ark_bn254::{g1::Config, Bn254, Fq12, Fr as F, G1Affine, G1Projective};
use ark_ec::{
    pairing::{MillerLoopOutput, Pairing},
    scalar_mul::glv::GLVConfig,
    AffineRepr, CurveGroup, VariableBaseMSM,
};
use ark_ff::{AdditiveGroup, Field};

/// A statement, its proof and the key to judge them.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The key; items of several keys may stand in one batch.
    pub key: &'a VerifyingKey,
    /// The public inputs.
    pub inputs: &'a [F],
    /// The proof.
    pub proof: &'a Proof,
}

/// A proof and its coefficient.
type Term = (Points, Coefficient);

/// The first proof of a batch that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("proof {index} of the batch: {cause}")]
pub struct BatchError {
    /// Its place.
    pub index: usize,
    /// What is wrong with it.
    pub cause: VerifyError,
}

/// Items that are verified singly where their batch does not hold.
const SINGLY: usize = 4;

/// Judges many proofs at once.
///
/// # Errors
/// The first item that fails on its own. Where the batch does not hold, its halves are judged, and theirs, down to single proofs:
/// a bad batch costs less than three good ones and four single verifications. Should all items hold, the verdict is theirs.
pub fn verify_batch(items: &[Item<'_>]) -> Result<(), BatchError> {
    let bad = match items {
        [] | [_] => first_singly(items, 0),
        _ if holds(items) => None,
        _ => first_bad(items, 0).or_else(|| first_singly(items, 0)),
    };
    bad.map_or(Ok(()), Err)
}

/// The first bad one among items whose batch does not hold and that stand behind `before` others.
fn first_bad(items: &[Item<'_>], before: usize) -> Option<BatchError> {
    if items.len() <= SINGLY {
        return first_singly(items, before);
    }
    let (left, right) = items.split_at(items.len() / 2);
    let in_left = if holds(left) { None } else { first_bad(left, before) };
    in_left.or_else(|| first_bad(right, before.saturating_add(left.len())))
}

/// The same, of any items.
fn first_singly(items: &[Item<'_>], before: usize) -> Option<BatchError> {
    items.iter().enumerate().find_map(|(place, item)| {
        let cause = item.key.verify(item.inputs, item.proof).err()?;
        Some(BatchError { index: before.saturating_add(place), cause })
    })
}

/// Whether every item can be read and the combined equation holds.
pub(super) fn holds(items: &[Item<'_>]) -> bool {
    if items.iter().any(|item| item.key.count(item.inputs).is_err()) {
        return false;
    }
    let decoded = threads::map(items, |item| item.proof.points_of_the_curve());
    let Ok(points) = decoded.into_iter().collect::<Result<Vec<Points>, _>>() else {
        return false;
    };
    let coefficients = coefficients(items);
    let terms: Vec<Term> = points.iter().copied().zip(coefficients.iter().copied()).collect();
    let (loops, folds) = threads::join(
        || threads::map_slices(&terms, proof_loops).into_iter().collect::<Option<Vec<_>>>(),
        || {
            let keys = distinct_keys(items);
            threads::map(&keys, |key| key_loops(key, items, &terms))
        },
    );
    let Some(loops) = loops else {
        return false;
    };
    let product = loops.into_iter().chain(folds).fold(Fq12::ONE, |product, value| product * value);
    Bn254::final_exponentiation(MillerLoopOutput(product)).is_some_and(|result| result.0 == Fq12::ONE)
}

/// `prod e(z_i·A_i, B_i)` before the final exponentiation. None where a B lies outside the subgroup of order r.
fn proof_loops(terms: &[Term]) -> Option<Fq12> {
    let scaled: Vec<G1Projective> = terms.iter().map(|(points, z)| times(&points.a, z)).collect();
    let left = G1Projective::normalize_batch(&scaled);
    let right = terms.iter().map(|(points, _)| points.b);
    if terms.len() >= miller::WORTHWHILE {
        return miller::product(&left.into_iter().zip(right).collect::<Vec<_>>());
    }
    right.clone().all(|b| b.is_in_correct_subgroup_assuming_on_curve()).then(|| Bn254::multi_miller_loop(left, right).0)
}

/// The three loops of one key, over its own items.
fn key_loops(key: &VerifyingKey, items: &[Item<'_>], terms: &[Term]) -> Fq12 {
    // sums[0] = sum z_i, sums[j] = sum z_i·x_ij
    let mut sums = alloc::vec![F::ZERO; key.inputs.len()];
    let (mut bases, mut scalars) = (Vec::new(), Vec::new());
    for (item, (points, z)) in items.iter().zip(terms) {
        if item.key.digest() != key.digest() {
            continue;
        }
        let scalar = z.scalar();
        for (place, sum) in sums.iter_mut().enumerate() {
            *sum += match place.checked_sub(1) {
                None => scalar,
                Some(input) => item.inputs.get(input).map_or(F::ZERO, |x| scalar * x),
            };
        }
        bases.extend([points.c, endomorphism(&points.c)]);
        scalars.extend([z.low, z.high]);
    }
    let total = sums.first().copied().unwrap_or(F::ZERO);
    let left = [-(key.alpha.into_group() * total), -sum(&key.inputs, &sums), -G1Projective::msm_u64(&bases, &scalars)];
    let right = [key.beta.clone(), key.gamma.clone(), key.delta.clone()];
    Bn254::multi_miller_loop(G1Projective::normalize_batch(&left), right).0
}

/// The keys of a batch, each once.
fn distinct_keys<'a>(items: &[Item<'a>]) -> Vec<&'a VerifyingKey> {
    let mut keys: Vec<&VerifyingKey> = Vec::new();
    for item in items {
        if !keys.iter().any(|key| key.digest() == item.key.digest()) {
            keys.push(item.key);
        }
    }
    keys
}

impl Coefficient {
    /// `low + high · lambda`.
    fn scalar(&self) -> F {
        F::from(self.low) + F::from(self.high) * Config::LAMBDA
    }
}

/// `lambda · point`, which costs one multiplication of the base field.
fn endomorphism(point: &G1Affine) -> G1Affine {
    Config::endomorphism_affine(point)
}

/// `z · point`, both halves of z in one run of 64 doublings.
fn times(point: &G1Affine, z: &Coefficient) -> G1Projective {
    let other = endomorphism(point);
    // 1 + lambda = -lambda²
    let both = -endomorphism(&other);
    let mut sum = G1Projective::ZERO;
    for bit in (0..64).rev() {
        sum.double_in_place();
        match (z.low >> bit & 1, z.high >> bit & 1) {
            (1, 0) => sum += point,
            (0, 1) => sum += other,
            (1, 1) => sum += both,
            _ => {}
        }
    }
    sum
}
