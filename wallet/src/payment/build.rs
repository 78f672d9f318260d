//! From a plan to a bundle without proofs and signatures. Needs the tracking key only.

use ark_ec::CurveGroup;
use ark_ff::Zero;
use bounded_collections::BoundedVec;
use rand_core::OsRng;
use sero_circuits::{input, output, PublicError};
use sero_shielded::{
    asset::Asset,
    bundle::{BundleBody, ProofBytes, ShieldedInput, ShieldedOutput, VERSION},
    command::{Command, PackageCommand},
    compact::EncryptedNote,
    curve::{Point, Scalar, F},
    encoding::{FieldBytes, PointBytes},
    encryption::{output_secret, Contents, Memo, SharedSecret},
    keys::{OneTimeAddress, TrackingKey},
    note::{leaf, nil},
    package::{package_id, DataTooLong},
    tree::{Path, WitnessError, WitnessTree},
};

use super::{
    ordered::CommandOpening,
    plan::{Plan, PlanError, PlannedOutput, Purpose},
    planned::{Pack, PlannedCommand},
    prove::Statement,
    request::NO_MEMO,
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
    Plan(#[from] PlanError),
    /// A statement that cannot be proved.
    #[error("a statement has a part that the chain refuses: {0}; try again")]
    Statement(#[from] PublicError),
    /// The path of a note.
    #[error("note {index} cannot be spent: {error}; run `sync --rescan`")]
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
    #[error("the bundle has too many {0}; split it into several")]
    TooMany(&'static str),
    /// More data than a package holds.
    #[error(transparent)]
    Data(#[from] DataTooLong),
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

/// Builds a bundle whose proofs are still missing, and the statements to be proved: inputs, outputs, then what the command
/// packs, each in order.
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
    let ordered = plan.order.as_ref().map(|order| command(&order.command, &package_id(&first_nil))).transpose()?;

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
    let (command, opening) = match ordered {
        None => (None, CommandOpening::Plain),
        Some(Ordered { command, opening, packed }) => {
            statements.extend(packed);
            (Some(command), opening)
        }
    };
    let body = BundleBody::<Command> {
        version: VERSION,
        key_version: context.key_version,
        expiry: plan.expiry,
        anchor: anchor.into(),
        inputs: bounded(wire_inputs, "inputs")?,
        outputs: bounded(wire_outputs, "outputs")?,
        public_outs: bounded(plan.public_outs.clone(), "public outputs")?,
        from: plan.order.as_ref().map(|order| order.from.to_bytes()),
        fee: plan.fee,
        command,
    };
    let unsigned = Unsigned {
        body,
        genesis: context.genesis,
        transaction_version: context.transaction_version,
        inputs: input_openings,
        outputs: output_openings,
        command: opening,
    };
    Ok((unsigned, statements))
}

/// The places of a bundle's proofs, in the order of its statements.
pub fn proof_places(body: &mut BundleBody<Command>) -> impl Iterator<Item = &mut ProofBytes> {
    let packed = match &mut body.command {
        Some(Command::Package(PackageCommand::Create { contents, .. })) => Some(contents.iter_mut()),
        _ => None,
    };
    let inputs = body.inputs.iter_mut().map(|input| &mut input.proof);
    let outputs = body.outputs.iter_mut().chain(packed.into_iter().flatten()).map(|output| &mut output.proof);
    inputs.chain(outputs)
}

fn bounded<T, S: bounded_collections::Get<u32>>(
    things: Vec<T>,
    what: &'static str,
) -> Result<BoundedVec<T, S>, BuildError> {
    BoundedVec::try_from(things).map_err(|_| BuildError::TooMany(what))
}

/// An input without its proof.
pub(crate) struct Input {
    /// As it stands in the bundle.
    pub(crate) wire: ShieldedInput,
    /// What it hides.
    pub(crate) opening: InputOpening,
    /// What is to be proved.
    pub(crate) statement: Statement,
}

/// An output without its proof.
pub(crate) struct Output {
    /// As it stands in the bundle.
    pub(crate) wire: ShieldedOutput,
    /// What it hides.
    pub(crate) opening: OutputOpening,
    /// What is to be proved.
    pub(crate) statement: Statement,
}

struct Ordered {
    command: Command,
    opening: CommandOpening,
    packed: Vec<Statement>,
}

/// Spends a note.
pub(crate) fn spend(row: &NoteRow, context: &Context<'_>, anchor: F) -> Result<Input, BuildError> {
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

/// Spends nothing.
pub(crate) fn dummy(anchor: F) -> Result<Input, BuildError> {
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

/// Makes a note. Its secrets are bound to the bundle's first nil and to its place.
pub(crate) fn receive(
    planned: &PlannedOutput,
    place: u32,
    first_nil: &FieldBytes,
    key: &TrackingKey,
) -> Result<Output, BuildError> {
    let PlannedOutput { to, of, value, memo, .. } = planned;
    let aid = match planned.purpose {
        Purpose::Package => Asset::Package(package_id(first_nil)).id(),
        _ => planned.aid,
    };
    // rcm is drawn anew at every build, so rsk and the key stream never repeat.
    let rcm = random::field();
    let mut private = output::Private { aid, value: *value, rcm, rsk: Scalar::zero(), ar: random::scalar() };
    let commitment = FieldBytes::from(private.commitment(to));
    private.rsk = output_secret(&key.outgoing(), first_nil, place, &commitment);
    let opening = OutputOpening {
        contents: Contents { aid, value: *value, rcm },
        memo: *memo,
        rsk: private.rsk,
        ar: private.ar,
        claim: of.map(|(address, r)| Claim { address, r }),
    };
    let (wire, statement) = describe(private, to, memo)?;
    Ok(Output { wire, opening, statement })
}

/// An output description without its proof, and the statement of that.
fn describe(
    private: output::Private,
    to: &OneTimeAddress,
    memo: &Memo,
) -> Result<(ShieldedOutput, Statement), BuildError> {
    let public = private.statement(to)?;
    let commitment = FieldBytes::from(public.cm());
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
    Ok((wire, Statement::Output(Box::new((public, private)))))
}

/// Completes a command with the id of the bundle's package.
fn command(planned: &PlannedCommand, package: &[u8; 32]) -> Result<Ordered, BuildError> {
    match planned {
        PlannedCommand::Whole(command) => {
            Ok(Ordered { command: command.clone(), opening: CommandOpening::Plain, packed: Vec::new() })
        }
        PlannedCommand::Pack(pack) => create(pack, package),
        PlannedCommand::Open(opening) => Ok(Ordered {
            command: opening.command(),
            opening: CommandOpening::Open { key: opening.key.clone(), package: opening.package.clone() },
            packed: Vec::new(),
        }),
    }
}

/// Packs. All secrets come from the package's key: whoever is shown it finds out everything.
fn create(pack: &Pack, id: &[u8; 32]) -> Result<Ordered, BuildError> {
    let Pack { key, contents, data, deposit } = pack;
    let (mut wires, mut statements) = (Vec::new(), Vec::new());
    for (place, packed) in (0u32..).zip(contents) {
        let to = key.address(id, place).map_err(PlanError::Key)?;
        let secrets = key.secrets(id, place);
        let (rcm, ar) = (secrets.rcm, secrets.ar);
        let mut private = output::Private { aid: packed.aid, value: packed.value, rcm, rsk: Scalar::zero(), ar };
        private.rsk = key.rsk(id, place, &FieldBytes::from(private.commitment(&to)));
        let (wire, statement) = describe(private, &to, &NO_MEMO)?;
        wires.push(wire);
        statements.push(statement);
    }
    let command = Command::Package(PackageCommand::Create {
        id: *id,
        contents: bounded(wires, "packed notes")?,
        data: bounded(key.seal(id, data)?, "bytes in the package")?,
        deposit: *deposit,
    });
    let opening = CommandOpening::Pack { key: key.clone(), contents: contents.clone(), data: data.clone() };
    Ok(Ordered { command, opening, packed: statements })
}

/// `CC + ar · G_r`.
pub(super) fn blinded(cc: &Point, ar: &Scalar) -> PointBytes {
    PointBytes::from(sero_shielded::asset::blind(&(*cc).into(), ar).into_affine())
}
