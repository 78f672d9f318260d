//! Blocks of the best chain as wallets read them.

use sc_client_api::HeaderBackend;
use sero_rpc::{BlockData, Hex32, HexBytes, RpcError, MAX_BLOCKS_PER_CALL, MAX_BYTES_PER_CALL};
use sero_runtime::Hash;
use sp_runtime::traits::Header as _;

use crate::{compact, service::FullClient};

/// The hash of a block of the best chain.
pub fn hash_at(client: &FullClient, number: u32) -> Result<Hash, RpcError> {
    if number > client.info().best_number {
        return Err(RpcError::UnknownBlock(number));
    }
    client.hash(number).map_err(internal)?.ok_or(RpcError::UnknownBlock(number))
}

/// One block. Its compact form is made anew where it is missing and the state is there.
pub fn block(client: &FullClient, number: u32, hash: Hash) -> Result<BlockData, RpcError> {
    let header = client.header(hash).map_err(internal)?.ok_or(RpcError::UnknownBlock(number))?;
    let entry = match compact::read(client, hash).map_err(internal)? {
        Some(entry) => entry,
        None => compact::store(client, hash).map_err(|error| {
            log::warn!(target: "sero::rpc", "No compact block for {number}: {error}");
            RpcError::StateUnavailable(number)
        })?,
    };
    Ok(BlockData {
        number,
        hash: Hex32(hash.0),
        parent_hash: Hex32(header.parent_hash().0),
        timestamp: entry.timestamp,
        data: HexBytes(entry.block),
    })
}

/// Blocks of the best chain, as many as one answer may hold.
pub fn range(client: &FullClient, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError> {
    one_answer(from, to, |number| hash_at(client, number).and_then(|hash| block(client, number, hash)))
}

/// What of a range one answer holds. `read` gives a block of the best chain.
fn one_answer(
    from: u32,
    to: u32,
    read: impl Fn(u32) -> Result<BlockData, RpcError>,
) -> Result<Vec<BlockData>, RpcError> {
    if from > to {
        return Err(RpcError::BadRange { from, to });
    }
    let last = to.min(from.saturating_add(MAX_BLOCKS_PER_CALL - 1));
    let mut blocks: Vec<BlockData> = Vec::new();
    let mut bytes = 0usize;
    for number in from..=last {
        let next = match read(number) {
            Ok(next) => next,
            // The best chain ends within the range, or became shorter meanwhile. What was read is a part of one chain.
            Err(RpcError::UnknownBlock(_)) if !blocks.is_empty() => break,
            Err(error) => return Err(error),
        };
        // Another fork took over in between: end before the seam, and let the caller ask again.
        if blocks.last().is_some_and(|parent| parent.hash != next.parent_hash) {
            break;
        }
        bytes = bytes.saturating_add(next.data.0.len());
        blocks.push(next);
        if bytes >= MAX_BYTES_PER_CALL {
            break;
        }
    }
    Ok(blocks)
}

/// An error of the node's own.
pub fn internal(error: impl std::fmt::Display) -> RpcError {
    RpcError::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain up to a height whose blocks have so many bytes each.
    fn chain(best: u32, bytes: usize) -> impl Fn(u32) -> Result<BlockData, RpcError> {
        move |number| match number <= best {
            true => Ok(block(number, 1, bytes)),
            false => Err(RpcError::UnknownBlock(number)),
        }
    }

    /// A block of a fork. Its parent has the same one.
    fn block(number: u32, fork: u8, bytes: usize) -> BlockData {
        let name = |number: u32| {
            let mut name = [fork; 32];
            name[..4].copy_from_slice(&number.to_be_bytes());
            Hex32(name)
        };
        let parent_hash = number.checked_sub(1).map_or(Hex32([0; 32]), name);
        BlockData { number, hash: name(number), parent_hash, timestamp: 0, data: HexBytes(vec![0; bytes]) }
    }

    fn numbers(blocks: &[BlockData]) -> Vec<u32> {
        blocks.iter().map(|block| block.number).collect()
    }

    /// Asks again from behind the last block until the range is read; returns the length of each answer.
    fn read_all(from: u32, to: u32, read: impl Fn(u32) -> Result<BlockData, RpcError>) -> Vec<usize> {
        let (mut next, mut lengths) = (from, Vec::new());
        while next <= to {
            let answer = one_answer(next, to, &read).expect("the range is on the chain");
            let last = answer.last().expect("an answer is never empty").number;
            assert_eq!(numbers(&answer), (next..=last).collect::<Vec<_>>(), "no block is missing");
            lengths.push(answer.len());
            next = last + 1;
        }
        assert_eq!(next, to + 1, "and none beyond the range is given");
        lengths
    }

    #[test]
    fn a_range_beyond_what_one_answer_holds_is_cut_and_goes_on() {
        let most = MAX_BLOCKS_PER_CALL;
        assert_eq!(read_all(3, 2 * most + 9, chain(600, 10)), [256, 256, 7]);
        assert_eq!(read_all(0, most - 1, chain(600, 10)), [256]);
        // A third of the bytes that make an answer full: the block that reaches them is the last.
        assert_eq!(read_all(5, 12, chain(600, MAX_BYTES_PER_CALL / 3 + 1)), [3, 3, 2]);
        assert_eq!(read_all(5, 7, chain(600, MAX_BYTES_PER_CALL)), [1, 1, 1]);
        assert_eq!(read_all(5, 6, chain(600, 2 * MAX_BYTES_PER_CALL)), [1, 1], "too large a block comes alone");
    }

    #[test]
    fn a_range_ends_with_the_chain_and_does_not_begin_above_it() {
        let answer = one_answer(7, u32::MAX, chain(9, 10)).expect("it begins on the chain");
        assert_eq!(numbers(&answer), [7, 8, 9]);
        assert_eq!(one_answer(10, 11, chain(9, 10)), Err(RpcError::UnknownBlock(10)));
        assert_eq!(one_answer(u32::MAX, u32::MAX, chain(9, 10)), Err(RpcError::UnknownBlock(u32::MAX)));
        assert_eq!(one_answer(8, 7, chain(9, 10)), Err(RpcError::BadRange { from: 8, to: 7 }));
    }

    #[test]
    fn an_answer_holds_blocks_of_one_fork() {
        // Another fork takes over while the blocks are read.
        let read = |number| Ok(block(number, if number < 5 { 1 } else { 2 }, 10));
        assert_eq!(numbers(&one_answer(3, 9, read).expect("it begins")), [3, 4]);
        assert_eq!(numbers(&one_answer(5, 9, read).expect("it begins")), [5, 6, 7, 8, 9]);
    }

    #[test]
    fn another_fault_than_the_end_of_the_chain_is_told() {
        let read = |number| match number {
            5 => Err(RpcError::StateUnavailable(5)),
            number => Ok(block(number, 1, 10)),
        };
        assert_eq!(one_answer(3, 9, read), Err(RpcError::StateUnavailable(5)));
    }
}
