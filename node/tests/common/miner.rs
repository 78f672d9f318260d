//! Payments of the account to which nodes of development and local chains mine, made by its wallet.

use std::{path::Path, sync::Arc};

use sero_shielded::{address::Network, asset::Asset, keys::Seed};
use sero_wallet::{
    chain::RpcChain,
    payment::{groth16::LocalProver, Amount, Payment, Recipient},
    vault::KdfCost,
    wallet::{Birth, Wallet},
};

use super::Node;

/// How many blocks a chain needs until a payment of its first coins has an anchor.
pub const ENOUGH: u32 = 18;

/// SCALE of a bundle that pays so much to each. It is handed in nowhere. The wallet's file lies in the folder.
pub async fn bundle(node: &Node, network: Network, folder: &Path, payments: &[(Recipient, u128)]) -> Vec<u8> {
    let chain = RpcChain::connect(&format!("ws://127.0.0.1:{}", node.rpc)).await.expect("it answers");
    let birth = Birth { cost: KdfCost { memory_kib: 64, passes: 1, lanes: 1 }, ..Birth::early(network) };
    let seed = Seed::new(*b"sero development account number0");
    let mut wallet = Wallet::restore(&folder.join("wallet"), "only for this test", &seed, birth).expect("a wallet");
    let payment = |(to, value): &(Recipient, u128)| Payment {
        to: *to,
        asset: Asset::sero(),
        amount: Amount::Exact(*value),
        memo: [0; 128],
    };
    let payments: Vec<Payment> = payments.iter().map(payment).collect();
    let prover = Arc::new(LocalProver::load(network).expect("the development parameters"));
    wallet.build_payment(&chain, prover, &payments).await.expect("a bundle").bundle
}
