//! The real program: it mines, makes blocks final, serves wallets, survives a crash, and two of them agree.

use crate::common::{wait_for, Node};
use codec::DecodeAll;
use sero_rpc::{BlockEvent, Hex32, SeroApiClient};
use sero_shielded::{
    compact::{CompactBlock, CompactNote},
    keys::{Seed, SpendingKey},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_development_node_mines_empty_blocks_makes_them_final_and_pays_the_development_account() {
    let node = Node::dev();
    let client = node.client().await;
    let info = wait_for(&client, |info| info.finalized.number >= 3).await;
    assert!(info.best.number >= info.finalized.number + 10);
    assert_eq!((info.finality_depth, info.block_time_ms), (10, 500));

    let blocks = client.blocks(0, info.best.number).await.expect("they exist");
    assert_eq!(blocks.len() as u32, info.best.number + 1);
    assert_eq!(blocks[0].hash, info.genesis);
    let key = SpendingKey::from_seed(&Seed::new(*b"sero development account number0")).expect("not zero");
    for pair in blocks.windows(2) {
        assert_eq!(pair[0].hash, pair[1].parent_hash);
        assert!(pair[0].timestamp < pair[1].timestamp);
        let block = CompactBlock::decode_all(&mut &pair[1].data.0[..]).expect("it decodes");
        assert_eq!((block.number, block.first_index), (pair[1].number, u64::from(pair[1].number) - 1));
        let [made] = &block.bundles[..] else { panic!("an empty block holds the coinbase only") };
        let [CompactNote::Public(note)] = &made.notes[..] else { panic!("one public note") };
        let address = note.to.to_address().expect("the chain checked it");
        assert!(key.tracking_key().recognise(&address).is_some());
        assert_eq!(client.root(block.number).await.expect("it is known"), Hex32(block.root.0));
    }
    // A range that ends above the best block ends with it.
    let open = client.blocks(1, u32::MAX).await.expect("it begins on the chain");
    let best = client.chain_info().await.expect("the node answers").best.number;
    assert_eq!(open[0], blocks[1]);
    assert!((1..).zip(&open).all(|(number, block)| block.number == number));
    let last = open[open.len() - 1].number;
    assert!((info.best.number..=best).contains(&last), "{last} is not from {} to {best}", info.best.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_sends_old_blocks_and_then_new_ones() {
    let node = Node::dev();
    let client = node.client().await;
    let info = wait_for(&client, |info| info.best.number >= 2).await;
    let mut stream = client.subscribe_blocks(1).await.expect("it starts");
    let mut next = 1;
    // On a chain of one miner nothing is taken back.
    while next <= info.best.number + 2 {
        let event = stream.next().await.expect("it goes on").expect("it decodes");
        let BlockEvent::Block(block) = event else { panic!("nothing was rolled back") };
        assert_eq!(block.number, next);
        next += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_killed_goes_on_with_every_compact_block() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let node = Node::start_in(base, &["--chain", "dev", "--mine"]);
    let client = node.client().await;
    let before = wait_for(&client, |info| info.best.number >= 3).await;
    drop(client);
    node.kill();

    let node = Node::start_in(base, &["--chain", "dev", "--mine"]);
    let client = node.client().await;
    let after = wait_for(&client, |info| info.best.number > before.best.number + 1).await;
    assert_eq!(after.genesis, before.genesis);
    let blocks = client.blocks(0, after.best.number).await.expect("none is missing");
    assert_eq!(blocks.len() as u32, after.best.number + 1);
    assert_eq!(blocks[3].number, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_sync_over_either_network() {
    for backend in ["litep2p", "libp2p"] {
        let miner = Node::start(&["--dev", "--network-backend", backend]);
        let mining = miner.client().await;
        wait_for(&mining, |info| info.best.number >= 4).await;
        let other = Node::start(&["--chain", "dev", "--bootnodes", &miner.peer().await, "--network-backend", backend]);
        let following = other.client().await;
        let info = wait_for(&following, |info| info.best.number >= 5).await;
        let theirs = mining.blocks(5, 5).await.expect("it exists");
        let ours = following.blocks(5, 5).await.expect("it exists");
        assert_eq!(theirs, ours, "{backend}");
        assert_eq!(info.genesis, mining.chain_info().await.expect("it answers").genesis);
    }
}
