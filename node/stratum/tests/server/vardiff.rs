//! The share difficulty on the wire.

use std::time::Duration;

use sero_stratum::{difficulty::from_index, Config};

use crate::{client::Client, fake::Server};

#[tokio::test]
async fn it_goes_up_with_shares_and_down_without_and_old_jobs_keep_theirs() {
    let config =
        Config { start_difficulty: 16.into(), share_interval: Duration::from_millis(400), ..Config::default() };
    let server = Server::start(config).await;
    let mut client = Client::v1(server.address, "address").await;
    let first = client.notification("mining.set_difficulty").await[0].as_f64().expect("a number");
    assert_eq!(from_index(first), 16.into());
    let old = client.notification("mining.notify").await;
    let id = old[0].as_str().expect("a job").to_string();
    // Far more than one share in 400 ms; the last answer comes before the new difficulty.
    for unique in 0..8 {
        assert_eq!(client.submit("address", &id, unique, 4).await, 0);
    }
    let higher = client.notification("mining.set_difficulty").await[0].as_f64().expect("a number");
    assert!(from_index(higher) > 16.into());
    let again = client.notification("mining.notify").await;
    assert_eq!((&again[2], &again[3]), (&old[2], &serde_json::json!(false)));
    assert_ne!(again[0], old[0]);
    assert_eq!(client.submit("address", &id, 100, 4).await, 0);
    assert_eq!(client.submit("address", again[0].as_str().expect("a job"), 101, 4).await, 23);
    // Silence.
    loop {
        let lower = client.notification("mining.set_difficulty").await[0].as_f64().expect("a number");
        if from_index(lower) < 16.into() {
            break;
        }
    }
}
