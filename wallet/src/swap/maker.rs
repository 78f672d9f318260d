//! The maker: makes an offer, and finishes the trade when somebody has answered.

use std::{collections::HashMap, sync::Arc};

use bounded_collections::BoundedVec;
use sero_shielded::{encoding::FieldBytes, keys::PkrBytes, note::Note};

use super::{
    answer::Answer,
    check::{self, View},
    combine::combine,
    create::create,
    error::Side,
    extract::extract,
    offer::{ChainId, Offer},
    plan::{choose, HalfSize},
    prove::prove,
    seal,
    sign::{alone, sign_spends, verify_answer},
    terms::{Deal, Terms},
    verify::Verifier,
    SwapError, MIN_LEFT,
};
use crate::{
    chain::Chain,
    payment::{anchor_height, check::check as check_bundle, prove::Prover, PayError, SelectError, Sent},
    vault::VaultError,
    wallet::Wallet,
};

impl Wallet {
    /// Makes an offer that stays open for `blocks` blocks, and locks its notes. Nothing is signed: whoever gets the offer can
    /// do nothing with it but answer.
    ///
    /// # Errors
    /// See [`SwapError`].
    pub async fn offer_swap<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        terms: Terms,
        blocks: u32,
    ) -> Result<Offer, SwapError> {
        terms.check()?;
        if self.is_watch_only() {
            return Err(VaultError::WatchOnly.into());
        }
        let view = self.view(chain, prover.key_version()).await?;
        let View { chain: chain_id, tip, max_expiry: most } = view;
        if !(MIN_LEFT..=most).contains(&blocks) {
            return Err(SwapError::Duration { asked: blocks, most });
        }
        let block = anchor_height(tip).filter(|height| *height > 0).ok_or(SelectError::TooEarly { tip })?;
        let deal = Deal::of_maker(&terms);
        let plan = {
            let chosen = choose(&deal, &self.spendable(block), |asset| self.swap_label(asset), block)?;
            let size = chosen.size().or(HalfSize::LEAST);
            chosen.finish(&deal, &self.address(), self.swap_memo(&terms.wants, &terms.gives), size)?
        };
        let created = create(&plan, None, &self.swap_context(&chain_id, block))?;
        let (half, openings) = prove(created, prover).await?;
        let root = self.state.tree.root_at(block).map_err(|_| SwapError::NoRoot { block })?;
        let mut offer = Offer {
            chain: chain_id,
            anchor: root.into(),
            anchor_block: block,
            expiry: tip.saturating_add(blocks),
            terms,
            half,
            blinding: openings.blinding().into(),
            sealed: BoundedVec::default(),
        };
        offer.check_amounts()?;
        offer.sealed = seal::seal(&self.vault.spending()?, &offer.id(), &openings)?;
        // Written before anybody sees the offer.
        self.lock_offer(&offer, &openings)?;
        Ok(offer)
    }

    /// Finishes a trade: checks the answer, signs one's own inputs, puts the bundle together and hands it in.
    ///
    /// The offer must be the file that this account wrote. The bundle is made of it and of the answer, so of anchor, expiry and
    /// one's own half the answer decides nothing; whatever fee and other half it brings, this account gives what it offered and
    /// gets what it wanted.
    ///
    /// # Errors
    /// See [`SwapError`]. After a refusal the offer is still open and its notes are still locked.
    pub async fn finish_swap<C: Chain + ?Sized, V: Verifier + ?Sized>(
        &mut self,
        chain: &C,
        verifier: &V,
        offer: &Offer,
        answer: &Answer,
    ) -> Result<Sent, SwapError> {
        if answer.offer != offer.id() {
            return Err(SwapError::OtherOffer);
        }
        let view = self.view(chain, verifier.key_version()).await?;
        let (bytes, names) = self.complete(verifier, offer, answer, &view)?;
        let handed_in = self.hand_in(chain, &bytes, &names).await;
        // From here on the payment locks the notes; after a refusal the offer goes on to.
        if matches!(handed_in, Ok(_) | Err(PayError::Unsure { .. })) {
            self.cancel_swap(offer)?;
        }
        Ok(handed_in?)
    }

    /// From an answer to SCALE of the bundle, with the names of one's own outputs. What can be refused is refused before anything
    /// is signed.
    fn complete<V: Verifier + ?Sized>(
        &self,
        verifier: &V,
        offer: &Offer,
        answer: &Answer,
        view: &View,
    ) -> Result<(Vec<u8>, HashMap<PkrBytes, String>), SwapError> {
        let note = |nil: &FieldBytes| -> Option<(u64, Note)> {
            let index = self.state.by_nil.get(nil)?;
            Some((*index, self.state.unspent.get(index)?.note.note().ok()?))
        };
        let spending = self.vault.spending()?;
        let openings = seal::open(&spending, &offer.id(), &offer.sealed, &offer.half, note)?;
        check::frame(offer, view, 1)?;
        check::half(&answer.half, Side::Taker, offer, verifier)?;
        let body = combine(offer, &answer.half, answer.fee)?;
        let ChainId { genesis, transaction_version, .. } = offer.chain;
        verify_answer(&body, &body.sighash(&genesis, transaction_version), answer)?;
        let own = alone(offer, &offer.half, openings)?;
        let signatures = sign_spends(&spending, &own, &Deal::of_maker(&offer.terms), &body)?;
        let names = self.own_names(&body);
        let bundle = extract(body, &signatures, answer)?;
        Ok((check_bundle(&bundle, &genesis, transaction_version, &[])?, names))
    }

    /// Takes an offer back: frees its notes, and says whether this wallet had locked them. Whoever has the offer can still answer
    /// it, and this account can still finish it; a payment of the notes ends that.
    ///
    /// # Errors
    /// Those of the wallet file.
    pub fn cancel_swap(&mut self, offer: &Offer) -> Result<bool, SwapError> {
        let nils: Vec<FieldBytes> = offer.half.nils().copied().collect();
        Ok(self.unlock(&nils)?)
    }
}
