//! The functions of [`sero_host`] behind the calling convention of a runtime, as two builds of wasm.
//!
//! One has the feature `pure-wasm` and computes them itself. In it is `shielded-example-runtime` too, as a chain builds it
//! whose nodes lack our host functions. The other calls the host. The tests run both on the same good and bad bytes, and
//! the functions natively, alone and behind the host's cache, and compare.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "std")]
#[allow(dead_code, missing_docs, reason = "the wasm builder writes three constants")]
mod blobs {
    pub mod pure {
        include!(concat!(env!("OUT_DIR"), "/pure.rs"));
    }
    pub mod calls {
        include!(concat!(env!("OUT_DIR"), "/calls.rs"));
    }
}

/// The build with `pure-wasm`; nothing where the build skipped it.
#[cfg(feature = "std")]
pub const PURE: Option<&[u8]> = blobs::pure::WASM_BINARY;

/// The build that calls the host; nothing where the build skipped it.
#[cfg(feature = "std")]
pub const CALLS: Option<&[u8]> = blobs::calls::WASM_BINARY;

#[cfg(not(feature = "std"))]
extern crate alloc;
// Its exports become exports of this crate.
#[cfg(all(not(feature = "std"), feature = "pure-wasm"))]
use shielded_example_runtime as _;
// The allocator and the panic handler of a runtime.
#[cfg(not(feature = "std"))]
use sp_io as _;

/// Each as its namesake in [`sero_host`], which is what a runtime calls.
#[cfg(not(feature = "std"))]
mod exports {
    #![allow(missing_docs, reason = "the macro takes no docs")]
    use alloc::vec::Vec;

    sp_core::wasm_export_functions! {
        fn check_encodings(statements: sero_host::Statements) -> Result<(), sero_host::Fault> {
            sero_host::check_encodings(&statements)
        }

        fn check_addresses(
            addresses: Vec<sero_shielded::keys::PkrBytes>,
        ) -> Result<(), (u32, sero_shielded::encoding::EncodingError)> {
            sero_host::check_addresses(&addresses)
        }

        fn verify_proofs(
            keys: sero_host::ProofKeys,
            statements: sero_host::Statements,
        ) -> Result<(), sero_host::ProofFault> {
            sero_host::verify_proofs(&keys, &statements)
        }

        fn verify_signatures(items: Vec<sero_host::SignedBy>) -> Result<(), u32> {
            sero_host::verify_signatures(&items)
        }

        fn hash_to_curve(u: sero_shielded::encoding::FieldBytes) -> Option<sero_shielded::encoding::PointBytes> {
            sero_host::hash_to_curve(&u)
        }

        fn balance_key(
            inputs: Vec<sero_shielded::encoding::PointBytes>,
            outputs: Vec<sero_shielded::encoding::PointBytes>,
            terms: Vec<sero_shielded::bundle::PublicTerm>,
        ) -> Result<sero_shielded::encoding::PointBytes, sero_shielded::bundle::BalanceError> {
            sero_host::balance_key(&inputs, &outputs, &terms)
        }

        fn public_note_commitment(
            note: sero_shielded::note::PublicNote,
        ) -> Option<sero_shielded::encoding::FieldBytes> {
            sero_host::public_note_commitment(&note)
        }

        fn append_notes(
            frontier: sero_shielded::tree::EncodedFrontier,
            index: u64,
            commitments: Vec<sero_shielded::encoding::FieldBytes>,
        ) -> Result<sero_shielded::tree::EncodedFrontier, sero_host::TreeFault> {
            sero_host::append_notes(&frontier, index, &commitments)
        }

        fn tree_root(
            frontier: sero_shielded::tree::EncodedFrontier,
        ) -> Result<sero_shielded::encoding::FieldBytes, sero_host::TreeFault> {
            sero_host::tree_root(&frontier)
        }
    }
}
