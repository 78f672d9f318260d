//! Poseidon2: the permutation (264 constraints), the sponge `H` and the compression `C4`.

use super::{Builder, Wire};
use ark_bn254::Fr as F;
use ark_ff::AdditiveGroup;
use sero_shielded::poseidon2::{
    Tag, EXTERNAL_CONSTANTS, EXTERNAL_ROUNDS, INTERNAL_CONSTANTS, INTERNAL_DIAGONAL, RATE, T,
};

/// One permutation: three constraints for each of 8·4 + 56 S-boxes.
pub fn permute(cs: &mut Builder, state: [Wire; T]) -> [Wire; T] {
    let mut state = external_layer(state);
    let (first, last) = EXTERNAL_CONSTANTS.split_at(EXTERNAL_ROUNDS / 2);
    for constants in first {
        state = external_round(cs, state, constants);
    }
    for constant in &INTERNAL_CONSTANTS {
        let [a, b, c, d] = state;
        state = internal_layer([fifth_power(cs, &a.plus(*constant)), b, c, d]);
    }
    for constants in last {
        state = external_round(cs, state, constants);
    }
    state
}

fn external_round(cs: &mut Builder, state: [Wire; T], constants: &[F; T]) -> [Wire; T] {
    let mut constants = constants.iter();
    external_layer(state.map(|element| {
        let constant = constants.next().copied().unwrap_or(F::ZERO);
        fifth_power(cs, &element.plus(constant))
    }))
}

/// `x^5 = (x^2 · x) · x^2`. Of the three products only the first has the long combination x on its right.
fn fifth_power(cs: &mut Builder, x: &Wire) -> Wire {
    let square = cs.product(x, x);
    let cube = cs.product(x, &square);
    cs.product(&cube, &square)
}

/// The matrix (5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6).
fn external_layer([a, b, c, d]: [Wire; T]) -> [Wire; T] {
    let four = F::from(4u64);
    let ab = &a + &b;
    let cd = &c + &d;
    let b2cd = &b.double() + &cd;
    let d2ab = &d.double() + &ab;
    let last = d2ab.add_scaled(&cd, four);
    let second = b2cd.add_scaled(&ab, four);
    [&d2ab + &second, second, &b2cd + &last, last]
}

fn internal_layer(state: [Wire; T]) -> [Wire; T] {
    let [a, b, c, d] = &state;
    let sum = &(a + b) + &(c + d);
    let mut diagonal = INTERNAL_DIAGONAL.iter();
    state.map(|element| sum.add_scaled(&element, diagonal.next().copied().unwrap_or(F::ZERO)))
}

/// `H(tag; inputs)` with up to three outputs: one permutation for every three inputs.
pub fn squeeze(cs: &mut Builder, tag: Tag, inputs: &[Wire]) -> [Wire; RATE] {
    let mut state = [Wire::zero(), Wire::zero(), Wire::zero(), Wire::constant(tag.capacity(inputs.len()))];
    for chunk in inputs.chunks(RATE) {
        for (element, input) in state.iter_mut().zip(chunk) {
            *element = &*element + input;
        }
        state = permute(cs, state);
    }
    let [a, b, c, _] = state;
    [a, b, c]
}

/// `H(tag; inputs)`.
pub fn hash(cs: &mut Builder, tag: Tag, inputs: &[Wire]) -> Wire {
    let [first, _, _] = squeeze(cs, tag, inputs);
    first
}

/// `C4(children)`.
pub fn compress(cs: &mut Builder, children: [Wire; T]) -> Wire {
    let [first, ..] = children.clone();
    let [result, ..] = permute(cs, children);
    &result + &first
}
