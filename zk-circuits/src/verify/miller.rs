//! Miller loops of many pairs at once, which judge the subgroup of every point of G2 on the way.
//!
//! The loops of all pairs go in step. So their points stay affine, for one inversion serves a step of all of them; the lines
//! start with 1, which saves three of thirteen products; and the squarings are shared.
//!
//! A loop over Q on the curve leads to `T = (6x + 2)·Q + psi(Q) - psi²(Q)`, where x is the parameter of BN254 and psi the Frobenius
//! map of the twist. Q has order r exactly where `T = -psi³(Q)`: psi is a root of `X² - (6x² + 1)·X + p`, which makes the
//! endomorphism `6x + 2 + psi - psi² + psi³` one whose norm is a multiple of r, and what is left of the norm has no divisor in common
//! with the cofactor of the twist. (The criterion is that of Dai, Lin, Zhao and Zhou, ePrint 2022/348; this endomorphism's norm was
//! computed for it.) arkworks asks the same of each point by a multiplication of its own.

use alloc::vec::Vec;
use ark_bn254::{Config, Fq, Fq12, Fq12Config, Fq2, Fq6, G1Affine, G2Affine};
use ark_ec::bn::BnConfig;
use ark_ff::{fields::fp12_2over3over2::Fp12Config as _, serial_batch_inversion_and_mul, AdditiveGroup, Field, Zero};

/// Pairs from which on these loops are cheaper than arkworks's: fewer share no inversion worth its price.
pub(super) const WORTHWHILE: usize = 8;

/// `prod e(P_i, Q_i)` before the final exponentiation, up to a factor that this exponentiation sends to 1. A pair whose P is
/// the identity adds nothing. Every Q has to be on the curve and not the identity.
///
/// None where a Q lies outside the subgroup of order r.
pub(super) fn product(pairs: &[(G1Affine, G2Affine)]) -> Option<Fq12> {
    let mut loops = Loops::new(pairs);
    for digit in Config::ATE_LOOP_COUNT.iter().rev().skip(1) {
        loops.double()?;
        match digit {
            1 => loops.add(|q| *q)?,
            -1 => loops.add(|q| -*q)?,
            _ => {}
        }
    }
    loops.add(psi)?;
    loops.add(|q| -psi(&psi(q)))?;
    loops.runs.iter().all(|run| run.t == -psi(&psi(&psi(&run.q)))).then_some(loops.product)
}

/// One pair on its way.
struct Run {
    /// `-x / y` of P.
    slope: Fq,
    /// `1 / y` of P. Both are 0 for the identity, which makes its lines 1.
    height: Fq,
    q: G2Affine,
    /// The multiple of Q so far.
    t: G2Affine,
}

/// All pairs, and the product of their lines.
struct Loops {
    runs: Vec<Run>,
    product: Fq12,
    /// Room for a step's denominators.
    inverses: Vec<Fq2>,
}

impl Loops {
    fn new(pairs: &[(G1Affine, G2Affine)]) -> Self {
        let mut heights: Vec<Fq> = pairs.iter().map(|(p, _)| p.y).collect();
        // Zeros stay zeros.
        serial_batch_inversion_and_mul(&mut heights, &Fq::ONE);
        let runs = pairs.iter().zip(heights).map(|((p, q), height)| Run { slope: -p.x * height, height, q: *q, t: *q });
        Loops { runs: runs.collect(), product: Fq12::ONE, inverses: Vec::with_capacity(pairs.len()) }
    }

    /// The square of all lines so far, and each T doubled.
    fn double(&mut self) -> Option<()> {
        self.product.square_in_place();
        let denominators = |run: &Run| run.t.y.double();
        self.step(denominators, |run, inverse| {
            let square = run.t.x.square();
            ((square.double() + square) * inverse, run.t)
        })
    }

    /// A multiple of Q under the Frobenius map added to each T.
    fn add(&mut self, other: impl Fn(&G2Affine) -> G2Affine) -> Option<()> {
        self.step(
            |run| run.t.x - other(&run.q).x,
            |run, inverse| {
                let other = other(&run.q);
                ((run.t.y - other.y) * inverse, other)
            },
        )
    }

    /// The line through T and another point of it, for every pair, and the third point of both.
    ///
    /// A denominator is zero where T is the other point, its negation or, doubled, of order two. No point of the twist but the
    /// identity gets there: its order is odd, and has no divisor in common with k ± 1 for a multiple k of the loop, nor with the
    /// norms of 6x + 2 ± psi and 6x + 2 + psi ± psi². None is for points off the curve.
    fn step(&mut self, denominator: impl Fn(&Run) -> Fq2, line: impl Fn(&Run, Fq2) -> (Fq2, G2Affine)) -> Option<()> {
        self.inverses.clear();
        self.inverses.extend(self.runs.iter().map(denominator));
        if self.inverses.iter().any(Zero::is_zero) {
            return None;
        }
        serial_batch_inversion_and_mul(&mut self.inverses, &Fq2::ONE);
        for (run, inverse) in self.runs.iter_mut().zip(&self.inverses) {
            let (gradient, other) = line(run, *inverse);
            let mut first = gradient;
            first.mul_assign_by_fp(&run.slope);
            let mut second = gradient * other.x - other.y;
            second.mul_assign_by_fp(&run.height);
            times_line(&mut self.product, &first, &second);
            let x = gradient.square() - run.t.x - other.x;
            let y = gradient * (run.t.x - x) - run.t.y;
            run.t = G2Affine::new_unchecked(x, y);
        }
        Some(())
    }
}

