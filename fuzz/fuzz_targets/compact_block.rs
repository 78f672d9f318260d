//! Compact blocks, as a wallet reads them from a node that it does not trust.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_shielded::compact::CompactBlock;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(block) = CompactBlock::decode_all(&mut &bytes[..]) {
        let encoded = block.encode();
        assert_eq!(CompactBlock::decode_all(&mut &encoded[..]).as_ref(), Ok(&block));
    }
});
