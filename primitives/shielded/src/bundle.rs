//! A bundle: what a shielded transaction carries.
//!
//! Notes go in, notes and public payments come out, a fee is paid, at most one command is given. Signatures stand apart from
//! what they sign: the sighash is a hash over the whole [`BundleBody`], proofs included.

use crate::{
    asset::{commitment, Asset},
    compact::EncryptedNote,
    curve::{Point, Projective},
    encoding::{bytes_newtype, EncodingError, FieldBytes, PointBytes},
    hash::hb,
    keys::PkrBytes,
    note::MEMO_LEN,
    signature::SignatureBytes,
};
use ark_ec::{AffineRepr, CurveGroup};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Inputs of a bundle at most.
pub const MAX_INPUTS: u32 = 16;
/// Shielded outputs of a bundle at most.
pub const MAX_OUTPUTS: u32 = 16;
/// Public outputs of a bundle at most.
pub const MAX_PUBLIC_OUTS: u32 = 16;
/// The only version of bundles so far.
pub const VERSION: u8 = 1;

/// Bytes of a Groth16 proof: A and C in G1, B in G2, compressed.
pub const PROOF_LEN: usize = 128;

bytes_newtype! {
    /// A Groth16 proof: A (32 bytes), B (64), C (32), compressed as arkworks does.
    ProofBytes, 128
}

/// An input: a note is spent, none sees which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct ShieldedInput {
    /// The nil, never seen before.
    pub nil: FieldBytes,
    /// K, the owner's signing key, re-randomised.
    pub key: PointBytes,
    /// The blinded asset commitment.
    pub asset_commitment: PointBytes,
    /// The proof of the Input circuit.
    pub proof: ProofBytes,
}

/// A shielded output: a new note, only its receiver can read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct ShieldedOutput {
    /// The new note.
    pub note: EncryptedNote,
    /// The blinded asset commitment.
    pub asset_commitment: PointBytes,
    /// The proof of the Output circuit.
    pub proof: ProofBytes,
}

/// Where a public output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Destination {
    /// A one-time address: a note with public contents.
    Address(PkrBytes),
    /// A contract.
    Contract([u8; 20]),
    /// A plain account.
    Account([u8; 32]),
}

/// A public output: value leaves the pool, or becomes a note that everybody can read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct PublicOut {
    /// Where it goes.
    pub to: Destination,
    /// The asset.
    pub asset: Asset,
    /// The value.
    pub value: u128,
    /// A memo that everybody can read.
    pub memo: BoundedVec<u8, ConstU32<{ MEMO_LEN as u32 }>>,
}

/// The command of a chain that knows none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum NoCommand {}

/// Everything of a bundle that is signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct BundleBody<C = NoCommand> {
    /// [`VERSION`].
    pub version: u8,
    /// The version of the verifying keys under which the proofs hold.
    pub key_version: u32,
    /// The last block that may hold the bundle.
    pub expiry: u32,
    /// A root of the note tree, which all inputs share.
    pub anchor: FieldBytes,
    /// At least one; a dummy will do, it makes the bundle unique.
    pub inputs: BoundedVec<ShieldedInput, ConstU32<MAX_INPUTS>>,
    /// New notes.
    pub outputs: BoundedVec<ShieldedOutput, ConstU32<MAX_OUTPUTS>>,
    /// Public payments.
    pub public_outs: BoundedVec<PublicOut, ConstU32<MAX_PUBLIC_OUTS>>,
    /// Who gives the command, and where its refunds and payouts go.
    pub from: Option<PkrBytes>,
    /// To the author of the block, in SERO's smallest unit.
    pub fee: u128,
    /// At most one command.
    pub command: Option<C>,
}

/// A bundle with its signatures.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Bundle<C = NoCommand> {
    /// What is signed.
    pub body: BundleBody<C>,
    /// One for each input, in order, under its K.
    pub spend_signatures: BoundedVec<SignatureBytes, ConstU32<MAX_INPUTS>>,
    /// Under CB with the base G_r: the bundle balances.
    pub binding_signature: SignatureBytes,
    /// Under the ZPK_r of `from`; there exactly when `from` is.
    pub from_signature: Option<SignatureBytes>,
}

/// What is wrong with the shape of a bundle, before any cryptography.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum ShapeError {
    /// A version that this code does not know.
    #[error("bundle version {0} is unknown; version {VERSION} is the one in use")]
    Version(u8),
    /// No input.
    #[error("a bundle needs at least one input; a dummy will do")]
    NoInputs,
    /// Signatures and inputs do not pair up.
    #[error("{inputs} inputs carry {signatures} spend signatures; give one for each input")]
    SpendSignatures {
        /// Inputs.
        inputs: u32,
        /// Spend signatures.
        signatures: u32,
    },
    /// A command without `from`.
    #[error("a command needs a from address; add one and sign with its key")]
    CommandWithoutFrom,
    /// A `from` without its signature, or the reverse.
    #[error("a from address without its signature, or the reverse; give both or neither")]
    FromSignature,
    /// A nil appears twice in the bundle.
    #[error("inputs {0} and {1} have the same nil; spend each note once")]
    RepeatedNil(u32, u32),
    /// A value that the asset cannot have.
    #[error("public output {0} has a value that its asset cannot have; a ticket or package has the value 1")]
    Value(u32),
    /// A public output of nothing.
    #[error("public output {0} pays nothing; leave it out")]
    ZeroValue(u32),
    /// A value of the command that the asset cannot have; the place counts all public terms.
    #[error("term {0} (of the command) has a value that its asset cannot have; a ticket or package has the value 1")]
    TermValue(u32),
}

