//! What subxt with its default backend can do on a development node: follow it, transfer, decode a block with a bundle.

use std::{error::Error, time::Duration};
use subxt::{
    dynamic::{self, Value},
    OnlineClient, SubstrateConfig,
};
use subxt_signer::sr25519::dev;

type Client = OnlineClient<SubstrateConfig>;

/// Follows final blocks until one holds an extrinsic of a pallet, and returns how many it saw on the way.
async fn block_with(client: &Client, pallet: &str) -> Result<(u64, usize), Box<dyn Error>> {
    let mut blocks = client.stream_blocks().await?;
    let mut seen = 0;
    while let Some(block) = blocks.next().await {
        let block = block?;
        seen += 1;
        let at = block.at().await?;
        for extrinsic in at.extrinsics().fetch().await?.iter() {
            let extrinsic = extrinsic?;
            if extrinsic.pallet_name() != pallet {
                continue;
            }
            let call = extrinsic.decode_call_data_as::<Value>()?;
            assert!(call.to_string().contains("nil"), "the bundle decodes: {call}");
            let names: Vec<String> = extrinsic
                .events()
                .await?
                .iter()
                .map(|event| event.map(|event| event.event_name().to_owned()))
                .collect::<Result<_, _>>()?;
            assert!(names.iter().any(|name| name == "BundleApplied"), "its events are there: {names:?}");
            return Ok((block.number(), seen));
        }
    }
    Err("the stream of blocks ended".into())
}

async fn test() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("SERO_NODE")?;
    let client = Client::from_insecure_url(&url).await?;

    let mut blocks = client.stream_blocks().await?;
    let first = blocks.next().await.ok_or("no block")??.number();
    let second = blocks.next().await.ok_or("no block")??.number();
    assert_eq!(second, first + 1);
    drop(blocks);
    println!("ok - final blocks {first} and {second} follow each other");

    let at = client.at_current_block().await?;
    let transfer = dynamic::transaction(
        "Balances",
        "transfer_keep_alive",
        (dev::bob().public_key().to_address::<()>(), 3_000_000_000_000_000_000u128),
    );
    let events = at
        .transactions()
        .sign_and_submit_then_watch_default(&transfer, &dev::alice())
        .await?
        .wait_for_finalized_success()
        .await?;
    let transferred = events.iter().any(|event| event.is_ok_and(|event| event.event_name() == "Transfer"));
    assert!(transferred, "the transfer shows in its events");
    println!("ok - a signed transfer is final");

    let (number, seen) = block_with(&client, "Shielded").await?;
    println!("ok - block {number} with a bundle decodes, after {seen} others");
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::timeout(Duration::from_secs(180), test()).await.map_err(|_| "the test took longer than three minutes")??;
    println!("3 passed, 0 failed");
    Ok(())
}
