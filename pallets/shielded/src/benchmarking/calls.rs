//! The benchmarks.

use super::parts::{Parts, KEY_VERSION};
use crate::{
    Anchors, Call, Config, KeySet, KeyStatus, Keys, Nils, Pallet, Paused, PublicAssets, PublicNotes, Roots, Tree,
    Turnstile,
};
use alloc::{boxed::Box, vec};
use frame_benchmarking::v2::*;
use frame_support::{
    pallet_prelude::TransactionSource,
    traits::{EnsureOrigin, Get},
    BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sero_circuits::{keys::development_key, Circuit};
use sero_shielded::{
    asset::Asset,
    bundle::{PublicTerm, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTS},
    encoding::FieldBytes,
    tree::EncodedFrontier,
};
use sp_runtime::{traits::Zero, Saturating};

/// A number that was not used before: proofs made with it are in no cache.
fn fresh() -> u64 {
    frame_benchmarking::current_time() as u64
}

fn keys<T: Config>() -> KeySet<BlockNumberFor<T>> {
    let key = |circuit| BoundedVec::truncate_from(development_key(circuit).to_vec());
    let from = Some(Zero::zero());
    KeySet { input: key(Circuit::Input), output: key(Circuit::Output), exits_from: from, all_from: from }
}

/// A pool in which the parts are a payment, with the frontier that costs most: the next leaf completes a subtree of every
/// height but the greatest.
fn pool<T: Config>() -> Parts {
    let parts = Parts::read();
    Paused::<T>::put(false);
    Keys::<T>::insert(KEY_VERSION, keys::<T>());
    Anchors::<T>::insert(parts.anchor, frame_system::Pallet::<T>::block_number());
    Turnstile::<T>::insert(FieldBytes::from(Asset::sero().id()), parts.value);
    let digits = 16u32;
    let size = 2u64.saturating_mul(4u64.pow(digits.saturating_sub(1))).saturating_sub(1);
    let nodes = vec![parts.anchor; digits.saturating_sub(1).saturating_mul(3).saturating_add(1) as usize];
    Tree::<T>::put(EncodedFrontier { size, nodes: BoundedVec::truncate_from(nodes) });
    parts
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn authorize_submit(i: Linear<1, MAX_INPUTS>, o: Linear<0, MAX_OUTPUTS>, p: Linear<0, MAX_PUBLIC_OUTS>) {
        let bundle = pool::<T>().bundle::<T>(i, o, p, fresh());
        let verdict;
        #[block]
        {
            verdict = Pallet::<T>::authorize_submit(TransactionSource::External, &bundle);
        }
        assert!(verdict.is_ok(), "the bundle must be valid: {verdict:?}");
    }

    #[benchmark]
    fn submit(i: Linear<1, MAX_INPUTS>, o: Linear<0, MAX_OUTPUTS>, p: Linear<0, MAX_PUBLIC_OUTS>) {
        let bundle = pool::<T>().bundle::<T>(i, o, p, fresh());
        let size = Tree::<T>::get().size;
        #[extrinsic_call]
        _(RawOrigin::Authorized, bundle);
        assert_eq!(Nils::<T>::iter().count(), i as usize);
        assert_eq!(Tree::<T>::get().size, size.saturating_add(o.into()).saturating_add(p.into()));
    }

    #[benchmark]
    fn shield() -> Result<(), BenchmarkError> {
        let parts = pool::<T>();
        let who: T::AccountId = whitelisted_caller();
        T::Assets::pay(&who, &Asset::sero(), parts.value)?;
        let to = parts.addresses.first().copied().ok_or("the file has addresses")?;
        #[extrinsic_call]
        _(RawOrigin::Signed(who), Box::new(to), Asset::sero(), parts.value);
        assert_eq!(Turnstile::<T>::get(FieldBytes::from(Asset::sero().id())), parts.value.saturating_mul(2));
        Ok(())
    }

    #[benchmark]
    fn term() -> Result<(), BenchmarkError> {
        // A ticket's id takes longest to hash, a value of 128 bits longest to multiply.
        let moved = PublicTerm::inward(Asset::Ticket { category: [7; 32], id: [8; 32] }, u128::MAX);
        #[block]
        {
            Pallet::<T>::check_turnstile(&[moved]).map_err(|_| "there is room")?;
            sero_host::balance_key(&[], &[], &[moved]).map_err(|_| "it is a point")?;
            Pallet::<T>::enter(&moved.asset, moved.value)?;
        }
        assert_eq!(Turnstile::<T>::get(FieldBytes::from(moved.asset.id())), moved.value);
        Ok(())
    }

    #[benchmark]
    fn released() -> Result<(), BenchmarkError> {
        let parts = Parts::read();
        let commitment = parts.outputs.first().ok_or("the file has outputs")?.output.asset_commitment;
        #[block]
        {
            sero_host::balance_key(&[commitment], &[], &[]).map_err(|_| "it is a point")?;
        }
        Ok(())
    }

    #[benchmark]
    fn public_note() -> Result<(), BenchmarkError> {
        let parts = pool::<T>();
        let to = parts.addresses.first().copied().ok_or("the file has addresses")?;
        #[block]
        {
            Pallet::<T>::add_public_note(&to, Asset::Token([7; 32]), 1)?;
        }
        Ok(())
    }

    #[benchmark]
    fn set_paused() -> Result<(), BenchmarkError> {
        let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, true);
        assert!(Paused::<T>::get());
        Ok(())
    }

    #[benchmark]
    fn schedule_keys() -> Result<(), BenchmarkError> {
        let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let KeySet { input, output, .. } = keys::<T>();
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 7, input, output);
        assert!(Keys::<T>::contains_key(7));
        Ok(())
    }

    #[benchmark]
    fn set_key_status() -> Result<(), BenchmarkError> {
        let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        Keys::<T>::insert(7, keys::<T>());
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 7, KeyStatus::Off);
        assert!(Keys::<T>::get(7).is_some_and(|keys| keys.exits_from.is_none()));
        Ok(())
    }

    #[benchmark]
    fn end_block() {
        pool::<T>();
        // A root leaves the window in the same block.
        let now = T::AnchorWindow::get().saturating_add(1u32.into());
        let leaving = FieldBytes([1; 32]);
        let old: BlockNumberFor<T> = 1u32.into();
        Roots::<T>::insert(old, leaving);
        Anchors::<T>::insert(leaving, old);
        #[block]
        {
            Pallet::<T>::store_root(now);
        }
        assert!(!Anchors::<T>::contains_key(leaving));
    }
}
