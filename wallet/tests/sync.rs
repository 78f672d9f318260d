//! Following a chain: what is found, what is not, forks, resets, lies and kills.

use crate::common::{shell::Shell, *};
use codec::{Compact, DecodeAll, Encode};
use sero_rpc::Network;
use sero_shielded::{
    asset::{Asset, SERO},
    compact::{CompactBlock, CompactNote},
    curve::F,
    encoding::FieldBytes,
    keys::PkrBytes,
    note::PublicNote,
};
use sero_wallet::{
    chain::{BlockData, ChainError},
    history::What,
    memo::ReadMemo,
    random,
    sync::{ScanError, SyncError},
    wallet::{Birth, Wallet},
};

#[tokio::test]
async fn a_note_is_incoming_at_once_and_spendable_under_the_anchor() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.give(&wallet.address(), 5 * SERO);
    chain.mine(17);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet), (0, 0, 5 * SERO));
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet), (5 * SERO, 0, 0));
}

#[tokio::test]
async fn only_own_notes_count_and_the_memo_is_read() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let sero_id = Asset::sero().id();
    Made::new(&somebody(), sero_id, 9 * SERO, &memo("no")).queue(&chain);
    Made::new(&wallet.address(), sero_id, 2 * SERO, &memo("yes")).queue(&chain);
    chain.give(&somebody(), SERO);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet), (0, 0, 2 * SERO));
    let history = wallet.history().unwrap();
    assert_eq!(history.len(), 1);
    let What::Received { index: 1, memo, public: false, .. } = &history[0].what else { panic!("{history:?}") };
    assert_eq!(memo.text().as_deref(), Some("yes"));
}

#[tokio::test]
async fn a_bad_memo_is_not_a_bad_note() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    Made::new(&wallet.address(), Asset::sero().id(), SERO, &memo("x")).with_bad_memo().queue(&chain);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).2, SERO);
    let What::Received { memo, .. } = &wallet.history().unwrap()[0].what else { panic!() };
    assert_eq!(*memo, ReadMemo::Unreadable);
}

#[tokio::test]
async fn an_unknown_asset_is_shown_by_its_id_and_a_named_one_by_its_name() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let (unknown, coin) = (F::from(12345u64), *b"COIN\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    Made::new(&wallet.address(), unknown, 7, &[0; 128]).queue(&chain);
    chain.give_asset(&wallet.address(), Asset::Token(coin), 8);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    let shown: Vec<_> = wallet.balance().into_iter().map(|b| (b.name.clone(), b.incoming)).collect();
    assert_eq!(shown[0], ("SERO".into(), 0));
    assert!(shown.contains(&("COIN".into(), 8)));
    assert!(shown.iter().any(|(name, value)| name.starts_with("0x3930") && *value == 7));
}

#[tokio::test]
async fn dust_counts_and_a_worthless_note_does_no_harm() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let sero_id = Asset::sero().id();
    Made::new(&wallet.address(), sero_id, 1, &[0; 128]).queue(&chain);
    Made::new(&wallet.address(), sero_id, 0, &[0; 128]).queue(&chain);
    Made::new(&wallet.address(), sero_id, 0, &memo("hello")).queue(&chain);
    chain.mine(18);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet), (1, 0, 0));
    assert_eq!(wallet.history().unwrap().len(), 2);
}

#[tokio::test]
async fn the_same_commitment_twice_is_two_notes() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let (to, _) = random::one_time(&wallet.address()).unwrap();
    let rcm = random::field();
    for _ in 0..2 {
        Made::with(&to, Asset::sero().id(), SERO, rcm, &[0; 128]).queue(&chain);
    }
    chain.mine(18);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).0, 2 * SERO);
    // Both are spendable: their leaves and nils differ.
    send(&mut wallet, &chain, &[payment(somebody(), 3 * SERO / 2)]).await.unwrap();
}

#[tokio::test]
async fn a_note_whose_ciphertext_lies_is_not_credited() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let mut made = Made::new(&wallet.address(), Asset::sero().id(), SERO, &[0; 128]);
    let (to, _) = random::one_time(&wallet.address()).unwrap();
    let small = Made::with(&to, Asset::sero().id(), 1, F::from(1u64), &[0; 128]);
    made.note.commitment = small.note.commitment;
    made.queue(&chain);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet), (0, 0, 0));
}

