//! Why a trade does not come about.

use std::fmt;

use sero_circuits::PublicError;
use sero_shielded::bundle::BalanceError;

use super::{file::VERSION, half::MAX_HALF, MIN_LEFT};
use crate::{
    chain::ChainError,
    payment::{
        build::BuildError, check::CheckError, prove::ProveError, sign::SignError, PayError, RequestError, SelectError,
    },
    store::StoreError,
    sync::SyncError,
    vault::VaultError,
};

/// Whose half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// His who made the offer.
    Maker,
    /// His who took it.
    Taker,
}

/// A place in a half, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// An input.
    Input(usize),
    /// An output.
    Output(usize),
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Maker => "maker",
            Side::Taker => "taker",
        })
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Input(place) => write!(f, "input {place}"),
            Spot::Output(place) => write!(f, "output {place}"),
        }
    }
}

/// Why a trade does not come about. Up to the maker's signatures nothing is spent, whatever the error.
#[derive(Debug, thiserror::Error)]
pub enum SwapError {
    /// Bytes that are not what they should be.
    #[error("this is no {what}: {why}; give the file that `{by}` wrote, whole and unaltered")]
    File {
        /// What was wanted.
        what: &'static str,
        /// The command that writes it.
        by: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A file of another version.
    #[error(
        "the {what} has version {found}, and this program knows version {VERSION}; both sides need the same program"
    )]
    Version {
        /// What it is.
        what: &'static str,
        /// Its version.
        found: u8,
    },
    /// An asset against itself.
    #[error("both sides of the trade are the same asset; to pay somebody use `send`")]
    SameAsset,
    /// Nothing on one side.
    #[error("the amount {0} is zero; name what is traded, or use `send` to give something away")]
    Zero(&'static str),
    /// A ticket or package in parts.
    #[error("the amount {0} is not 1; a ticket or package has the value 1, so trade 1 of it")]
    Indivisible(&'static str),
    /// More than 128 bits.
    #[error("what is paid, with the fee, adds up to more than can exist; check the amounts")]
    Overflow,
    /// An offer's duration.
    #[error("an offer cannot stay open for {asked} blocks; choose {MIN_LEFT} to {most}")]
    Duration {
        /// What was asked for.
        asked: u32,
        /// What the chain allows.
        most: u32,
    },
    /// Another genesis.
    #[error(
        "the offer is for another chain (genesis {0}); ask its maker for one on this chain, or name another --node"
    )]
    OtherChain(String),
    /// Another format of transactions.
    #[error("the offer is for transaction version {found}, and the chain has {expected}; ask its maker for a new one")]
    TransactionVersion {
        /// What the offer says.
        found: u32,
        /// What the chain says.
        expected: u32,
    },
    /// Other verifying keys.
    #[error("the offer's proofs are for key version {found}, and this wallet knows {expected}; both sides need the same program")]
    KeyVersion {
        /// What the offer says.
        found: u32,
        /// What this wallet knows.
        expected: u32,
    },
    /// Too late.
    #[error("the offer ended at block {expiry}, and the chain is at block {tip}; ask its maker for a new one")]
    Expired {
        /// The last block that may hold the trade.
        expiry: u32,
        /// The chain's last block.
        tip: u32,
    },
    /// Nearly too late.
    #[error("the offer ends at block {expiry}, and the chain is at block {tip}: too near for an answer, which needs {MIN_LEFT} blocks; ask its maker for a new one")]
    TooNear {
        /// The last block that may hold the trade.
        expiry: u32,
        /// The chain's last block.
        tip: u32,
    },
    /// Further ahead than the chain takes.
    #[error("the offer ends at block {expiry}, and the chain takes nothing that ends after block {furthest}; ask its maker for a shorter one")]
    TooFar {
        /// The last block that may hold the trade.
        expiry: u32,
        /// What the chain takes.
        furthest: u32,
    },
    /// No root to compare the anchor with.
    #[error("this wallet has no root of block {block}, at which the offer anchors; ask its maker for a newer one")]
    NoRoot {
        /// The block.
        block: u32,
    },
    /// Another root.
    #[error("the offer's anchor is not the root that block {block} has here: it is altered, or its maker followed another fork; run `sync`, then ask for a new one")]
    Anchor {
        /// The block.
        block: u32,
    },
    /// A root where no wallet anchors.
    #[error("the offer anchors at block {block}, where no payment anchors: the trade would be told from all others; ask its maker for a new one")]
    AnchorBlock {
        /// The block.
        block: u32,
    },
    /// One's own offer.
    #[error("this is your own offer; let somebody else take it, or end it with `swap cancel`")]
    OwnOffer,
    /// Answered already.
    #[error("an answer of yours to this offer, or to another one of the same notes, waits up to block {expiry}; give the maker that one, or wait until it has expired")]
    Answered {
        /// The last block that may hold the trade.
        expiry: u32,
    },
    /// Another price than was agreed to.
    #[error("the fee of the trade changed while you were asked; nothing was signed, take the offer again")]
    OtherPrice,
    /// Too small, or too large together with the other one.
    #[error("the {side}'s half has {found} {what}, where {least} to {MAX_HALF} belong; ask him for a new one")]
    Count {
        /// Whose half.
        side: Side,
        /// Inputs, outputs or signatures.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        least: usize,
    },
    /// One nil twice.
    #[error("{0} and {1} of the trade have the same nil; ask the other side for a new file")]
    RepeatedNil(Spot, Spot),
    /// A part that is no statement.
    #[error("{spot} of the {side}: {error}; ask him for a new file")]
    Statement {
        /// Whose half.
        side: Side,
        /// The part.
        spot: Spot,
        /// What is wrong with it.
        error: PublicError,
    },
    /// A proof that does not hold.
    #[error("the proof of {spot} of the {side} does not hold; do not trade on it")]
    Proof {
        /// Whose half.
        side: Side,
        /// The part.
        spot: Spot,
    },
    /// Terms that are not what the half does.
    #[error("the {0}'s inputs and outputs do not amount to the terms that the offer names; do not trade on it")]
    Amounts(Side),
    /// A sum of blindings that is no scalar.
    #[error("the sum of blindings is not below the group's order; ask the maker for a new offer")]
    Blinding,
    /// No binding key.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// Another's offer, or an altered one.
    #[error(
        "this offer was not made by this account, or it was altered since; give the file as `swap offer` wrote it"
    )]
    NotYours,
    /// An answer to something else.
    #[error("the answer is for another offer; give the offer that was answered")]
    OtherOffer,
    /// A note that is no longer there.
    #[error("the note of input {0} of the offer was spent, by this trade or by a payment, or a fork moved it; look at `history` first, and make a new offer only if the trade is not there")]
    Gone(usize),
    /// A spend signature of the taker.
    #[error("the signature of input {0} of the taker does not verify: the answer was altered; ask him for it again")]
    SpendSignature(usize),
    /// The binding signature.
    #[error("the binding signature does not verify: the answer was altered, or it does not balance; ask the taker for it again")]
    BindingSignature,
    /// A half that does something else than its terms. A flaw of this program, not of the other side.
    #[error("your own half of the trade does not do what was asked; nothing was signed, please report it")]
    NotAsked,
    /// Too little.
    #[error("{error}; only what came up to block {anchor} counts for this offer")]
    Funds {
        /// What is missing.
        error: SelectError,
        /// The block at which the trade anchors.
        anchor: u32,
    },
    /// Enough in too many pieces.
    #[error("a half of a trade holds {MAX_HALF} notes; first send at most {reachable} {asset} to your own address to join them")]
    TooManyNotes {
        /// The asset's name.
        asset: String,
        /// What the largest notes hold, as text.
        reachable: String,
    },
    /// What every payment can meet.
    #[error(transparent)]
    Pay(#[from] PayError),
}

macro_rules! through {
    ($($inner:ty),* $(,)?) => {$(
        impl From<$inner> for SwapError {
            fn from(error: $inner) -> Self {
                SwapError::Pay(error.into())
            }
        }
    )*};
}
through! {
    RequestError,
    SelectError,
    BuildError,
    ProveError,
    SignError,
    CheckError,
    VaultError,
    StoreError,
    SyncError,
    ChainError,
}

impl SwapError {
    /// The chain's error, where it is one.
    pub fn chain(&self) -> Option<&ChainError> {
        match self {
            SwapError::Pay(PayError::Chain(error) | PayError::Refused(error)) => Some(error),
            SwapError::Pay(PayError::Sync(SyncError::Chain(error))) => Some(error),
            _ => None,
        }
    }
}
