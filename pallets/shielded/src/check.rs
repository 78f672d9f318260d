//! Whether a bundle may be applied: the checks in order, from cheap to dear.
//!
//! # Consensus
//!
//! Checks run cheap to dear, each with its own error: limits and decoding; expiry; fee; keys; canonical encodings; anchor in
//! window; nils unseen in the bundle and the chain; addresses; destinations; turnstile; the command's static rules; the
//! signatures; the proofs, in one batch.
//!
//! What a command packs is checked with the bundle's outputs: the same encodings, the same batch of proofs, the same side of
//! the balance.

use crate::{
    traits::{Command, CommandContext, FeeRule, PublicAssets, Shape},
    Anchors, BundleOf, Config, FullRoots, KeyStatus, Keys, Nils, Pallet, Paused, Turnstile, WeightInfo,
};
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::{
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction},
    traits::Get,
    weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sero_host::{Fault, ProofFault, ProofKeys, SignedBy, Statements};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicTerm, ShapeError, ShieldedOutput},
    encoding::{FieldBytes, PointBytes},
    keys::PkrBytes,
    refusal::{Part, Place, Refusal},
    signature::Role,
};
use sp_runtime::{traits::Zero, SaturatedConversion, Saturating};

/// The tag under which a nil stands in the pool.
pub fn nil_tag(nil: &FieldBytes) -> Vec<u8> {
    (b"sero/nil", nil).encode()
}

