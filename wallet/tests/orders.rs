//! Tokens, tickets and packages, in a chain that checks everything but proofs.

use std::sync::Arc;

use crate::common::{
    registry::{ticket_deposit, ticket_returned, BYTE_DEPOSIT, NAME_DEPOSIT, PACKAGE_DEPOSIT},
    *,
};
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::Bundle,
    command::{Command, PackageCommand, TicketData},
    encoding::FieldBytes,
    keys::PkrBytes,
    package::{InspectError, PackageKey},
    registry::{Issuer, TicketRecord},
};
use sero_wallet::{
    chain::{Chain, ChainError},
    history::{Status, What},
    order::{
        data,
        deed::Deed,
        package::{find, Seen},
        ticket::follow,
        Order, OrderError, MAX_DEPOSIT,
    },
    payment::{check::check, Amount, PayError, Payment, Recipient, SelectError},
    vault::VaultError,
    wallet::Wallet,
};

/// The fee of two inputs and three outputs.
const USUAL: u128 = 5 * FEE;

fn gold() -> Asset {
    name("GOLD").token()
}

fn register(value: u128) -> Order {
    Order::RegisterToken { name: name("GOLD"), decimals: 2, cap: Some(1_000_000), value }
}

fn theatre(id: u8, data: &TicketData) -> Order {
    Order::IssueTicket { category: name("THEATRE"), id: [id; 32], data: data.clone() }
}

fn to(address: sero_shielded::keys::PaymentAddress, asset: Asset, value: u128) -> Payment {
    Payment { asset, ..payment(address, value) }
}

fn deeds(wallet: &Wallet) -> Vec<Deed> {
    let What::Sent { deeds, .. } = &wallet.history().unwrap()[0].what else { panic!("nothing was sent last") };
    deeds.clone()
}

/// Somebody with coins.
async fn with_coins(folder: &Folder, chain: &TestChain, name: &str, seed: u8, coins: u128) -> Wallet {
    let mut wallet = folder.wallet(name, seed);
    chain.give(&wallet.address(), coins);
    settle(&mut wallet, chain).await;
    wallet
}

/// Alice with 100.00 GOLD and SERO that she can spend.
async fn issuer(folder: &Folder, chain: &TestChain) -> Wallet {
    let mut alice = rich(folder, chain, &[50 * SERO, 40 * SERO]).await;
    order(&mut alice, chain, &register(10_000)).await.unwrap();
    settle(&mut alice, chain).await;
    alice
}

fn refusal(result: Result<impl Sized, PayError>) -> String {
    match result {
        Err(PayError::Refused(ChainError::Refused { message, .. })) => message,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[tokio::test]
async fn a_token_is_registered_issued_to_oneself_and_to_others_and_burnt() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO]).await;
    let (sent, built) = order(&mut alice, &chain, &register(10_000)).await.unwrap();
    assert_eq!((sent.fee, built.deposit), (USUAL, NAME_DEPOSIT));
    // Before any block lists it, the wallet that gave the order knows it.
    assert_eq!(owned(&alice, &gold()), (0, 10_000, 0));
    let label = alice.label(&gold().id().into());
    assert_eq!((label.short.as_str(), label.decimals), ("GOLD", 2));
    assert_eq!(sero(&alice), (0, 40 * SERO - USUAL, 0));
    settle(&mut alice, &chain).await;
    assert_eq!(owned(&alice, &gold()), (10_000, 0, 0));
    assert_eq!(sero(&alice), (40 * SERO - USUAL, 0, 0));
    assert_eq!(
        deeds(&alice),
        [Deed::Registered("GOLD".into()), Deed::Locked(NAME_DEPOSIT), Deed::Issued(gold(), 10_000)]
    );

    // The issuer is found again by a program that was started anew, and by a wallet of the same words.
    drop(alice);
    let mut bob = folder.wallet("bob", 2);
    let mut alice = folder.open("rich");
    let more = Order::IssueToken { name: name("GOLD"), value: 250 };
    order_to(&mut alice, &chain, &more, &[to(bob.address(), gold(), 250)]).await.unwrap();
    settle(&mut alice, &chain).await;
    sync(&mut bob, &chain).await;
    assert_eq!((owned(&bob, &gold()), owned(&alice, &gold())), ((250, 0, 0), (10_000, 0, 0)));
    let What::Received { value: 250, public: false, .. } = bob.history().unwrap()[0].what else { panic!() };
    let mut again = folder.wallet("again", 1);
    order(&mut again, &chain, &Order::IssueToken { name: name("GOLD"), value: 7 }).await.unwrap();
    settle(&mut again, &chain).await;
    assert_eq!(owned(&again, &gold()), (10_007, 0, 0));
    assert_eq!(chain.registry().tokens[name("GOLD").bytes()].supply, 10_257);

    // Whoever holds some may burn it.
    chain.give(&bob.address(), SERO);
    settle(&mut bob, &chain).await;
    order(&mut bob, &chain, &Order::BurnToken { name: name("GOLD"), value: 50 }).await.unwrap();
    settle(&mut bob, &chain).await;
    assert_eq!(owned(&bob, &gold()), (200, 0, 0));
    assert_eq!(chain.registry().tokens[name("GOLD").bytes()].supply, 10_207);
    assert_eq!(deeds(&bob), [Deed::Burnt(gold(), 50)]);
    let too_much = order(&mut bob, &chain, &Order::BurnToken { name: name("GOLD"), value: 201 }).await;
    assert!(
        matches!(too_much, Err(PayError::Select(SelectError::Insufficient { asset, wanted, .. })) if asset == "GOLD" && wanted == "2.01")
    );
}

