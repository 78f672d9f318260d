//! What a bundle will do, before any cryptography.

use ark_ff::Zero;
use bounded_collections::{BoundedVec, ConstU32};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicOut, MAX_INPUTS},
    curve::{Scalar, F},
    encoding::FieldBytes,
    encryption::Memo,
    keys::{KeyError, OneTimeAddress, PaymentAddress},
    note::MEMO_LEN,
};
use zeroize::Zeroize;

use super::{
    planned::{PlannedCommand, PlannedOrder},
    request::{Amount, Payment, Recipient, NO_MEMO},
    select::{select, Label, SelectError},
};
use crate::{memo, random, store::NoteRow};

/// Inputs of every payment and order at least: a payment looks like any other.
pub const LEAST_INPUTS: usize = 2;
/// Outputs of every payment and order at least: what is paid, its change, and change in SERO. A payment of SERO needs one less, and
/// would be told from those of other assets by it.
pub const LEAST_OUTPUTS: usize = 3;
/// Outputs of a bundle that makes or opens a package, beyond the notes in it: whatever assets they are of, so many suffice.
const BESIDE_PACKED: usize = 2;

/// What an output is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The user asked for it.
    Payment,
    /// What is left, to oneself.
    Change,
    /// The note of the package that the bundle makes, to oneself; its asset follows from the first nil.
    Package,
    /// Nothing, to nobody.
    Padding,
}

/// An output to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedOutput {
    /// Where it goes.
    pub to: OneTimeAddress,
    /// The payment address behind it and its r, where the maker knows them.
    pub of: Option<(PaymentAddress, Scalar)>,
    /// The asset id.
    pub aid: F,
    /// The value.
    pub value: u128,
    /// What goes beside it.
    pub memo: Memo,
    /// What it is for.
    pub purpose: Purpose,
}

impl Drop for PlannedOutput {
    fn drop(&mut self) {
        // It may hold the key of a package.
        self.memo.zeroize();
    }
}

/// What a bundle will do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Notes to spend.
    pub inputs: Vec<NoteRow>,
    /// Dummies beside them.
    pub dummies: usize,
    /// New notes.
    pub outputs: Vec<PlannedOutput>,
    /// Payments out of the pool.
    pub public_outs: Vec<PublicOut>,
    /// The command.
    pub order: Option<PlannedOrder>,
    /// The fee.
    pub fee: u128,
    /// The last block that may hold the bundle.
    pub expiry: u32,
}

/// What a bundle is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    /// Whom to pay.
    pub(crate) payments: &'a [Payment],
    /// What to order.
    pub(crate) order: Option<&'a PlannedOrder>,
}

impl Wish<'_> {
    /// The assets that it moves, SERO for the fee among them.
    pub(super) fn assets(&self) -> Vec<FieldBytes> {
        let flows = self.order.map(|order| order.command.flows()).unwrap_or_default();
        let paid = self.payments.iter().map(|payment| FieldBytes::from(payment.asset.id()));
        let moved = flows.out.iter().chain(&flows.inward).map(|(aid, _)| *aid);
        std::iter::once(FieldBytes::from(Asset::sero().id())).chain(paid).chain(moved).collect()
    }

    fn makes_package(&self) -> bool {
        self.order.is_some_and(|order| order.command.makes_package())
    }

    /// Outputs at least. How many assets are in a package must not show.
    pub(super) fn least_outputs(&self) -> usize {
        match self.order.map_or(0, |order| order.command.packed()) {
            0 => LEAST_OUTPUTS,
            packed => LEAST_OUTPUTS.max(packed.saturating_add(BESIDE_PACKED)),
        }
    }
}

/// The size of a bundle: the fee depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) public_outs: usize,
}

/// The notes and the amounts, for one guess of the fee.
pub(super) struct Draft<'a> {
    pub(super) inputs: Vec<&'a NoteRow>,
    /// Value of each payment.
    pub(super) values: Vec<u128>,
    /// What comes back: asset id, value above zero.
    pub(super) change: Vec<(FieldBytes, u128)>,
}

