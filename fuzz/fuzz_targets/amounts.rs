//! Amounts, as a person types them and as JSON carries them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_rpc::Decimal;
use sero_wallet::amount;

fuzz_target!(|text: &str| {
    if let Ok(Decimal(value)) = text.parse() {
        assert_eq!(text.trim_start_matches('0'), value.to_string().trim_start_matches('0'));
        assert_eq!(amount::parse(text, 0).unwrap_or_default(), value);
    }
    for decimals in [0, 1, amount::SERO_DECIMALS, u8::MAX] {
        let _ = amount::parse(text, decimals);
    }
});
