//! A miner outside the node: a test mines exactly as many blocks as it wants.

use std::time::{Duration, Instant};

use jsonrpsee::ws_client::WsClient;
use sero_pow::{Engine, Preset, WorkFunction, U256};
use sero_rpc::{ChainInfo, Hex32, SeroApiClient, WorkApiClient};

use super::PATIENCE;

/// Arguments of a node that mines by this only.
pub const BY_HAND: [&str; 3] = ["--mine", "--mine-threads", "0"];

/// Evaluates the work of development and local chains.
pub fn engine() -> Engine {
    let engine = Engine::new(Preset::Development.parameters());
    engine.prepare_search(1, 2, &|_| true);
    engine
}

/// A number as the methods write it.
pub fn number(text: &str) -> U256 {
    U256::from_str_radix(text.trim_start_matches("0x"), 16).expect("hexadecimal")
}

/// Waits for work on the block `parent`, and returns it: header, seed, boundary, height.
pub async fn work_on(client: &WsClient, parent: u32) -> [String; 4] {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(work) = client.get_work().await {
            if number(&work[3]) == U256::from(parent + 1) {
                return work;
            }
        }
        assert!(Instant::now() < deadline, "there never was work on block {parent}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The difficulty of a work.
fn difficulty(work: &[String; 4]) -> U256 {
    U256::MAX / number(&work[2]).max(U256::one())
}

/// A nonce that solves a work, and its mix.
pub fn solve(engine: &Engine, work: &[String; 4]) -> (String, Hex32, Hex32) {
    let header: Hex32 = work[0].parse().expect("32 bytes");
    let difficulty = difficulty(work);
    let height = number(&work[3]).low_u32();
    let from: u64 = rand::random();
    let search = || WorkFunction::search(engine, &header.0, height, from, u64::MAX, difficulty);
    let (nonce, found) = search().expect("some nonce solves it");
    (format!("{nonce:#018x}"), header, Hex32(found.mix))
}

/// Mines this many blocks on the best one.
pub async fn mine(client: &WsClient, engine: &Engine, blocks: u32) -> ChainInfo {
    mine_until(client, engine, |mined, _| mined >= blocks).await.0
}

/// Mines on the best block until the number of blocks and the sum of their difficulties are enough.
pub async fn mine_until(client: &WsClient, engine: &Engine, enough: impl Fn(u32, U256) -> bool) -> (ChainInfo, U256) {
    let mut info = client.chain_info().await.expect("the node answers");
    let (mut blocks, mut sum) = (0, U256::zero());
    while !enough(blocks, sum) {
        let before = info.best.number;
        let work = work_on(client, before).await;
        let (nonce, header, mix) = solve(engine, &work);
        client.submit_work(nonce, header, mix).await.expect("the node takes the solution");
        let deadline = Instant::now() + PATIENCE;
        while info.best.number <= before {
            assert!(Instant::now() < deadline, "block {} never came", before + 1);
            tokio::time::sleep(Duration::from_millis(20)).await;
            info = client.chain_info().await.expect("the node answers");
        }
        blocks += 1;
        sum += difficulty(&work);
    }
    (info, sum)
}
