//! Trades between two who do not trust each other, in a chain that checks everything but proofs; those the two check themselves.

use std::sync::Arc;

use crate::common::{registry::PACKAGE_DEPOSIT, shell::Shell, *};
use codec::{DecodeAll, Encode};
use sero_circuits::Circuit;
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::{Bundle, Destination, ProofBytes, PublicOut},
    command::Command,
    curve::{Point, F},
    encoding::{FieldBytes, PointBytes, ScalarBytes},
    encryption::output_key,
    hash::hb,
    keys::{PkrBytes, Seed},
};
use sero_wallet::{
    chain::{Chain, ChainError},
    history::{Status, What},
    order::{package::find, Order, OrderError, MAX_DEPOSIT},
    payment::{
        prove::{check as check_statements, ProveError, Prover, Statement},
        PayError, SelectError, RELEASE_DEPTH,
    },
    random,
    swap::{
        file::Filed,
        verify::{Claim, LocalVerifier, Verifier},
        Answer, Offer, Side, Spot, Sum, SwapError, Taken, Terms, MIN_LEFT,
    },
    vault::VaultError,
    wallet::{Birth, Wallet},
};

/// The fee of a trade whose halves are as small as can be.
const USUAL: u128 = 8 * FEE;
/// For how many blocks offers stay open.
const OPEN: u32 = 40;

/// Proofs that are hashes of what they prove: who alters a statement has none for it.
struct Hashes;

fn proof(circuit: Circuit, public: &[F]) -> ProofBytes {
    let bytes: Vec<u8> = public.iter().flat_map(|element| FieldBytes::from(*element).0).collect();
    let digest = hb("test.proof", &[&[circuit as u8], &bytes]);
    ProofBytes(std::array::from_fn(|place| digest[place % 32]))
}

impl Prover for Hashes {
    fn key_version(&self) -> u32 {
        1
    }

    fn prove(&self, statements: &[Statement]) -> Result<Vec<ProofBytes>, ProveError> {
        check_statements(statements)?;
        let proofs = statements.iter().map(|statement| match statement {
            Statement::Input(parts) => proof(Circuit::Input, &parts.0.to_field_elements()),
            Statement::Output(parts) => proof(Circuit::Output, &parts.0.to_field_elements()),
            _ => panic!("no statement of a bundle"),
        });
        Ok(proofs.collect())
    }
}

impl Verifier for Hashes {
    fn key_version(&self) -> u32 {
        1
    }

    fn verify(&self, claims: &[Claim]) -> Result<(), usize> {
        match claims.iter().position(|claim| claim.proof != proof(claim.circuit, &claim.public)) {
            Some(place) => Err(place),
            None => Ok(()),
        }
    }
}

fn coin() -> Asset {
    name("COIN").token()
}

fn seat() -> Asset {
    ticket("THEATRE", 7)
}

fn sum(asset: Asset, value: u128) -> Sum {
    Sum { asset, value }
}

/// Alice gives 3 SERO for 40 COIN.
fn otc() -> Terms {
    Terms { gives: sum(Asset::sero(), 3 * SERO), wants: sum(coin(), 40) }
}

/// Alice with 10 SERO, Bob with 100 COIN and 20 SERO, at block 18.
struct Market {
    folder: Folder,
    chain: TestChain,
    alice: Wallet,
    bob: Wallet,
}

impl Market {
    async fn new() -> Self {
        let (folder, chain) = (Folder::new(), TestChain::new(1));
        let (mut alice, mut bob) = (folder.wallet("alice", 1), folder.wallet("bob", 2));
        chain.give(&alice.address(), 10 * SERO);
        chain.give_asset(&bob.address(), coin(), 100);
        chain.give(&bob.address(), 20 * SERO);
        chain.mine(18);
        sync(&mut alice, &chain).await;
        sync(&mut bob, &chain).await;
        Market { folder, chain, alice, bob }
    }

    async fn offer(&mut self, terms: Terms) -> Offer {
        self.alice.offer_swap(&self.chain, Arc::new(Hashes), terms, OPEN).await.unwrap()
    }

    async fn take(&mut self, offer: &Offer) -> Result<Taken, SwapError> {
        self.bob.take_swap(&self.chain, Arc::new(Hashes), &Hashes, offer).await
    }

    async fn finish(&mut self, offer: &Offer, answer: &Answer) -> Result<sero_wallet::payment::Sent, SwapError> {
        self.alice.finish_swap(&self.chain, &Hashes, offer, answer).await
    }

    async fn sync(&mut self) {
        sync(&mut self.alice, &self.chain).await;
        sync(&mut self.bob, &self.chain).await;
    }
}

fn through_file<T: Filed>(thing: &T) -> T {
    T::from_text(&thing.to_text()).unwrap()
}

/// The variant of an error.
fn variant(error: &SwapError) -> String {
    format!("{error:?}").split([' ', '(', '{']).next().unwrap_or_default().into()
}

fn cause<T: std::fmt::Debug>(result: Result<T, SwapError>) -> String {
    match result {
        Err(SwapError::Pay(PayError::Refused(ChainError::Refused { cause, .. }))) => cause,
        other => panic!("{other:?}"),
    }
}

// Honest trades.

#[tokio::test]
async fn sero_is_traded_for_a_token_over_the_counter() {
    let mut market = Market::new().await;
    let offer = through_file(&market.offer(otc()).await);
    market.bob.check_swap(&market.chain, &Hashes, &offer).await.unwrap();
    let taken = market.take(&offer).await.unwrap();
    // The fee comes off the SERO that Bob gets.
    assert_eq!((taken.pays.as_slice(), taken.gets), (&[sum(coin(), 40)][..], sum(Asset::sero(), 3 * SERO - USUAL)));
    let sent = market.finish(&offer, &through_file(&taken.answer)).await.unwrap();
    assert_eq!((sent.fee, sent.expiry), (USUAL, 18 + OPEN));
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.alice, &Asset::sero()), (0, 0, 7 * SERO));
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 40));
    assert_eq!(owned(&market.bob, &coin()), (0, 0, 60));
    assert_eq!(owned(&market.bob, &Asset::sero()), (20 * SERO, 0, 3 * SERO - USUAL));

    // The chain saw one bundle of four inputs and four outputs, and no name or amount but the fee.
    let data = market.chain.inner().blocks[19].data.clone();
    let [bundle] = &data.bundles[..] else { panic!("{data:?}") };
    assert_eq!((bundle.nils.len(), bundle.notes.len(), bundle.public_outs.len(), bundle.fee), (4, 4, 0, USUAL));
    assert!(bundle.terms.is_empty());
}

