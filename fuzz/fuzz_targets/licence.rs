//! Licences, in headers and as text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use sero_license::{
    text::{LicenseText, RequestText},
    AuthorLicense, IssuerKey, License, Place,
};
use sero_shielded::keys::PkrBytes;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(shown) = AuthorLicense::decode_all(&mut &bytes[..]) {
        assert_eq!(shown.encode(), bytes);
        // Its own key as the issuer's: then the proof is looked at, unless the key is none.
        let issuer = IssuerKey { zpk: shown.zpk, prop: shown.zpk };
        let place = Place { genesis: [0; 32], parent: [0; 32], height: 1 };
        let _ = shown.check(&PkrBytes([0; 96]), &place, &issuer, |_| false);
        let _ = shown.license.verify(&shown.zpk, &place.genesis, &issuer);
    }
    if let Ok(license) = License::decode_all(&mut &bytes[..]) {
        assert_eq!(license.encode(), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(key) = text.parse::<IssuerKey>() {
        assert_eq!(key.to_string().parse().ok(), Some(key));
    }
    if let Ok(request) = serde_json::from_str::<RequestText>(text) {
        let again = serde_json::to_string(&request).expect("it is written");
        assert_eq!(serde_json::from_str::<RequestText>(&again).ok(), Some(request));
    }
    if let Ok(license) = serde_json::from_str::<LicenseText>(text) {
        let _ = license.check(&license.issuer, &license.genesis, None);
    }
});
