//! The stream of blocks: follows the best chain and takes back what it leaves.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use jsonrpsee::{SubscriptionMessage, SubscriptionSink};
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sero_rpc::{BlockEvent, Hex32, RpcError};
use sero_runtime::Hash;
use sp_runtime::traits::Header as _;

use super::blocks;
use crate::service::FullClient;

/// A block's place and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    number: u32,
    hash: Hash,
}

/// What the subscriber has.
#[derive(Clone, Copy)]
struct Sent {
    /// The last block.
    last: Place,
    /// An ancestor of it, or itself, that was final when it was sent: no fork takes it back.
    settled: Place,
}

impl Sent {
    /// A block of the best chain, sent while another one was final.
    fn new(last: Place, finalized: Place) -> Self {
        let settled = if last.number <= finalized.number { last } else { finalized };
        Self { last, settled }
    }
}

/// Sends blocks until the subscriber goes away.
pub async fn run(client: Arc<FullClient>, sink: SubscriptionSink, from: u32) {
    let mut imported = client.every_import_notification_stream();
    let mut follower = Follower { client, from, sent: None };
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
    sent: Option<Sent>,
}

impl Follower {
    /// The next event, or none while there is nothing to tell.
    fn step(&mut self) -> Result<Option<BlockEvent>, RpcError> {
        if let Some(event) = self.rollback()? {
            return Ok(Some(event));
        }
        let number = self.sent.map_or(Some(self.from), |sent| sent.last.number.checked_add(1));
        let Some(number) = number else { return Ok(None) };
        // Looked at before the block, so that every best chain from here on has it.
        let finalized = self.client.info();
        let finalized = Place { number: finalized.finalized_number, hash: finalized.finalized_hash };
        let found = blocks::hash_at(&self.client, number)
            .and_then(|hash| Ok((hash, blocks::block(&self.client, number, hash)?)));
        let (hash, block) = match found {
            Ok(found) => found,
            // Not yet, or no longer: the next step tells.
            Err(RpcError::UnknownBlock(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if self.sent.is_some_and(|sent| block.parent_hash != Hex32(sent.last.hash.0)) {
            // The best chain changed between the two looks. Once more, and at most once: a chain that changes again meanwhile
            // is looked at with the next import.
            return self.rollback();
        }
        self.sent = Some(Sent::new(Place { number, hash }, finalized));
        Ok(Some(BlockEvent::Block(block)))
    }

    /// Goes back where the best chain left what the subscriber has.
    fn rollback(&mut self) -> Result<Option<BlockEvent>, RpcError> {
        let Some(sent) = &mut self.sent else { return Ok(None) };
        let kept = kept(&*self.client, sent)?;
        if kept == sent.last {
            return Ok(None);
        }
        sent.last = kept;
        Ok(Some(BlockEvent::Rollback { to_number: kept.number, to_hash: Hex32(kept.hash.0) }))
    }
}

/// What going back needs of a chain.
trait Chain {
    /// The hash of a block of the best chain.
    fn hash_at(&self, number: u32) -> Result<Option<Hash>, RpcError>;
    /// The parent of a block of any chain, while its header is there.
    fn parent(&self, hash: Hash) -> Result<Option<Hash>, RpcError>;
}

impl Chain for FullClient {
    fn hash_at(&self, number: u32) -> Result<Option<Hash>, RpcError> {
        match blocks::hash_at(self, number) {
            Ok(hash) => Ok(Some(hash)),
            Err(RpcError::UnknownBlock(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parent(&self, hash: Hash) -> Result<Option<Hash>, RpcError> {
        let header = self.header(hash).map_err(blocks::internal)?;
        Ok(header.map(|header| *header.parent_hash()))
    }
}

/// The newest ancestor of what the subscriber has, or the last block itself, that is in the best chain. Where the way there is
/// lost, because the headers of displaced blocks were deleted, it is the block that was final.
fn kept(chain: &impl Chain, sent: &Sent) -> Result<Place, RpcError> {
    let mut at = sent.last;
    while at.number > sent.settled.number {
        if chain.hash_at(at.number)? == Some(at.hash) {
            return Ok(at);
        }
        let Some(parent) = chain.parent(at.hash)? else { break };
        at = Place { number: at.number.saturating_sub(1), hash: parent };
    }
    Ok(sent.settled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The best chain by number, and headers by hash.
    #[derive(Default)]
    struct Blocks {
        best: BTreeMap<u32, Hash>,
        parents: BTreeMap<Hash, Hash>,
    }

    impl Blocks {
        /// Makes a chain the best one from a height on; returns its blocks.
        fn take(&mut self, fork: u8, from: u32, to: u32) -> Vec<Place> {
            self.best.retain(|number, _| *number < from);
            let places: Vec<Place> = (from..=to).map(|number| Place { number, hash: name(fork, number) }).collect();
            for place in &places {
                let parent = place.number.checked_sub(1).and_then(|number| self.best.get(&number).copied());
                self.parents.insert(place.hash, parent.unwrap_or_default());
                self.best.insert(place.number, place.hash);
            }
            places
        }
    }

    impl Chain for Blocks {
        fn hash_at(&self, number: u32) -> Result<Option<Hash>, RpcError> {
            Ok(self.best.get(&number).copied())
        }
        fn parent(&self, hash: Hash) -> Result<Option<Hash>, RpcError> {
            Ok(self.parents.get(&hash).copied())
        }
    }

    fn name(fork: u8, number: u32) -> Hash {
        Hash::from_low_u64_be((u64::from(fork) << 32) | u64::from(number))
    }

    #[test]
    fn a_block_of_the_best_chain_is_kept() {
        let mut blocks = Blocks::default();
        let first = blocks.take(1, 0, 9);
        let sent = Sent::new(first[9], first[4]);
        assert_eq!(kept(&blocks, &sent), Ok(first[9]));
    }

    #[test]
    fn a_fork_is_left_where_it_begins() {
        let mut blocks = Blocks::default();
        let first = blocks.take(1, 0, 9);
        let sent = Sent::new(first[9], first[4]);
        blocks.take(2, 7, 12);
        assert_eq!(kept(&blocks, &sent), Ok(first[6]));
        // A best chain that became shorter is no other case.
        blocks.best.retain(|number, _| *number < 6);
        assert_eq!(kept(&blocks, &sent), Ok(first[5]));
    }

    #[test]
    fn where_displaced_headers_are_gone_the_final_block_is_kept() {
        let mut blocks = Blocks::default();
        let first = blocks.take(1, 0, 9);
        let sent = Sent::new(first[9], first[4]);
        blocks.take(2, 7, 12);
        blocks.parents.remove(&first[8].hash);
        assert_eq!(kept(&blocks, &sent), Ok(first[4]));
        blocks.parents.remove(&first[9].hash);
        assert_eq!(kept(&blocks, &sent), Ok(first[4]));
    }

    #[test]
    fn a_block_below_the_final_one_is_settled_itself() {
        let mut blocks = Blocks::default();
        let first = blocks.take(1, 0, 9);
        let sent = Sent::new(first[3], first[8]);
        assert_eq!((sent.last, sent.settled), (first[3], first[3]));
        assert_eq!(kept(&blocks, &sent), Ok(first[3]));
    }
}