#[tokio::test]
async fn a_ticket_is_traded_for_sero() {
    let mut market = Market::new().await;
    market.chain.give_asset(&market.alice.address(), seat(), 1);
    market.chain.mine(18);
    let terms = Terms { gives: sum(seat(), 1), wants: sum(Asset::sero(), 5 * SERO) };
    let offer = market.offer(terms).await;
    let taken = market.take(&offer).await.unwrap();
    assert_eq!((taken.pays, taken.gets), (vec![sum(Asset::sero(), 5 * SERO + USUAL)], sum(seat(), 1)));
    market.finish(&offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.alice, &seat()), (0, 0, 0));
    assert_eq!(owned(&market.alice, &Asset::sero()), (10 * SERO, 0, 5 * SERO));
    assert_eq!(owned(&market.bob, &seat()), (0, 0, 1));
    assert_eq!(owned(&market.bob, &Asset::sero()), (0, 0, 15 * SERO - USUAL));
    // And it can be passed on.
    market.chain.mine(17);
    let terms = Terms { gives: sum(seat(), 1), wants: sum(Asset::sero(), 6 * SERO) };
    let offer = market.bob.offer_swap(&market.chain, Arc::new(Hashes), terms, OPEN).await.unwrap();
    let taken = market.alice.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await.unwrap();
    market.bob.finish_swap(&market.chain, &Hashes, &offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.alice, &seat()), (0, 0, 1));
}

#[tokio::test]
async fn who_has_no_sero_pays_the_fee_out_of_what_he_gets() {
    let mut market = Market::new().await;
    let mut carol = market.folder.wallet("carol", 3);
    market.chain.give_asset(&carol.address(), coin(), 40);
    market.chain.mine(18);
    let offer = market.offer(otc()).await;
    let taken = carol.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    sync(&mut carol, &market.chain).await;
    assert_eq!(owned(&carol, &Asset::sero()), (0, 0, 3 * SERO - USUAL));
    assert_eq!(owned(&carol, &coin()), (0, 0, 0));
}

#[tokio::test]
async fn two_assets_beside_sero_are_traded_and_the_taker_pays_the_fee_in_sero() {
    let mut market = Market::new().await;
    market.chain.give_asset(&market.alice.address(), seat(), 1);
    market.chain.mine(18);
    let terms = Terms { gives: sum(seat(), 1), wants: sum(coin(), 30) };
    let offer = market.offer(terms).await;
    let taken = market.take(&offer).await.unwrap();
    // Ticket, change in COIN, change in SERO: one output more.
    assert_eq!(taken.pays, vec![sum(coin(), 30), sum(Asset::sero(), 9 * FEE)]);
    assert_eq!(taken.answer.half.outputs.len(), 3);
    market.finish(&offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.bob, &coin()), (0, 0, 70));
    assert_eq!(owned(&market.bob, &Asset::sero()), (0, 0, 20 * SERO - 9 * FEE));
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 30));
}

#[tokio::test]
async fn both_sides_read_the_trade_in_their_history_and_after_a_restore() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    market.sync().await;
    let mut again = (market.folder.wallet("alice2", 1), market.folder.wallet("bob2", 2));
    sync(&mut again.0, &market.chain).await;
    sync(&mut again.1, &market.chain).await;
    // The fee is the taker's.
    for (wallet, value, memo, paid_fee) in [
        (&market.alice, 40, "swapped for 3 SERO", 0),
        (&again.0, 40, "swapped for 3 SERO", 0),
        (&market.bob, 3 * SERO - USUAL, "swapped for 40 COIN", USUAL),
        (&again.1, 3 * SERO - USUAL, "swapped for 40 COIN", USUAL),
    ] {
        let history = wallet.history().unwrap();
        assert!(matches!(history[0].status, Status::Mined { height: 19, .. }));
        let What::Sent { fee, outputs, .. } = &history[0].what else { panic!("{history:?}") };
        assert_eq!(*fee, paid_fee);
        let [paid] = &outputs[..] else { panic!("{outputs:?}") };
        assert_eq!((paid.value, paid.memo.text().as_deref()), (value, Some(memo)));
        // Whatever came with the trade is told there and nowhere else.
        assert!(history[1..].iter().all(|entry| matches!(entry.what, What::Received { .. })));
    }
    assert_eq!(market.alice.balance(), again.0.balance());
    assert_eq!(market.bob.balance(), again.1.balance());
}

#[tokio::test]
async fn a_trade_needs_the_words_only_so_a_restored_wallet_can_finish_it() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    let mut again = market.folder.wallet("again", 1);
    again.finish_swap(&market.chain, &Hashes, &offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 40));
}

#[tokio::test]
async fn halves_are_padded_and_their_order_tells_nothing() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    assert_eq!((offer.half.inputs.len(), offer.half.outputs.len()), (2, 2));
    assert_eq!((offer.anchor_block, offer.expiry), (8, 18 + OPEN));
    let taken = market.take(&offer).await.unwrap();
    assert_eq!((taken.answer.half.inputs.len(), taken.answer.half.outputs.len()), (2, 2));
    // Two offers of the same terms share nothing but the terms and the frame, and their seals have one length.
    let mut other = market.folder.wallet("other", 4);
    market.chain.give(&other.address(), SERO);
    market.chain.give(&other.address(), 2 * SERO);
    market.chain.mine(18);
    let second = other.offer_swap(&market.chain, Arc::new(Hashes), otc(), OPEN).await.unwrap();
    assert_eq!(second.sealed.len(), offer.sealed.len(), "two notes here, a note and a dummy there");
    assert_ne!(second.blinding, offer.blinding);
}

// Notes of open trades.

#[tokio::test]
async fn an_open_offer_locks_its_notes_until_it_has_expired() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    // Still Alice's own, and not to be spent by accident.
    assert_eq!(owned(&market.alice, &Asset::sero()), (0, 10 * SERO, 0));
    let history = market.alice.history().unwrap();
    assert_eq!(history[0].status, Status::Waiting { expiry: offer.expiry });
    let What::Sent { outputs, .. } = &history[0].what else { panic!() };
    assert_eq!((outputs[0].value, outputs[0].to.as_str()), (3 * SERO, "an open swap offer that wants 40 COIN"));
    drop(market.alice);
    market.alice = market.folder.open("alice");
    let refused = send(&mut market.alice, &market.chain, &[payment(somebody(), SERO)]).await;
    assert!(matches!(refused, Err(PayError::Select(SelectError::Insufficient { .. }))));
    let refused = market.alice.offer_swap(&market.chain, Arc::new(Hashes), otc(), OPEN).await;
    assert!(matches!(refused, Err(SwapError::Funds { anchor: 8, .. })));
    market.chain.mine(OPEN + RELEASE_DEPTH);
    market.sync().await;
    assert_eq!(owned(&market.alice, &Asset::sero()), (10 * SERO, 0, 0));
    assert!(market.alice.history().unwrap().iter().any(|entry| entry.status == Status::Expired));
    send(&mut market.alice, &market.chain, &[payment(somebody(), SERO)]).await.unwrap();
}

