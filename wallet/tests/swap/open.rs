//! Notes of open trades.

use super::*;

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
