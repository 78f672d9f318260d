//! The names of the circuits.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// One of the statements that are proved.
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
    /// A note of a ticket or package can be spent: see [`crate::ownership`]. No chain verifies it.
    Ownership,
}

impl Circuit {
    /// All, in the order of their codes.
    pub const ALL: [Circuit; 3] = [Circuit::Input, Circuit::Output, Circuit::Ownership];
    /// Those that bundles prove and chains verify, in the order of their codes.
    pub const BUNDLE: [Circuit; 2] = [Circuit::Input, Circuit::Output];

    /// How many field elements are public.
    pub const fn public_inputs(self) -> usize {
        match self {
            Circuit::Input => crate::input::PUBLIC_INPUTS,
            Circuit::Output => crate::output::PUBLIC_INPUTS,
            Circuit::Ownership => crate::ownership::PUBLIC_INPUTS,
        }
    }

    /// The name in lower case, as files and logs have it.
    pub const fn name(self) -> &'static str {
        match self {
            Circuit::Input => "input",
            Circuit::Output => "output",
            Circuit::Ownership => "ownership",
        }
    }
}

impl fmt::Display for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
