//! A chain that is not SERO and has the shielded pool: plain balances, a treasury, no consensus of its own.
//!
//! `docs/reuse-the-pallet.md` explains it step by step; a test of this crate holds that page to what is written here. What any
//! chain has besides (time, metadata, block building) is left out. As wasm with `pure-wasm` it is built and executed by
//! `sero-host-differential`.
#![cfg_attr(not(feature = "std"), no_std)]
// The macros that compose a runtime write public items without documentation; what is written by hand has it.
#![allow(missing_docs)]
#![recursion_limit = "512"]

extern crate alloc;

pub mod apis;
pub mod configs;

// Two files of SERO's runtime as they are. The first knows nothing of its runtime; the second names only what stands here and
// in `configs`.
#[path = "../../../../runtime/src/extension.rs"]
pub mod extension;
#[path = "../../../../runtime/src/wallet.rs"]
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

/// A signature of an account.
pub type Signature = MultiSignature;
/// An account. Bundles pay to accounts of 32 bytes.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Heights of 32 bits; the pallet takes 64 as well.
pub type BlockNumber = u32;
/// A header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A transaction as it travels.
pub type UncheckedExtrinsic =
    generic::UncheckedExtrinsic<MultiAddress<AccountId, ()>, RuntimeCall, Signature, TxExtension>;
/// What a signature of a transaction covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// What bundles can order: nothing.
pub type Command = sero_shielded::bundle::NoCommand;

/// The extensions in the order in which they run.
pub type InnerExtension = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckMortality<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
);

/// The extensions of a transaction.
pub type TxExtension = extension::Canonical<InnerExtension, DefaultExtension>;

/// The extension data of a transaction that nobody signed.
pub struct DefaultExtension;

impl frame_support::traits::Get<InnerExtension> for DefaultExtension {
    fn get() -> InnerExtension {
        extension_data(0)
    }
}

/// The extension data of an immortal transaction.
pub fn extension_data(nonce: u32) -> InnerExtension {
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(generic::Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
    )
}

/// What the node's executor offers to this runtime.
#[cfg(feature = "std")]
pub type HostFunctions = (sp_io::SubstrateHostFunctions, sero_host::HostFunctions);

/// This runtime.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: alloc::borrow::Cow::Borrowed("shielded-example"),
    impl_name: alloc::borrow::Cow::Borrowed("shielded-example"),
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

/// The pallets. Hooks run in this order; the shielded pool's comes last.
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

    /// Plain accounts.
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Runtime>;

    /// Shielded notes.
    #[runtime::pallet_index(2)]
    pub type Shielded = pallet_shielded::Pallet<Runtime>;
}
