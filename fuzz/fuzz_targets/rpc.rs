//! Parameters that a node reads, and answers that a wallet reads from a node that it does not trust.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::{de::DeserializeOwned, Serialize};
use sero_rpc::{BlockData, BlockEvent, ChainInfo, Decimal, Hex32, HexBytes, NilStatus, Submitted};

fn read<T: DeserializeOwned + Serialize + PartialEq>(json: &str) {
    if let Ok(value) = serde_json::from_str::<T>(json) {
        let again = serde_json::to_string(&value).expect("it is written");
        assert!(serde_json::from_str::<T>(&again).is_ok_and(|read| read == value), "{again}");
    }
}

fuzz_target!(|text: &str| {
    if let Ok(bytes) = text.parse::<HexBytes>() {
        assert_eq!(bytes.to_string(), text.to_lowercase());
    }
    if let Ok(bytes) = text.parse::<Hex32>() {
        assert_eq!(bytes.to_string(), text.to_lowercase());
    }
    read::<Hex32>(text);
    read::<HexBytes>(text);
    read::<Decimal>(text);
    read::<ChainInfo>(text);
    read::<BlockData>(text);
    read::<BlockEvent>(text);
    read::<NilStatus>(text);
    read::<Submitted>(text);
});
