//! Paying, in a chain that checks everything but proofs.

use std::sync::Arc;

use crate::common::*;
use codec::{Compact, Decode, DecodeAll, Encode};
use schnorrkel::{Keypair, Signature};
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::Bundle,
    command::Command,
    compact::CompactNote,
    keys::{PkrBytes, Seed},
    note::PublicNote,
};
use sero_wallet::{
    chain::{Chain, ChainError},
    history::{Status, What},
    payment::{Amount, PayError, Payment, Recipient, RequestError, SelectError, RELEASE_DEPTH},
    plain::{
        extrinsic::{SHIELDED_PALLET, SHIELD_CALL},
        shield::ShieldError,
        ss58, suri,
    },
    sync::SyncError,
    vault::VaultError,
    wallet::Wallet,
};

/// The fee of two inputs and three outputs.
const USUAL: u128 = 5 * FEE;

#[tokio::test]
async fn a_payment_reaches_its_receiver_and_the_change_comes_back() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[10 * SERO]).await;
    let mut bob = folder.wallet("bob", 2);
    let wish = Payment { memo: memo("lunch"), ..payment(bob.address(), 3 * SERO) };
    let sent = send(&mut alice, &chain, &[wish]).await.unwrap();
    assert_eq!(sent.fee, USUAL);
    assert_eq!(sero(&alice), (0, 7 * SERO - USUAL, 0));
    chain.mine(1);
    sync(&mut alice, &chain).await;
    sync(&mut bob, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 7 * SERO - USUAL));
    assert_eq!(sero(&bob), (0, 0, 3 * SERO));
    let history = bob.history().unwrap();
    let What::Received { memo, value, public: false, .. } = &history[0].what else { panic!() };
    assert_eq!((memo.text().as_deref(), *value), (Some("lunch"), 3 * SERO));
    let history = alice.history().unwrap();
    let What::Sent { fee: USUAL, outputs, .. } = &history[0].what else { panic!("{history:?}") };
    assert_eq!(outputs[0].to, bob.address_text());
    assert_eq!(history.len(), 2);
}

#[tokio::test]
async fn a_node_that_names_another_chain_after_the_sync_gets_no_signature_for_it() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[10 * SERO]).await;
    let mut built_at_least_once = false;
    for calls in 0..4 {
        chain.inner().infos_until_lie = Some(calls);
        let wish = [payment(somebody(), SERO)];
        let built = alice.build_payment(&chain, Arc::new(NoProofs), &wish).await;
        chain.inner().infos_until_lie = None;
        // Either the wallet noticed, or it signed for the chain that it read: the chain checks signatures.
        let Ok(built) = built else { continue };
        built_at_least_once = true;
        chain.inner().pool.clear();
        chain.submit_bundle(built.bundle).await.unwrap();
    }
    assert!(built_at_least_once);
}

#[tokio::test]
async fn every_bundle_has_two_inputs_and_three_outputs_at_least_whatever_it_moves() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO, SERO, SERO, SERO]).await;
    let size = |built: &sero_wallet::payment::Built| {
        let body = bundle_of(built).body;
        (body.inputs.len(), body.outputs.len(), body.fee)
    };
    let wish = [payment(somebody(), SERO / 2)];
    let of_sero = alice.build_payment(&chain, Arc::new(NoProofs), &wish).await.unwrap();
    let coin = name("COIN").token();
    chain.give_asset(&alice.address(), coin, 100);
    let wish = [Payment { asset: coin, ..payment(somebody(), 30) }];
    settle(&mut alice, &chain).await;
    let of_coin = alice.build_payment(&chain, Arc::new(NoProofs), &wish).await.unwrap();
    assert_eq!((size(&of_sero), size(&of_coin)), ((2, 3, USUAL), (2, 3, USUAL)));
    // One note and its change; exactly one note and nothing back; three notes.
    for (value, inputs) in [(SERO / 2, 2), (SERO - USUAL, 2), (5 * SERO / 2, 3)] {
        let wish = [payment(somebody(), value)];
        let built = alice.build_payment(&chain, Arc::new(NoProofs), &wish).await.unwrap();
        let bundle = Bundle::<Command>::decode_all(&mut built.bundle.as_slice()).unwrap();
        assert_eq!((bundle.body.inputs.len(), bundle.body.outputs.len()), (inputs, 3));
        assert_eq!(bundle.body.expiry, chain.height() + 40);
        let anchor = chain.inner().blocks[24].data.root;
        assert_eq!(bundle.body.anchor, anchor);
    }
}

