//! From a wish to a finished bundle: chooses notes, builds, proves, signs and checks.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use sero_shielded::{
    asset::SERO,
    bundle::MAX_INPUTS,
    command::Command,
    encoding::FieldBytes,
    keys::PkrBytes,
    package::{package_id, PackageKey},
};

use super::{
    anchor_height,
    build::{build, proof_places, BuildError, Context},
    check::check,
    plan::{draft, finish, Draft, Plan, Size, Wish, LEAST_INPUTS},
    planned::{Opening, PlannedCommand},
    prove::{ProveError, Prover},
    select::{Label, SelectError},
    send::Built,
    sign::{Signer, Summary},
    PayError, EXPIRY_AHEAD, RELEASE_DEPTH,
};
use crate::{
    chain::{Chain, ChainError, ChainInfo},
    order::package::Seen,
    store::{KeptPackage, NoteRow, PaymentRow},
    vault::VaultError,
    wallet::Wallet,
};

/// A node that asks for a higher fee than this is not believed.
pub const MAX_FEE: u128 = SERO;

/// The chain as it stands when a bundle is made.
pub(crate) struct Ready {
    genesis: [u8; 32],
    transaction_version: u32,
    anchor: u32,
    expiry: u32,
}

impl Wallet {
    /// Reads the chain before a bundle is made.
    pub(crate) async fn ready<C: Chain + ?Sized>(&mut self, chain: &C) -> Result<Ready, PayError> {
        if self.is_watch_only() {
            return Err(VaultError::WatchOnly.into());
        }
        self.sync(chain, |_| {}).await?;
        let info: ChainInfo = chain.info().await?;
        let tip = self.state.tip.number;
        Ok(Ready {
            // The chain that was read, whatever the node says now: a signature must not serve on another.
            genesis: self.state.genesis.unwrap_or(info.genesis.0),
            transaction_version: info.transaction_version,
            anchor: anchor_height(tip).filter(|height| *height > 0).ok_or(SelectError::TooEarly { tip })?,
            expiry: tip.saturating_add(EXPIRY_AHEAD.min(info.max_expiry)),
        })
    }

    /// Makes a bundle that does what is wished, and hands nothing in.
    pub(crate) async fn put_together<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        ready: &Ready,
        wish: Wish<'_>,
    ) -> Result<Built, PayError> {
        let (plan, values) = {
            let spendable = self.spendable(ready.anchor);
            let labels = self.labels(&wish, &spendable);
            let (draft, size, fee) = choose(chain, &wish, &spendable, &labels).await?;
            let values = draft.values.clone();
            let memo_of = |aid: &FieldBytes| self.key_memo(aid);
            let plan = finish(draft, &wish, &self.address(), memo_of, size, fee, ready.expiry);
            let plan = plan.map_err(BuildError::from)?;
            (plan, values)
        };
        let context = Context {
            key: self.vault.tracking(),
            tree: &self.state.tree,
            anchor: ready.anchor,
            genesis: ready.genesis,
            transaction_version: ready.transaction_version,
            key_version: prover.key_version(),
        };
        let (mut unsigned, statements) = build(&plan, &context)?;
        let wanted = statements.len();
        let proofs = tokio::task::spawn_blocking(move || prover.prove(&statements))
            .await
            .map_err(|error| ProveError::Statement(error.to_string()))??;
        if proofs.len() != wanted {
            return Err(ProveError::Statement(format!("{} proofs for {wanted} statements", proofs.len())).into());
        }
        proof_places(&mut unsigned.body).zip(proofs).for_each(|(place, proof)| *place = proof);
        let bundle = {
            let key = self.vault.spending()?;
            let asked = |summary: &Summary| self.is_as_asked(&wish, &values, plan.fee, summary);
            Signer::new(&key).sign(&unsigned, asked)?
        };
        let (version, opened) = (ready.transaction_version, unsigned.command.opened());
        let package = new_package(&plan, bundle.nils().next());
        let kept = kept(&plan, package.as_ref());
        let deposit = locked(bundle.body.command.as_ref());
        let bundle = check(&bundle, &ready.genesis, version, &opened)?;
        let names = self.names(&plan);
        Ok(Built { bundle, fee: plan.fee, expiry: ready.expiry, values, deposit, package, kept, names })
    }

    /// The payment addresses behind a plan's one-time addresses, as text.
    fn names(&self, plan: &Plan) -> HashMap<PkrBytes, String> {
        let named = plan.outputs.iter().filter_map(|output| {
            let (address, _) = output.of?;
            Some((output.to.to_bytes(), address.to_text(self.network())))
        });
        named.collect()
    }

    /// Notes that can be spent under an anchor.
    pub(crate) fn spendable(&self, anchor: u32) -> Vec<&NoteRow> {
        let locked = self.locked();
        let free = |row: &&NoteRow| row.height <= anchor && row.note.value > 0 && !locked.contains(&row.note.nil);
        self.state.unspent.values().filter(free).collect()
    }

    /// Nils of notes that wait in payments.
    pub(crate) fn locked(&self) -> HashSet<FieldBytes> {
        let waiting = self.state.payments.iter().filter(|row| self.is_waiting(row));
        waiting.flat_map(|row| row.record.own_nils.iter().copied()).collect()
    }

    /// Whether a payment may still be mined, be it by a fork that takes the last [`RELEASE_DEPTH`] blocks back. It follows
    /// from the chain alone, so a reorganisation needs no care.
    pub(crate) fn is_waiting(&self, row: &PaymentRow) -> bool {
        let release = row.expiry.saturating_add(RELEASE_DEPTH);
        row.mined_height.is_none() && row.conflict_height.is_none() && self.state.tip.number < release
    }

    /// What messages say of the assets of a wish.
    fn labels(&self, wish: &Wish<'_>, spendable: &[&NoteRow]) -> Labels {
        let sum = |rows: &mut dyn Iterator<Item = &NoteRow>, aid: FieldBytes| {
            rows.filter(|row| row.note.aid == aid).fold(0u128, |sum, row| sum.saturating_add(row.note.value))
        };
        let assets = wish.assets();
        let label = |aid: FieldBytes| {
            let (name, decimals) = self.asset_name(&aid);
            let all = sum(&mut self.state.unspent.values(), aid);
            let later = all.saturating_sub(sum(&mut spendable.iter().copied(), aid));
            (aid, Label { name, decimals, later })
        };
        assets.into_iter().map(label).collect()
    }
}

