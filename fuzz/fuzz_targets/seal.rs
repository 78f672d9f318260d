//! Seals and payouts of headers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_pow::{Payout, Seal};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(seal) = Seal::decode_all(&mut &bytes[..]) {
        assert_eq!(seal.encode(), bytes);
    }
    if let Ok(payout) = Payout::decode_all(&mut &bytes[..]) {
        let _ = payout.to_address();
    }
});
