//! The taker: looks at an offer, and answers it.

use std::sync::Arc;

use bounded_collections::BoundedVec;
use sero_shielded::encoding::FieldBytes;

use super::{
    answer::Answer,
    check::{self, View},
    combine::combine,
    create::create,
    error::Side,
    offer::Offer,
    plan::{choose, HalfPlan, HalfSize},
    prove::prove,
    sign::{alone, sign_balance, sign_spends},
    terms::{Deal, Sum},
    verify::Verifier,
    SwapError, MIN_LEFT,
};
use crate::{
    chain::{Chain, ChainError},
    payment::{build::BuildError, prove::Prover, MAX_FEE},
    vault::VaultError,
    wallet::Wallet,
};

/// What an answer costs, and brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What the taker pays; the fee is in it, unless it is taken off what he gets.
    pub pays: Vec<Sum>,
    /// What the taker gets.
    pub gets: Sum,
    /// The fee.
    pub fee: u128,
}

/// An answer, and what it costs whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The answer, for the maker.
    pub answer: Answer,
    /// What the taker pays; the fee is in it, unless it is taken off what he gets.
    pub pays: Vec<Sum>,
    /// What the taker gets.
    pub gets: Sum,
}

impl Wallet {
    /// Checks all that can be checked of an offer: its chain, its time, its anchor, its proofs, and that its half does what its
    /// terms say.
    ///
    /// # Errors
    /// See [`SwapError`].
    pub async fn check_swap<C: Chain + ?Sized, V: Verifier + ?Sized>(
        &mut self,
        chain: &C,
        verifier: &V,
        offer: &Offer,
    ) -> Result<(), SwapError> {
        offer.terms.check()?;
        let view = self.view(chain, verifier.key_version()).await?;
        self.check_offer(verifier, offer, &view)
    }

    /// Checks an offer as [`Self::check_swap`] does, and says what taking it would cost and bring. Nothing is locked.
    ///
    /// # Errors
    /// See [`SwapError`].
    pub async fn price_swap<C: Chain + ?Sized, V: Verifier + ?Sized>(
        &mut self,
        chain: &C,
        verifier: &V,
        offer: &Offer,
    ) -> Result<Price, SwapError> {
        self.check_swap(chain, verifier, offer).await?;
        let (_, Deal { pays, gets }, fee) = self.plan_answer(chain, offer).await?;
        Ok(Price { pays, gets, fee })
    }

