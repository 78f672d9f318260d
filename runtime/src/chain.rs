//! # Chain
//!
//! The constants by which one chain differs from another. One runtime serves all of them, so they live in storage, are
//! written by the genesis, and no call changes them.

pub use pallet::*;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use codec::{Decode, Encode, MaxEncodedLen};
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use scale_info::TypeInfo;
    use sero_pow::Preset;

    /// Which kind of chain this is. It decides the prefix of addresses and what a node insists on.
    #[derive(
        Debug,
        Clone,
        Copy,
        Default,
        PartialEq,
        Eq,
        Encode,
        Decode,
        DecodeWithMemTracking,
        TypeInfo,
        MaxEncodedLen,
        serde::Serialize,
        serde::Deserialize,
    )]
    #[serde(rename_all = "lowercase")]
    pub enum Network {
        /// The main chain.
        Main,
        /// A chain of one node for development.
        #[default]
        Development,
        /// A chain of a few nodes on one machine.
        Local,
    }

    /// The constants of this chain.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, TypeInfo, MaxEncodedLen)]
    pub struct Parameters {
        /// The kind of chain.
        pub network: Network,
        /// Which rules the proof of work follows.
        pub work: Preset,
        /// At which depth below the best block a block is final.
        pub finality_depth: u32,
        /// For how many blocks a root stays a valid anchor.
        pub anchor_window: u32,
        /// How far ahead of the chain a bundle's expiry may lie, in blocks.
        pub max_expiry: u32,
        /// Blocks between the announcement of new verifying keys and their use.
        pub key_delay: u32,
    }

    impl Default for Parameters {
        /// Those of the development chain.
        fn default() -> Self {
            Self {
                network: Network::Development,
                work: Preset::Development,
                finality_depth: 10,
                anchor_window: 60_000,
                max_expiry: 128,
                key_delay: 10,
            }
        }
    }

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Nothing is asked of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// The constants; those of the development chain where a genesis says nothing.
    #[pallet::storage]
    #[pallet::getter(fn parameters)]
    pub type ChainParameters<T> = StorageValue<_, Parameters, ValueQuery>;

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// The accounting of the native coin goes through many pallets and belongs to none of them.
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            crate::accounting::check()
        }
    }

    /// The constants, one by one.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// The kind of chain.
        pub network: Network,
        /// Which rules the proof of work follows.
        pub work: Preset,
        /// At which depth a block is final.
        pub finality_depth: u32,
        /// For how many blocks a root stays a valid anchor.
        pub anchor_window: u32,
        /// How far ahead an expiry may lie.
        pub max_expiry: u32,
        /// How long new verifying keys wait.
        pub key_delay: u32,
        /// Ties the configuration to its runtime.
        #[serde(skip)]
        pub _marker: core::marker::PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            let Parameters { network, work, finality_depth, anchor_window, max_expiry, key_delay } =
                Parameters::default();
            let _marker = core::marker::PhantomData;
            Self { network, work, finality_depth, anchor_window, max_expiry, key_delay, _marker }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(self.finality_depth > 0, "a block cannot be final before it has a child");
            assert!(self.anchor_window > 0, "without an anchor nobody can spend");
            ChainParameters::<T>::put(Parameters {
                network: self.network,
                work: self.work,
                finality_depth: self.finality_depth,
                anchor_window: self.anchor_window,
                max_expiry: self.max_expiry,
                key_delay: self.key_delay,
            });
        }
    }
}

/// The anchor window as a `Get`.
pub struct AnchorWindow;

impl frame_support::traits::Get<u32> for AnchorWindow {
    fn get() -> u32 {
        crate::Chain::parameters().anchor_window
    }
}

/// The furthest expiry as a `Get`.
pub struct MaxExpiry;

impl frame_support::traits::Get<u32> for MaxExpiry {
    fn get() -> u32 {
        crate::Chain::parameters().max_expiry
    }
}

/// The delay of new verifying keys as a `Get`.
pub struct KeyDelay;

impl frame_support::traits::Get<u32> for KeyDelay {
    fn get() -> u32 {
        crate::Chain::parameters().key_delay
    }
}

/// Whether development verifying keys are accepted: everywhere but on the main chain.
pub struct InsecureKeys;

impl frame_support::traits::Get<bool> for InsecureKeys {
    fn get() -> bool {
        crate::Chain::parameters().network != Network::Main
    }
}