#[tokio::test]
async fn an_offer_that_was_taken_back_frees_its_notes_and_dies_with_them() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    assert!(market.alice.cancel_swap(&offer).unwrap());
    assert!(!market.alice.cancel_swap(&offer).unwrap());
    assert_eq!(owned(&market.alice, &Asset::sero()), (10 * SERO, 0, 0));
    let taken = market.take(&offer).await.unwrap();
    send(&mut market.alice, &market.chain, &[payment(somebody(), SERO)]).await.unwrap();
    assert_eq!(cause(market.finish(&offer, &taken.answer).await), "PoolRefused");
    market.chain.mine(1);
    let refused = market.finish(&offer, &taken.answer).await;
    assert!(matches!(refused, Err(SwapError::Gone(_))), "{refused:?}");
    market.sync().await;
    assert_eq!(owned(&market.bob, &coin()), (0, 60, 0), "Bob's notes wait for the expiry");
}

#[tokio::test]
async fn an_answer_locks_the_takers_notes_until_the_trade_can_no_longer_be() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    // As if the trade were done: what comes back of the COIN, and the SERO.
    assert_eq!(owned(&market.bob, &coin()), (0, 60, 0));
    assert_eq!(owned(&market.bob, &Asset::sero()), (20 * SERO, 3 * SERO - USUAL, 0));
    drop(market.bob);
    market.bob = market.folder.open("bob");
    assert_eq!(owned(&market.bob, &coin()), (0, 60, 0));
    // Alice declines.
    market.chain.mine(OPEN + RELEASE_DEPTH);
    market.sync().await;
    assert_eq!(owned(&market.bob, &coin()), (100, 0, 0));
    let refused = market.finish(&offer, &taken.answer).await;
    assert!(matches!(refused, Err(SwapError::Expired { .. })), "{refused:?}");
}

#[tokio::test]
async fn an_offer_is_answered_once_at_the_price_that_was_shown() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let price = market.bob.price_swap(&market.chain, &Hashes, &offer).await.unwrap();
    assert_eq!(
        (price.pays.as_slice(), price.gets, price.fee),
        (&[sum(coin(), 40)][..], sum(Asset::sero(), 3 * SERO - USUAL), USUAL)
    );
    // Nothing is locked by looking.
    assert_eq!(owned(&market.bob, &coin()), (100, 0, 0));
    market.chain.inner().fee = 2 * FEE;
    let bob = &mut market.bob;
    let dearer = bob.take_swap_at(&market.chain, Arc::new(Hashes), &Hashes, &offer, Some(&price)).await;
    assert!(matches!(dearer, Err(SwapError::OtherPrice)), "{dearer:?}");
    assert_eq!(owned(&market.bob, &coin()), (100, 0, 0));
    market.chain.inner().fee = FEE;
    let bob = &mut market.bob;
    let taken = bob.take_swap_at(&market.chain, Arc::new(Hashes), &Hashes, &offer, Some(&price)).await.unwrap();
    let again = market.take(&offer).await;
    assert!(matches!(again, Err(SwapError::Answered { expiry }) if expiry == 18 + OPEN), "{again:?}");
    // An answer that could not be written is taken back, and another one is possible.
    assert!(market.bob.cancel_answer(&offer, &taken.answer).unwrap());
    assert!(!market.bob.cancel_answer(&offer, &taken.answer).unwrap());
    assert_eq!(owned(&market.bob, &coin()), (100, 0, 0));
    let taken = market.take(&offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
}

#[tokio::test]
async fn an_offer_of_a_hundred_blocks_can_be_taken_on_a_chain_of_quick_finality() {
    let mut market = Market::new().await;
    market.chain.inner().finality = 10;
    market.chain.mine(7);
    let offer = market.alice.offer_swap(&market.chain, Arc::new(Hashes), otc(), 128).await.unwrap();
    market.sync().await;
    market.chain.mine(100);
    assert_eq!(market.chain.height() - offer.anchor_block, 117);
    let taken = market.take(&offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
}

#[tokio::test]
async fn the_last_block_of_an_offer_can_hold_the_trade() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    market.chain.mine(OPEN - MIN_LEFT);
    let taken = market.take(&offer).await.unwrap();
    market.chain.mine(MIN_LEFT - 1);
    market.finish(&offer, &taken.answer).await.unwrap();
    market.chain.mine(1);
    assert_eq!(market.chain.height(), offer.expiry);
    market.sync().await;
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 40));
}

#[tokio::test]
async fn a_refused_finish_leaves_the_offer_open_and_a_broken_connection_leaves_a_payment() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    market.chain.inner().refuse = Some("Paused".into());
    assert_eq!(cause(market.finish(&offer, &taken.answer).await), "Paused");
    assert_eq!(owned(&market.alice, &Asset::sero()), (0, 10 * SERO, 0));
    market.chain.inner().refuse = None;
    market.chain.inner().break_on_submit = true;
    let unsure = market.finish(&offer, &taken.answer).await;
    assert!(matches!(unsure, Err(SwapError::Pay(PayError::Unsure { .. }))));
    // Now as if the trade were done, and it is.
    assert_eq!(owned(&market.alice, &Asset::sero()), (0, 7 * SERO, 0));
    assert_eq!(owned(&market.alice, &coin()), (0, 40, 0));
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 40));
    let waiting = |entry: &sero_wallet::history::Entry| !matches!(entry.status, Status::Mined { .. });
    assert!(!market.alice.history().unwrap().iter().any(waiting));
}

#[tokio::test]
async fn after_a_reorganisation_the_trade_is_handed_in_again_and_open_ones_are_not() {
    let mut market = Market::new().await;
    market.chain.give(&market.alice.address(), SERO);
    market.chain.mine(18);
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
    let open = Terms { gives: sum(Asset::sero(), SERO), wants: sum(coin(), 1) };
    market.offer(open).await;
    market.chain.mine(2);
    market.sync().await;
    market.chain.drop_blocks(2, false);
    market.chain.mine(3);
    market.sync().await;
    // Of three things that wait, one is a bundle.
    assert_eq!(market.alice.resubmit(&market.chain).await.unwrap(), 1);
    assert_eq!(market.bob.resubmit(&market.chain).await.unwrap(), 0);
    market.chain.mine(1);
    market.sync().await;
    assert_eq!(owned(&market.bob, &coin()), (0, 0, 60));
}

