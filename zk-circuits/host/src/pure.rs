//! The functions themselves. Each is pure: the same bytes give the same answer on every machine, native and wasm.

use crate::{Fault, ProofFault, ProofKeys, SignedBy, Statements, TreeFault};
use alloc::vec::Vec;
use sero_circuits::{
    input, output,
    verify::{verify_batch, Item, Proof, VerifyingKey},
    Circuit, Part as StatementPart, PublicError,
};
use sero_shielded::{
    bundle::{self, BalanceError, PublicTerm, ShieldedInput, ShieldedOutput},
    curve::F,
    encoding::{EncodingError, FieldBytes, PointBytes},
    h2c,
    keys::PkrBytes,
    note::{leaf, PublicNote},
    refusal::{Part, Place},
    signature,
    tree::{EncodedFrontier, Frontier, FrontierError},
};

/// A statement read and checked: the circuit, its public inputs and the proof.
pub struct Statement {
    /// The circuit.
    pub circuit: Circuit,
    /// Where it stands in the bundle.
    pub place: Place,
    /// The public inputs.
    pub inputs: Vec<F>,
    /// The proof.
    pub proof: Proof,
}

/// Reads every encoding of a bundle's statements.
///
/// # Consensus
/// Anything non-canonical, off the curve, outside the prime subgroup, or the identity where a key is meant, is refused.
///
/// # Errors
/// The first [`Fault`].
pub fn read_statements(statements: &Statements) -> Result<Vec<Statement>, Fault> {
    let inputs = (0u32..).zip(&statements.inputs).map(|(place, input)| {
        read_input(&statements.anchor, input).map_err(|error| fault(Place::Input(place), &error)).map(|public| {
            Statement {
                circuit: Circuit::Input,
                place: Place::Input(place),
                inputs: public.to_field_elements().to_vec(),
                proof: Proof(input.proof.0),
            }
        })
    });
    let outputs = (0u32..).zip(&statements.outputs).map(|(place, output)| {
        read_output(output).map_err(|error| fault(Place::Output(place), &error)).map(|public| Statement {
            circuit: Circuit::Output,
            place: Place::Output(place),
            inputs: public.to_field_elements().to_vec(),
            proof: Proof(output.proof.0),
        })
    });
    inputs.chain(outputs).collect()
}

fn read_input(anchor: &FieldBytes, input: &ShieldedInput) -> Result<input::Public, PublicError> {
    input::Public::decode(anchor, &input.nil, &input.key, &input.asset_commitment)
}

fn read_output(output: &ShieldedOutput) -> Result<output::Public, PublicError> {
    let note = &output.note;
    output::Public::decode(&output.asset_commitment, &note.commitment, &note.rpk, &note.to, &note.contents)
}

fn fault(place: Place, error: &PublicError) -> Fault {
    let part = match error.part {
        StatementPart::Anchor => Part::Anchor,
        StatementPart::Nil => Part::Nil,
        StatementPart::Key => Part::Key,
        StatementPart::CmAsset => Part::AssetCommitment,
        StatementPart::Cm => Part::Commitment,
        StatementPart::Rpk => Part::Rpk,
        StatementPart::BaseR | StatementPart::ZpkR | StatementPart::VpkR => Part::Address,
        StatementPart::Ciphertext(_) => Part::Contents,
    };
    Fault { place, part, cause: error.cause }
}

/// Checks every encoding of a bundle's statements, and no proof.
///
/// # Errors
/// The first [`Fault`].
pub fn check_encodings(statements: &Statements) -> Result<(), Fault> {
    read_statements(statements).map(|_| ())
}

/// Checks that one-time addresses are such: three keys each.
///
/// # Errors
/// The place of the first that is not, and why.
pub fn check_addresses(addresses: &[PkrBytes]) -> Result<(), (u32, EncodingError)> {
    for (place, address) in (0u32..).zip(addresses) {
        for point in address.points() {
            let _key = point.to_key().map_err(|cause| (place, cause))?;
        }
    }
    Ok(())
}

