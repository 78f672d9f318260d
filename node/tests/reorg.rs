//! A private payment whose block a heavier fork takes back.

use std::{path::Path, sync::Arc, time::Duration};

use crate::common::{wait_for, Node, PATIENCE};
use codec::DecodeAll;
use jsonrpsee::ws_client::WsClient;
use sero_rpc::{ChainInfo, Hex32, HexBytes, RpcError, SeroApiClient};
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

/// Blocks before the fork: enough for the wallet to have an anchor with coins under it, too few for a final block.
const COMMON: u32 = 18;

fn wallet(folder: &Path, name: &str, seed: Seed) -> Wallet {
    let birth = Birth { cost: KdfCost { memory_kib: 64, passes: 1, lanes: 1 }, ..Birth::early(Network::Local) };
    Wallet::restore(&folder.join(name), "only for this test", &seed, birth).expect("a wallet")
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

async fn height(client: &WsClient, number: u32) -> ChainInfo {
    wait_for(client, |info| info.best.number >= number).await
}

/// Where a nil was spent, in the present best chain.
async fn spent_at(client: &WsClient, nil: Hex32) -> Option<u32> {
    client.nil_status(nil).await.expect("it answers").spent_in
}

async fn wait_until_spent(client: &WsClient, nil: Hex32) -> u32 {
    let patience = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(block) = spent_at(client, nil).await {
            return block;
        }
        assert!(tokio::time::Instant::now() < patience, "the payment is in no block");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_block_is_lost_is_mined_again_and_its_notes_are_spent_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let at = |path: &Path| path.to_str().expect("a path in UTF-8").to_owned();
    let account = || Seed::new(*b"sero development account number0");
    let bob = SpendingKey::from_seed(&Seed::new([2; 32])).expect("not zero").address();

    // A history that both nodes share.
    let node = Node::start_in(&at(&ours), &["--chain", "local", "--mine", "--mine-full-speed"]);
    height(&node.client().await, COMMON).await;
    node.kill();
    copy(&ours, &theirs);
    // Two nodes with one identity would not talk to each other.
    std::fs::remove_dir_all(theirs.join("chains/sero_local/network")).expect("the identity is there");

    // One of them mines a payment.
    let node = Node::start_in(&at(&ours), &["--chain", "local", "--mine", "--mine-full-speed"]);
    let client = node.client().await;
    // What was not written yet when the node was killed is mined again.
    height(&client, COMMON).await;
    let chain = RpcChain::connect(&format!("ws://127.0.0.1:{}", node.rpc)).await.expect("it answers");
    let mut alice = wallet(folder.path(), "alice", account());
    let wish = |value| {
        let to = Recipient::Address(bob);
        [Payment { to, asset: Asset::sero(), amount: Amount::Exact(value), memo: [0; 128] }]
    };
    let prover = Arc::new(LocalProver::load(Network::Local).expect("the development parameters"));
    // The same notes twice: the first is handed in, the second kept for later.
    let first = alice.build_payment(&chain, prover.clone(), &wish(SERO)).await.expect("a bundle");
    let second = alice.build_payment(&chain, prover, &wish(2 * SERO)).await.expect("a bundle");
    let nils = |bytes: &[u8]| -> Vec<Hex32> {
        let bundle = Bundle::<NoCommand>::decode_all(&mut &bytes[..]).expect("a bundle");
        bundle.nils().map(|nil| Hex32(nil.0)).collect()
    };
    let shared: Vec<Hex32> = nils(&first.bundle).into_iter().filter(|nil| nils(&second.bundle).contains(nil)).collect();
    let [nil] = shared[..] else { panic!("both spend one note") };
    alice.submit_built(&chain, &first).await.expect("it is taken");
    let lost = wait_until_spent(&client, nil).await;
    let before = client.chain_info().await.expect("it answers");
    node.kill();

    // The other mines more, without it.
    let other = Node::start_in(&at(&theirs), &["--chain", "local", "--mine", "--mine-full-speed"]);
    let longer = height(&other.client().await, before.best.number + 6).await.best;
    assert_eq!(spent_at(&other.client().await, nil).await, None);
    other.kill();

    // They meet: the first node follows, forgets the nil, and mines the payment again.
    let node = Node::start_in(&at(&ours), &["--chain", "local"]);
    let client = node.client().await;
    assert_eq!(spent_at(&client, nil).await, Some(lost));
    let other = Node::start_in(&at(&theirs), &["--chain", "local", "--mine", "--bootnodes", &node.peer().await]);
    height(&client, longer.number).await;
    let again = {
        let their_client = other.client().await;
        let block = wait_until_spent(&their_client, nil).await;
        height(&client, block).await;
        block
    };
    assert!(again > longer.number, "the fork does not hold it: {again} of {}", longer.number);
    assert_eq!(wait_until_spent(&client, nil).await, again);

    // The second spend of the note is refused on the new chain as well.
    let refused = client.submit_bundle(HexBytes(second.bundle.clone())).await;
    let Err(jsonrpsee::core::client::Error::Call(error)) = refused else { panic!("the second spend was taken") };
    assert_eq!(RpcError::cause_of(&error).as_deref(), Some("NilAlreadySpent"));

    // The receiver has the payment once.
    let chain = RpcChain::connect(&format!("ws://127.0.0.1:{}", node.rpc)).await.expect("it answers");
    let mut receiver = wallet(folder.path(), "bob", Seed::new([2; 32]));
    receiver.sync(&chain, |_| {}).await.expect("it syncs");
    let sum: u128 = receiver.balance().iter().map(|balance| balance.spendable + balance.incoming).sum();
    assert_eq!(sum, SERO);
}
