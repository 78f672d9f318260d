//! The note tree and the turnstile.

use crate::{
    traits::{AssetTotals, PublicNotes},
    Config, Error, Event, FullRoots, FullTrees, Pallet, Tree, Turnstile,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::ensure;
use sero_host::TreeFault;
use sero_shielded::{
    asset::Asset,
    compact::CompactNote,
    encoding::FieldBytes,
    keys::PkrBytes,
    note::PublicNote,
    tree::{EncodedFrontier, CAPACITY},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// The index that the next note gets.
    pub fn next_index() -> u64 {
        u64::from(FullTrees::<T>::get()).saturating_mul(CAPACITY).saturating_add(Tree::<T>::get().size)
    }

    /// Appends notes in order. A tree that is full is frozen with its root, and a new one begins.
    pub(crate) fn append(notes: Vec<(FieldBytes, CompactNote)>) -> DispatchResult {
        let first = Self::next_index();
        let commitments: Vec<FieldBytes> = notes.iter().map(|(commitment, _)| *commitment).collect();
        let mut rest: &[FieldBytes] = &commitments;
        while !rest.is_empty() {
            let tree = Tree::<T>::get();
            let free = CAPACITY.saturating_sub(tree.size);
            let (now, later) = rest.split_at(rest.len().min(usize::try_from(free).unwrap_or(usize::MAX)));
            let tree = sero_host::append_notes(&tree, Self::next_index(), now).map_err(|fault| match fault {
                TreeFault::Frontier | TreeFault::Commitment(_) | TreeFault::Full(_) => Error::<T>::TreeDamaged,
            })?;
            if tree.size == CAPACITY {
                let root = sero_host::tree_root(&tree).map_err(|_| Error::<T>::TreeDamaged)?;
                FullRoots::<T>::insert(root, FullTrees::<T>::get());
                FullTrees::<T>::mutate(|full| *full = full.saturating_add(1));
                Tree::<T>::put(EncodedFrontier::default());
                Self::deposit_event(Event::TreeFull { root });
            } else {
                Tree::<T>::put(tree);
            }
            rest = later;
        }
        for (index, (_, note)) in (first..).zip(notes) {
            Self::deposit_event(Event::NoteAdded { index, note });
        }
        Ok(())
    }

    /// Counts a value into the pool.
    pub(crate) fn enter(asset: &Asset, value: u128) -> DispatchResult {
        Turnstile::<T>::try_mutate(FieldBytes::from(asset.id()), |held| {
            *held = held.checked_add(value).ok_or(Error::<T>::TurnstileOverflow)?;
            Ok(())
        })
    }

    /// Counts a value out of the pool.
    ///
    /// # Consensus
    /// The turnstile never goes below zero.
    pub(crate) fn leave(asset: &Asset, value: u128) -> DispatchResult {
        Turnstile::<T>::try_mutate_exists(FieldBytes::from(asset.id()), |held| {
            let rest = held.unwrap_or_default().checked_sub(value).ok_or(Error::<T>::TurnstileUnderflow)?;
            *held = (rest > 0).then_some(rest);
            Ok(())
        })
    }

    /// The commitment and the compact form of a note with public contents.
    pub(crate) fn public_note(to: &PkrBytes, asset: Asset, value: u128) -> Result<(FieldBytes, CompactNote), Error<T>> {
        ensure!(value > 0 && asset.allows(value), Error::<T>::InvalidValue);
        let note = PublicNote { to: *to, asset, value };
        let commitment = sero_host::public_note_commitment(&note).ok_or(Error::<T>::InvalidAddress)?;
        Ok((commitment, CompactNote::Public(note)))
    }

    /// # Invariants
    /// The frontier can be read; every root of the window is an anchor.
    pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
        ensure!(sero_host::tree_root(&Tree::<T>::get()).is_ok(), "the stored frontier is damaged");
        for (block, root) in crate::Roots::<T>::iter() {
            let last = crate::Anchors::<T>::get(root).ok_or("a root of the window is no anchor")?;
            ensure!(last >= block, "an anchor is younger than its last block");
        }
        for (root, block) in crate::Anchors::<T>::iter() {
            ensure!(crate::Roots::<T>::get(block) == Some(root), "an anchor is no root of the window");
        }
        for (version, keys) in crate::Keys::<T>::iter() {
            let _ = version;
            for (circuit, bytes) in
                [(sero_circuits::Circuit::Input, keys.input), (sero_circuits::Circuit::Output, keys.output)]
            {
                ensure!(
                    sero_circuits::verify::VerifyingKey::parse(circuit, &bytes).is_ok(),
                    "a stored verifying key is not valid"
                );
            }
        }
        Ok(())
    }
}

impl<T: Config> PublicNotes for Pallet<T> {
    fn add_public_note(to: &PkrBytes, asset: Asset, value: u128) -> DispatchResult {
        frame_support::storage::with_storage_layer(|| {
            let note = Self::public_note(to, asset, value)?;
            Self::enter(&asset, value)?;
            Self::append(alloc::vec![note])
        })
    }
}

impl<T: Config> AssetTotals for Pallet<T> {
    /// What is in the pool.
    fn totals() -> BTreeMap<FieldBytes, u128> {
        Turnstile::<T>::iter().collect()
    }
}
