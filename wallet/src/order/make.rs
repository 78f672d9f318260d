//! From an order to a bundle.

use std::sync::Arc;

use sero_shielded::{
    asset::SERO,
    package::{PackageKey, Packed},
};

use super::{package::find, Order, OrderError};
use crate::{
    chain::Chain,
    payment::{
        build::BuildError,
        plan::Wish,
        planned::{Opening, Pack, PlannedCommand, PlannedOrder},
        prove::Prover,
        request::check_each,
        Built, PayError, Payment, Sent,
    },
    random,
    wallet::Wallet,
};

/// A deposit above this needs the user's word.
pub const MAX_DEPOSIT: u128 = 100 * SERO;

impl Order {
    /// What the chain locks for it now; 0 for an order that locks nothing.
    ///
    /// # Errors
    /// [`PayError::Order`], [`PayError::Chain`].
    pub async fn deposit<C: Chain + ?Sized>(&self, chain: &C) -> Result<u128, PayError> {
        self.check()?;
        match self.locks() {
            true => Ok(chain.deposit(&self.plan(chain).await?.sketch().map_err(BuildError::from)?).await?),
            false => Ok(0),
        }
    }

    /// The command, as far as it stands before the inputs and the deposit do.
    async fn plan<C: Chain + ?Sized>(&self, chain: &C) -> Result<PlannedCommand, PayError> {
        match self {
            Order::CreatePackage { contents, data } => Ok(PlannedCommand::Pack(Pack {
                // Drawn anew at every build: the key streams of two packages with one id must not be the same.
                key: PackageKey::new(*random::bytes::<32>()),
                contents: contents.iter().map(|(asset, value)| Packed { aid: asset.id(), value: *value }).collect(),
                data: data.clone(),
                deposit: 0,
            })),
            Order::OpenPackage { id, key } => {
                let (package, inside) = find(chain, id, key).await?;
                let contents = inside.contents;
                Ok(PlannedCommand::Open(Opening { id: *id, key: key.clone(), package, contents }))
            }
            order => match order.command() {
                Some(command) => Ok(PlannedCommand::Whole(command)),
                None => Err(OrderError::Empty.into()),
            },
        }
    }
}

impl Wallet {
    /// Carries an order out: reads the chain, builds a bundle, locks its notes and hands it in. `payments` go beside it: what an
    /// order issues can be paid to somebody at once, and comes to oneself otherwise.
    ///
    /// # Errors
    /// See [`PayError`]; [`OrderError::Deposit`] where the chain wants to lock more than `max_deposit`.
    pub async fn order<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        order: &Order,
        payments: &[Payment],
        max_deposit: u128,
    ) -> Result<(Sent, Built), PayError> {
        let built = self.build_order(chain, prover, order, payments, max_deposit).await?;
        let sent = self.submit_built(chain, &built).await?;
        Ok((sent, built))
    }

    /// Builds the bundle of an order and hands nothing in. Its notes are **not** locked.
    ///
    /// # Errors
    /// As [`Self::order`].
    pub async fn build_order<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        order: &Order,
        payments: &[Payment],
        max_deposit: u128,
    ) -> Result<Built, PayError> {
        order.check()?;
        check_each(payments)?;
        let ready = self.ready(chain).await?;
        let from = self.orderer(chain, order).await?;
        let mut command = order.plan(chain).await?;
        let deposit = chain.deposit(&command.sketch().map_err(BuildError::from)?).await?;
        if order.locks() && deposit > max_deposit {
            return Err(OrderError::Deposit { deposit, allowed: max_deposit }.into());
        }
        command.set_deposit(deposit);
        let planned = PlannedOrder { from, command };
        let payments = &self.with_keys(payments);
        self.put_together(chain, prover, &ready, Wish { payments, order: Some(&planned) }).await
    }
}
