//! Bad requests: wrong types, wrong bytes, too many of them, and options that the node refuses.

use crate::common::{run, wait_for, Node};
use jsonrpsee::{
    core::{client::ClientT, client::Error, params::ArrayParams},
    types::ErrorObjectOwned,
    ws_client::WsClient,
};
use serde_json::{json, Value};
use sero_rpc::{HexBytes, RpcError, SeroApiClient, MAX_BUNDLE_BYTES};

const INVALID_PARAMS: i32 = -32602;

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
    ];
    for (method, params, cause) in cases {
        let error = refused(&client, method, &params).await;
        assert_eq!(RpcError::cause_of(&error).as_deref(), Some(cause), "{method} {params:?}: {error:?}");
    }
    let too_long = client.submit_bundle(HexBytes(vec![0; MAX_BUNDLE_BYTES + 1])).await;
    let Err(Error::Call(error)) = too_long else { panic!("it was not refused") };
    assert_eq!(RpcError::cause_of(&error).as_deref(), Some("Oversized"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_servers_limit_does_not_reach_the_node() {
    let node = Node::start(&["--dev", "--rpc-max-request-size", "1"]);
    let client = node.client().await;
    let result = client.submit_bundle(HexBytes(vec![0; 1024 * 1024])).await;
    assert!(result.is_err());
    // The node lives on.
    let again = node.client().await;
    again.chain_info().await.expect("it answers");
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
    assert!(text.contains("--mine-to sero1qqqq"), "{text}");
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