/// `f · (1 + (first + second·v)·w)`, where `w² = v`.
fn times_line(f: &mut Fq12, first: &Fq2, second: &Fq2) {
    let (mut low, mut high): (Fq6, Fq6) = (f.c0, f.c1);
    low.mul_by_01(first, second);
    high.mul_by_01(first, second);
    Fq12Config::mul_fp6_by_nonresidue_in_place(&mut high);
    f.c0 += high;
    f.c1 += low;
}

/// The Frobenius map of the twist.
fn psi(point: &G2Affine) -> G2Affine {
    let (mut x, mut y) = (point.x, point.y);
    x.conjugate_in_place();
    y.conjugate_in_place();
    G2Affine::new_unchecked(x * Config::TWIST_MUL_BY_Q_X, y * Config::TWIST_MUL_BY_Q_Y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Bn254, Fr, G2Projective};
    use ark_ec::{
        pairing::{MillerLoopOutput, Pairing},
        short_weierstrass::SWCurveConfig,
        AffineRepr, CurveGroup, PrimeGroup,
    };
    use ark_ff::{BigInt, PrimeField, UniformRand};
    use proptest::prelude::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    /// The primes that divide the order of the twist beside r.
    const COFACTORS: [BigInt<4>; 4] = [
        BigInt!("10069"),
        BigInt!("5864401"),
        BigInt!("1875725156269"),
        BigInt!("197620364512881247228717050342013327560683201906968909"),
    ];

    fn rng(seed: u64) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(seed)
    }

    fn pairs(rng: &mut ChaCha20Rng, count: usize) -> Vec<(G1Affine, G2Affine)> {
        (0..count).map(|_| (G1Affine::rand(rng), G2Affine::rand(rng))).collect()
    }

    fn finish(loops: Fq12) -> Option<<Bn254 as Pairing>::TargetField> {
        Bn254::final_exponentiation(MillerLoopOutput(loops)).map(|output| output.0)
    }

    /// A point of the twist of any order.
    fn on_the_twist(rng: &mut ChaCha20Rng) -> G2Affine {
        loop {
            if let Some(point) = G2Affine::get_point_from_x_unchecked(Fq2::rand(rng), bool::rand(rng)) {
                return point;
            }
        }
    }

    /// A point whose order is one of the cofactors.
    fn of_order(rng: &mut ChaCha20Rng, order: BigInt<4>) -> G2Affine {
        loop {
            let others = COFACTORS.into_iter().filter(|other| *other != order);
            let start: G2Projective = on_the_twist(rng).into_group().mul_bigint(Fr::MODULUS);
            let point = others.fold(start, |point, other| point.mul_bigint(other));
            if !point.is_zero() {
                assert!(point.mul_bigint(order).is_zero());
                return point.into_affine();
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn the_product_is_that_of_arkworks(seed: u64, count in 0usize..12, hole in 0usize..12) {
            let mut pairs = pairs(&mut rng(seed), count);
            if let Some((p, _)) = pairs.get_mut(hole) {
                *p = G1Affine::zero();
            }
            let (left, right): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
            let expected = Bn254::final_exponentiation(Bn254::multi_miller_loop(left, right)).unwrap().0;
            prop_assert_eq!(finish(product(&pairs).unwrap()), Some(expected));
        }

        #[test]
        fn the_subgroup_is_judged_as_arkworks_does(seed: u64, place in 0usize..9) {
            let rng = &mut rng(seed);
            let mut pairs = pairs(rng, 9);
            let stranger = on_the_twist(rng);
            prop_assert!(!ark_bn254::g2::Config::is_in_correct_subgroup_assuming_on_curve(&stranger));
            pairs[place].1 = stranger;
            prop_assert_eq!(product(&pairs), None);
        }
    }

    #[test]
    fn points_of_every_order_and_sums_with_them_are_strangers() {
        let rng = &mut rng(7);
        for order in COFACTORS {
            let part = of_order(rng, order);
            let sum = (G2Projective::rand(rng) + part).into_affine();
            for stranger in [part, sum] {
                let mut pairs = pairs(rng, 3);
                assert!(product(&pairs).is_some());
                pairs[1].1 = stranger;
                assert_eq!(product(&pairs), None, "order {order}");
                // The loop needs no P to see it.
                pairs[1].0 = G1Affine::zero();
                assert_eq!(product(&pairs), None, "order {order}");
            }
        }
    }
}