#[tokio::test]
async fn a_token_is_read_with_name_and_decimals_after_a_restore_and_by_the_tracking_key() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let alice = issuer(&folder, &chain).await;
    let key = alice.tracking_key_text();
    let mut auditor = Wallet::watch(&folder.path("audit"), PASSPHRASE, &key, early()).unwrap();
    let mut again = folder.wallet("again", 1);
    for wallet in [&mut again, &mut auditor] {
        sync(wallet, &chain).await;
        assert_eq!(wallet.balance(), alice.balance());
        let gold = &wallet.balance()[1];
        assert_eq!((gold.name.as_str(), gold.decimals, gold.spendable), ("GOLD", 2, 10_000));
        // The chain shows all but that the name was registered then.
        assert_eq!(deeds(wallet), [Deed::Locked(NAME_DEPOSIT), Deed::Issued(gold_asset(gold.asset), 10_000)]);
    }
    let refused = order(&mut auditor, &chain, &Order::BurnToken { name: name("GOLD"), value: 1 }).await;
    assert!(matches!(refused, Err(PayError::Vault(VaultError::WatchOnly))));
}

fn gold_asset(asset: Option<Asset>) -> Asset {
    assert_eq!(asset, Some(gold()));
    gold()
}

#[tokio::test]
async fn only_the_issuer_issues_and_the_right_can_be_handed_on_and_given_up() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let mut bob = with_coins(&folder, &chain, "bob", 2, 5 * SERO).await;
    let issue = Order::IssueToken { name: name("GOLD"), value: 1 };
    let not_issuer = |result| matches!(result, Err(PayError::Order(OrderError::NotIssuer(_))));
    assert!(not_issuer(order(&mut bob, &chain, &issue).await));
    let nobody = Order::SetTokenIssuer { name: name("GOLD"), issuer: None };
    assert!(not_issuer(order(&mut bob, &chain, &nobody).await));
    let unknown = order(&mut bob, &chain, &Order::IssueToken { name: name("SILVER"), value: 1 }).await;
    assert!(matches!(unknown, Err(PayError::Order(OrderError::Unregistered(_)))));

    let next = bob.one_time_address().unwrap();
    order(&mut alice, &chain, &Order::SetTokenIssuer { name: name("GOLD"), issuer: Some(next) }).await.unwrap();
    settle(&mut alice, &chain).await;
    assert_eq!(deeds(&alice), [Deed::IssuerChanged("GOLD".into())]);
    assert!(not_issuer(order(&mut alice, &chain, &issue).await));
    order(&mut bob, &chain, &issue).await.unwrap();
    settle(&mut bob, &chain).await;
    assert_eq!(owned(&bob, &gold()), (1, 0, 0));
    order(&mut bob, &chain, &nobody).await.unwrap();
    settle(&mut bob, &chain).await;
    let ended = order(&mut bob, &chain, &issue).await;
    assert!(matches!(ended, Err(PayError::Order(OrderError::NoIssuer(_)))));
    assert!(bob.own_issuer(&Issuer::Contract([1; 20])).is_none());
    assert!(bob.own_issuer(&Issuer::Address(PkrBytes([0; 96]))).is_none());
}

#[tokio::test]
async fn every_command_comes_from_a_fresh_address_of_ones_own_except_an_issuers() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let mut froms = Vec::new();
    let burn = Order::BurnToken { name: name("GOLD"), value: 1 };
    let issue = Order::IssueToken { name: name("GOLD"), value: 1 };
    for wish in [&burn, &burn, &issue, &issue] {
        let built = alice.build_order(&chain, Arc::new(NoProofs), wish, &[], 0).await.unwrap();
        let from = bundle_of(&built).body.from.unwrap();
        assert!(alice.own_issuer(&Issuer::Address(from)).is_some());
        froms.push(from);
    }
    assert_ne!(froms[0], froms[1]);
    assert_eq!(froms[2], froms[3]);
    assert_eq!(chain.registry().tokens[name("GOLD").bytes()].issuer, Some(Issuer::Address(froms[2])));
}

