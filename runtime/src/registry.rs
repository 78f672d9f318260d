//! What the chain tells of tokens, tickets and packages.

use alloc::vec::Vec;

use sero_shielded::{
    asset::{ListedAsset, SERO_NAME},
    command::StoredPackage,
    encoding::FieldBytes,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
};

use crate::{accounting::Accounts, Command, Packages, ShieldedAssets};

/// The most assets that are told at once.
pub const MOST_ASSETS: u32 = 1_000;

/// How many assets are listed, and `limit` of them from a place on, [`MOST_ASSETS`] at most.
pub fn assets(from: u64, limit: u32) -> (u64, Vec<ListedAsset>) {
    ShieldedAssets::listed(from, limit.min(MOST_ASSETS))
}

/// The asset of an id.
pub fn asset(id: &FieldBytes) -> Option<ListedAsset> {
    ShieldedAssets::asset(id)
}

/// A token by its name. Of the native coin as much exists as was issued.
pub fn token(name: &[u8; 32]) -> Option<TokenRecord> {
    let token = ShieldedAssets::token(name)?;
    Some(if *name == SERO_NAME { TokenRecord { supply: Accounts::now().issued, ..token } } else { token })
}

/// A category by its name.
pub fn category(name: &[u8; 32]) -> Option<CategoryRecord> {
    ShieldedAssets::category(name)
}

/// A ticket that was issued.
pub fn ticket(category: &[u8; 32], id: &[u8; 32]) -> Option<TicketRecord> {
    ShieldedAssets::ticket(category, id)
}

/// A package that was not opened.
pub fn package(id: &[u8; 32]) -> Option<StoredPackage> {
    Packages::package(id)
}

/// The deposit that a command has to name, whatever it names now; 0 where it has none, or what it is about is not there.
pub fn deposit(command: &Command) -> u128 {
    match command {
        Command::Token(command) => ShieldedAssets::token_deposit(command),
        Command::Ticket(command) => ShieldedAssets::ticket_deposit(command),
        Command::Package(command) => Packages::deposit(command),
    }
}
