//! The names of the two circuits.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// One of the two statements that bundles prove.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub enum Circuit {
    /// A note of the tree is spent: see [`crate::input`].
    Input,
    /// A note is made: see [`crate::output`].
    Output,
}

impl Circuit {
    /// Both, in the order of their codes.
    pub const ALL: [Circuit; 2] = [Circuit::Input, Circuit::Output];

    /// How many field elements are public.
    pub const fn public_inputs(self) -> usize {
        match self {
            Circuit::Input => crate::input::PUBLIC_INPUTS,
            Circuit::Output => crate::output::PUBLIC_INPUTS,
        }
    }

    /// The name in lower case, as files and logs have it.
    pub const fn name(self) -> &'static str {
        match self {
            Circuit::Input => "input",
            Circuit::Output => "output",
        }
    }
}

impl fmt::Display for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
