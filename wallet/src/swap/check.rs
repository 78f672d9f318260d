//! What each side checks of what the other hands it, cheap things first.

use sero_shielded::encoding::FieldBytes;

use super::{
    error::{Side, SwapError},
    half::Half,
    offer::{ChainId, Offer},
    verify::Verifier,
};
use crate::{
    payment::{ANCHOR_DEPTH, ANCHOR_EVERY},
    sync::ChainState,
    wallet::Wallet,
};

/// The chain as one side knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// The chain.
    pub(crate) chain: ChainId,
    /// Its last block.
    pub(crate) tip: u32,
    /// How far ahead of the tip an expiry may lie.
    pub(crate) max_expiry: u32,
}

/// Whether an offer is for this chain, names terms that can be, and is still open. `left` blocks must be left at least.
pub(crate) fn frame(offer: &Offer, view: &View, left: u32) -> Result<(), SwapError> {
    offer.terms.check()?;
    let (found, own) = (&offer.chain, &view.chain);
    if found.genesis != own.genesis {
        return Err(SwapError::OtherChain(const_hex::encode_prefixed(found.genesis)));
    }
    if found.transaction_version != own.transaction_version {
        let (found, expected) = (found.transaction_version, own.transaction_version);
        return Err(SwapError::TransactionVersion { found, expected });
    }
    if found.key_version != own.key_version {
        return Err(SwapError::KeyVersion { found: found.key_version, expected: own.key_version });
    }
    let (expiry, tip) = (offer.expiry, view.tip);
    if expiry <= tip {
        return Err(SwapError::Expired { expiry, tip });
    }
    if expiry.saturating_sub(tip) < left {
        return Err(SwapError::TooNear { expiry, tip });
    }
    let furthest = tip.saturating_add(view.max_expiry);
    match expiry > furthest {
        true => Err(SwapError::TooFar { expiry, furthest }),
        false => Ok(()),
    }
}

/// Whether an offer anchors at a root that this wallet computed itself.
pub(crate) fn anchor(offer: &Offer, state: &ChainState) -> Result<(), SwapError> {
    let block = offer.anchor_block;
    let root = state.tree.root_at(block).map_err(|_| SwapError::NoRoot { block })?;
    // A bundle with an anchor of its own would be told from all others, and its halves' makers with it.
    if !block.is_multiple_of(ANCHOR_EVERY) || block > state.tip.number.saturating_sub(ANCHOR_DEPTH) {
        return Err(SwapError::AnchorBlock { block });
    }
    match offer.anchor == FieldBytes::from(root) {
        true => Ok(()),
        false => Err(SwapError::Anchor { block }),
    }
}

/// Whether a half is padded, canonically encoded and proved.
///
/// Whether its nils are unspent is not asked: the wallet keeps no foreign nils, and to ask a node for them would tell it of
/// the trade. The chain refuses a spent one, and then nothing of the trade happens.
pub(crate) fn half<V: Verifier + ?Sized>(
    half: &Half,
    side: Side,
    offer: &Offer,
    verifier: &V,
) -> Result<(), SwapError> {
    half.check_shape(side)?;
    let claims = half.claims(side, &offer.anchor)?;
    verifier.verify(&claims).map_err(|claim| SwapError::Proof { side, spot: half.spot(claim) })
}

impl Wallet {
    /// Whether a half spends notes of this account.
    pub(crate) fn owns(&self, half: &Half) -> bool {
        half.nils().any(|nil| self.state.by_nil.contains_key(nil))
    }
}
