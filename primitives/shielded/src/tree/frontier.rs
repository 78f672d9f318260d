//! What the chain keeps of the tree: for each level the complete subtrees to the left of the next leaf.

use super::{child_place, ARITY, CAPACITY, DEPTH, EMPTY};
use crate::{
    curve::F,
    encoding::{EncodingError, FieldBytes},
    poseidon2::compress,
};
use ark_ff::AdditiveGroup;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Nodes of a frontier at most: three to the left on each level.
pub const MAX_NODES: u32 = (DEPTH * (ARITY - 1)) as u32;

/// Why a frontier cannot be read or extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// All 2^32 places are taken.
    #[error("the note tree is full")]
    Full,
    /// Encoded nodes do not belong to the encoded size.
    #[error("a frontier of {size} leaves has {expected} nodes, not {found}")]
    NodeCount {
        /// Leaves.
        size: u64,
        /// Nodes that so many leaves leave open.
        expected: usize,
        /// Nodes given.
        found: usize,
    },
    /// An encoded node is no field element.
    #[error("node {0} of the frontier: {1}")]
    Node(usize, EncodingError),
}

/// The right edge of a tree of notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// At each level, as many left siblings as the level's base-4 digit of `size` says; the others are zero and not read.
    left: [[F; ARITY - 1]; DEPTH],
    /// Set when `size` is 2^32: the root that stays.
    full: Option<F>,
}

/// A frontier in storage: the size, then the nodes from the leaves up, left to right; for a full tree the root alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct EncodedFrontier {
    /// Leaves so far.
    pub size: u64,
    /// The nodes.
    pub nodes: BoundedVec<FieldBytes, ConstU32<MAX_NODES>>,
}

impl Default for Frontier {
    fn default() -> Self {
        Frontier { size: 0, left: [[F::ZERO; ARITY - 1]; DEPTH], full: None }
    }
}

impl Frontier {
    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether no further leaf fits.
    pub fn is_full(&self) -> bool {
        self.size == CAPACITY
    }

    /// Appends a leaf and returns its place.
    ///
    /// # Errors
    /// [`FrontierError::Full`] after 2^32 leaves.
    pub fn append(&mut self, leaf: F) -> Result<u64, FrontierError> {
        if self.is_full() {
            return Err(FrontierError::Full);
        }
        let position = self.size;
        self.size += 1;
        let mut node = leaf;
        for (level, left) in self.left.iter_mut().enumerate() {
            if let Some(slot) = left.get_mut(child_place(position, level)) {
                *slot = node;
                return Ok(position);
            }
            // The fourth child completes its parent, which goes up one level.
            let [a, b, c] = core::mem::take(left);
            node = compress(&[a, b, c, node]);
        }
        self.full = Some(node);
        Ok(position)
    }

    /// The root, with empty leaves behind the last one.
    pub fn root(&self) -> F {
        self.full.unwrap_or_else(|| self.partial(DEPTH))
    }

    /// The root of the unfinished subtree of height `level` that holds the next free place: the empty one where it holds no leaf.
    pub(super) fn partial(&self, level: usize) -> F {
        let mut node = EMPTY[0];
        for (height, (left, empty)) in self.left.iter().zip(&EMPTY).enumerate().take(level) {
            let place = child_place(self.size, height);
            let mut children = [*empty; ARITY];
            for (child, left) in children.iter_mut().zip(left.iter().take(place)) {
                *child = *left;
            }
            children[place] = node;
            node = compress(&children);
        }
        node
    }

    /// The complete subtrees to the left of the next free place: level, index within the level, value.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (usize, u64, F)> + '_ {
        let size = if self.is_full() { 0 } else { self.size };
        self.left.iter().enumerate().flat_map(move |(level, left)| {
            let first = (size >> (2 * level)) & !3;
            left.iter().take(child_place(size, level)).zip(first..).map(move |(node, index)| (level, index, *node))
        })
    }

    /// The form for storage and transport.
    pub fn encoded(&self) -> EncodedFrontier {
        let nodes = match self.full {
            Some(root) => alloc::vec![root.into()],
            None => self.nodes().map(|(_, _, node)| node.into()).collect(),
        };
        EncodedFrontier { size: self.size, nodes: BoundedVec::truncate_from(nodes) }
    }
}

impl TryFrom<&EncodedFrontier> for Frontier {
    type Error = FrontierError;

    fn try_from(encoded: &EncodedFrontier) -> Result<Self, FrontierError> {
        let (size, found) = (encoded.size, encoded.nodes.len());
        let expected = match size {
            CAPACITY => 1,
            _ => (0..DEPTH).map(|level| child_place(size, level)).sum(),
        };
        if size > CAPACITY {
            return Err(FrontierError::Full);
        }
        if found != expected {
            return Err(FrontierError::NodeCount { size, expected, found });
        }
        let mut nodes = encoded
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| node.to_field().map_err(|error| FrontierError::Node(at, error)));
        let mut frontier = Frontier { size, ..Frontier::default() };
        if size == CAPACITY {
            frontier.full = nodes.next().transpose()?;
            return Ok(frontier);
        }
        for (level, left) in frontier.left.iter_mut().enumerate() {
            for (slot, node) in left.iter_mut().take(child_place(size, level)).zip(nodes.by_ref()) {
                *slot = node?;
            }
        }
        Ok(frontier)
    }
}
