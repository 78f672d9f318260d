//! With real proofs. The first run on a machine makes the development parameters, which takes a minute.

mod common;

use std::sync::Arc;

use codec::DecodeAll;
use common::*;
use sero_circuits::{input, keys::development_key, output, verify::VerifyingKey, Circuit, Proof};
use sero_shielded::{
    address::Network,
    asset::SERO,
    bundle::{Bundle, NoCommand},
};
use sero_wallet::payment::{groth16::LocalProver, prove::ProveError};

#[tokio::test]
async fn every_proof_of_a_bundle_verifies_under_the_keys_of_the_genesis() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = rich(&folder, &chain, &[2 * SERO, 3 * SERO]).await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let wish = [payment(somebody(), 4 * SERO)];
    let (_, built) = alice.send(&chain, prover, &wish).await.unwrap();
    let bundle = Bundle::<NoCommand>::decode_all(&mut built.bundle.as_slice()).unwrap();
    let key = |circuit| VerifyingKey::parse(circuit, development_key(circuit)).unwrap();
    let body = &bundle.body;
    for part in &body.inputs {
        let public = input::Public::decode(&body.anchor, &part.nil, &part.key, &part.asset_commitment).unwrap();
        key(Circuit::Input).verify(&public.to_field_elements(), &Proof(part.proof.0)).unwrap();
    }
    for part in &body.outputs {
        let note = &part.note;
        let public =
            output::Public::decode(&part.asset_commitment, &note.commitment, &note.rpk, &note.to, &note.contents)
                .unwrap();
        key(Circuit::Output).verify(&public.to_field_elements(), &Proof(part.proof.0)).unwrap();
    }
}

#[test]
fn nothing_is_proved_for_the_main_network_with_keys_that_everybody_can_forge() {
    let refused = LocalProver::load(Network::Main).err();
    assert!(matches!(refused, Some(ProveError::Parameters(_))));
}