#[tokio::test]
async fn what_the_chain_refuses_is_named_and_locks_nothing() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let before = alice.balance();
    let alike = Order::RegisterToken { name: name("G0LD"), decimals: 0, cap: None, value: 1 };
    assert!(refusal(order(&mut alice, &chain, &alike).await).contains("looks like"));
    assert!(refusal(order(&mut alice, &chain, &register(1)).await).contains("registered already"));
    let category = Order::RegisterCategory { category: name("GOLD") };
    assert!(refusal(order(&mut alice, &chain, &category).await).contains("registered already"));
    let more = Order::IssueToken { name: name("GOLD"), value: 990_001 };
    assert!(refusal(order(&mut alice, &chain, &more).await).contains("above its cap"));
    assert_eq!(alice.balance(), before);
    // Two of one name do not wait side by side.
    let silver = Order::RegisterToken { name: name("SILVER"), decimals: 0, cap: None, value: 1 };
    order(&mut alice, &chain, &silver).await.unwrap();
    assert_eq!(refusal(order(&mut alice, &chain, &silver).await), "PoolRefused");
}

#[tokio::test]
async fn a_deposit_above_what_is_allowed_is_not_signed_for_and_a_wrong_one_costs_nothing() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5_000 * SERO]).await;
    chain.inner().deposit_lie = Some(MAX_DEPOSIT + 1);
    let refused = order(&mut alice, &chain, &register(1)).await;
    let expected = OrderError::Deposit { deposit: MAX_DEPOSIT + 1, allowed: MAX_DEPOSIT };
    assert!(matches!(refused, Err(PayError::Order(error)) if error == expected));
    for lie in [0, NAME_DEPOSIT - 1, NAME_DEPOSIT + 1] {
        chain.inner().deposit_lie = Some(lie);
        assert!(refusal(order(&mut alice, &chain, &register(1)).await).contains("deposit"));
    }
    assert_eq!(sero(&alice), (5_000 * SERO, 0, 0));
    chain.inner().deposit_lie = None;
    let smaller = alice.order(&chain, Arc::new(NoProofs), &register(1), &[], NAME_DEPOSIT - 1).await;
    assert!(matches!(smaller, Err(PayError::Order(OrderError::Deposit { .. }))));
    assert_eq!(register(1).deposit(&chain).await.unwrap(), NAME_DEPOSIT);
    order(&mut alice, &chain, &register(1)).await.unwrap();
}

#[tokio::test]
async fn change_comes_back_in_every_asset_and_bundles_look_alike() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let sizes = |bundle: &Bundle<Command>| {
        let body = &bundle.body;
        (body.inputs.len(), body.outputs.len(), body.command.as_ref().map_or(0, |command| command.packed().len()))
    };
    // A note of SERO, its change and nothing issued: padding.
    let nothing = Order::RegisterToken { name: name("NOTHING"), decimals: 0, cap: None, value: 0 };
    // GOLD and SERO go in, change of both comes out.
    let burn = Order::BurnToken { name: name("GOLD"), value: 1 };
    let whole = Order::BurnToken { name: name("GOLD"), value: 10_000 };
    let pack = Order::CreatePackage { contents: vec![(gold(), 1), (Asset::sero(), 5)], data: vec![] };
    // One asset in several notes is as many outputs as several assets.
    let same = Order::CreatePackage { contents: vec![(gold(), 1); 4], data: vec![] };
    let data = Order::CreatePackage { contents: vec![], data: vec![1] };
    for (wish, expected) in [
        (&nothing, (2, 3, 0)),
        (&burn, (2, 3, 0)),
        (&whole, (2, 3, 0)),
        (&pack, (2, 4, 2)),
        (&same, (2, 6, 4)),
        (&data, (2, 3, 0)),
    ] {
        let built = alice.build_order(&chain, Arc::new(NoProofs), wish, &[], MAX_DEPOSIT).await.unwrap();
        assert_eq!(sizes(&bundle_of(&built)), expected, "{wish:?}");
    }
    let before = (owned(&alice, &gold()).0, sero(&alice).0);
    let (sent, built) = order(&mut alice, &chain, &pack).await.unwrap();
    settle(&mut alice, &chain).await;
    assert_eq!(owned(&alice, &gold()).0, before.0 - 1);
    assert_eq!(sero(&alice).0, before.1 - 5 - sent.fee - built.deposit);
    // Nor does opening it tell how many assets were in it.
    let (_, built) = order(&mut alice, &chain, &same).await.unwrap();
    settle(&mut alice, &chain).await;
    let (id, key) = built.package.unwrap();
    let open = Order::OpenPackage { id, key };
    let built = alice.build_order(&chain, Arc::new(NoProofs), &open, &[], 0).await.unwrap();
    assert_eq!(sizes(&bundle_of(&built)), (2, 6, 0));
}

