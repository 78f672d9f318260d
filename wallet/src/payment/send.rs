//! The whole way of a payment.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use codec::DecodeAll;
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::{Bundle, NoCommand, MAX_INPUTS},
    compact::CompactNote,
    encoding::FieldBytes,
    keys::PkrBytes,
};

use super::{
    anchor_height,
    build::{build, Context},
    check::check,
    plan::{draft, finish, Draft, Size, PADDED},
    prove::{ProveError, Prover},
    request::{self, Payment, Recipient},
    select::{Label, SelectError},
    sign::{Effect, Signer, Summary},
    PayError, ANCHOR_DEPTH,
};
use crate::{
    chain::{Chain, ChainError},
    store::{NoteRow, PaymentRecord, PaymentRow, SentTo},
    sync::{read_sent, Shown},
    vault::VaultError,
    wallet::Wallet,
};

/// For how many blocks a payment is valid: long enough to be mined, short enough that lost ones free their notes soon. All
/// wallets take the same.
pub const EXPIRY_AHEAD: u32 = 40;
/// So many blocks after its last block a payment is given up and its notes are free. Until then a fork could still mine it,
/// beside another payment made in its place: as deep as anchors.
pub const RELEASE_DEPTH: u32 = ANCHOR_DEPTH;
/// A node that asks for a higher fee than this is not believed.
pub const MAX_FEE: u128 = SERO;

/// A finished bundle, not yet handed in.
#[derive(Clone, Debug)]
pub struct Built {
    /// SCALE of the bundle.
    pub bundle: Vec<u8>,
    /// The fee.
    pub fee: u128,
    /// The last block that may hold it.
    pub expiry: u32,
    /// What each payment pays, in the order of the wish.
    pub values: Vec<u128>,
    names: HashMap<PkrBytes, String>,
}

/// A payment that the node took.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The extrinsic's hash.
    pub hash: [u8; 32],
    /// The bundle's first nil: its name, wherever it is mined.
    pub id: FieldBytes,
    /// The last block that may hold it.
    pub expiry: u32,
    /// The fee.
    pub fee: u128,
}

