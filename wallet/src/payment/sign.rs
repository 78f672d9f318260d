//! The signer: the only place that touches the spending key.
//!
//! It is given a whole bundle with an opening of every input and output, rebuilds every commitment and ciphertext from them,
//! shows what the bundle does, and only then signs a sighash that it computed itself. So a lying builder can make it refuse
//! and cannot make it pay anybody else. A hardware signer would run exactly this.

use ark_ec::CurveGroup;
use ark_ff::Zero;
use bounded_collections::BoundedVec;
use rand_core::OsRng;
use sero_shielded::{
    asset::Asset,
    bundle::{BalanceError, Bundle, BundleBody, Destination},
    command::Command,
    curve::{mul_g_k, mul_g_r, Scalar},
    encoding::{FieldBytes, PointBytes},
    encryption::{output_key, Contents, Memo, SharedSecret},
    keys::{OneTimeAddress, PaymentAddress, PkrBytes, SpendingKey},
    note::{leaf, nil, Note},
    signature::{sign, Role},
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    balance::binding_key,
    build::blinded,
    ordered::{self, CommandOpening, Ordered},
};
use crate::memo;

/// A bundle to be signed, and what it hides.
pub struct Unsigned {
    /// The bundle, its proofs included.
    pub body: BundleBody<Command>,
    /// The chain's genesis hash.
    pub genesis: [u8; 32],
    /// The chain's transaction version.
    pub transaction_version: u32,
    /// One opening for each input.
    pub inputs: Vec<InputOpening>,
    /// One opening for each output.
    pub outputs: Vec<OutputOpening>,
    /// The opening of the command.
    pub command: CommandOpening,
}

/// Whose an input is.
#[expect(clippy::large_enum_variant, reason = "a bundle has sixteen at most")]
pub enum Owner {
    /// A note of the account.
    Account {
        /// Its index.
        index: u64,
        /// The note.
        note: Note,
    },
    /// A dummy, with the secret of its K.
    Dummy {
        /// zskr + alpha.
        secret: Scalar,
    },
}

/// What an input hides.
pub struct InputOpening {
    /// Whose it is.
    pub owner: Owner,
    /// What K adds to ZPK_r.
    pub alpha: Scalar,
    /// The blinding of cm_asset.
    pub ar: Scalar,
}

/// Whose one-time address an output goes to.
#[derive(Clone, Copy)]
pub struct Claim {
    /// The payment address.
    pub address: PaymentAddress,
    /// Its r.
    pub r: Scalar,
}

/// What an output hides.
pub struct OutputOpening {
    /// Asset, value, rcm.
    pub contents: Contents,
    /// The memo.
    pub memo: Memo,
    /// The sender's secret of the key agreement.
    pub rsk: Scalar,
    /// The blinding of cm_asset.
    pub ar: Scalar,
    /// Whose address it is, if the maker knows.
    pub claim: Option<Claim>,
}

impl Drop for InputOpening {
    fn drop(&mut self) {
        self.alpha.zeroize();
        self.ar.zeroize();
        if let Owner::Dummy { secret } = &mut self.owner {
            secret.zeroize();
        }
    }
}

impl Drop for OutputOpening {
    fn drop(&mut self) {
        self.rsk.zeroize();
        self.ar.zeroize();
        // It may hold the key of a package.
        self.memo.zeroize();
    }
}

/// Why the signer refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// Openings and inputs or outputs do not pair up.
    #[error("{0} and their openings do not pair up; nothing was signed, please report it")]
    Count(&'static str),
    /// An input is not what its opening says.
    #[error("input {place}: {what} is not what the opening says; nothing was signed, please report it")]
    Input {
        /// Its place.
        place: usize,
        /// The part.
        what: &'static str,
    },
    /// An output is not what its opening says.
    #[error("output {place}: {what} is not what the opening says; nothing was signed, please report it")]
    Output {
        /// Its place.
        place: usize,
        /// The part.
        what: &'static str,
    },
    /// The bundle makes or loses value.
    #[error("the bundle does not balance; nothing was signed, please report it")]
    Unbalanced,
    /// No binding key.
    #[error("{0}; nothing was signed, please report it")]
    Balance(#[from] BalanceError),
    /// A command without `from`, or the reverse, or a `from` of somebody else.
    #[error("the bundle's from address is not this account's, or stands without a command; nothing was signed, please report it")]
    From,
    /// A command is not what its opening says.
    #[error("the command: {0} is not what the opening says; nothing was signed, please report it")]
    Command(&'static str),
    /// The bundle does something that nobody asked for.
    #[error("the bundle does not do what was asked; nothing was signed, please report it")]
    NotAsked,
}

/// A payment that a bundle makes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a bundle has thirty-two at most")]
pub enum Effect {
    /// To a one-time address of somebody else; the payment address where it is proved.
    Shielded {
        /// The one-time address.
        to: PkrBytes,
        /// The payment address behind it.
        address: Option<PaymentAddress>,
        /// The asset id.
        aid: FieldBytes,
        /// The value.
        value: u128,
        /// The memo.
        memo: Memo,
    },
    /// Out of the pool.
    Public {
        /// Where it goes.
        to: Destination,
        /// The asset id.
        aid: FieldBytes,
        /// The value.
        value: u128,
        /// The memo.
        memo: Vec<u8>,
    },
}

/// What a bundle does, as the signer found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What leaves the account. Worthless outputs to others are padding and are left out, unless they carry a memo.
    pub effects: Vec<Effect>,
    /// What comes back: asset id and value of each.
    pub kept: Vec<(FieldBytes, u128, Memo)>,
    /// The fee.
    pub fee: u128,
    /// The command.
    pub order: Option<Ordered>,
}

/// Signs for one account.
pub struct Signer<'a> {
    key: &'a SpendingKey,
}