#[tokio::test]
async fn a_node_that_shows_something_else_in_a_package_than_before_is_found() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let mut bob = folder.wallet("bob", 2);
    let (key_of_bob, _, inside) = bob.find_package(&chain, &id, Some(key.clone())).await.unwrap();
    bob.keep_package(&id, &key_of_bob, Some(Seen::of(&inside.contents, &inside.data))).unwrap();
    bob.keep_package_key(&id, &key).unwrap();
    // The seller, who has the key, seals another text, and the node serves it.
    let other = key.seal(&id, b"the dead").unwrap();
    chain.inner().blocks.last_mut().unwrap().registry.packages.get_mut(&id).unwrap().data = other.try_into().unwrap();
    for wallet in [&mut alice, &mut bob] {
        for given in [None, Some(key.clone())] {
            let refused = wallet.find_package(&chain, &id, given).await.err();
            assert!(matches!(refused, Some(PayError::Order(OrderError::OtherContents(_)))), "{refused:?}");
        }
    }
    // Who never looked into it cannot know.
    let mut carol = folder.wallet("carol", 3);
    carol.find_package(&chain, &id, Some(key)).await.unwrap();
}

#[tokio::test]
async fn the_key_of_a_package_goes_wherever_its_note_goes() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let asset = Asset::Package(id);
    let own = alice.address();
    send(&mut alice, &chain, &[to(own, asset, 1)]).await.unwrap();
    settle(&mut alice, &chain).await;
    let mut again = folder.wallet("again", 1);
    sync(&mut again, &chain).await;
    assert_eq!(again.package_keys(&id).unwrap(), [key.clone(), key.clone()], "beside the note as made and as moved");
    // A package that comes out of a package.
    let wish = Order::CreatePackage { contents: vec![(asset, 1)], data: vec![] };
    let (_, built) = order(&mut alice, &chain, &wish).await.unwrap();
    settle(&mut alice, &chain).await;
    let (outer, outer_key) = built.package.unwrap();
    order(&mut alice, &chain, &Order::OpenPackage { id: outer, key: outer_key }).await.unwrap();
    settle(&mut alice, &chain).await;
    sync(&mut again, &chain).await;
    assert_eq!(again.package_keys(&id).unwrap().len(), 3);
    // Something of one's own beside it stays, and in public nothing is told.
    let mut bob = folder.wallet("bob", 2);
    send(&mut alice, &chain, &[Payment { memo: memo("yours"), ..to(bob.address(), asset, 1) }]).await.unwrap();
    settle(&mut bob, &chain).await;
    assert!(bob.package_keys(&id).unwrap().is_empty());
    bob.keep_package_key(&id, &key).unwrap();
    chain.give(&bob.address(), SERO);
    settle(&mut bob, &chain).await;
    let account = Payment { to: Recipient::Account([1; 32]), ..to(bob.address(), asset, 1) };
    let built = bob.build_payment(&chain, Arc::new(NoProofs), &[account]).await.unwrap();
    assert!(bundle_of(&built).body.public_outs[0].memo.is_empty());
}

#[tokio::test]
async fn a_ticket_goes_from_hand_to_hand_and_its_deposit_to_whoever_burns_it() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO]).await;
    let mut bob = with_coins(&folder, &chain, "bob", 2, SERO).await;
    let mut carol = folder.wallet("carol", 3);
    order(&mut alice, &chain, &Order::RegisterCategory { category: name("THEATRE") }).await.unwrap();
    settle(&mut alice, &chain).await;
    assert_eq!(deeds(&alice), [Deed::Registered("THEATRE".into()), Deed::Locked(NAME_DEPOSIT)]);

    let data = data::from_json(r#"{"title": {"text": "Hamlet"}, "row": {"number": 7}}"#).unwrap();
    let (seat, deposit) = (ticket("THEATRE", 7), ticket_deposit(&data));
    let (_, built) = order_to(&mut alice, &chain, &theatre(7, &data), &[to(bob.address(), seat, 1)]).await.unwrap();
    assert_eq!(built.deposit, deposit);
    settle(&mut alice, &chain).await;
    sync(&mut bob, &chain).await;
    assert_eq!((owned(&alice, &seat).0, owned(&bob, &seat).0), (0, 1));
    assert!(bob.balance().iter().any(|balance| balance.name == "THEATRE#07070707"));
    // What comes back is less than what was locked.
    let (record, deposit) = (chain.ticket(&name("THEATRE"), &[7; 32]).await.unwrap(), ticket_returned(&data));
    assert_eq!(record, Some(TicketRecord::Held { data: data.clone(), deposit }));
    assert!(deposit < built.deposit);
    // Once ever.
    assert!(refusal(order(&mut alice, &chain, &theatre(7, &data)).await).contains("issued already"));

    send(&mut bob, &chain, &[to(carol.address(), seat, 1)]).await.unwrap();
    settle(&mut carol, &chain).await;
    sync(&mut bob, &chain).await;
    assert_eq!((owned(&bob, &seat), owned(&carol, &seat)), ((0, 0, 0), (1, 0, 0)));
    let gone = send(&mut bob, &chain, &[to(carol.address(), seat, 1)]).await;
    assert!(
        matches!(gone, Err(PayError::Select(SelectError::Insufficient { asset, .. })) if asset == "THEATRE#07070707")
    );
    let halves = send(&mut carol, &chain, &[to(bob.address(), seat, 2)]).await;
    assert!(matches!(halves, Err(PayError::Request(_))));

    // Carol has not one coin: the deposit pays the fee.
    let burn = Order::BurnTicket { category: name("THEATRE"), id: [7; 32] };
    let (sent, _) = order(&mut carol, &chain, &burn).await.unwrap();
    assert!(sent.fee < deposit);
    settle(&mut carol, &chain).await;
    assert_eq!((owned(&carol, &seat), sero(&carol).0), ((0, 0, 0), deposit - sent.fee));
    assert_eq!(deeds(&carol), [Deed::Burnt(seat, 1), Deed::Released(deposit)]);
    assert!(refusal(order(&mut alice, &chain, &theatre(7, &data)).await).contains("issued already"));
    let again = order(&mut carol, &chain, &burn).await;
    assert!(matches!(again, Err(PayError::Select(SelectError::Insufficient { .. }))));
}