#[tokio::test]
async fn a_broken_connection_costs_nothing_that_was_read() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    for _ in 0..40 {
        chain.give(&wallet.address(), SERO);
        chain.mine(1);
    }
    chain.inner().page = 3;
    chain.inner().blocks_until_break = Some(5);
    let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
    assert!(matches!(error, SyncError::Chain(ChainError::Connection(_))), "{error}");
    let reached = wallet.tip().number;
    assert!((3..40).contains(&reached), "{reached}");
    drop(wallet);
    chain.inner().blocks_until_break = None;
    let mut wallet = folder.open("a");
    assert_eq!(wallet.tip().number, reached);
    assert_eq!(sero(&wallet).0 + sero(&wallet).2, u128::from(reached) * SERO);
    sync(&mut wallet, &chain).await;
    assert_eq!(wallet.tip().number, 40);
    assert_eq!(sero(&wallet).0 + sero(&wallet).2, 40 * SERO);
    send(&mut wallet, &chain, &[payment(somebody(), 5 * SERO)]).await.unwrap();
}

#[tokio::test]
async fn a_sync_dropped_at_any_await_goes_on_where_it_was() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    for _ in 0..30 {
        chain.give(&wallet.address(), SERO);
        chain.mine(1);
    }
    chain.inner().page = 1;
    for patience in 0..60 {
        let limit = std::time::Duration::from_micros(patience * 300);
        let _ = tokio::time::timeout(limit, wallet.sync(&chain, |_| {})).await;
        if patience % 7 == 0 {
            drop(wallet);
            wallet = folder.open("a");
        }
        let (spendable, _, incoming) = sero(&wallet);
        assert_eq!(spendable + incoming, u128::from(wallet.tip().number) * SERO);
    }
    sync(&mut wallet, &chain).await;
    assert_eq!(wallet.tip().number, 30);
    send(&mut wallet, &chain, &[payment(somebody(), 5 * SERO)]).await.unwrap();
}

#[tokio::test]
async fn after_a_fork_a_note_at_another_index_is_still_spendable() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(20);
    let mine = Made::new(&wallet.address(), Asset::sero().id(), 4 * SERO, &[0; 128]).note;
    chain.queue_note(CompactNote::Shielded(mine));
    chain.mine(2);
    sync(&mut wallet, &chain).await;
    chain.drop_blocks(2, false);
    chain.give(&somebody(), 1);
    chain.give(&somebody(), 2);
    chain.queue_note(CompactNote::Shielded(mine));
    chain.mine(18);
    let report = wallet.sync(&chain, |_| {}).await.unwrap();
    assert_eq!((report.rolled_back, report.notes), (2, 1));
    assert_eq!(sero(&wallet), (4 * SERO, 0, 0));
    let What::Received { index, .. } = wallet.history().unwrap()[0].what else { panic!() };
    assert_eq!(index, 2);
    // The prover checks nil and path; the chain then takes it.
    send(&mut wallet, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).2, 3 * SERO - 5 * FEE);
}

#[tokio::test]
async fn progress_rises_from_the_first_block_to_the_last() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(5);
    sync(&mut wallet, &chain).await;
    chain.mine(20);
    chain.inner().page = 6;
    let mut seen = Vec::new();
    wallet.sync(&chain, |progress| seen.push(progress)).await.unwrap();
    assert!(seen.iter().all(|progress| (progress.from, progress.to) == (5, 25)), "{seen:?}");
    let reached: Vec<u32> = seen.iter().map(|progress| progress.at).collect();
    assert_eq!(reached, vec![11, 17, 23, 25]);
}

#[tokio::test]
async fn a_note_of_a_lost_block_is_gone() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(5);
    chain.give(&wallet.address(), SERO);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).2, SERO);
    // Shorter than what the wallet knows, and other blocks.
    chain.drop_blocks(3, false);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    assert_eq!((wallet.tip().number, sero(&wallet)), (4, (0, 0, 0)));
    assert!(wallet.history().unwrap().is_empty());
}

