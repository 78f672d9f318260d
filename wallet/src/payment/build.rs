//! From a plan to a bundle without proofs and signatures. Needs the tracking key only.

use ark_ec::CurveGroup;
use ark_ff::Zero;
use bounded_collections::BoundedVec;
use rand_core::OsRng;
use sero_circuits::{input, output, PublicError};
use sero_shielded::{
    bundle::{BundleBody, NoCommand, ProofBytes, ShieldedInput, ShieldedOutput, VERSION},
    compact::EncryptedNote,
    curve::{Point, Scalar, F},
    encoding::{FieldBytes, PointBytes},
    encryption::{output_secret, Contents, SharedSecret},
    keys::TrackingKey,
    note::{leaf, nil},
    tree::{Path, WitnessError, WitnessTree},
};

use super::{
    plan::{Plan, PlannedOutput},
    prove::Statement,
    sign::{Claim, InputOpening, OutputOpening, Owner, Unsigned},
};
use crate::{
    random,
    store::{NoteRow, StoreError},
};

/// Why a plan gives no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The plan itself.
    #[error(transparent)]
    Plan(#[from] super::plan::PlanError),
    /// A statement that cannot be proved.
    #[error("a statement has a part that the chain refuses: {0}; try again")]
    Statement(#[from] PublicError),
    /// The path of a note.
    #[error("note {index} cannot be spent: {error}")]
    Path {
        /// The note's index.
        index: u64,
        /// What the tree says.
        error: WitnessError,
    },
    /// A note that is not the account's.
    #[error("note {0} is not this account's; run `sync --rescan`")]
    NotMine(u64),
    /// The tree and the notes disagree.
    #[error("note {0} does not lead to the anchor; run `sync --rescan`")]
    WrongPath(u64),
    /// More inputs or outputs than a bundle holds.
    #[error("the bundle has too many {0}")]
    TooMany(&'static str),
    /// A stored note.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the builder is given besides a plan.
pub struct Context<'a> {
    /// The account.
    pub key: &'a TrackingKey,
    /// The note tree.
    pub tree: &'a WitnessTree,
    /// The block at whose end the bundle anchors.
    pub anchor: u32,
    /// The chain's genesis hash.
    pub genesis: [u8; 32],
    /// The chain's transaction version.
    pub transaction_version: u32,
    /// The version of the keys under which the proofs will hold.
    pub key_version: u32,
}

/// Builds a bundle whose proofs are still missing, and the statements to be proved: inputs, then outputs, in order.
///
/// # Errors
/// See [`BuildError`].
pub fn build(plan: &Plan, context: &Context<'_>) -> Result<(Unsigned, Vec<Statement>), BuildError> {
    let anchor = match plan.inputs.first() {
        Some(row) => {
            context.tree.root_at(context.anchor).map_err(|error| BuildError::Path { index: row.index, error })?
        }
        // Dummies prove under any anchor that the chain knows.
        None => context.tree.frontier().root(),
    };
    let mut inputs = plan
        .inputs
        .iter()
        .map(|row| spend(row, context, anchor))
        .chain((0..plan.dummies).map(|_| dummy(anchor)))
        .collect::<Result<Vec<_>, _>>()?;
    random::shuffle(&mut inputs);
    let first_nil = inputs.first().map(|input| input.wire.nil).unwrap_or_default();
    let outputs = (0u32..)
        .zip(&plan.outputs)
        .map(|(place, planned)| receive(planned, place, &first_nil, context.key))
        .collect::<Result<Vec<_>, _>>()?;

    let mut statements = Vec::with_capacity(inputs.len() + outputs.len());
    let (mut wire_inputs, mut input_openings) = (Vec::new(), Vec::new());
    for Input { wire, opening, statement } in inputs {
        wire_inputs.push(wire);
        input_openings.push(opening);
        statements.push(statement);
    }
    let (mut wire_outputs, mut output_openings) = (Vec::new(), Vec::new());
    for Output { wire, opening, statement } in outputs {
        wire_outputs.push(wire);
        output_openings.push(opening);
        statements.push(statement);
    }
    let body = BundleBody::<NoCommand> {
        version: VERSION,
        key_version: context.key_version,
        expiry: plan.expiry,
        anchor: anchor.into(),
        inputs: bounded(wire_inputs, "inputs")?,
        outputs: bounded(wire_outputs, "outputs")?,
        public_outs: bounded(plan.public_outs.clone(), "public outputs")?,
        from: None,
        fee: plan.fee,
        command: None,
    };
    let unsigned = Unsigned {
        body,
        genesis: context.genesis,
        transaction_version: context.transaction_version,
        inputs: input_openings,
        outputs: output_openings,
    };
    Ok((unsigned, statements))
}

fn bounded<T, S: bounded_collections::Get<u32>>(
    things: Vec<T>,
    what: &'static str,
) -> Result<BoundedVec<T, S>, BuildError> {
    BoundedVec::try_from(things).map_err(|_| BuildError::TooMany(what))
}

struct Input {
    wire: ShieldedInput,
    opening: InputOpening,
    statement: Statement,
}

struct Output {
    wire: ShieldedOutput,
    opening: OutputOpening,
    statement: Statement,
}

fn spend(row: &NoteRow, context: &Context<'_>, anchor: F) -> Result<Input, BuildError> {
    let index = row.index;
    let note = row.note.note()?;
    let viewing = context.key.recognise(&note.address).ok_or(BuildError::NotMine(index))?;
    let path = |error| BuildError::Path { index, error };
    let path = context.tree.path(index, context.anchor).map_err(path)?;
    let leaf = leaf(index, note.commitment());
    if path.root(leaf) != anchor || FieldBytes::from(nil(&viewing.vskr, leaf)) != row.note.nil {
        return Err(BuildError::WrongPath(index));
    }
    let private = input::Private {
        cc: note.asset_commitment(),
        zpk_r: *note.address.zpk(),
        rcm: note.rcm,
        index,
        path,
        vskr: viewing.vskr,
        alpha: random::scalar(),
        ar: random::scalar(),
    };
    let owner = Owner::Account { index, note };
    input(private, owner, anchor)
}

fn dummy(anchor: F) -> Result<Input, BuildError> {
    let (mut private, zskr) = input::Private::dummy(&mut OsRng);
    // Nobody sees the path; a random place costs nothing and is no constant.
    private.path = Path { position: random::below(1 << 32), siblings: private.path.siblings };
    let secret = zskr + private.alpha;
    input(private, Owner::Dummy { secret }, anchor)
}

fn input(private: input::Private, owner: Owner, anchor: F) -> Result<Input, BuildError> {
    let public = private.statement(anchor)?;
    let wire = ShieldedInput {
        nil: public.nil().into(),
        key: PointBytes::from(*public.key()),
        asset_commitment: PointBytes::from(*public.cm_asset()),
        proof: ProofBytes([0; 128]),
    };
    let opening = InputOpening { owner, alpha: private.alpha, ar: private.ar };
    Ok(Input { wire, opening, statement: Statement::Input(Box::new((public, private))) })
}

fn receive(
    planned: &PlannedOutput,
    place: u32,
    first_nil: &FieldBytes,
    key: &TrackingKey,
) -> Result<Output, BuildError> {
    let PlannedOutput { to, of, aid, value, memo, .. } = planned;
    // rcm is drawn anew at every build, so rsk and the key stream never repeat.
    let rcm = random::field();
    let mut private = output::Private { aid: *aid, value: *value, rcm, rsk: Scalar::zero(), ar: random::scalar() };
    let commitment = FieldBytes::from(private.commitment(to));
    private.rsk = output_secret(&key.outgoing(), first_nil, place, &commitment);
    let public = private.statement(to)?;
    let secret = SharedSecret::of_sender(&private.rsk, to.vpk());
    let wire = ShieldedOutput {
        note: EncryptedNote {
            to: to.to_bytes(),
            commitment,
            rpk: PointBytes::from(*public.rpk()),
            contents: public.ciphertext().map(FieldBytes::from),
            memo: secret.seal_memo(&commitment, memo),
        },
        asset_commitment: PointBytes::from(*public.cm_asset()),
        proof: ProofBytes([0; 128]),
    };
    let opening = OutputOpening {
        contents: Contents { aid: *aid, value: *value, rcm },
        memo: *memo,
        rsk: private.rsk,
        ar: private.ar,
        claim: of.map(|(address, r)| Claim { address, r }),
    };
    Ok(Output { wire, opening, statement: Statement::Output(Box::new((public, private))) })
}

/// `CC + ar · G_r`.
pub(super) fn blinded(cc: &Point, ar: &Scalar) -> PointBytes {
    PointBytes::from(sero_shielded::asset::blind(&(*cc).into(), ar).into_affine())
}
