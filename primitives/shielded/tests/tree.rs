//! The tree against a plain model that keeps every leaf.

use proptest::prelude::*;
use sero_shielded::{
    curve::F,
    encoding::FieldBytes,
    poseidon2::compress,
    tree::{
        child_place, children, EncodedFrontier, Frontier, FrontierError, Path, WitnessError, WitnessTree, CAPACITY,
        DEPTH, EMPTY,
    },
};

/// The node over `leaves[..]` at a level and index, from the definition.
fn node(leaves: &[F], level: usize, index: u64) -> F {
    if index << (2 * level) >= leaves.len() as u64 {
        return EMPTY[level];
    }
    if level == 0 {
        return leaves[index as usize];
    }
    let below = [0, 1, 2, 3].map(|child| node(leaves, level - 1, index * 4 + child));
    compress(&below)
}

fn model_path(leaves: &[F], position: u64) -> Path {
    let mut siblings = [[F::from(0u64); 3]; DEPTH];
    for (level, siblings) in siblings.iter_mut().enumerate() {
        let own = position >> (2 * level);
        let others = (own & !3..).take(4).filter(|index| *index != own);
        for (sibling, index) in siblings.iter_mut().zip(others) {
            *sibling = node(leaves, level, index);
        }
    }
    Path { position, siblings }
}

fn leaf_of(number: u64) -> F {
    F::from(number) * F::from(0x9e37_79b9_7f4a_7c15_u64) + F::from(1u64)
}

