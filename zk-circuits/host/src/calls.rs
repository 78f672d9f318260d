//! What a runtime calls: the host, or with `pure-wasm` the same functions inside the runtime.

#[cfg(feature = "pure-wasm")]
pub use crate::pure::{
    append_notes, balance_key, check_addresses, check_encodings, hash_to_curve, public_note_commitment, tree_root,
    verify_proofs, verify_signatures,
};

#[cfg(not(feature = "pure-wasm"))]
pub use host::{
    append_notes, balance_key, check_addresses, check_encodings, hash_to_curve, public_note_commitment, tree_root,
    verify_proofs, verify_signatures,
};

#[cfg(not(feature = "pure-wasm"))]
mod host {
    use crate::{crypto, Fault, ProofFault, ProofKeys, SignedBy, Statements, TreeFault};
    use sero_shielded::{
        bundle::{BalanceError, PublicTerm},
        encoding::{EncodingError, FieldBytes, PointBytes},
        keys::PkrBytes,
        note::PublicNote,
        tree::EncodedFrontier,
    };

    /// See [`crate::pure::check_encodings`].
    pub fn check_encodings(statements: &Statements) -> Result<(), Fault> {
        crypto::check_encodings(statements.clone())
    }

    /// See [`crate::pure::check_addresses`].
    pub fn check_addresses(addresses: &[PkrBytes]) -> Result<(), (u32, EncodingError)> {
        crypto::check_addresses(addresses.to_vec())
    }

    /// See [`crate::pure::verify_proofs`].
    pub fn verify_proofs(keys: &ProofKeys, statements: &Statements) -> Result<(), ProofFault> {
        crypto::verify_proofs(keys.clone(), statements.clone())
    }

    /// See [`crate::pure::verify_signatures`].
    pub fn verify_signatures(items: &[SignedBy]) -> Result<(), u32> {
        crypto::verify_signatures(items.to_vec())
    }

    /// See [`crate::pure::balance_key`].
    pub fn balance_key(
        inputs: &[PointBytes],
        outputs: &[PointBytes],
        terms: &[PublicTerm],
    ) -> Result<PointBytes, BalanceError> {
        crypto::balance_key(inputs.to_vec(), outputs.to_vec(), terms.to_vec())
    }

    /// See [`crate::pure::hash_to_curve`].
    pub fn hash_to_curve(u: &FieldBytes) -> Option<PointBytes> {
        crypto::hash_to_curve(*u)
    }

    /// See [`crate::pure::public_note_commitment`].
    pub fn public_note_commitment(note: &PublicNote) -> Option<FieldBytes> {
        crypto::public_note_commitment(*note)
    }

    /// See [`crate::pure::append_notes`].
    pub fn append_notes(
        frontier: &EncodedFrontier,
        index: u64,
        commitments: &[FieldBytes],
    ) -> Result<EncodedFrontier, TreeFault> {
        crypto::append_notes(frontier.clone(), index, commitments.to_vec())
    }

    /// See [`crate::pure::tree_root`].
    pub fn tree_root(frontier: &EncodedFrontier) -> Result<FieldBytes, TreeFault> {
        crypto::tree_root(frontier.clone())
    }
}
