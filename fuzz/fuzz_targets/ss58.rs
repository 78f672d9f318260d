//! Plain accounts as a person types them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_wallet::plain::ss58;

fuzz_target!(|text: &str| {
    if let Ok(account) = ss58::decode(text) {
        assert_eq!(ss58::encode(&account), text);
    }
});
