//! Offers that are not what they say.

use super::*;

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
