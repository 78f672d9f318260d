//! # Licence phase
//!
//! For a range of heights that the genesis names, only holders of a mining licence make blocks.
//!
//! ## Overview
//! The pallet keeps the range, the issuer's public key and the serial numbers of revoked licences. [`Pallet::check`] decides
//! whether a header's payout ([`sero_pow::Payout`]) carries a licence that is good enough. A node asks it of the parent's
//! state, through `LicenseApi`, before it executes a block. Whoever administers the chain can end the phase earlier, exchange
//! the issuer and revoke; nobody can begin a phase or make one longer.
//!
//! ## Example
//! ```text
//! "license": { "from": 1, "to": 100000, "issuer": "0x..", "revoked": [] }
//! ```
//! asks for a licence in blocks 1 to 99,999. `"from": 0, "to": 0` is off; so is a genesis that says nothing.
//!
//! ## Low-level notes
//! - All three pieces of state are those at the end of the parent: a call in block N counts from N + 1 on.
//! - Outside of the phase nothing of the payout is looked at here. A licence that is shown there may be anything.
//! - The runtime does not fail on a block without licence: like the proof of work, that is the node's rule at import.
//! - A phase in which no miner has a licence of the issuer stands still, and no call can be included any more to end it. Before
//!   an exchange of the issuer, miners should hold licences of the new one.
//! - Revoked serial numbers stay revoked under a new issuer: an exchange back to an old one revives no licence.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use sero_license::{IssuerKey, Phase, Place, Refusal};
    use sero_pow::Payout;
    use sp_runtime::traits::Zero;

    use crate::WeightInfo;

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may end the phase, exchange the issuer, and revoke.
        type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// How many serial numbers can be revoked at once.
        #[pallet::constant]
        type MaxRevoked: Get<u32>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// The heights at which a licence is needed.
    #[pallet::storage]
    pub type Heights<T> = StorageValue<_, Phase, ValueQuery>;

    /// Whose licences are good.
    #[pallet::storage]
    pub type Issuer<T> = StorageValue<_, IssuerKey>;

    /// Serial numbers of licences that are good no more. Only the administration chooses keys here, so a fast hash will do.
    #[pallet::storage]
    pub type Revoked<T: Config> = CountedStorageMap<_, Twox64Concat, u32, ()>;

    /// What changed.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The phase ends earlier.
        PhaseShortened {
            /// The heights from now on.
            phase: Phase,
        },
        /// Another issuer.
        IssuerSet {
            /// Its public key.
            issuer: IssuerKey,
        },
        /// A licence is good no more.
        LicenseRevoked {
            /// Its serial number.
            serial: u32,
        },
        /// A revocation was taken back.
        LicenseReinstated {
            /// The serial number.
            serial: u32,
        },
    }

    /// Why a call fails.
    #[pallet::error]
    pub enum Error<T> {
        /// The chain has no phase, or it has been ended.
        NoPhase,
        /// A phase can only be made shorter.
        NotShorter,
        /// One of the two points is no key.
        InvalidIssuer,
        /// The serial number is revoked already.
        AlreadyRevoked,
        /// The serial number is not revoked.
        NotRevoked,
        /// No more serial numbers can be revoked; exchange the issuer instead.
        TooManyRevoked,
    }

    /// What block 0 says.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first height that needs a licence.
        pub from: u32,
        /// The first height behind it that needs none; the same as `from` for no phase.
        pub to: u32,
        /// The issuer's public key, as `license issuer` prints it; empty for none.
        pub issuer: alloc::string::String,
        /// Serial numbers that are revoked from the beginning.
        pub revoked: alloc::vec::Vec<u32>,
        /// Ties the configuration to its runtime.
        #[serde(skip)]
        pub _marker: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(self.from <= self.to, "license.from is behind license.to");
            let phase = Phase { from: self.from, to: self.to };
            assert!(phase.is_off() || !self.issuer.is_empty(), "a licence phase needs license.issuer");
            assert!(self.revoked.len() <= T::MaxRevoked::get() as usize, "license.revoked is too long");
            if !self.issuer.is_empty() {
                Issuer::<T>::put(self.issuer.parse::<IssuerKey>().expect("license.issuer is an issuer's public key"));
            }
            if !phase.is_off() {
                Heights::<T>::put(phase);
            }
            for serial in &self.revoked {
                Revoked::<T>::insert(serial, ());
            }
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Lets the phase end before height `to`, at once where that has passed. It never begins again.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::NoPhase`], [`Error::NotShorter`].
        ///
        /// # Events
        /// [`Event::PhaseShortened`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::shorten_phase())]
        pub fn shorten_phase(origin: OriginFor<T>, to: u32) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            let phase = Heights::<T>::get();
            ensure!(!phase.is_off(), Error::<T>::NoPhase);
            ensure!(to < phase.to, Error::<T>::NotShorter);
            let shorter = Phase { to, ..phase };
            let phase = if shorter.is_off() { Phase::default() } else { shorter };
            Heights::<T>::put(phase);
            Self::deposit_event(Event::PhaseShortened { phase });
            Ok(())
        }

        /// Exchanges the issuer. Licences of the old one are good no more.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::InvalidIssuer`].
        ///
        /// # Events
        /// [`Event::IssuerSet`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_issuer())]
        pub fn set_issuer(origin: OriginFor<T>, issuer: IssuerKey) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            issuer.check().map_err(|_| Error::<T>::InvalidIssuer)?;
            Issuer::<T>::put(issuer);
            Self::deposit_event(Event::IssuerSet { issuer });
            Ok(())
        }

        /// Revokes all licences with a serial number.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::AlreadyRevoked`], [`Error::TooManyRevoked`].
        ///
        /// # Events
        /// [`Event::LicenseRevoked`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::revoke())]
        pub fn revoke(origin: OriginFor<T>, serial: u32) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            ensure!(!Revoked::<T>::contains_key(serial), Error::<T>::AlreadyRevoked);
            ensure!(Revoked::<T>::count() < T::MaxRevoked::get(), Error::<T>::TooManyRevoked);
            Revoked::<T>::insert(serial, ());
            Self::deposit_event(Event::LicenseRevoked { serial });
            Ok(())
        }

        /// Takes a revocation back.
        ///
        /// Origin: `AdminOrigin`.
        ///
        /// # Errors
        /// [`Error::NotRevoked`].
        ///
        /// # Events
        /// [`Event::LicenseReinstated`].
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::reinstate())]
        pub fn reinstate(origin: OriginFor<T>, serial: u32) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            ensure!(Revoked::<T>::take(serial).is_some(), Error::<T>::NotRevoked);
            Self::deposit_event(Event::LicenseReinstated { serial });
            Ok(())
        }
    }

    impl<T: Config> Pallet<T> {
        /// Whether the author of the block at `height` on `parent` may make it. `payload` is what the header's pre-runtime
        /// digest holds; the state is the parent's.
        ///
        /// # Consensus
        /// At heights of the phase the payout carries a valid licence. At others nothing is asked here: both versions of the
        /// payout are fine, and the licence of one that has any is not looked at.
        pub fn check(payload: &[u8], parent: T::Hash, height: u32) -> Result<(), Refusal> {
            let phase = Heights::<T>::get();
            if !phase.contains(height) {
                return Ok(());
            }
            let payout = Payout::decode_exact(payload).map_err(|_| Refusal::Malformed)?;
            let author = payout.license().ok_or(Refusal::Missing { height, phase })?;
            let issuer = Issuer::<T>::get().ok_or(Refusal::NoIssuer)?;
            // In the state of block 0 the chain does not know its own hash yet.
            let genesis =
                if height <= 1 { parent } else { frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero()) };
            let place = Place { genesis: bytes(&genesis), parent: bytes(&parent), height };
            author.check(payout.address(), &place, &issuer, Revoked::<T>::contains_key)
        }

        /// The heights at which a licence is needed, unless the phase is off.
        pub fn phase() -> Option<Phase> {
            Some(Heights::<T>::get()).filter(|phase| !phase.is_off())
        }

        /// What must hold after every block: the issuer's key is one, a phase has an issuer, and revocations keep their bound.
        pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
            let issuer = Issuer::<T>::get();
            ensure!(issuer.is_none_or(|issuer| issuer.check().is_ok()), "the issuer's key is none");
            ensure!(issuer.is_some() || Self::phase().is_none(), "a licence phase without an issuer");
            let revoked = Revoked::<T>::count();
            ensure!(revoked <= T::MaxRevoked::get(), "too many revoked serial numbers");
            ensure!(Revoked::<T>::iter_keys().count() == revoked as usize, "revoked serial numbers are miscounted");
            Ok(())
        }
    }

    /// A hash as bytes; all of ours have 32.
    fn bytes(hash: &impl AsRef<[u8]>) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
            *to = *from;
        }
        bytes
    }
}
