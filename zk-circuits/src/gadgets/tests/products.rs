//! Products of scalars and points.

use super::{nothing_is_free, run, Cheat};
use crate::gadgets::{
    boolean::bits, digits, edwards::Edwards, fixed, montgomery::Montgomery, variable::Base, viewing, Builder, Group,
    Wire,
};
use ark_bn254::Fr as F;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field, PrimeField, UniformRand};
use sero_shielded::curve::{g_k, g_r, mul, mul_u128, Point, Scalar};

const FIXED: fixed::Groups = fixed::Groups { digits: Group("digits"), product: Group("product") };
const VIEWING: viewing::Groups =
    viewing::Groups { bits: Group("bits"), canonical: Group("canonical"), product: Group("product") };

/// Scalars at the edges, and some in between.
fn scalars() -> Vec<Scalar> {
    let mut rng = crate::fixtures::rng(2);
    let mut scalars: Vec<Scalar> = (0..4u64).map(Scalar::from).collect();
    scalars.extend([-Scalar::ONE, -Scalar::from(2u64), -Scalar::from(3u64)]);
    scalars.extend([249u64, 250].map(|exponent| Scalar::from(2u64).pow([exponent])));
    scalars.push(Scalar::from(2u64).inverse().unwrap());
    scalars.extend((0..4).map(|_| Scalar::rand(&mut rng)));
    scalars
}

/// Values at the edges, and some in between.
const VALUES: [u128; 12] =
    [0, 1, 2, 3, 4, 7, 8, 1 << 64, (1 << 127) - 1, 1 << 127, 0x5555_5555_5555_5555_5555_5555_5555_5555, u128::MAX];

fn coordinates(point: &Edwards) -> (F, F) {
    (point.x.value(), point.y.value())
}

fn base() -> Point {
    mul(&g_k(), &Scalar::from(77u64)).into_affine()
}

#[test]
fn signs_stand_for_the_scalar() {
    for scalar in scalars() {
        let sum: Scalar = digits::signs(&scalar)
            .iter()
            .enumerate()
            .map(|(place, sign)| {
                let power = Scalar::from(2u64).pow([place as u64]);
                if *sign {
                    power
                } else {
                    -power
                }
            })
            .sum();
        assert_eq!(sum, scalar);
    }
}

#[test]
fn a_fixed_base_takes_672_constraints() {
    for scalar in scalars() {
        let (cost, failure, result, _) =
            run(Cheat::default(), |cs| coordinates(&fixed::product(cs, &FIXED, &fixed::G_R, &scalar)));
        let expected = mul(&g_r(), &scalar).into_affine();
        assert_eq!((cost, failure, result), (672, None, (expected.x, expected.y)));
    }
}

#[test]
fn a_fixed_base_by_pairs_takes_756_constraints() {
    for scalar in scalars() {
        let (cost, failure, result, _) =
            run(Cheat::default(), |cs| coordinates(&fixed::product(cs, &FIXED, &fixed::G_K_PAIRS, &scalar)));
        let expected = mul(&g_k(), &scalar).into_affine();
        assert_eq!((cost, failure, result), (756, None, (expected.x, expected.y)));
    }
}

#[test]
fn a_fixed_base_leaves_nothing_free() {
    for scalar in [Scalar::ZERO, Scalar::ONE, -Scalar::from(2u64)] {
        nothing_is_free(Some(FIXED.digits), |cs| coordinates(&fixed::product(cs, &FIXED, &fixed::G_K, &scalar)));
    }
}

#[test]
fn digits_may_be_any_and_the_product_follows() {
    // All plus, all minus, alternating: none of them meets the exception of an incomplete addition.
    for pattern in [u64::MAX, 0, 0x5555_5555_5555_5555, 0xaaaa_aaaa_aaaa_aaaa, 1, 1 << 63] {
        let (signs, scalar) = chosen(pattern);
        let (_, failure, result, _) =
            run(from_signs(&signs, 2), |cs| coordinates(&fixed::product(cs, &FIXED, &fixed::G_K_PAIRS, &Scalar::ZERO)));
        let expected = mul(&g_k(), &scalar).into_affine();
        assert_eq!((failure, result), (None, (expected.x, expected.y)));
    }
}

/// Signs by a repeated pattern, and the scalar that they stand for.
fn chosen(pattern: u64) -> ([bool; digits::SIGNS], Scalar) {
    let signs: [bool; digits::SIGNS] = core::array::from_fn(|place| pattern >> (place % 64) & 1 == 1);
    let scalar = signs
        .iter()
        .rev()
        .fold(Scalar::ZERO, |sum, sign| sum.double() + if *sign { Scalar::ONE } else { -Scalar::ONE });
    (signs, scalar)
}

/// A prover that takes these signs.
fn from_signs(signs: &[bool], size: usize) -> Cheat {
    let mut place = 0;
    let mut cheat = Cheat::default();
    for (window, chunk) in digits::windows(signs, size).iter().zip(signs.chunks(size)) {
        cheat = cheat.set(FIXED.digits, place, F::from(window.positive));
        for bit in 1..chunk.len() {
            let value = window.magnitude >> (bit - 1) & 1 == 1;
            cheat = cheat.set(FIXED.digits, place + bit, F::from(value));
        }
        place += chunk.len();
    }
    cheat
}

