//! What a bundle will do, before any cryptography.

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

use super::{
    request::{Amount, Payment, Recipient, NO_MEMO},
    select::{select, Label, SelectError},
};
use crate::{random, store::NoteRow};

/// Inputs and outputs of every bundle at least: a payment looks like any other.
pub const PADDED: usize = 2;

/// What an output is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The user asked for it.
    Payment,
    /// What is left, to oneself.
    Change,
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
    /// The fee.
    pub fee: u128,
    /// The last block that may hold the bundle.
    pub expiry: u32,
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
    pub(super) fn size(&self, payments: &[Payment]) -> Size {
        let public_outs = payments.iter().filter(|payment| payment.is_public()).count();
        let outputs = payments.len() - public_outs + self.change.len();
        Size { inputs: self.inputs.len().max(PADDED), outputs: outputs.max(PADDED), public_outs }
    }
}

/// Chooses notes for payments and a fee.
pub(super) fn draft<'a>(
    payments: &[Payment],
    fee: u128,
    spendable: &[&'a NoteRow],
    label: impl Fn(FieldBytes) -> Label,
) -> Result<Draft<'a>, SelectError> {
    let sero = FieldBytes::from(Asset::sero().id());
    let mut needs: Vec<(FieldBytes, u128)> = vec![(sero, fee)];
    let mut values = Vec::with_capacity(payments.len());
    for payment in payments {
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
        match needs.iter_mut().find(|(other, _)| *other == aid) {
            Some((_, sum)) => *sum = sum.checked_add(value).ok_or(SelectError::Overflow)?,
            None => needs.push((aid, value)),
        }
    }
    let (mut inputs, mut change) = (Vec::new(), Vec::new());
    // Other assets first: what they leave of the inputs serves the fee.
    for (aid, wanted) in needs.iter().rev() {
        let notes: Vec<&NoteRow> = spendable.iter().filter(|row| row.note.aid == *aid).copied().collect();
        let limit = (MAX_INPUTS as usize).saturating_sub(inputs.len());
        let chosen = select(&notes, *wanted, limit, &label(*aid))?;
        let sum: u128 = chosen.iter().map(|row| row.note.value).sum();
        if let Some(left) = sum.checked_sub(*wanted).filter(|left| *left > 0) {
            change.push((*aid, left));
        }
        inputs.extend(chosen);
    }
    Ok(Draft { inputs, values, change })
}

/// Fills a draft with addresses, change and padding, in random order.
pub(super) fn finish(
    draft: Draft<'_>,
    payments: &[Payment],
    own: &PaymentAddress,
    size: Size,
    fee: u128,
    expiry: u32,
) -> Result<Plan, PlanError> {
    let (mut outputs, mut public_outs) = (Vec::new(), Vec::new());
    for (payment, value) in payments.iter().zip(draft.values) {
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
        let aid = aid.to_field().map_err(|_| PlanError::Asset)?;
        let (of, purpose) = (Some((*own, r)), Purpose::Change);
        outputs.push(PlannedOutput { to, of, aid, value, memo: NO_MEMO, purpose });
    }
    while outputs.len() < size.outputs {
        let (to, _) = random::one_time(&random::throwaway_key()?.address())?;
        let (aid, purpose) = (Asset::sero().id(), Purpose::Padding);
        outputs.push(PlannedOutput { to, of: None, aid, value: 0, memo: NO_MEMO, purpose });
    }
    random::shuffle(&mut outputs);
    let inputs: Vec<NoteRow> = draft.inputs.into_iter().cloned().collect();
    let dummies = size.inputs.saturating_sub(inputs.len());
    Ok(Plan { inputs, dummies, outputs, public_outs, fee, expiry })
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
}
