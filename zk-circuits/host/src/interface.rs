//! The host functions. Versions are frozen: a change of any verdict is a new version of its function.

use crate::{Fault, ProofFault, ProofKeys, SignedBy, Statements, TreeFault};
use alloc::vec::Vec;
use sero_shielded::{
    bundle::{BalanceError, PublicTerm},
    encoding::{EncodingError, FieldBytes, PointBytes},
    keys::PkrBytes,
    note::PublicNote,
    tree::EncodedFrontier,
};
use sp_runtime_interface::{
    pass_by::{AllocateAndReturnByCodec, PassFatPointerAndDecode},
    runtime_interface,
};

/// The cryptography of the shielded protocol.
#[runtime_interface]
pub trait Crypto {
    /// See [`crate::pure::check_encodings`].
    fn check_encodings(statements: PassFatPointerAndDecode<Statements>) -> AllocateAndReturnByCodec<Result<(), Fault>> {
        crate::pure::check_encodings(&statements)
    }

    /// See [`crate::pure::check_addresses`].
    fn check_addresses(
        addresses: PassFatPointerAndDecode<Vec<PkrBytes>>,
    ) -> AllocateAndReturnByCodec<Result<(), (u32, EncodingError)>> {
        crate::pure::check_addresses(&addresses)
    }

    /// See [`crate::pure::verify_proofs`]; proofs found valid before are not verified again.
    fn verify_proofs(
        keys: PassFatPointerAndDecode<ProofKeys>,
        statements: PassFatPointerAndDecode<Statements>,
    ) -> AllocateAndReturnByCodec<Result<(), ProofFault>> {
        crate::cache::verify_proofs(&keys, &statements)
    }

    /// See [`crate::pure::verify_signatures`].
    fn verify_signatures(items: PassFatPointerAndDecode<Vec<SignedBy>>) -> AllocateAndReturnByCodec<Result<(), u32>> {
        crate::pure::verify_signatures(&items)
    }

    /// See [`crate::pure::balance_key`].
    fn balance_key(
        inputs: PassFatPointerAndDecode<Vec<PointBytes>>,
        outputs: PassFatPointerAndDecode<Vec<PointBytes>>,
        terms: PassFatPointerAndDecode<Vec<PublicTerm>>,
    ) -> AllocateAndReturnByCodec<Result<PointBytes, BalanceError>> {
        crate::pure::balance_key(&inputs, &outputs, &terms)
    }

    /// See [`crate::pure::hash_to_curve`].
    fn hash_to_curve(u: PassFatPointerAndDecode<FieldBytes>) -> AllocateAndReturnByCodec<Option<PointBytes>> {
        crate::pure::hash_to_curve(&u)
    }

    /// See [`crate::pure::public_note_commitment`].
    fn public_note_commitment(
        note: PassFatPointerAndDecode<PublicNote>,
    ) -> AllocateAndReturnByCodec<Option<FieldBytes>> {
        crate::pure::public_note_commitment(&note)
    }

    /// See [`crate::pure::append_notes`].
    fn append_notes(
        frontier: PassFatPointerAndDecode<EncodedFrontier>,
        index: u64,
        commitments: PassFatPointerAndDecode<Vec<FieldBytes>>,
    ) -> AllocateAndReturnByCodec<Result<EncodedFrontier, TreeFault>> {
        crate::pure::append_notes(&frontier, index, &commitments)
    }

    /// See [`crate::pure::tree_root`].
    fn tree_root(
        frontier: PassFatPointerAndDecode<EncodedFrontier>,
    ) -> AllocateAndReturnByCodec<Result<FieldBytes, TreeFault>> {
        crate::pure::tree_root(&frontier)
    }
}
