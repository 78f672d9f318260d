//! An answer: all that the maker does not know yet of the bundle.
//!
//! It holds neither the maker's half nor expiry, anchor or key version: the maker puts the bundle together from his own offer
//! and this, so an answer has no way to say anything else of them. The taker's signatures hold for that bundle or for none.

use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, Encode};
use sero_shielded::signature::SignatureBytes;

use super::{
    file::Filed,
    half::{Half, MAX_HALF},
};

/// What a taker hands back to the maker.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Answer {
    /// [`super::Offer::id`] of the offer that it answers.
    pub offer: [u8; 32],
    /// The fee, in SERO's smallest unit. The taker pays it.
    pub fee: u128,
    /// The taker's inputs and outputs; they stand behind the maker's.
    pub half: Half,
    /// One for each of the taker's inputs, over the whole bundle.
    pub spend_signatures: BoundedVec<SignatureBytes, ConstU32<MAX_HALF>>,
    /// Shows that the whole bundle balances.
    pub binding_signature: SignatureBytes,
}

impl Filed for Answer {
    const MAGIC: [u8; 8] = *b"SEROansw";
    const WHAT: &'static str = "swap answer";
    const BY: &'static str = "swap take";
}
