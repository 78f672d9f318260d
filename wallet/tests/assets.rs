//! The chain's list of assets: read once, the same for everybody, and never believed about names.

use crate::common::*;
use sero_shielded::{
    asset::{Asset, ListedAsset, SERO},
    encoding::FieldBytes,
};
use sero_wallet::{
    chain::{AssetPage, ChainError},
    order::Order,
    sync::SyncError,
    wallet::Wallet,
};

fn silver(decimals: u8) -> Order {
    Order::RegisterToken { name: name("SILVER"), decimals, cap: None, value: 500 }
}

fn decimals(wallet: &Wallet, asset: &Asset) -> Option<u8> {
    wallet.listed(&FieldBytes::from(asset.id())).unwrap().map(|listed| listed.decimals)
}

#[tokio::test]
async fn the_list_is_read_from_where_it_stopped() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    for id in 0..10 {
        chain.list(ticket("A", id), 0);
    }
    chain.inner().list_page = 4;
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    let from = |chain: &TestChain| chain.inner().list_calls.drain(..).map(|(from, _)| from).collect::<Vec<_>>();
    assert_eq!(from(&chain), [0, 4, 8]);
    // The last ones known are asked for again, to be compared: all of them, where there are so few.
    sync(&mut wallet, &chain).await;
    assert_eq!(from(&chain), [0, 4, 8]);
    chain.list(name("COIN").token(), 7);
    drop(wallet);
    let mut wallet = folder.open("a");
    sync(&mut wallet, &chain).await;
    assert_eq!(from(&chain), [0, 4, 8]);
    for id in 10..30 {
        chain.list(ticket("A", id), 0);
    }
    sync(&mut wallet, &chain).await;
    from(&chain);
    chain.inner().list_page = 1_000;
    sync(&mut wallet, &chain).await;
    assert_eq!(from(&chain), [32 - 16]);
    assert_eq!(decimals(&wallet, &name("COIN").token()), Some(7));
    assert_eq!(decimals(&wallet, &Asset::sero()), Some(18));
    assert_eq!(decimals(&wallet, &name("NONE").token()), None);
}

#[tokio::test]
async fn what_a_wallet_asks_does_not_depend_on_what_it_holds() {
    let chain = TestChain::new(1);
    let folder = Folder::new();
    let (mut poor, mut owner) = (folder.wallet("poor", 1), folder.wallet("owner", 2));
    let seat = ticket("THEATRE", 7);
    // The node leaves an asset out, and looks who misses it.
    Made::new(&owner.address(), seat.id(), 1, &[0; 128]).queue(&chain);
    chain.mine(3);
    let mut calls = Vec::new();
    for wallet in [&mut poor, &mut owner] {
        for _ in 0..3 {
            sync(wallet, &chain).await;
        }
        calls.push(std::mem::take(&mut chain.inner().list_calls));
    }
    assert_eq!(calls[0], calls[1]);
    assert_eq!(owned(&owner, &seat).2, 1);
    let shown = owner.label(&seat.id().into());
    assert!(shown.asset.is_none() && shown.short.starts_with("0x"), "{shown:?}");
}

#[tokio::test]
async fn after_a_fork_the_list_is_that_of_the_other_branch() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO, 50 * SERO]).await;
    order(&mut alice, &chain, &silver(2)).await.unwrap();
    chain.mine(2);
    sync(&mut alice, &chain).await;
    let asset = name("SILVER").token();
    assert_eq!(decimals(&alice, &asset), Some(2));
    // On the other branch another token comes first, and the same name with other decimals.
    chain.drop_blocks(2, false);
    chain.mine(1);
    chain.list(name("BRONZE").token(), 5);
    chain.list(asset, 9);
    chain.mine(3);
    sync(&mut alice, &chain).await;
    assert_eq!((decimals(&alice, &asset), decimals(&alice, &name("BRONZE").token())), (Some(9), Some(5)));
}

#[tokio::test]
async fn where_the_last_entry_differs_the_list_is_read_from_its_beginning() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(2);
    chain.list(name("A").token(), 1);
    chain.list(name("B").token(), 2);
    sync(&mut wallet, &chain).await;
    // No block was lost, and still another list: the node was asked in the middle of a reorganisation.
    for (list, calls) in [
        (vec![("C", 3), ("D", 4), ("E", 5)], vec![0, 0]),
        (vec![("C", 3)], vec![0, 0]),
        (vec![], vec![0, 0]),
        (vec![("D", 4)], vec![0]),
    ] {
        {
            let mut inner = chain.inner();
            let registry = &mut inner.blocks.last_mut().unwrap().registry;
            registry.listed.truncate(1);
            registry.listed.extend(
                list.iter().map(|(text, decimals)| ListedAsset { asset: name(text).token(), decimals: *decimals }),
            );
            inner.list_calls.clear();
        }
        sync(&mut wallet, &chain).await;
        let from: Vec<u64> = chain.inner().list_calls.iter().map(|(from, _)| *from).collect();
        assert_eq!(from, calls);
        for text in ["A", "B", "C", "D", "E"] {
            let expected = list.iter().find(|(other, _)| *other == text).map(|(_, decimals)| *decimals);
            assert_eq!(decimals(&wallet, &name(text).token()), expected, "{text}");
        }
    }
}

