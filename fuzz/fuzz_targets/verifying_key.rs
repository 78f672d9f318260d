//! Verifying keys and proofs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_circuits::{
    keys::development_key,
    verify::{Proof, VerifyingKey, PROOF_LEN},
    Circuit,
};

fuzz_target!(|bytes: &[u8]| {
    for circuit in Circuit::ALL {
        let _ = VerifyingKey::parse(circuit, bytes);
    }
    if let Ok(proof) = <[u8; PROOF_LEN]>::try_from(bytes) {
        let _ = Proof(proof).points();
    }
    assert!(VerifyingKey::parse(Circuit::Input, development_key(Circuit::Input)).is_ok());
});
