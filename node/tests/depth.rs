//! Reorgs of exactly known depth: what a lost block did is undone, and what it held is not lost.

use std::{path::Path, sync::Arc, time::Duration};

use crate::common::work::{engine, mine, mine_until, BY_HAND};
use crate::common::{wait_for, Node, PATIENCE};
use codec::DecodeAll;
use jsonrpsee::{core::client::ClientT, rpc_params, ws_client::WsClient};
use sero_pow::Engine;
use sero_rpc::{ChainInfo, Hex32, HexBytes, SeroApiClient};
use sero_shielded::{
    address::Network,
    asset::{Asset, SERO},
    bundle::{Bundle, NoCommand},
    keys::{Seed, SpendingKey},
};
use sero_wallet::{
    chain::RpcChain,
    payment::{groth16::LocalProver, Amount, Payment, Recipient},
    vault::KdfCost,
    wallet::{Birth, Wallet},
};

/// Blocks before the fork: enough for an anchor with coins under it.
const COMMON: u32 = 18;
/// The depth at which the local chain is final.
const LIMIT: u32 = 20;

struct World {
    folder: tempfile::TempDir,
    engine: Engine,
    /// A payment from the notes of the common chain, and one of its nils.
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
        let chain = RpcChain::connect(&format!("ws://127.0.0.1:{}", node.rpc)).await.expect("it answers");
        let birth = Birth { cost: KdfCost { memory_kib: 64, passes: 1, lanes: 1 }, ..Birth::early(Network::Local) };
        let seed = Seed::new(*b"sero development account number0");
        let mut wallet =
            Wallet::restore(&folder.path().join("wallet"), "only for this test", &seed, birth).expect("a wallet");
        let bob = SpendingKey::from_seed(&Seed::new([2; 32])).expect("not zero").address();
        let to = Recipient::Address(bob);
        let wish = [Payment { to, asset: Asset::sero(), amount: Amount::Exact(SERO), memo: [0; 128] }];
        let prover = Arc::new(LocalProver::load(Network::Local).expect("the development parameters"));
        let built = wallet.build_payment(&chain, prover, &wish).await.expect("a bundle");
        let bundle = Bundle::<NoCommand>::decode_all(&mut &built.bundle[..]).expect("a bundle");
        let nil = Hex32(bundle.nils().next().expect("it spends").0);
        node.kill();
        // Two nodes with one identity would not talk to each other.
        std::fs::remove_dir_all(folder.path().join("common/chains/sero_local/network")).expect("the identity is there");
        Self { folder, engine, payment: built.bundle, nil }
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

async fn root(client: &WsClient, number: u32) -> Hex32 {
    client.root(number).await.expect("the state is there")
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
        let (_nodes, client, before, longer) = meet(&world, depth).await;
        let after = wait_for(&client, |info| info.best.hash == longer.best.hash).await;
        assert!(!after.heavier_fork_below_finality, "depth {depth}");
        assert_ne!(after.best.hash, before.best.hash);
        assert_eq!(world.spent_in(&client).await, None, "the nil of depth {depth} is forgotten");
        assert_ne!(root(&client, COMMON + 1).await, Hex32([0; 32]));

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
}
