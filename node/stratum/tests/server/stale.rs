//! Shares for jobs that are not the newest.

use std::time::Duration;

use serde_json::json;
use sero_stratum::Config;

use crate::{
    client::{nonce, Client},
    fake::{job, quiet, Server},
};

async fn next(client: &mut Client) -> String {
    client.notification("mining.notify").await[0].as_str().expect("a job").to_string()
}

#[tokio::test]
async fn earlier_jobs_on_the_same_parent_are_as_good_as_the_newest() {
    let server = Server::start(Config { grace: Duration::ZERO, ..quiet() }).await;
    let mut client = Client::v1(server.address, "address").await;
    let first = next(&mut client).await;
    server.show(Some(job(2, 1, 256)));
    let second = next(&mut client).await;
    assert_ne!(first, second);
    assert_eq!(client.submit("address", &first, 1, 9).await, 0);
    assert_eq!(client.submit("address", &second, 1, 9).await, 0);
    assert_eq!(server.statistics.snapshot().stale, 0);
}

#[tokio::test]
async fn within_the_grace_a_share_on_the_former_parent_is_taken_and_counted_as_stale() {
    let server = Server::start(Config { grace: Duration::from_secs(60), ..quiet() }).await;
    let mut first = Client::v1(server.address, "address").await;
    let mut second = Client::v2(server.address, "address").await;
    let (old, other) = (next(&mut first).await, next(&mut second).await);
    server.show(Some(job(2, 2, 257)));
    next(&mut first).await;
    next(&mut second).await;
    assert_eq!(first.submit("address", &old, 1, 9).await, 0);
    let answer = second.ask("mining.submit", json!([other, nonce(1, 9), "w-1"])).await;
    assert_eq!(answer["error"], json!({ "code": 202, "message": "Stale" }));
    let snapshot = server.statistics.snapshot();
    assert_eq!((snapshot.accepted, snapshot.stale), (2, 2));
    assert_eq!(server.paid.0.lock().len(), 2);
}

#[tokio::test]
async fn after_the_grace_it_is_refused_and_that_is_nobodys_fault() {
    let server = Server::start(Config { grace: Duration::from_millis(1), errors_in_a_row: 2, ..quiet() }).await;
    let mut first = Client::v1(server.address, "address").await;
    let mut second = Client::v2(server.address, "address").await;
    let (old, other) = (next(&mut first).await, next(&mut second).await);
    server.show(Some(job(2, 2, 257)));
    let new = next(&mut first).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    for unique in 0..5 {
        assert_eq!(first.submit("address", &old, unique, 9).await, 40);
    }
    let answer = second.ask("mining.submit", json!([other, nonce(1, 9), "w-1"])).await;
    assert_eq!(answer["error"]["code"], 410);
    assert_eq!(first.submit("address", &new, 1, 9).await, 0);
    assert_eq!((server.refused("stale"), server.evaluations()), (6, 1));
}

#[tokio::test]
async fn when_the_node_cannot_mine_its_jobs_are_stale() {
    let server = Server::start(Config { grace: Duration::ZERO, ..quiet() }).await;
    let mut client = Client::v1(server.address, "address").await;
    let old = next(&mut client).await;
    server.show(None);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(client.submit("address", &old, 1, 9).await, 40);
    // The same job again is a new one.
    server.show(Some(job(1, 1, 256)));
    let params = client.notification("mining.notify").await;
    assert_eq!(params[3], true);
    assert_eq!(client.submit("address", params[0].as_str().expect("a job"), 1, 9).await, 0);
}