#[tokio::test]
async fn of_two_answers_to_one_offer_the_second_is_refused() {
    let mut market = Market::new().await;
    let mut carol = market.folder.wallet("carol", 3);
    market.chain.give_asset(&carol.address(), coin(), 40);
    market.chain.mine(18);
    let offer = market.offer(otc()).await;
    let first = market.take(&offer).await.unwrap();
    let second = carol.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await.unwrap();
    market.finish(&offer, &first.answer).await.unwrap();
    assert_eq!(cause(market.finish(&offer, &second.answer).await), "PoolRefused");
    market.chain.mine(1);
    let refused = market.finish(&offer, &second.answer).await;
    assert!(matches!(refused, Err(SwapError::Gone(_))), "{refused:?}");
    market.sync().await;
    assert_eq!(owned(&market.alice, &coin()), (0, 0, 40), "Bob's, once");
}

// Offers that are not what they say.

/// What somebody does to an offer on its way, ...
type Lie = Box<dyn Fn(&mut Offer)>;
/// ... to an answer, ...
type AnswerLie = Box<dyn Fn(&mut Answer)>;
/// ... to a bundle.
type BundleLie = Box<dyn Fn(&mut Bundle<Command>)>;

fn lie(change: impl Fn(&mut Offer) + 'static) -> Lie {
    Box::new(change)
}

fn point() -> PointBytes {
    output_key(&random::scalar()).into()
}

#[tokio::test]
async fn an_offer_altered_in_any_place_is_not_taken_or_not_finished() {
    let mut market = Market::new().await;
    for _ in 0..8 {
        market.chain.give_asset(&market.bob.address(), coin(), 100);
    }
    market.chain.mine(18);
    let offer = market.offer(otc()).await;
    // The last word is the error of `take`; "" where the taker cannot know, and the maker finds out.
    let lies: Vec<(&str, Lie, &str)> = vec![
        ("genesis", lie(|o| o.chain.genesis[0] ^= 1), "OtherChain"),
        ("transaction version", lie(|o| o.chain.transaction_version += 1), "TransactionVersion"),
        ("key version", lie(|o| o.chain.key_version += 1), "KeyVersion"),
        ("anchor", lie(|o| o.anchor = random::field().into()), "Anchor"),
        ("anchor block with another root", lie(|o| o.anchor_block = 0), "Anchor"),
        ("anchor block in the future", lie(|o| o.anchor_block = 1000), "NoRoot"),
        ("another anchor block with the same root", lie(|o| o.anchor_block += 1), "AnchorBlock"),
        ("an anchor that is not deep enough", lie(|o| o.anchor_block += 8), "AnchorBlock"),
        ("later", lie(|o| o.expiry += 1), ""),
        ("sooner", lie(|o| o.expiry -= 1), ""),
        ("much later", lie(|o| o.expiry += 1000), "TooFar"),
        ("over", lie(|o| o.expiry = 3), "Expired"),
        ("nearly over", lie(|o| o.expiry -= OPEN - 1), "TooNear"),
        ("gives more", lie(|o| o.terms.gives.value += 1), "Amounts"),
        ("gives less", lie(|o| o.terms.gives.value -= 1), "Amounts"),
        ("wants less", lie(|o| o.terms.wants.value -= 1), "Amounts"),
        ("wants more", lie(|o| o.terms.wants.value += 1), "Amounts"),
        ("gives another asset", lie(|o| o.terms.gives = sum(seat(), 1)), "Amounts"),
        ("wants another asset", lie(|o| o.terms.wants.asset = Asset::Token([9; 32])), "Amounts"),
        ("the other way round", lie(|o| o.terms = Terms { gives: o.terms.wants, wants: o.terms.gives }), "Amounts"),
        ("nil", lie(|o| o.half.inputs[0].nil = random::field().into()), "Proof"),
        ("nil above the modulus", lie(|o| o.half.inputs[0].nil = FieldBytes([0xff; 32])), "Statement"),
        ("a nil twice", lie(|o| o.half.inputs[1].nil = o.half.inputs[0].nil), "RepeatedNil"),
        ("K", lie(|o| o.half.inputs[1].key = point()), "Proof"),
        ("K is the identity", lie(|o| o.half.inputs[1].key = Point::default().into()), "Statement"),
        ("cm_asset of an input", lie(|o| o.half.inputs[0].asset_commitment = point()), "Proof"),
        ("proof of an input", lie(|o| o.half.inputs[1].proof.0[5] ^= 1), "Proof"),
        ("inputs change places", lie(|o| o.half.inputs.as_mut().swap(0, 1)), ""),
        ("address", lie(|o| o.half.outputs[0].note.to = own_address(1)), "Proof"),
        ("no address", lie(|o| o.half.outputs[0].note.to = PkrBytes([0; 96])), "Statement"),
        ("commitment", lie(|o| o.half.outputs[1].note.commitment = random::field().into()), "Proof"),
        ("RPK", lie(|o| o.half.outputs[1].note.rpk = point()), "Proof"),
        ("ciphertext", lie(|o| o.half.outputs[0].note.contents[1] = random::field().into()), "Proof"),
        ("memo", lie(|o| o.half.outputs[0].note.memo.0[3] ^= 1), ""),
        ("cm_asset of an output", lie(|o| o.half.outputs[1].asset_commitment = point()), "Proof"),
        ("proof of an output", lie(|o| o.half.outputs[0].proof.0[5] ^= 1), "Proof"),
        ("outputs change places", lie(|o| o.half.outputs.as_mut().swap(0, 1)), ""),
        ("one input", lie(|o| o.half.inputs.truncate(1)), "Count"),
        ("one output", lie(|o| o.half.outputs.truncate(1)), "Count"),
        ("blinding", lie(|o| o.blinding = random::scalar().into()), "Amounts"),
        ("blinding above the order", lie(|o| o.blinding = ScalarBytes([0xff; 32])), "Blinding"),
    ];
    for (what, lie, expected) in lies {
        let mut altered = offer.clone();
        lie(&mut altered);
        assert_ne!(altered.id(), offer.id(), "{what}");
        match market.take(&altered).await {
            Err(error) => assert_eq!(variant(&error), expected, "{what}: {error}"),
            Ok(taken) => {
                assert_eq!(expected, "", "{what}");
                let refused = market.finish(&offer, &taken.answer).await.unwrap_err();
                assert_eq!(variant(&refused), "OtherOffer", "{what}");
                let refused = market.finish(&altered, &taken.answer).await.unwrap_err();
                assert_eq!(variant(&refused), "NotYours", "{what}");
                let renamed = Answer { offer: offer.id(), ..taken.answer.clone() };
                let refused = market.finish(&offer, &renamed).await.unwrap_err();
                assert_eq!(variant(&refused), "SpendSignature", "{what}");
                assert!(market.bob.cancel_answer(&altered, &taken.answer).unwrap(), "{what}");
            }
        }
        assert!(market.chain.inner().pool.is_empty());
    }
}

fn own_address(seed: u8) -> PkrBytes {
    let key = sero_shielded::keys::SpendingKey::from_seed(&Seed::new([seed; 32])).unwrap();
    random::one_time(&key.address()).unwrap().0.to_bytes()
}

