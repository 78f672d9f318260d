//! Shares that are blocks.

use primitive_types::U256;
use serde_json::json;

use crate::{
    client::{nonce, Client},
    fake::{job, mix, quiet, Server},
};

#[tokio::test]
async fn a_solution_reaches_the_node_with_the_whole_nonce_and_the_true_mix() {
    let server = Server::start(quiet()).await;
    let mut client = Client::v1(server.address, "address.rig").await;
    let id = client.notification("mining.notify").await[0].as_str().expect("a job").to_string();
    assert_eq!(client.submit("address.rig", &id, 1, 19).await, 0);
    assert!(server.fake.blocks.lock().is_empty());
    assert_eq!(client.submit("address.rig", &id, 1, 20).await, 0);
    let full = u64::from_str_radix(&format!("{}{}", client.extranonce, nonce(1, 20)), 16).expect("hex");
    assert_eq!(*server.fake.blocks.lock(), [([1; 32], full, mix(full))]);
    // Both are paid as shares of 16.
    let share = |block| ("address".to_string(), "rig".to_string(), U256::from(16), 256, block);
    assert_eq!(*server.paid.0.lock(), [share(false), share(true)]);
    assert_eq!(server.statistics.snapshot().blocks, 1);
}

#[tokio::test]
async fn where_blocks_are_easy_every_share_is_one() {
    let server = Server::start(quiet()).await;
    server.show(Some(sero_stratum::Job { difficulty: 2.into(), ..job(5, 5, 1) }));
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let mut client = Client::v2(server.address, "address").await;
    let id = client.notification("mining.notify").await[0].clone();
    let answer = client.ask("mining.submit", json!([id, nonce(1, 1), "w-1"])).await;
    assert_eq!(answer.get("error"), None);
    assert_eq!(server.fake.blocks.lock().len(), 1);
    assert_eq!(server.paid.0.lock()[0].2, 2.into());
}

#[tokio::test]
async fn a_solution_of_a_miner_that_leaves_at_once_is_not_lost() {
    let server = Server::start(quiet()).await;
    *server.fake.delay.lock() = std::time::Duration::from_millis(100);
    let mut client = Client::v1(server.address, "address").await;
    let id = client.notification("mining.notify").await[0].clone();
    let line = json!({ "id": 5, "method": "mining.submit", "params": ["address", id, nonce(1, 30)] });
    client.send(&line.to_string()).await;
    drop(client);
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        if !server.fake.blocks.lock().is_empty() {
            return;
        }
    }
    panic!("the block is lost");
}