impl<C> Bundle<C> {
    /// Checks everything that needs neither the chain nor cryptography.
    ///
    /// # Errors
    /// See [`ShapeError`].
    pub fn check_shape(&self) -> Result<(), ShapeError> {
        let body = &self.body;
        if body.version != VERSION {
            return Err(ShapeError::Version(body.version));
        }
        if body.inputs.is_empty() {
            return Err(ShapeError::NoInputs);
        }
        if body.inputs.len() != self.spend_signatures.len() {
            let (inputs, signatures) = (body.inputs.len() as u32, self.spend_signatures.len() as u32);
            return Err(ShapeError::SpendSignatures { inputs, signatures });
        }
        if body.command.is_some() && body.from.is_none() {
            return Err(ShapeError::CommandWithoutFrom);
        }
        if body.from.is_some() != self.from_signature.is_some() {
            return Err(ShapeError::FromSignature);
        }
        for (place, input) in body.inputs.iter().enumerate() {
            if let Some(earlier) = body.inputs.iter().take(place).position(|other| other.nil == input.nil) {
                return Err(ShapeError::RepeatedNil(earlier as u32, place as u32));
            }
        }
        for (place, out) in (0u32..).zip(body.public_outs.iter()) {
            if out.value == 0 {
                return Err(ShapeError::ZeroValue(place));
            }
            if !out.asset.allows(out.value) {
                return Err(ShapeError::Value(place));
            }
        }
        Ok(())
    }

    /// The nils that the bundle reveals.
    pub fn nils(&self) -> impl Iterator<Item = &FieldBytes> {
        self.body.inputs.iter().map(|input| &input.nil)
    }
}

impl<C: Encode> BundleBody<C> {
    /// What all signatures of the bundle sign: `Hb("SERO_sighash", genesis, transaction version, SCALE of the body)`.
    pub fn sighash(&self, genesis: &[u8; 32], transaction_version: u32) -> [u8; 32] {
        self.using_encoded(|bytes| hb("SERO_sighash", &[genesis, &transaction_version.to_le_bytes(), bytes]))
    }
}

impl<C> BundleBody<C> {
    /// The public terms of the balance that this crate knows: public outputs and the fee, all of them on the way out. A command
    /// adds its own.
    pub fn public_terms(&self) -> impl Iterator<Item = PublicTerm> + '_ {
        let outs = self.public_outs.iter().map(|out| PublicTerm::out(out.asset, out.value));
        let fee = (self.fee > 0).then(|| PublicTerm::out(Asset::sero(), self.fee));
        outs.chain(fee)
    }
}

/// A public value in the balance of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct PublicTerm {
    /// The asset.
    pub asset: Asset,
    /// The value.
    pub value: u128,
    /// Whether the value comes into the bundle (a mint or release) instead of leaving it.
    pub inward: bool,
}

impl PublicTerm {
    /// A value that leaves the bundle.
    pub const fn out(asset: Asset, value: u128) -> Self {
        PublicTerm { asset, value, inward: false }
    }

    /// A value that comes into the bundle.
    pub const fn inward(asset: Asset, value: u128) -> Self {
        PublicTerm { asset, value, inward: true }
    }
}

/// Why a bundle has no binding key.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum BalanceError {
    /// An input's asset commitment is no point.
    #[error("asset commitment of input {0}: {1}; build the bundle anew")]
    Input(u32, EncodingError),
    /// An output's asset commitment is no point.
    #[error("asset commitment of output {0}: {1}; build the bundle anew")]
    Output(u32, EncodingError),
    /// CB is the identity: the blindings cancel, and anybody could sign.
    #[error("the blinding factors of inputs and outputs cancel; build the bundle anew")]
    Identity,
}

/// CB: the asset commitments of inputs less those of outputs, less public values out, plus public values in.
///
/// The blinding factors remain exactly when the bundle balances in each asset, and then CB is a multiple of G_r known to the
/// maker of the bundle. The commitments are taken as points of the curve: proofs show that they lie in the prime subgroup.
///
/// # Errors
/// See [`BalanceError`].
pub fn balance_key(inputs: &[PointBytes], outputs: &[PointBytes], terms: &[PublicTerm]) -> Result<Point, BalanceError> {
    let mut sum = Projective::default();
    for (place, input) in inputs.iter().enumerate() {
        sum += input.to_curve().map_err(|error| BalanceError::Input(place as u32, error))?;
    }
    for (place, output) in outputs.iter().enumerate() {
        sum -= output.to_curve().map_err(|error| BalanceError::Output(place as u32, error))?;
    }
    for term in terms {
        let value = commitment(term.asset.id(), term.value);
        if term.inward {
            sum += value;
        } else {
            sum -= value;
        }
    }
    let key = sum.into_affine();
    if key.is_zero() {
        return Err(BalanceError::Identity);
    }
    Ok(key)
}