#[tokio::test]
async fn the_seal_is_for_the_maker_and_for_this_offer_only() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    for place in [0, 30, offer.sealed.len() - 1] {
        let mut altered = offer.clone();
        altered.sealed[place] ^= 1;
        assert_eq!(altered.id(), offer.id());
        let refused = market.finish(&altered, &taken.answer).await;
        assert!(matches!(refused, Err(SwapError::NotYours)), "{place}: {refused:?}");
    }
    // The maker's own file is what he signs by: terms that somebody altered in it do not open.
    let mut cheaper = offer.clone();
    cheaper.terms.wants.value = 1;
    let answer = Answer { offer: cheaper.id(), ..taken.answer.clone() };
    let refused = market.finish(&cheaper, &answer).await;
    assert!(matches!(refused, Err(SwapError::NotYours)), "{refused:?}");
    let refused = market.bob.finish_swap(&market.chain, &Hashes, &offer, &taken.answer).await;
    assert!(matches!(refused, Err(SwapError::NotYours)), "{refused:?}");
}

#[tokio::test]
async fn an_offer_is_taken_by_somebody_else_on_the_same_chain_and_fork() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let refused = market.alice.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::OwnOffer)), "{refused:?}");

    let other = TestChain::new(2);
    let mut carol = market.folder.wallet("carol", 3);
    other.give_asset(&carol.address(), coin(), 100);
    other.mine(18);
    let refused = carol.take_swap(&other, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::OtherChain(_))), "{refused:?}");

    // A fork that goes back behind the anchor.
    market.chain.drop_blocks(15, false);
    market.chain.give_asset(&market.bob.address(), coin(), 5);
    market.chain.mine(20);
    let refused = market.take(&offer).await;
    assert!(matches!(refused, Err(SwapError::Anchor { block: 8 })), "{refused:?}");
}

#[tokio::test]
async fn who_has_not_the_anchors_root_or_only_younger_notes_is_told_so() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    market.chain.inner().finality = 2;
    let birth = Birth { cost: QUICK, ..Birth::at(&market.chain, 12).await.unwrap() };
    let seed = Seed::new([3; 32]);
    let mut young = Wallet::restore(&market.folder.path("young"), PASSPHRASE, &seed, birth).unwrap();
    let refused = young.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::NoRoot { block: 8 })), "{refused:?}");

    let mut late = market.folder.wallet("late", 4);
    market.chain.give_asset(&late.address(), coin(), 100);
    market.chain.mine(18);
    market.chain.inner().finality = 100;
    let refused = late.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::Funds { anchor: 8, .. })), "{refused:?}");
}

#[tokio::test]
async fn trades_that_nobody_can_make_are_not_offered() {
    let mut market = Market::new().await;
    let sero = |value| sum(Asset::sero(), value);
    for (gives, wants, expected) in [
        (sero(0), sum(coin(), 1), "Zero"),
        (sero(1), sum(coin(), 0), "Zero"),
        (sero(1), sero(1), "SameAsset"),
        (sero(1), sum(seat(), 2), "Indivisible"),
        (sum(seat(), 2), sero(1), "Indivisible"),
        (sero(11 * SERO), sum(coin(), 1), "Funds"),
        (sum(seat(), 1), sero(1), "Funds"),
    ] {
        let refused = market.alice.offer_swap(&market.chain, Arc::new(Hashes), Terms { gives, wants }, OPEN).await;
        assert_eq!(variant(&refused.unwrap_err()), expected);
    }
    for blocks in [0, MIN_LEFT - 1, 129, u32::MAX] {
        let refused = market.alice.offer_swap(&market.chain, Arc::new(Hashes), otc(), blocks).await;
        assert!(matches!(refused, Err(SwapError::Duration { most: 128, .. })), "{blocks}: {refused:?}");
    }
    // Nor taken, whoever wrote them.
    let mut offer = market.offer(otc()).await;
    offer.terms.gives.asset = coin();
    assert!(matches!(market.take(&offer).await, Err(SwapError::SameAsset)));
    offer.terms.gives = sum(seat(), 2);
    assert!(matches!(market.take(&offer).await, Err(SwapError::Indivisible("given"))));
    offer.terms.wants.value = 0;
    offer.terms.gives = sum(seat(), 1);
    assert!(matches!(market.take(&offer).await, Err(SwapError::Zero("wanted"))));
}

#[tokio::test]
async fn more_notes_than_a_half_holds_are_named_as_the_reason() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO; 12]).await;
    let terms = |value| Terms { gives: sum(Asset::sero(), value), wants: sum(coin(), 1) };
    let refused = alice.offer_swap(&chain, Arc::new(Hashes), terms(9 * SERO), OPEN).await;
    assert!(matches!(refused, Err(SwapError::TooManyNotes { .. })), "{refused:?}");
    let offer = alice.offer_swap(&chain, Arc::new(Hashes), terms(8 * SERO), OPEN).await.unwrap();
    assert_eq!(offer.half.inputs.len(), 8);
}

#[tokio::test]
async fn a_watching_wallet_neither_offers_nor_takes_nor_finishes() {
    let mut market = Market::new().await;
    let key = market.alice.tracking_key_text();
    let mut watching = Wallet::watch(&market.folder.path("watch"), PASSPHRASE, &key, early()).unwrap();
    let refused = watching.offer_swap(&market.chain, Arc::new(Hashes), otc(), OPEN).await;
    assert!(matches!(refused, Err(SwapError::Pay(PayError::Vault(VaultError::WatchOnly)))));
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    let refused = watching.finish_swap(&market.chain, &Hashes, &offer, &taken.answer).await;
    assert!(matches!(refused, Err(SwapError::Pay(PayError::Vault(VaultError::WatchOnly)))), "{refused:?}");
    let refused = watching.take_swap(&market.chain, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::Pay(PayError::Vault(VaultError::WatchOnly)))));
}

// Answers that are not what they say.

