//! What became of payouts.

use sero_pool::{Ledger, LedgerError, Payout, PayoutState};

use super::{
    reference::{payout_of, Sending},
    PoolError,
};
use crate::{
    chain::{Chain, ChainError},
    payment::PayError,
    store::SentRecord,
    wallet::Wallet,
};

/// What a look at the chain decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Payouts that reached their receivers for good.
    pub confirmed: Vec<u64>,
    /// Payouts that never will: their amounts are to be paid again.
    pub given_back: Vec<u64>,
    /// Payouts of which the chain has not decided yet.
    pub in_flight: Vec<InFlight>,
}

/// A payout on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFlight {
    /// Its number.
    pub payout: u64,
    /// The block that holds it, as things stand.
    pub mined: Option<u32>,
    /// The last block that may hold it.
    pub expiry: u32,
    /// Why the node does not take it again; mostly because it has it.
    pub refused: Option<String>,
}

impl Wallet {
    /// Reads the chain, confirms the payouts that are in final blocks, gives back those that no block can hold any more, and
    /// hands the others in again.
    ///
    /// # Errors
    /// See [`PoolError`]. What was decided before the error stays decided.
    pub async fn settle_payouts<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        ledger: &mut Ledger,
    ) -> Result<Settled, PoolError> {
        self.sync(chain, |_| {}).await?;
        let mined = self.store.sent(&self.vault)?;
        self.refuse_old(ledger, &mined)?;
        let mut settled = Settled::default();
        for payout in ledger.unfinished_payouts()? {
            if payout.state == PayoutState::Sent {
                self.settle(chain, ledger, &payout, &mined, &mut settled).await?;
            }
        }
        Ok(settled)
    }

    async fn settle<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        ledger: &mut Ledger,
        payout: &Payout,
        mined: &[(u32, SentRecord)],
        settled: &mut Settled,
    ) -> Result<(), PoolError> {
        let id = payout.id;
        let sending = self.sending(payout)?;
        let last_final = self.state.last_final.number;
        let height = mined.iter().find(|(_, record)| sending.is(record)).map(|(height, _)| *height);
        match height {
            Some(height) if height <= last_final => {
                ledger.payout_confirmed(id)?;
                settled.confirmed.push(id);
            }
            None if sending.expiry <= last_final => {
                ledger.payout_failed(id)?;
                settled.given_back.push(id);
            }
            mined => {
                let refused = match mined {
                    Some(_) => None,
                    None => self.hand_in_again(chain, &sending).await?,
                };
                settled.in_flight.push(InFlight { payout: id, mined, expiry: sending.expiry, refused });
            }
        }
        Ok(())
    }

    /// Hands a bundle in as it was written. Returns why the node refuses it: it may have it, or may take it later.
    async fn hand_in_again<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        sending: &Sending,
    ) -> Result<Option<String>, PoolError> {
        if self.tip().number >= sending.expiry {
            return Ok(None);
        }
        match self.submit(chain, &sending.bundle).await {
            Ok(_) => Ok(None),
            Err(PayError::Refused(ChainError::Refused { cause, .. })) => Ok(Some(cause)),
            Err(PayError::Refused(error)) => Ok(Some(error.to_string())),
            // On its way it is as before, and the others' turn comes.
            Err(PayError::Unsure { error: error @ (ChainError::Node(_) | ChainError::Nonsense(_)), .. }) => {
                Ok(Some(error.to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A payout is written down as sent before it leaves. If one left of which the ledger does not know that, the ledger
    /// is an old copy.
    fn refuse_old(&self, ledger: &Ledger, mined: &[(u32, SentRecord)]) -> Result<(), PoolError> {
        let name = ledger.id();
        let mined = mined.iter().map(|(_, record)| (true, record));
        let waiting = self.state.payments.iter().map(|row| (row.mined_height.is_some(), &row.record.sent));
        for (is_mined, record) in mined.chain(waiting) {
            for id in record.outputs.iter().filter_map(|output| payout_of(&name, &output.memo)) {
                let state = match ledger.payout(id) {
                    Ok(payout) => payout.state,
                    Err(LedgerError::UnknownPayout(_)) => return Err(PoolError::OldLedger(id)),
                    Err(error) => return Err(error.into()),
                };
                let fine = match state {
                    PayoutState::Sent | PayoutState::Confirmed => true,
                    PayoutState::GivenBack => !is_mined,
                    PayoutState::Planned => false,
                };
                if !fine {
                    return Err(PoolError::OldLedger(id));
                }
            }
        }
        Ok(())
    }
}
