//! Bodies beyond the limit of the RPC server, sent byte by byte: what the server answers no client library shows.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::common::{Node, PATIENCE};
use serde_json::{json, Value};

/// One MiB, as the node below is told.
const LIMIT: usize = 1024 * 1024;

fn connect(node: &Node) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", node.rpc)).expect("the server takes connections");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time");
    stream
}

fn question() -> Vec<u8> {
    json!({"jsonrpc": "2.0", "id": 1, "method": "sero_chainInfo", "params": []}).to_string().into_bytes()
}

/// What the server says of a body that is too long.
fn assert_too_big(answer: &Value) {
    assert_eq!(answer["error"]["code"], -32007, "{answer}");
    assert_eq!(answer["error"]["message"], "Request is too big", "{answer}");
    assert_eq!(answer["error"]["data"], format!("Exceeded max limit of {LIMIT}"), "{answer}");
}

/// Posts a body that is announced with a length, and returns status line and JSON of the answer.
fn post(node: &Node, length: usize, body: &[u8]) -> (String, Value) {
    let mut stream = connect(node);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
        node.rpc
    );
    stream.write_all(&[head.as_bytes(), body].concat()).expect("it is read");
    let mut text = String::new();
    let mut bytes = [0; 4096];
    loop {
        let read = stream.read(&mut bytes).expect("it answers");
        assert!(read > 0, "the answer ends early: {text}");
        text += std::str::from_utf8(&bytes[..read]).expect("an answer is ASCII");
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        if let Ok(answer) = serde_json::from_str(body) {
            return (head.lines().next().unwrap_or_default().to_owned(), answer);
        }
    }
}

#[test]
fn an_http_body_that_announces_more_than_the_limit_is_refused_unread() {
    let node = Node::start(&["--dev", "--rpc-max-request-size", "1"]);
    let (status, answer) = post(&node, LIMIT + 1, b"");
    assert!(status.starts_with("HTTP/1.1 413 "), "{status}");
    assert_too_big(&answer);

    // At the limit it is a request like others, here one that is mostly white space.
    let mut body = question();
    body.resize(LIMIT, b' ');
    let (status, answer) = post(&node, LIMIT, &body);
    assert!(status.starts_with("HTTP/1.1 200 "), "{status}");
    assert!(answer["result"]["genesis"].is_string(), "{answer}");
}

/// A websocket, as far as this test needs one.
struct Socket(TcpStream);

impl Socket {
    fn open(node: &Node) -> Self {
        let mut stream = connect(node);
        let head = format!(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            node.rpc
        );
        stream.write_all(head.as_bytes()).expect("it is read");
        let mut answer: Vec<u8> = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0u8];
            stream.read_exact(&mut byte).expect("it answers");
            answer.extend(byte);
        }
        assert!(answer.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&answer));
        Self(stream)
    }

    /// Sends a text as one frame. Its mask is zero, which leaves the bytes as they are.
    fn send(&mut self, text: &[u8]) {
        let mut frame: Vec<u8> = vec![0x81, 0x80 | 127];
        frame.extend((text.len() as u64).to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(text);
        self.0.write_all(&frame).expect("it is read");
    }

    /// The next text; the server's pings lie between.
    fn receive(&mut self) -> Value {
        loop {
            let [first, short] = self.bytes();
            let length = match short {
                126 => u64::from(u16::from_be_bytes(self.bytes())),
                127 => u64::from_be_bytes(self.bytes()),
                short => u64::from(short),
            };
            let mut payload = vec![0; length as usize];
            self.0.read_exact(&mut payload).expect("a whole frame");
            // The last bits name the kind; the first one says that the frame is whole.
            match first {
                0x81 => return serde_json::from_slice(&payload).expect("it is JSON"),
                0x89 | 0x8a => {}
                other => panic!("a frame of another kind: {other:#x}"),
            }
        }
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).expect("a frame");
        bytes
    }
}

#[test]
fn a_websocket_message_beyond_the_limit_is_refused_and_the_connection_goes_on() {
    let node = Node::start(&["--dev", "--rpc-max-request-size", "1"]);
    let mut socket = Socket::open(&node);
    socket.send(" ".repeat(LIMIT + 1).as_bytes());
    assert_too_big(&socket.receive());
    socket.send(&question());
    let answer = socket.receive();
    assert!(answer["result"]["genesis"].is_string(), "{answer}");
}