#[tokio::test]
async fn an_answer_altered_in_any_place_is_not_finished() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    let own_nil = offer.half.inputs[0].nil;
    let lies: Vec<(&str, AnswerLie, &str)> = vec![
        ("another offer", Box::new(|a| a.offer[0] ^= 1), "OtherOffer"),
        ("a higher fee", Box::new(|a| a.fee += 1), "SpendSignature"),
        ("a lower fee", Box::new(|a| a.fee -= 1), "SpendSignature"),
        ("no fee", Box::new(|a| a.fee = 0), "SpendSignature"),
        ("proof of an input", Box::new(|a| a.half.inputs[0].proof.0[9] ^= 1), "Proof"),
        ("proof of an output", Box::new(|a| a.half.outputs[1].proof.0[9] ^= 1), "Proof"),
        ("nil", Box::new(|a| a.half.inputs[0].nil = random::field().into()), "Proof"),
        ("the maker's nil", Box::new(move |a| with_nil(a, own_nil)), "Proof"),
        ("K", Box::new(|a| a.half.inputs[1].key = point()), "Proof"),
        ("no K", Box::new(|a| a.half.inputs[1].key = PointBytes([0xff; 32])), "Statement"),
        ("an output's memo", Box::new(|a| a.half.outputs[0].note.memo.0[0] ^= 1), "SpendSignature"),
        ("outputs change places", Box::new(|a| a.half.outputs.as_mut().swap(0, 1)), "SpendSignature"),
        ("one input less", Box::new(|a| a.half.inputs.truncate(1)), "Count"),
        ("signatures change places", Box::new(|a| a.spend_signatures.as_mut().swap(0, 1)), "SpendSignature"),
        ("a signature less", Box::new(|a| a.spend_signatures.truncate(1)), "Count"),
        ("a signature", Box::new(|a| a.spend_signatures[1].0[40] ^= 1), "SpendSignature"),
        ("the binding signature", Box::new(|a| a.binding_signature.0[40] ^= 1), "BindingSignature"),
        ("another's binding", Box::new(|a| a.binding_signature = a.spend_signatures[0]), "BindingSignature"),
    ];
    for (what, lie, expected) in lies {
        let mut altered = taken.answer.clone();
        lie(&mut altered);
        let refused = market.finish(&offer, &altered).await.unwrap_err();
        assert_eq!(variant(&refused), expected, "{what}: {refused}");
        assert!(market.chain.inner().pool.is_empty(), "{what}");
    }
    market.finish(&offer, &taken.answer).await.unwrap();
}

fn with_nil(answer: &mut Answer, nil: FieldBytes) {
    answer.half.inputs[0].nil = nil;
}

#[tokio::test]
async fn a_maker_who_changes_his_outputs_after_the_takers_signature_gains_nothing() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    // The same notes, other terms: half the price, and an answer that was given to the first offer.
    let mut again = market.folder.wallet("again", 1);
    let greedy = Terms { gives: sum(Asset::sero(), SERO), wants: sum(coin(), 40) };
    let second = again.offer_swap(&market.chain, Arc::new(Hashes), greedy, OPEN).await.unwrap();
    let refused = again.finish_swap(&market.chain, &Hashes, &second, &taken.answer).await;
    assert!(matches!(refused, Err(SwapError::OtherOffer)), "{refused:?}");
    let renamed = Answer { offer: second.id(), ..taken.answer };
    let refused = again.finish_swap(&market.chain, &Hashes, &second, &renamed).await;
    assert!(matches!(refused, Err(SwapError::SpendSignature(0))), "{refused:?}");
    assert!(market.chain.inner().pool.is_empty());
}

#[tokio::test]
async fn nothing_of_a_finished_trade_can_be_altered() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    market.finish(&offer, &taken.answer).await.unwrap();
    let bundle = std::mem::take(&mut market.chain.inner().pool).remove(0);
    // The maker's half stands in front, byte for byte.
    assert_eq!(bundle.body.inputs[..2], offer.half.inputs[..]);
    assert_eq!(bundle.body.outputs[..2], offer.half.outputs[..]);
    assert_eq!((bundle.body.anchor, bundle.body.expiry), (offer.anchor, offer.expiry));

    let stranger = Made::new(&somebody(), coin().id(), 40, &[0; 128]).note;
    let out = PublicOut { to: Destination::Account([1; 32]), asset: Asset::sero(), value: 1, memo: Default::default() };
    let lies: Vec<(&str, BundleLie)> = vec![
        ("the maker's output by the taker", Box::new(move |b| b.body.outputs[0].note = stranger)),
        ("the taker's output by the maker", Box::new(move |b| b.body.outputs[2].note = stranger)),
        ("outputs change places", Box::new(|b| b.body.outputs.as_mut().swap(1, 2))),
        ("an input's proof", Box::new(|b| b.body.inputs[3].proof.0[0] ^= 1)),
        ("fee", Box::new(|b| b.body.fee += 1)),
        ("expiry", Box::new(|b| b.body.expiry += 1)),
        ("anchor", Box::new(|b| b.body.anchor = random::field().into())),
        ("key version", Box::new(|b| b.body.key_version += 1)),
        ("public out", Box::new(move |b| b.body.public_outs.try_push(out.clone()).unwrap())),
        ("no fee", Box::new(|b| b.body.fee = 0)),
        ("a signature", Box::new(|b| b.spend_signatures.as_mut().swap(0, 2))),
        ("the binding signature", Box::new(|b| b.binding_signature.0[33] ^= 1)),
    ];
    for (what, lie) in lies {
        let mut altered = bundle.clone();
        lie(&mut altered);
        let refused = market.chain.submit_bundle(altered.encode()).await;
        assert!(matches!(refused, Err(ChainError::Refused { .. })), "{what}: {refused:?}");
    }
    market.chain.submit_bundle(bundle.encode()).await.unwrap();
    // Nor does it serve on another chain.
    let other = TestChain::new(2);
    other.mine(18);
    assert!(other.submit_bundle(bundle.encode()).await.is_err());
}

#[tokio::test]
async fn the_bundle_of_a_trade_needs_both_sides() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let taken = market.take(&offer).await.unwrap();
    // All that the taker has: the body, his signatures and the binding one.
    let body = sero_wallet::swap::combine(&offer, &taken.answer.half, taken.answer.fee).unwrap();
    let theirs = [taken.answer.spend_signatures[0]; 2];
    let signatures = [&theirs[..], &taken.answer.spend_signatures].concat();
    let bundle = Bundle {
        body,
        spend_signatures: signatures.try_into().unwrap(),
        binding_signature: taken.answer.binding_signature,
        from_signature: None,
    };
    let refused = market.chain.submit_bundle(bundle.encode()).await;
    assert!(matches!(refused, Err(ChainError::Refused { .. })), "{refused:?}");
    let read = Bundle::<Command>::decode_all(&mut bundle.encode().as_slice()).unwrap();
    assert_eq!(read, bundle);
}

// A longer story.

