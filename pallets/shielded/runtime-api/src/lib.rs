//! How a node serves wallets from the state of a block.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;
use sero_shielded::{
    bundle::Bundle, compact::CompactBlock, encoding::FieldBytes, refusal::Refusal, tree::EncodedFrontier,
};
use sp_runtime::traits::{Block as BlockT, NumberFor};

sp_api::decl_runtime_apis! {
    /// The shielded pool at the end of a block.
    pub trait ShieldedApi<Command: Codec> {
        /// What the block did to the pool, out of its events.
        fn compact_block() -> CompactBlock;
        /// The frontier of the tree that takes notes now.
        fn frontier() -> EncodedFrontier;
        /// The index that the next note gets.
        fn next_index() -> u64;
        /// The root of the tree at the end of a block of the anchor window.
        fn root(block: NumberFor<Block>) -> Option<FieldBytes>;
        /// The block that spent the note of a nil.
        fn nil_status(nil: FieldBytes) -> Option<NumberFor<Block>>;
        /// The least fee of a bundle with so many parts and a command.
        fn minimum_fee(inputs: u32, outputs: u32, public_outs: u32, command: Option<Command>) -> u128;
        /// How long a root stays an anchor, and how far ahead an expiry may lie, in blocks.
        fn limits() -> (u32, u32);
        /// Verifying keys in use: version, Input, Output.
        fn verifying_keys() -> Vec<(u32, Vec<u8>, Vec<u8>)>;
        /// Decides a bundle as the next block would.
        fn check_bundle(bundle: Bundle<Command>) -> Result<(), Refusal>;
        /// The extrinsic that carries a bundle.
        fn extrinsic(bundle: Bundle<Command>) -> <Block as BlockT>::Extrinsic;
    }
}
