//! Whatever happens to the chain, the wallet's balance is that of a plain list of notes.

mod common;

use common::*;
use proptest::prelude::*;
use sero_shielded::asset::SERO;
use sero_wallet::{
    payment::{EXPIRY_AHEAD, RELEASE_DEPTH},
    wallet::Wallet,
};

#[derive(Clone, Debug)]
enum Step {
    /// A block that pays us these values and others something.
    Receive(Vec<u8>),
    /// Blocks without us.
    Wait(u8),
    /// The last blocks go, their bundles back into the pool or lost.
    Fork(u8, bool),
    /// We pay somebody.
    Pay(u8),
    /// We read the chain.
    Sync,
    /// The program dies.
    Kill,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop::collection::vec(1u8..20, 0..4).prop_map(Step::Receive),
        2 => (1u8..12).prop_map(Step::Wait),
        2 => (1u8..6, any::<bool>()).prop_map(|(depth, keep)| Step::Fork(depth, keep)),
        2 => (1u8..30).prop_map(Step::Pay),
        3 => Just(Step::Sync),
        1 => Just(Step::Kill),
    ]
}

/// What an account owns by the chain alone: what every block paid to it less what its bundles paid away.
fn model(chain: &TestChain, fresh: &mut Wallet, runtime: &tokio::runtime::Runtime) -> u128 {
    runtime.block_on(sync(fresh, chain));
    let (spendable, pending, incoming) = sero(fresh);
    assert_eq!(pending, 0);
    spendable + incoming
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn blocks_forks_payments_and_kills_keep_the_balance(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (folder, chain) = (Folder::new(), TestChain::new(1));
        let mut wallet = folder.wallet("a", 1);
        // Value that each block gave us, by height; outgoing value by the bundle's place in the chain is read off the chain.
        let mut given: Vec<u128> = vec![0];
        let mut highest = 0;
        for step in steps {
            highest = highest.max(chain.height());
            match step {
                Step::Receive(values) => {
                    chain.give(&somebody(), SERO);
                    for value in &values {
                        chain.give(&wallet.address(), u128::from(*value) * SERO);
                    }
                    chain.mine(1);
                    given.push(values.iter().map(|value| u128::from(*value) * SERO).sum());
                }
                Step::Wait(count) => {
                    chain.mine(count.into());
                    given.extend((0..count).map(|_| 0));
                }
                Step::Fork(depth, keep) => {
                    let depth = u32::from(depth).min(chain.height());
                    chain.drop_blocks(depth, keep);
                    given.truncate(given.len() - depth as usize);
                }
                Step::Pay(value) => {
                    let wish = [payment(somebody(), u128::from(value) * SERO)];
                    let _ = runtime.block_on(send(&mut wallet, &chain, &wish));
                }
                Step::Sync => runtime.block_on(sync(&mut wallet, &chain)),
                Step::Kill => {
                    drop(wallet);
                    wallet = folder.open("a");
                }
            }
        }
        runtime.block_on(sync(&mut wallet, &chain));
        let mut fresh = folder.wallet("fresh", 1);
        let owned = model(&chain, &mut fresh, &runtime);
        // Independent of any wallet: given less paid. Every payment goes to somebody else and pays its fee.
        let received: u128 = given.iter().sum();
        let paid: u128 = fresh
            .history()
            .unwrap()
            .iter()
            .map(|entry| match &entry.what {
                sero_wallet::history::What::Sent { fee, outputs, .. } => {
                    fee + outputs.iter().map(|output| output.value).sum::<u128>()
                }
                sero_wallet::history::What::Received { .. } => 0,
            })
            .sum();
        prop_assert_eq!(owned, received - paid);
        // The wallet that went through it all agrees, once what waits is mined or has expired.
        chain.inner().pool.clear();
        chain.mine(highest.max(chain.height()) - chain.height() + EXPIRY_AHEAD + RELEASE_DEPTH);
        runtime.block_on(sync(&mut wallet, &chain));
        runtime.block_on(sync(&mut fresh, &chain));
        let (spendable, pending, incoming) = sero(&wallet);
        prop_assert_eq!((spendable, pending, incoming), sero(&fresh));
        prop_assert_eq!(spendable, owned);
        if spendable > SERO {
            let wish = [payment(somebody(), SERO / 2)];
            let paid = runtime.block_on(send(&mut wallet, &chain, &wish));
            prop_assert!(paid.is_ok(), "{:?}", paid.err());
        }
    }
}