#[tokio::test]
async fn what_was_sent_is_read_again_after_a_restore_and_by_the_tracking_key() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[10 * SERO]).await;
    let wish = Payment { memo: memo("secret"), ..payment(somebody(), 3 * SERO) };
    send(&mut alice, &chain, &[wish]).await.unwrap();
    chain.mine(1);
    sync(&mut alice, &chain).await;
    let key = alice.tracking_key_text();
    let mut auditor = Wallet::watch(&folder.path("audit"), PASSPHRASE, &key, early()).unwrap();
    let mut again = folder.wallet("again", 1);
    for wallet in [&mut again, &mut auditor] {
        sync(wallet, &chain).await;
        assert_eq!(sero(wallet), sero(&alice));
        let history = wallet.history().unwrap();
        let What::Sent { fee: USUAL, outputs, .. } = &history[0].what else { panic!() };
        assert_eq!((outputs.len(), outputs[0].value), (1, 3 * SERO));
        assert_eq!(outputs[0].memo.text().as_deref(), Some("secret"));
        assert!(outputs[0].to.starts_with("serootdev1"));
    }
    let refused = send(&mut auditor, &chain, &[payment(somebody(), 1)]).await;
    assert!(matches!(refused, Err(PayError::Vault(VaultError::WatchOnly))));
}

#[tokio::test]
async fn a_payment_to_oneself_costs_the_fee_only() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[2 * SERO, 3 * SERO]).await;
    let to = Recipient::Address(alice.address());
    let all = Payment { to, asset: Asset::sero(), amount: Amount::All, memo: memo("join") };
    send(&mut alice, &chain, &[all]).await.unwrap();
    assert_eq!(sero(&alice), (0, 5 * SERO - USUAL, 0));
    chain.mine(18);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (5 * SERO - USUAL, 0, 0));
}

#[tokio::test]
async fn everything_leaves_nothing_behind() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[2 * SERO, 3 * SERO, 1]).await;
    let to = Recipient::Address(somebody());
    let all = Payment { to, asset: Asset::sero(), amount: Amount::All, memo: [0; 128] };
    send(&mut alice, &chain, &[all]).await.unwrap();
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 0));
}

#[tokio::test]
async fn waiting_payments_lock_their_notes_until_they_have_expired_for_good() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    let sent = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    let again = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
    assert!(matches!(again, Err(PayError::Select(SelectError::Insufficient { .. }))));
    // No miner takes it.
    chain.inner().pool.clear();
    chain.mine(40);
    assert_eq!(chain.height(), sent.expiry);
    for _ in 0..10 {
        sync(&mut alice, &chain).await;
        assert_eq!(sero(&alice), (0, 4 * SERO - USUAL, 0));
        assert_eq!(alice.history().unwrap()[0].status, Status::Waiting { expiry: sent.expiry });
        chain.mine(1);
    }
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (5 * SERO, 0, 0));
    assert!(alice.history().unwrap().iter().any(|entry| entry.status == Status::Expired));
    send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
}

#[tokio::test]
async fn a_payment_at_its_expiry_is_not_made_twice_by_a_fork() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO, 5 * SERO]).await;
    let mut bob = folder.wallet("bob", 2);
    send(&mut alice, &chain, &[payment(bob.address(), 4 * SERO)]).await.unwrap();
    let handed_in = std::mem::take(&mut chain.inner().pool);
    chain.mine(40);
    sync(&mut alice, &chain).await;
    // Not yet to be paid again: the last block that may hold it can still be another one.
    assert!(alice.history().unwrap().iter().all(|entry| entry.status != Status::Expired));
    chain.drop_blocks(1, false);
    chain.inner().pool = handed_in;
    chain.mine(2);
    sync(&mut alice, &chain).await;
    sync(&mut bob, &chain).await;
    assert_eq!(sero(&bob).2, 4 * SERO);
    assert_eq!(sero(&alice), (5 * SERO, 0, SERO - USUAL));
}

