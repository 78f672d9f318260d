//! Who may issue an asset, and whether it is this account.

use sero_shielded::{keys::OneTimeAddress, name::Name, registry::Issuer};

use super::{Order, OrderError};
use crate::{
    chain::Chain,
    payment::{build::BuildError, plan::PlanError, PayError},
    wallet::Wallet,
};

/// What only its issuer may order.
enum Issued<'a> {
    Token(&'a Name),
    Category(&'a Name),
}

impl Order {
    fn issued(&self) -> Option<Issued<'_>> {
        match self {
            Order::IssueToken { name, .. } | Order::SetTokenIssuer { name, .. } => Some(Issued::Token(name)),
            Order::IssueTicket { category, .. } | Order::SetCategoryIssuer { category, .. } => {
                Some(Issued::Category(category))
            }
            _ => None,
        }
    }
}

impl Wallet {
    /// The address from which an order must come: for an issuer's order the one that the chain knows, else a fresh one. That of
    /// a registration becomes the issuer's; it needs no bookkeeping, for the tracking key recognises it.
    pub(super) async fn orderer<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        order: &Order,
    ) -> Result<OneTimeAddress, PayError> {
        let (name, issuer) = match order.issued() {
            None => {
                let fresh = self.one_time_address().map_err(PlanError::Key).map_err(BuildError::Plan)?;
                return Ok(fresh);
            }
            Some(Issued::Token(name)) => (name, chain.token(name).await?.map(|record| record.issuer)),
            Some(Issued::Category(name)) => (name, chain.category(name).await?.map(|record| record.issuer)),
        };
        let issuer = issuer.ok_or(OrderError::Unregistered(*name))?.ok_or(OrderError::NoIssuer(*name))?;
        Ok(self.own_issuer(&issuer).ok_or(OrderError::NotIssuer(*name))?)
    }

    /// The issuer's address, if it is one of this account's.
    pub fn own_issuer(&self, issuer: &Issuer) -> Option<OneTimeAddress> {
        let Issuer::Address(bytes) = issuer else { return None };
        let address = bytes.to_address().ok()?;
        self.vault.tracking().recognise(&address).is_some().then_some(address)
    }
}
