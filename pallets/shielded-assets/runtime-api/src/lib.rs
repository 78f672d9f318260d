//! How a node tells of registered assets.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::multiple_bound_locations, reason = "the macro adds bounds of its own")]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;
use sero_shielded::{
    asset::ListedAsset,
    command::StoredPackage,
    encoding::FieldBytes,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
};

sp_api::decl_runtime_apis! {
    /// Tokens, tickets and packages.
    pub trait AssetsApi<Command: Codec> {
        /// How many assets are listed, and `limit` of them from place `from` on, in the order of their registration.
        fn assets(from: u64, limit: u32) -> (u64, Vec<ListedAsset>);
        /// The asset of an id.
        fn asset(id: FieldBytes) -> Option<ListedAsset>;
        /// A token by its name.
        fn token(name: [u8; 32]) -> Option<TokenRecord>;
        /// A category of tickets by its name.
        fn category(name: [u8; 32]) -> Option<CategoryRecord>;
        /// A ticket that was issued once.
        fn ticket(category: [u8; 32], id: [u8; 32]) -> Option<TicketRecord>;
        /// A package that is not opened.
        fn package(id: [u8; 32]) -> Option<StoredPackage>;
        /// The deposit that a command has to name, whatever it names now.
        fn deposit(command: Command) -> u128;
    }
}
