//! Extrinsics, as peers send them: what decodes encodes to bytes that decode to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_runtime::UncheckedExtrinsic;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(extrinsic) = UncheckedExtrinsic::decode_all(&mut &bytes[..]) {
        let encoded = extrinsic.encode();
        assert_eq!(UncheckedExtrinsic::decode_all(&mut &encoded[..]).as_ref(), Ok(&extrinsic));
    }
});
