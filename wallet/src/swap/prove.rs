//! The prover's role: fills the proofs of a half in. Who does it learns which notes are spent, and can spend none.

use std::sync::Arc;

use super::{
    create::Created,
    half::{Half, Openings},
    SwapError,
};
use crate::payment::prove::{ProveError, Prover};

/// Proves a half, on a thread of its own.
pub(crate) async fn prove<P: Prover + 'static>(
    created: Created,
    prover: Arc<P>,
) -> Result<(Half, Openings), SwapError> {
    let Created { mut half, openings, statements } = created;
    let proofs = tokio::task::spawn_blocking(move || prover.prove(&statements))
        .await
        .map_err(|error| ProveError::Statement(error.to_string()))??;
    let inputs = half.inputs.iter_mut().map(|input| &mut input.proof);
    let slots: Vec<_> = inputs.chain(half.outputs.iter_mut().map(|output| &mut output.proof)).collect();
    if slots.len() != proofs.len() {
        return Err(ProveError::Statement("the prover left statements out".into()).into());
    }
    for (slot, proof) in slots.into_iter().zip(proofs) {
        *slot = proof;
    }
    Ok((half, openings))
}
