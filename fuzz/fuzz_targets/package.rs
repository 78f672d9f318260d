//! Packages as a node may tell them: a key that did not make one reads nothing out of it, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::DecodeAll;
use sero_shielded::{command::StoredPackage, package::PackageKey};

fuzz_target!(|bytes: &[u8]| {
    let key = PackageKey::new([9; 32]);
    if let Ok(package) = StoredPackage::decode_all(&mut &bytes[..]) {
        let empty = package.contents.is_empty() && package.data.is_empty();
        assert_eq!(key.inspect(&[1; 32], &package).is_ok(), empty);
    }
    assert_eq!(key.open(&[1; 32], bytes).is_some(), bytes.is_empty());
});
