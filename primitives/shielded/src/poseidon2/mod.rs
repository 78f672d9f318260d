//! Poseidon2 over the field of the circuits: the sponge `H` and the compression `C4`.
//!
//! The permutation is the one of Noir (t = 4). The sponge has rate 3; its capacity element starts as
//! `tag + length · 2^128`, so hashes of different purpose or length never meet.

mod constants;

pub use constants::{EXTERNAL_CONSTANTS, EXTERNAL_ROUNDS, INTERNAL_CONSTANTS, INTERNAL_DIAGONAL, INTERNAL_ROUNDS, T};

use crate::curve::F;
use ark_ff::{AdditiveGroup, Field};

/// Field elements absorbed or squeezed by one permutation.
pub const RATE: usize = 3;

/// What a hash is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The asset id of a token.
    Token,
    /// The asset id of a ticket.
    Ticket,
    /// The asset id of a package.
    Package,
    /// From an asset id to the input of the hash to the curve.
    Gen,
    /// The fixed generators.
    Base,
    /// Note commitments.
    Note,
    /// Leaves of the note tree.
    Leaf,
    /// Nils.
    Nil,
    /// The key stream of a note's contents.
    Enc,
}

impl Tag {
    /// The tag as ASCII, at most 16 bytes.
    pub const fn name(self) -> &'static str {
        match self {
            Tag::Token => "TOKEN",
            Tag::Ticket => "TICKET",
            Tag::Package => "PACKAGE",
            Tag::Gen => "GEN",
            Tag::Base => "BASE",
            Tag::Note => "NOTE",
            Tag::Leaf => "LEAF",
            Tag::Nil => "NIL",
            Tag::Enc => "ENC",
        }
    }

    /// The first capacity element of a sponge over `length` inputs.
    pub fn capacity(self, length: usize) -> F {
        let mut tag = [0u8; 16];
        for (to, from) in tag.iter_mut().zip(self.name().bytes()) {
            *to = from;
        }
        F::from(u128::from_le_bytes(tag)) + F::from(length as u64) * F::from(2u64).pow([128])
    }
}

/// One permutation of the state.
pub fn permute(state: &mut [F; T]) {
    external_layer(state);
    let (first, last) = EXTERNAL_CONSTANTS.split_at(EXTERNAL_ROUNDS / 2);
    for constants in first {
        external_round(state, constants);
    }
    for constant in &INTERNAL_CONSTANTS {
        state[0] += constant;
        fifth_power(&mut state[0]);
        internal_layer(state);
    }
    for constants in last {
        external_round(state, constants);
    }
}

fn external_round(state: &mut [F; T], constants: &[F; T]) {
    for (element, constant) in state.iter_mut().zip(constants) {
        *element += constant;
        fifth_power(element);
    }
    external_layer(state);
}

fn fifth_power(element: &mut F) {
    let fourth = element.square().square();
    *element *= fourth;
}

/// Multiplies by the matrix (5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6), with the additions that the Poseidon2 paper gives.
fn external_layer([a, b, c, d]: &mut [F; T]) {
    let ab = *a + *b;
    let cd = *c + *d;
    let b2cd = b.double() + cd;
    let d2ab = d.double() + ab;
    let last = cd.double().double() + d2ab;
    let second = ab.double().double() + b2cd;
    *a = d2ab + second;
    *b = second;
    *c = b2cd + last;
    *d = last;
}

fn internal_layer(state: &mut [F; T]) {
    let sum = state[0] + state[1] + state[2] + state[3];
    for (element, diagonal) in state.iter_mut().zip(&INTERNAL_DIAGONAL) {
        *element *= diagonal;
        *element += sum;
    }
}

/// The sponge `H(tag; inputs)` with `N` outputs.
pub fn squeeze<const N: usize>(tag: Tag, inputs: &[F]) -> [F; N] {
    let mut state = [F::ZERO, F::ZERO, F::ZERO, tag.capacity(inputs.len())];
    for chunk in inputs.chunks(RATE) {
        for (element, input) in state.iter_mut().zip(chunk) {
            *element += input;
        }
        permute(&mut state);
    }
    let mut outputs = [F::ZERO; N];
    for (place, output) in outputs.iter_mut().enumerate() {
        if place > 0 && place % RATE == 0 {
            permute(&mut state);
        }
        *output = state[place % RATE];
    }
    outputs
}

/// The hash `H(tag; inputs)` of at least one field element.
pub fn hash(tag: Tag, inputs: &[F]) -> F {
    squeeze::<1>(tag, inputs)[0]
}

/// The compression `C4` of four siblings into their parent: `(P(x) + x)[0]`. For tree nodes only.
pub fn compress(children: &[F; T]) -> F {
    let mut state = *children;
    permute(&mut state);
    state[0] + children[0]
}

/// A string of 32 bytes as two field elements of 128 bits, first half first, each little-endian.
pub fn halves(bytes: &[u8; 32]) -> [F; 2] {
    let (mut low, mut high) = ([0u8; 16], [0u8; 16]);
    low.copy_from_slice(&bytes[..16]);
    high.copy_from_slice(&bytes[16..]);
    [F::from(u128::from_le_bytes(low)), F::from(u128::from_le_bytes(high))]
}
