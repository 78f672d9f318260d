//! What bundles can order: tokens and tickets, packages.

use alloc::vec::Vec;

use codec::Encode;
use frame_support::weights::Weight;
use pallet_packages::WeightInfo as _;
use pallet_shielded::{CommandContext, WeightInfo as _};
use pallet_shielded_assets::WeightInfo as _;
use sero_shielded::{
    bundle::{PublicTerm, ShieldedOutput},
    command::{CommandError, PackageCommand, TicketCommand, TokenCommand, MAX_PACKED},
    encoding::PointBytes,
};
use sp_runtime::DispatchError;

use crate::{Command, Packages, Runtime, ShieldedAssets};

/// # Consensus
/// Every command is decided wholly in validity. Who issues and burns is `from`; a package's id comes from the first nil.
impl pallet_shielded::Command<Runtime> for Command {
    fn terms(&self) -> Vec<PublicTerm> {
        Command::terms(self)
    }

    fn packed(&self) -> &[ShieldedOutput] {
        Command::packed(self)
    }

    fn released(&self) -> Vec<PointBytes> {
        self.opened().map(|id| Packages::released(&id)).unwrap_or_default()
    }

    fn weight(&self) -> Weight {
        match self {
            Command::Token(command) => token_weight(command),
            Command::Ticket(command) => ticket_weight(command),
            Command::Package(command) => package_weight(command),
        }
    }

    fn validate(&self, context: &CommandContext<'_>) -> Result<Vec<Vec<u8>>, CommandError> {
        match self {
            Command::Token(command) => ShieldedAssets::validate_token(command, context.from),
            Command::Ticket(command) => ShieldedAssets::validate_ticket(command, context.from),
            Command::Package(command) => Packages::validate(command, context.first_nil),
        }
    }

    fn execute(&self, context: &CommandContext<'_>) -> Result<(), DispatchError> {
        match self {
            Command::Token(command) => ShieldedAssets::execute_token(command, context.from),
            Command::Ticket(command) => ShieldedAssets::execute_ticket(command, context.from),
            Command::Package(command) => Packages::execute(command, context.first_nil),
        }
    }
}

type AssetsWeight = <Runtime as pallet_shielded_assets::Config>::WeightInfo;
type PackagesWeight = <Runtime as pallet_packages::Config>::WeightInfo;
type PoolWeight = <Runtime as pallet_shielded::Config>::WeightInfo;

/// With what the terms cost that such a command can have. One of nothing is left out, and counts all the same: the weight must not
/// depend on a deposit that is not known yet.
fn with_terms(most: u64, weight: Weight) -> Weight {
    weight.saturating_add(PoolWeight::term().saturating_mul(most))
}

fn token_weight(command: &TokenCommand) -> Weight {
    match command {
        TokenCommand::Register { .. } => with_terms(2, AssetsWeight::register_token()),
        TokenCommand::Issue { .. } => with_terms(1, AssetsWeight::issue_token()),
        TokenCommand::Burn { .. } => with_terms(1, AssetsWeight::burn_token()),
        TokenCommand::SetIssuer { .. } => AssetsWeight::set_issuer(),
    }
}

fn ticket_weight(command: &TicketCommand) -> Weight {
    match command {
        TicketCommand::Register { .. } => with_terms(1, AssetsWeight::register_category()),
        TicketCommand::Issue { data, .. } => with_terms(2, AssetsWeight::issue_ticket(data.encoded_size() as u32)),
        TicketCommand::Burn { .. } => with_terms(2, AssetsWeight::burn_ticket()),
        TicketCommand::SetIssuer { .. } => AssetsWeight::set_issuer(),
    }
}

fn package_weight(command: &PackageCommand) -> Weight {
    match command {
        PackageCommand::Create { contents, data, .. } => {
            with_terms(2, PackagesWeight::create(contents.len() as u32, data.len() as u32))
        }
        // Its weight must not depend on the state: as many notes as a package can hold.
        PackageCommand::Open { .. } => {
            let released = PoolWeight::released().saturating_mul(MAX_PACKED.into());
            with_terms(2, PackagesWeight::open().saturating_add(released))
        }
    }
}
