//! Secrets as a person types them: secret URIs of plain accounts, and the words of a wallet.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_wallet::{mnemonic, plain::suri};

fuzz_target!(|text: &str| {
    let _ = suri::keypair(text);
    let _ = mnemonic::seed(text, "", 0);
});
