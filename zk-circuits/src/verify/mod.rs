//! Groth16 over BN254: verifying keys, proofs, single and batch verification.
//!
//! A proof (A, B, C) of public inputs x holds under a key when
//! `e(A, B) = e(alpha, beta) · e(IC(x), gamma) · e(C, delta)` with `IC(x) = IC_0 + sum of x_i · IC_i`.
//!
//! ```text
//! let key = VerifyingKey::parse(Circuit::Input, &bytes)?;      // once for each key: it is prepared here
//! key.verify(&inputs, &proof)?;                                // one proof
//! verify_batch(&[Item { key: &key, inputs: &inputs, proof: &proof }])?;   // many, of several keys
//! ```
//!
//! # Consensus
//!
//! The verdict is a pure function of key, inputs and proof: the batch says yes where every single verification does, and it
//! names the first bad proof otherwise, but for a chance of 2^-128 a try. Its coefficients come from a hash of the whole batch,
//! so no machine differs.
//! Frozen rules: every encoding is canonical, G2 points lie in the subgroup of order r, and the identity is refused wherever
//! a group element is read.

mod batch;
mod key;
mod miller;
mod proof;
mod sum;
mod threads;
mod transcript;

pub use batch::{verify_batch, BatchError, Item};
pub use key::{Element, KeyError, VerifyingKey};
pub use proof::{Points, Proof, ProofError, PROOF_LEN};

use ark_bn254::Fr as F;
use sero_shielded::encoding::FieldBytes;

/// Why a proof does not prove its statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The bytes are no proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The statement has another number of public inputs than the key.
    #[error("{found} public inputs, where the key has {expected}")]
    InputCount {
        /// What the key has.
        expected: usize,
        /// What the statement has.
        found: usize,
    },
    /// A public input at or above the modulus.
    #[error("public input {0} is not below the modulus")]
    InputNotCanonical(usize),
    /// The pairing equation does not hold.
    #[error("the pairing equation does not hold")]
    Equation,
}

/// Public inputs out of 32-byte strings, little-endian.
///
/// # Errors
/// [`VerifyError::InputNotCanonical`] names the first that is not below the modulus.
pub fn field_elements<'a>(strings: impl IntoIterator<Item = &'a [u8; 32]>) -> Result<alloc::vec::Vec<F>, VerifyError> {
    strings
        .into_iter()
        .enumerate()
        .map(|(place, bytes)| FieldBytes(*bytes).to_field().map_err(|_| VerifyError::InputNotCanonical(place)))
        .collect()
}

#[cfg(all(test, feature = "prover"))]
mod tests;
