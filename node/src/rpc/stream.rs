//! The stream of blocks: follows the best chain and takes back what it leaves.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use jsonrpsee::{SubscriptionMessage, SubscriptionSink};
use sc_client_api::BlockchainEvents;
use sero_rpc::{BlockEvent, Hex32, RpcError};
use sero_runtime::Hash;
use sp_runtime::traits::Header as _;

use super::blocks;
use crate::service::FullClient;

/// The last block that the subscriber has.
#[derive(Clone, Copy)]
struct Last {
    number: u32,
    hash: Hash,
}

/// Sends blocks until the subscriber goes away.
pub async fn run(client: Arc<FullClient>, sink: SubscriptionSink, from: u32) {
    let mut imported = client.every_import_notification_stream();
    let mut follower = Follower { client, from, last: None };
    loop {
        match follower.step() {
            Ok(Some(event)) => {
                let Ok(message) = SubscriptionMessage::from_json(&event) else { return };
                if sink.send(message).await.is_err() {
                    return;
                }
            }
            Ok(None) => tokio::select! {
                _ = sink.closed() => return,
                notification = imported.next() => {
                    if notification.is_none() {
                        return;
                    }
                }
                // A reorganisation without import, by an operator's revert, comes to light here.
                _ = tokio::time::sleep(Duration::from_secs(2)) => {}
            },
            Err(error) => {
                log::warn!(target: "sero::rpc", "A stream of blocks ends: {error}");
                return;
            }
        }
    }
}

struct Follower {
    client: Arc<FullClient>,
    from: u32,
    last: Option<Last>,
}

impl Follower {
    /// The next event, or none while there is nothing to tell.
    fn step(&mut self) -> Result<Option<BlockEvent>, RpcError> {
        if let Some(last) = self.last {
            let kept = self.kept(last)?;
            if kept.hash != last.hash {
                self.last = Some(kept);
                return Ok(Some(BlockEvent::Rollback { to_number: kept.number, to_hash: Hex32(kept.hash.0) }));
            }
        }
        let number = self.last.map_or(Some(self.from), |last| last.number.checked_add(1));
        let Some(number) = number else { return Ok(None) };
        let hash = match blocks::hash_at(&self.client, number) {
            Ok(hash) => hash,
            Err(RpcError::UnknownBlock(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let block = blocks::block(&self.client, number, hash)?;
        if self.last.is_some_and(|last| block.parent_hash != Hex32(last.hash.0)) {
            // The best chain changed between the two looks; the next step tells.
            return self.step_again();
        }
        self.last = Some(Last { number, hash });
        Ok(Some(BlockEvent::Block(block)))
    }

    /// Once more, and at most once: a chain that changes again meanwhile is looked at with the next import.
    fn step_again(&mut self) -> Result<Option<BlockEvent>, RpcError> {
        let Some(last) = self.last else { return Ok(None) };
        let kept = self.kept(last)?;
        if kept.hash == last.hash {
            return Ok(None);
        }
        self.last = Some(kept);
        Ok(Some(BlockEvent::Rollback { to_number: kept.number, to_hash: Hex32(kept.hash.0) }))
    }

    /// The newest ancestor of a block, or itself, that is in the best chain.
    fn kept(&self, mut at: Last) -> Result<Last, RpcError> {
        loop {
            match blocks::hash_at(&self.client, at.number) {
                Ok(hash) if hash == at.hash => return Ok(at),
                Ok(_) | Err(RpcError::UnknownBlock(_)) => {}
                Err(error) => return Err(error),
            }
            let header = self.client.header(at.hash).map_err(blocks::internal)?;
            let header = header.ok_or(RpcError::UnknownBlock(at.number))?;
            let number = at.number.checked_sub(1).ok_or(RpcError::UnknownBlock(0))?;
            at = Last { number, hash: *header.parent_hash() };
        }
    }
}