impl Draft<'_> {
    /// The size of the bundle, padded.
    pub(super) fn size(&self, wish: &Wish<'_>) -> Size {
        let public_outs = wish.payments.iter().filter(|payment| payment.is_public()).count();
        let shielded = wish.payments.len() - public_outs;
        let outputs = shielded + self.change.len() + usize::from(wish.makes_package());
        Size { inputs: self.inputs.len().max(LEAST_INPUTS), outputs: outputs.max(wish.least_outputs()), public_outs }
    }
}

/// Sums of values by asset.
#[derive(Default)]
struct Sums(Vec<(FieldBytes, u128)>);

impl Sums {
    fn add(&mut self, aid: FieldBytes, value: u128) -> Result<(), SelectError> {
        match self.0.iter_mut().find(|(other, _)| *other == aid) {
            Some((_, sum)) => *sum = sum.checked_add(value).ok_or(SelectError::Overflow)?,
            None => self.0.push((aid, value)),
        }
        Ok(())
    }

    fn of(&self, aid: FieldBytes) -> Option<u128> {
        self.0.iter().find(|(other, _)| *other == aid).map(|(_, sum)| *sum)
    }
}

/// Chooses notes for payments, a command and a fee.
pub(super) fn draft<'a>(
    wish: &Wish<'_>,
    fee: u128,
    spendable: &[&'a NoteRow],
    label: impl Fn(FieldBytes) -> Label,
) -> Result<Draft<'a>, SelectError> {
    let sero = FieldBytes::from(Asset::sero().id());
    let (mut needs, mut given) = (Sums::default(), Sums::default());
    needs.add(sero, fee)?;
    let flows = wish.order.map(|order| order.command.flows()).unwrap_or_default();
    flows.out.iter().try_for_each(|(aid, value)| needs.add(*aid, *value))?;
    flows.inward.iter().try_for_each(|(aid, value)| given.add(*aid, *value))?;
    let mut values = Vec::with_capacity(wish.payments.len());
    for payment in wish.payments {
        let aid = FieldBytes::from(payment.asset.id());
        let value = match payment.amount {
            Amount::Exact(value) => value,
            Amount::All => {
                let mine = spendable.iter().filter(|row| row.note.aid == aid);
                let all =
                    mine.map(|row| row.note.value).try_fold(0u128, u128::checked_add).ok_or(SelectError::Overflow)?;
                // At least the smallest unit is wanted, so that an empty wallet says what is missing.
                all.saturating_sub(if aid == sero { fee } else { 0 }).max(1)
            }
        };
        values.push(value);
        needs.add(aid, value)?;
    }
    let (mut inputs, mut change) = (Vec::new(), Vec::new());
    // Other assets first: what they leave of the inputs serves the fee.
    for (aid, wanted) in needs.0.iter().rev() {
        let notes: Vec<&NoteRow> = spendable.iter().filter(|row| row.note.aid == *aid).copied().collect();
        let limit = (MAX_INPUTS as usize).saturating_sub(inputs.len());
        // What the command brings in pays first.
        let given = given.of(*aid).unwrap_or_default();
        let chosen = select(&notes, wanted.saturating_sub(given), limit, &label(*aid));
        let chosen = chosen.map_err(|error| match error {
            SelectError::TooManyNotes { .. } => crowded(&inputs, &label).unwrap_or(error),
            error => error,
        })?;
        let sum = chosen.iter().map(|row| row.note.value).try_fold(given, u128::checked_add);
        let sum = sum.ok_or(SelectError::Overflow)?;
        if let Some(left) = sum.checked_sub(*wanted).filter(|left| *left > 0) {
            change.push((*aid, left));
        }
        inputs.extend(chosen);
    }
    change.extend(given.0.into_iter().filter(|(aid, value)| *value > 0 && needs.of(*aid).is_none()));
    Ok(Draft { inputs, values, change })
}

