//! An offer: the maker's half, what it is worth, and where and how long it holds. Not signed yet.

use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, Encode};
use sero_shielded::{
    curve::Scalar,
    encoding::{FieldBytes, ScalarBytes},
    hash::hb,
};

use super::{
    file::Filed,
    half::Half,
    terms::{Deal, Terms},
    Side, SwapError,
};

/// Bytes of the sealed openings at most.
pub const MAX_SEALED: u32 = 4096;

/// The chain on which a trade can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ChainId {
    /// Its genesis hash.
    pub genesis: [u8; 32],
    /// Its transaction version.
    pub transaction_version: u32,
    /// The version of the verifying keys under which the proofs hold.
    pub key_version: u32,
}

/// What a maker hands to whoever may take the offer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Offer {
    /// The chain.
    pub chain: ChainId,
    /// The root under which all inputs of the bundle are spent: a bundle has one.
    pub anchor: FieldBytes,
    /// The block at whose end the note tree has this root.
    pub anchor_block: u32,
    /// The last block that may hold the trade.
    pub expiry: u32,
    /// The terms.
    pub terms: Terms,
    /// The maker's inputs and outputs.
    pub half: Half,
    /// `bsk_M`, the sum of the blindings of the maker's inputs less those of his outputs. The taker adds his own and so knows
    /// the secret of the binding signature.
    ///
    /// # Security
    /// The sum opens `CB_M = sum cm_in - sum cm_out`, and the value in it is what the terms say anyway. Each blinding on its own
    /// stays as unknown as before: for whatever values of single notes that add up to the terms, there are blindings that add up
    /// to this sum. And it serves nobody who lacks the maker's spend signatures.
    pub blinding: ScalarBytes,
    /// The openings of the half, sealed: nobody but the maker reads them.
    pub sealed: BoundedVec<u8, ConstU32<MAX_SEALED>>,
}

impl Filed for Offer {
    const MAGIC: [u8; 8] = *b"SEROoffr";
    const WHAT: &'static str = "swap offer";
    const BY: &'static str = "swap offer";
}

impl Offer {
    /// The offer's name: a hash of all of it but the seal, which is bound to it.
    pub fn id(&self) -> [u8; 32] {
        let Offer { chain, anchor, anchor_block, expiry, terms, half, blinding, sealed: _ } = self;
        let parts = (chain, anchor, anchor_block, expiry, terms, half, blinding);
        parts.using_encoded(|bytes| hb("sero.swap.offer", &[bytes]))
    }

    /// The sum of blindings.
    pub(crate) fn blinding(&self) -> Result<Scalar, SwapError> {
        self.blinding.to_scalar().map_err(|_| SwapError::Blinding)
    }

    /// Whether the half does what the terms say.
    pub(crate) fn check_amounts(&self) -> Result<(), SwapError> {
        let Deal { pays, gets } = Deal::of_maker(&self.terms);
        self.half.amounts_to(Side::Maker, &pays, &gets, &self.blinding()?)
    }
}
