//! Every no by its name.

use std::sync::atomic::Ordering;

use serde_json::{json, Value};
use sero_stratum::Config;

use crate::{
    client::{nonce, Client},
    fake::{mix, quiet, Server},
};

/// A worker of each version, with its job.
async fn both(server: &Server) -> (Client, String, Client, String) {
    let mut first = Client::v1(server.address, "address.rig").await;
    let job = first.notification("mining.notify").await[0].as_str().expect("a job").to_string();
    let mut second = Client::v2(server.address, "address.rig").await;
    let set = second.notification("mining.set").await;
    second.extranonce = set["extranonce"].as_str().expect("an extranonce").into();
    let other = second.notification("mining.notify").await[0].as_str().expect("a job").to_string();
    (first, job, second, other)
}

/// Code and message in 1.0.0 and in 2.0.0.
fn error(answer: &Value) -> (u64, String) {
    let error = &answer["error"];
    let (code, text) = if error.is_array() { (&error[0], &error[1]) } else { (&error["code"], &error["message"]) };
    (code.as_u64().unwrap_or(0), text.as_str().unwrap_or_default().into())
}

#[tokio::test]
async fn a_job_that_was_never_sent() {
    let server = Server::start(quiet()).await;
    let (mut first, _, mut second, _) = both(&server).await;
    let answer = first.ask("mining.submit", json!(["address.rig", "none", nonce(1, 9)])).await;
    assert_eq!(answer["result"], false);
    assert_eq!(error(&answer), (21, "Job not found: none".into()));
    let answer = second.ask("mining.submit", json!(["none", nonce(1, 9), "w-1"])).await;
    assert_eq!(error(&answer), (404, "Job not found: none".into()));
    assert_eq!((server.refused("unknownJob"), server.evaluations()), (2, 0));
}

#[tokio::test]
async fn a_share_that_was_there_already() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    assert_eq!(first.submit("address.rig", &job, 1, 9).await, 0);
    assert_eq!(first.submit("address.rig", &job, 1, 9).await, 22);
    let full = format!("{}{}", second.extranonce, nonce(1, 9));
    assert_eq!(second.ask("mining.submit", json!([other, nonce(1, 9), "w-1"])).await.get("error"), None);
    let (code, text) = error(&second.ask("mining.submit", json!([other, full, "w-1"])).await);
    assert_eq!((code, text), (409, format!("Duplicate share: {full}")));
    assert_eq!((server.evaluations(), server.paid.0.lock().len()), (2, 2));
}

#[tokio::test]
async fn a_share_of_a_connection_that_had_the_same_extranonce() {
    let server = Server::start(Config { extranonce_bytes: 1, ..quiet() }).await;
    let mut before = None;
    // With one byte there are 256 of them, and the first comes again after all others.
    for round in 0..=256 {
        let mut client = Client::v1(server.address, "address").await;
        if round % 256 == 0 {
            let job = client.notification("mining.notify").await[0].clone();
            let full = format!("{}00{}", client.extranonce, nonce(1, 9));
            let answer = client.ask("mining.submit", json!(["address", job, full])).await;
            let expected = if round == 0 { (0, String::new()) } else { (22, format!("Duplicate share: {full}")) };
            assert_eq!(error(&answer), expected);
            assert_eq!(*before.get_or_insert(client.extranonce.clone()), client.extranonce);
        }
    }
}

#[tokio::test]
async fn too_little_work() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    let answer = first.ask("mining.submit", json!(["address.rig", job, nonce(1, 3)])).await;
    assert_eq!(error(&answer), (23, "Low difficulty share: got 8, needed 16".into()));
    let answer = second.ask("mining.submit", json!([other, nonce(1, 3), "w-1"])).await;
    assert_eq!(error(&answer), (406, "Low difficulty share: got 8, needed 16".into()));
    // With the mix it needs no evaluation.
    let before = server.evaluations();
    let answer = second.ask("mining.submit", json!([other, nonce(2, 3), "w-1", const_hex::encode([0; 32])])).await;
    assert_eq!(error(&answer).0, 406);
    assert_eq!(server.evaluations(), before);
    assert!(server.paid.0.lock().is_empty());
    // What was no share may be tried again.
    assert_eq!(first.submit("address.rig", &job, 1, 3).await, 23);
}

