//! The stored vault of a wallet.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_wallet::vault::Vault;

/// Version, then memory, passes and lanes of the key derivation, of four bytes each.
fn is_cheap(stored: &[u8]) -> bool {
    let number = |at: usize| stored.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let at_most = |at, limit| number(at).is_none_or(|value| value <= limit);
    at_most(1, 64) && at_most(5, 1) && at_most(9, 1)
}

fuzz_target!(|bytes: &[u8]| {
    // A vault may ask for a gibibyte and seconds of work; that is its owner's choice, and no use here.
    if is_cheap(bytes) {
        let _ = Vault::open(bytes, "correct horse");
    }
});
