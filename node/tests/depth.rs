//! Reorgs of exactly known depth: what a lost block did is undone, and what it held is not lost.

use std::{path::Path, time::Duration};

use crate::common::work::{engine, mine, mine_until, BY_HAND};
use crate::common::{
    miner::{self, ENOUGH},
    plain::free,
    wait_for, Node, PATIENCE,
};
use codec::DecodeAll;
use jsonrpsee::{core::client::ClientT, rpc_params, ws_client::WsClient};
use sero_pow::Engine;
use sero_rpc::{ChainInfo, Hex32, HexBytes, SeroApiClient};
use sero_shielded::{
    address::Network,
    asset::SERO,
    bundle::{Bundle, NoCommand},
    keys::{Seed, SpendingKey},
};
use sero_wallet::payment::Recipient;

/// Blocks before the fork.
const COMMON: u32 = ENOUGH;
/// The depth at which the local chain is final.
const LIMIT: u32 = 20;
/// A plain account that has only what the payment pays it.
const ZOE: [u8; 32] = [9; 32];
const PAID_TO_ZOE: u128 = 2 * SERO;

struct World {
    folder: tempfile::TempDir,
    engine: Engine,
    /// A payment from the notes of the common chain, to Bob's address and to Zoe's account, and one of its nils.
    payment: Vec<u8>,
    nil: Hex32,
}

impl World {
    /// A chain of [`COMMON`] blocks, and a payment that its miner can make.
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let engine = engine();
        let node = Node::start_in(&at(&folder.path().join("common")), &[&["--chain", "local"][..], &BY_HAND].concat());
        mine(&node.client().await, &engine, COMMON).await;
        let bob = SpendingKey::from_seed(&Seed::new([2; 32])).expect("not zero").address();
        let wish = [(Recipient::Address(bob), SERO), (Recipient::Account(ZOE), PAID_TO_ZOE)];
        let payment = miner::bundle(&node, Network::Local, folder.path(), &wish).await;
        let bundle = Bundle::<NoCommand>::decode_all(&mut &payment[..]).expect("a bundle");
        let nil = Hex32(bundle.nils().next().expect("it spends").0);
        node.kill();
        // Two nodes with one identity would not talk to each other.
        std::fs::remove_dir_all(folder.path().join("common/chains/sero_local/network")).expect("the identity is there");
        Self { folder, engine, payment, nil }
    }

    /// A node that has the common chain.
    fn node(&self, name: &str, args: &[&str]) -> Node {
        let path = self.folder.path().join(name);
        copy(&self.folder.path().join("common"), &path);
        Node::start_in(&at(&path), &[&["--chain", "local"][..], &BY_HAND, args].concat())
    }

    async fn spent_in(&self, client: &WsClient) -> Option<u32> {
        client.nil_status(self.nil).await.expect("it answers").spent_in
    }
}

fn at(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a file")),
        }
    }
}

async fn pending(client: &WsClient) -> usize {
    let pending: Vec<String> = client.request("author_pendingExtrinsics", rpc_params![]).await.expect("it answers");
    pending.len()
}

/// Whether two nodes with one best chain say the same of the notes in it, block by block.
async fn assert_same_notes(ours: &WsClient, theirs: &WsClient, height: u32) {
    for number in 0..=height {
        let roots = (ours.root(number).await.expect("it is kept"), theirs.root(number).await.expect("it is kept"));
        assert_eq!(roots.0, roots.1, "the root of block {number}");
    }
    let blocks = (ours.blocks(0, height).await, theirs.blocks(0, height).await);
    assert_eq!(blocks.0.expect("they are there"), blocks.1.expect("they are there"));
    let next = (ours.next_index().await.expect("it answers"), theirs.next_index().await.expect("it answers"));
    assert_eq!(next.0, next.1, "the index of the next note");
}

async fn connect(to: &Node, from: &Node) {
    let _: () =
        from.client().await.request("system_addReservedPeer", rpc_params![to.peer().await]).await.expect("it dials");
}

/// A node whose best chain of `depth` blocks holds the payment, and one with a heavier chain without it; then they meet.
async fn meet(world: &World, depth: u32) -> ([Node; 2], WsClient, ChainInfo, ChainInfo) {
    let ours = world.node(&format!("ours-{depth}"), &["--reserved-only"]);
    let client = ours.client().await;
    client.submit_bundle(HexBytes(world.payment.clone())).await.expect("the pool takes it");
    // A template that holds the payment comes within seconds.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (before, work) = mine_until(&client, &world.engine, |blocks, _| blocks >= depth).await;
    let spent = world.spent_in(&client).await.expect("the payment is in a block");
    assert!(spent > COMMON);
    assert_eq!(free(&client, &ZOE).await, PAID_TO_ZOE);

    let theirs = world.node(&format!("theirs-{depth}"), &["--reserved-only"]);
    // Its blocks are later, so each may weigh less: what counts is the work.
    let heavier = |blocks, sum| blocks > depth && sum > work;
    let (longer, _) = mine_until(&theirs.client().await, &world.engine, heavier).await;
    assert_eq!(world.spent_in(&theirs.client().await).await, None);
    connect(&ours, &theirs).await;
    connect(&theirs, &ours).await;
    ([ours, theirs], client, before, longer)
}

#[tokio::test(flavor = "multi_thread")]
async fn reorgs_up_to_the_limit_undo_notes_nils_and_balances_and_give_the_payment_back() {
    let world = World::new().await;
    for depth in [1, 2, 6, LIMIT] {
        let (nodes, client, before, longer) = meet(&world, depth).await;
        let after = wait_for(&client, |info| info.best.hash == longer.best.hash).await;
        assert!(!after.heavier_fork_below_finality, "depth {depth}");
        assert_ne!(after.best.hash, before.best.hash);
        assert_eq!(world.spent_in(&client).await, None, "the nil of depth {depth} is forgotten");
        assert_eq!(free(&client, &ZOE).await, 0, "the account of depth {depth} is empty again");
        let theirs = nodes[1].client().await;
        assert_same_notes(&client, &theirs, after.best.number).await;

        let deadline = tokio::time::Instant::now() + PATIENCE;
        while pending(&client).await == 0 {
            assert!(tokio::time::Instant::now() < deadline, "the payment of depth {depth} is lost");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        // The next blocks on the new chain hold it again.
        tokio::time::sleep(Duration::from_secs(4)).await;
        mine(&client, &world.engine, 2).await;
        let again = world.spent_in(&client).await;
        assert!(again > Some(longer.best.number), "the payment of depth {depth} is mined again: {again:?}");
        assert_eq!(free(&client, &ZOE).await, PAID_TO_ZOE, "and pays once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reorg_one_deeper_than_the_limit_is_not_followed_and_raises_the_alarm() {
    let world = World::new().await;
    let (_nodes, client, before, longer) = meet(&world, LIMIT + 1).await;
    let after = wait_for(&client, |info| info.heavier_fork_below_finality).await;
    assert_eq!(after.best.hash, before.best.hash);
    assert_ne!(after.best.hash, longer.best.hash);
    assert!(world.spent_in(&client).await.is_some(), "the payment stays");
    assert_eq!(free(&client, &ZOE).await, PAID_TO_ZOE);
}
