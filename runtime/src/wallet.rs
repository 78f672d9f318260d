//! What wallets are told of a block, taken out of its state.

use alloc::{vec, vec::Vec};

use codec::{Encode, MaxEncodedLen};
use pallet_shielded::{Event, FeeRule};
use sero_shielded::{
    bundle::{Bundle, NoCommand, PublicOut, ShieldedInput, ShieldedOutput, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTS},
    compact::{CompactBlock, CompactBundle},
    encoding::FieldBytes,
    refusal::Refusal,
};

use crate::{
    configs::BundleFees, Command, DefaultExtension, Runtime, RuntimeCall, RuntimeEvent, Shielded, System, TxExtension,
    UncheckedExtrinsic,
};

/// What the block did to the pool, read from the events in its state.
///
/// A bundle's nils and notes come before its [`Event::BundleApplied`], in one extrinsic. What else appears in an extrinsic or at
/// the block's end was made by the chain.
pub fn compact_block() -> CompactBlock {
    let mut block = CompactBlock {
        number: System::block_number(),
        first_index: Shielded::next_index(),
        bundles: vec![],
        root: root_of(System::block_number()).unwrap_or_else(tree_root),
    };
    let mut open = CompactBundle::default();
    let mut phase = None;
    let mut first_index = None;
    for record in System::read_events_no_consensus() {
        // In wasm a phase cannot be compared; its encoding can.
        let at = record.phase.encode();
        if phase.as_ref() != Some(&at) {
            close(&mut block.bundles, &mut open);
            phase = Some(at);
        }
        let RuntimeEvent::Shielded(event) = record.event else { continue };
        match event {
            Event::Spent { nil } => open.nils.push(nil),
            Event::NoteAdded { index, note } => {
                first_index.get_or_insert(index);
                open.notes.push(note);
            }
            Event::BundleApplied { public_outs, fee, terms } => {
                open.public_outs = public_outs;
                open.fee = fee;
                open.terms = terms;
                close(&mut block.bundles, &mut open);
            }
            _ => {}
        }
    }
    close(&mut block.bundles, &mut open);
    block.first_index = first_index.unwrap_or(block.first_index);
    block
}

/// Moves what was gathered to the finished ones, unless it is nothing.
fn close(bundles: &mut Vec<CompactBundle>, open: &mut CompactBundle) {
    if *open != CompactBundle::default() {
        bundles.push(core::mem::take(open));
    }
}

/// The root of the tree as it is: of block 0, at whose end none is stored.
fn tree_root() -> FieldBytes {
    sero_host::tree_root(&pallet_shielded::Tree::<Runtime>::get()).unwrap_or_default()
}

/// The root at the end of a block of the anchor window.
pub fn root_of(block: u32) -> Option<FieldBytes> {
    pallet_shielded::Roots::<Runtime>::get(block)
}

/// The least fee of a bundle with so many parts, each of them as long as it can be, and a command. More parts than a bundle can
/// have count as the most that it can have.
pub fn minimum_fee(inputs: u32, outputs: u32, public_outs: u32, command: Option<&Command>) -> u128 {
    let (inputs, outputs) = (inputs.min(MAX_INPUTS), outputs.min(MAX_OUTPUTS));
    let public_outs = public_outs.min(MAX_PUBLIC_OUTS);
    let length = command.map_or(0, |command| u32::try_from(command.encoded_size()).unwrap_or(u32::MAX));
    let length = longest(inputs, outputs, public_outs).saturating_add(length);
    BundleFees::minimum(&Shielded::shape_of(inputs, outputs, public_outs, command, length))
}

/// The length of a bundle without command, each part as long as it can be.
fn longest(inputs: u32, outputs: u32, public_outs: u32) -> u32 {
    let full = |part: usize, count: u32| u32::try_from(part).unwrap_or(u32::MAX).saturating_mul(count);
    let signature = 64;
    // Everything that a bundle has once: the largest bundle less all of its parts.
    let once = Bundle::<NoCommand>::max_encoded_len()
        .saturating_sub((ShieldedInput::max_encoded_len() + signature) * MAX_INPUTS as usize)
        .saturating_sub(ShieldedOutput::max_encoded_len() * MAX_OUTPUTS as usize)
        .saturating_sub(PublicOut::max_encoded_len() * MAX_PUBLIC_OUTS as usize);
    full(ShieldedInput::max_encoded_len() + signature, inputs)
        .saturating_add(full(ShieldedOutput::max_encoded_len(), outputs))
        .saturating_add(full(PublicOut::max_encoded_len(), public_outs))
        .saturating_add(full(once, 1))
}

/// Decides a bundle as the next block would.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_bundle(bundle: &Bundle<Command>) -> Result<(), Refusal> {
    Shielded::check_at(bundle, System::block_number().saturating_add(1)).map(|_| ())
}

/// The extrinsic that carries a bundle.
pub fn extrinsic(bundle: Bundle<Command>) -> UncheckedExtrinsic {
    use frame_support::traits::Get;
    let call = RuntimeCall::Shielded(pallet_shielded::Call::submit { bundle: alloc::boxed::Box::new(bundle) });
    UncheckedExtrinsic::new_transaction(call, TxExtension::new(DefaultExtension::get()))
}
