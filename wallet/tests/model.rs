//! Whatever happens to the chain, the wallet's balance is that of a plain list of notes.

use crate::common::*;
use proptest::prelude::*;
use sero_shielded::{
    asset::{Asset, SERO},
    command::TicketData,
    encoding::FieldBytes,
};
use sero_wallet::{
    history::What,
    order::{deed::Deed, Order},
    payment::{Payment, EXPIRY_AHEAD, RELEASE_DEPTH},
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
    /// We register a token or category, or issue some more.
    Issue(u8),
    /// We burn some of the token, or a ticket.
    Burn(u8),
    /// We give some of the token, or a ticket, to somebody.
    Give(u8),
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
        2 => (0u8..12).prop_map(Step::Issue),
        1 => (0u8..12).prop_map(Step::Burn),
        1 => (0u8..12).prop_map(Step::Give),
        3 => Just(Step::Sync),
        1 => Just(Step::Kill),
    ]
}

fn coin() -> Asset {
    name("COIN").token()
}

/// An even number stands for so much of a token, an odd one for a ticket; 0 and 1 for their registration.
fn issue(number: u8) -> Order {
    match number {
        0 => Order::RegisterToken { name: name("COIN"), decimals: 3, cap: None, value: 10 },
        1 => Order::RegisterCategory { category: name("SEAT") },
        value if value % 2 == 0 => Order::IssueToken { name: name("COIN"), value: value.into() },
        id => Order::IssueTicket { category: name("SEAT"), id: [id; 32], data: TicketData::default() },
    }
}

fn burn(number: u8) -> Order {
    match number % 2 {
        0 => Order::BurnToken { name: name("COIN"), value: u128::from(number).max(1) },
        _ => Order::BurnTicket { category: name("SEAT"), id: [number; 32] },
    }
}

fn give(number: u8) -> Payment {
    let (asset, value) = match number % 2 {
        0 => (coin(), u128::from(number).max(1)),
        _ => (ticket("SEAT", number), 1),
    };
    Payment { asset, ..payment(somebody(), value) }
}

/// Everything that an account owns of an asset.
fn all(wallet: &Wallet, asset: &Asset) -> u128 {
    let (spendable, pending, incoming) = owned(wallet, asset);
    spendable + pending + incoming
}

/// What an account must own of the assets that it issues, by its history: what it issued less what it burnt and gave away.
fn issued(wallet: &Wallet, asset: &Asset) -> u128 {
    let (mut plus, mut minus) = (0, 0);
    let aid = FieldBytes::from(asset.id());
    for entry in wallet.history().unwrap() {
        let What::Sent { outputs, deeds, .. } = entry.what else { continue };
        for deed in deeds {
            match deed {
                Deed::Issued(other, value) if other == *asset => plus += value,
                Deed::Burnt(other, value) if other == *asset => minus += value,
                _ => {}
            }
        }
        minus += outputs.iter().filter(|output| output.aid == aid).map(|output| output.value).sum::<u128>();
    }
    plus - minus
}

/// SERO that an entry took out of the account: payments, fees and deposits, less deposits that came back.
fn spent(what: &What) -> (u128, u128) {
    let What::Sent { fee, outputs, deeds, .. } = what else { return (0, 0) };
    let sero = outputs.iter().filter(|output| output.aid == FieldBytes::from(Asset::sero().id()));
    let (mut out, mut back) = (fee + sero.map(|output| output.value).sum::<u128>(), 0);
    for deed in deeds {
        match deed {
            Deed::Locked(value) => out += value,
            Deed::Released(value) => back += value,
            _ => {}
        }
    }
    (out, back)
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
    fn blocks_forks_payments_and_kills_keep_the_balance(
        prepared in any::<bool>(),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (folder, chain) = (Folder::new(), TestChain::new(1));
        let mut wallet = folder.wallet("a", 1);
        // Value that each block gave us, by height; outgoing value by the bundle's place in the chain is read off the chain.
        let mut given: Vec<u128> = vec![0];
        let mut highest = 0;
        if prepared {
            // Enough for registrations, and both of them made: steps alone seldom get there.
            for _ in 0..3 {
                chain.give(&wallet.address(), 30 * SERO);
            }
            for wish in [None, Some(issue(0)), Some(issue(1))] {
                if let Some(wish) = wish {
                    runtime.block_on(order(&mut wallet, &chain, &wish)).unwrap();
                }
                chain.mine(18);
                given.extend([0; 18]);
            }
            given[1] = 90 * SERO;
        }
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
                Step::Issue(number) => {
                    let _ = runtime.block_on(order(&mut wallet, &chain, &issue(number)));
                }
                Step::Burn(number) => {
                    let _ = runtime.block_on(order(&mut wallet, &chain, &burn(number)));
                }
                Step::Give(number) => {
                    let _ = runtime.block_on(send(&mut wallet, &chain, &[give(number)]));
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
        let moved = fresh.history().unwrap();
        let (paid, back) = moved.iter().map(|entry| spent(&entry.what)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        prop_assert_eq!(owned + paid, received + back);
        // Of what it issues the account owns what it did not burn or give away; and the chain counts the same.
        let registry = chain.registry();
        prop_assert_eq!(all(&fresh, &coin()), issued(&fresh, &coin()));
        let seats = (0..12).map(|id| ticket("SEAT", id));
        for seat in seats {
            prop_assert_eq!(all(&fresh, &seat), issued(&fresh, &seat));
        }
        let given_away: u128 = moved
            .iter()
            .filter_map(|entry| match &entry.what {
                What::Sent { outputs, .. } => Some(outputs),
                What::Received { .. } => None,
            })
            .flatten()
            .filter(|output| output.aid == FieldBytes::from(coin().id()))
            .map(|output| output.value)
            .sum();
        let supply = registry.tokens.get(name("COIN").bytes()).map_or(0, |token| token.supply);
        prop_assert_eq!(all(&fresh, &coin()) + given_away, supply);
        // The wallet that went through it all agrees, once what waits is mined or has expired.
        chain.inner().pool.clear();
        chain.mine(highest.max(chain.height()) - chain.height() + EXPIRY_AHEAD + RELEASE_DEPTH);
        runtime.block_on(sync(&mut wallet, &chain));
        runtime.block_on(sync(&mut fresh, &chain));
        let (spendable, pending, incoming) = sero(&wallet);
        prop_assert_eq!((spendable, pending, incoming), sero(&fresh));
        prop_assert_eq!(spendable, owned);
        prop_assert_eq!(wallet.balance(), fresh.balance());
        if spendable > SERO {
            let wish = [payment(somebody(), SERO / 2)];
            let paid = runtime.block_on(send(&mut wallet, &chain, &wish));
            prop_assert!(paid.is_ok(), "{:?}", paid.err());
        }
    }
}