/// Assets by id, for messages.
type Labels = HashMap<FieldBytes, Label>;

/// The package that a bundle makes.
fn new_package(plan: &Plan, first_nil: Option<&FieldBytes>) -> Option<([u8; 32], PackageKey)> {
    match &plan.order.as_ref()?.command {
        PlannedCommand::Pack(pack) => Some((package_id(first_nil?), pack.key.clone())),
        PlannedCommand::Whole(_) | PlannedCommand::Open(_) => None,
    }
}

/// What is to be kept of the package that a bundle makes or opens.
fn kept(plan: &Plan, new: Option<&([u8; 32], PackageKey)>) -> Option<KeptPackage> {
    match &plan.order.as_ref()?.command {
        PlannedCommand::Whole(_) => None,
        PlannedCommand::Pack(pack) => {
            let (id, key) = new?;
            Some((*id, key.clone(), Some(Seen::of(&pack.contents, &pack.data))))
        }
        PlannedCommand::Open(Opening { id, key, package, contents }) => {
            let data = key.open(id, &package.data)?;
            Some((*id, key.clone(), Some(Seen::of(contents, &data))))
        }
    }
}

/// SERO that a command locks.
fn locked(command: Option<&Command>) -> u128 {
    let terms = command.into_iter().flat_map(Command::terms);
    terms.filter(|term| !term.inward && term.asset.is_sero()).fold(0, |sum, term| sum.saturating_add(term.value))
}

/// Chooses notes until they pay for the bundle that they make.
async fn choose<'a, C: Chain + ?Sized>(
    chain: &C,
    wish: &Wish<'_>,
    spendable: &[&'a NoteRow],
    labels: &Labels,
) -> Result<(Draft<'a>, Size, u128), PayError> {
    let command = wish.order.map(|order| order.command.sketch()).transpose().map_err(BuildError::from)?;
    let mut size = Size { inputs: LEAST_INPUTS, outputs: wish.least_outputs(), public_outs: 0 };
    // Sizes only grow, so this is more often than needed.
    for _ in 0..MAX_INPUTS * 2 {
        let Size { inputs, outputs, public_outs } = size;
        let fee = chain.minimum_fee(inputs as u32, outputs as u32, public_outs as u32, command.as_ref()).await?;
        if fee > MAX_FEE {
            return Err(ChainError::Nonsense(format!("a fee of {fee}, above {MAX_FEE}")).into());
        }
        let draft = draft(wish, fee, spendable, |aid| labels.get(&aid).cloned().unwrap_or_default())?;
        let needed = draft.size(wish);
        // A bundle may be larger than its contents need: padding fills it.
        if needed.inputs <= inputs && needed.outputs <= outputs && needed.public_outs == public_outs {
            return Ok((draft, size, fee));
        }
        size = Size {
            inputs: inputs.max(needed.inputs),
            outputs: outputs.max(needed.outputs),
            public_outs: needed.public_outs,
        };
    }
    Err(ChainError::Nonsense("its fees never settle".into()).into())
}
