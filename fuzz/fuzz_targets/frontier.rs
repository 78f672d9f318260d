//! Frontiers, from storage and from nodes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::DecodeAll;
use sero_shielded::{
    curve::F,
    tree::{EncodedFrontier, Frontier},
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(encoded) = EncodedFrontier::decode_all(&mut &bytes[..]) else { return };
    if let Ok(mut frontier) = Frontier::try_from(&encoded) {
        assert_eq!(frontier.encoded(), encoded);
        let _ = frontier.append(F::from(1u64));
        let _ = frontier.root();
    }
});
