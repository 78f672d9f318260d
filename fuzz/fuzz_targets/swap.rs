//! Files of a swap: what reads as one is written as the same text, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_wallet::swap::{file::Filed, Answer, Offer};

fn comes_back<T: Filed + PartialEq>(text: &str) {
    if let Ok(read) = T::from_text(text) {
        assert!(T::from_text(&read.to_text()).is_ok_and(|again| again == read));
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    comes_back::<Offer>(text);
    comes_back::<Answer>(text);
});