#[tokio::test]
async fn a_watching_wallet_sees_tickets_and_the_category_changes_hands() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO]).await;
    let mut bob = with_coins(&folder, &chain, "bob", 2, SERO).await;
    order(&mut alice, &chain, &Order::RegisterCategory { category: name("THEATRE") }).await.unwrap();
    settle(&mut alice, &chain).await;
    order(&mut alice, &chain, &theatre(1, &TicketData::default())).await.unwrap();
    settle(&mut alice, &chain).await;
    let mut auditor = Wallet::watch(&folder.path("audit"), PASSPHRASE, &alice.tracking_key_text(), early()).unwrap();
    sync(&mut auditor, &chain).await;
    assert_eq!(owned(&auditor, &ticket("THEATRE", 1)), (1, 0, 0));
    assert_eq!(auditor.balance(), alice.balance());

    let stolen = order(&mut bob, &chain, &theatre(2, &TicketData::default())).await;
    assert!(matches!(stolen, Err(PayError::Order(OrderError::NotIssuer(_)))));
    let next = Some(bob.one_time_address().unwrap());
    let change = Order::SetCategoryIssuer { category: name("THEATRE"), issuer: next };
    order(&mut alice, &chain, &change).await.unwrap();
    settle(&mut bob, &chain).await;
    order(&mut bob, &chain, &theatre(2, &TicketData::default())).await.unwrap();
    settle(&mut bob, &chain).await;
    assert_eq!(owned(&bob, &ticket("THEATRE", 2)), (1, 0, 0));
}

/// Alice with a package of GOLD, a ticket, SERO and data.
async fn packed(folder: &Folder, chain: &TestChain) -> (Wallet, [u8; 32], PackageKey) {
    let mut alice = issuer(folder, chain).await;
    order(&mut alice, chain, &Order::RegisterCategory { category: name("THEATRE") }).await.unwrap();
    settle(&mut alice, chain).await;
    order(&mut alice, chain, &theatre(7, &TicketData::default())).await.unwrap();
    settle(&mut alice, chain).await;
    let contents = vec![(gold(), 2_500), (ticket("THEATRE", 7), 1), (Asset::sero(), 3 * SERO)];
    let wish = Order::CreatePackage { contents, data: b"the deed".to_vec() };
    let before = sero(&alice).0;
    let (sent, built) = order(&mut alice, chain, &wish).await.unwrap();
    assert_eq!(built.deposit, 4 * PACKAGE_DEPOSIT + BYTE_DEPOSIT * (8 + 16));
    settle(&mut alice, chain).await;
    assert_eq!(sero(&alice).0, before - 3 * SERO - built.deposit - sent.fee);
    assert_eq!((owned(&alice, &gold()).0, owned(&alice, &ticket("THEATRE", 7)).0), (7_500, 0));
    let (id, key) = built.package.unwrap();
    assert_eq!(owned(&alice, &Asset::Package(id)), (1, 0, 0));
    let put_in = |(asset, value): (Asset, u128)| Deed::PutIn(asset.id().into(), value);
    let notes = [(gold(), 2_500), (ticket("THEATRE", 7), 1), (Asset::sero(), 3 * SERO)];
    let expected: Vec<Deed> =
        [Deed::Locked(built.deposit), Deed::Packed(id)].into_iter().chain(notes.map(put_in)).collect();
    assert_eq!(deeds(&alice), expected);
    (alice, id, key)
}

