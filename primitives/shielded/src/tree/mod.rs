//! The tree of notes: arity 4, depth 16, 2^32 leaves, one fixed empty leaf.
//!
//! The chain keeps a [`Frontier`] only; a wallet keeps a [`WitnessTree`], which follows the chain for the notes it owns and
//! can go back to a checkpoint when a block is lost. A leaf stands at its note's index modulo 2^32; the lowest two bits of
//! that place say which of the first four siblings it is.

mod empty;
mod frontier;
mod witness;

pub use empty::EMPTY;
pub use frontier::{EncodedFrontier, Frontier, FrontierError, MAX_NODES};
pub use witness::{Changes, WitnessError, WitnessTree};

use crate::{curve::F, poseidon2::compress};

/// Levels between a leaf and the root.
pub const DEPTH: usize = 16;
/// Children of a node.
pub const ARITY: usize = 4;
/// Leaves of a full tree.
pub const CAPACITY: u64 = 1 << (2 * DEPTH as u64);

/// Which of four siblings a node is whose leaf-side place is `position`, at a level counted from the leaves.
pub const fn child_place(position: u64, level: usize) -> usize {
    ((position >> (2 * level)) & 3) as usize
}

/// The way from a leaf to the root: at each level the three siblings in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The leaf's place in its tree, below 2^32.
    pub position: u64,
    /// For each level from the leaf up, the siblings from left to right.
    pub siblings: [[F; 3]; DEPTH],
}

impl Path {
    /// The root to which the path leads from `leaf`.
    pub fn root(&self, leaf: F) -> F {
        self.siblings.iter().enumerate().fold(leaf, |node, (level, siblings)| {
            compress(&children(node, child_place(self.position, level), siblings))
        })
    }
}

/// Four children: `node` at `place`, its siblings in order around it.
pub fn children(node: F, place: usize, [a, b, c]: &[F; 3]) -> [F; ARITY] {
    match place {
        0 => [node, *a, *b, *c],
        1 => [*a, node, *b, *c],
        2 => [*a, *b, node, *c],
        _ => [*a, *b, *c, node],
    }
}
