//! Nodes that mined apart and meet again.

use std::time::Duration;

use crate::common::{wait_for, Node};
use sero_rpc::{BlockEvent, ChainInfo, SeroApiClient};

/// Mines alone in a folder until the chain is as wished, then stops.
async fn mined_alone(base: &str, args: &[&str], wish: impl Fn(&ChainInfo) -> bool) -> ChainInfo {
    let node = Node::start_in(base, &[&["--mine"], args].concat());
    let client = node.client().await;
    let info = wait_for(&client, wish).await;
    node.kill();
    info
}

fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("a path in UTF-8").to_owned();
    (folder, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heavier_fork_above_finality_is_followed_and_wallets_are_told_what_to_forget() {
    let ((_short, short), (_long, long)) = (folder(), folder());
    let less = mined_alone(&short, &["--chain", "local"], |info| info.best.number >= 2).await;
    assert_eq!(less.finalized.number, 0, "nothing may be final yet, or this tests nothing");
    let wanted = less.best.number + 20;
    let more = mined_alone(&long, &["--chain", "local", "--mine-full-speed"], |info| info.best.number >= wanted).await;

    let follower = Node::start_in(&short, &["--chain", "local"]);
    let client = follower.client().await;
    let start = client.chain_info().await.expect("it answers");
    assert!(start.best.number < more.best.number);
    let mut stream = client.subscribe_blocks(0).await.expect("it starts");
    let leader = Node::start_in(&long, &["--chain", "local", "--bootnodes", &follower.peer().await]);
    wait_for(&client, |info| info.best.number >= more.best.number).await;

    // What a wallet has after the events is the chain of the leader.
    let mut chain = Vec::new();
    let mut rolled_back = false;
    while chain.len() <= more.best.number as usize {
        match stream.next().await.expect("it goes on").expect("it decodes") {
            BlockEvent::Block(block) => {
                assert_eq!(block.number as usize, chain.len());
                chain.push(block);
            }
            BlockEvent::Rollback { to_number, to_hash } => {
                rolled_back = true;
                chain.truncate(to_number as usize + 1);
                assert_eq!(chain.last().map(|block| block.hash), Some(to_hash));
            }
        }
    }
    assert!(rolled_back);
    let theirs = leader.client().await.blocks(0, more.best.number).await.expect("they exist");
    assert_eq!(chain[..theirs.len()], theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heavier_fork_below_finality_is_not_followed_and_raises_the_alarm() {
    let ((_short, short), (_long, long)) = (folder(), folder());
    let less = mined_alone(&short, &["--chain", "dev"], |info| info.finalized.number >= 2).await;
    let wanted = less.best.number + 30;
    let more = mined_alone(&long, &["--chain", "dev", "--mine-full-speed"], |info| info.best.number >= wanted).await;

    let stubborn = Node::start_in(&short, &["--chain", "dev"]);
    let client = stubborn.client().await;
    let before = client.chain_info().await.expect("it answers");
    let _other = Node::start_in(&long, &["--chain", "dev", "--bootnodes", &stubborn.peer().await]);
    assert!(!before.heavier_fork_below_finality);
    let after = wait_for(&client, |info| info.heavier_fork_below_finality).await;
    // Whatever else the network sends, it changes nothing.
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(after.finalized, before.finalized);
    assert_eq!(client.chain_info().await.expect("it still answers").best, before.best);
    assert_eq!(after.best, before.best);
    assert_ne!(after.best.hash, more.best.hash);
    let kept = client.blocks(after.finalized.number, after.finalized.number).await.expect("it is known");
    assert_eq!(kept[0].hash, before.finalized.hash);
}
