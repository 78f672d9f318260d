//! Reading what the account itself sent: nobody but the sender and his tracking key can.

use sero_shielded::{
    bundle::{Destination, PublicOut, PublicTerm},
    compact::{CompactNote, EncryptedNote},
    encoding::{FieldBytes, PointBytes},
    encryption::{output_key, output_secret, Contents, SharedSecret},
    keys::{OutgoingKey, TrackingKey},
};

use crate::{
    memo::ReadMemo,
    store::{SentOutput, SentRecord, SentTo},
};

/// A bundle as the chain or its maker shows it.
pub struct Shown<'a> {
    /// All nils.
    pub nils: &'a [FieldBytes],
    /// Its notes, shielded ones first.
    pub notes: &'a [CompactNote],
    /// Its public outputs.
    pub public_outs: &'a [PublicOut],
    /// Its fee.
    pub fee: u128,
    /// The public terms of its command.
    pub terms: &'a [PublicTerm],
    /// The time of its block.
    pub timestamp: u64,
}

/// Reads a bundle that spent the account's own notes. Worthless notes are padding and are left out.
pub fn read_sent(key: &TrackingKey, bundle: &Shown<'_>) -> SentRecord {
    let outgoing = key.outgoing();
    let first_nil = bundle.nils.first().copied().unwrap_or_default();
    let mut record = SentRecord {
        first_nil,
        timestamp: bundle.timestamp,
        fee: bundle.fee,
        outputs: Vec::new(),
        kept: Vec::new(),
        unreadable: 0,
        terms: bundle.terms.to_vec(),
    };
    let shielded = bundle.notes.iter().filter_map(|note| match note {
        CompactNote::Shielded(note) => Some(note),
        CompactNote::Public(_) => None,
    });
    let mut read = Vec::new();
    for (note, place) in shielded.zip(0u32..) {
        let mine = note.to.to_address().is_ok_and(|address| key.recognise(&address).is_some());
        let opened = open_sent(&outgoing, &first_nil, place, note);
        read.push(opened.is_some());
        match opened {
            Some((contents, _)) if contents.value == 0 => {}
            // The key of one's own package is a note to oneself.
            Some((contents, memo)) if mine && (memo == ReadMemo::Empty || memo.package_key().is_some()) => {
                record.kept.push((contents.aid.into(), contents.value));
            }
            Some((contents, memo)) => record.outputs.push(SentOutput {
                to: SentTo::Shielded(note.to),
                aid: contents.aid.into(),
                value: contents.value,
                memo,
            }),
            None => record.unreadable = record.unreadable.saturating_add(1),
        }
    }
    if is_makers(&read) {
        record.fee = 0;
    }
    record.outputs.extend(bundle.public_outs.iter().map(|out| SentOutput {
        to: match out.to {
            Destination::Address(pkr) => SentTo::Public(pkr),
            Destination::Account(account) => SentTo::Account(account),
            Destination::Contract(contract) => SentTo::Contract(contract),
        },
        aid: out.asset.id().into(),
        value: out.value,
        memo: ReadMemo::from_plain(&out.memo),
    }));
    record
}

/// Whether a bundle is a trade that this account offered: its half stands in front, and the other one, which the account cannot
/// read, behind. The taker pays the fee.
fn is_makers(read: &[bool]) -> bool {
    let own = read.iter().take_while(|read| **read).count();
    own > 0 && own < read.len() && read.iter().skip(own).all(|read| !*read)
}

fn open_sent(
    key: &OutgoingKey,
    first_nil: &FieldBytes,
    place: u32,
    note: &EncryptedNote,
) -> Option<(Contents, ReadMemo)> {
    let rsk = output_secret(key, first_nil, place, &note.commitment);
    if PointBytes::from(output_key(&rsk)) != note.rpk {
        return None;
    }
    let address = note.to.to_address().ok()?;
    let secret = SharedSecret::of_sender(&rsk, address.vpk());
    let [e0, e1, e2] = &note.contents;
    let contents = secret.open(&[e0.to_field().ok()?, e1.to_field().ok()?, e2.to_field().ok()?])?;
    let memo = match secret.open_memo(&note.commitment, &note.memo) {
        Some(memo) => ReadMemo::from_plain(&memo),
        None => ReadMemo::Unreadable,
    };
    Some((contents, memo))
}

#[cfg(test)]
mod tests {
    use super::is_makers;

    #[test]
    fn the_maker_of_a_trade_is_known_by_the_place_of_his_half() {
        assert!(is_makers(&[true, true, false, false]));
        assert!(is_makers(&[true, true, false, false, false]));
        for other in [&[false, false, true, true][..], &[true, true], &[false, false], &[true, false, true], &[]] {
            assert!(!is_makers(other), "{other:?}");
        }
    }
}