impl<'a> Signer<'a> {
    /// A signer.
    pub fn new(key: &'a SpendingKey) -> Self {
        Signer { key }
    }

    /// Checks a bundle against its openings, asks, and signs.
    ///
    /// # Errors
    /// See [`SignError`]; [`SignError::NotAsked`] where `approve` says no.
    pub fn sign(
        &self,
        unsigned: &Unsigned,
        approve: impl FnOnce(&Summary) -> bool,
    ) -> Result<Bundle<Command>, SignError> {
        let body = &unsigned.body;
        let from = self.from(body)?;
        let secrets = self.inputs(unsigned)?;
        let mut summary = self.outputs(unsigned)?;
        summary.order = order(unsigned)?;
        check_package_note(unsigned, &summary)?;
        let binding = binding_secret(unsigned)?;
        if !approve(&summary) {
            return Err(SignError::NotAsked);
        }
        let sighash = body.sighash(&unsigned.genesis, unsigned.transaction_version);
        let signatures =
            secrets.iter().map(|secret| sign(Role::Spend, secret, &sighash, &mut OsRng)).collect::<Vec<_>>();
        Ok(Bundle {
            body: body.clone(),
            spend_signatures: BoundedVec::try_from(signatures).map_err(|_| SignError::Count("inputs"))?,
            binding_signature: sign(Role::Bind, &binding.0, &sighash, &mut OsRng),
            from_signature: from.map(|secret| sign(Role::From, &secret.0, &sighash, &mut OsRng)),
        })
    }

    /// The secret of the `from` address, which must be the account's, and there exactly when a command is.
    fn from(&self, body: &BundleBody<Command>) -> Result<Option<Secret>, SignError> {
        let from = match (&body.from, &body.command) {
            (None, None) => return Ok(None),
            (Some(from), Some(_)) => from.to_address().map_err(|_| SignError::From)?,
            _ => return Err(SignError::From),
        };
        let viewing = self.key.tracking_key().recognise(&from).ok_or(SignError::From)?;
        Ok(Some(Secret(self.key.one_time(&viewing))))
    }

    /// Checks the inputs and returns the secret of each K.
    pub(crate) fn inputs(&self, unsigned: &Unsigned) -> Result<Zeroizing<Vec<Scalar>>, SignError> {
        let inputs = &unsigned.body.inputs;
        if inputs.len() != unsigned.inputs.len() {
            return Err(SignError::Count("inputs"));
        }
        let viewing_key = self.key.tracking_key();
        // As long as it will be: what grows leaves copies behind.
        let mut secrets = Zeroizing::new(Vec::with_capacity(inputs.len()));
        for (place, (input, opening)) in inputs.iter().zip(&unsigned.inputs).enumerate() {
            let wrong = |what| SignError::Input { place, what };
            let (secret, cc) = match &opening.owner {
                Owner::Dummy { secret } => (*secret, ark_ec::AffineRepr::zero()),
                Owner::Account { index, note } => {
                    let viewing = viewing_key.recognise(&note.address).ok_or_else(|| wrong("the owner"))?;
                    let nil = nil(&viewing.vskr, leaf(*index, note.commitment()));
                    if FieldBytes::from(nil) != input.nil {
                        return Err(wrong("the nil"));
                    }
                    (self.key.one_time(&viewing) + opening.alpha, note.asset_commitment())
                }
            };
            if PointBytes::from(mul_g_k(&secret).into_affine()) != input.key {
                return Err(wrong("K"));
            }
            if blinded(&cc, &opening.ar) != input.asset_commitment {
                return Err(wrong("the asset commitment"));
            }
            secrets.push(secret);
        }
        Ok(secrets)
    }

