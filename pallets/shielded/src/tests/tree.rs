//! The tree of notes on the chain.

use super::fixture::*;
use crate::{mock::*, Event, FullRoots, FullTrees, PublicNotes, Tree};
use frame_support::{traits::Hooks, BoundedVec};
use sero_shielded::{
    asset::Asset,
    encoding::FieldBytes,
    note::leaf,
    tree::{EncodedFrontier, Frontier, CAPACITY},
};

#[test]
fn the_chain_and_a_wallet_agree_on_every_root() {
    on_chain(|| {
        let alice = person(1);
        let mut wallet = Wallet::new(&[&alice]);
        for count in [0, 1, 3, 5, 8] {
            let block = System::block_number();
            for _ in 0..count {
                Shielded::add_public_note(&address_of(&alice), Asset::sero(), 1).unwrap();
            }
            wallet.end_block();
            let root = crate::Roots::<Test>::get(block).unwrap();
            assert_eq!(wallet.tree.root_at(block as u32).unwrap(), root.to_field().unwrap());
            assert!(Shielded::is_anchor(&root));
        }
        assert_eq!(Shielded::next_index(), 17);
    });
}

#[test]
fn a_full_tree_is_frozen_and_a_new_one_begins() {
    on_chain(|| {
        // A tree with one place left: three nodes on every level.
        let nodes = BoundedVec::truncate_from(vec![FieldBytes([1; 32]); 48]);
        Tree::<Test>::put(EncodedFrontier { size: CAPACITY - 1, nodes });
        let alice = person(1);
        let mut expected = Frontier::try_from(&Tree::<Test>::get()).unwrap();
        Shielded::add_public_note(&address_of(&alice), Asset::sero(), 1).unwrap();
        Shielded::add_public_note(&address_of(&alice), Asset::sero(), 2).unwrap();
        let commitments: Vec<FieldBytes> = System::events()
            .into_iter()
            .filter_map(|record| match record.event {
                RuntimeEvent::Shielded(Event::NoteAdded {
                    note: sero_shielded::compact::CompactNote::Public(note),
                    ..
                }) => note.commitment().ok(),
                _ => None,
            })
            .collect();
        expected.append(leaf(CAPACITY - 1, commitments[0].to_field().unwrap())).unwrap();
        assert!(expected.is_full());
        let full = FieldBytes::from(expected.root());
        assert_eq!(FullRoots::<Test>::get(full), Some(0));
        assert_eq!((FullTrees::<Test>::get(), Tree::<Test>::get().size), (1, 1));
        assert_eq!(Shielded::next_index(), CAPACITY + 1);
        let mut second = Frontier::default();
        second.append(leaf(CAPACITY, commitments[1].to_field().unwrap())).unwrap();
        assert_eq!(sero_host::tree_root(&Tree::<Test>::get()), Ok(second.root().into()));
        // Its root never leaves.
        for block in 1..60 {
            Shielded::on_finalize(block);
        }
        assert!(Shielded::is_anchor(&full));
    });
}

#[test]
fn a_damaged_frontier_stops_notes_and_not_the_chain() {
    on_chain(|| {
        let good = Tree::<Test>::get();
        Tree::<Test>::put(EncodedFrontier { size: 5, nodes: Default::default() });
        assert!(Shielded::add_public_note(&address_of(&person(1)), Asset::sero(), 1).is_err());
        assert_eq!(held(&Asset::sero()), 0);
        Shielded::on_finalize(1);
        assert!(Shielded::do_try_state().is_err());
        Tree::<Test>::put(good);
    });
}
