//! # Shielded assets
//!
//! Which tokens and tickets there are, who may issue them, how much of each exists, and what plain accounts and contracts hold
//! of them.
//!
//! ## Overview
//!
//! - Tokens and categories of tickets share one set of names ([`sero_shielded::name::Name`]). A name is given once for ever, costs
//!   a deposit that stays locked, and must not look like another.
//! - Issuers are one-time addresses, which order by bundles (`commands`), or contracts, which call [`Issuance`]. Both go through
//!   the same rules.
//! - A ticket is issued once ever. What stands behind it is stored with a deposit, which comes back when it is burnt. What a ticket
//!   locks for its place in the list of assets stays: the place does.
//! - [`Plain`] is what plain accounts hold: the native coin in the chain's balances, every other asset in [`Holdings`]. Only
//!   accounts that exist in the native coin can hold others.
//! - [`Assets`] lists all assets in the order in which they came: a wallet reads the whole list and learns what is behind
//!   the asset ids of its notes, and nobody learns which it holds.
//!
//! ## Low-level notes
//!
//! - The pallet has no calls. A bundle's coins are moved by the shielded pool, by the terms of its command; here only the
//!   registry changes. What a contract pays, [`Issuance`] takes from its account.
//! - Rules are decided by functions that return what would be written (`decide_..`); those that write call them first.
//! - The supply of the native coin is not kept here. It can be neither issued nor burnt by a command.
//! - Who sees a registration in the pool can register the name first, for a higher fee. The loser's bundle is invalid then, and
//!   costs nothing. Who pays more can also push a registration out of the pool without registering anything ([`claims::name`]):
//!   wallets hand theirs in again until it expires.
//! - Hashers: names, ids and accounts can be chosen by outsiders, so their maps hash with BLAKE2b; places in the list cannot.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod commands;
mod issuance;
mod list;
mod names;
mod plain;
mod state;
mod tickets;
mod tokens;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use commands::claims;
pub use issuance::{Issuance, Receiver};
pub use pallet::*;
pub use plain::Plain;
pub use tokens::NewToken;
pub use types::{Category, DepositRule, Entry, Kind, Token};
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use pallet_shielded::{AssetTotals, PublicAssets, PublicNotes};
    use sero_shielded::{
        asset::ListedAsset,
        command::CommandError,
        encoding::FieldBytes,
        registry::{Issuer, TicketRecord},
    };

    /// The pallet's handle.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Plain balances in the native coin.
        type Native: PublicAssets<Self::AccountId>;
        /// The shielded pool.
        type Pool: PublicNotes + AssetTotals;
        /// What names and tickets lock.
        type Deposits: DepositRule;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Tokens and categories by their names.
    #[pallet::storage]
    pub type Names<T> = StorageMap<_, Blake2_128Concat, [u8; 32], Entry>;

    /// The name behind each skeleton: of names that look alike, one is registered.
    #[pallet::storage]
    pub type Skeletons<T> = StorageMap<_, Blake2_128Concat, [u8; 32], [u8; 32]>;

    /// Tickets by category and id. What was burnt leaves a mark: no ticket is issued twice.
    #[pallet::storage]
    pub type Tickets<T> = StorageDoubleMap<_, Blake2_128Concat, [u8; 32], Blake2_128Concat, [u8; 32], TicketRecord>;

    /// All assets, in the order in which they came; the native coin is the first.
    #[pallet::storage]
    pub type Assets<T> = StorageMap<_, Twox64Concat, u64, ListedAsset>;

    /// How many assets are listed.
    #[pallet::storage]
    pub type AssetCount<T> = StorageValue<_, u64, ValueQuery>;

    /// The place of each asset in the list, by asset id.
    #[pallet::storage]
    pub type Index<T> = StorageMap<_, Blake2_128Concat, FieldBytes, u64>;

    /// The native coins that are locked for names and tickets, those for the places of burnt tickets included.
    #[pallet::storage]
    pub type Deposits<T> = StorageValue<_, u128, ValueQuery>;

    /// What plain accounts and contracts hold of assets other than the native coin, by asset id.
    #[pallet::storage]
    pub type Holdings<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, FieldBytes, u128, ValueQuery>;

    /// Block 0 knows the native coin.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Ties the configuration to its runtime.
        #[serde(skip)]
        pub _marker: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::register_native().expect("nothing is registered before the native coin");
        }
    }

    /// What changed.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A token got its name.
        TokenRegistered {
            /// The name.
            name: [u8; 32],
            /// Its place in the list of assets.
            index: u64,
            /// Who may issue.
            issuer: Issuer,
            /// How much exists from the beginning.
            supply: u128,
        },
        /// A category got its name.
        CategoryRegistered {
            /// The name.
            category: [u8; 32],
            /// Who may issue.
            issuer: Issuer,
        },
        /// More of a token exists.
        TokenIssued {
            /// The name.
            name: [u8; 32],
            /// How much more.
            value: u128,
            /// How much in all.
            supply: u128,
        },
        /// Less of a token exists.
        TokenBurnt {
            /// The name.
            name: [u8; 32],
            /// How much less.
            value: u128,
            /// How much in all.
            supply: u128,
        },
        /// A ticket exists.
        TicketIssued {
            /// The category.
            category: [u8; 32],
            /// The id.
            id: [u8; 32],
            /// Its place in the list of assets.
            index: u64,
        },
        /// A ticket exists no more.
        TicketBurnt {
            /// The category.
            category: [u8; 32],
            /// The id.
            id: [u8; 32],
        },
        /// The right to issue changed hands, or ended.
        IssuerSet {
            /// The token or category.
            name: [u8; 32],
            /// Who may issue; none for nobody, for ever.
            issuer: Option<Issuer>,
        },
    }

    /// Why an order fails. Most stand for a [`CommandError`], which says more.
    #[pallet::error]
    pub enum Error<T> {
        /// A name that is written wrongly.
        InvalidName,
        /// The name was registered before.
        NameTaken,
        /// Another registered name looks like it.
        LookAlike,
        /// No such token or category.
        Unregistered,
        /// A token where a category is wanted, or the reverse.
        WrongKind,
        /// Only the issuer may do that.
        NotIssuer,
        /// The native coin is issued by mining only.
        Native,
        /// Nothing would be issued or burnt.
        ZeroValue,
        /// More decimals than a token can have.
        Decimals,
        /// The supply would exceed its cap.
        AboveCap,
        /// The supply would exceed 128 bits.
        SupplyOverflow,
        /// More would be burnt than exists.
        MoreThanExists,
        /// The deposit is another.
        WrongDeposit,
        /// What stands behind a ticket is not well formed.
        InvalidData,
        /// The ticket was issued before.
        TicketIssued,
        /// There is no such ticket, or it was burnt.
        TicketUnknown,
        /// The new issuer is no address.
        InvalidIssuer,
        /// The asset is listed already.
        AlreadyListed,
        /// The chain has no such contract, or no contracts.
        NoContract,
        /// More would be held than a ticket allows, or than 128 bits.
        HoldingOverflow,
        /// A command of another pallet.
        Foreign,
    }

    impl<T> From<CommandError> for Error<T> {
        fn from(error: CommandError) -> Self {
            match error {
                CommandError::Name(_) => Error::InvalidName,
                CommandError::NameTaken => Error::NameTaken,
                CommandError::LookAlike => Error::LookAlike,
                CommandError::Unregistered => Error::Unregistered,
                CommandError::WrongKind => Error::WrongKind,
                CommandError::NotIssuer => Error::NotIssuer,
                CommandError::Native => Error::Native,
                CommandError::ZeroValue => Error::ZeroValue,
                CommandError::Decimals(_) => Error::Decimals,
                CommandError::Cap { .. } => Error::AboveCap,
                CommandError::Supply => Error::SupplyOverflow,
                CommandError::Burn(_) => Error::MoreThanExists,
                CommandError::Deposit { .. } => Error::WrongDeposit,
                CommandError::Data(_) => Error::InvalidData,
                CommandError::TicketIssued => Error::TicketIssued,
                CommandError::TicketUnknown => Error::TicketUnknown,
                CommandError::Issuer(_) => Error::InvalidIssuer,
                CommandError::Contract => Error::NoContract,
                CommandError::PackageId
                | CommandError::PackageEmpty
                | CommandError::PackageData(_)
                | CommandError::PackageUnknown
                | CommandError::Other(_) => Error::Foreign,
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
}
