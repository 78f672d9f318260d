//! # Shielded pool
//!
//! Notes of many assets behind one anonymity set. A [`Bundle`] spends notes by revealing their nils and makes new ones; nobody
//! sees who pays whom, what or how much. Everything enters and leaves through public terms, which a turnstile counts for
//! each asset.
//!
//! ## Overview
//!
//! - [`Call::submit`] takes a bundle. It is a general extrinsic: no account signs it, [`Pallet::authorize_submit`] decides.
//! - [`Call::shield`] turns plain coins of an account into a note with public contents.
//! - [`PublicNotes`] is how other pallets pay to one-time addresses: coinbase, contract payouts, refunds, staking returns.
//! - The root of the note tree is stored at the end of every block; an anchor is valid while its root is in the window.
//! - Verifying keys are versioned; each version is active, exit-only or off. A switch pauses everything.
//!
//! The pallet knows traits only: [`PublicAssets`] for plain balances, [`FeeSink`] for who gets the fees, [`FeeRule`] for how
//! much they are, [`Command`] for what bundles can order. `docs/reuse-the-pallet.md` composes it into a runtime of its own.
//!
//! ## Example
//!
//! ```text
//! impl pallet_shielded::Config for Runtime {
//!     type Assets = pallet_shielded::NativeCoin<Balances>;
//!     type Command = sero_shielded::bundle::NoCommand;
//!     type FeeSink = Treasury;
//!     type FeeRule = LinearFee;
//!     ..
//! }
//! ```
//!
//! ## Low-level notes
//!
//! A bundle is decided in [`check`], in the order that `docs/protocol.md` lists ("Checks of a bundle, in order"): cheap checks
//! first, each with its own [`Refusal`]. Dispatch repeats none of them: it runs on the state on which they were made, as one
//! storage transaction.
//!
//! Hashers: nils, anchors and asset ids can be chosen by outsiders up to grinding, so their maps hash with BLAKE2b; block
//! numbers and key versions cannot, so theirs use Twox.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod check;
mod execute;
mod notes;
mod traits;
pub mod weights;

#[cfg(any(test, feature = "runtime-benchmarks"))]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use sero_shielded::{bundle::Bundle, refusal::Refusal};
pub use traits::{
    AssetTotals, Command, CommandContext, FeeRule, FeeSink, ListAsset, NativeCoin, PublicAssets, PublicNotes, Shape,
};
pub use weights::WeightInfo;

/// The bundle of a runtime, with its commands.
pub type BundleOf<T> = Bundle<<T as Config>::Command>;

/// Bytes of an encoded verifying key at most.
pub const MAX_KEY_LEN: u32 = 1024;