#[tokio::test]
async fn a_payment_of_a_lost_block_waits_again_and_can_be_handed_in_again() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(2);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
    chain.drop_blocks(2, false);
    chain.mine(3);
    let report = alice.sync(&chain, |_| {}).await.unwrap();
    assert_eq!((report.rolled_back, report.unmined), (2, 1));
    assert_eq!(sero(&alice), (0, 4 * SERO - USUAL, 0));
    assert_eq!(alice.resubmit(&chain).await.unwrap(), 1);
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
}

#[tokio::test]
async fn a_payment_of_a_lost_block_that_nobody_mines_again_gives_its_notes_back() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    let sent = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(2);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
    chain.drop_blocks(2, false);
    let release = sent.expiry + RELEASE_DEPTH;
    chain.mine(release - 1 - chain.height());
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 4 * SERO - USUAL, 0));
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (5 * SERO, 0, 0));
    assert!(alice.history().unwrap().iter().any(|entry| entry.status == Status::Expired));
    assert_eq!(alice.resubmit(&chain).await.unwrap(), 0);
    send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
}

#[tokio::test]
async fn a_lost_payment_whose_note_moved_locks_nothing_and_expires() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let note = Made::new(&alice.address(), Asset::sero().id(), 5 * SERO, &[0; 128]).note;
    chain.mine(2);
    chain.queue_note(CompactNote::Shielded(note));
    chain.mine(18);
    sync(&mut alice, &chain).await;
    let sent = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
    // In the other chain the note stands behind another one: its nil is new, and that of the payment never appears.
    chain.drop_blocks(19, false);
    chain.give(&somebody(), SERO);
    chain.queue_note(CompactNote::Shielded(note));
    chain.mine(18);
    let report = alice.sync(&chain, |_| {}).await.unwrap();
    assert_eq!((report.rolled_back, report.unmined), (19, 1));
    assert_eq!(sero(&alice), (5 * SERO, 0, 0));
    let status = |alice: &Wallet| {
        let history = alice.history().unwrap();
        let sent = history.iter().filter(|entry| matches!(entry.what, What::Sent { .. }));
        sent.map(|entry| entry.status).collect::<Vec<_>>()
    };
    assert_eq!(status(&alice), vec![Status::Waiting { expiry: sent.expiry }]);
    assert_eq!(alice.resubmit(&chain).await.unwrap(), 0, "its anchor is of the lost chain");
    chain.mine(sent.expiry + RELEASE_DEPTH - chain.height());
    sync(&mut alice, &chain).await;
    assert_eq!((sero(&alice), status(&alice)), ((5 * SERO, 0, 0), vec![Status::Expired]));
    send(&mut alice, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
}

#[tokio::test]
async fn of_two_built_payments_of_one_note_the_second_is_refused() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    let mut built = Vec::new();
    for value in [SERO, 2 * SERO] {
        let wish = [payment(somebody(), value)];
        built.push(alice.build_payment(&chain, Arc::new(NoProofs), &wish).await.unwrap().bundle);
    }
    let cause = |result| match result {
        Err(PayError::Refused(ChainError::Refused { cause, .. })) => cause,
        other => panic!("{other:?}"),
    };
    alice.submit(&chain, &built[0]).await.unwrap();
    assert_eq!(cause(alice.submit(&chain, &built[0]).await), "PoolRefused");
    assert_eq!(sero(&alice).1, 4 * SERO - USUAL, "the first payment stays");
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(cause(alice.submit(&chain, &built[1]).await), "NilAlreadySpent");
    assert_eq!(cause(alice.submit(&chain, &built[0]).await), "NilAlreadySpent");
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
}

