//! What a wallet keeps of the tree: the paths of the leaves it marked, as new leaves come and blocks go.

use super::{child_place, frontier::Frontier, FrontierError, Path, ARITY, CAPACITY, DEPTH, EMPTY};
use crate::{curve::F, poseidon2::compress};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use ark_ff::AdditiveGroup;

/// Why a wallet's tree cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// No checkpoint of this block is kept.
    #[error("no checkpoint of block {0} is kept")]
    UnknownCheckpoint(u32),
    /// The leaf is not marked.
    #[error("the leaf at place {0} is not marked")]
    NotMarked(u64),
    /// The leaf came after the checkpoint.
    #[error("the leaf at place {0} is younger than the checkpoint")]
    TooYoung(u64),
    /// A node that a path needs was not kept: the stored tree is damaged.
    #[error("node {1} of level {0} is missing; the stored tree is damaged, sync anew")]
    Missing(usize, u64),
    /// Checkpoints come in the order of their blocks.
    #[error("checkpoint {0} does not follow checkpoint {1}")]
    Order(u32, u32),
    /// No place is left.
    #[error(transparent)]
    Frontier(#[from] FrontierError),
}

/// What [`WitnessTree::take_changes`] returns: nodes to write and to delete in a store that mirrors the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Nodes by level and index, `None` to delete.
    pub nodes: BTreeMap<(u8, u64), Option<F>>,
}

/// A tree pruned to the paths of marked leaves, with checkpoints to which it can return.
///
/// A complete node is kept as long as some path needs it: it or one of its siblings lies above a mark, or its parent is not
/// complete. A checkpoint keeps the frontier of its block, so that leaves marked later and nodes forgotten since cost nothing.
#[derive(Clone, Debug, Default)]
pub struct WitnessTree {
    nodes: BTreeMap<(u8, u64), F>,
    marks: BTreeSet<u64>,
    frontier: Frontier,
    checkpoints: BTreeMap<u32, Frontier>,
    changes: Changes,
}

impl WitnessTree {
    /// A tree that begins at a frontier of the chain: leaves before it can never be marked.
    pub fn new(frontier: Frontier) -> Self {
        let mut tree = WitnessTree::default();
        tree.reset_frontier(frontier);
        tree
    }

    /// A tree as it was stored.
    pub fn restore(
        nodes: impl IntoIterator<Item = ((u8, u64), F)>,
        marks: impl IntoIterator<Item = u64>,
        checkpoints: impl IntoIterator<Item = (u32, Frontier)>,
        frontier: Frontier,
    ) -> Self {
        // A node that no tree of this depth has comes of a damaged store; paths through it will be missing.
        let possible =
            |(level, index): &(u8, u64)| usize::from(*level) < DEPTH && *index < CAPACITY >> (2 * u32::from(*level));
        WitnessTree {
            nodes: nodes.into_iter().filter(|(place, _)| possible(place)).collect(),
            marks: marks.into_iter().collect(),
            frontier,
            checkpoints: checkpoints.into_iter().collect(),
            changes: Changes::default(),
        }
    }

    /// The frontier behind the last leaf.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Marked places.
    pub fn marks(&self) -> &BTreeSet<u64> {
        &self.marks
    }

    /// Blocks of which a checkpoint is kept.
    pub fn checkpoints(&self) -> impl DoubleEndedIterator<Item = (u32, &Frontier)> {
        self.checkpoints.iter().map(|(block, frontier)| (*block, frontier))
    }

    /// Nodes kept.
    pub fn nodes(&self) -> &BTreeMap<(u8, u64), F> {
        &self.nodes
    }

    /// What changed since the last call, for a store.
    pub fn take_changes(&mut self) -> Changes {
        core::mem::take(&mut self.changes)
    }

    /// Appends a leaf, marked if its path will be asked for, and returns its place.
    ///
    /// # Errors
    /// [`WitnessError::Frontier`] when the tree is full.
    pub fn append(&mut self, leaf: F, mark: bool) -> Result<u64, WitnessError> {
        let position = self.frontier.append(leaf)?;
        if mark {
            self.marks.insert(position);
        }
        self.put(0, position, leaf);
        let mut index = position;
        for level in 0..DEPTH {
            if child_place(position, level) != ARITY - 1 {
                break;
            }
            // The frontier computed the same parent; reading it back would need its inside, hashing again costs a third more.
            let first = index - 3;
            let mut children = [F::ZERO; ARITY];
            for (child, at) in children.iter_mut().zip(first..) {
                *child = *self.nodes.get(&(level as u8, at)).ok_or(WitnessError::Missing(level, at))?;
            }
            if !self.marked_below(level + 1, index >> 2) {
                for at in first..=index {
                    self.drop_node(level, at);
                }
            }
            index >>= 2;
            self.put(level + 1, index, compress(&children));
        }
        Ok(position)
    }

