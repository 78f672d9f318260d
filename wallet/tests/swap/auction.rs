//! A longer story.

use super::*;

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