#[tokio::test]
async fn a_payment_overtaken_by_another_frees_its_notes() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO, 3 * SERO]).await;
    let mut twin = folder.wallet("twin", 1);
    send(&mut alice, &chain, &[payment(somebody(), 7 * SERO)]).await.unwrap();
    chain.inner().pool.clear();
    send(&mut twin, &chain, &[payment(somebody(), 2 * SERO)]).await.unwrap();
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (5 * SERO, 0, SERO - USUAL));
    let history = alice.history().unwrap();
    assert!(history.iter().any(|entry| entry.status == Status::Conflicted { height: 19 }));
}

#[tokio::test]
async fn a_refused_payment_locks_nothing_and_a_broken_connection_locks() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    chain.inner().refuse = Some("Paused".into());
    let refused = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
    assert!(matches!(refused, Err(PayError::Refused(_))));
    assert_eq!(sero(&alice), (5 * SERO, 0, 0));
    chain.inner().refuse = None;
    chain.inner().break_on_submit = true;
    let unsure = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
    assert!(matches!(unsure, Err(PayError::Unsure { .. })));
    drop(alice);
    let mut alice = folder.open("rich");
    assert_eq!(sero(&alice), (0, 4 * SERO - USUAL, 0));
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - USUAL));
}

#[tokio::test]
async fn a_node_that_takes_a_payment_and_answers_with_an_error_is_not_paid_twice() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    for failure in [ChainError::Node("busy".into()), ChainError::Nonsense("odd".into())] {
        chain.inner().pool.clear();
        chain.inner().fail_on_submit = Some(failure);
        let unsure = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
        let Err(PayError::Unsure { expiry, .. }) = unsure else { panic!("{unsure:?}") };
        assert_eq!(sero(&alice), (0, 4 * SERO - USUAL, 0));
        let again = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
        assert!(matches!(again, Err(PayError::Select(SelectError::Insufficient { .. }))));
        assert_eq!(chain.inner().pool.len(), 1);
        chain.inner().pool.clear();
        chain.mine(expiry + RELEASE_DEPTH - chain.height());
        sync(&mut alice, &chain).await;
        assert_eq!(sero(&alice), (5 * SERO, 0, 0));
    }
}

#[tokio::test]
async fn a_plain_account_is_paid_in_the_open() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[5 * SERO]).await;
    let text = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let to = Recipient::account(text).unwrap();
    let wish = Payment { to, asset: Asset::sero(), amount: Amount::Exact(SERO), memo: memo("out") };
    let sent = send(&mut alice, &chain, &[wish]).await.unwrap();
    assert_eq!(sent.fee, 6 * FEE);
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, 4 * SERO - 6 * FEE));
    let data = chain.inner().blocks[19].data.clone();
    assert_eq!(data.bundles[0].notes.len(), 3);
    assert_eq!(data.bundles[0].public_outs[0].memo.to_vec(), b"out");
    let What::Sent { outputs, .. } = &alice.history().unwrap()[0].what else { panic!() };
    assert_eq!((outputs[0].to.as_str(), outputs[0].kind), (text, "account"));
}

#[tokio::test]
async fn a_token_pays_its_fee_in_sero() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let coin = name("COIN").token();
    chain.give_asset(&alice.address(), coin, 100);
    chain.give(&alice.address(), SERO);
    chain.mine(18);
    let mut bob = folder.wallet("bob", 2);
    let wish = Payment { asset: coin, ..payment(bob.address(), 30) };
    let sent = send(&mut alice, &chain, &[wish]).await.unwrap();
    // Payment, change in COIN, change in SERO.
    assert_eq!(sent.fee, 5 * FEE);
    chain.mine(1);
    sync(&mut alice, &chain).await;
    sync(&mut bob, &chain).await;
    let owned = |wallet: &Wallet| -> Vec<u128> { wallet.balance().iter().map(|balance| balance.incoming).collect() };
    assert_eq!(owned(&alice), vec![SERO - 5 * FEE, 70]);
    assert_eq!(owned(&bob), vec![0, 30]);
}

#[tokio::test]
async fn several_receivers_fit_into_one_bundle() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[20 * SERO]).await;
    let wishes: Vec<Payment> = (1..=14).map(|n| payment(somebody(), n * SERO / 10)).collect();
    send(&mut alice, &chain, &wishes).await.unwrap();
    let too_many: Vec<Payment> = (1..=15).map(|n| payment(somebody(), n)).collect();
    let refused = send(&mut alice, &chain, &too_many).await;
    assert!(matches!(refused, Err(PayError::Request(RequestError::TooMany(15)))));
}