#[tokio::test]
async fn somebody_elses_nonces() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    let foreign = format!("{}{}", second.extranonce, nonce(1, 9));
    let answer = first.ask("mining.submit", json!(["address.rig", job, foreign])).await;
    let text = format!("Wrong extranonce: {foreign} does not begin with {}", first.extranonce);
    assert_eq!(error(&answer), (41, text));
    let foreign = format!("{}{}", first.extranonce, nonce(1, 9));
    let (code, _) = error(&second.ask("mining.submit", json!([other, foreign, "w-1"])).await);
    assert_eq!((code, server.evaluations()), (412, 0));
}

#[tokio::test]
async fn a_mix_that_is_not_the_nonces() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    let wrong = const_hex::encode([1; 32]);
    let full =
        |client: &Client| u64::from_str_radix(&format!("{}{}", client.extranonce, nonce(1, 9)), 16).expect("hex");
    let text = |client: &Client| format!("Wrong mix hash: got {wrong}, it is {}", const_hex::encode(mix(full(client))));
    let answer = second.ask("mining.submit", json!([other, nonce(1, 9), "w-1", wrong])).await;
    assert_eq!(error(&answer), (422, text(&second)));
    let answer = first.ask("mining.submit", json!(["address.rig", job, nonce(1, 9), "0x", wrong])).await;
    assert_eq!(error(&answer), (42, text(&first)));
    let right = const_hex::encode(mix(full(&second)));
    assert_eq!(second.ask("mining.submit", json!([other, nonce(1, 9), "w-1", right])).await.get("error"), None);
}

#[tokio::test]
async fn workers_that_are_not_authorised() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    let answer = first.ask("mining.submit", json!(["somebody", job, nonce(1, 9)])).await;
    assert_eq!(error(&answer), (24, "Worker not authorised: somebody".into()));
    let answer = second.ask("mining.submit", json!([other, nonce(1, 9), "w-2"])).await;
    assert_eq!(error(&answer), (301, "Worker not authorised: w-2".into()));
    // The only worker of a connection may leave its own name out.
    assert_eq!(first.submit("address", &job, 2, 9).await, 0);
}

#[tokio::test]
async fn no_subscription() {
    let server = Server::start(quiet()).await;
    let mut first = Client::connect(server.address).await;
    for (method, params) in
        [("mining.authorize", json!(["address", "x"])), ("mining.submit", json!(["address", "1", nonce(1, 9)]))]
    {
        assert_eq!(error(&first.ask(method, params).await), (25, "Not subscribed".into()));
    }
    let mut second = Client::connect(server.address).await;
    second.ask("mining.hello", json!({ "proto": "EthereumStratum/2.0.0" })).await;
    assert_eq!(error(&second.ask("mining.authorize", json!(["address", "x"])).await).0, 302);
}

