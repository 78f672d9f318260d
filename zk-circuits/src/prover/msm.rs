//! Sums of many multiples of fixed points, where a proof spends nearly all of its time.
//!
//! Pippenger's method with signed digits. The points of a bucket are added in affine coordinates, pairwise and in rounds: all
//! additions of a round share one inversion, which leaves six multiplications for each where the usual coordinates take
//! ten. The three queries over one assignment share its digits, and points at infinity, which most variables have in some
//! query, are left out once for all proofs.
//!
//! # Security
//! Time depends on the scalars, as it does in arkworks: whoever measures a prover learns of its witness.

use ark_ec::{
    short_weierstrass::{Affine, Bucket, Projective, SWCurveConfig},
    AffineRepr,
};
use ark_ff::{AdditiveGroup, Field, PrimeField};
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Bits of a digit: least multiplications for some thousand points.
const BITS: usize = 9;
/// Buckets of a window: digits from 1 to 2^8, of either sign.
const BUCKETS: usize = 1 << (BITS - 1);

/// Signed digits of many scalars, window by window.
pub struct Digits {
    scalars: usize,
    digits: Zeroizing<Vec<i16>>,
}

impl Digits {
    /// Of scalars in order.
    pub fn new<F: PrimeField>(scalars: &[F]) -> Self {
        let windows = windows::<F>();
        let mut digits = Zeroizing::new(vec![0i16; windows * scalars.len()]);
        for (place, scalar) in scalars.iter().enumerate() {
            let mut rest = scalar.into_bigint();
            let mut carry = 0;
            for window in 0..windows {
                let low = rest.as_ref().first().copied().unwrap_or_default();
                let mut digit = (low & ((1 << BITS) - 1)) as i16 + carry;
                carry = 0;
                if digit > BUCKETS as i16 {
                    digit -= 1 << BITS;
                    carry = 1;
                }
                if let Some(slot) = digits.get_mut(window * scalars.len() + place) {
                    *slot = digit;
                }
                rest >>= BITS as u32;
            }
        }
        Digits { scalars: scalars.len(), digits }
    }

    fn window(&self, window: usize) -> &[i16] {
        self.digits.chunks_exact(self.scalars.max(1)).nth(window).unwrap_or_default()
    }
}

/// Windows of a scalar: its bits, and one for the last carry.
fn windows<F: PrimeField>() -> usize {
    (F::MODULUS_BIT_SIZE as usize + 1).div_ceil(BITS)
}

/// Points by which scalars are multiplied, without those at infinity.
pub struct Query<P: SWCurveConfig> {
    places: Vec<u32>,
    points: Vec<Affine<P>>,
}

impl<P: SWCurveConfig> Query<P> {
    /// The point of scalar `first + i` is `points[i]`.
    pub fn new(first: usize, points: &[Affine<P>]) -> Self {
        let finite = (first as u32..).zip(points).filter(|(_, point)| !point.is_zero());
        let (places, points) = finite.map(|(place, point)| (place, *point)).unzip();
        Query { places, points }
    }

    /// The sum of the multiples. Places beyond the scalars count nothing.
    pub fn sum(&self, digits: &Digits) -> Projective<P> {
        let windows: Vec<Projective<P>> =
            (0..windows::<P::ScalarField>()).into_par_iter().map(|window| self.window(digits.window(window))).collect();
        windows.into_iter().rev().fold(Projective::<P>::ZERO, |mut sum, window| {
            for _ in 0..BITS {
                sum.double_in_place();
            }
            sum + window
        })
    }

    fn window(&self, digits: &[i16]) -> Projective<P> {
        let digit = |place: &u32| digits.get(*place as usize).copied().unwrap_or_default();
        // Where each bucket begins, by counting.
        let mut starts = vec![0u32; BUCKETS + 2];
        for place in &self.places {
            let bucket = usize::from(digit(place).unsigned_abs());
            if let Some(count) = starts.get_mut(bucket + 1).filter(|_| bucket > 0) {
                *count += 1;
            }
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let total = starts.last().copied().unwrap_or_default() as usize;
        let mut points = vec![Affine::<P>::zero(); total];
        let mut next = starts.clone();
        for (place, point) in self.places.iter().zip(&self.points) {
            let digit = digit(place);
            if digit == 0 {
                continue;
            }
            let next = &mut next[usize::from(digit.unsigned_abs())];
            points[*next as usize] = if digit < 0 { -*point } else { *point };
            *next += 1;
        }
        let mut buckets = Buckets { points, starts };
        while buckets.halve() {}
        buckets.weighted_sum()
    }
}

/// Points sorted by bucket: those of bucket `b` stand at `starts[b]..starts[b + 1]`.
struct Buckets<P: SWCurveConfig> {
    points: Vec<Affine<P>>,
    starts: Vec<u32>,
}

impl<P: SWCurveConfig> Buckets<P> {
    /// Adds the points of each bucket pairwise. Says whether there was anything to add.
    fn halve(&mut self) -> bool {
        let mut denominators = Vec::with_capacity(self.points.len() / 2);
        for (from, to) in ranges(&self.starts) {
            for pair in self.points[from..to].chunks_exact(2) {
                denominators.push(denominator(&pair[0], &pair[1]));
            }
        }
        if denominators.is_empty() {
            return false;
        }
        invert_all(&mut denominators);
        let mut inverses = denominators.into_iter();
        let mut end = 0;
        for bucket in 0..self.starts.len().saturating_sub(1) {
            let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
            self.starts[bucket] = end as u32;
            let mut at = from;
            while at < to {
                let sum = match self.points[at..to] {
                    [left, right, ..] => inverses.next().and_then(|inverse| add(&left, &right, &inverse)),
                    [last] => Some(last),
                    [] => None,
                };
                at += 2;
                if let Some(sum) = sum {
                    // Never ahead of what was read: two points give at most one.
                    self.points[end] = sum;
                    end += 1;
                }
            }
        }
        if let Some(last) = self.starts.last_mut() {
            *last = end as u32;
        }
        self.points.truncate(end);
        true
    }

