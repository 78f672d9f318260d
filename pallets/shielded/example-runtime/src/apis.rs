//! What a node may ask.

use alloc::vec::Vec;

use frame_support::traits::Get;
use sero_shielded::{
    bundle::Bundle, compact::CompactBlock, encoding::FieldBytes, refusal::Refusal, tree::EncodedFrontier,
};
use sp_api::impl_runtime_apis;
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ExtrinsicInclusionMode,
};

use crate::*;

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block);
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            tx: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, tx, block_hash)
        }
    }

    impl pallet_shielded_runtime_api::ShieldedApi<Block, Command> for Runtime {
        fn compact_block() -> CompactBlock {
            wallet::compact_block()
        }

        fn frontier() -> EncodedFrontier {
            pallet_shielded::Tree::<Runtime>::get()
        }

        fn next_index() -> u64 {
            Shielded::next_index()
        }

        fn root(block: BlockNumber) -> Option<FieldBytes> {
            wallet::root_of(block)
        }

        fn nil_status(nil: FieldBytes) -> Option<BlockNumber> {
            pallet_shielded::Nils::<Runtime>::get(nil)
        }

        fn minimum_fee(inputs: u32, outputs: u32, public_outs: u32, command: Option<Command>) -> u128 {
            wallet::minimum_fee(inputs, outputs, public_outs, command.as_ref())
        }

        fn limits() -> (u32, u32) {
            use pallet_shielded::Config;
            (<Runtime as Config>::AnchorWindow::get(), <Runtime as Config>::MaxExpiry::get())
        }

        fn verifying_keys() -> Vec<(u32, Vec<u8>, Vec<u8>)> {
            pallet_shielded::Keys::<Runtime>::iter()
                .map(|(version, keys)| (version, keys.input.into_inner(), keys.output.into_inner()))
                .collect()
        }

        fn check_bundle(bundle: Bundle<Command>) -> Result<(), Refusal> {
            wallet::check_bundle(&bundle)
        }

        fn extrinsic(bundle: Bundle<Command>) -> <Block as BlockT>::Extrinsic {
            wallet::extrinsic(bundle)
        }
    }
}