#[tokio::test]
async fn a_package_is_inspected_by_its_buyer_bought_and_opened() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let mut bob = folder.wallet("bob", 2);

    // The key alone shows, and opens nothing.
    let (_, inside) = find(&chain, &id, &key).await.unwrap();
    let expected = [(gold(), 2_500), (ticket("THEATRE", 7), 1), (Asset::sero(), 3 * SERO)];
    let shown: Vec<_> = inside.contents.iter().map(|packed| (packed.aid, packed.value)).collect();
    assert_eq!(shown, expected.map(|(asset, value)| (asset.id(), value)));
    assert_eq!(inside.data, b"the deed");
    let open = Order::OpenPackage { id, key: key.clone() };
    chain.give(&bob.address(), SERO);
    settle(&mut bob, &chain).await;
    let thief = order(&mut bob, &chain, &open).await;
    assert!(matches!(thief, Err(PayError::Select(SelectError::Insufficient { .. }))));

    // A wrong key is found out before anything is paid for.
    let wrong = PackageKey::new([9; 32]);
    let refused = find(&chain, &id, &wrong).await.err();
    assert!(matches!(refused, Some(PayError::Order(OrderError::Inspect(InspectError::Address(0))))), "{refused:?}");
    let refused = order(&mut alice, &chain, &Order::OpenPackage { id, key: wrong }).await;
    assert!(matches!(refused, Err(PayError::Order(OrderError::Inspect(_)))));

    // The note moves, and its key with it.
    let unknown = bob.find_package(&chain, &id, None).await.err();
    assert!(matches!(unknown, Some(PayError::Order(OrderError::KeyUnknown(_)))));
    let memo = sero_wallet::memo::from_package_key(&alice.package_keys(&id).unwrap()[0]);
    send(&mut alice, &chain, &[Payment { memo, ..to(bob.address(), Asset::Package(id), 1) }]).await.unwrap();
    settle(&mut bob, &chain).await;
    let (found, _, _) = bob.find_package(&chain, &id, None).await.unwrap();
    assert_eq!(found, key);
    let packages = bob.packages().unwrap();
    assert_eq!((packages.len(), packages[0].id, packages[0].has_key), (1, id, true));

    let before = sero(&bob).0;
    let deposit = chain.registry().packages[&id].deposit;
    let (sent, _) = order(&mut bob, &chain, &open).await.unwrap();
    settle(&mut bob, &chain).await;
    assert_eq!((owned(&bob, &gold()).0, owned(&bob, &ticket("THEATRE", 7)).0), (2_500, 1));
    assert_eq!(sero(&bob).0, before + 3 * SERO + deposit - sent.fee);
    let took_out = |(asset, value): (Asset, u128)| Deed::TookOut(asset.id().into(), value);
    let did = [Deed::Opened(id), Deed::Released(deposit)].into_iter().chain(expected.map(took_out));
    assert_eq!(deeds(&bob), did.collect::<Vec<_>>());
    assert!(bob.packages().unwrap().is_empty());

    // Once.
    for wallet in [&mut alice, &mut bob] {
        let twice = order(wallet, &chain, &open).await;
        assert!(matches!(twice, Err(PayError::Order(OrderError::PackageUnknown(_)))));
    }
}

#[tokio::test]
async fn of_two_wallets_of_one_account_one_opens_a_package() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let mut twin = folder.wallet("twin", 1);
    let open = Order::OpenPackage { id, key };
    let late = twin.build_order(&chain, Arc::new(NoProofs), &open, &[], 0).await.unwrap();
    order(&mut alice, &chain, &open).await.unwrap();
    assert_eq!(refusal(twin.submit_built(&chain, &late).await), "PoolRefused");
    chain.mine(1);
    assert!(refusal(twin.submit_built(&chain, &late).await).contains("no such package"));
    sync(&mut twin, &chain).await;
    sync(&mut alice, &chain).await;
    assert_eq!(twin.balance(), alice.balance());
}

#[tokio::test]
async fn the_keys_of_ones_packages_are_there_after_a_restore() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (alice, id, key) = packed(&folder, &chain).await;
    let mut again = folder.wallet("again", 1);
    assert!(again.package_keys(&id).unwrap().is_empty());
    sync(&mut again, &chain).await;
    assert_eq!(again.package_keys(&id).unwrap(), std::slice::from_ref(&key));
    assert_eq!(again.packages().unwrap(), alice.packages().unwrap());
    // It is no message, and not shown as one.
    let history = again.history().unwrap();
    let What::Sent { outputs, .. } = &history[0].what else { panic!() };
    assert!(outputs.is_empty());
    order(&mut again, &chain, &Order::OpenPackage { id, key }).await.unwrap();
}

