//! The SERO runtime: which pallets, with which constants, behind which interfaces.
//!
//! [`configs`] gives each pallet its constants, [`commands`] connects what bundles can order with the pallets that do it,
//! [`extension`] guards transactions without signer, [`genesis`] holds the presets from which chains begin, [`apis`] is what a node
//! may ask, [`wallet`] and [`registry`] answer it, [`chain`] keeps the constants by which chains differ, and [`accounting`] states
//! where every coin is.
#![cfg_attr(not(feature = "std"), no_std)]
// The macros that compose a runtime write public items without documentation; what is written by hand has it.
#![allow(missing_docs)]
// They also expand deeply.
#![recursion_limit = "512"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod accounting;
pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod chain;
pub mod commands;
pub mod configs;
pub mod extension;
pub mod genesis;
pub mod registry;
pub mod wallet;

#[cfg(test)]
mod tests;

// The macro that composes the runtime names it.
use alloc::vec::Vec;

use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use apis::RuntimeApi;

/// A signature of an account.
pub type Signature = MultiSignature;
/// An account: sr25519, ed25519 or ecdsa behind 32 bytes.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// An amount in the smallest unit.
pub type Balance = u128;
/// How many transactions an account has signed.
pub type Nonce = u32;
/// A block's hash.
pub type Hash = sp_core::H256;
/// A height.
pub type BlockNumber = u32;
/// A header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block whose transactions a node carries without looking inside.
pub type OpaqueBlock = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signature of a transaction covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// What bundles can order.
pub type Command = sero_shielded::command::Command;

/// The extensions in the order in which they run and in which their data travel.
pub type InnerExtension = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckMortality<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

/// The extensions of a transaction.
pub type TxExtension = extension::Canonical<InnerExtension, DefaultExtension>;

/// The extension data of a transaction that nobody signed: immortal, nonce 0, no tip, no metadata hash.
pub struct DefaultExtension;

impl frame_support::traits::Get<InnerExtension> for DefaultExtension {
    fn get() -> InnerExtension {
        extension_data(generic::Era::Immortal, 0, 0)
    }
}

/// Extension data of a transaction.
pub fn extension_data(era: generic::Era, nonce: Nonce, tip: Balance) -> InnerExtension {
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(era),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    )
}

/// One SERO.
pub const SERO: Balance = sero_shielded::asset::SERO;
/// An account below this amount ends, and the rest goes to the block's author.
pub const EXISTENTIAL_DEPOSIT: Balance = SERO / 1_000_000;
/// A plain transfer of some 200 microseconds costs about 0.00002 SERO for its work ...
pub const FEE_PER_PICOSECOND: Balance = 100_000;
/// ... and as much again for its 150 bytes.
pub const FEE_PER_BYTE: Balance = 100_000_000_000;

/// This runtime.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: alloc::borrow::Cow::Borrowed("sero"),
    impl_name: alloc::borrow::Cow::Borrowed("sero-substrate"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// Dispatches what happens to the pallets.
#[allow(deprecated)] // The executive still wants a validator of unsigned transactions; none exists here.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// The pallets. Their hooks run in this order: the difficulty is known before the coinbase pays, and the coinbase pays
/// before the note tree's root of the block is stored.
#[frame_support::runtime]
mod runtime {
    /// The runtime.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    /// Blocks, accounts, events.
    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;

    /// The time of the block.
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;

    /// The work that the next block must show.
    #[runtime::pallet_index(2)]
    pub type Difficulty = pallet_difficulty::Pallet<Runtime>;

    /// Reward and fees.
    #[runtime::pallet_index(3)]
    pub type Coinbase = pallet_coinbase::Pallet<Runtime>;

    /// Plain accounts.
    #[runtime::pallet_index(4)]
    pub type Balances = pallet_balances::Pallet<Runtime>;

    /// Fees of plain accounts.
    #[runtime::pallet_index(5)]
    pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;

    /// A key that may do everything, on development and local chains only.
    #[runtime::pallet_index(6)]
    pub type Sudo = pallet_sudo::Pallet<Runtime>;

    /// The constants of this chain.
    #[runtime::pallet_index(7)]
    pub type Chain = crate::chain::Pallet<Runtime>;

    /// Who may mine, while the chain asks for a licence.
    #[runtime::pallet_index(8)]
    pub type License = pallet_license::Pallet<Runtime>;

    /// Shielded notes.
    #[runtime::pallet_index(10)]
    pub type Shielded = pallet_shielded::Pallet<Runtime>;

    /// Tokens and tickets.
    #[runtime::pallet_index(11)]
    pub type ShieldedAssets = pallet_shielded_assets::Pallet<Runtime>;

    /// Packages.
    #[runtime::pallet_index(12)]
    pub type Packages = pallet_packages::Pallet<Runtime>;
}
