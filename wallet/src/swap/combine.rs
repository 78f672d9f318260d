//! The combiner: two halves become the body of one bundle, the maker's in front.

use bounded_collections::{BoundedVec, Get};
use sero_shielded::{
    bundle::{BundleBody, VERSION},
    command::Command,
};

use super::{error::Spot, half::Half, offer::Offer, SwapError};
use crate::payment::build::BuildError;

/// The body of the bundle: everything that is signed. Both sides compute it, each from what it knows itself.
///
/// # Errors
/// [`SwapError::RepeatedNil`].
pub fn combine(offer: &Offer, taker: &Half, fee: u128) -> Result<BundleBody<Command>, SwapError> {
    let maker = &offer.half;
    for (place, nil) in taker.nils().enumerate() {
        if let Some(earlier) = maker.nils().position(|other| other == nil) {
            let place = maker.inputs.len().saturating_add(place);
            return Err(SwapError::RepeatedNil(Spot::Input(earlier), Spot::Input(place)));
        }
    }
    Ok(BundleBody {
        version: VERSION,
        key_version: offer.chain.key_version,
        expiry: offer.expiry,
        anchor: offer.anchor,
        inputs: join(&maker.inputs, &taker.inputs, "inputs")?,
        outputs: join(&maker.outputs, &taker.outputs, "outputs")?,
        public_outs: BoundedVec::default(),
        from: None,
        fee,
        command: None,
    })
}

fn join<T: Clone, S: Get<u32>>(front: &[T], back: &[T], what: &'static str) -> Result<BoundedVec<T, S>, BuildError> {
    BoundedVec::try_from([front, back].concat()).map_err(|_| BuildError::TooMany(what))
}