    /// Answers an offer: builds one's own half, signs it over the whole bundle, and locks its notes. From then on the maker
    /// alone decides, until the offer expires, whether the trade takes place.
    ///
    /// # Errors
    /// See [`SwapError`].
    pub async fn take_swap<C: Chain + ?Sized, P: Prover + 'static, V: Verifier + ?Sized>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        verifier: &V,
        offer: &Offer,
    ) -> Result<Taken, SwapError> {
        self.take_swap_at(chain, prover, verifier, offer, None).await
    }

    /// Answers an offer at a price that the user agreed to, and at no other.
    ///
    /// # Errors
    /// See [`SwapError`]; [`SwapError::OtherPrice`] where it costs something else by now.
    pub async fn take_swap_at<C: Chain + ?Sized, P: Prover + 'static, V: Verifier + ?Sized>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        verifier: &V,
        offer: &Offer,
        agreed: Option<&Price>,
    ) -> Result<Taken, SwapError> {
        offer.terms.check()?;
        if self.is_watch_only() {
            return Err(VaultError::WatchOnly.into());
        }
        let view = self.view(chain, verifier.key_version()).await?;
        self.check_offer(verifier, offer, &view)?;
        let (found, expected) = (offer.chain.key_version, prover.key_version());
        if found != expected {
            return Err(SwapError::KeyVersion { found, expected });
        }
        let (plan, deal, fee) = self.plan_answer(chain, offer).await?;
        if agreed.is_some_and(|price| (&price.pays, price.gets, price.fee) != (&deal.pays, deal.gets, fee)) {
            return Err(SwapError::OtherPrice);
        }
        let created = create(&plan, Some(&offer.half), &self.swap_context(&view.chain, offer.anchor_block))?;
        let (half, openings) = prove(created, prover).await?;
        let blinding = openings.blinding();
        half.amounts_to(Side::Taker, &deal.pays, &deal.gets, &blinding)?;

        let body = combine(offer, &half, fee)?;
        let sighash = body.sighash(&view.chain.genesis, view.chain.transaction_version);
        let own = alone(offer, &half, openings)?;
        let spends = sign_spends(&self.vault.spending()?, &own, &deal, &body)?;
        let secret = blinding + offer.blinding()?;
        let binding_signature = sign_balance(&body, &sighash, &secret)?;
        let answer = Answer {
            offer: offer.id(),
            fee,
            half,
            spend_signatures: BoundedVec::try_from(spends).map_err(|_| BuildError::TooMany("inputs"))?,
            binding_signature,
        };
        // Written before anybody sees the answer.
        self.lock_answer(&body)?;
        let Deal { pays, gets } = deal;
        Ok(Taken { answer, pays, gets })
    }

    /// Takes an answer back that nobody was given: frees its notes, and says whether this wallet had locked them. An answer that
    /// the maker has he can still finish.
    ///
    /// # Errors
    /// [`SwapError::RepeatedNil`] for the answer to something else, and those of the wallet file.
    pub fn cancel_answer(&mut self, offer: &Offer, answer: &Answer) -> Result<bool, SwapError> {
        let body = combine(offer, &answer.half, answer.fee)?;
        let nils: Vec<FieldBytes> = body.inputs.iter().map(|input| input.nil).collect();
        Ok(self.unlock(&nils)?)
    }

    fn check_offer<V: Verifier + ?Sized>(&self, verifier: &V, offer: &Offer, view: &View) -> Result<(), SwapError> {
        check::frame(offer, view, MIN_LEFT)?;
        check::anchor(offer, &self.state)?;
        if self.owns(&offer.half) {
            return Err(SwapError::OwnOffer);
        }
        check::half(&offer.half, Side::Maker, offer, verifier)?;
        offer.check_amounts()?;
        match self.answered(offer) {
            Some(expiry) => Err(SwapError::Answered { expiry }),
            None => Ok(()),
        }
    }

    /// Chooses notes until they pay for the bundle that they make. The fee is for both halves.
    async fn plan_answer<C: Chain + ?Sized>(
        &mut self,
        chain: &C,
        offer: &Offer,
    ) -> Result<(HalfPlan, Deal, u128), SwapError> {
        let (front, anchor) = (&offer.half, offer.anchor_block);
        let mut size = HalfSize::LEAST;
        // Sizes only grow, so this is more often than needed.
        for _ in 0..super::MAX_HALF * 2 {
            let inputs = front.inputs.len().saturating_add(size.inputs) as u32;
            let outputs = front.outputs.len().saturating_add(size.outputs) as u32;
            let fee = chain.minimum_fee(inputs, outputs, 0, None).await?;
            if fee > MAX_FEE {
                return Err(ChainError::Nonsense(format!("a fee of {fee}, above {MAX_FEE}")).into());
            }
            let deal = Deal::of_taker(&offer.terms, fee)?;
            let chosen = choose(&deal, &self.spendable(anchor), |asset| self.swap_label(asset), anchor)?;
            let needed = chosen.size().or(size);
            if needed == size {
                let memo = self.swap_memo(&offer.terms.gives, &offer.terms.wants);
                let plan = chosen.finish(&deal, &self.address(), memo, size)?;
                return Ok((plan, deal, fee));
            }
            size = needed;
        }
        Err(ChainError::Nonsense("its fees never settle".into()).into())
    }
}
