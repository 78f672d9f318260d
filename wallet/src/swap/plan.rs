//! Which notes a half spends, and what it makes.

use sero_shielded::{asset::Asset, encoding::FieldBytes, encryption::Memo, keys::PaymentAddress};

use super::{
    half::{LEAST_HALF, MAX_HALF},
    terms::{Deal, Sum},
    SwapError,
};
use crate::{
    payment::{
        build::BuildError,
        plan::{PlanError, PlannedOutput, Purpose},
        request::NO_MEMO,
        select::{select, Label, SelectError},
    },
    random,
    store::NoteRow,
};

/// What a half will do, before any cryptography.
pub(crate) struct HalfPlan {
    /// Notes to spend.
    pub(crate) inputs: Vec<NoteRow>,
    /// Dummies beside them.
    pub(crate) dummies: usize,
    /// New notes.
    pub(crate) outputs: Vec<PlannedOutput>,
}

/// The notes of a half, and what is left of them.
pub(crate) struct Chosen<'a> {
    inputs: Vec<&'a NoteRow>,
    change: Vec<Sum>,
}

/// Inputs and outputs of a half, padded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HalfSize {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

impl HalfSize {
    /// As small as a half can be.
    pub(crate) const LEAST: HalfSize = HalfSize { inputs: LEAST_HALF, outputs: LEAST_HALF };

    /// Large enough for both.
    pub(crate) fn or(self, other: HalfSize) -> HalfSize {
        HalfSize { inputs: self.inputs.max(other.inputs), outputs: self.outputs.max(other.outputs) }
    }
}

/// Chooses notes for what one side pays. `anchor` is the block up to which they count, for messages.
pub(crate) fn choose<'a>(
    deal: &Deal,
    spendable: &[&'a NoteRow],
    label: impl Fn(&Asset) -> Label,
    anchor: u32,
) -> Result<Chosen<'a>, SwapError> {
    let (mut inputs, mut change) = (Vec::new(), Vec::new());
    for sum in &deal.pays {
        let aid = FieldBytes::from(sum.asset.id());
        let notes: Vec<&NoteRow> = spendable.iter().filter(|row| row.note.aid == aid).copied().collect();
        let limit = (MAX_HALF as usize).saturating_sub(inputs.len());
        let chosen = select(&notes, sum.value, limit, &label(&sum.asset)).map_err(|error| match error {
            SelectError::TooManyNotes { asset, reachable } => SwapError::TooManyNotes { asset, reachable },
            error => SwapError::Funds { error, anchor },
        })?;
        let spent = chosen.iter().try_fold(0u128, |sum, row| sum.checked_add(row.note.value));
        let left = spent.ok_or(SwapError::Overflow)?.saturating_sub(sum.value);
        if left > 0 {
            change.push(Sum { asset: sum.asset, value: left });
        }
        inputs.extend(chosen);
    }
    Ok(Chosen { inputs, change })
}

impl Chosen<'_> {
    /// The size of the half.
    pub(crate) fn size(&self) -> HalfSize {
        let needed = HalfSize { inputs: self.inputs.len(), outputs: self.change.len().saturating_add(1) };
        needed.or(HalfSize::LEAST)
    }

    /// Adds addresses and padding, in random order. The memo goes beside what the side gets.
    pub(crate) fn finish(
        self,
        deal: &Deal,
        own: &PaymentAddress,
        memo: Memo,
        size: HalfSize,
    ) -> Result<HalfPlan, SwapError> {
        let to_self = |sum: &Sum, memo, purpose| -> Result<PlannedOutput, PlanError> {
            let (to, r) = random::one_time(own)?;
            Ok(PlannedOutput { to, of: Some((*own, r)), aid: sum.asset.id(), value: sum.value, memo, purpose })
        };
        let padding = || -> Result<PlannedOutput, PlanError> {
            let (to, _) = random::one_time(&random::throwaway_key()?.address())?;
            let (aid, purpose) = (Asset::sero().id(), Purpose::Padding);
            Ok(PlannedOutput { to, of: None, aid, value: 0, memo: NO_MEMO, purpose })
        };
        let made = || -> Result<Vec<PlannedOutput>, PlanError> {
            let mut outputs = vec![to_self(&deal.gets, memo, Purpose::Payment)?];
            for sum in &self.change {
                outputs.push(to_self(sum, NO_MEMO, Purpose::Change)?);
            }
            while outputs.len() < size.outputs {
                outputs.push(padding()?);
            }
            random::shuffle(&mut outputs);
            Ok(outputs)
        };
        let outputs = made().map_err(BuildError::from)?;
        let inputs: Vec<NoteRow> = self.inputs.into_iter().cloned().collect();
        let dummies = size.inputs.saturating_sub(inputs.len());
        Ok(HalfPlan { inputs, dummies, outputs })
    }
}