#[tokio::test]
async fn a_chain_that_lost_final_blocks_is_an_error_until_a_rescan() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.inner().finality = 3;
    chain.give(&wallet.address(), SERO);
    chain.mine(20);
    sync(&mut wallet, &chain).await;
    chain.drop_blocks(10, false);
    chain.mine(15);
    let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
    assert!(matches!(error, SyncError::Reset { number: 17, .. }), "{error}");
    assert!(error.to_string().contains("sync --rescan"));
    wallet.rescan(&chain, |_| {}).await.unwrap();
    assert_eq!((wallet.tip().number, sero(&wallet).0), (25, SERO));
}

#[tokio::test]
async fn another_genesis_is_an_error_until_a_rescan() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.give(&wallet.address(), SERO);
    chain.mine(18);
    sync(&mut wallet, &chain).await;
    send(&mut wallet, &chain, &[payment(somebody(), SERO / 2)]).await.unwrap();
    let other = TestChain::new(2);
    other.mine(5);
    let error = wallet.sync(&other, |_| {}).await.unwrap_err();
    assert!(matches!(error, SyncError::OtherGenesis { .. }), "{error}");
    assert!(error.to_string().contains("sync --rescan"));
    wallet.rescan(&other, |_| {}).await.unwrap();
    assert_eq!((wallet.tip().number, sero(&wallet)), (5, (0, 0, 0)));
    assert!(wallet.history().unwrap().is_empty());
}

#[tokio::test]
async fn another_network_is_refused_even_for_a_rescan() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.inner().network = Network::Local;
    chain.mine(1);
    for error in [wallet.sync(&chain, |_| {}).await.unwrap_err(), wallet.rescan(&chain, |_| {}).await.unwrap_err()] {
        assert!(matches!(error, SyncError::OtherNetwork { .. }), "{error}");
    }
}

fn without_notes(block: &mut BlockData) {
    change(block, |data| data.bundles.clear());
}

fn with_a_present(block: &mut BlockData) {
    change(block, |data| {
        let bundle = data.bundles.iter_mut().find(|bundle| !bundle.notes.is_empty());
        for note in bundle.into_iter().flat_map(|bundle| &mut bundle.notes) {
            if let CompactNote::Public(PublicNote { value, .. }) = note {
                *value *= 2;
            }
        }
    });
}

fn change(block: &mut BlockData, change: impl FnOnce(&mut CompactBlock)) {
    let mut data = CompactBlock::decode_all(&mut block.data.0.as_slice()).unwrap();
    change(&mut data);
    block.data.0 = data.encode();
}

#[tokio::test]
async fn a_node_that_leaves_out_or_changes_notes_is_found_out() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(3);
    sync(&mut wallet, &chain).await;
    chain.give(&wallet.address(), SERO);
    chain.mine(2);
    for lie in [without_notes, with_a_present] {
        chain.inner().lie = Some(lie);
        let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
        assert!(matches!(error, SyncError::Root(4)), "{error}");
        assert_eq!((wallet.tip().number, sero(&wallet)), (3, (0, 0, 0)));
    }
    chain.inner().lie = None;
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).2, SERO);
}

#[tokio::test]
async fn a_node_that_talks_nonsense_changes_nothing() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(3);
    sync(&mut wallet, &chain).await;
    chain.mine(3);
    let lies: [fn(&mut BlockData); 5] = [
        |block| block.data.0.truncate(3),
        |block| block.data.0.push(0),
        |block| block.data.0.clear(),
        |block| change(block, |data| data.number += 1),
        |block| change(block, |data| data.first_index += 1),
    ];
    for lie in lies {
        chain.inner().lie = Some(lie);
        assert!(wallet.sync(&chain, |_| {}).await.is_err());
        assert_eq!(wallet.tip().number, 3);
    }
    chain.inner().lie = Some(|block| block.parent_hash.0 = [9; 32]);
    let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
    assert!(matches!(error, SyncError::Unstable), "{error}");
}

/// The least number that is no element of the field.
fn modulus() -> FieldBytes {
    let mut bytes = FieldBytes::from(-F::from(1u64));
    // The modulus is odd, so nothing is carried.
    bytes.0[0] += 1;
    bytes
}

fn with_commitment(block: &mut BlockData, commitment: FieldBytes) {
    change(block, |data| {
        for note in data.bundles.iter_mut().flat_map(|bundle| &mut bundle.notes) {
            if let CompactNote::Shielded(note) = note {
                note.commitment = commitment;
            }
        }
    });
}