    /// Checks the outputs and says what they do.
    pub(crate) fn outputs(&self, unsigned: &Unsigned) -> Result<Summary, SignError> {
        let body = &unsigned.body;
        if body.outputs.len() != unsigned.outputs.len() {
            return Err(SignError::Count("outputs"));
        }
        let viewing_key = self.key.tracking_key();
        let mut summary = Summary { effects: Vec::new(), kept: Vec::new(), fee: body.fee, order: None };
        for (place, (wire, opening)) in body.outputs.iter().zip(&unsigned.outputs).enumerate() {
            let wrong = |what| SignError::Output { place, what };
            let address = wire.note.to.to_address().map_err(|_| wrong("the address"))?;
            check_output(wire, &address, opening).map_err(wrong)?;
            let Contents { aid, value, .. } = opening.contents;
            let aid = FieldBytes::from(aid);
            if viewing_key.recognise(&address).is_some() {
                summary.kept.push((aid, value, opening.memo));
                continue;
            }
            let claimed = opening.claim.map(|claim| (claim.address, claim.address.one_time(&claim.r)));
            let proved = match claimed {
                None => None,
                Some((payment, Ok(one_time))) if one_time == address => Some(payment),
                Some(_) => return Err(wrong("the payment address")),
            };
            if value > 0 || opening.memo.iter().any(|byte| *byte != 0) {
                let (to, memo) = (wire.note.to, opening.memo);
                summary.effects.push(Effect::Shielded { to, address: proved, aid, value, memo });
            }
        }
        summary.effects.extend(body.public_outs.iter().map(|out| Effect::Public {
            to: out.to,
            aid: out.asset.id().into(),
            value: out.value,
            memo: out.memo.to_vec(),
        }));
        Ok(summary)
    }
}

/// Checks the command and says what it does.
fn order(unsigned: &Unsigned) -> Result<Option<Ordered>, SignError> {
    let body = &unsigned.body;
    match (&body.command, &body.from, &unsigned.command) {
        (None, None, CommandOpening::Plain) => Ok(None),
        (None, None, _) => Err(SignError::Command("its absence")),
        (Some(command), Some(from), opening) => {
            let first_nil = body.inputs.first().map(|input| &input.nil);
            ordered::check(command, from, first_nil, opening).map(Some)
        }
        _ => Err(SignError::From),
    }
}

/// Makes sure that the note of a new package comes to the account, and the package's key beside it: the key could be lost else.
fn check_package_note(unsigned: &Unsigned, summary: &Summary) -> Result<(), SignError> {
    let CommandOpening::Pack { key, .. } = &unsigned.command else { return Ok(()) };
    let aid = FieldBytes::from(Asset::Package(package(&unsigned.body)).id());
    let memo = memo::from_package_key(key);
    match summary.kept.contains(&(aid, 1, memo)) {
        true => Ok(()),
        false => Err(SignError::Command("the note of the package")),
    }
}

/// Rebuilds an output from its opening.
pub(super) fn check_output(
    wire: &sero_shielded::bundle::ShieldedOutput,
    address: &OneTimeAddress,
    opening: &OutputOpening,
) -> Result<(), &'static str> {
    let Contents { aid, value, rcm } = opening.contents;
    let note = Note { aid, value, address: *address, rcm };
    if FieldBytes::from(note.commitment()) != wire.note.commitment {
        return Err("the commitment");
    }
    if blinded(&note.asset_commitment(), &opening.ar) != wire.asset_commitment {
        return Err("the asset commitment");
    }
    if PointBytes::from(output_key(&opening.rsk)) != wire.note.rpk {
        return Err("RPK");
    }
    let secret = SharedSecret::of_sender(&opening.rsk, address.vpk());
    if secret.seal(&opening.contents).map(FieldBytes::from) != wire.note.contents {
        return Err("the ciphertext");
    }
    if secret.seal_memo(&wire.note.commitment, &opening.memo) != wire.note.memo {
        return Err("the memo");
    }
    Ok(())
}

/// A secret that is wiped.
struct Secret(Scalar);

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The secret of CB: the blindings of the inputs less those of the outputs, less those of what is packed, plus those of what comes
/// out of a package. It is that only if every asset balances.
fn binding_secret(unsigned: &Unsigned) -> Result<Secret, SignError> {
    let mut secret = Secret(Scalar::zero());
    for opening in &unsigned.inputs {
        secret.0 += opening.ar;
    }
    for opening in &unsigned.outputs {
        secret.0 -= opening.ar;
    }
    let id = package(&unsigned.body);
    match &unsigned.command {
        CommandOpening::Plain => {}
        CommandOpening::Pack { key, contents, .. } => {
            (0u32..).zip(contents).for_each(|(place, _)| secret.0 -= key.secrets(&id, place).ar);
        }
        CommandOpening::Open { key, package } => {
            (0u32..).zip(&package.contents).for_each(|(place, _)| secret.0 += key.secrets(&id, place).ar);
        }
    }
    if binding_key(&unsigned.body, &unsigned.command.opened())? != mul_g_r(&secret.0).into_affine() {
        return Err(SignError::Unbalanced);
    }
    Ok(secret)
}

/// The id of the package that the command is about.
fn package(body: &BundleBody<Command>) -> [u8; 32] {
    match &body.command {
        Some(Command::Package(command)) => *command.id(),
        _ => [0; 32],
    }
}
