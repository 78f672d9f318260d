//! The extractor: a body and the signatures of both sides become a bundle.

use bounded_collections::BoundedVec;
use sero_shielded::{
    bundle::{Bundle, BundleBody},
    command::Command,
    signature::SignatureBytes,
};

use super::{answer::Answer, SwapError};
use crate::payment::build::BuildError;

/// The finished bundle.
pub(crate) fn extract(
    body: BundleBody<Command>,
    maker: &[SignatureBytes],
    answer: &Answer,
) -> Result<Bundle<Command>, SwapError> {
    let signatures = [maker, &answer.spend_signatures].concat();
    Ok(Bundle {
        body,
        spend_signatures: BoundedVec::try_from(signatures).map_err(|_| BuildError::TooMany("inputs"))?,
        binding_signature: answer.binding_signature,
        from_signature: None,
    })
}
