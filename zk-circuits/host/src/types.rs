//! What crosses the border between runtime and host, as SCALE.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sero_shielded::{
    bundle::{ShieldedInput, ShieldedOutput},
    encoding::{EncodingError, FieldBytes, PointBytes},
    refusal::{Part, Place},
    signature::{Role, SignatureBytes},
};

/// The statements of one bundle, with their proofs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Statements {
    /// The root that all inputs share.
    pub anchor: FieldBytes,
    /// Inputs.
    pub inputs: Vec<ShieldedInput>,
    /// Shielded outputs.
    pub outputs: Vec<ShieldedOutput>,
}

/// Encodings of the two verifying keys.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProofKeys {
    /// Of the Input circuit.
    pub input: Vec<u8>,
    /// Of the Output circuit.
    pub output: Vec<u8>,
}

/// The first encoding of a bundle that is not what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub part: Part,
    /// Why.
    pub cause: EncodingError,
}

/// Why proofs are not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum ProofFault {
    /// A verifying key cannot be read.
    Keys,
    /// A statement cannot be read.
    Encoding(Fault),
    /// The first proof that does not hold.
    Proof(Place),
}

/// A signature and what it signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SignedBy {
    /// The role, which decides the base.
    pub role: Role,
    /// The key; one that is no key signs nothing.
    pub key: PointBytes,
    /// The message.
    pub message: [u8; 32],
    /// The signature.
    pub signature: SignatureBytes,
}

/// Why notes cannot be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum TreeFault {
    /// The stored frontier cannot be read.
    Frontier,
    /// A commitment is no field element; its place in the list.
    Commitment(u32),
    /// The tree is full; the place in the list of the first note that did not fit.
    Full(u32),
}