#[tokio::test]
async fn malformed_requests() {
    let server = Server::start(quiet()).await;
    let (mut first, job, mut second, other) = both(&server).await;
    for params in [
        json!(null),
        json!({}),
        json!([]),
        json!(["address.rig", job]),
        json!(["address.rig", 5, nonce(1, 9)]),
        json!(["address.rig", job, "xyz"]),
        json!(["address.rig", job, "2a"]),
        json!(["address.rig", job, nonce(1, 9), null, "12"]),
    ] {
        assert_eq!(error(&first.ask("mining.submit", params.clone()).await).0, 20, "{params}");
    }
    for params in [json!([other, "", "w-1"]), json!([other, "-1", "w-1"]), json!([other, nonce(1, 9), "w-1", 5])] {
        assert_eq!(error(&second.ask("mining.submit", params.clone()).await).0, 400, "{params}");
    }
    first.send("this is no JSON").await;
    assert_eq!(
        first.line().await.as_deref(),
        Some(r#"{"error":[20,"Malformed request: not a JSON object",null],"id":null,"result":false}"#)
    );
    second.send(r#"{"id":7,"params":[]}"#).await;
    let text = r#"{"error":{"code":400,"message":"Malformed request: no method"},"id":7}"#;
    assert_eq!(second.line().await.as_deref(), Some(text));
    first.write_raw(b"\xff\xfe\x00{\n").await;
    assert_eq!(error(&first.receive().await).0, 20);
    assert_eq!(server.refused("malformed"), 14);
}

#[tokio::test]
async fn bad_user_names() {
    let server = Server::start(quiet()).await;
    let mut first = Client::connect(server.address).await;
    first.ask("mining.subscribe", json!(["test", "EthereumStratum/1.0.0"])).await;
    let answer = first.ask("mining.authorize", json!(["bad.rig", "x"])).await;
    assert_eq!(error(&answer), (29, "Bad user name: bad is no address".into()));
    let answer = first.ask("mining.authorize", json!([".rig", "x"])).await;
    assert_eq!(error(&answer), (29, "Bad user name: the user name is empty".into()));
    let (_, _, mut second, _) = both(&server).await;
    assert_eq!(error(&second.ask("mining.authorize", json!(["bad", "x"])).await).0, 303);
}

#[tokio::test]
async fn what_this_server_does_not_speak() {
    let server = Server::start(quiet()).await;
    let (mut first, _, mut second, _) = both(&server).await;
    assert_eq!(error(&first.ask("eth_getWork", json!([])).await), (26, "Method not found: eth_getWork".into()));
    assert_eq!(error(&second.ask("mining.none", json!([])).await).0, 405);
    let mut third = Client::connect(server.address).await;
    let answer = third.ask("mining.hello", json!({ "proto": "EthereumStratum/3.0.0" })).await;
    assert_eq!(error(&answer), (415, "Protocol not supported: EthereumStratum/3.0.0".into()));
    assert_eq!(third.line().await, None);
    let mut fourth = Client::connect(server.address).await;
    let answer = fourth.ask("mining.subscribe", json!(["test", "EthereumStratum/0.5"])).await;
    assert_eq!(error(&answer).0, 27);
}

#[tokio::test]
async fn more_workers_or_shares_than_the_server_remembers() {
    let server = Server::start(Config { workers_per_connection: 1, shares_per_job: 2, ..quiet() }).await;
    let (mut first, job, mut second, other) = both(&server).await;
    assert_eq!(error(&first.ask("mining.authorize", json!(["address.two", "x"])).await).0, 43);
    assert_eq!(error(&second.ask("mining.authorize", json!(["address.two", "x"])).await).0, 423);
    assert_eq!(first.submit("address.rig", &job, 1, 9).await, 0);
    assert_eq!(first.submit("address.rig", &job, 2, 9).await, 0);
    assert_eq!(first.submit("address.rig", &job, 3, 9).await, 44);
    assert_eq!(error(&second.ask("mining.submit", json!([other, nonce(3, 9), "w-1"])).await).0, 424);
}

#[tokio::test]
async fn a_node_that_cannot_evaluate() {
    let server = Server::start(Config { errors_in_a_row: 2, ..quiet() }).await;
    let (mut first, job, mut second, other) = both(&server).await;
    server.fake.broken.store(true, Ordering::SeqCst);
    for unique in 0..5 {
        assert_eq!(first.submit("address.rig", &job, unique, 9).await, 30);
    }
    let answer = second.ask("mining.submit", json!([other, nonce(1, 9), "w-1"])).await;
    assert_eq!(error(&answer), (500, "Internal error: out of order".into()));
    server.fake.broken.store(false, Ordering::SeqCst);
    assert_eq!(first.submit("address.rig", &job, 1, 9).await, 0);
}
