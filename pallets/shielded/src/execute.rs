//! Applying a bundle that was checked on the same state.

use crate::{
    traits::{Command, CommandContext, FeeSink, PublicAssets, PublicNotes},
    BundleOf, Config, Error, Event, Nils, Pallet,
};
use alloc::vec::Vec;
use frame_support::{ensure, storage::with_storage_layer};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicOut, PublicTerm},
    compact::CompactNote,
    keys::PkrBytes,
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

impl<T: Config> Pallet<T> {
    /// Applies a bundle as one storage transaction: nils, notes, public outputs, fee, command.
    pub(crate) fn apply(bundle: BundleOf<T>) -> DispatchResult {
        let now = frame_system::Pallet::<T>::block_number();
        for nil in bundle.nils() {
            ensure!(!Nils::<T>::contains_key(nil), Error::<T>::NilAlreadySpent);
            Nils::<T>::insert(nil, now);
            Self::deposit_event(Event::Spent { nil: *nil });
        }
        Self::append(
            bundle
                .body
                .outputs
                .iter()
                .map(|output| (output.note.commitment, CompactNote::Shielded(output.note)))
                .collect(),
        )?;
        let command = bundle.body.command.as_ref();
        let (received, paid): (Vec<&PublicOut>, Vec<&PublicOut>) =
            bundle.body.public_outs.iter().partition(|out| command.is_some_and(|command| command.receives(out)));
        for out in paid {
            Self::pay_out(out)?;
        }
        Self::leave(&Asset::sero(), bundle.body.fee)?;
        T::FeeSink::collect(bundle.body.fee);
        let terms = match (command, &bundle.body.from, bundle.nils().next()) {
            (Some(command), Some(from), Some(first_nil)) => {
                Self::run(command, &received, &CommandContext { from, first_nil })?
            }
            _ => Vec::new(),
        };
        Self::deposit_event(Event::BundleApplied {
            public_outs: bundle.body.public_outs.into_inner(),
            fee: bundle.body.fee,
            terms,
        });
        Ok(())
    }

    /// A public output leaves the pool. To a one-time address it comes back at once, as a note that everybody can read.
    fn pay_out(out: &PublicOut) -> DispatchResult {
        Self::leave(&out.asset, out.value)?;
        let account = match &out.to {
            Destination::Address(to) => return Self::add_public_note(to, out.asset, out.value),
            Destination::Account(bytes) => T::Assets::account(bytes),
            Destination::Contract(address) => T::Assets::contract(address),
        };
        T::Assets::pay(&account.ok_or(TokenError::CannotCreate)?, &out.asset, out.value)
    }

    /// Runs a command. Its inward terms enter the pool; its outward ones and the outputs that it receives leave, and come back to
    /// `from` if it fails. Returns the terms that came true.
    ///
    /// # Consensus
    /// What leaves is counted before what enters. A command with an inward term, or one that packs or releases, was decided in
    /// validity: if it failed here after all, the whole extrinsic would fail with it.
    fn run(
        command: &T::Command,
        received: &[&PublicOut],
        context: &CommandContext<'_>,
    ) -> Result<Vec<PublicTerm>, DispatchError> {
        let terms = command.terms();
        let (inward, outward): (Vec<PublicTerm>, Vec<PublicTerm>) = terms.iter().copied().partition(|term| term.inward);
        // Execution removes what is released, so it is looked for before.
        let decided = !inward.is_empty() || !command.packed().is_empty() || !command.released().is_empty();
        let attempt = with_storage_layer(|| {
            for term in &outward {
                Self::leave(&term.asset, term.value)?;
            }
            for term in &inward {
                Self::enter(&term.asset, term.value)?;
            }
            for out in received {
                Self::pay_out(out)?;
            }
            command.execute(context)
        });
        let Err(error) = attempt else { return Ok(terms) };
        // It does not get here short of a flaw, and then nothing is minted, released or lost.
        ensure!(!decided, error);
        for term in &outward {
            Self::refund(context.from, term.asset, term.value)?;
        }
        for out in received {
            Self::refund(context.from, out.asset, out.value)?;
        }
        Self::deposit_event(Event::CommandFailed { error });
        Ok(Vec::new())
    }

    /// Gives back what a failed command had locked. The value never left the pool.
    fn refund(to: &PkrBytes, asset: Asset, value: u128) -> DispatchResult {
        if value == 0 {
            return Ok(());
        }
        let note = Self::public_note(to, asset, value)?;
        Self::append(alloc::vec![note])
    }
}
