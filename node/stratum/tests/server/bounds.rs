//! What strangers cannot do.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::json;
use sero_stratum::Config;
use tokio::net::TcpSocket;

use crate::{
    client::{nonce, Client},
    fake::{job, quiet, Server},
};

#[tokio::test]
async fn connections_are_counted_in_all_and_by_address() {
    let server = Server::start(Config { connections: 2, ..quiet() }).await;
    let first = Client::v1(server.address, "address").await;
    let _second = Client::v1(server.address, "address").await;
    let mut third = Client::connect(server.address).await;
    assert_eq!(third.receive().await["error"]["code"], 503);
    assert_eq!(third.line().await, None);
    drop(first);
    tokio::time::sleep(Duration::from_millis(50)).await;
    Client::v1(server.address, "address").await;
    let server = Server::start(Config { connections_per_address: 1, ..quiet() }).await;
    let _first = Client::v1(server.address, "address").await;
    assert_eq!(Client::connect(server.address).await.receive().await["error"]["code"], 429);
}

#[tokio::test]
async fn a_long_line_ends_the_connection_and_a_half_one_does_nothing() {
    let server = Server::start(Config { line_bytes: 100, ..quiet() }).await;
    let mut client = Client::v1(server.address, "address").await;
    client.write_raw(&[b'x'; 101]).await;
    assert!(client.closed().await.contains("longer than 100 bytes"));
    let mut client = Client::v1(server.address, "address").await;
    client.write_raw(br#"{"id":1,"method":"#).await;
    drop(client);
    Client::v1(server.address, "address").await;
}

#[tokio::test]
async fn who_says_nothing_is_closed() {
    let short = Duration::from_millis(100);
    let config = Config { handshake_timeout: short, share_interval: short, ..quiet() };
    let server = Server::start(config).await;
    let mut client = Client::connect(server.address).await;
    assert!(client.closed().await.contains("no worker within"));
    let server = Server::start(Config { idle_timeout: short, share_interval: short, ..quiet() }).await;
    let mut client = Client::v2(server.address, "address").await;
    let mut lines = Vec::new();
    while let Some(line) = client.line().await {
        lines.push(line);
    }
    assert!(lines.iter().any(|line| line.contains("no message within")), "{lines:?}");
    assert_eq!(lines.last().map(String::as_str), Some(r#"{"method":"mining.bye"}"#));
}

#[tokio::test]
async fn who_does_not_read_is_closed() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_send_buffer_size(4096).expect("a size");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let listener = socket.listen(10).expect("listening");
    let server = Server::on(listener, Config { queued_lines: 8, ..quiet() });
    let slow = TcpSocket::new_v4().expect("a socket");
    slow.set_recv_buffer_size(4096).expect("a size");
    let mut slow = Client::over(slow.connect(server.address).await.expect("connected"));
    slow.send(r#"{"id":1,"method":"mining.subscribe","params":["test"]}"#).await;
    slow.send(r#"{"id":2,"method":"mining.authorize","params":["address","x"]}"#).await;
    for number in 0..2000u32 {
        server.show(Some(job((number % 250) as u8, 1, number)));
        tokio::time::sleep(Duration::from_millis(2)).await;
        if number > 10 && server.statistics.snapshot().connections == 0 {
            return;
        }
    }
    panic!("it is still connected");
}

#[tokio::test]
async fn too_many_invalid_shares_in_a_row_ban_the_address() {
    let config = Config { errors_in_a_row: 3, ban: Duration::from_millis(300), ..quiet() };
    let server = Server::start(config).await;
    let mut client = Client::v1(server.address, "address").await;
    let id = client.notification("mining.notify").await[0].as_str().expect("a job").to_string();
    // A good one in between starts the count anew.
    for bits in [1, 1, 9, 1, 1] {
        client.submit("address", &id, u32::from(bits) + 10, bits).await;
    }
    assert_eq!(client.submit("address", &id, 1, 1).await, 23);
    assert!(client.closed().await.contains("3 errors in a row: this address is banned for 0 seconds"));
    let mut again = Client::connect(server.address).await;
    assert_eq!(again.receive().await["error"]["code"], 403);
    tokio::time::sleep(Duration::from_millis(400)).await;
    Client::v1(server.address, "address").await;
}

#[tokio::test]
async fn binary_junk_is_banned_too() {
    let server = Server::start(Config { errors_in_a_row: 5, ..quiet() }).await;
    let mut client = Client::connect(server.address).await;
    client.write_raw(b"GET / HTTP/1.1\r\nHost: x\r\n\x00\x01\n\xff\xff\n[[[[[[[[[[[[[[\n").await;
    assert!(client.closed().await.contains("5 errors in a row"));
    assert_eq!(Client::connect(server.address).await.receive().await["error"]["code"], 403);
}

#[tokio::test]
async fn evaluations_wait_for_a_core_and_the_connection_for_its_evaluations() {
    let config = Config { evaluations: 2, evaluations_per_connection: 3, ..quiet() };
    let server = Server::start(config).await;
    *server.fake.delay.lock() = Duration::from_millis(30);
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = Client::v1(server.address, "address").await;
        let id = client.notification("mining.notify").await[0].clone();
        for unique in 0..6 {
            let params = json!(["address", id, nonce(unique, 9)]);
            client.send(&json!({ "id": unique, "method": "mining.submit", "params": params }).to_string()).await;
        }
        clients.push(client);
    }
    // None is lost: what does not fit waits in the socket.
    for client in &mut clients {
        for _ in 0..6 {
            assert_eq!(client.receive().await["result"], true);
        }
    }
    assert_eq!(server.fake.most_at_once.load(Ordering::SeqCst), 2);
    assert_eq!(server.paid.0.lock().len(), 18);
}

#[tokio::test]
async fn a_connection_is_read_no_faster_than_allowed() {
    let server = Server::start(Config { lines_per_second: 10, ..quiet() }).await;
    let mut client = Client::v1(server.address, "address").await;
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        client.ask("mining.noop", json!([])).await;
    }
    assert!(begun.elapsed() > Duration::from_secs(1));
}
