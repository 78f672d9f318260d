//! Honest trades.

use super::*;

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
