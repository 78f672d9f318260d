//! Files.

use super::*;

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
