//! With real proofs. The first run on a machine makes the development parameters, which takes a minute.

use std::sync::Arc;

use crate::common::*;
use sero_circuits::{input, keys::development_key, output, verify::VerifyingKey, Circuit, Proof};
use sero_shielded::{
    address::Network,
    asset::{Asset, SERO},
    bundle::{Bundle, ProofBytes},
    command::{Command, TicketData},
    encoding::PointBytes,
    ownership::{Challenge, OwnershipProof},
};
use sero_wallet::{
    order::{Order, MAX_DEPOSIT},
    ownership::{challenge, challenge_since, verify, verify_at, OwnershipError},
    payment::{groth16::LocalProver, prove::ProveError, Payment},
    wallet::Wallet,
};

#[tokio::test]
async fn every_proof_of_a_bundle_verifies_under_the_keys_of_the_genesis() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[2 * SERO, 3 * SERO]).await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let wish = [payment(somebody(), 4 * SERO)];
    let (_, built) = alice.send(&chain, prover, &wish).await.unwrap();
    verify_all(&bundle_of(&built));
}

/// Verifies all proofs of a bundle, those of packed notes too.
fn verify_all(bundle: &Bundle<Command>) {
    let key = |circuit| VerifyingKey::parse(circuit, development_key(circuit)).unwrap();
    let body = &bundle.body;
    for part in &body.inputs {
        let public = input::Public::decode(&body.anchor, &part.nil, &part.key, &part.asset_commitment).unwrap();
        key(Circuit::Input).verify(&public.to_field_elements(), &Proof(part.proof.0)).unwrap();
    }
    let packed = body.command.as_ref().map(Command::packed).unwrap_or_default();
    for part in body.outputs.iter().chain(packed) {
        let note = &part.note;
        let public =
            output::Public::decode(&part.asset_commitment, &note.commitment, &note.rpk, &note.to, &note.contents)
                .unwrap();
        key(Circuit::Output).verify(&public.to_field_elements(), &Proof(part.proof.0)).unwrap();
    }
}

#[tokio::test]
async fn packed_notes_are_proved_as_well() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[20 * SERO]).await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let wish = Order::CreatePackage { contents: vec![(Asset::sero(), 1), (Asset::sero(), 2)], data: vec![1] };
    let (_, built) = alice.order(&chain, Arc::clone(&prover), &wish, &[], MAX_DEPOSIT).await.unwrap();
    let bundle = bundle_of(&built);
    assert_eq!(bundle.body.command.as_ref().unwrap().packed().len(), 2);
    verify_all(&bundle);
    settle(&mut alice, &chain).await;
    let (id, key) = built.package.unwrap();
    let (_, built) = alice.order(&chain, prover, &Order::OpenPackage { id, key }, &[], 0).await.unwrap();
    verify_all(&bundle_of(&built));
}

/// Alice with a ticket.
async fn with_ticket(folder: &Folder, chain: &TestChain) -> Wallet {
    let mut alice = rich(folder, chain, &[20 * SERO]).await;
    order(&mut alice, chain, &Order::RegisterCategory { category: name("THEATRE") }).await.unwrap();
    settle(&mut alice, chain).await;
    let wish = Order::IssueTicket { category: name("THEATRE"), id: [7; 32], data: TicketData::default() };
    order(&mut alice, chain, &wish).await.unwrap();
    settle(&mut alice, chain).await;
    alice
}