#[tokio::test]
async fn a_key_that_somebody_sent_beside_a_package_does_no_harm() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let mut bob = with_coins(&folder, &chain, "bob", 2, SERO).await;
    bob.keep_package_key(&id, &key).unwrap();
    let wrong = sero_wallet::memo::from_package_key(&PackageKey::new([9; 32]));
    send(&mut alice, &chain, &[Payment { memo: wrong, ..to(bob.address(), Asset::Package(id), 1) }]).await.unwrap();
    settle(&mut bob, &chain).await;
    assert_eq!(bob.package_keys(&id).unwrap().len(), 2);
    assert_eq!(bob.find_package(&chain, &id, None).await.unwrap().0, key);
}

#[tokio::test]
async fn a_package_of_data_alone_can_be_as_large_as_a_package_can_be() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[100 * SERO]).await;
    let data = vec![7; 64 * 1024];
    let wish = Order::CreatePackage { contents: vec![], data: data.clone() };
    let (_, built) = order(&mut alice, &chain, &wish).await.unwrap();
    settle(&mut alice, &chain).await;
    let (id, key) = built.package.unwrap();
    let (_, inside) = find(&chain, &id, &key).await.unwrap();
    assert_eq!((inside.contents.len(), inside.data), (0, data));
    order(&mut alice, &chain, &Order::OpenPackage { id, key }).await.unwrap();
}

#[tokio::test]
async fn nothing_that_goes_into_a_package_is_told_to_the_node_before() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    chain.inner().asked.clear();
    let wish = Order::CreatePackage { contents: vec![(gold(), 5)], data: b"secret".to_vec() };
    wish.deposit(&chain).await.unwrap();
    let built = alice.build_order(&chain, Arc::new(NoProofs), &wish, &[], MAX_DEPOSIT).await.unwrap();
    let asked = chain.inner().asked.clone();
    assert!(asked.len() >= 3);
    for command in asked {
        let Command::Package(PackageCommand::Create { id, contents, data, .. }) = command else { panic!() };
        assert_eq!((id, contents.len(), data.to_vec()), ([0; 32], 1, vec![0; 6 + 16]));
        assert_eq!(contents[0].note.commitment, FieldBytes([0; 32]));
    }
    let Some(Command::Package(PackageCommand::Create { data, .. })) = bundle_of(&built).body.command else { panic!() };
    assert_ne!(data.to_vec(), vec![0; 6 + 16]);
}

#[tokio::test]
async fn two_builds_of_one_package_share_no_secret() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let wish = Order::CreatePackage { contents: vec![(gold(), 5)], data: b"same".to_vec() };
    let mut seen = Vec::new();
    for _ in 0..2 {
        let built = alice.build_order(&chain, Arc::new(NoProofs), &wish, &[], MAX_DEPOSIT).await.unwrap();
        let command = bundle_of(&built).body.command;
        let Some(Command::Package(PackageCommand::Create { contents, data, .. })) = command else { panic!() };
        seen.push((contents[0].note.rpk, contents[0].note.commitment, data, built.package.unwrap().1));
    }
    assert_ne!(seen[0].0, seen[1].0);
    assert_ne!(seen[0].1, seen[1].1);
    assert_ne!(seen[0].2, seen[1].2);
    assert_ne!(seen[0].3, seen[1].3);
}

#[tokio::test]
async fn an_order_that_no_block_takes_gives_its_notes_back() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let before = (owned(&alice, &gold()), sero(&alice));
    let wish = Order::CreatePackage { contents: vec![(gold(), 10_000)], data: vec![] };
    order(&mut alice, &chain, &wish).await.unwrap();
    assert_eq!(owned(&alice, &gold()), (0, 0, 0));
    chain.inner().pool.clear();
    chain.mine(50);
    sync(&mut alice, &chain).await;
    assert_eq!((owned(&alice, &gold()), sero(&alice)), before);
    let history = alice.history().unwrap();
    let expired = history.iter().find(|entry| entry.status == Status::Expired).unwrap();
    let What::Sent { deeds, .. } = &expired.what else { panic!() };
    assert!(matches!(deeds[..], [Deed::Locked(_), Deed::Packed(_), Deed::PutIn(_, 10_000)]));
    order(&mut alice, &chain, &wish).await.unwrap();
}

#[tokio::test]
async fn an_order_of_a_lost_block_waits_again_and_is_handed_in_again() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO]).await;
    order(&mut alice, &chain, &register(10_000)).await.unwrap();
    chain.mine(2);
    sync(&mut alice, &chain).await;
    assert_eq!(owned(&alice, &gold()), (0, 0, 10_000));
    chain.drop_blocks(2, false);
    chain.mine(3);
    sync(&mut alice, &chain).await;
    assert_eq!(owned(&alice, &gold()), (0, 10_000, 0));
    assert_eq!(alice.label(&gold().id().into()).decimals, 2);
    assert_eq!(alice.resubmit(&chain).await.unwrap(), 1);
    settle(&mut alice, &chain).await;
    assert_eq!(owned(&alice, &gold()), (10_000, 0, 0));
}

