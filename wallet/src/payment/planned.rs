//! The command of a bundle, as far as it stands before the inputs do.

use bounded_collections::BoundedVec;
use sero_shielded::{
    asset::Asset,
    bundle::{ProofBytes, PublicTerm, ShieldedOutput},
    command::{Command, PackageCommand, StoredPackage, TicketCommand, TokenCommand},
    compact::EncryptedNote,
    encoding::{FieldBytes, PointBytes},
    encryption::{SealedMemo, SEALED_MEMO_LEN},
    keys::{OneTimeAddress, PkrBytes},
    package::{PackageKey, Packed},
};

use super::plan::PlanError;

/// Bytes that encryption adds to a package's data.
const TAG_LEN: usize = 16;

/// A command and who gives it.
#[derive(Clone, Debug)]
pub struct PlannedOrder {
    /// Who gives it: a one-time address of one's own.
    pub from: OneTimeAddress,
    /// What is ordered.
    pub command: PlannedCommand,
}

/// A command. The id of a package comes from the bundle's first nil, so a new one is filled in when the inputs are fixed.
#[derive(Clone, Debug)]
pub enum PlannedCommand {
    /// As it is.
    Whole(Command),
    /// A package to be made.
    Pack(Pack),
    /// A package to be opened.
    Open(Opening),
}

/// A package to be made.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its key.
    pub key: PackageKey,
    /// The notes to go in.
    pub contents: Vec<Packed>,
    /// The data to go in.
    pub data: Vec<u8>,
    /// What the chain locks for it.
    pub deposit: u128,
}

/// A package to be opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its id.
    pub id: [u8; 32],
    /// Its key.
    pub key: PackageKey,
    /// The package as the chain holds it.
    pub package: StoredPackage,
    /// What is in it, as the key shows.
    pub contents: Vec<Packed>,
}

impl Opening {
    /// The command.
    pub fn command(&self) -> Command {
        Command::Package(PackageCommand::Open { id: self.id, deposit: self.package.deposit })
    }
}

/// Values that a command moves, by asset id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flows {
    /// What leaves the bundle.
    pub(super) out: Vec<(FieldBytes, u128)>,
    /// What comes into it.
    pub(super) inward: Vec<(FieldBytes, u128)>,
}

impl PlannedCommand {
    /// What the command moves. The note of a new package is not among it: it has an output of its own.
    pub(super) fn flows(&self) -> Flows {
        let packed = |contents: &[Packed]| -> Vec<(FieldBytes, u128)> {
            contents.iter().map(|packed| (packed.aid.into(), packed.value)).collect()
        };
        match self {
            PlannedCommand::Whole(command) => Flows::of(command.terms()),
            PlannedCommand::Pack(pack) => {
                let mut flows = Flows::of(vec![PublicTerm::out(Asset::sero(), pack.deposit)]);
                flows.out.extend(packed(&pack.contents));
                flows
            }
            PlannedCommand::Open(opening) => {
                let mut flows = Flows::of(opening.command().terms());
                flows.inward.extend(packed(&opening.contents));
                flows
            }
        }
    }

    /// A command of the same length that says nothing of what is packed: a node is asked with it for fee and deposit.
    ///
    /// # Errors
    /// [`PlanError::Large`] for more than a command holds.
    pub fn sketch(&self) -> Result<Command, PlanError> {
        match self {
            PlannedCommand::Whole(command) => Ok(command.clone()),
            PlannedCommand::Open(opening) => Ok(opening.command()),
            PlannedCommand::Pack(pack) => {
                let sealed = match pack.data.len() {
                    0 => 0,
                    length => length.saturating_add(TAG_LEN),
                };
                Ok(Command::Package(PackageCommand::Create {
                    id: [0; 32],
                    contents: BoundedVec::try_from(vec![BLANK; pack.contents.len()]).map_err(|_| PlanError::Large)?,
                    data: BoundedVec::try_from(vec![0; sealed]).map_err(|_| PlanError::Large)?,
                    deposit: pack.deposit,
                }))
            }
        }
    }

    /// Writes a deposit into the command, where it has one that the chain decides.
    pub fn set_deposit(&mut self, value: u128) {
        match self {
            PlannedCommand::Whole(Command::Token(TokenCommand::Register { deposit, .. }))
            | PlannedCommand::Whole(Command::Ticket(
                TicketCommand::Register { deposit, .. }
                | TicketCommand::Issue { deposit, .. }
                | TicketCommand::Burn { deposit, .. },
            ))
            | PlannedCommand::Pack(Pack { deposit, .. }) => *deposit = value,
            PlannedCommand::Whole(_) | PlannedCommand::Open(_) => {}
        }
    }

    /// How many notes go into a package, or come out of one.
    pub(super) fn packed(&self) -> usize {
        match self {
            PlannedCommand::Whole(_) => 0,
            PlannedCommand::Pack(pack) => pack.contents.len(),
            PlannedCommand::Open(opening) => opening.contents.len(),
        }
    }

    /// Whether a new package's note needs an output.
    pub(super) fn makes_package(&self) -> bool {
        matches!(self, PlannedCommand::Pack(_))
    }
}

impl Flows {
    fn of(terms: Vec<PublicTerm>) -> Self {
        let (inward, out): (Vec<_>, Vec<_>) = terms.into_iter().partition(|term| term.inward);
        let values = |terms: Vec<PublicTerm>| {
            let worth = terms.into_iter().filter(|term| term.value > 0);
            worth.map(|term| (FieldBytes::from(term.asset.id()), term.value)).collect()
        };
        Flows { out: values(out), inward: values(inward) }
    }
}

/// An output description of zeros.
const BLANK: ShieldedOutput = ShieldedOutput {
    note: EncryptedNote {
        to: PkrBytes([0; 96]),
        commitment: FieldBytes([0; 32]),
        rpk: PointBytes([0; 32]),
        contents: [FieldBytes([0; 32]); 3],
        memo: SealedMemo([0; SEALED_MEMO_LEN]),
    },
    asset_commitment: PointBytes([0; 32]),
    proof: ProofBytes([0; 128]),
};
