//! Addresses as a person types them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_shielded::{
    address::{identify, Network},
    keys::{OneTimeAddress, PaymentAddress, TrackingKey},
};

fuzz_target!(|text: &str| {
    let _ = identify(text);
    for network in Network::ALL {
        if let Ok(address) = PaymentAddress::from_text(text, network) {
            assert_eq!(address.to_text(network), text.to_lowercase());
        }
        let _ = OneTimeAddress::from_text(text, network);
        let _ = TrackingKey::from_text(text, network);
    }
});
