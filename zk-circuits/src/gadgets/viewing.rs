//! A canonical scalar and the x of its product with a fixed point: for vskr, on which the nil hangs.
//!
//! A scalar that the prover may write in two ways would give two nils for one note. So vskr is 251 bits, shown to be below l,
//! and the same bits make the product.
//!
//! # Security
//!
//! With signs `s_i = 2·b_i - 1` the sum of `s_i·2^i` is `2·vskr - (2^251 - 1)`. So over half the base, bits serve as signs,
//! and the constant `(2^251 - 1)/2 · base` is part of the last window, whose addition is complete. The lower windows add up as
//! in [`super::fixed`].

use super::{
    boolean::{bits, number, sign},
    digits::{self, SIGNS},
    edwards::Edwards,
    fixed::{montgomery, odd_multiples},
    montgomery::Montgomery,
    Builder, Group, Wire,
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use sero_shielded::curve::{g_k, mul, Point, Projective, Scalar};
use std::sync::LazyLock;

/// The clauses of a viewing key.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// The bits are bits.
    pub bits: Group,
    /// The number that they stand for is below l.
    pub canonical: Group,
    /// The product is that of the bits and G_k.
    pub product: Group,
}

/// Windows of two bits below the last bit.
const PAIRS: usize = SIGNS / 2;

struct Table {
    /// `4^j·G_k/2` and three times that, in Montgomery form.
    windows: Vec<[(F, F); 2]>,
    /// `(±2^250 + 2^251 - 1)·G_k/2` in Edwards form, minus first.
    last: [(F, F); 2],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let half = mul(&g_k(), &Scalar::from(2u64).inverse().unwrap_or(Scalar::ZERO));
    let mut start = half;
    let mut windows = Vec::with_capacity(PAIRS);
    for _ in 0..PAIRS {
        let mut row = odd_multiples(start, 2).into_iter().map(|point| montgomery(&point));
        windows.push([row.next().unwrap_or_default(), row.next().unwrap_or_default()]);
        start = start.double().double();
    }
    // Now `start` is 2^250·G_k/2.
    let offset = start.double() - half;
    let last = Projective::normalize_batch(&[offset - start, offset + start]);
    let coordinates = |point: Option<&Point>| {
        let point = point.copied().unwrap_or(Point::zero());
        (point.x, point.y)
    };
    Table { windows, last: [coordinates(last.first()), coordinates(last.get(1))] }
});

/// A canonical scalar as an element of the field, and x of `scalar·G_k`: 839 constraints.
pub fn canonical_product(cs: &mut Builder, groups: &Groups, scalar: &Scalar) -> (Wire, Wire) {
    // vskr is 251 bits; `both` are the products of neighbours, which the next two clauses share.
    cs.group(groups.bits);
    let bits = bits(cs, &digits::bits(scalar));
    let both: Vec<Wire> = bits
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [low, high] => Some(cs.product(high, low)),
            _ => None,
        })
        .collect();

    // It is not above l - 1.
    cs.group(groups.canonical);
    below_order(cs, &bits, &both);

    // Its product with G_k.
    cs.group(groups.product);
    let x = product_x(cs, &bits, &both);
    (number(&bits), x)
}

/// Demands that bits stand for a number of at most l - 1: 85 constraints.
///
/// From the lowest pair of bits up, `greater` is a whole number that is above 0 exactly where the pairs so far exceed those of
/// l - 1. A pair p against a pair c of l - 1 leaves `[p > c] + [p = c]·greater`; both brackets are linear in the two bits and
/// their product. Against c = 0 it may be `p + greater` as well, which costs nothing. The number stays below 2^9.
fn below_order(cs: &mut Builder, bits: &[Wire], both: &[Wire]) {
    let limit = {
        let mut limit = Scalar::MODULUS;
        limit.sub_with_borrow(&1u64.into());
        limit
    };
    let mut greater = Wire::zero();
    for (place, (pair, both)) in bits.chunks_exact(2).zip(both).enumerate() {
        let [low, high] = pair else { continue };
        let against = (limit.get_bit(2 * place), limit.get_bit(2 * place + 1));
        greater = match against {
            (false, false) => &(&greater + low) + high,
            // 1 is exceeded by 2 and 3, and met by `low` without `high`.
            (true, false) => &cs.product(&greater, &(low - both)) + high,
            // 2 is exceeded by 3, and met by `high` without `low`.
            (false, true) => &cs.product(&greater, &(high - both)) + both,
            // 3 is exceeded by nothing.
            (true, true) => cs.product(&greater, both),
        };
    }
    // The highest bit of l - 1 is 1: it is not exceeded, and met it must not let `greater` pass.
    if let Some(top) = bits.last() {
        cs.enforce(&greater, top, &Wire::zero());
    }
}

fn product_x(cs: &mut Builder, bits: &[Wire], both: &[Wire]) -> Wire {
    let two = F::from(2u64);
    let half = two.inverse().unwrap_or(F::ZERO);
    let mut sum: Option<Montgomery> = None;
    for ((pair, both), [one, three]) in bits.chunks_exact(2).zip(both).zip(&TABLE.windows) {
        let [low, high] = pair else { continue };
        // The digit 2·s_high + s_low is ±3 where the bits agree and ±1 where they differ.
        let agree = (-&(low + high)).add_scaled(both, two).plus(F::ONE);
        let x = Wire::constant(one.0).add_scaled(&agree, three.0 - one.0);
        let y = (&sign(high) * ((one.1 + three.1) * half)).add_scaled(&sign(low), (three.1 - one.1) * half);
        let next = Montgomery { x, y };
        sum = Some(match sum {
            None => next,
            Some(sum) => sum.add(cs, &next),
        });
    }
    let (Some(sum), Some(top)) = (sum, bits.last()) else {
        return Wire::zero();
    };
    let [minus, plus] = TABLE.last;
    let upper = Edwards {
        x: Wire::constant(minus.0).add_scaled(top, plus.0 - minus.0),
        y: Wire::constant(minus.1).add_scaled(top, plus.1 - minus.1),
    };
    sum.to_edwards(cs).add_x(cs, &upper)
}
