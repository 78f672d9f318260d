//! What a runtime hands to the host: statements with their proofs, verifying keys, signatures, trees.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_circuits::{keys::development_key, Circuit};
use sero_host::{pure, ProofKeys, SignedBy, Statements};
use sero_shielded::{encoding::FieldBytes, tree::EncodedFrontier};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statements) = Statements::decode_all(&mut &bytes[..]) {
        assert_eq!(statements.encode(), bytes);
        // Many would only make each run slow.
        if statements.inputs.len() + statements.outputs.len() <= 2 {
            let key = |circuit| development_key(circuit).to_vec();
            let keys = ProofKeys { input: key(Circuit::Input), output: key(Circuit::Output) };
            let verdict = pure::verify_proofs(&keys, &statements);
            assert!(verdict.is_err() || pure::check_encodings(&statements).is_ok());
        }
    }
    if let Ok(keys) = ProofKeys::decode_all(&mut &bytes[..]) {
        let none = Statements { anchor: FieldBytes::default(), inputs: vec![], outputs: vec![] };
        let _ = pure::verify_proofs(&keys, &none);
    }
    if let Ok(items) = Vec::<SignedBy>::decode_all(&mut &bytes[..]) {
        let _ = pure::verify_signatures(&items);
    }
    if let Ok((frontier, index, notes)) = <(EncodedFrontier, u64, Vec<FieldBytes>)>::decode_all(&mut &bytes[..]) {
        let _ = pure::append_notes(&frontier, index, &notes);
    }
});
