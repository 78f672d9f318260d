//! What a node may ask of the runtime.

use alloc::vec::Vec;

use frame_support::{
    genesis_builder_helper::{build_state, get_preset},
    weights::Weight,
};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sero_pow::U256;
use sero_shielded::{
    asset::ListedAsset,
    bundle::Bundle,
    command::StoredPackage,
    compact::CompactBlock,
    encoding::FieldBytes,
    refusal::Refusal,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
    tree::EncodedFrontier,
};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

use crate::*;

/// The constants of a chain as a node needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo)]
pub struct ChainConstants {
    /// The constants that differ from chain to chain.
    pub parameters: chain::Parameters,
    /// The block time aimed at, in milliseconds.
    pub block_time_ms: u64,
    /// The rule of the difficulty; every chain that was made by a preset has one.
    pub asert: Option<sero_pow::asert::Parameters>,
}

sp_api::decl_runtime_apis! {
    /// The constants of the chain.
    pub trait ChainApi {
        /// All of them.
        fn constants() -> ChainConstants;
    }
}

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

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: frame_support::view_functions::ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(
            block: <Block as BlockT>::LazyBlock,
            data: sp_inherents::InherentData,
        ) -> sp_inherents::CheckInherentsResult {
            data.check_extrinsics(&block)
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

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(_: Vec<u8>, _: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
            // Nobody signs blocks here.
            Default::default()
        }

        fn decode_session_keys(_: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            None
        }
    }

    impl sp_consensus_pow::DifficultyApi<Block, U256> for Runtime {
        fn difficulty() -> U256 {
            Difficulty::difficulty()
        }
    }

    impl sp_consensus_pow::TimestampApi<Block, u64> for Runtime {
        fn timestamp() -> u64 {
            pallet_timestamp::Now::<Runtime>::get()
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            System::account_nonce(account)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
        fn query_info(uxt: <Block as BlockT>::Extrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_info(uxt, len)
        }

        fn query_fee_details(uxt: <Block as BlockT>::Extrinsic, len: u32) -> FeeDetails<Balance> {
            TransactionPayment::query_fee_details(uxt, len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall> for Runtime {
        fn query_call_info(call: RuntimeCall, len: u32) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_call_info(call, len)
        }

        fn query_call_fee_details(call: RuntimeCall, len: u32) -> FeeDetails<Balance> {
            TransactionPayment::query_call_fee_details(call, len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
            build_state::<RuntimeGenesisConfig>(config)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis::preset_names()
        }
    }

    impl crate::apis::ChainApi<Block> for Runtime {
        fn constants() -> ChainConstants {
            ChainConstants {
                parameters: Chain::parameters(),
                block_time_ms: Difficulty::target_ms(),
                asert: Difficulty::parameters(),
            }
        }
    }

    impl pallet_license_runtime_api::LicenseApi<Block> for Runtime {
        fn check_license(payload: Vec<u8>, parent: Hash, height: u32) -> Result<(), sero_license::Refusal> {
            License::check(&payload, parent, height)
        }

        fn license_phase() -> Option<sero_license::Phase> {
            License::phase()
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
            let parameters = Chain::parameters();
            (parameters.anchor_window, parameters.max_expiry)
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

    impl pallet_shielded_assets_runtime_api::AssetsApi<Block, Command> for Runtime {
        fn assets(from: u64, limit: u32) -> (u64, Vec<ListedAsset>) {
            registry::assets(from, limit)
        }

        fn asset(id: FieldBytes) -> Option<ListedAsset> {
            registry::asset(&id)
        }

        fn token(name: [u8; 32]) -> Option<TokenRecord> {
            registry::token(&name)
        }

        fn category(name: [u8; 32]) -> Option<CategoryRecord> {
            registry::category(&name)
        }

        fn ticket(category: [u8; 32], id: [u8; 32]) -> Option<TicketRecord> {
            registry::ticket(&category, &id)
        }

        fn package(id: [u8; 32]) -> Option<StoredPackage> {
            registry::package(&id)
        }

        fn deposit(command: Command) -> u128 {
            registry::deposit(&command)
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    impl frame_benchmarking::Benchmark<Block> for Runtime {
        fn benchmark_metadata(
            extra: bool,
        ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
            use frame_support::traits::StorageInfoTrait;
            (crate::benchmarks::list(extra), AllPalletsWithSystem::storage_info())
        }

        fn dispatch_benchmark(
            config: frame_benchmarking::BenchmarkConfig,
        ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
            crate::benchmarks::run(config)
        }
    }

    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
            let weight = Executive::try_runtime_upgrade(checks).expect("the upgrade is sound");
            (weight, configs::RuntimeBlockWeights::get().max_block)
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> Weight {
            Executive::try_execute_block(block, state_root_check, signature_check, select)
                .expect("the block is sound")
        }
    }
}
