//! Poseidon2, the tree and Elligator 2.

use super::{nothing_is_free, run, Cheat};
use crate::gadgets::{elligator, poseidon2, tree, Group, Wire};
use ark_bn254::Fr as F;
use ark_ff::{AdditiveGroup, UniformRand};
use sero_shielded::{
    h2c,
    poseidon2::{self as native, Tag},
    tree::children,
};

const LEVEL: tree::Groups =
    tree::Groups { place: Group("place"), selection: Group("selection"), parent: Group("parent") };
const MAP: elligator::Groups =
    elligator::Groups { branch: Group("branch"), curve: Group("curve"), index: Group("index"), root: Group("root") };

fn elements<const N: usize>() -> [F; N] {
    let mut rng = crate::fixtures::rng(1);
    [(); N].map(|()| F::rand(&mut rng))
}

#[test]
fn a_permutation_takes_264_constraints() {
    let state = elements::<4>();
    let (cost, failure, result, _) = run(Cheat::default(), |cs| {
        let state = state.map(|element| cs.witness(element));
        poseidon2::permute(cs, state).map(|element| element.value())
    });
    let mut expected = state;
    native::permute(&mut expected);
    assert_eq!((cost, failure, result), (264, None, expected));
}

#[test]
fn the_sponge_agrees_for_every_length() {
    let inputs = elements::<7>();
    for length in 1..=7 {
        let (cost, failure, result, _) = run(Cheat::default(), |cs| {
            let inputs: Vec<Wire> = inputs[..length].iter().map(|input| cs.witness(*input)).collect();
            poseidon2::squeeze(cs, Tag::Note, &inputs).map(|element| element.value())
        });
        assert_eq!(cost, 264 * length.div_ceil(3));
        assert_eq!((failure, result), (None, native::squeeze::<3>(Tag::Note, &inputs[..length])));
    }
}

#[test]
fn a_level_of_the_tree_takes_269_constraints() {
    let [node, a, b, c] = elements::<4>();
    for place in 0..4 {
        let (cost, failure, result, _) = run(Cheat::default(), |cs| {
            let node = cs.witness(node);
            tree::parent(cs, &LEVEL, &node, place, &[a, b, c]).value()
        });
        let expected = native::compress(&children(node, place, &[a, b, c]));
        assert_eq!((cost, failure, result), (269, None, expected));
    }
}

#[test]
fn the_map_takes_89_constraints() {
    for u in elements::<16>() {
        let (cost, failure, (x, y), _) = run(Cheat::default(), |cs| {
            let u = cs.witness(u);
            let point = elligator::map(cs, &MAP, &u);
            (point.x.value(), point.y.value())
        });
        let expected = h2c::map(u);
        assert_eq!((cost, failure, x, y), (89, None, expected.x, expected.y));
    }
}

#[test]
fn the_map_leaves_nothing_free() {
    let [u] = elements::<1>();
    nothing_is_free(None, |cs| {
        let point = elligator::map(cs, &MAP, &Wire::constant(u));
        (point.x.value(), point.y.value())
    });
}

#[test]
fn the_map_has_no_witness_for_zero() {
    let (_, failure, _, _) = run(Cheat::default(), |cs| {
        let point = elligator::map(cs, &MAP, &Wire::zero());
        cs.group(Group("doubling"));
        point.double(cs);
    });
    // (0, 0) passes the map, and no line touches the curve there.
    assert_eq!(failure, Some(Group("doubling")));
}

#[test]
fn s_has_other_roots_and_only_those() {
    let [u] = elements::<1>();
    let map = |cheat| {
        run(cheat, |cs| {
            let point = elligator::map(cs, &MAP, &Wire::constant(u));
            point.y.value()
        })
    };
    let (_, _, y, made) = map(Cheat::default());
    let s = made[&MAP.root][26];
    assert_eq!(s, h2c::map(u).s);
    let (_, failure, again, _) = map(Cheat::default().set(MAP.root, 26, -s));
    assert_eq!((failure, again), (None, y));
    let (_, failure, _, _) = map(Cheat::default().set(MAP.root, 26, s.double()));
    assert_eq!(failure, Some(MAP.root));
}
