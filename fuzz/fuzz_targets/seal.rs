//! What headers carry: the seal, the payout, the digest of the work.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::Encode;
use sero_pow::{Payout, Seal, WorkDigest};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(seal) = Seal::decode_exact(bytes) {
        assert_eq!(seal.encode(), bytes);
    }
    if let Ok(payout) = Payout::decode_exact(bytes) {
        assert_eq!(payout.encode(), bytes);
        assert_eq!(payout.to_address().is_ok(), Payout::check(bytes).is_ok());
    }
    if let Ok(digest) = WorkDigest::decode_exact(bytes) {
        assert_eq!(digest.encode(), bytes);
    }
});