/// Verifies the proofs of a bundle in one batch.
///
/// # Errors
/// See [`ProofFault`].
pub fn verify_proofs(keys: &ProofKeys, statements: &Statements) -> Result<(), ProofFault> {
    let input = VerifyingKey::parse(Circuit::Input, &keys.input).map_err(|_| ProofFault::Keys)?;
    let output = VerifyingKey::parse(Circuit::Output, &keys.output).map_err(|_| ProofFault::Keys)?;
    let statements = read_statements(statements).map_err(ProofFault::Encoding)?;
    verify_statements(&input, &output, statements.iter())
}

/// Verifies read statements in one batch.
///
/// # Errors
/// [`ProofFault::Proof`] names the first that does not hold.
pub fn verify_statements<'a>(
    input: &'a VerifyingKey,
    output: &'a VerifyingKey,
    statements: impl Iterator<Item = &'a Statement>,
) -> Result<(), ProofFault> {
    let (mut places, mut items) = (Vec::new(), Vec::new());
    for statement in statements {
        let key = key_of(input, output, statement)?;
        places.push(statement.place);
        items.push(Item { key, inputs: &statement.inputs, proof: &statement.proof });
    }
    verify_batch(&items).map_err(|error| ProofFault::Proof(places.get(error.index).copied().unwrap_or(Place::Body)))
}

/// The key that judges a statement.
///
/// # Errors
/// [`ProofFault::Proof`] for a statement that no bundle holds.
pub(crate) fn key_of<'a>(
    input: &'a VerifyingKey,
    output: &'a VerifyingKey,
    statement: &Statement,
) -> Result<&'a VerifyingKey, ProofFault> {
    match statement.circuit {
        Circuit::Input => Ok(input),
        Circuit::Output => Ok(output),
        Circuit::Ownership => Err(ProofFault::Proof(statement.place)),
    }
}

/// Verifies signatures one by one.
///
/// # Errors
/// The place of the first that does not hold.
pub fn verify_signatures(items: &[SignedBy]) -> Result<(), u32> {
    for (place, item) in (0u32..).zip(items) {
        let key = item.key.to_key().map_err(|_| place)?;
        if !signature::verify(item.role, &key, &item.message, &item.signature) {
            return Err(place);
        }
    }
    Ok(())
}

/// CB of a bundle: see [`bundle::balance_key`].
///
/// # Errors
/// See [`BalanceError`].
pub fn balance_key(
    inputs: &[PointBytes],
    outputs: &[PointBytes],
    terms: &[PublicTerm],
) -> Result<PointBytes, BalanceError> {
    bundle::balance_key(inputs, outputs, terms).map(PointBytes::from)
}

/// `H2C(u)`; nothing for a u that is no field element.
pub fn hash_to_curve(u: &FieldBytes) -> Option<PointBytes> {
    u.to_field().ok().map(|u| h2c::hash_to_curve(u).into())
}

/// The commitment of a note with public contents; nothing where its address is no address.
pub fn public_note_commitment(note: &PublicNote) -> Option<FieldBytes> {
    note.commitment().ok()
}

/// Appends notes, the first of which has the chain-wide index `index`.
///
/// # Errors
/// See [`TreeFault`].
pub fn append_notes(
    frontier: &EncodedFrontier,
    index: u64,
    commitments: &[FieldBytes],
) -> Result<EncodedFrontier, TreeFault> {
    let mut frontier = Frontier::try_from(frontier).map_err(|_| TreeFault::Frontier)?;
    for ((place, commitment), index) in (0u32..).zip(commitments).zip(index..) {
        let commitment = commitment.to_field().map_err(|_| TreeFault::Commitment(place))?;
        frontier.append(leaf(index, commitment)).map_err(|error| match error {
            FrontierError::Full => TreeFault::Full(place),
            _ => TreeFault::Frontier,
        })?;
    }
    Ok(frontier.encoded())
}

/// The root of a tree.
///
/// # Errors
/// [`TreeFault::Frontier`].
pub fn tree_root(frontier: &EncodedFrontier) -> Result<FieldBytes, TreeFault> {
    Ok(Frontier::try_from(frontier).map_err(|_| TreeFault::Frontier)?.root().into())
}