    /// The sum of each bucket's one point, times the bucket's number.
    fn weighted_sum(&self) -> Projective<P> {
        let (mut running, mut sum) = (Bucket::<P>::ZERO, Bucket::<P>::ZERO);
        for bucket in (1..=BUCKETS).rev() {
            for point in &self.points[self.starts[bucket] as usize..self.starts[bucket + 1] as usize] {
                running += point;
            }
            sum += &running;
        }
        sum.into()
    }
}

fn ranges(starts: &[u32]) -> impl Iterator<Item = (usize, usize)> + '_ {
    starts.windows(2).map(|pair| (pair[0] as usize, pair[1] as usize))
}

/// What the slope of the line through two points is divided by; one where there is no such line.
fn denominator<P: SWCurveConfig>(left: &Affine<P>, right: &Affine<P>) -> P::BaseField {
    let difference = right.x - left.x;
    if difference != P::BaseField::ZERO {
        difference
    } else if left.y == right.y {
        left.y.double()
    } else {
        P::BaseField::ONE
    }
}

/// The sum of two points, given the inverse of [`denominator`]; nothing where it is the point at infinity. No point of a
/// group of odd order has y = 0.
fn add<P: SWCurveConfig>(left: &Affine<P>, right: &Affine<P>, inverse: &P::BaseField) -> Option<Affine<P>> {
    let rise = if left.x != right.x {
        right.y - left.y
    } else if left.y == right.y {
        let square = left.x.square();
        square.double() + square + P::COEFF_A
    } else {
        return None;
    };
    let slope = rise * inverse;
    let x = slope.square() - left.x - right.x;
    let y = slope * (left.x - x) - left.y;
    Some(Affine::new_unchecked(x, y))
}

/// The inverses of elements none of which is zero, with one inversion.
fn invert_all<F: Field>(elements: &mut [F]) {
    let mut products = Vec::with_capacity(elements.len());
    let mut product = F::ONE;
    for element in elements.iter() {
        products.push(product);
        product *= element;
    }
    let mut inverse = product.inverse().unwrap_or(F::ZERO);
    for (element, before) in elements.iter_mut().zip(products).rev() {
        let next = inverse * *element;
        *element = inverse * before;
        inverse = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{g1, g2, Fr};
    use ark_ec::{CurveGroup, VariableBaseMSM};
    use ark_ff::UniformRand;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    fn scalars(rng: &mut ChaCha20Rng, count: usize) -> Vec<Fr> {
        let edges = [Fr::ZERO, Fr::ONE, -Fr::ONE, Fr::from(BUCKETS as u64), Fr::from(BUCKETS as u64 + 1)];
        (0..count).map(|place| edges.get(place % 9).copied().unwrap_or_else(|| Fr::rand(rng))).collect()
    }

    fn agree<P: SWCurveConfig<ScalarField = Fr>>(count: usize) {
        let mut rng = ChaCha20Rng::seed_from_u64(count as u64);
        let mut points: Vec<Affine<P>> = (0..count).map(|_| Projective::<P>::rand(&mut rng).into_affine()).collect();
        // Equal points, opposite points and points at infinity meet in one bucket.
        for place in (0..count).step_by(5) {
            points[place] = match place % 3 {
                0 => Affine::zero(),
                1 => points[count / 2],
                _ => -points[count / 2],
            };
        }
        for scalars in [scalars(&mut rng, count), vec![Fr::ONE; count], vec![-Fr::ONE; count], vec![Fr::ZERO; count]] {
            let expected = Projective::<P>::msm_unchecked(&points, &scalars);
            assert_eq!(Query::new(0, &points).sum(&Digits::new(&scalars)), expected, "{count}");
        }
    }

    #[test]
    fn sums_are_those_of_arkworks() {
        for count in [0, 1, 2, 3, 17, 300] {
            agree::<g1::Config>(count);
            agree::<g2::Config>(count);
        }
    }

    #[test]
    fn a_query_begins_at_its_first_scalar() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let points: Vec<_> = (0..4).map(|_| Projective::<g1::Config>::rand(&mut rng).into_affine()).collect();
        let scalars: Vec<Fr> = (0..6).map(|_| Fr::rand(&mut rng)).collect();
        let expected = Projective::<g1::Config>::msm_unchecked(&points, &scalars[2..]);
        assert_eq!(Query::new(2, &points).sum(&Digits::new(&scalars)), expected);
    }
}
