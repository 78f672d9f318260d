//! When a licence is asked for.

use core::fmt;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The heights `from..to` at which the author of a block needs a licence. Empty, as `0..0`, it is off.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Phase {
    /// The first height.
    pub from: u32,
    /// The first height behind it.
    pub to: u32,
}

impl Phase {
    /// Whether no height lies in it.
    pub const fn is_off(self) -> bool {
        self.from >= self.to
    }

    /// Whether a block of this height needs a licence.
    pub const fn contains(self, height: u32) -> bool {
        self.from <= height && height < self.to
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}