#[tokio::test]
async fn wishes_that_cannot_be_granted_are_told_apart() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO]).await;
    let refused = send(&mut alice, &chain, &[payment(somebody(), 0)]).await;
    assert!(matches!(refused, Err(PayError::Request(RequestError::Zero))));
    let refused = send(&mut alice, &chain, &[]).await;
    assert!(matches!(refused, Err(PayError::Request(RequestError::Nothing))));
    let refused = send(&mut alice, &chain, &[payment(somebody(), SERO)]).await;
    assert!(matches!(refused, Err(PayError::Select(SelectError::Insufficient { .. }))));
    let refused = send(&mut alice, &chain, &[payment(somebody(), u128::MAX), payment(somebody(), 1)]).await;
    assert!(matches!(refused, Err(PayError::Select(SelectError::Overflow))));
    chain.inner().fee = SERO;
    let refused = send(&mut alice, &chain, &[payment(somebody(), 1)]).await;
    assert!(matches!(refused, Err(PayError::Chain(ChainError::Nonsense(_)))));
    let mut early = folder.wallet("early", 3);
    let young = TestChain::new(1);
    young.mine(3);
    let refused = send(&mut early, &young, &[payment(somebody(), 1)]).await;
    assert!(matches!(refused, Err(PayError::Select(SelectError::TooEarly { tip: 3 }))));
}

#[tokio::test]
async fn more_than_sixteen_notes_are_named_as_the_reason() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO; 20]).await;
    let refused = send(&mut alice, &chain, &[payment(somebody(), 17 * SERO)]).await;
    assert!(matches!(refused, Err(PayError::Select(SelectError::TooManyNotes { .. }))));
    send(&mut alice, &chain, &[payment(somebody(), 15 * SERO)]).await.unwrap();
}

#[tokio::test]
async fn the_asset_whose_notes_fill_the_bundle_is_named() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO]).await;
    let coin = name("COIN").token();
    for _ in 0..16 {
        chain.give_asset(&alice.address(), coin, 1);
    }
    settle(&mut alice, &chain).await;
    let refused = send(&mut alice, &chain, &[Payment { asset: coin, ..payment(somebody(), 16) }]).await;
    let Err(PayError::Select(SelectError::TooManyNotes { asset, reachable })) = refused else { panic!("{refused:?}") };
    assert_eq!((asset.as_str(), reachable.as_str()), ("COIN", "15"));
    let join = [Payment { asset: coin, ..payment(alice.address(), 15) }];
    send(&mut alice, &chain, &join).await.unwrap();
}

/// What a signed extrinsic says: where its era begins and how long it is, the nonce, and what is shielded.
type Said = (u16, u32, PublicNote);

/// Reads an extrinsic of `shield`, and checks that it is signed for the test chain with this block as its era's beginning.
fn said(chain: &TestChain, signer: &Keypair, extrinsic: &[u8], birth: usize) -> Said {
    let body = Vec::<u8>::decode_all(&mut &extrinsic[..]).unwrap();
    assert_eq!((&body[..2], &body[2..34], body[34]), (&[0x84, 0][..], &signer.public.to_bytes()[..], 1));
    let signature = Signature::from_bytes(&body[35..99]).unwrap();
    let mut rest = &body[99..];
    let (era, Compact(nonce), Compact(tip), mode) =
        <(u16, Compact<u32>, Compact<u128>, u8)>::decode(&mut rest).unwrap();
    assert_eq!((tip, mode), (0, 0));
    let inner = chain.inner();
    let implied = (1u32, 1u32, inner.genesis, inner.blocks[birth].hash, 0u8).encode();
    let extensions = (era, Compact(nonce), 0u8, 0u8).encode();
    let payload = [rest, &extensions, &implied].concat();
    assert!(payload.len() <= 256, "longer ones are hashed");
    assert!(signer.public.verify_simple(b"substrate", &payload, &signature).is_ok());
    let (pallet, call, to, asset, Compact(value)) =
        <(u8, u8, PkrBytes, Asset, Compact<u128>)>::decode_all(&mut rest).unwrap();
    assert_eq!((pallet, call), (SHIELDED_PALLET, SHIELD_CALL));
    (era, nonce, PublicNote { to, asset, value })
}