#[tokio::test]
async fn a_broken_connection_keeps_the_key_of_the_package_on_its_way() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    chain.inner().break_on_submit = true;
    let wish = Order::CreatePackage { contents: vec![(gold(), 5)], data: vec![] };
    let unsure = order(&mut alice, &chain, &wish).await;
    assert!(matches!(unsure, Err(PayError::Unsure { .. })));
    chain.inner().break_on_submit = false;
    drop(alice);
    let mut alice = folder.open("rich");
    settle(&mut alice, &chain).await;
    let package = &alice.packages().unwrap()[0];
    assert!(package.has_key);
    let (key, _, _) = alice.find_package(&chain, &package.id, None).await.unwrap();
    order(&mut alice, &chain, &Order::OpenPackage { id: package.id, key }).await.unwrap();
}

#[tokio::test]
async fn the_wallets_own_check_sees_what_the_chain_would_refuse() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let (mut alice, id, key) = packed(&folder, &chain).await;
    let open = Order::OpenPackage { id, key };
    let built = alice.build_order(&chain, Arc::new(NoProofs), &open, &[], 0).await.unwrap();
    let bundle = bundle_of(&built);
    let opened: Vec<_> = chain.registry().packages[&id].asset_commitments().collect();
    let genesis = chain.inner().genesis;
    assert!(check(&bundle, &genesis, 1, &opened).is_ok());
    assert!(check(&bundle, &genesis, 1, &opened[1..]).is_err(), "other contents");
    let mut changed = bundle.clone();
    changed.from_signature = None;
    assert!(check(&changed, &genesis, 1, &opened).is_err(), "without the signature of from");
    changed.from_signature = Some(bundle.binding_signature);
    assert!(check(&changed, &genesis, 1, &opened).is_err(), "with another one");
    changed = bundle.clone();
    changed.body.command = Some(Command::Package(PackageCommand::Open { id, deposit: 0 }));
    assert!(check(&changed, &genesis, 1, &opened).is_err(), "with another deposit");
}

#[tokio::test]
async fn tickets_that_name_each_other_are_read_once_each() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[50 * SERO, 10 * SERO, 10 * SERO]).await;
    order(&mut alice, &chain, &Order::RegisterCategory { category: name("RING") }).await.unwrap();
    settle(&mut alice, &chain).await;
    let hex = |id: u8| const_hex::encode([id; 32]);
    // 1 names 2 and itself, 2 names 1 and one that nobody issued.
    for (id, next, other) in [(1, 2, 1), (2, 1, 3)] {
        let text = format!(
            r#"{{"next": {{"asset": "RING#{}"}}, "other": {{"asset": "RING#{}"}}, "coin": {{"asset": "SERO", "value": 5}}}}"#,
            hex(next),
            hex(other)
        );
        let data = data::from_json(&text).unwrap();
        order(&mut alice, &chain, &Order::IssueTicket { category: name("RING"), id: [id; 32], data }).await.unwrap();
        settle(&mut alice, &chain).await;
    }
    let found = follow(&chain, &name("RING"), &[1; 32], 3).await.unwrap();
    let shown: Vec<_> = found.iter().map(|one| (one.asset, one.depth, one.record.is_some())).collect();
    assert_eq!(shown, [(ticket("RING", 1), 0, true), (ticket("RING", 2), 1, true), (ticket("RING", 3), 2, false)]);
    assert_eq!(follow(&chain, &name("RING"), &[1; 32], 0).await.unwrap().len(), 1);
    assert_eq!(follow(&chain, &name("RING"), &[9; 32], 3).await.unwrap()[0].record, None);
}

#[tokio::test]
async fn everything_of_a_token_can_be_paid() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = issuer(&folder, &chain).await;
    let mut bob = folder.wallet("bob", 2);
    let all = Payment { to: Recipient::Address(bob.address()), asset: gold(), amount: Amount::All, memo: [0; 128] };
    send(&mut alice, &chain, &[all]).await.unwrap();
    settle(&mut bob, &chain).await;
    sync(&mut alice, &chain).await;
    assert_eq!((owned(&bob, &gold()), owned(&alice, &gold())), ((10_000, 0, 0), (0, 0, 0)));
}

/// A server handles wallets in tasks that move between threads.
#[test]
fn everything_that_waits_can_wait_on_any_thread() {
    fn movable<T: Send>(_: &T) {}
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let (wish, key) = (register(1), PackageKey::new([1; 32]));
    movable(&alice.order(&chain, Arc::new(NoProofs), &wish, &[], 0));
    movable(&alice.find_package(&chain, &[1; 32], None));
    movable(&find(&chain, &[1; 32], &key));
    movable(&follow(&chain, &name("A"), &[1; 32], 1));
    movable(&wish.deposit(&chain));
}