// Weights and indices of calls are part of the interface and written out.
#[frame_support::pallet]
#[allow(clippy::borrowed_box, reason = "the macro calls the authorisation with the arguments of the call as they are")]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use sero_circuits::{
        keys::is_development_key,
        verify::{KeyError, VerifyingKey},
        Circuit,
    };
    use sero_shielded::{
        asset::Asset,
        bundle::{PublicOut, PublicTerm},
        compact::CompactNote,
        encoding::FieldBytes,
        keys::PkrBytes,
        tree::EncodedFrontier,
    };

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Plain balances: what `shield` takes from and what public outputs to accounts and contracts pay to.
        type Assets: PublicAssets<Self::AccountId>;
        /// What bundles can order; [`sero_shielded::bundle::NoCommand`] for nothing.
        type Command: Command<Self> + Parameter + MaxEncodedLen;
        /// Who gets the fees of bundles.
        type FeeSink: FeeSink;
        /// How much a bundle has to pay, and how it is ordered in the pool.
        type FeeRule: FeeRule;
        /// Who may pause bundles and manage verifying keys.
        type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// For how many blocks a root stays a valid anchor.
        #[pallet::constant]
        type AnchorWindow: Get<BlockNumberFor<Self>>;
        /// How many blocks ahead the expiry of a bundle may lie.
        #[pallet::constant]
        type MaxExpiry: Get<u32>;
        /// Blocks between the announcement of new verifying keys and their use.
        #[pallet::constant]
        type KeyDelay: Get<BlockNumberFor<Self>>;
        /// Whether the development verifying keys are accepted: everybody can forge proofs under them.
        type InsecureKeys: Get<bool>;
        /// Weights of this pallet's calls.
        type WeightInfo: WeightInfo;
    }

    /// How far verifying keys may be used.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
    pub enum KeyStatus {
        /// For every bundle.
        Active,
        /// For bundles that make no note: value only leaves the pool.
        ExitOnly,
        /// For none.
        Off,
    }

    /// The verifying keys of both circuits, as one version.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
    pub struct KeySet<BlockNumber> {
        /// Of the Input circuit.
        pub input: BoundedVec<u8, ConstU32<MAX_KEY_LEN>>,
        /// Of the Output circuit.
        pub output: BoundedVec<u8, ConstU32<MAX_KEY_LEN>>,
        /// The first block that may take value out of the pool under them; none while they are off.
        pub exits_from: Option<BlockNumber>,
        /// The first block that may hold any bundle under them; none while they are off or exit-only.
        pub all_from: Option<BlockNumber>,
    }

    impl<BlockNumber: Ord + Copy> KeySet<BlockNumber> {
        /// How far a block may use the keys.
        pub fn status_at(&self, block: BlockNumber) -> KeyStatus {
            let began = |from: Option<BlockNumber>| from.is_some_and(|from| from <= block);
            if began(self.all_from) {
                KeyStatus::Active
            } else if began(self.exits_from) {
                KeyStatus::ExitOnly
            } else {
                KeyStatus::Off
            }
        }

        /// Changes how far the keys may be used: less at once; more from block `from` on, and what is allowed or announced for an
        /// earlier block stays.
        ///
        /// # Consensus
        /// To announce more never takes away what holds: exits go on while active keys wait.
        fn switch(&mut self, status: KeyStatus, from: BlockNumber) {
            let announced = |before: Option<BlockNumber>| Some(before.map_or(from, |before| before.min(from)));
            (self.exits_from, self.all_from) = match status {
                KeyStatus::Off => (None, None),
                KeyStatus::ExitOnly => (announced(self.exits_from), None),
                KeyStatus::Active => (announced(self.exits_from), announced(self.all_from)),
            };
        }
    }

    /// Whether bundles and `shield` are refused.
    #[pallet::storage]
    pub type Paused<T> = StorageValue<_, bool, ValueQuery>;

    /// Verifying keys by version.
    #[pallet::storage]
    pub type Keys<T: Config> = StorageMap<_, Twox64Concat, u32, KeySet<BlockNumberFor<T>>>;

    /// Nils of spent notes, with the block that spent them.
    #[pallet::storage]
    pub type Nils<T: Config> = StorageMap<_, Blake2_128Concat, FieldBytes, BlockNumberFor<T>>;

    /// The frontier of the tree that takes notes now.
    #[pallet::storage]
    pub type Tree<T> = StorageValue<_, EncodedFrontier, ValueQuery>;

    /// How many trees were filled before it. A note's index is that number times 2^32, plus its place.
    #[pallet::storage]
    pub type FullTrees<T> = StorageValue<_, u32, ValueQuery>;

    /// The root at the end of each block of the window.
    #[pallet::storage]
    pub type Roots<T: Config> = StorageMap<_, Twox64Concat, BlockNumberFor<T>, FieldBytes>;

    /// Valid anchors, with the last block at whose end each was the root.
    #[pallet::storage]
    pub type Anchors<T: Config> = StorageMap<_, Blake2_128Concat, FieldBytes, BlockNumberFor<T>>;

    /// The last roots of full trees: anchors for ever.
    #[pallet::storage]
    pub type FullRoots<T> = StorageMap<_, Blake2_128Concat, FieldBytes, u32>;

    /// What is in the pool of each asset, by asset id: what entered by public terms less what left.
    #[pallet::storage]
    pub type Turnstile<T> = StorageMap<_, Blake2_128Concat, FieldBytes, u128, ValueQuery>;

    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Verifying keys of version 1, Input and Output, encoded; both empty for a chain without shielded transactions yet.
        pub verifying_keys: (Vec<u8>, Vec<u8>),
        /// No other state.
        #[serde(skip)]
        pub marker: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let (input, output) = &self.verifying_keys;
            if input.is_empty() && output.is_empty() {
                return;
            }
            let keys = Pallet::<T>::key_set(input.clone(), output.clone(), Zero::zero())
                .expect("the verifying keys of the chain specification must be valid");
            Keys::<T>::insert(1, keys);
        }
    }

    /// What happened; enough for a wallet to follow the pool.
    #[pallet::event]
    #[allow(clippy::large_enum_variant, reason = "events are encoded at once and never kept")]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A note was spent.
        Spent {
            /// Its nil.
            nil: FieldBytes,
        },
        /// A note was appended to the tree.
        NoteAdded {
            /// Its place in the chain's whole sequence.
            index: u64,
            /// What a wallet needs to find it.
            note: CompactNote,
        },
        /// A bundle was applied; the events of its nils and notes come before.
        BundleApplied {
            /// Its payments out of the pool.
            public_outs: Vec<PublicOut>,
            /// Its fee.
            fee: u128,
            /// The public terms of its command: what it minted, burnt, locked or released. None where it failed.
            terms: Vec<PublicTerm>,
        },
        /// A bundle's command failed. Its fee is kept, what it locked came back to `from` as public notes.
        CommandFailed {
            /// Why.
            error: DispatchError,
        },
        /// Plain coins became a note.
        Shielded {
            /// Whose coins.
            who: T::AccountId,
            /// The asset.
            asset: Asset,
            /// How much.
            value: u128,
        },
        /// A tree was filled; its last root is an anchor for ever.
        TreeFull {
            /// The root.
            root: FieldBytes,
        },
        /// Verifying keys will be usable.
        KeysScheduled {
            /// Their version.
            version: u32,
            /// The first block that may use them.
            from: BlockNumberFor<T>,
        },
        /// The use of verifying keys changed.
        KeysSwitched {
            /// Their version.
            version: u32,
            /// How far they may be used.
            status: KeyStatus,
            /// The first block in which it holds.
            from: BlockNumberFor<T>,
        },
        /// Bundles were paused or allowed again.
        PauseSet {
            /// Whether they are paused.
            paused: bool,
        },
    }

    /// Why a call failed.
    #[pallet::error]
    pub enum Error<T> {
        /// Shielded transactions are paused.
        Paused,
        /// No verifying keys are active: a note could not be spent.
        NoActiveKeys,
        /// The one-time address is not valid.
        InvalidAddress,
        /// The value is zero, or more than one of a ticket or package.
        InvalidValue,
        /// A verifying key has the wrong length.
        KeyLength,
        /// A verifying key does not have its circuit's number of public inputs.
        KeyInputCount,
        /// A verifying key holds bytes that are no group element, or one outside the subgroup.
        KeyEncoding,
        /// A verifying key holds the identity.
        KeyIdentity,
        /// A verifying key has gamma = delta: whoever made it can forge.
        KeyGammaIsDelta,
        /// A development key, under which everybody can forge, on a chain of value.
        KeyInsecure,
        /// A version is set once.
        KeyVersionTaken,
        /// There are no keys of this version.
        KeyVersionUnknown,
        /// More would leave the pool of an asset than is in it.
        TurnstileUnderflow,
        /// The pool of an asset would overflow.
        TurnstileOverflow,
        /// A nil was revealed before.
        NilAlreadySpent,
        /// The stored frontier is damaged.
        TreeDamaged,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            T::WeightInfo::end_block()
        }

        fn on_finalize(now: BlockNumberFor<T>) {
            Self::store_root(now);
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Applies a bundle: spends its notes, appends its outputs, pays its public outputs and its fee, runs its command.
        ///
        /// Origin: none; [`Pallet::authorize_submit`] decides by the bundle alone.
        ///
        /// # Errors
        /// None once authorised, short of a damaged state.
        ///
        /// # Events
        /// [`Event::Spent`], [`Event::NoteAdded`] for each, then [`Event::BundleApplied`].
        #[pallet::call_index(0)]
        #[pallet::weight(Pallet::<T>::weight_of_submit(bundle))]
        #[pallet::authorize(|source: TransactionSource, bundle: &Box<BundleOf<T>>| {
            Pallet::<T>::authorize_submit(source, bundle)
        })]
        #[pallet::weight_of_authorize(Pallet::<T>::weight_of_authorize(bundle))]
        pub fn submit(origin: OriginFor<T>, bundle: Box<BundleOf<T>>) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::apply(*bundle)
        }

        /// Takes plain coins from the caller and makes a note with public contents of them.
        ///
        /// Origin: signed.
        ///
        /// # Errors
        /// [`Error::Paused`], [`Error::NoActiveKeys`], [`Error::InvalidAddress`], [`Error::InvalidValue`], [`Error::TurnstileOverflow`], and those of
        /// the plain assets.
        ///
        /// # Events
        /// [`Event::NoteAdded`], [`Event::Shielded`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::shield().saturating_add(T::WeightInfo::other_asset()))]
        pub fn shield(
            origin: OriginFor<T>,
            to: Box<PkrBytes>,
            asset: Asset,
            #[pallet::compact] value: u128,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            ensure!(!Paused::<T>::get(), Error::<T>::Paused);
            let now = frame_system::Pallet::<T>::block_number();
            let active = Keys::<T>::iter_values().any(|keys| keys.status_at(now) == KeyStatus::Active);
            ensure!(active, Error::<T>::NoActiveKeys);
            ensure!(value > 0 && asset.allows(value), Error::<T>::InvalidValue);
            T::Assets::take(&who, &asset, value)?;
            Self::add_public_note(&to, asset, value)?;
            Self::deposit_event(Event::Shielded { who, asset, value });
            Ok(())
        }

        /// Pauses bundles and `shield`, or allows them again. At once.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Events
        /// [`Event::PauseSet`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_paused())]
        pub fn set_paused(origin: OriginFor<T>, paused: bool) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Paused::<T>::put(paused);
            Self::deposit_event(Event::PauseSet { paused });
            Ok(())
        }

        /// Announces verifying keys. They serve after the public delay.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::KeyVersionTaken`], and the errors of a key that is refused.
        ///
        /// # Events
        /// [`Event::KeysScheduled`].
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::schedule_keys())]
        pub fn schedule_keys(
            origin: OriginFor<T>,
            version: u32,
            input: BoundedVec<u8, ConstU32<MAX_KEY_LEN>>,
            output: BoundedVec<u8, ConstU32<MAX_KEY_LEN>>,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            ensure!(!Keys::<T>::contains_key(version), Error::<T>::KeyVersionTaken);
            let from = frame_system::Pallet::<T>::block_number().saturating_add(T::KeyDelay::get());
            Keys::<T>::insert(version, Self::key_set(input.into_inner(), output.into_inner(), from)?);
            Self::deposit_event(Event::KeysScheduled { version, from });
            Ok(())
        }

        /// Changes how far verifying keys may be used: less at once, more after the public delay.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::KeyVersionUnknown`].
        ///
        /// # Events
        /// [`Event::KeysSwitched`].
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_key_status())]
        pub fn set_key_status(origin: OriginFor<T>, version: u32, status: KeyStatus) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            let now = frame_system::Pallet::<T>::block_number();
            let from = Keys::<T>::try_mutate(version, |keys| {
                let keys = keys.as_mut().ok_or(Error::<T>::KeyVersionUnknown)?;
                keys.switch(status, now.saturating_add(T::KeyDelay::get()));
                let from = match status {
                    KeyStatus::Off => None,
                    KeyStatus::ExitOnly => keys.exits_from,
                    KeyStatus::Active => keys.all_from,
                };
                Ok::<_, Error<T>>(from.unwrap_or(now).max(now))
            })?;
            Self::deposit_event(Event::KeysSwitched { version, status, from });
            Ok(())
        }
    }

    impl<T: Config> Pallet<T> {
        /// Keys that were read as the circuits' verifying keys.
        fn key_set(
            input: Vec<u8>,
            output: Vec<u8>,
            from: BlockNumberFor<T>,
        ) -> Result<KeySet<BlockNumberFor<T>>, Error<T>> {
            Ok(KeySet {
                input: Self::checked_key(Circuit::Input, input)?,
                output: Self::checked_key(Circuit::Output, output)?,
                exits_from: Some(from),
                all_from: Some(from),
            })
        }

        /// # Consensus
        /// A key with gamma = delta, an identity element or the wrong input count is refused when it is set; so is a development
        /// key on a chain of value.
        fn checked_key(circuit: Circuit, bytes: Vec<u8>) -> Result<BoundedVec<u8, ConstU32<MAX_KEY_LEN>>, Error<T>> {
            VerifyingKey::parse(circuit, &bytes).map_err(|error| match error {
                KeyError::Length { .. } => Error::<T>::KeyLength,
                KeyError::InputCount { .. } => Error::<T>::KeyInputCount,
                KeyError::Encoding(_) | KeyError::Subgroup(_) => Error::<T>::KeyEncoding,
                KeyError::Identity(_) => Error::<T>::KeyIdentity,
                KeyError::GammaIsDelta => Error::<T>::KeyGammaIsDelta,
            })?;
            ensure!(T::InsecureKeys::get() || !is_development_key(&bytes), Error::<T>::KeyInsecure);
            BoundedVec::try_from(bytes).map_err(|_| Error::<T>::KeyLength)
        }
    }

    use sp_runtime::{traits::Zero, Saturating};
}
