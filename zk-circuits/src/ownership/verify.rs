//! The judgement of an answer: everything but whether the anchor is a root of the chain.

use super::Public;
use crate::{
    statement::PublicError,
    verify::{Proof, VerifyError, VerifyingKey},
    Circuit,
};
use sero_shielded::{
    ownership::{message, Challenge, ChallengeError, OwnershipProof},
    signature::{self, Role},
};

/// Why an answer does not show ownership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnershipError {
    /// The verifying key judges another circuit.
    #[error("the verifying key is one of the circuit {0}, not of ownership")]
    Circuit(Circuit),
    /// The challenge is about nothing that can be owned as one.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// The anchor or K is not what it is taken for.
    #[error(transparent)]
    Public(#[from] PublicError),
    /// The signature is not K's, or signs something else: another challenge, another chain, another proof.
    #[error("the signature is not one of K over this challenge on this chain")]
    Signature,
    /// The proof does not prove the statement.
    #[error(transparent)]
    Proof(#[from] VerifyError),
}

/// Judges an answer to a challenge, without a chain.
///
/// # Security
/// The answer is worth what its anchor is: the caller checks that the note tree had that root at the end of
/// [`OwnershipProof::anchor_block`]. Under a development key everybody can forge: see [`crate::keys`].
///
/// # Errors
/// [`OwnershipError`], cheap checks first.
pub fn verify(
    key: &VerifyingKey,
    genesis: &[u8; 32],
    challenge: &Challenge,
    proof: &OwnershipProof,
) -> Result<(), OwnershipError> {
    if key.circuit() != Circuit::Ownership {
        return Err(OwnershipError::Circuit(key.circuit()));
    }
    let public = Public::decode(&proof.anchor, challenge, &proof.key)?;
    if !signature::verify(Role::Own, public.key(), &message(genesis, challenge, &proof.claim()), &proof.signature) {
        return Err(OwnershipError::Signature);
    }
    Ok(key.verify(&public.to_field_elements(), &Proof::from(proof.proof))?)
}
