//! Points that are no keys.

use sero_shielded::{
    encoding::{EncodingError, PointBytes},
    keys::PkrBytes,
};

/// The modulus of the field: the smallest number that is not canonical.
pub const MODULUS: [u8; 32] = [
    0x01, 0x00, 0x00, 0xf0, 0x93, 0xf5, 0xe1, 0x43, 0x91, 0x70, 0xb9, 0x79, 0x48, 0xe8, 0x33, 0x28, 0x5d, 0x58, 0x81,
    0x81, 0xb6, 0x45, 0x50, 0xb8, 0x29, 0xa0, 0x31, 0xe1, 0x72, 0x4e, 0x64, 0x30,
];

/// Points that are none, with the reason.
pub fn bad_points() -> Vec<([u8; 32], EncodingError)> {
    let mut identity = [0u8; 32];
    identity[0] = 1;
    let mut signed_zero = identity;
    signed_zero[31] = 0x80;
    let mut off_curve = [0u8; 32];
    off_curve[0] = 2;
    vec![
        (identity, EncodingError::PointIsIdentity),
        (signed_zero, EncodingError::PointNotCanonical),
        (MODULUS, EncodingError::PointNotCanonical),
        (off_curve, EncodingError::PointOffCurve),
        // (1, 0): order 4.
        ([0; 32], EncodingError::PointOutsideSubgroup),
        (mixed_order(), EncodingError::PointOutsideSubgroup),
    ]
}

/// A point of the prime subgroup with one of order 4 added.
fn mixed_order() -> [u8; 32] {
    let torsion = PointBytes([0; 32]).to_curve().unwrap();
    let mixed = PointBytes::from(sero_shielded::curve::g_k() + torsion);
    assert!(mixed.to_curve().is_ok());
    mixed.0
}

/// Puts other bytes in the place of BASE_r, ZPK_r or VPK_r.
pub fn spoil_address(address: &mut PkrBytes, at: usize, bytes: [u8; 32]) {
    address.0[at * 32..at * 32 + 32].copy_from_slice(&bytes);
}
