//! What the ledger keeps of a sent payout: enough to find it on the chain, or to hand it in again, with no other file.

use codec::{Decode, DecodeAll, Encode};
use sero_pool::Payout;
use sero_shielded::{bundle::Bundle, command::Command, compact::CompactNote, encoding::FieldBytes, encryption::Memo};

use super::PoolError;
use crate::{
    memo::{self, ReadMemo},
    payment::request::NO_MEMO,
    store::SentRecord,
    sync::{read_sent, Shown},
    wallet::Wallet,
};

/// SCALE of it is the payout's reference.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) enum Reference {
    /// As this program writes it.
    #[codec(index = 1)]
    V1 {
        /// The chain.
        genesis: [u8; 32],
        /// The payer's address.
        account: String,
        /// The last final block when the bundle was made: only later ones can hold it.
        after: u32,
        /// SCALE of the bundle.
        bundle: Vec<u8>,
    },
}

/// A payout that was sent, or was to be.
pub(super) struct Sending {
    /// SCALE of the bundle.
    pub(super) bundle: Vec<u8>,
    /// The last block that may hold it.
    pub(super) expiry: u32,
    /// What the chain shows of it to the tracking key.
    shown: SentRecord,
}

impl Wallet {
    /// The reference of a bundle that was made just now.
    pub(super) fn reference(&self, bundle: &[u8]) -> Vec<u8> {
        let (account, after) = (self.address_text(), self.state.last_final.number);
        let genesis = self.state.genesis.unwrap_or_default();
        Reference::V1 { genesis, account, after, bundle: bundle.to_vec() }.encode()
    }

    /// Reads what was written, and makes sure that this wallet can tell what became of it.
    pub(super) fn sending(&self, payout: &Payout) -> Result<Sending, PoolError> {
        let id = payout.id;
        let bytes = payout.reference.as_deref().unwrap_or_default();
        let unreadable = |_| PoolError::Reference(id);
        let Reference::V1 { genesis, account, after, bundle } =
            Reference::decode_all(&mut &bytes[..]).map_err(unreadable)?;
        if account != self.address_text() {
            return Err(PoolError::OtherWallet { payout: id, account });
        }
        if self.state.genesis != Some(genesis) {
            return Err(PoolError::OtherChain(id));
        }
        let from = self.state.base.block.number;
        if from > after {
            return Err(PoolError::Birthday { payout: id, since: after.saturating_add(1), from });
        }
        let body = Bundle::<Command>::decode_all(&mut bundle.as_slice()).map_err(unreadable)?;
        let nils: Vec<FieldBytes> = body.nils().copied().collect();
        let outputs = &body.body.outputs;
        let notes: Vec<CompactNote> = outputs.iter().map(|output| CompactNote::Shielded(output.note)).collect();
        let (public_outs, fee) = (&body.body.public_outs, body.body.fee);
        let terms: Vec<_> = body.body.command.iter().flat_map(Command::terms).collect();
        let shown = Shown { nils: &nils, notes: &notes, public_outs, fee, terms: &terms, timestamp: 0 };
        let shown = read_sent(self.vault.tracking(), &shown);
        Ok(Sending { bundle, expiry: body.body.expiry, shown })
    }
}

impl Sending {
    /// Whether a block shows this bundle. Another one of the same notes pays other one-time addresses.
    pub(super) fn is(&self, mined: &SentRecord) -> bool {
        *mined == SentRecord { timestamp: mined.timestamp, ..self.shown.clone() }
    }
}

/// What goes beside each note of a payout.
pub(super) fn memo_of(ledger: &[u8; 16], payout: u64) -> Memo {
    let text = format!("pool payout {payout} of {}", const_hex::encode(ledger));
    memo::from_text(&text).unwrap_or(NO_MEMO)
}

/// The payout that a memo names, if it is of this ledger.
pub(super) fn payout_of(ledger: &[u8; 16], memo: &ReadMemo) -> Option<u64> {
    let ReadMemo::Bytes(bytes) = memo else { return None };
    let (payout, name) = std::str::from_utf8(bytes).ok()?.strip_prefix("pool payout ")?.split_once(" of ")?;
    payout.parse().ok().filter(|_| name == const_hex::encode(ledger))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_names_its_payout_to_its_own_ledger_only() {
        for payout in [0, 1, u64::MAX] {
            let memo = ReadMemo::from_plain(&memo_of(&[7; 16], payout));
            assert_eq!(payout_of(&[7; 16], &memo), Some(payout));
            assert_eq!(payout_of(&[8; 16], &memo), None);
        }
        for text in ["", "pool payout", "pool payout x of 07", "for lunch"] {
            let memo = ReadMemo::from_plain(&memo::from_text(text).unwrap());
            assert_eq!(payout_of(&[7; 16], &memo), None);
        }
    }

    #[test]
    fn the_reference_has_a_version() {
        let reference = Reference::V1 { genesis: [1; 32], account: "a".into(), after: 2, bundle: vec![3] };
        assert_eq!(reference.encode().first(), Some(&1));
        assert_eq!(Reference::decode_all(&mut reference.encode().as_slice()), Ok(reference));
        assert!(Reference::decode_all(&mut &[2u8, 0][..]).is_err());
    }
}