#[tokio::test]
async fn a_ticket_is_auctioned_by_sealed_bids() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut seller = folder.wallet("seller", 1);
    let mut bidders: Vec<Wallet> = (2..6).map(|seed| folder.wallet(&format!("bidder{seed}"), seed)).collect();
    chain.give_asset(&seller.address(), seat(), 1);
    for wallet in bidders.iter().chain([&seller]) {
        chain.give(&wallet.address(), 50 * SERO);
        chain.give(&wallet.address(), 50 * SERO);
    }
    chain.mine(18);

    // Each packs his bid, hidden and binding, with the name of the auction. The last one comes too late.
    let lot = b"bid for THEATRE#0707, auction of the 1st of May".to_vec();
    let (mut bids, mut fees, mut deadline) = (Vec::new(), 0, 0);
    for (bidder, value) in bidders.iter_mut().zip([7, 11, 9, 40]) {
        let order = Order::CreatePackage { contents: vec![(Asset::sero(), value * SERO)], data: lot.clone() };
        let (_, built) = bidder.order(&chain, Arc::new(Hashes), &order, &[], MAX_DEPOSIT).await.unwrap();
        chain.mine(1);
        if value == 9 {
            deadline = chain.height();
        }
        bids.push(built.package.unwrap());
        fees += built.fee;
    }

    // After the deadline keys are shown. One bidder cannot pass another's package off as his own.
    chain.mine(18);
    let refused = find(&chain, &bids[0].0, &bids[1].1).await;
    assert!(matches!(refused, Err(PayError::Order(OrderError::Inspect(_)))), "{refused:?}");
    let mut valid = Vec::new();
    for (place, (id, key)) in bids.iter().enumerate() {
        let (package, inside) = find(&chain, id, key).await.unwrap();
        let [bid] = &inside.contents[..] else { panic!("{inside:?}") };
        if package.created <= deadline && inside.data == lot && bid.aid == Asset::sero().id() {
            valid.push((bid.value, place));
        }
    }
    assert_eq!(valid.len(), 3);
    let (best, winner) = valid.into_iter().max().unwrap();
    assert_eq!((best, winner), (11 * SERO, 1));

    // The ticket against the winner's package note.
    let (id, key) = bids[winner].clone();
    seller.keep_package_key(&id, &key).unwrap();
    let terms = Terms { gives: sum(seat(), 1), wants: sum(Asset::Package(id), 1) };
    let offer = seller.offer_swap(&chain, Arc::new(Hashes), terms, OPEN).await.unwrap();
    let refused = bidders[0].take_swap(&chain, Arc::new(Hashes), &Hashes, &offer).await;
    assert!(matches!(refused, Err(SwapError::Funds { .. })), "{refused:?}");
    let taken = bidders[winner].take_swap(&chain, Arc::new(Hashes), &Hashes, &offer).await.unwrap();
    seller.finish_swap(&chain, &Hashes, &offer, &taken.answer).await.unwrap();
    fees += taken.answer.fee;
    chain.mine(18);

    // The seller opens the package, from the words alone if need be; the others open their own.
    let mut again = folder.wallet("again", 1);
    sync(&mut again, &chain).await;
    assert_eq!(again.package_keys(&id).unwrap(), vec![key.clone()]);
    for (place, (id, key)) in bids.iter().enumerate() {
        let order = Order::OpenPackage { id: *id, key: key.clone() };
        let owner = if place == winner { &mut seller } else { &mut bidders[place] };
        let (_, built) = owner.order(&chain, Arc::new(Hashes), &order, &[], MAX_DEPOSIT).await.unwrap();
        fees += built.fee;
        chain.mine(1);
    }
    let total = |wallet: &Wallet| wallet.balance()[0].total();
    let mut all = 0;
    for (place, bidder) in bidders.iter_mut().enumerate() {
        sync(bidder, &chain).await;
        assert_eq!(owned(bidder, &seat()).2 + owned(bidder, &seat()).0, u128::from(place == winner));
        all += total(bidder);
    }
    sync(&mut seller, &chain).await;
    assert_eq!(owned(&seller, &seat()), (0, 0, 0));
    // The winner paid, the others have their bids back, and nothing is missing but fees and what is locked for each id for ever.
    assert!(total(&seller) > 110 * SERO && total(&bidders[winner]) < 90 * SERO && total(&bidders[0]) > 99 * SERO);
    assert_eq!(all + total(&seller) + fees + 4 * PACKAGE_DEPOSIT, 500 * SERO);
}

// Files.

#[tokio::test]
async fn files_are_read_whole_or_not_at_all() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let answer = market.take(&offer).await.unwrap().answer;
    assert_eq!(Offer::from_text(&offer.to_text()).unwrap(), offer);
    assert_eq!(Answer::from_text(&answer.to_text()).unwrap(), answer);
    let bytes = const_hex::decode(offer.to_text().trim()).unwrap();
    let read = |bytes: &[u8]| Offer::from_text(&const_hex::encode_prefixed(bytes));
    for length in (0..bytes.len()).step_by(7).chain([bytes.len() - 1]) {
        assert!(matches!(read(&bytes[..length]), Err(SwapError::File { .. })), "{length}");
    }
    assert!(matches!(read(&[&bytes[..], &[0]].concat()), Err(SwapError::File { .. })), "trailing");
    assert!(matches!(Offer::from_text(&answer.to_text()), Err(SwapError::File { what: "swap offer", .. })));
    assert!(matches!(Answer::from_text(&offer.to_text()), Err(SwapError::File { what: "swap answer", .. })));
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert!(matches!(read(&newer), Err(SwapError::Version { found: 2, .. })));
    for text in ["", "0x", "no hex", "0x5345", &"00".repeat(1 << 20)] {
        assert!(matches!(Offer::from_text(text), Err(SwapError::File { .. })));
    }
}

#[tokio::test]
async fn a_huge_length_sets_nothing_aside() {
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let bytes = const_hex::decode(offer.to_text().trim()).unwrap();
    // The number of inputs stands behind header, chain, anchor, anchor block, expiry and terms.
    let before = 9 + (offer.chain, offer.anchor, offer.anchor_block, offer.expiry, offer.terms).encoded_size();
    assert_eq!(bytes[before], 2 << 2);
    for length in [vec![9 << 2], vec![0xfe, 0xff, 0xff, 0xff], vec![0x03, 0xff, 0xff, 0xff, 0xff]] {
        let huge = [&bytes[..before], &length, &bytes[before + 1..]].concat();
        let refused = Offer::from_text(&const_hex::encode_prefixed(&huge));
        assert!(matches!(refused, Err(SwapError::File { .. })), "{length:?}");
    }
}

// The real thing.

#[tokio::test]
async fn with_real_proofs_each_side_verifies_the_other() {
    use sero_shielded::address::Network;
    use sero_wallet::payment::groth16::LocalProver;
    let Market { folder: _folder, chain, mut alice, mut bob } = Market::new().await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let verifier = LocalVerifier::load(Network::Development).unwrap();
    let offer = alice.offer_swap(&chain, prover.clone(), otc(), OPEN).await.unwrap();
    for (spot, place) in [(Spot::Input(1), 1), (Spot::Output(0), 2)] {
        let mut altered = offer.clone();
        match spot {
            Spot::Input(place) => altered.half.inputs[place].nil = random::field().into(),
            Spot::Output(place) => altered.half.outputs[place].note.contents[2] = random::field().into(),
        }
        let refused = bob.check_swap(&chain, &verifier, &altered).await;
        let Err(SwapError::Proof { side: Side::Maker, spot: found }) = refused else { panic!("{refused:?}") };
        assert_eq!(found, spot, "claim {place}");
    }
    let taken = bob.take_swap(&chain, prover, &verifier, &offer).await.unwrap();
    let mut altered = taken.answer.clone();
    altered.half.outputs[0].proof = altered.half.outputs[1].proof;
    let refused = alice.finish_swap(&chain, &verifier, &offer, &altered).await;
    assert!(matches!(refused, Err(SwapError::Proof { side: Side::Taker, spot: Spot::Output(0) })), "{refused:?}");
    alice.finish_swap(&chain, &verifier, &offer, &taken.answer).await.unwrap();
    assert!(LocalVerifier::load(Network::Main).is_err());
}