    /// Forgets a marked leaf and the nodes that only its path needed.
    pub fn unmark(&mut self, position: u64) {
        if !self.marks.remove(&position) {
            return;
        }
        for level in 0..DEPTH {
            let parent = position >> (2 * (level + 1));
            let complete = (parent + 1) << (2 * (level + 1)) <= self.frontier.size();
            if !complete || self.marked_below(level + 1, parent) {
                break;
            }
            for at in parent * 4..parent * 4 + 4 {
                self.drop_node(level, at);
            }
        }
    }

    /// Remembers the end of a block.
    ///
    /// # Errors
    /// [`WitnessError::Order`] where the block is not above the last checkpoint's.
    pub fn checkpoint(&mut self, block: u32) -> Result<(), WitnessError> {
        if let Some((last, _)) = self.checkpoints.last_key_value() {
            if block <= *last {
                return Err(WitnessError::Order(block, *last));
            }
        }
        self.checkpoints.insert(block, self.frontier.clone());
        Ok(())
    }

    /// Forgets the checkpoints below a block.
    pub fn prune_checkpoints(&mut self, below: u32) {
        self.checkpoints = self.checkpoints.split_off(&below);
    }

    /// Goes back to the end of a block: later leaves, marks and checkpoints are gone.
    ///
    /// # Errors
    /// [`WitnessError::UnknownCheckpoint`] where it is not kept.
    pub fn rewind(&mut self, block: u32) -> Result<(), WitnessError> {
        let frontier = self.checkpoints.get(&block).ok_or(WitnessError::UnknownCheckpoint(block))?.clone();
        if let Some(next) = block.checked_add(1) {
            self.checkpoints.split_off(&next);
        }
        self.reset_frontier(frontier);
        Ok(())
    }

    /// The root at the end of a block.
    ///
    /// # Errors
    /// [`WitnessError::UnknownCheckpoint`] where it is not kept.
    pub fn root_at(&self, block: u32) -> Result<F, WitnessError> {
        self.checkpoints.get(&block).map(Frontier::root).ok_or(WitnessError::UnknownCheckpoint(block))
    }

    /// The path of a marked leaf under the root at the end of a block.
    ///
    /// # Errors
    /// See [`WitnessError`].
    pub fn path(&self, position: u64, block: u32) -> Result<Path, WitnessError> {
        let frontier = self.checkpoints.get(&block).ok_or(WitnessError::UnknownCheckpoint(block))?;
        if !self.marks.contains(&position) {
            return Err(WitnessError::NotMarked(position));
        }
        if position >= frontier.size() {
            return Err(WitnessError::TooYoung(position));
        }
        let edge: BTreeMap<(usize, u64), F> =
            frontier.nodes().map(|(level, index, node)| ((level, index), node)).collect();
        let mut siblings = [[F::ZERO; ARITY - 1]; DEPTH];
        for (level, siblings) in siblings.iter_mut().enumerate() {
            let own = position >> (2 * level);
            let others = (own & !3..).take(ARITY).filter(|index| *index != own);
            for (sibling, index) in siblings.iter_mut().zip(others) {
                *sibling = self.node_at(level, index, frontier, &edge)?;
            }
        }
        Ok(Path { position, siblings })
    }

    /// A node as it was when the tree ended at `frontier`.
    fn node_at(
        &self,
        level: usize,
        index: u64,
        frontier: &Frontier,
        edge: &BTreeMap<(usize, u64), F>,
    ) -> Result<F, WitnessError> {
        let (begin, end) = (index << (2 * level), (index + 1) << (2 * level));
        if begin >= frontier.size() {
            return Ok(EMPTY[level]);
        }
        if end > frontier.size() {
            return Ok(frontier.partial(level));
        }
        edge.get(&(level, index))
            .or_else(|| self.nodes.get(&(level as u8, index)))
            .copied()
            .ok_or(WitnessError::Missing(level, index))
    }

    fn marked_below(&self, level: usize, index: u64) -> bool {
        let (begin, end) = (index << (2 * level), (index + 1) << (2 * level));
        self.marks.range(begin..end).next().is_some()
    }

    fn reset_frontier(&mut self, frontier: Frontier) {
        let size = frontier.size();
        self.marks.split_off(&size);
        let young: Vec<(u8, u64)> =
            self.nodes.keys().filter(|(level, index)| (index + 1) << (2 * u32::from(*level)) > size).copied().collect();
        for (level, index) in young {
            self.drop_node(usize::from(level), index);
        }
        for (level, index, node) in frontier.nodes().collect::<Vec<_>>() {
            self.put(level, index, node);
        }
        self.frontier = frontier;
    }

    fn put(&mut self, level: usize, index: u64, node: F) {
        self.nodes.insert((level as u8, index), node);
        self.changes.nodes.insert((level as u8, index), Some(node));
    }

    fn drop_node(&mut self, level: usize, index: u64) {
        if self.nodes.remove(&(level as u8, index)).is_some() {
            self.changes.nodes.insert((level as u8, index), None);
        }
    }
}
