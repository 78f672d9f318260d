//! Line by line.

use serde_json::json;
use sero_stratum::{Config, Elsewhere};

use crate::{
    client::{nonce, Client},
    fake::{job, quiet, Server},
};

const HEADER: &str = "0101010101010101010101010101010101010101010101010101010101010101";

/// The target of 16.
const TARGET: &str = "0fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

#[tokio::test]
async fn version_1_as_nicehash_wrote_it_with_the_height_behind() {
    let server = Server::start(quiet()).await;
    let mut client = Client::connect(server.address).await;
    client
        .send(r#"{"id": 1, "method": "mining.subscribe", "params": ["ethminer 0.19.0", "EthereumStratum/1.0.0"]}"#)
        .await;
    let answer = client.receive().await;
    let session = answer["result"][0][1].as_str().expect("a session").to_string();
    let extranonce = answer["result"][1].as_str().expect("an extranonce").to_string();
    assert_eq!(extranonce.len(), 4);
    let expected = json!([["mining.notify", session, "EthereumStratum/1.0.0"], extranonce]);
    assert_eq!(answer, json!({ "id": 1, "result": expected, "error": null }));
    client.send(r#"{"id":2,"method":"mining.extranonce.subscribe","params":[]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"error":null,"id":2,"result":true}"#));
    client.send(r#"{"id":3,"method":"mining.authorize","params":["address.rig","x"]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"error":null,"id":3,"result":true}"#));
    let difficulty = client.receive().await;
    assert_eq!((&difficulty["method"], &difficulty["id"]), (&json!("mining.set_difficulty"), &json!(null)));
    assert_eq!(sero_stratum::difficulty::from_index(difficulty["params"][0].as_f64().expect("a number")), 16.into());
    let notify = client.receive().await;
    let seed = const_hex::encode(sero_progpow::seed_hash(2));
    let id = notify["params"][0].as_str().expect("a job").to_string();
    assert_eq!(notify, json!({ "id": null, "method": "mining.notify", "params": [id, seed, HEADER, true, 256] }));
    client
        .send(&json!({ "id": 4, "method": "mining.submit", "params": ["address.rig", id, nonce(1, 5)] }).to_string())
        .await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"error":null,"id":4,"result":true}"#));
    client.send(r#"{"id":9,"jsonrpc":"2.0","worker":"rig","method":"eth_submitHashrate","params":["0x00000000000000000000000000000000000000000000000000000000000003e8","0x1f"]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"error":null,"id":9,"result":true}"#));
    let snapshot = server.statistics.snapshot();
    assert_eq!(snapshot.workers[0].reported_hash_rate, Some(1000.0));
    assert_eq!((snapshot.connections, snapshot.accepted), (1, 1));
}

#[tokio::test]
async fn the_form_of_kawpow_miners() {
    let server = Server::start(quiet()).await;
    let mut client = Client::connect(server.address).await;
    client.send(r#"{"id":1,"jsonrpc":"2.0","method":"mining.subscribe","params":["kawpowminer/1.2.4"]}"#).await;
    let answer = client.receive().await;
    let extranonce = answer["result"][1].as_str().expect("an extranonce").to_string();
    assert_eq!(answer, json!({ "id": 1, "result": [null, extranonce], "error": null }));
    client.send(r#"{"id":3,"jsonrpc":"2.0","method":"mining.authorize","params":["address.rig","x"]}"#).await;
    assert_eq!(client.receive().await["result"], true);
    assert_eq!(
        client.line().await,
        Some(format!(r#"{{"id":null,"method":"mining.set_target","params":["{TARGET}"]}}"#))
    );
    let notify = client.receive().await;
    let seed = const_hex::encode(sero_progpow::seed_hash(2));
    let id = notify["params"][0].as_str().expect("a job").to_string();
    assert_eq!(notify["params"], json!([id, HEADER, seed, TARGET, true, 256, "1e0fffff"]));
    let full = format!("0x{extranonce}{}", nonce(1, 5));
    let mix = crate::fake::mix(u64::from_str_radix(&full[2..], 16).expect("hex"));
    let params = json!(["address.rig", id, full, format!("0x{HEADER}"), format!("0x{}", const_hex::encode(mix))]);
    client.send(&json!({ "id": 40, "jsonrpc": "2.0", "method": "mining.submit", "params": params }).to_string()).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"error":null,"id":40,"result":true}"#));
}

#[tokio::test]
async fn other_miners_of_that_form_subscribe_with_more() {
    let server = Server::start(quiet()).await;
    let mut client = Client::connect(server.address).await;
    client.send(r#"{"id":1,"method":"mining.subscribe","params":["GMiner/2.09",null,"pool.example","4505"]}"#).await;
    assert_eq!(client.receive().await["result"][0], json!(null));
}

#[tokio::test]
async fn version_2_as_the_proposal_has_it() {
    let server = Server::start(Config { node: "sero/test".into(), ..quiet() }).await;
    let mut client = Client::connect(server.address).await;
    client.send(r#"{"id":0,"method":"mining.hello","params":{"agent":"ethminer-0.17","host":"pool.example","port":"4d2","proto":"EthereumStratum/2.0.0"}}"#).await;
    let hello = json!({
        "proto": "EthereumStratum/2.0.0", "encoding": "plain", "resume": "0", "timeout": "258", "maxerrors": "14",
        "node": "sero/test",
    });
    assert_eq!(client.receive().await, json!({ "id": 0, "result": hello }));
    client.send(r#"{"id":1,"method":"mining.subscribe"}"#).await;
    let session = client.receive().await;
    assert!(session["result"].as_str().is_some_and(|name| name.starts_with("s-")), "{session}");
    client.send(r#"{"id":2,"method":"mining.authorize","params":["address.rig","password"]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":2,"result":"w-1"}"#));
    let set = client.receive().await;
    let extranonce = set["params"]["extranonce"].as_str().expect("an extranonce").to_string();
    let members = json!({ "epoch": "2", "target": TARGET, "algo": "progpow-fake", "extranonce": extranonce });
    assert_eq!(set, json!({ "method": "mining.set", "params": members }));
    let notify = client.receive().await;
    let id = notify["params"][0].as_str().expect("a job").to_string();
    assert_eq!(notify, json!({ "method": "mining.notify", "params": [id, "100", HEADER, "1"] }));
    client.send(&json!({ "id": 31, "method": "mining.submit", "params": [id, nonce(1, 5), "w-1"] }).to_string()).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":31}"#));
    client.send(r#"{"id":16,"method":"mining.hashrate","params":["500000","w-1"]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":16}"#));
    client.send(r#"{"id":50,"method":"mining.noop"}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":50}"#));
    // A second worker, and the first again.
    client.send(r#"{"id":3,"method":"mining.authorize","params":["address.second",""]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":3,"result":"w-2"}"#));
    client.send(r#"{"id":4,"method":"mining.authorize","params":["address.rig",""]}"#).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":4,"result":"w-1"}"#));
    client.send(&json!({ "id": 32, "method": "mining.submit", "params": [id, nonce(2, 5), "w-2"] }).to_string()).await;
    assert_eq!(client.line().await.as_deref(), Some(r#"{"id":32}"#));
    let paid: Vec<_> = server.paid.0.lock().iter().map(|share| share.1.clone()).collect();
    assert_eq!(paid, ["rig", "second"]);
    client.send(r#"{"method":"mining.bye"}"#).await;
    assert_eq!(client.line().await, None);
}

#[tokio::test]
async fn jobs_follow_with_epoch_and_difficulty() {
    let server = Server::start(quiet()).await;
    let mut client = Client::v2(server.address, "address").await;
    client.notification("mining.notify").await;
    server.show(Some(job(2, 1, 256)));
    let next = client.receive().await;
    assert_eq!((&next["method"], &next["params"][3]), (&json!("mining.notify"), &json!("0")));
    // Another parent, another epoch, and a block that is easier than a share was.
    server.show(Some(sero_stratum::Job { difficulty: 3.into(), ..job(3, 2, 300) }));
    let set = client.receive().await;
    assert_eq!((&set["params"]["epoch"], &set["params"]["algo"]), (&json!("3"), &json!("progpow-fake")));
    assert_eq!(set["params"]["target"], "5".repeat(64));
    assert_eq!(client.receive().await["params"][3], "1");
}

#[tokio::test]
async fn a_miner_without_work_gets_it_when_there_is_some() {
    let server = Server::start(quiet()).await;
    server.show(None);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let mut client = Client::v1(server.address, "address").await;
    server.show(Some(job(9, 9, 7)));
    assert_eq!(client.notification("mining.notify").await[4], 7);
}

#[tokio::test]
async fn every_connection_has_its_own_extranonce() {
    let server = Server::start(quiet()).await;
    let mut names = std::collections::HashSet::new();
    let mut clients = Vec::new();
    for _ in 0..50 {
        let client = Client::v1(server.address, "address").await;
        assert!(names.insert(client.extranonce.clone()));
        clients.push(client);
    }
}

#[tokio::test]
async fn miners_are_told_when_the_server_ends() {
    let server = Server::start(quiet()).await;
    let mut first = Client::v1(server.address, "address").await;
    let mut second = Client::v2(server.address, "address").await;
    server.end();
    assert!(first.closed().await.contains("the server ends"));
    assert_eq!(second.closed().await, r#"{"method":"mining.bye"}"#);
    server.task.await.expect("it ends");
}

#[tokio::test]
async fn miners_are_sent_elsewhere_when_there_is_another_server() {
    let elsewhere = Some(Elsewhere { host: "other.example".into(), port: 0xd80 });
    let server = Server::start(Config { elsewhere, ..quiet() }).await;
    let mut first = Client::v1(server.address, "address").await;
    let mut second = Client::v2(server.address, "address").await;
    server.end();
    assert_eq!(first.closed().await, r#"{"id":null,"method":"client.reconnect","params":["other.example",3456,0]}"#);
    let params = json!({ "host": "other.example", "port": "d80", "resume": "0" });
    assert_eq!(second.closed().await, json!({ "method": "mining.reconnect", "params": params }).to_string());
}
