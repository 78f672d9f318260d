//! What a licence says besides whose it is.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The `prop` of the proof: a number of 64 bits.
///
/// ```text
/// bits 0..32   the last height, inclusive, of a block that the licence serves for
/// bits 32..64  the serial number by which it can be revoked
/// ```
///
/// The issuer chooses serial numbers. Licences that share one are revoked together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Prop(pub u64);

impl Prop {
    /// Out of its parts.
    pub fn new(until: u32, serial: u32) -> Self {
        Self(u64::from(serial) << 32 | u64::from(until))
    }

    /// The last height at which the licence is valid.
    pub const fn until(self) -> u32 {
        // The low half.
        self.0 as u32
    }

    /// The number by which the licence can be revoked.
    pub const fn serial(self) -> u32 {
        // Half of the bits are left.
        (self.0 >> 32) as u32
    }
}