#[tokio::test]
async fn shielding_makes_a_signed_extrinsic_for_ones_own_address() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let keypair = suri::keypair("//Alice").unwrap();
    chain.mine(90);
    chain.inner().nonce = 7;
    let shielded = alice.shield(&chain, &keypair, SERO).await.unwrap();
    assert_eq!(shielded.account, ss58::encode(&keypair.public.to_bytes()));
    let extrinsics = chain.inner().extrinsics.clone();
    let [extrinsic] = &extrinsics[..] else { panic!("one extrinsic") };
    // Of 64 blocks, from the tenth below the last one on.
    let (era, nonce, note) = said(&chain, &keypair, extrinsic, 80);
    assert_eq!((era, nonce, shielded.expiry), (5 + (80 % 64) * 16, 7, 80 + 63));
    assert_eq!((note.asset, note.value), (Asset::sero(), SERO));
    chain.queue_note(CompactNote::Public(note));
    chain.mine(1);
    sync(&mut alice, &chain).await;
    assert_eq!(sero(&alice), (0, 0, SERO));
}

#[tokio::test]
async fn what_is_tried_is_not_what_is_handed_in_and_is_good_for_no_later_block() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let keypair = suri::keypair("//Alice").unwrap();
    // Before block 3 no era is so short; the node is not asked.
    chain.inner().outcome = vec![0, 1, 7, 0];
    for height in 0..3 {
        assert_eq!(chain.height(), height);
        assert_eq!(alice.shield(&chain, &keypair, SERO).await.unwrap().expiry, 63);
        chain.mine(1);
    }
    assert!(chain.inner().tried.is_empty());
    for height in 3..12u32 {
        chain.inner().outcome = vec![0, 1, 7, 0];
        alice.shield(&chain, &keypair, SERO).await.unwrap_err();
        assert!(chain.inner().extrinsics.len() == 3, "a no signs nothing else");
        let (tried, at) = chain.inner().tried.pop().unwrap();
        assert_eq!(at, chain.inner().blocks[height as usize].hash);
        // Of 4 blocks, of which the last block of the chain is the last.
        let (era, _, note) = said(&chain, &keypair, &tried, height as usize - 3);
        assert_eq!((u32::from(era), note.value), (1 + (height + 1) % 4 * 16, SERO));
        chain.inner().outcome = vec![0, 0];
        alice.shield(&chain, &keypair, SERO).await.unwrap();
        let mut inner = chain.inner();
        let ((tried, _), extrinsic) = (inner.tried.pop().unwrap(), inner.extrinsics.pop().unwrap());
        assert!(tried != extrinsic && inner.tried.is_empty());
        drop(inner);
        assert_eq!(
            said(&chain, &keypair, &tried, height as usize - 3).2,
            said(&chain, &keypair, &extrinsic, (height as usize).saturating_sub(10)).2
        );
        chain.mine(1);
    }
}

#[tokio::test]
async fn a_lost_answer_to_shield_is_unsure_up_to_a_block() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let keypair = suri::keypair("//Alice").unwrap();
    chain.mine(30);
    let failures =
        [ChainError::Connection("gone".into()), ChainError::Node("busy".into()), ChainError::Nonsense("odd".into())];
    for failure in failures {
        chain.inner().fail_on_submit = Some(failure.clone());
        let unsure = alice.shield(&chain, &keypair, SERO).await.unwrap_err();
        assert!(unsure.to_string().contains("up to block 83"), "{unsure}");
        assert!(matches!(unsure, ShieldError::Unsure { error, expiry: 83 } if error == failure));
    }
    assert_eq!(chain.inner().extrinsics.len(), 3, "it was taken each time");
    // A refusal is one, if the node tells the truth.
    chain.inner().fail_on_submit = Some(ChainError::Refused { cause: "Stale".into(), message: "old".into() });
    let refused = alice.shield(&chain, &keypair, SERO).await.unwrap_err();
    assert!(matches!(refused, ShieldError::Sync(SyncError::Chain(ChainError::Refused { .. }))), "{refused}");
}

