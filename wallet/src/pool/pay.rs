//! Making a payout.

use std::sync::Arc;

use sero_pool::{Ledger, Payout};
use sero_shielded::{
    asset::Asset,
    bundle::{MAX_INPUTS, MAX_OUTPUTS},
    encoding::FieldBytes,
};

use super::{reference::memo_of, Paid, PoolError, Settled};
use crate::{
    chain::Chain,
    payment::{anchor_height, prove::Prover, Amount, Built, Payment, Recipient},
    wallet::Wallet,
};

/// Accounts in one bundle: of its outputs, two are left for change.
pub const MAX_ITEMS: usize = MAX_OUTPUTS as usize - 2;

/// What one bundle can pay now, in the smallest unit of SERO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The largest notes that can be spent and fit in, less the fee of the largest bundle.
    pub payable: u128,
    /// All notes that can be spent.
    pub spendable: u128,
}

impl Wallet {
    /// What one bundle can pay now.
    ///
    /// # Errors
    /// [`PoolError::Pay`].
    pub async fn payout_budget<C: Chain + ?Sized>(&mut self, chain: &C) -> Result<Budget, PoolError> {
        let fee = chain.minimum_fee(MAX_INPUTS, MAX_OUTPUTS, 0, None).await.map_err(crate::payment::PayError::from)?;
        let sero = FieldBytes::from(Asset::sero().id());
        let anchor = anchor_height(self.tip().number).unwrap_or_default();
        let locked = self.locked();
        let rows = self.state.unspent.values();
        let free = rows.filter(|row| row.note.aid == sero && row.height <= anchor && !locked.contains(&row.note.nil));
        let mut values: Vec<u128> = free.map(|row| row.note.value).collect();
        values.sort_unstable_by_key(|value| std::cmp::Reverse(*value));
        let sum = |count: usize| values.iter().take(count).fold(0u128, |sum, value| sum.saturating_add(*value));
        Ok(Budget { payable: sum(MAX_INPUTS as usize).saturating_sub(fee), spendable: sum(values.len()) })
    }

    /// Plans the next payout, or finds the plan of a run that ended before it was sent. A plan that is more than one bundle
    /// can pay is dropped for a smaller one.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub async fn plan_payout<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        ledger: &mut Ledger,
        max_items: usize,
    ) -> Result<Option<Payout>, PoolError> {
        let Budget { payable, .. } = self.payout_budget(chain).await?;
        let max_items = max_items.min(MAX_ITEMS);
        let planned = ledger.plan_payout_within(max_items, payable)?;
        match planned {
            Some(large) if large.total() > payable || large.items.len() > max_items => {
                ledger.plan_dropped(large.id)?;
                Ok(ledger.plan_payout_within(max_items, payable)?)
            }
            planned => Ok(planned),
        }
    }

    /// Builds the bundle of a payout of the ledger with a name ([`Ledger::id`]). Nothing is written and nothing is sent.
    ///
    /// # Errors
    /// [`PoolError::Account`], [`PoolError::Pay`].
    pub async fn build_payout<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        ledger: [u8; 16],
        payout: &Payout,
    ) -> Result<Built, PoolError> {
        let (asset, memo) = (Asset::sero(), memo_of(&ledger, payout.id));
        let payments: Vec<Payment> = payout
            .items
            .iter()
            .map(|(account, amount)| {
                let to = Recipient::shielded(account, self.network())
                    .map_err(|error| PoolError::Account { account: account.clone(), error })?;
                Ok(Payment { to, asset, amount: Amount::Exact(*amount), memo })
            })
            .collect::<Result<_, PoolError>>()?;
        Ok(self.build_payment(chain, prover, &payments).await?)
    }

    /// Writes down that a payout is about to be sent, with its bundle. From here on nothing else is ever sent for it.
    ///
    /// # Errors
    /// [`PoolError::Ledger`]; then it must not be handed in.
    pub fn write_payout(&self, ledger: &mut Ledger, payout: &Payout, built: &Built) -> Result<(), PoolError> {
        Ok(ledger.payout_sent(payout.id, &self.reference(&built.bundle))?)
    }

    /// Builds, writes down and hands in a planned payout.
    ///
    /// # Errors
    /// See [`PoolError`]. After [`PoolError::HandIn`] the payout is on its way all the same.
    pub async fn pay_payout<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        ledger: &mut Ledger,
        payout: &Payout,
    ) -> Result<Paid, PoolError> {
        let built = self.build_payout(chain, prover, ledger.id(), payout).await?;
        self.write_payout(ledger, payout, &built)?;
        let id = payout.id;
        let sent = self.submit_built(chain, &built).await.map_err(|error| PoolError::HandIn { payout: id, error })?;
        Ok(Paid { payout: id, items: payout.items.clone(), sent })
    }

    /// Settles what was sent before, and makes the next payout where there is one.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub async fn pool_pay<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        ledger: &mut Ledger,
        max_items: usize,
    ) -> Result<(Settled, Option<Paid>), PoolError> {
        let settled = self.settle_payouts(chain, ledger).await?;
        let Some(payout) = self.plan_payout(chain, ledger, max_items).await? else { return Ok((settled, None)) };
        let paid = self.pay_payout(chain, prover, ledger, &payout).await?;
        Ok((settled, Some(paid)))
    }
}