fn with_a_bad_address(block: &mut BlockData) {
    change(block, |data| {
        for note in data.bundles.iter_mut().flat_map(|bundle| &mut bundle.notes) {
            if let CompactNote::Public(note) = note {
                note.to = PkrBytes([0xff; 96]);
            }
        }
    });
}

#[tokio::test]
async fn a_node_that_shows_notes_which_no_chain_accepts_changes_nothing() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(3);
    sync(&mut wallet, &chain).await;
    Made::new(&wallet.address(), Asset::sero().id(), SERO, &[0; 128]).queue(&chain);
    chain.give(&wallet.address(), SERO);
    chain.mine(2);
    type Lie = fn(&mut BlockData);
    let lies: [(u64, Lie); 3] = [
        (0, |block| with_commitment(block, modulus())),
        (0, |block| with_commitment(block, FieldBytes([0xff; 32]))),
        (1, with_a_bad_address),
    ];
    for (place, lie) in lies {
        chain.inner().lie = Some(lie);
        let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
        let SyncError::Scan(ScanError::Note { number: 4, index, .. }) = error else { panic!("{error}") };
        assert_eq!((index, wallet.tip().number, sero(&wallet)), (place, 3, (0, 0, 0)));
    }
    chain.inner().lie = None;
    sync(&mut wallet, &chain).await;
    assert_eq!(sero(&wallet).2, 2 * SERO);
}

#[tokio::test]
async fn a_node_that_announces_more_than_it_sends_is_found_out_at_once() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(3);
    // Bundles without end; one bundle with nils without end.
    let lies: [fn(&mut BlockData); 2] = [
        |block| block.data.0 = (block.number, 0u64, Compact(u32::MAX)).encode(),
        |block| block.data.0 = (block.number, 0u64, Compact(1u32), Compact(u32::MAX)).encode(),
    ];
    for lie in lies {
        chain.inner().lie = Some(lie);
        let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
        assert!(matches!(error, SyncError::Scan(ScanError::Encoding { .. })), "{error}");
        assert_eq!(wallet.tip().number, 0);
    }
}

#[test]
fn a_birthday_from_a_damaged_frontier_is_refused() {
    let chain = TestChain::new(1);
    chain.inner().finality = 2;
    for _ in 0..9 {
        chain.give(&somebody(), SERO);
        chain.mine(1);
    }
    let shell = Shell::with(&chain);
    // Seven leaves make four nodes: their number stands in the ninth byte, and the nodes behind it.
    let lies: [fn(&mut Vec<u8>); 6] = [
        |bytes| bytes[9..41].fill(0xff),
        |bytes| bytes[9..41].copy_from_slice(&modulus().0),
        |bytes| bytes[0] += 1,
        |bytes| bytes.push(0),
        |bytes| bytes.truncate(9),
        |bytes| bytes[8..].fill(0xff),
    ];
    for (place, lie) in lies.into_iter().enumerate() {
        chain.inner().frontier_lie = Some(lie);
        let refused = shell.fail("a", &["create"]);
        assert_eq!(refused["kind"], "node", "lie {place}");
        assert!(refused["message"].as_str().unwrap().contains("the frontier of block 7"), "lie {place}: {refused}");
        assert!(!shell.folder.path("a").exists(), "lie {place}");
    }
    chain.inner().frontier_lie = None;
    assert_eq!(shell.run("a", &["create"])["birthday"], 7);
}

#[tokio::test]
async fn a_new_wallet_begins_at_the_last_final_block() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    chain.inner().finality = 5;
    for _ in 0..30 {
        chain.give(&somebody(), SERO);
        chain.mine(1);
    }
    let birth = Birth { cost: QUICK, ..Birth::now(&chain).await.unwrap() };
    let (mut wallet, words) = Wallet::create(&folder.path("new"), PASSPHRASE, birth).unwrap();
    assert_eq!((wallet.tip().number, words.split(' ').count()), (25, 24));
    chain.give(&wallet.address(), 3 * SERO);
    chain.mine(18);
    let report = wallet.sync(&chain, |_| {}).await.unwrap();
    assert_eq!((report.blocks, sero(&wallet).0), (23, 3 * SERO));
    send(&mut wallet, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(1);
    wallet.rescan(&chain, |_| {}).await.unwrap();
    assert_eq!(sero(&wallet).2, 2 * SERO - 5 * FEE);
}
