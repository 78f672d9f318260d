//! Four bytes that say what a licence is for.

use core::fmt;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The first bytes of a hash.
///
/// A licence of another network or of another issuer fails its proof as a forged one does. The tags tell these apart. They
/// prove nothing: who lies in them is refused by the proof.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Tag(pub [u8; 4]);

impl Tag {
    /// The tag of a hash.
    pub const fn of(hash: &[u8; 32]) -> Self {
        let [a, b, c, d, ..] = *hash;
        Self([a, b, c, d])
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}
