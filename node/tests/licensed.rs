//! A chain in its licence phase: who holds a licence mines, and nobody else.

use std::{path::Path, time::Duration};

use crate::common::{run, wait_for, Node};
use serde_json::Value;
use sero_rpc::SeroApiClient;

/// Runs `sero-node license` and reads what it prints.
fn license(arguments: &[&str]) -> Value {
    let output = run(&[&["license"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

/// The local chain, with a licence phase that an issuer's key begins.
fn specification(folder: &Path, issuer: &str) -> String {
    let output = run(&["export-chain-spec", "--chain", "local"]);
    let mut spec: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    spec["id"] = "sero_licensed".into();
    spec["protocolId"] = "sero_licensed".into();
    spec["genesis"]["runtimeGenesis"]["patch"]["license"] =
        serde_json::json!({ "from": 1, "to": 1_000, "issuer": issuer, "revoked": [] });
    let path = folder.join("licensed.json");
    std::fs::write(&path, spec.to_string()).expect("a file");
    path.to_str().expect("a path in UTF-8").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licensed_miner_mines_and_one_without_a_licence_is_not_followed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let issuer = license(&["issuer", &at("issuer.json")]);
    let author = license(&["key", &at("author.json")]);
    let chain = specification(folder.path(), text(&issuer, "public"));

    // Nobody follows a chain that was mined without a licence.
    let keeper = Node::start(&["--chain", &chain]);
    let client = keeper.client().await;
    let genesis = client.chain_info().await.expect("it answers").genesis.to_string();
    let outlaw = Node::start(&["--chain", &chain, "--mine", "--mine-full-speed", "--bootnodes", &keeper.peer().await]);
    let line = keeper.logs("Verification failed").await;
    assert!(line.contains("needs a mining licence"), "{line}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(client.chain_info().await.expect("it answers").best.number, 0);
    drop((outlaw, keeper));

    let zpk = text(&author, "zpk");
    let (issuer_file, licence) = (at("issuer.json"), at("licence.json"));
    let terms = ["--until", "900", "--serial", "7", "--genesis", &genesis];
    let issued = license(&[&["issue", "--issuer", &issuer_file, "--zpk", zpk][..], &terms].concat());
    std::fs::write(&licence, issued.to_string()).expect("a file");
    let public = text(&issuer, "public");
    let checked = license(&["check", &licence, "--issuer-public", public, "--genesis", &genesis, "--height", "900"]);
    assert_eq!(checked["valid"], true);

    let keeper = Node::start(&["--chain", &chain]);
    let client = keeper.client().await;
    let key = at("author.json");
    let holder = ["--license", &licence, "--license-key", &key, "--bootnodes"];
    let known = keeper.peer().await;
    let _miner = Node::start(&[&["--chain", &chain, "--mine", "--mine-full-speed"][..], &holder, &[&known]].concat());
    wait_for(&client, |info| info.best.number >= 3).await;
}

#[test]
fn a_licence_that_has_ended_or_is_of_another_chain_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let (issuer, author) = (license(&["issuer", &at("issuer.json")]), license(&["key", &at("author.json")]));
    let (ours, other) = ("11".repeat(32), "22".repeat(32));
    let (issuer_file, file, zpk) = (at("issuer.json"), at("licence.json"), text(&author, "zpk"));
    let terms = ["--until", "900", "--serial", "7", "--genesis", &ours];
    let issued = license(&[&["issue", "--issuer", &issuer_file, "--zpk", zpk][..], &terms].concat());
    std::fs::write(&file, issued.to_string()).expect("a file");
    let public = text(&issuer, "public");
    for (genesis, height, refusal) in [(&ours, "901", "Expired"), (&other, "1", "OtherNetwork")] {
        let arguments =
            ["license", "check", &file, "--issuer-public", public, "--genesis", genesis, "--height", height];
        let output = run(&arguments);
        assert!(!output.status.success());
        let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(answer["refusal"], refusal);
    }
}