#[tokio::test]
async fn what_a_block_would_take_for_nothing_is_not_shielded() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let keypair = suri::keypair("//Alice").unwrap();
    chain.mine(3);
    chain.inner().held = 3 * SERO / 2;
    let rules: [(&[u8], &str, &str); 5] = [
        (&[0, 1, 7, 0], "FundsUnavailable", "needs 100.001 SERO, and has 1.5 SERO; shield less"),
        (&[1, 0, 1], "Payment", "needs 100.001 SERO, and has 1.5 SERO; pay SERO into the account first"),
        (&[0, 1, 3, 10, 0, 0, 0, 0], "Paused", "(Paused); shielded payments are switched off"),
        (&[0, 1, 3, 10, 1, 0, 0, 0], "NoActiveKeys", "(NoActiveKeys); shielded payments are switched off"),
        (&[0, 1, 3, 10, 13, 0, 0, 0], "TurnstileOverflow", "(TurnstileOverflow); the pool cannot count so much of it"),
    ];
    let account = ss58::encode(&keypair.public.to_bytes());
    for (outcome, rule, advice) in rules {
        chain.inner().outcome = outcome.to_vec();
        let refused = alice.shield(&chain, &keypair, 100 * SERO).await.unwrap_err();
        let message = refused.to_string();
        assert!(message.contains(&account) && message.contains("100 SERO") && message.contains(advice), "{message}");
        let ShieldError::Sync(SyncError::Chain(ChainError::Refused { cause, .. })) = refused else {
            panic!("{message}")
        };
        assert_eq!(cause, rule);
    }
    // The fee is missing, not the coin.
    chain.inner().outcome = vec![1, 0, 1];
    chain.inner().held = 1;
    let refused = alice.shield_asset(&chain, &keypair, name("COIN").token(), 7).await.unwrap_err().to_string();
    assert!(refused.contains("needs 0.001 SERO, and has 0.000000000000000001 SERO; pay SERO into"), "{refused}");
    // And the other way round.
    chain.list(name("COIN").token(), 1);
    sync(&mut alice, &chain).await;
    chain.inner().outcome = vec![0, 1, 7, 0];
    chain.inner().held = 5;
    let refused = alice.shield_asset(&chain, &keypair, name("COIN").token(), 7).await.unwrap_err().to_string();
    assert!(refused.contains("needs 0.7 COIN, and has 0.5 COIN; shield less"), "{refused}");
    assert!(chain.inner().extrinsics.is_empty());
    // One that waits for another of the same account is for the pool to judge.
    chain.inner().outcome = vec![1, 0, 2];
    alice.shield(&chain, &keypair, SERO).await.unwrap();
    assert_eq!(chain.inner().extrinsics.len(), 1);
}

#[tokio::test]
async fn two_accounts_of_other_seeds_do_not_see_each_other() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[SERO]).await;
    let path = folder.path("other");
    let mut other = Wallet::restore(&path, PASSPHRASE, &Seed::new([9; 32]), early()).unwrap();
    sync(&mut other, &chain).await;
    assert_eq!(sero(&other), (0, 0, 0));
    send(&mut alice, &chain, &[payment(other.address(), SERO / 2)]).await.unwrap();
    chain.mine(1);
    sync(&mut other, &chain).await;
    assert_eq!(sero(&other), (0, 0, SERO / 2));
}

/// A server handles wallets in tasks that move between threads.
#[test]
fn everything_that_waits_can_wait_on_any_thread() {
    fn movable<T: Send>(_: &T) {}
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let keypair = suri::keypair("//Alice").unwrap();
    movable(&alice.sync(&chain, |_| {}));
    movable(&alice.rescan(&chain, |_| {}));
    movable(&alice.send(&chain, Arc::new(NoProofs), &[]));
    movable(&alice.submit(&chain, &[]));
    movable(&alice.resubmit(&chain));
    movable(&alice.shield(&chain, &keypair, 1));
}
