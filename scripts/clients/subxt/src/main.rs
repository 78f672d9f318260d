//! What subxt with its default backend can do on a development node: follow it, transfer, shield and read the note's event,
//! decode a block with a bundle.

use std::{error::Error, time::Duration};
use subxt::{
    dynamic::{self, At, Value},
    OnlineClient, SubstrateConfig,
};
use subxt_signer::sr25519::dev;

type Client = OnlineClient<SubstrateConfig>;
type Outcome<T> = Result<T, Box<dyn Error>>;

/// One SERO.
const UNIT: u128 = 1_000_000_000_000_000_000;

/// Final blocks come one by one.
async fn follow_final(client: &Client) -> Outcome<()> {
    let mut blocks = client.stream_blocks().await?;
    let first = blocks.next().await.ok_or("no block")??.number();
    let second = blocks.next().await.ok_or("no block")??.number();
    assert_eq!(second, first + 1);
    println!("ok - final blocks {first} and {second} follow each other");
    Ok(())
}

/// New best blocks come before they are final.
async fn follow_best(client: &Client) -> Outcome<()> {
    let last_final = client.at_current_block().await?.block_number();
    let mut blocks = client.stream_best_blocks().await?;
    let mut heights = Vec::new();
    while heights.len() < 3 {
        heights.push(blocks.next().await.ok_or("no block")??.number());
    }
    assert!(heights.is_sorted(), "with one miner nothing is taken back: {heights:?}");
    assert!(heights[2] > last_final + 5, "they are ahead of final block {last_final}: {heights:?}");
    println!("ok - new heads {heights:?} are ahead of final block {last_final}");
    Ok(())
}

/// A transfer between plain accounts.
async fn transfer(client: &Client) -> Outcome<()> {
    let bob = dev::bob().public_key().to_address::<()>();
    let call = dynamic::transaction("Balances", "transfer_keep_alive", (bob, 3 * UNIT));
    let at = client.at_current_block().await?;
    let sent = at.transactions().sign_and_submit_then_watch_default(&call, &dev::alice()).await?;
    let events = sent.wait_for_finalized_success().await?;
    let transferred = events.iter().any(|event| event.is_ok_and(|event| event.event_name() == "Transfer"));
    assert!(transferred, "the transfer shows in its events");
    println!("ok - a signed transfer is final");
    Ok(())
}

/// Plain coins become a note of a one-time address, which the event repeats.
async fn shield(client: &Client, wire: &[u8]) -> Outcome<()> {
    let mut sero = [0; 32];
    sero[..4].copy_from_slice(b"SERO");
    let asset = Value::unnamed_variant("Token", [Value::from_bytes(sero)]);
    let call = dynamic::transaction("Shielded", "shield", (Value::from_bytes(wire), asset, Value::u128(5 * UNIT)));
    let at = client.at_current_block().await?;
    let sent = at.transactions().sign_and_submit_then_watch_default(&call, &dev::alice()).await?;
    let events = sent.wait_for_finalized_success().await?;
    let added = events
        .iter()
        .filter_map(Result::ok)
        .find(|event| (event.pallet_name(), event.event_name()) == ("Shielded", "NoteAdded"))
        .ok_or("no note was added")?;
    let fields = added.decode_fields_unchecked_as::<Value>()?;
    // A note with public contents is the only field of its variant.
    let note = fields.at("note").ok_or("the event has no note")?;
    let note = note.at(0).ok_or("the note has no contents")?;
    assert_eq!(note.at("value").and_then(Value::as_u128), Some(5 * UNIT), "{note}");
    assert!(fields.at("index").and_then(Value::as_u128).is_some(), "{fields}");
    let bytes = added.field_bytes();
    assert!(bytes.windows(wire.len()).any(|part| part == wire), "the note is for the one-time address");
    println!("ok - shield, and its note in the events");
    Ok(())
}

/// Follows final blocks until one holds a bundle, and returns its number and how many came before.
async fn bundle(client: &Client) -> Outcome<(u64, usize)> {
    let mut blocks = client.stream_blocks().await?;
    let mut seen = 0;
    while let Some(block) = blocks.next().await {
        let block = block?;
        let at = block.at().await?;
        for extrinsic in at.extrinsics().fetch().await?.iter() {
            let extrinsic = extrinsic?;
            if (extrinsic.pallet_name(), extrinsic.call_name()) != ("Shielded", "submit") {
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
        seen += 1;
    }
    Err("the stream of blocks ended".into())
}

/// Bytes out of their hexadecimal text.
fn bytes(text: &str) -> Outcome<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    let pairs = digits.chunks(2).map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?));
    pairs.collect()
}

async fn test() -> Outcome<()> {
    let client = Client::from_insecure_url(std::env::var("SERO_NODE")?).await?;
    // A wallet that pays meanwhile needs its file; so its address comes from outside.
    let wire = bytes(&std::env::var("SERO_ONE_TIME_ADDRESS")?)?;
    let steps = async {
        follow_final(&client).await?;
        follow_best(&client).await?;
        transfer(&client).await?;
        shield(&client, &wire).await
    };
    // The wallet pays in between; no block may be missed.
    let ((), (number, seen)) = tokio::try_join!(steps, bundle(&client))?;
    println!("ok - block {number} with a bundle decodes, after {seen} others");
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::timeout(Duration::from_secs(240), test())
        .await
        .map_err(|_| "the test took longer than four minutes")??;
    println!("5 passed, 0 failed");
    Ok(())
}