#[test]
fn a_viewing_key_takes_839_constraints() {
    for scalar in scalars() {
        let (cost, failure, (number, x), _) = run(Cheat::default(), |cs| {
            let (number, x) = viewing::canonical_product(cs, &VIEWING, &scalar);
            (number.value(), x.value())
        });
        let expected = F::from_bigint(scalar.into_bigint()).unwrap();
        assert_eq!((cost, failure, number), (839, None, expected));
        assert_eq!(x, mul(&g_k(), &scalar).into_affine().x);
    }
}

#[test]
fn a_viewing_key_is_below_l() {
    use ark_ff::BigInteger;
    let run = |number: ark_ff::BigInt<4>| {
        let cheat = (0..digits::SIGNS)
            .fold(Cheat::default(), |cheat, place| cheat.set(VIEWING.bits, place, F::from(number.get_bit(place))));
        run(cheat, |cs| viewing::canonical_product(cs, &VIEWING, &Scalar::ZERO).1.value()).1
    };
    let mut number = Scalar::MODULUS;
    // l - 1, l - 2, .. and l, l + 1, ..
    for _ in 0..8 {
        number.sub_with_borrow(&1u64.into());
        assert_eq!(run(number), None);
    }
    let mut number = Scalar::MODULUS;
    for _ in 0..8 {
        assert_eq!(run(number), Some(VIEWING.canonical));
        number.add_with_carry(&1u64.into());
    }
    // One bit more than l - 1 at every place where it has a 0, and one less where it has a 1.
    let mut limit = Scalar::MODULUS;
    limit.sub_with_borrow(&1u64.into());
    for place in 0..digits::SIGNS {
        let mut power = ark_ff::BigInt::<4>::from(1u64);
        for _ in 0..place {
            power.mul2();
        }
        let mut number = limit;
        if limit.get_bit(place) {
            number.sub_with_borrow(&power);
            assert_eq!(run(number), None, "place {place}");
        } else {
            number.add_with_carry(&power);
            assert_eq!(run(number), Some(VIEWING.canonical), "place {place}");
        }
    }
}

fn value_product(cs: &mut Builder, value: u128) -> (F, F) {
    let half = Edwards::witness(cs, &base()).to_montgomery(cs);
    let half = Base::new(cs, half);
    let bits = bits(cs, &core::array::from_fn::<_, 128, _>(|place| value >> place & 1 == 1));
    let (product, correction) = half.double_value_product(cs, &bits);
    coordinates(&product.add(cs, &correction))
}

#[test]
fn a_value_takes_838_constraints() {
    for value in VALUES {
        let (cost, failure, result, _) = run(Cheat::default(), |cs| value_product(cs, value));
        let expected = mul_u128(&base(), value).double().into_affine();
        // Into Montgomery form 2, two and three times the base 7, bits 128.
        assert_eq!((cost, failure, result), (838 + 2 + 7 + 128, None, (expected.x, expected.y)), "{value}");
    }
}

#[test]
fn small_values_leave_no_slope_free() {
    let half = Group("base");
    let product = Group("product");
    for value in [0, 1, 2, 3] {
        nothing_is_free(None, |cs| {
            cs.group(half);
            let (x, y) = fixed::montgomery(&base());
            let one = Montgomery { x: Wire::constant(x), y: Wire::constant(y) };
            let base = Base::new(cs, one);
            let bits: Vec<_> = (0..128).map(|place| Wire::constant(F::from(value >> place & 1))).collect();
            cs.group(product);
            let (product, correction) = base.double_value_product(cs, &bits);
            coordinates(&product.add(cs, &correction))
        });
    }
}

fn secret(cs: &mut Builder, point: &Point, scalar: &Scalar) -> F {
    cs.group(FIXED.digits);
    let digits = fixed::digits(cs, &fixed::G_K_PAIRS, scalar);
    cs.group(FIXED.product);
    let point = Edwards { x: Wire::constant(point.x), y: Wire::constant(point.y) };
    let point = point.to_montgomery(cs);
    Base::new(cs, point).product(cs, &digits).edwards_x(cs).value()
}

#[test]
fn a_shared_secret_takes_1507_constraints() {
    for scalar in scalars() {
        let (cost, failure, x, _) = run(Cheat::default(), |cs| secret(cs, &base(), &scalar));
        let expected = mul(&base(), &scalar).into_affine();
        assert_eq!(cost, 1507 + 251);
        if expected.is_zero() {
            // rsk = 0 has no witness: RPK = identity is refused anyway.
            assert_eq!(failure, Some(FIXED.product));
        } else {
            assert_eq!((failure, x), (None, expected.x));
        }
    }
}

#[test]
fn a_chosen_secret_leaves_no_slope_free() {
    for pattern in [u64::MAX, 0, 0x5555_5555_5555_5555] {
        let (signs, scalar) = chosen(pattern);
        let (_, failure, x, _) = run(from_signs(&signs, 2), |cs| secret(cs, &base(), &Scalar::ZERO));
        assert_eq!((failure, x), (None, mul(&base(), &scalar).into_affine().x));
    }
    for scalar in [Scalar::ONE, -Scalar::ONE] {
        nothing_is_free(Some(FIXED.digits), |cs| secret(cs, &base(), &scalar));
    }
}
