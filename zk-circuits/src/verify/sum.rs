//! A sum over a few points, on this thread.

use alloc::vec::Vec;
use ark_bn254::{Fr as F, G1Affine, G1Projective};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, PrimeField};

/// Multiples of a point that are made before: all that four bits name, without 0.
const MULTIPLES: usize = 15;

/// `sum of scalars_i · points_i`; what one list has more is left out.
///
/// arkworks sums by buckets, which pay for many points, and may start threads for it. A key has a dozen of them: here all share their
/// doublings.
pub(super) fn sum(points: &[G1Affine], scalars: &[F]) -> G1Projective {
    let mut multiples = Vec::with_capacity(points.len() * MULTIPLES);
    for point in points {
        let mut multiple = G1Projective::ZERO;
        for _ in 0..MULTIPLES {
            multiple += point;
            multiples.push(multiple);
        }
    }
    let multiples = G1Projective::normalize_batch(&multiples);
    let scalars: Vec<_> = scalars.iter().map(|scalar| scalar.into_bigint()).collect();
    let mut sum = G1Projective::ZERO;
    for place in (0..u64::BITS as usize).rev() {
        for _ in 0..4 {
            sum.double_in_place();
        }
        for (multiples, scalar) in multiples.chunks_exact(MULTIPLES).zip(&scalars) {
            let limb = scalar.0.get(place / 16).copied().unwrap_or_default();
            let digit = (limb >> (place % 16 * 4)) as usize & MULTIPLES;
            if let Some(multiple) = digit.checked_sub(1).and_then(|place| multiples.get(place)) {
                sum += multiple;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::{AffineRepr, VariableBaseMSM};
    use ark_ff::{Field, UniformRand};
    use proptest::prelude::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_sum_is_that_of_arkworks(seed: u64, count in 0usize..14, special in 0usize..14) {
            let rng = &mut ChaCha20Rng::seed_from_u64(seed);
            let mut points: Vec<G1Affine> = (0..count).map(|_| G1Affine::rand(rng)).collect();
            let mut scalars: Vec<F> = (0..count).map(|_| F::rand(rng)).collect();
            for (place, scalar) in [F::ZERO, F::ONE, -F::ONE, F::from(15u64), F::from(16u64)].into_iter().enumerate() {
                if let Some(spot) = scalars.get_mut(special + place) {
                    *spot = scalar;
                }
            }
            if let Some(spot) = points.get_mut(special) {
                *spot = G1Affine::zero();
            }
            // The same point twice, and its negation.
            if let [first, second, third, ..] = &mut points[..] {
                (*second, *third) = (*first, -*first);
            }
            prop_assert_eq!(sum(&points, &scalars), G1Projective::msm_unchecked(&points, &scalars));
        }
    }
}
