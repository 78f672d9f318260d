//! Bad requests: wrong types, wrong bytes, too many of them, and options that the node refuses.

use crate::common::work::{engine, mine, BY_HAND};
use crate::common::{
    miner::{self, ENOUGH},
    run, wait_for, Node,
};
use codec::{Compact, DecodeAll, Encode};
use jsonrpsee::{
    core::{client::ClientT, client::Error, params::ArrayParams},
    types::ErrorObjectOwned,
    ws_client::WsClient,
};
use serde_json::{json, Value};
use sero_rpc::{Hex32, HexBytes, NilStatus, RpcError, SeroApiClient, MAX_BUNDLE_BYTES};
use sero_shielded::{
    address::Network,
    asset::SERO,
    bundle::{Bundle, NoCommand},
};
use sero_wallet::payment::Recipient;

const INVALID_PARAMS: i32 = -32602;

/// The modulus of the field of nils and asset ids, in their byte order: the smallest number that is none.
const MODULUS: &str = "0x010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430";

async fn refused(client: &WsClient, method: &str, params: &[Value]) -> ErrorObjectOwned {
    let mut array = ArrayParams::new();
    for param in params {
        array.insert(param).expect("it is JSON");
    }
    match client.request::<Value, _>(method, array).await {
        Err(Error::Call(error)) => error,
        other => panic!("{method} {params:?} was not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_the_wrong_form_is_refused_with_its_cause() {
    let node = Node::dev();
    let client = node.client().await;
    for (method, params) in [
        ("sero_blocks", vec![json!("one"), json!(2)]),
        ("sero_blocks", vec![json!(-1), json!(2)]),
        ("sero_blocks", vec![json!(1.5), json!(2)]),
        ("sero_blocks", vec![json!(1)]),
        ("sero_root", vec![json!(4_294_967_296u64)]),
        ("sero_nilStatus", vec![json!("abcd")]),
        ("sero_nilStatus", vec![json!("0xabcd")]),
        ("sero_nilStatus", vec![json!(null)]),
        ("sero_submitBundle", vec![json!("0xabc")]),
        ("sero_submitBundle", vec![json!({"bundle": "0x"})]),
        ("sero_minimumFee", vec![json!(1), json!(true), json!(0)]),
        ("sero_minimumFee", vec![json!(1), json!(1), json!(0), json!("abcd")]),
        ("sero_subscribeBlocks", vec![json!("one")]),
        ("sero_subscribeBlocks", vec![]),
        ("sero_frontier", vec![json!("0x01")]),
        ("sero_deposit", vec![json!("abcd")]),
        ("sero_deposit", vec![json!(7)]),
        ("sero_asset", vec![json!("0xabcd")]),
        ("sero_asset", vec![json!(1)]),
        ("sero_assets", vec![json!(-1), json!(1)]),
        ("sero_assets", vec![json!(0), json!(4_294_967_296u64)]),
        ("sero_token", vec![json!(7)]),
        ("sero_category", vec![json!(null)]),
        ("sero_ticket", vec![json!("SEAT"), json!("0xabcd")]),
        ("sero_package", vec![json!("0xabcd")]),
    ] {
        let error = refused(&client, method, &params).await;
        assert_eq!(error.code(), INVALID_PARAMS, "{method} {params:?}: {error:?}");
        assert!(error.data().is_some(), "{method} {params:?} says nothing of the cause");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_well_formed_request_has_its_own_error() {
    let node = Node::dev();
    let client = node.client().await;
    wait_for(&client, |info| info.best.number >= 1).await;
    let cases = [
        ("sero_blocks", vec![json!(1_000_000), json!(1_000_001)], "UnknownBlock"),
        ("sero_blocks", vec![json!(2), json!(1)], "BadRange"),
        ("sero_root", vec![json!(1_000_000)], "UnknownBlock"),
        ("sero_frontier", vec![json!(u32::MAX)], "UnknownBlock"),
        ("sero_submitBundle", vec![json!("0x")], "BadEncoding"),
        ("sero_submitBundle", vec![json!("0x00ff00ff")], "BadEncoding"),
        ("sero_nilStatus", vec![json!(MODULUS)], "BadEncoding"),
        ("sero_asset", vec![json!(MODULUS)], "BadEncoding"),
        ("sero_token", vec![json!("no name")], "BadEncoding"),
    ];
    for (method, params, cause) in cases {
        let error = refused(&client, method, &params).await;
        assert_eq!(RpcError::cause_of(&error).as_deref(), Some(cause), "{method} {params:?}: {error:?}");
    }
    let too_long = client.submit_bundle(HexBytes(vec![0; MAX_BUNDLE_BYTES + 1])).await;
    let Err(Error::Call(error)) = too_long else { panic!("it was not refused") };
    assert_eq!(RpcError::cause_of(&error).as_deref(), Some("Oversized"));
    // One below the modulus is a nil, which nobody showed.
    let mut nil: Hex32 = MODULUS.parse().expect("32 bytes");
    nil.0[0] -= 1;
    assert_eq!(client.nil_status(nil).await.expect("it is a nil"), NilStatus { spent_in: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_bundle_is_refused_with_a_byte_behind_it_and_with_a_length_beyond_its_end() {
    let node = Node::start(&[&["--chain", "dev"][..], &BY_HAND].concat());
    let client = node.client().await;
    mine(&client, &engine(), ENOUGH).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let wish = [(Recipient::Account([9; 32]), SERO)];
    let good = miner::bundle(&node, Network::Development, folder.path(), &wish).await;

    // Where the number of inputs is written.
    let body = Bundle::<NoCommand>::decode_all(&mut &good[..]).expect("a bundle").body;
    let at = (body.version, body.key_version, body.expiry, body.anchor).encode().len();
    let count = Compact(body.inputs.len() as u32).encode();
    let (before, behind) = (&good[..at], &good[at + count.len()..]);
    assert_eq!([before, &count, behind].concat(), good);
    let with_count = |bytes: &[u8]| [before, bytes, behind].concat();
    for bad in [
        [&good[..], &[0]].concat(),
        good[..good.len() - 1].to_vec(),
        with_count(&Compact(u32::MAX).encode()),
        with_count(&Compact(u64::MAX).encode()),
        with_count(&[0xff; 68]),
    ] {
        let error = refused(&client, "sero_submitBundle", &[json!(HexBytes(bad))]).await;
        assert_eq!(RpcError::cause_of(&error).as_deref(), Some("BadEncoding"), "{error:?}");
    }
    client.submit_bundle(HexBytes(good)).await.expect("nothing else is wrong with it");
}

#[test]
fn other_sync_modes_than_full_are_refused() {
    for mode in ["warp", "fast", "fast-unsafe"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let base = folder.path().to_str().expect("a path in UTF-8");
        let output = run(&["--chain", "dev", "--base-path", base, "--sync", mode]);
        assert!(!output.status.success());
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("only full sync"), "{mode}: {text}");
    }
}

#[test]
fn a_wrong_payout_address_is_refused_before_anything_starts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let output = run(&["--chain", "dev", "--base-path", base, "--mine", "--mine-to", "sero1qqqq"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("--mine-to: ") && !text.contains("sero1qqqq"), "it repeats no secret: {text}");
    assert!(text.contains("`sero-wallet address` prints"), "it says what to do next: {text}");
}

#[test]
fn the_main_chain_does_not_begin_before_it_has_verifying_keys() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let output = run(&["--chain", "main", "--base-path", base]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("has no verifying keys"), "{text}");
}

#[test]
fn every_built_in_chain_exports_its_specification() {
    for (chain, id) in [("dev", "sero_dev"), ("local", "sero_local"), ("main", "sero_main")] {
        let output = run(&["export-chain-spec", "--chain", chain]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let spec: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(spec["id"], id);
    }
}

#[test]
fn development_verifying_keys_are_refused_on_a_chain_of_value() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run(&["export-chain-spec", "--chain", "dev"]);
    let mut spec: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    spec["chainType"] = json!("Live");
    let path = folder.path().join("live.json");
    std::fs::write(&path, spec.to_string()).expect("the folder can be written");
    let base = folder.path().to_str().expect("a path in UTF-8");
    let chain = path.to_str().expect("a path in UTF-8");
    let output = run(&["--chain", chain, "--base-path", base]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("development verifying key of circuit Input"), "{text}");
}
