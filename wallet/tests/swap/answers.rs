//! Answers that are not what they say.

use super::*;

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