#[tokio::test]
async fn the_owner_of_a_ticket_proves_it_and_a_former_owner_cannot() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = with_ticket(&folder, &chain).await;
    let mut bob = folder.wallet("bob", 2);
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let seat = ticket("THEATRE", 7);
    let move_to = |address| [Payment { asset: seat, ..payment(address, 1) }];

    // Who asks about any time gets an answer at once.
    let ever = challenge_since(seat, 0).unwrap();
    let early = alice.prove_ownership(&chain, Arc::clone(&prover), &ever).await.unwrap();
    verify(&chain, &ever, &early).await.unwrap();

    // Who asks about now gets one only for a note that is made from now on.
    let now = challenge(&chain, seat).await.unwrap();
    let old = alice.prove_ownership(&chain, Arc::clone(&prover), &now).await;
    assert!(matches!(old, Err(OwnershipError::TooOld { .. })));
    let own = alice.address();
    send(&mut alice, &chain, &move_to(own)).await.unwrap();
    chain.mine(1);
    let young = alice.prove_ownership(&chain, Arc::clone(&prover), &now).await;
    let Err(OwnershipError::TooYoung { block, .. }) = young else { panic!() };
    chain.mine(block - chain.height());
    let proof = alice.prove_ownership(&chain, Arc::clone(&prover), &now).await.unwrap();
    verify(&chain, &now, &proof).await.unwrap();
    // Without a node, by the root alone.
    let genesis = chain.inner().genesis;
    let root = chain.inner().blocks[proof.anchor_block as usize].data.root.0;
    verify_at(Network::Development, &genesis, &root, &now, &proof).unwrap();

    // Two answers share nothing that is seen but the root.
    let again = alice.prove_ownership(&chain, Arc::clone(&prover), &now).await.unwrap();
    assert_ne!(again.key, proof.key);

    send(&mut alice, &chain, &move_to(bob.address())).await.unwrap();
    settle(&mut bob, &chain).await;
    let later = challenge(&chain, seat).await.unwrap();
    let gone = alice.prove_ownership(&chain, Arc::clone(&prover), &later).await;
    assert!(matches!(gone, Err(OwnershipError::NotOwned(_))));
    send_with_coins(&mut bob, &chain, seat).await;
    let proof = bob.prove_ownership(&chain, prover, &later).await.unwrap();
    verify(&chain, &later, &proof).await.unwrap();
}

/// Bob gets a coin for the fee and moves the ticket to himself.
async fn send_with_coins(bob: &mut Wallet, chain: &TestChain, seat: Asset) {
    chain.give(&bob.address(), SERO);
    settle(bob, chain).await;
    let refresh = Payment { asset: seat, ..payment(bob.address(), 1) };
    send(bob, chain, &[refresh]).await.unwrap();
    settle(bob, chain).await;
}

#[tokio::test]
async fn an_answer_that_was_changed_or_is_to_another_question_is_refused() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = with_ticket(&folder, &chain).await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let seat = ticket("THEATRE", 7);
    let ever = challenge_since(seat, 0).unwrap();
    let proof = alice.prove_ownership(&chain, prover, &ever).await.unwrap();
    let refused = |result: Result<(), OwnershipError>| matches!(result, Err(OwnershipError::Refused(_)));
    for other in [
        Challenge { asset: ticket("THEATRE", 8), ..ever },
        Challenge { since: 1, ..ever },
        Challenge { nonce: [0; 32], ..ever },
    ] {
        assert!(refused(verify(&chain, &other, &proof).await));
    }
    let mut signature = proof.signature;
    signature.0[40] ^= 1;
    for changed in [
        OwnershipProof { key: PointBytes([3; 32]), ..proof },
        OwnershipProof { proof: ProofBytes([0; 128]), ..proof },
        OwnershipProof { signature, ..proof },
    ] {
        assert!(refused(verify(&chain, &ever, &changed).await));
    }
    let elsewhere = OwnershipProof { anchor_block: proof.anchor_block - 8, ..proof };
    assert!(matches!(verify(&chain, &ever, &elsewhere).await, Err(OwnershipError::Root(_))));
    let future = OwnershipProof { anchor_block: 10_000, ..proof };
    assert!(matches!(verify(&chain, &ever, &future).await, Err(OwnershipError::Root(10_000))));
    let (root, genesis) = (proof.anchor.0, chain.inner().genesis);
    assert!(refused(verify_at(Network::Development, &[9; 32], &root, &ever, &proof)), "another chain");
    let other_root = verify_at(Network::Development, &genesis, &[1; 32], &ever, &proof);
    assert!(matches!(other_root, Err(OwnershipError::Root(_))));
    let main = verify_at(Network::Main, &genesis, &root, &ever, &proof);
    assert!(matches!(main, Err(OwnershipError::NoKey)), "everybody can forge under the keys of development");
    assert!(challenge_since(Asset::sero(), 0).is_err());
}

#[test]
fn nothing_is_proved_for_the_main_network_with_keys_that_everybody_can_forge() {
    let refused = LocalProver::load(Network::Main).err();
    assert!(matches!(refused, Some(ProveError::NoCeremony)));
}