#[test]
fn a_trade_goes_from_one_command_to_another() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    let address = |made: &serde_json::Value| {
        let text = made["address"].as_str().unwrap();
        sero_shielded::keys::PaymentAddress::from_text(text, sero_shielded::address::Network::Development).unwrap()
    };
    let (alice, bob) = (shell.run("alice", &["create"]), shell.run("bob", &["create"]));
    chain.give(&address(&alice), 10 * SERO);
    chain.give_asset(&address(&bob), seat(), 1);
    chain.mine(18);
    let (offer, answer) = (shell.folder.path("offer.hex"), shell.folder.path("answer.hex"));
    let (offer, answer) = (offer.to_str().unwrap(), answer.to_str().unwrap());
    let ticket = format!("THEATRE#{}", "07".repeat(32));
    let give = ["swap", "offer", "--give", "2.5", "SERO", "--want", "1", &ticket, "--out", offer];
    let made = shell.run("alice", &give);
    assert_eq!((&made["gives"]["amount"], &made["wants"]["asset"]), (&"2.5".into(), &ticket.as_str().into()));
    assert_eq!(made["expiry"], 58);
    assert_eq!(shell.fail("alice", &give)["kind"], "input", "nothing is overwritten");
    assert_eq!(shell.fail("alice", &["swap", "take", offer, "--out", answer, "--yes"])["kind"], "other-offer");
    let asked = shell.fail("bob", &["swap", "take", offer, "--out", answer]);
    assert_eq!(asked["kind"], "input", "nobody to ask");
    // The fee is in what he is shown.
    assert!(asked["message"].as_str().unwrap().contains("You get 2.492 SERO and pay ticket"), "{asked}");
    assert!(!std::path::Path::new(answer).exists());
    let taken = shell.run("bob", &["swap", "take", offer, "--out", answer, "--yes"]);
    assert_eq!((&taken["offer"], &taken["fee"]), (&made["offer"], &"0.008".into()));
    assert_eq!((&taken["gets"]["amount"], &taken["pays"][0]["amount"]), (&"2.492".into(), &"1".into()));
    assert_eq!(shell.fail("alice", &["swap", "finish", offer, "--offer", answer])["kind"], "input");
    assert_eq!(shell.fail("bob", &["swap", "finish", answer, "--offer", offer, "--yes"])["kind"], "other-offer");
    let asked = shell.fail("alice", &["swap", "finish", answer, "--offer", offer]);
    let shown = asked["message"].as_str().unwrap();
    assert!(shown.contains("You give 2.5 SERO and get ticket THEATRE#") && shown.contains("--yes"), "{shown}");
    let second = shell.folder.path("second.hex");
    let twice = ["swap", "take", offer, "--out", second.to_str().unwrap(), "--yes"];
    assert_eq!(shell.fail("bob", &twice)["kind"], "answered");
    assert!(!second.exists());
    let sent = shell.run("alice", &["swap", "finish", answer, "--offer", offer, "--yes"]);
    assert_eq!((&sent["got"]["asset"], &sent["fee"]), (&ticket.as_str().into(), &"0.008".into()));
    chain.mine(1);
    shell.run("alice", &["sync"]);
    shell.run("bob", &["sync"]);
    let assets = shell.run("alice", &["balance"])["assets"].clone();
    assert_eq!((&assets[0]["total"], &assets[1]["total"]), (&"7.5".into(), &"1".into()));
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "2.492");
    assert_eq!(shell.run("alice", &["swap", "cancel", offer])["freed"], false);
    assert_eq!(shell.fail("alice", &["swap", "finish", answer, "--offer", offer, "--yes"])["kind"], "void");
    for step in ["offer", "take", "finish", "cancel"] {
        let help = shell.output("alice", PASSPHRASE, &["swap", step, "--help"]);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example:"), "{step}");
    }
}

#[test]
fn a_package_is_not_bought_unseen() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    let address = |made: &serde_json::Value| {
        let text = made["address"].as_str().unwrap();
        sero_shielded::keys::PaymentAddress::from_text(text, sero_shielded::address::Network::Development).unwrap()
    };
    let (alice, bob) = (shell.run("alice", &["create"]), shell.run("bob", &["create"]));
    chain.give(&address(&alice), 10 * SERO);
    chain.give(&address(&bob), 10 * SERO);
    chain.mine(18);
    let create = ["package", "create", "--asset", "SERO", "--amount", "2"];
    let package = shell.run("alice", &create)["package"].as_str().unwrap().to_string();
    chain.mine(18);
    let (offer, answer) = (shell.folder.path("offer.hex"), shell.folder.path("answer.hex"));
    let (offer, answer) = (offer.to_str().unwrap(), answer.to_str().unwrap());
    let asset = format!("package:{package}");
    shell.run("alice", &["swap", "offer", "--give", "1", &asset, "--want", "3", "SERO", "--out", offer]);
    let take = ["swap", "take", offer, "--out", answer, "--yes"];
    let unseen = shell.fail("bob", &take);
    assert_eq!(unseen["kind"], "package");
    assert!(unseen["message"].as_str().unwrap().contains("--unseen"), "{unseen}");
    let key = shell.run("alice", &["package", "key", &package])["key"].as_str().unwrap().to_string();
    shell.run("bob", &["package", "inspect", &package, "--key", &key]);
    assert_eq!(shell.run("bob", &take)["gets"]["asset"], asset.as_str());
}

/// A server handles wallets in tasks that move between threads.
#[tokio::test]
async fn everything_that_waits_can_wait_on_any_thread() {
    fn movable<T: Send>(_: &T) {}
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let answer = market.take(&offer).await.unwrap().answer;
    let Market { chain, mut alice, .. } = market;
    movable(&alice.offer_swap(&chain, Arc::new(Hashes), otc(), OPEN));
    movable(&alice.check_swap(&chain, &Hashes, &offer));
    movable(&alice.price_swap(&chain, &Hashes, &offer));
    movable(&alice.take_swap(&chain, Arc::new(Hashes), &Hashes, &offer));
    movable(&alice.finish_swap(&chain, &Hashes, &offer, &answer));
}
