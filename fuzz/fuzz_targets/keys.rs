//! Points, scalars, field elements and addresses: what decodes encodes to the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sero_shielded::{
    encoding::{FieldBytes, PointBytes, ScalarBytes},
    keys::{PkrBytes, TrackingKey},
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(field) = FieldBytes::try_from(bytes) {
        assert!(field.to_field().map_or(true, |element| FieldBytes::from(element) == field));
    }
    if let Ok(scalar) = ScalarBytes::try_from(bytes) {
        assert!(scalar.to_scalar().map_or(true, |element| ScalarBytes::from(element) == scalar));
    }
    if let Ok(point) = PointBytes::try_from(bytes) {
        assert!(point.to_key().map_or(true, |element| PointBytes::from(element) == point));
    }
    if let Ok(address) = PkrBytes::try_from(bytes) {
        assert!(address.to_address().map_or(true, |decoded| decoded.to_bytes() == address));
    }
    if let Ok(bytes) = <&[u8; 64]>::try_from(bytes) {
        assert!(TrackingKey::from_bytes(bytes).map_or(true, |key| key.to_bytes() == *bytes));
    }
});