#[test]
fn the_constants_of_empty_subtrees_are_their_hashes() {
    for level in 1..=DEPTH {
        assert_eq!(EMPTY[level], compress(&[EMPTY[level - 1]; 4]));
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// Append leaves, marking those whose bit is set.
    Block(Vec<bool>),
    /// Return to an earlier block, this many back.
    Rewind(usize),
    /// Forget the mark of the nth marked leaf.
    Unmark(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec(prop::bool::weighted(0.3), 0..9).prop_map(Step::Block),
        2 => (0usize..4).prop_map(Step::Rewind),
        1 => (0usize..8).prop_map(Step::Unmark),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn witnesses_follow_the_model_through_blocks_and_reorgs(steps in prop::collection::vec(step(), 1..24)) {
        let mut tree = WitnessTree::default();
        let mut leaves: Vec<F> = vec![];
        // For each block its number of leaves.
        let mut blocks: Vec<usize> = vec![0];
        tree.checkpoint(0).unwrap();
        let mut made = 0;
        for step in steps {
            match step {
                Step::Block(marks) => {
                    for mark in marks {
                        made += 1;
                        leaves.push(leaf_of(made));
                        tree.append(leaf_of(made), mark).unwrap();
                    }
                    blocks.push(leaves.len());
                    tree.checkpoint(blocks.len() as u32 - 1).unwrap();
                }
                Step::Rewind(back) => {
                    let keep = blocks.len().saturating_sub(back).max(1);
                    blocks.truncate(keep);
                    leaves.truncate(*blocks.last().unwrap());
                    tree.rewind(keep as u32 - 1).unwrap();
                }
                Step::Unmark(nth) => {
                    if let Some(position) = tree.marks().iter().copied().nth(nth) {
                        tree.unmark(position);
                    }
                }
            }
            // Also as it comes back from a store.
            let stored = WitnessTree::restore(
                tree.nodes().clone(),
                tree.marks().iter().copied(),
                tree.checkpoints().map(|(block, frontier)| (block, frontier.clone())),
                tree.frontier().clone(),
            );
            for (block, size) in blocks.iter().enumerate().rev().take(3) {
                let known = &leaves[..*size];
                let root = node(known, DEPTH, 0);
                prop_assert_eq!(tree.root_at(block as u32).unwrap(), root);
                for position in tree.marks().iter().copied() {
                    if position >= *size as u64 {
                        prop_assert_eq!(tree.path(position, block as u32), Err(WitnessError::TooYoung(position)));
                        continue;
                    }
                    let path = stored.path(position, block as u32).unwrap();
                    prop_assert_eq!(path.root(known[position as usize]), root);
                    prop_assert_eq!(path, model_path(known, position));
                }
            }
        }
    }

    #[test]
    fn a_frontier_survives_its_encoding(size in 0u64..300) {
        let mut frontier = Frontier::default();
        for number in 0..size {
            frontier.append(leaf_of(number)).unwrap();
        }
        let encoded = frontier.encoded();
        let decoded = Frontier::try_from(&encoded).unwrap();
        prop_assert_eq!(&decoded, &frontier);
        prop_assert_eq!(decoded.root(), frontier.root());
    }

    #[test]
    fn a_tree_that_begins_at_a_frontier_agrees_with_one_that_saw_all(before in 0u64..70, after in 1u64..40) {
        let mut all = WitnessTree::default();
        let mut frontier = Frontier::default();
        for number in 0..before {
            all.append(leaf_of(number), false).unwrap();
            frontier.append(leaf_of(number)).unwrap();
        }
        let mut late = WitnessTree::new(frontier);
        for number in before..before + after {
            all.append(leaf_of(number), true).unwrap();
            late.append(leaf_of(number), true).unwrap();
        }
        all.checkpoint(1).unwrap();
        late.checkpoint(1).unwrap();
        for position in before..before + after {
            prop_assert_eq!(all.path(position, 1).unwrap(), late.path(position, 1).unwrap());
        }
    }

    #[test]
    fn marks_that_are_gone_leave_no_more_nodes_than_a_frontier_has(count in 1u64..200) {
        let mut tree = WitnessTree::default();
        for number in 0..count {
            tree.append(leaf_of(number), number % 3 == 0).unwrap();
        }
        for number in 0..count {
            tree.unmark(number);
        }
        prop_assert!(tree.nodes().len() <= 48, "{} nodes", tree.nodes().len());
    }
}

#[test]
fn a_full_tree_takes_no_leaf_and_keeps_its_root() {
    let nodes: Vec<FieldBytes> = (0..48).map(|number| leaf_of(number).into()).collect();
    let encoded = EncodedFrontier { size: CAPACITY - 1, nodes: nodes.try_into().unwrap() };
    let mut frontier = Frontier::try_from(&encoded).unwrap();
    let mut expected = leaf_of(1000);
    let all: Vec<F> = (0..48).map(leaf_of).collect();
    for (level, left) in all.chunks(3).enumerate() {
        let siblings: &[F; 3] = left.try_into().unwrap();
        expected = compress(&children(expected, child_place(CAPACITY - 1, level), siblings));
    }
    frontier.append(leaf_of(1000)).unwrap();
    assert!(frontier.is_full());
    assert_eq!(frontier.root(), expected);
    assert_eq!(frontier.append(leaf_of(1)), Err(FrontierError::Full));
    let again = Frontier::try_from(&frontier.encoded()).unwrap();
    assert_eq!(again.root(), expected);
}

#[test]
fn frontiers_that_cannot_be_are_refused() {
    let bad = |size, nodes: Vec<FieldBytes>| {
        Frontier::try_from(&EncodedFrontier { size, nodes: nodes.try_into().unwrap() }).unwrap_err()
    };
    assert_eq!(bad(5, vec![]), FrontierError::NodeCount { size: 5, expected: 2, found: 0 });
    assert_eq!(bad(0, vec![FieldBytes([0; 32])]), FrontierError::NodeCount { size: 0, expected: 0, found: 1 });
    assert_eq!(bad(CAPACITY + 1, vec![]), FrontierError::Full);
    assert!(matches!(bad(1, vec![FieldBytes([0xff; 32])]), FrontierError::Node(0, _)));
}

#[test]
fn checkpoints_come_in_order_and_unknown_ones_are_refused() {
    let mut tree = WitnessTree::default();
    tree.checkpoint(5).unwrap();
    assert_eq!(tree.checkpoint(5), Err(WitnessError::Order(5, 5)));
    assert_eq!(tree.rewind(4), Err(WitnessError::UnknownCheckpoint(4)));
    tree.checkpoint(6).unwrap();
    tree.prune_checkpoints(6);
    assert_eq!(tree.root_at(5), Err(WitnessError::UnknownCheckpoint(5)));
    assert_eq!(tree.path(0, 6), Err(WitnessError::NotMarked(0)));
}
