//! # Packages
//!
//! Holds notes and data under a key that the chain never sees. See [`sero_shielded::package`] for what a package is.
//!
//! ## Overview
//!
//! - A bundle makes a package: its descriptions are proved with the bundle's outputs and kept here instead of in the note tree, its data
//!   are stored as they are, a deposit is locked, and one unit of the package's asset comes into the bundle.
//! - Whoever owns that unit burns it to open the package: the kept commitments re-enter the balance of the opening bundle, which
//!   only somebody with the key can sign for, and what was locked for the size comes back. What was locked for the package's place
//!   in the list of assets stays, as the place does. A package of data alone has no commitments: its unit opens it without the
//!   key, which only reads the data.
//!
//! ## Low-level notes
//!
//! - The pallet has no calls. Coins, and the unit of a package, are moved by the shielded pool, as the command's terms say; the value
//!   inside never leaves the pool.
//! - An id is the hash of the first nil of the bundle that makes the package. Nils never repeat, so ids do not.
//! - Data are stored apart, so that opening reads commitments only.
//! - Ids are hashes of what outsiders choose: the maps hash them with BLAKE2b.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod commands;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use commands::claim;
pub use pallet::*;
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use pallet_shielded::{AssetTotals, ListAsset};
    use sero_shielded::{
        asset::Asset,
        bundle::ShieldedOutput,
        command::{CommandError, StoredPackage, MAX_PACKED, MAX_SEALED_LEN},
        encoding::FieldBytes,
    };
    use sp_runtime::traits::Convert;

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The chain's list of assets, and how much of each there is.
        type Assets: ListAsset + AssetTotals;
        /// What a package locks for its place in the list of assets, in the native coin's smallest unit: for ever. A runtime that
        /// changes it leaves more or less behind for old packages than the invariant counts.
        type Place: Get<u128>;
        /// What a package of so many bytes locks for them, until it is opened.
        type Deposit: Convert<u32, u128>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// A package without its data.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
    pub struct Kept {
        /// What is inside, encrypted.
        pub contents: BoundedVec<ShieldedOutput, ConstU32<MAX_PACKED>>,
        /// The native coins that come back when it is opened.
        pub deposit: u128,
        /// The block that made it.
        pub created: u32,
    }

    /// Packages that were not opened, by id.
    #[pallet::storage]
    pub type Packages<T> = StorageMap<_, Blake2_128Concat, [u8; 32], Kept>;

    /// Their data; nothing where there are none.
    #[pallet::storage]
    pub type Data<T> = StorageMap<_, Blake2_128Concat, [u8; 32], BoundedVec<u8, ConstU32<MAX_SEALED_LEN>>, ValueQuery>;

    /// The native coins that are locked for packages, those for the places of opened ones included.
    #[pallet::storage]
    pub type Deposits<T> = StorageValue<_, u128, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A package was made.
        PackageCreated {
            /// Its id.
            id: [u8; 32],
            /// Its place in the list of assets.
            index: u64,
        },
        /// A package was opened.
        PackageOpened {
            /// Its id.
            id: [u8; 32],
        },
    }

    /// Why an order fails. Each stands for a [`CommandError`], which says more.
    #[pallet::error]
    pub enum Error<T> {
        /// The id does not come from the bundle's first nil, or was used.
        WrongId,
        /// A package of nothing.
        Empty,
        /// Data that cannot be encrypted ones.
        InvalidData,
        /// No such package, or it was opened.
        Unknown,
        /// The deposit is another.
        WrongDeposit,
        /// A command of another pallet.
        Foreign,
    }

    impl<T> From<CommandError> for Error<T> {
        fn from(error: CommandError) -> Self {
            match error {
                CommandError::PackageId => Error::WrongId,
                CommandError::PackageEmpty => Error::Empty,
                CommandError::PackageData(_) => Error::InvalidData,
                CommandError::PackageUnknown => Error::Unknown,
                CommandError::Deposit { .. } => Error::WrongDeposit,
                _ => Error::Foreign,
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

    impl<T: Config> Pallet<T> {
        /// A package that was not opened, with its data.
        pub fn package(id: &[u8; 32]) -> Option<StoredPackage> {
            let Kept { contents, deposit, created } = Packages::<T>::get(id)?;
            Some(StoredPackage { contents, data: Data::<T>::get(id), deposit, created })
        }

        /// # Invariants
        /// Of each package that was not opened there is exactly one unit; data belong to a package; no package is empty; the
        /// deposits add up: for the places of all packages that ever were, and for the size of those that are not opened.
        pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
            let totals = T::Assets::totals();
            let made = T::Assets::count(|asset| matches!(asset, Asset::Package(_)));
            let places = T::Place::get().checked_mul(made.into());
            let mut locked = places.ok_or("deposits of places exceed 128 bits")?;
            for (id, kept) in Packages::<T>::iter() {
                let unit = FieldBytes::from(Asset::Package(id).id());
                ensure!(totals.get(&unit) == Some(&1), "a package that is not opened exists more or less than once");
                ensure!(!kept.contents.is_empty() || Data::<T>::contains_key(id), "a package is empty");
                locked = locked.checked_add(kept.deposit).ok_or("deposits of packages exceed 128 bits")?;
            }
            ensure!(Data::<T>::iter_keys().all(Packages::<T>::contains_key), "data without their package");
            ensure!(locked == Deposits::<T>::get(), "deposits of packages do not add up");
            Ok(())
        }
    }
}
