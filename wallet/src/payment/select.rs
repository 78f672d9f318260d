//! Which notes to spend.
//!
//! Every input costs a fee and shows the chain that its note belongs with the others to one owner (not which note it is), so
//! few are better than many. One note that suffices is best, the smallest of them; else the largest ones, and the last of them
//! replaced by the smallest that still suffices, so that big notes stay whole. Of equal ones the oldest goes first.

use sero_shielded::bundle::MAX_INPUTS;

use crate::{amount, store::NoteRow};

/// Why there is not enough to spend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// Too little.
    #[error("not enough {asset}: {wanted} are needed with the fee, {spendable} can be spent now{later}")]
    Insufficient {
        /// The asset's name.
        asset: String,
        /// Needed, as text.
        wanted: String,
        /// Spendable, as text.
        spendable: String,
        /// What comes later, and what to do, as a clause.
        later: String,
    },
    /// Enough in too many pieces.
    #[error("the payment needs more than {MAX_INPUTS} notes; first send at most {reachable} {asset} to your own address to join them")]
    TooManyNotes {
        /// The asset's name.
        asset: String,
        /// What the largest notes hold, as text.
        reachable: String,
    },
    /// More than 128 bits.
    #[error("the payments add up to more than can exist; check the amounts")]
    Overflow,
    /// The wallet has not read far enough.
    #[error("the chain has {tip} blocks, and a note can be spent when it is {depth} deep; wait for more blocks", depth = super::ANCHOR_DEPTH)]
    TooEarly {
        /// The last block.
        tip: u32,
    },
}

/// An asset for messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) decimals: u8,
    /// What cannot be spent yet.
    pub(crate) later: u128,
}

impl Label {
    pub(crate) fn text(&self, value: u128) -> String {
        amount::Display { value, decimals: self.decimals }.to_string()
    }
}

/// Notes that hold `wanted` together, at most `limit` of them.
pub(crate) fn select<'a>(
    notes: &[&'a NoteRow],
    wanted: u128,
    limit: usize,
    label: &Label,
) -> Result<Vec<&'a NoteRow>, SelectError> {
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut sorted = notes.to_vec();
    sorted.sort_by_key(|row| (std::cmp::Reverse(row.note.value), row.index));
    let mut chosen: Vec<&NoteRow> = Vec::new();
    let mut sum = 0u128;
    for row in &sorted {
        if sum >= wanted {
            break;
        }
        chosen.push(row);
        sum = sum.checked_add(row.note.value).ok_or(SelectError::Overflow)?;
    }
    if sum < wanted {
        return Err(SelectError::Insufficient {
            asset: label.name.clone(),
            wanted: label.text(wanted),
            spendable: label.text(sum),
            later: match label.later {
                0 => "; pay less, or receive some first".into(),
                later => format!(" ({} more come with further blocks); wait for them, or pay less", label.text(later)),
            },
        });
    }
    if chosen.len() > limit {
        let reachable = chosen.iter().take(limit).map(|row| row.note.value).sum();
        return Err(SelectError::TooManyNotes { asset: label.name.clone(), reachable: label.text(reachable) });
    }
    if let Some(last) = chosen.pop() {
        let missing = wanted.saturating_sub(sum.saturating_sub(last.note.value));
        let enough = sorted.iter().skip(chosen.len()).filter(|row| row.note.value >= missing);
        chosen.push(enough.min_by_key(|row| (row.note.value, row.index)).copied().unwrap_or(last));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{memo::ReadMemo, store::OwnedNote};
    use proptest::prelude::*;
    use sero_shielded::{encoding::FieldBytes, keys::PkrBytes};

    fn rows(values: &[u128]) -> Vec<NoteRow> {
        let note = |value| OwnedNote {
            aid: FieldBytes::default(),
            value,
            to: PkrBytes([0; 96]),
            rcm: FieldBytes::default(),
            nil: FieldBytes::default(),
            memo: ReadMemo::Empty,
            public: false,
            own: false,
            timestamp: 0,
        };
        let row = |(index, value): (u64, &u128)| NoteRow { index, height: 1, spent_height: None, note: note(*value) };
        (0..).zip(values).map(row).collect()
    }

    fn pick(values: &[u128], wanted: u128) -> Result<Vec<u128>, SelectError> {
        let rows = rows(values);
        let label = Label { name: "SERO".into(), decimals: 0, later: 0 };
        let chosen = select(&rows.iter().collect::<Vec<_>>(), wanted, 16, &label)?;
        Ok(chosen.iter().map(|row| row.note.value).collect())
    }

    #[test]
    fn the_smallest_note_that_suffices_is_taken_alone() {
        assert_eq!(pick(&[100, 7, 30, 5], 6), Ok(vec![7]));
        assert_eq!(pick(&[100, 7, 30, 5], 31), Ok(vec![100]));
    }

    #[test]
    fn the_last_of_several_is_as_small_as_can_be() {
        assert_eq!(pick(&[50, 40, 30, 3, 2], 52), Ok(vec![50, 2]));
        assert_eq!(pick(&[50, 40, 30, 3, 2], 95), Ok(vec![50, 40, 30]));
    }

    #[test]
    fn too_little_and_too_many_pieces_are_two_errors() {
        assert!(matches!(pick(&[1, 2], 4), Err(SelectError::Insufficient { .. })));
        assert!(matches!(pick(&[1; 40], 17), Err(SelectError::TooManyNotes { .. })));
        assert_eq!(pick(&[1; 40], 16).unwrap().len(), 16);
    }

    #[test]
    fn too_little_says_what_to_do_whether_more_comes_or_not() {
        for later in [0, 5] {
            let label = Label { name: "SERO".into(), decimals: 0, later };
            let error = select(&[], 4, 16, &label).map(|_| ()).unwrap_err();
            let message = error.to_string();
            assert!(message.contains("; ") && message.contains("pay less"), "{message}");
        }
    }

    proptest! {
        #[test]
        fn what_is_chosen_suffices_without_a_note_too_many(
            values in prop::collection::vec(1u128..1000, 1..30),
            wanted in 1u128..5000,
        ) {
            if let Ok(mut chosen) = pick(&values, wanted) {
                prop_assert!(chosen.iter().sum::<u128>() >= wanted);
                chosen.sort();
                prop_assert!(chosen.iter().skip(1).sum::<u128>() < wanted);
            }
        }
    }
}