impl<T: Config> Pallet<T> {
    /// Authorises [`crate::Call::submit`]: a valid bundle, and nothing else.
    ///
    /// # Errors
    /// `InvalidTransaction::Custom` with [`Refusal::code`]; `Stale` for a spent nil and `BadProof` for what fails cryptography,
    /// so that the pool treats them as such.
    pub fn authorize_submit(
        _source: TransactionSource,
        bundle: &BundleOf<T>,
    ) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
        let claims = Self::check(bundle).map_err(|refusal| match refusal {
            Refusal::NilAlreadySpent(_) => InvalidTransaction::Stale,
            Refusal::Expired { .. } => InvalidTransaction::AncientBirthBlock,
            Refusal::Fee { .. } => InvalidTransaction::Payment,
            Refusal::Balance(_)
            | Refusal::SpendSignature(_)
            | Refusal::BindingSignature
            | Refusal::FromSignature
            | Refusal::Proof(_) => InvalidTransaction::BadProof,
            other => InvalidTransaction::Custom(other.code()),
        })?;
        let shape = Self::shape(bundle);
        let mut provides: Vec<Vec<u8>> = bundle.nils().map(nil_tag).collect();
        provides.extend(claims);
        let now: u32 = frame_system::Pallet::<T>::block_number().saturated_into();
        let valid = ValidTransaction {
            priority: T::FeeRule::priority(&shape, bundle.body.fee),
            requires: vec![],
            provides,
            longevity: bundle.body.expiry.saturating_sub(now).max(1).into(),
            propagate: true,
        };
        Ok((valid, Weight::zero()))
    }

    /// Decides a bundle against the present state, in the block that is being built, and returns what its command claims.
    ///
    /// # Errors
    /// The first [`Refusal`].
    pub fn check(bundle: &BundleOf<T>) -> Result<Vec<Vec<u8>>, Refusal> {
        Self::check_at(bundle, frame_system::Pallet::<T>::block_number())
    }

    /// [`Self::check`] as block `now` would decide: between two blocks that is the next one.
    ///
    /// # Errors
    /// The first [`Refusal`].
    pub fn check_at(bundle: &BundleOf<T>, now: BlockNumberFor<T>) -> Result<Vec<Vec<u8>>, Refusal> {
        if Paused::<T>::get() {
            return Err(Refusal::Paused);
        }
        bundle.check_shape().map_err(Refusal::Shape)?;
        let terms = Self::terms(bundle);
        Self::check_terms(&terms)?;
        Self::check_expiry(bundle, now)?;
        Self::check_fee(bundle)?;
        let keys = Self::check_keys(bundle, now)?;
        let statements = Self::statements(bundle);
        sero_host::check_encodings(&statements).map_err(|fault| Self::refusal_of(bundle, fault))?;
        Self::check_anchor(&bundle.body.anchor)?;
        for (place, nil) in (0u32..).zip(bundle.nils()) {
            if Nils::<T>::contains_key(nil) {
                return Err(Refusal::NilAlreadySpent(place));
            }
        }
        Self::check_addresses(bundle)?;
        Self::check_destinations(bundle)?;
        Self::check_turnstile(&terms)?;
        let claims = Self::check_command(bundle)?;
        Self::check_signatures(bundle, &terms)?;
        sero_host::verify_proofs(&keys, &statements).map_err(|fault| match fault {
            ProofFault::Keys => Refusal::Keys,
            ProofFault::Encoding(fault) => Self::refusal_of(bundle, fault),
            ProofFault::Proof(place) => Refusal::Proof(Self::place_of(bundle, place)),
        })?;
        Ok(claims)
    }

    /// What a fee depends on.
    pub fn shape(bundle: &BundleOf<T>) -> Shape {
        let body = &bundle.body;
        Self::shape_of(
            body.inputs.len() as u32,
            body.outputs.len() as u32,
            body.public_outs.len() as u32,
            body.command.as_ref(),
            bundle.encoded_size() as u32,
        )
    }

    /// The shape of a bundle with so many parts and a command.
    pub fn shape_of(inputs: u32, outputs: u32, public_outs: u32, command: Option<&T::Command>, length: u32) -> Shape {
        let packed = command.map_or(0, |command| command.packed().len() as u32);
        let weight = Self::authorizing(inputs, outputs.saturating_add(packed), public_outs)
            .saturating_add(Self::applying(inputs, outputs, public_outs, command));
        Shape { inputs, outputs, public_outs, weight, length }
    }

    /// Weight of deciding a bundle.
    pub fn weight_of_authorize(bundle: &BundleOf<T>) -> Weight {
        let body = &bundle.body;
        Self::authorizing(body.inputs.len() as u32, Self::proved_outputs(bundle), body.public_outs.len() as u32)
    }

    /// Weight of applying a bundle, and of deciding and executing its command.
    pub fn weight_of_submit(bundle: &BundleOf<T>) -> Weight {
        let body = &bundle.body;
        let (inputs, outputs) = (body.inputs.len() as u32, body.outputs.len() as u32);
        Self::applying(inputs, outputs, body.public_outs.len() as u32, body.command.as_ref())
    }

    fn authorizing(inputs: u32, proved: u32, public_outs: u32) -> Weight {
        T::WeightInfo::authorize_submit(inputs, proved, public_outs)
            .saturating_add(T::WeightInfo::other_asset().saturating_mul(public_outs.into()))
    }

    fn applying(inputs: u32, outputs: u32, public_outs: u32, command: Option<&T::Command>) -> Weight {
        T::WeightInfo::submit(inputs, outputs, public_outs)
            .saturating_add(T::WeightInfo::other_asset().saturating_mul(public_outs.into()))
            .saturating_add(command.map_or(Weight::zero(), Command::<T>::weight))
    }

    /// How many output descriptions of a bundle are proved: its own, and those that its command packs.
    pub fn proved_outputs(bundle: &BundleOf<T>) -> u32 {
        (bundle.body.outputs.len() as u32).saturating_add(packed::<T>(bundle).len() as u32)
    }

    /// All public terms of a bundle's balance.
    pub fn terms(bundle: &BundleOf<T>) -> Vec<PublicTerm> {
        let command = bundle.body.command.as_ref().map(Command::<T>::terms).unwrap_or_default();
        bundle.body.public_terms().chain(command).collect()
    }

    /// The hash that a bundle's signatures sign on this chain.
    pub fn sighash(bundle: &BundleOf<T>) -> [u8; 32] {
        let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        let mut hash = [0u8; 32];
        for (to, from) in hash.iter_mut().zip(genesis.as_ref()) {
            *to = *from;
        }
        bundle.body.sighash(&hash, T::Version::get().transaction_version)
    }

    /// Whether a root is a valid anchor.
    pub fn is_anchor(root: &FieldBytes) -> bool {
        Anchors::<T>::contains_key(root) || FullRoots::<T>::contains_key(root)
    }

    /// All that is proved: inputs, then the bundle's outputs, then what its command packs.
    fn statements(bundle: &BundleOf<T>) -> Statements {
        let mut outputs = bundle.body.outputs.to_vec();
        outputs.extend_from_slice(packed::<T>(bundle));
        Statements { anchor: bundle.body.anchor, inputs: bundle.body.inputs.to_vec(), outputs }
    }

    /// A place among the statements as one in the bundle.
    fn place_of(bundle: &BundleOf<T>, place: Place) -> Place {
        match place {
            Place::Output(at) => at.checked_sub(bundle.body.outputs.len() as u32).map_or(place, Place::Packed),
            other => other,
        }
    }

    /// Turns what the host says into a refusal.
    fn refusal_of(bundle: &BundleOf<T>, fault: Fault) -> Refusal {
        Refusal::Encoding { place: Self::place_of(bundle, fault.place), part: fault.part, cause: fault.cause }
    }

    /// # Consensus
    /// A term of a ticket or package has the value 1. Those of public outputs are checked with the shape, so this is one of
    /// the command, which could not be given back if the command failed.
    fn check_terms(terms: &[PublicTerm]) -> Result<(), Refusal> {
        match (0u32..).zip(terms).find(|(_, term)| !term.asset.allows(term.value)) {
            Some((place, _)) => Err(Refusal::Shape(ShapeError::TermValue(place))),
            None => Ok(()),
        }
    }

    fn check_expiry(bundle: &BundleOf<T>, now: BlockNumberFor<T>) -> Result<(), Refusal> {
        let now: u32 = now.saturated_into();
        let expiry = bundle.body.expiry;
        if expiry < now {
            return Err(Refusal::Expired { expiry, now });
        }
        let latest = now.saturating_add(T::MaxExpiry::get());
        if expiry > latest {
            return Err(Refusal::ExpiryTooFar { expiry, latest });
        }
        Ok(())
    }

    fn check_fee(bundle: &BundleOf<T>) -> Result<(), Refusal> {
        let (given, minimum) = (bundle.body.fee, T::FeeRule::minimum(&Self::shape(bundle)));
        if given < minimum {
            return Err(Refusal::Fee { given, minimum });
        }
        Ok(())
    }

    fn check_keys(bundle: &BundleOf<T>, now: BlockNumberFor<T>) -> Result<ProofKeys, Refusal> {
        let version = bundle.body.key_version;
        let keys = Keys::<T>::get(version).ok_or(Refusal::KeyVersion(version))?;
        match keys.status_at(now) {
            KeyStatus::Off => return Err(Refusal::KeyVersion(version)),
            KeyStatus::ExitOnly if Self::makes_notes(bundle) => return Err(Refusal::ExitOnly(version)),
            KeyStatus::ExitOnly | KeyStatus::Active => {}
        }
        Ok(ProofKeys { input: keys.input.into_inner(), output: keys.output.into_inner() })
    }

    fn makes_notes(bundle: &BundleOf<T>) -> bool {
        let body = &bundle.body;
        !body.outputs.is_empty()
            || body.command.is_some()
            || body.public_outs.iter().any(|out| matches!(out.to, Destination::Address(_)))
    }

    /// # Consensus
    /// A one-time address is three points, each in the prime subgroup and not the identity.
    fn check_addresses(bundle: &BundleOf<T>) -> Result<(), Refusal> {
        let outs = (0u32..).zip(&bundle.body.public_outs).filter_map(|(place, out)| match &out.to {
            Destination::Address(address) => Some((Place::PublicOut(place), *address)),
            _ => None,
        });
        let from = bundle.body.from.iter().map(|from| (Place::From, *from));
        let (places, addresses): (Vec<Place>, Vec<PkrBytes>) = outs.chain(from).unzip();
        if addresses.is_empty() {
            return Ok(());
        }
        sero_host::check_addresses(&addresses).map_err(|(at, cause)| Refusal::Encoding {
            place: places.get(at as usize).copied().unwrap_or(Place::Body),
            part: Part::Address,
            cause,
        })
    }

    fn check_anchor(anchor: &FieldBytes) -> Result<(), Refusal> {
        if !Self::is_anchor(anchor) {
            return Err(Refusal::UnknownAnchor);
        }
        Ok(())
    }

    fn check_destinations(bundle: &BundleOf<T>) -> Result<(), Refusal> {
        for (place, out) in (0u32..).zip(&bundle.body.public_outs) {
            let account = match &out.to {
                Destination::Address(_) => continue,
                Destination::Account(bytes) => T::Assets::account(bytes),
                Destination::Contract(address) => T::Assets::contract(address),
            };
            let payable = account.is_some_and(|account| T::Assets::can_pay(&account, &out.asset, out.value));
            if !payable {
                return Err(Refusal::Unpayable(place));
            }
        }
        Ok(())
    }

    /// # Consensus
    /// For each asset, what leaves by public terms is covered by what is in the pool before the bundle; what enters by the
    /// same bundle does not count. What enters does not overflow.
    pub(crate) fn check_turnstile(terms: &[PublicTerm]) -> Result<(), Refusal> {
        // For each asset: what may still leave, what may still enter.
        let mut room: Vec<(Asset, u128, u128)> = Vec::new();
        for (place, term) in (0u32..).zip(terms) {
            let refusal = Refusal::Turnstile(place);
            let at = match room.iter().position(|(asset, _, _)| *asset == term.asset) {
                Some(at) => at,
                None => {
                    let held = Turnstile::<T>::get(FieldBytes::from(term.asset.id()));
                    room.push((term.asset, held, u128::MAX.saturating_sub(held)));
                    room.len().saturating_sub(1)
                }
            };
            let (_, leaving, entering) = room.get_mut(at).ok_or(refusal)?;
            let side = if term.inward { entering } else { leaving };
            *side = side.checked_sub(term.value).ok_or(refusal)?;
        }
        Ok(())
    }

    fn check_command(bundle: &BundleOf<T>) -> Result<Vec<Vec<u8>>, Refusal> {
        match (&bundle.body.command, &bundle.body.from, bundle.nils().next()) {
            (Some(command), Some(from), Some(first_nil)) => {
                command.validate(&CommandContext { from, first_nil }).map_err(Refusal::Command)
            }
            _ => Ok(vec![]),
        }
    }

    fn check_signatures(bundle: &BundleOf<T>, terms: &[PublicTerm]) -> Result<(), Refusal> {
        let body = &bundle.body;
        let mut inputs: Vec<PointBytes> = body.inputs.iter().map(|input| input.asset_commitment).collect();
        // Their proofs held when they were packed.
        inputs.extend(body.command.as_ref().map(Command::<T>::released).unwrap_or_default());
        let outputs: Vec<PointBytes> =
            body.outputs.iter().chain(packed::<T>(bundle)).map(|output| output.asset_commitment).collect();
        let balance = sero_host::balance_key(&inputs, &outputs, terms).map_err(Refusal::Balance)?;
        let message = Self::sighash(bundle);
        let mut signatures = vec![(
            Refusal::BindingSignature,
            SignedBy { role: Role::Bind, key: balance, message, signature: bundle.binding_signature },
        )];
        for ((place, input), signature) in (0u32..).zip(&body.inputs).zip(&bundle.spend_signatures) {
            let signed = SignedBy { role: Role::Spend, key: input.key, message, signature: *signature };
            signatures.push((Refusal::SpendSignature(place), signed));
        }
        if let (Some(from), Some(signature)) = (&body.from, bundle.from_signature) {
            let [_, key, _] = from.points();
            signatures.push((Refusal::FromSignature, SignedBy { role: Role::From, key, message, signature }));
        }
        let (refusals, items): (Vec<Refusal>, Vec<SignedBy>) = signatures.into_iter().unzip();
        sero_host::verify_signatures(&items)
            .map_err(|place| refusals.get(place as usize).copied().unwrap_or(Refusal::BindingSignature))
    }

    /// The window has `AnchorWindow` blocks: the root at the end of a block leaves it so many blocks later.
    pub(crate) fn store_root(now: BlockNumberFor<T>) {
        let Ok(root) = sero_host::tree_root(&crate::Tree::<T>::get()) else {
            log::error!(target: "runtime::shielded", "the stored frontier is damaged; no anchor for block {now:?}");
            return;
        };
        crate::Roots::<T>::insert(now, root);
        Anchors::<T>::insert(root, now);
        let old = now.saturating_sub(T::AnchorWindow::get());
        if let Some(root) = crate::Roots::<T>::take(old) {
            if Anchors::<T>::get(root) == Some(old) {
                Anchors::<T>::remove(root);
            }
        }
    }
}

/// What the command of a bundle packs.
fn packed<T: Config>(bundle: &BundleOf<T>) -> &[ShieldedOutput] {
    bundle.body.command.as_ref().map(Command::<T>::packed).unwrap_or_default()
}
