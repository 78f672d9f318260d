//! Elligator 2 with the pinned root: 89 constraints.

use super::{boolean::bit, boolean::bits, montgomery::Montgomery, Builder, Group, Wire};
use ark_bn254::Fr as F;
use ark_ff::Field;
use sero_shielded::h2c::{self, MONTGOMERY_A as A, MONTGOMERY_B as B, TWO_ADICITY, Z};

/// The clauses of the map.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// The flag that chooses between the two candidates for x is a bit.
    pub branch: Group,
    /// x is one of the candidates, and (x, y) is on the curve.
    pub curve: Group,
    /// The index of the root is 27 bits.
    pub index: Group,
    /// y is the root with that index.
    pub root: Group,
}

/// The point over `u`, before any doubling. There is no witness for u = 0, an input that nobody knows.
pub fn map(cs: &mut Builder, groups: &Groups, u: &Wire) -> Montgomery {
    let mapping = h2c::map(u.value());

    // The flag is a bit.
    cs.group(groups.branch);
    let first = bit(cs, mapping.first);

    // x is x1 = -A/(1 + 5u²) or -A - x1, and B·y² = x³ + A·x² + x. For u != 0 only one of the two has a y.
    cs.group(groups.curve);
    let square = cs.product(u, u);
    let x1 = cs.quotient(&Wire::constant(-A), &(&square * Z).plus(F::ONE));
    let x = &cs.product(&x1.double().plus(A), &first) + &(-&x1).plus(-A);
    let y = cs.witness(mapping.y);
    let inner = cs.product(&x.plus(A), &x);
    let y_squared = cs.product(&y, &y);
    cs.enforce(&inner.plus(F::ONE), &x, &(&y_squared * B));

    // The index k of the root has 27 bits: y and -y have indices 2^27 apart.
    cs.group(groups.index);
    let k = mapping.k.unwrap_or(0);
    let k_bits: Vec<bool> = (0..TWO_ADICITY - 1).map(|place| k >> place & 1 == 1).collect();
    let k_bits = bits(cs, &k_bits);

    // y = 5^k · s^(2^28), where 5^k is a product over the bits and the power 28 squarings.
    cs.group(groups.root);
    let mut generator = Z;
    let mut power = Wire::one();
    for (place, bit) in k_bits.iter().enumerate() {
        let factor = (bit * (generator - F::ONE)).plus(F::ONE);
        power = if place == 0 { factor } else { cs.product(&factor, &power) };
        generator = generator.square();
    }
    let mut s = cs.witness(mapping.s);
    for _ in 0..TWO_ADICITY {
        s = cs.product(&s, &s);
    }
    cs.enforce(&power, &s, &y);
    Montgomery { x, y }
}
