//! Why a chain refuses a bundle: one enum. Its order numbers the causes; docs/protocol.md has the order of the checks.

use crate::{
    bundle::{BalanceError, ShapeError},
    command::CommandError,
    encoding::EncodingError,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// A part of an input, output or public output that holds an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Part {
    /// The root under which notes are spent.
    Anchor,
    /// The nil of a spent note.
    Nil,
    /// K, the key of an input.
    Key,
    /// A blinded asset commitment.
    AssetCommitment,
    /// A note commitment.
    Commitment,
    /// RPK of an output.
    Rpk,
    /// The one-time address.
    Address,
    /// The encrypted contents.
    Contents,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Anchor => "the anchor",
            Part::Nil => "the nil",
            Part::Key => "the key K",
            Part::AssetCommitment => "the asset commitment",
            Part::Commitment => "the note commitment",
            Part::Rpk => "RPK",
            Part::Address => "the one-time address",
            Part::Contents => "the encrypted contents",
        })
    }
}

/// Where in a bundle a fault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Place {
    /// The bundle itself.
    Body,
    /// An input, from 0.
    Input(u32),
    /// A shielded output, from 0.
    Output(u32),
    /// A public output, from 0.
    PublicOut(u32),
    /// The `from` address.
    From,
    /// A note that the command packs, from 0.
    Packed(u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Body => f.write_str("the bundle"),
            Place::Input(place) => write!(f, "input {place}"),
            Place::Output(place) => write!(f, "output {place}"),
            Place::PublicOut(place) => write!(f, "public output {place}"),
            Place::From => f.write_str("from"),
            Place::Packed(place) => write!(f, "packed note {place}"),
        }
    }
}

/// Why a bundle is refused.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Refusal {
    /// The switch is off.
    #[error("shielded transactions are paused on this chain; try again when it announces otherwise")]
    Paused,
    /// Limits and lists.
    #[error(transparent)]
    Shape(ShapeError),
    /// The expiry has passed.
    #[error("the bundle expired at block {expiry}, and this would be block {now}; build it anew")]
    Expired {
        /// The bundle's expiry.
        expiry: u32,
        /// The block it would come into.
        now: u32,
    },
    /// The expiry is too far ahead.
    #[error("expiry {expiry} is too far ahead; choose {latest} at the latest")]
    ExpiryTooFar {
        /// The bundle's expiry.
        expiry: u32,
        /// The latest that is allowed.
        latest: u32,
    },
    /// The fee is too low.
    #[error("the fee is {given}, and at least {minimum} is needed; raise it")]
    Fee {
        /// What the bundle pays.
        given: u128,
        /// What it has to pay.
        minimum: u128,
    },
    /// No such verifying keys, or they are switched off.
    #[error("verifying keys of version {0} are not in use; update the wallet")]
    KeyVersion(u32),
    /// The keys serve bundles out of the pool only.
    #[error("verifying keys of version {0} are exit-only; pay to a plain account without change, or wait")]
    ExitOnly(u32),
    /// Bytes that are not what they stand for.
    #[error("{part} of {place}: {cause}; build the bundle anew")]
    Encoding {
        /// Where.
        place: Place,
        /// What.
        part: Part,
        /// Why.
        cause: EncodingError,
    },
    /// No root of the window.
    #[error("the anchor is no root of this chain's recent blocks; sync the wallet and build the bundle anew")]
    UnknownAnchor,
    /// A double spend.
    #[error("input {0} spends a note that is already spent; sync the wallet")]
    NilAlreadySpent(u32),
    /// A destination that cannot receive.
    #[error("public output {0} cannot be paid: its account refuses asset or amount; choose another amount or account")]
    Unpayable(u32),
    /// More would leave the pool than entered it.
    #[error("public term {0} moves more of its asset than is in the pool, or than fits into it; lower its value")]
    Turnstile(u32),
    /// The command cannot succeed.
    #[error("the command is refused: {0}")]
    Command(CommandError),
    /// The asset commitments do not make a binding key.
    #[error(transparent)]
    Balance(BalanceError),
    /// An input is not signed by its key.
    #[error("the spend signature of input {0} does not hold; sign with the key of the note's owner")]
    SpendSignature(u32),
    /// The bundle does not balance.
    #[error("the binding signature does not hold: the bundle does not balance, or another was signed; build it anew")]
    BindingSignature,
    /// The command is not signed by its `from`.
    #[error("the signature of the from address does not hold; sign with the key of that address")]
    FromSignature,
    /// A proof does not hold.
    #[error("the proof of {0} does not hold; prove the bundle anew with the parameters of its key version")]
    Proof(Place),
    /// The stored verifying keys cannot be read: the chain is damaged.
    #[error("the chain's verifying keys cannot be read; tell those who run the chain")]
    Keys,
}

impl Refusal {
    /// The number of the refusal, for interfaces that carry one byte.
    pub fn code(&self) -> u8 {
        self.using_encoded(|bytes| bytes.first().copied().unwrap_or(u8::MAX))
    }

    /// The variant's name, for programs; of a refused command, the name of its own error.
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::Paused => "Paused",
            Refusal::Shape(_) => "Shape",
            Refusal::Expired { .. } => "Expired",
            Refusal::ExpiryTooFar { .. } => "ExpiryTooFar",
            Refusal::Fee { .. } => "Fee",
            Refusal::KeyVersion(_) => "KeyVersion",
            Refusal::ExitOnly(_) => "ExitOnly",
            Refusal::Encoding { .. } => "Encoding",
            Refusal::UnknownAnchor => "UnknownAnchor",
            Refusal::NilAlreadySpent(_) => "NilAlreadySpent",
            Refusal::Unpayable(_) => "Unpayable",
            Refusal::Turnstile(_) => "Turnstile",
            Refusal::Command(error) => error.name(),
            Refusal::Balance(_) => "Balance",
            Refusal::SpendSignature(_) => "SpendSignature",
            Refusal::BindingSignature => "BindingSignature",
            Refusal::FromSignature => "FromSignature",
            Refusal::Proof(_) => "Proof",
            Refusal::Keys => "Keys",
        }
    }
}