#[tokio::test]
async fn an_entry_that_is_known_from_elsewhere_in_the_list_makes_it_be_read_anew() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.mine(2);
    chain.list(name("FIRST").token(), 1);
    for id in 0..30 {
        chain.list(ticket("A", id), 0);
    }
    sync(&mut wallet, &chain).await;
    // Far before the last entries another one came first, and what stood there comes at the end.
    {
        let mut inner = chain.inner();
        let listed = &mut inner.blocks.last_mut().unwrap().registry.listed;
        let first = std::mem::replace(&mut listed[1], ListedAsset { asset: name("OTHER").token(), decimals: 3 });
        listed.push(first);
        inner.list_calls.clear();
    }
    sync(&mut wallet, &chain).await;
    let from: Vec<u64> = chain.inner().list_calls.iter().map(|(from, _)| *from).collect();
    assert_eq!(from, [32 - 16, 0]);
    assert_eq!(decimals(&wallet, &name("OTHER").token()), Some(3));
    assert_eq!(decimals(&wallet, &name("FIRST").token()), Some(1));
}

#[tokio::test]
async fn a_node_cannot_rename_what_a_note_holds() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let junk = name("JUNK").token();
    chain.list(junk, 0);
    Made::new(&wallet.address(), junk.id(), 1_000, &[0; 128]).queue(&chain);
    chain.mine(1);
    chain.inner().list_lie = Some(|_, page| {
        for listed in &mut page.assets {
            if listed.asset == name("JUNK").token() {
                listed.asset = name("GOLD").token();
            }
        }
    });
    sync(&mut wallet, &chain).await;
    let shown: Vec<_> = wallet.balance().into_iter().map(|balance| balance.name).collect();
    assert!(shown.iter().all(|name| name != "GOLD" && name != "JUNK"), "{shown:?}");
    // Another node tells the truth, and the list of the first is forgotten.
    chain.inner().list_lie = None;
    sync(&mut wallet, &chain).await;
    assert!(wallet.balance().iter().any(|balance| balance.name == "JUNK" && balance.incoming == 1_000));
}

#[tokio::test]
async fn a_name_that_is_none_is_shown_as_hex() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    let mut forged = *name("SERO").bytes();
    forged[4] = b' ';
    let forged = Asset::Token(forged);
    chain.give_asset(&wallet.address(), forged, 5);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    let balance = &wallet.balance()[1];
    assert_eq!((balance.name.clone(), balance.incoming), (balance.aid_hex(), 5));
    assert_eq!(balance.asset, Some(forged));
}

#[tokio::test]
async fn a_list_that_cannot_be_is_an_error_and_changes_no_name() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.list(name("A").token(), 1);
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    chain.list(name("B").token(), 2);
    type Lie = fn(u64, &mut AssetPage);
    let lies: [(&str, Lie); 9] = [
        ("the same twice", |_, page| page.assets.extend_from_within(1..)),
        ("SERO again", |_, page| page.assets.push(ListedAsset { asset: Asset::sero(), decimals: 18 })),
        ("too many decimals", |_, page| page.assets.last_mut().unwrap().decimals = 39),
        ("a ticket with decimals", |_, page| page.assets.push(ListedAsset { asset: ticket("T", 1), decimals: 1 })),
        ("an end too early", |_, page| page.total = 100),
        ("an endless list", |_, page| page.total = u64::MAX),
        ("too many at once", |_, page| page.assets = vec![ListedAsset { asset: ticket("T", 1), decimals: 0 }; 1_001]),
        ("SERO with other decimals", |from, page| {
            page.assets.clear();
            if from == 0 {
                page.assets.push(ListedAsset { asset: Asset::sero(), decimals: 8 });
            }
        }),
        ("no SERO", |from, page| {
            page.assets.clear();
            if from == 0 {
                page.assets.push(ListedAsset { asset: name("X").token(), decimals: 8 });
            }
        }),
    ];
    for (what, lie) in lies {
        chain.inner().list_lie = Some(lie);
        let error = wallet.sync(&chain, |_| {}).await.unwrap_err();
        assert!(matches!(error, SyncError::Chain(ChainError::Nonsense(_))), "{what}: {error}");
        assert!(error.to_string().contains("use another node"), "{what}: {error}");
        assert_ne!(decimals(&wallet, &name("B").token()), Some(39), "{what}");
        chain.inner().list_lie = None;
        sync(&mut wallet, &chain).await;
        assert_eq!(decimals(&wallet, &name("A").token()), Some(1), "{what}");
        assert_eq!(decimals(&wallet, &name("B").token()), Some(2), "{what}");
        // For the next lie there is something new to tell.
        {
            let mut inner = chain.inner();
            inner.blocks.last_mut().unwrap().registry.listed.truncate(2);
        }
        sync(&mut wallet, &chain).await;
        chain.list(name("B").token(), 2);
    }
}

#[tokio::test]
async fn a_rescan_reads_the_list_anew() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = folder.wallet("a", 1);
    chain.list(name("A").token(), 1);
    chain.mine(1);
    // A node that lied about decimals, which no id holds.
    chain.inner().list_lie = Some(|_, page| {
        if let Some(listed) = page.assets.get_mut(1) {
            listed.decimals = 5;
        }
    });
    sync(&mut wallet, &chain).await;
    assert_eq!(decimals(&wallet, &name("A").token()), Some(5));
    chain.inner().list_lie = None;
    wallet.rescan(&chain, |_| {}).await.unwrap();
    assert_eq!(decimals(&wallet, &name("A").token()), Some(1));
}
