//! Bundles: what decodes encodes to the same bytes, and no check of its shape panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_shielded::{bundle::Bundle, command::Command};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::<Command>::decode_all(&mut &bytes[..]) {
        let _ = bundle.check_shape();
        let encoded = bundle.encode();
        assert_eq!(Bundle::<Command>::decode_all(&mut &encoded[..]).as_ref(), Ok(&bundle));
    }
});