impl Wallet {
    /// Pays: reads the chain, builds a bundle, locks its notes and hands it in.
    ///
    /// # Errors
    /// See [`PayError`]. After [`PayError::Refused`] nothing is locked.
    pub async fn send<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        payments: &[Payment],
    ) -> Result<(Sent, Built), PayError> {
        let built = self.build_payment(chain, prover, payments).await?;
        let sent = self.submit_built(chain, &built).await?;
        Ok((sent, built))
    }

    /// Hands in what [`Self::build_payment`] made just now.
    ///
    /// # Errors
    /// [`PayError::Refused`], [`PayError::Unsure`].
    pub async fn submit_built<C: Chain + ?Sized>(&mut self, chain: &C, built: &Built) -> Result<Sent, PayError> {
        self.hand_in(chain, &built.bundle, &built.names).await
    }

    /// Builds a bundle and hands nothing in. Its notes are **not** locked: the next payment may take the same.
    ///
    /// # Errors
    /// See [`PayError`].
    pub async fn build_payment<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        payments: &[Payment],
    ) -> Result<Built, PayError> {
        request::check(payments)?;
        if self.is_watch_only() {
            return Err(VaultError::WatchOnly.into());
        }
        self.sync(chain, |_| {}).await?;
        let info = chain.info().await?;
        // The chain that was read, whatever the node says now: a signature must not serve on another.
        let genesis = self.state.genesis.unwrap_or(info.genesis.0);
        let tip = self.state.tip.number;
        let anchor = anchor_height(tip).filter(|height| *height > 0).ok_or(SelectError::TooEarly { tip })?;
        let expiry = tip.saturating_add(EXPIRY_AHEAD.min(info.max_expiry));
        let (plan, values) = {
            let spendable = self.spendable(anchor);
            let labels = self.labels(payments, &spendable);
            let (draft, size, fee) = choose(chain, payments, &spendable, &labels).await?;
            let values = draft.values.clone();
            let plan =
                finish(draft, payments, &self.address(), size, fee, expiry).map_err(super::build::BuildError::from)?;
            (plan, values)
        };
        let context = Context {
            key: self.vault.tracking(),
            tree: &self.state.tree,
            anchor,
            genesis,
            transaction_version: info.transaction_version,
            key_version: prover.key_version(),
        };
        let (mut unsigned, statements) = build(&plan, &context)?;
        let proofs = tokio::task::spawn_blocking(move || prover.prove(&statements))
            .await
            .map_err(|error| ProveError::Statement(error.to_string()))??;
        let body = &mut unsigned.body;
        let slots = body.inputs.iter_mut().map(|input| &mut input.proof);
        let slots = slots.chain(body.outputs.iter_mut().map(|output| &mut output.proof));
        for (slot, proof) in slots.zip(proofs) {
            *slot = proof;
        }
        let bundle = {
            let key = self.vault.spending()?;
            let asked = |summary: &Summary| self.is_as_asked(payments, &values, plan.fee, summary);
            Signer::new(&key).sign(&unsigned, asked)?
        };
        let bundle = check(&bundle, &genesis, info.transaction_version)?;
        let names = plan.outputs.iter().filter_map(|output| {
            let (address, _) = output.of?;
            Some((output.to.to_bytes(), address.to_text(self.network())))
        });
        Ok(Built { bundle, fee: plan.fee, expiry, values, names: names.collect() })
    }

    /// Notes that can be spent under an anchor.
    fn spendable(&self, anchor: u32) -> Vec<&NoteRow> {
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

    /// What messages say of the assets of payments and of SERO.
    fn labels(&self, payments: &[Payment], spendable: &[&NoteRow]) -> Labels {
        let wanted = payments.iter().map(|payment| payment.asset).chain([Asset::sero()]);
        let sum = |rows: &mut dyn Iterator<Item = &NoteRow>, aid: FieldBytes| {
            rows.filter(|row| row.note.aid == aid).fold(0u128, |sum, row| sum.saturating_add(row.note.value))
        };
        wanted
            .map(|asset| {
                let aid = FieldBytes::from(asset.id());
                let (name, decimals) = self.asset_name(&aid);
                let all = sum(&mut self.state.unspent.values(), aid);
                let later = all.saturating_sub(sum(&mut spendable.iter().copied(), aid));
                (aid, Label { name, decimals, later })
            })
            .collect()
    }

    /// Whether a bundle does exactly what the user asked for: each payment once, and nothing else leaves the account.
    fn is_as_asked(&self, payments: &[Payment], values: &[u128], fee: u128, found: &Summary) -> bool {
        let mut effects = found.effects.clone();
        let mut kept = found.kept.clone();
        let all_there = payments.iter().zip(values).all(|(payment, value)| {
            let aid = FieldBytes::from(payment.asset.id());
            let own = match &payment.to {
                Recipient::Address(address) => *address == self.address(),
                Recipient::OneTime(to) => self.vault.tracking().recognise(to).is_some(),
                Recipient::Account(_) => false,
            };
            if own {
                return take(&mut kept, |other| *other == (aid, *value, payment.memo));
            }
            take(&mut effects, |effect| match (effect, &payment.to) {
                (Effect::Shielded { address, aid: a, value: v, memo, .. }, Recipient::Address(to)) => {
                    *address == Some(*to) && *a == aid && v == value && *memo == payment.memo
                }
                (Effect::Shielded { to, aid: a, value: v, memo, .. }, Recipient::OneTime(one)) => {
                    *to == one.to_bytes() && *a == aid && v == value && *memo == payment.memo
                }
                (Effect::Public { to, aid: a, value: v, .. }, Recipient::Account(account)) => {
                    *to == sero_shielded::bundle::Destination::Account(*account) && *a == aid && v == value
                }
                _ => false,
            })
        });
        all_there && effects.is_empty() && found.fee == fee
    }

    /// Hands in SCALE of a bundle, made here or elsewhere, and locks those of its notes that are one's own.
    ///
    /// # Errors
    /// [`PayError::NotABundle`], [`PayError::Refused`], [`PayError::Unsure`].
    pub async fn submit<C: Chain + ?Sized>(&mut self, chain: &C, bundle: &[u8]) -> Result<Sent, PayError> {
        self.hand_in(chain, bundle, &HashMap::new()).await
    }

    /// Hands in again what still waits: after a reorganisation a node may have lost it. Returns how many were taken.
    ///
    /// # Errors
    /// [`PayError::Chain`] where the connection breaks. Refusals are no errors: the node may have the payment already.
    pub async fn resubmit<C: Chain + ?Sized>(&mut self, chain: &C) -> Result<u32, PayError> {
        let valid = |row: &&PaymentRow| self.is_waiting(row) && self.state.tip.number < row.expiry;
        let waiting = self.state.payments.iter().filter(valid);
        let bundles: Vec<Vec<u8>> = waiting.map(|row| row.record.bundle.clone()).collect();
        let mut taken = 0u32;
        for bundle in bundles {
            match chain.submit_bundle(bundle).await {
                Ok(_) => taken = taken.saturating_add(1),
                Err(ChainError::Refused { .. } | ChainError::Node(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(taken)
    }

    async fn hand_in<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        bytes: &[u8],
        names: &HashMap<PkrBytes, String>,
    ) -> Result<Sent, PayError> {
        let bundle = Bundle::<NoCommand>::decode_all(&mut &bytes[..])
            .map_err(|error| PayError::NotABundle(error.to_string()))?;
        let (expiry, fee) = (bundle.body.expiry, bundle.body.fee);
        let id = bundle.nils().next().copied().unwrap_or_default();
        // Written before it is sent: a kill in between must not free the notes.
        let new = self.remember(bytes, &bundle, names)?;
        match chain.submit_bundle(bytes.to_vec()).await {
            Ok(hash) => Ok(Sent { hash, id, expiry, fee }),
            Err(error @ ChainError::Connection(_)) => Err(PayError::Unsure { error, expiry }),
            Err(error) => {
                if let Some(row) = new {
                    let batch = self.store.batch()?;
                    batch.remove_payment(row)?;
                    batch.commit()?;
                    self.state.payments.retain(|payment| payment.id != row);
                }
                Err(PayError::Refused(error))
            }
        }
    }

    /// Stores a payment of one's own notes; nothing where it is stored already or spends none of them.
    fn remember(
        &mut self,
        bytes: &[u8],
        bundle: &Bundle<NoCommand>,
        names: &HashMap<PkrBytes, String>,
    ) -> Result<Option<i64>, PayError> {
        let nils: Vec<FieldBytes> = bundle.nils().copied().collect();
        let own = |nil: &&FieldBytes| self.state.by_nil.contains_key(*nil);
        let own_nils: Vec<FieldBytes> = nils.iter().filter(own).copied().collect();
        let known = self.state.payments.iter().any(|row| row.record.bundle == bytes);
        if known || own_nils.is_empty() {
            return Ok(None);
        }
        let notes: Vec<CompactNote> =
            bundle.body.outputs.iter().map(|output| CompactNote::Shielded(output.note)).collect();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let shown = Shown {
            nils: &nils,
            notes: &notes,
            public_outs: &bundle.body.public_outs,
            fee: bundle.body.fee,
            timestamp: u64::try_from(now.as_millis()).unwrap_or_default(),
        };
        let sent = read_sent(self.vault.tracking(), &shown);
        let recipients = sent.outputs.iter().map(|output| match &output.to {
            SentTo::Shielded(pkr) => names.get(pkr).cloned(),
            _ => None,
        });
        let recipients = recipients.collect();
        let record = PaymentRecord { bundle: bytes.to_vec(), nils, own_nils, sent, recipients };
        let expiry = bundle.body.expiry;
        let batch = self.store.batch()?;
        let id = batch.add_payment(&self.vault, expiry, &record)?;
        batch.commit()?;
        let row = PaymentRow { id, expiry, mined_height: None, conflict_height: None, record };
        self.state.payments.push(row);
        Ok(Some(id))
    }
}

/// Assets by id, for messages.
type Labels = HashMap<FieldBytes, Label>;

/// Chooses notes until they pay for the bundle that they make.
async fn choose<'a, C: Chain + ?Sized>(
    chain: &C,
    payments: &[Payment],
    spendable: &[&'a NoteRow],
    labels: &Labels,
) -> Result<(Draft<'a>, Size, u128), PayError> {
    let mut size = Size { inputs: PADDED, outputs: PADDED, public_outs: 0 };
    // Sizes only grow, so this is more often than needed.
    for _ in 0..MAX_INPUTS * 2 {
        let Size { inputs, outputs, public_outs } = size;
        let fee = chain.minimum_fee(inputs as u32, outputs as u32, public_outs as u32).await?;
        if fee > MAX_FEE {
            return Err(ChainError::Nonsense(format!("a fee of {fee}, above {MAX_FEE}")).into());
        }
        let draft = draft(payments, fee, spendable, |aid| labels.get(&aid).cloned().unwrap_or_default())?;
        let needed = draft.size(payments);
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

/// Takes the first thing that fits out of a list.
fn take<T>(things: &mut Vec<T>, fits: impl FnMut(&T) -> bool) -> bool {
    let place = things.iter().position(fits);
    place.map(|place| things.swap_remove(place)).is_some()
}