/// Names the asset of which so many notes are spent that another one finds no place beside them.
fn crowded(inputs: &[&NoteRow], label: impl Fn(FieldBytes) -> Label) -> Option<SelectError> {
    let of = |aid: FieldBytes| inputs.iter().filter(move |row| row.note.aid == aid);
    let most = inputs.iter().map(|row| row.note.aid).max_by_key(|aid| of(*aid).count())?;
    if of(most).count() <= MAX_INPUTS as usize / 2 {
        return None;
    }
    // To join them a note of SERO pays the fee.
    let reachable = of(most).take(MAX_INPUTS as usize - 1).fold(0u128, |sum, row| sum.saturating_add(row.note.value));
    let label = label(most);
    let reachable = label.text(reachable);
    Some(SelectError::TooManyNotes { asset: label.name, reachable })
}

/// Fills a draft with addresses, change and padding, in random order. `memo_of` says what goes beside change of an asset.
pub(super) fn finish(
    draft: Draft<'_>,
    wish: &Wish<'_>,
    own: &PaymentAddress,
    memo_of: impl Fn(&FieldBytes) -> Memo,
    size: Size,
    fee: u128,
    expiry: u32,
) -> Result<Plan, PlanError> {
    let (mut outputs, mut public_outs) = (Vec::new(), Vec::new());
    for (payment, value) in wish.payments.iter().zip(draft.values) {
        let purpose = Purpose::Payment;
        let (aid, memo) = (payment.asset.id(), payment.memo);
        match payment.to {
            Recipient::Address(address) => {
                let (to, r) = random::one_time(&address)?;
                let of = Some((address, r));
                outputs.push(PlannedOutput { to, of, aid, value, memo, purpose });
            }
            Recipient::OneTime(to) => {
                outputs.push(PlannedOutput { to, of: None, aid, value, memo, purpose });
            }
            Recipient::Account(account) => public_outs.push(PublicOut {
                to: Destination::Account(account),
                asset: payment.asset,
                value,
                memo: public_memo(&memo),
            }),
        }
    }
    for (aid, value) in draft.change {
        let (to, r) = random::one_time(own)?;
        let memo = memo_of(&aid);
        let aid = aid.to_field().map_err(|_| PlanError::Asset)?;
        let (of, purpose) = (Some((*own, r)), Purpose::Change);
        outputs.push(PlannedOutput { to, of, aid, value, memo, purpose });
    }
    if let Some(PlannedCommand::Pack(pack)) = wish.order.map(|order| &order.command) {
        let (to, r) = random::one_time(own)?;
        let (of, purpose, memo) = (Some((*own, r)), Purpose::Package, memo::from_package_key(&pack.key));
        outputs.push(PlannedOutput { to, of, aid: F::zero(), value: 1, memo, purpose });
    }
    while outputs.len() < size.outputs {
        let (to, _) = random::one_time(&random::throwaway_key()?.address())?;
        let (aid, purpose) = (Asset::sero().id(), Purpose::Padding);
        outputs.push(PlannedOutput { to, of: None, aid, value: 0, memo: NO_MEMO, purpose });
    }
    random::shuffle(&mut outputs);
    let inputs: Vec<NoteRow> = draft.inputs.into_iter().cloned().collect();
    let dummies = size.inputs.saturating_sub(inputs.len());
    Ok(Plan { inputs, dummies, outputs, public_outs, order: wish.order.cloned(), fee, expiry })
}

/// A public memo has no padding.
fn public_memo(memo: &Memo) -> BoundedVec<u8, ConstU32<{ MEMO_LEN as u32 }>> {
    let length = memo.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    BoundedVec::truncate_from(memo.iter().take(length).copied().collect())
}

/// Why a plan cannot be finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Unlucky randomness.
    #[error("{0}; try again")]
    Key(#[from] KeyError),
    /// A stored note names no asset.
    #[error("a stored note is damaged; run `sync --rescan`")]
    Asset,
    /// More notes or data than a package holds.
    #[error("the package is larger than packages can be; put less into it")]
    Large,
}
