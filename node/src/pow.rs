//! Whether a header shows enough work.

use std::sync::Arc;

use codec::DecodeAll;
use sc_consensus_pow::{Error, PowAlgorithm};
use sero_pow::{hash_meets, Payout, PayoutError, Seal, SealError, Work, WorkFunction, POW_ENGINE_ID, U256};
use sero_runtime::{Hash, Header, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_pow::{DifficultyApi, Seal as RawSeal};
use sp_runtime::{generic::BlockId, traits::Header as _, DigestItem};

/// Why a header is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The seal's bytes.
    #[error("bad seal: {0}")]
    Seal(#[from] SealError),
    /// The payout's bytes or address.
    #[error("bad payout: {0}")]
    Payout(#[from] PayoutError),
    /// The mix is not what the work function computes for the nonce.
    #[error("the seal's mix does not belong to nonce {nonce}")]
    WrongMix {
        /// The seal's nonce.
        nonce: u64,
    },
    /// The hash does not meet the difficulty.
    #[error("nonce {nonce} does not meet difficulty {difficulty}")]
    TooLittleWork {
        /// The seal's nonce.
        nonce: u64,
        /// What it had to meet.
        difficulty: U256,
    },
    /// The parent is not in the database.
    #[error("the parent {0:?} is unknown")]
    UnknownParent(Hash),
}

impl From<HeaderError> for Error<Block> {
    fn from(error: HeaderError) -> Self {
        Error::Other(error.to_string())
    }
}

/// Checks seal and payout of the header at `height`.
///
/// # Consensus
/// The header names exactly one payout with a valid address. Its seal is of a known version, has nothing behind it, the
/// mix that belongs to its nonce, and meets the difficulty.
pub fn check(
    work: &impl WorkFunction,
    height: u32,
    pre_hash: &Hash,
    payout: Option<&[u8]>,
    seal: &[u8],
    difficulty: U256,
) -> Result<(), HeaderError> {
    Payout::check(payout.ok_or(PayoutError::Missing)?)?;
    let Seal::V1 { nonce, mix } = Seal::decode_exact(seal)?;
    let Work { mix: expected, final_hash } = work.evaluate(pre_hash.as_fixed_bytes(), height, nonce);
    if mix != expected {
        return Err(HeaderError::WrongMix { nonce });
    }
    if !hash_meets(&final_hash, difficulty) {
        return Err(HeaderError::TooLittleWork { nonce, difficulty });
    }
    Ok(())
}

/// The difficulty that a header names for its child; every header but that of block 0 has it.
pub fn next_difficulty(header: &Header) -> Option<U256> {
    header.digest().logs().iter().find_map(|item| match item {
        DigestItem::Consensus(POW_ENGINE_ID, next) => U256::decode_all(&mut &next[..]).ok(),
        _ => None,
    })
}

/// The proof of work of this chain: difficulty from the runtime, work from a [`WorkFunction`].
pub struct SeroPow<Client, W> {
    client: Arc<Client>,
    work: W,
}

impl<Client, W> SeroPow<Client, W> {
    /// Over a client and a work function.
    pub fn new(client: Arc<Client>, work: W) -> Self {
        Self { client, work }
    }
}

impl<Client, W: Clone> Clone for SeroPow<Client, W> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), work: self.work.clone() }
    }
}

impl<Client, W> PowAlgorithm<Block> for SeroPow<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
    Client::Api: DifficultyApi<Block, U256>,
    W: WorkFunction,
{
    type Difficulty = U256;

    fn difficulty(&self, parent: Hash) -> Result<U256, Error<Block>> {
        // Execution compared the header with what the runtime computed.
        let header = self.client.header(parent).map_err(Error::Client)?;
        if let Some(next) = header.as_ref().and_then(next_difficulty) {
            return Ok(next);
        }
        // Block 0 names nothing.
        let refused = |e| Error::Environment(format!("no difficulty behind {parent:?}: {e}"));
        self.client.runtime_api().difficulty(parent).map_err(refused)
    }

    /// Looks at the seal's form before the parent is known.
    fn preliminary_verify(&self, _: &Hash, seal: &RawSeal) -> Result<Option<bool>, Error<Block>> {
        Seal::decode_exact(seal).map_err(HeaderError::Seal)?;
        Ok(None)
    }

    fn verify(
        &self,
        parent: &BlockId<Block>,
        pre_hash: &Hash,
        payout: Option<&[u8]>,
        seal: &RawSeal,
        difficulty: U256,
    ) -> Result<bool, Error<Block>> {
        let parent_height = match parent {
            BlockId::Number(number) => *number,
            BlockId::Hash(hash) => {
                self.client.number(*hash).map_err(Error::Client)?.ok_or(HeaderError::UnknownParent(*hash))?
            }
        };
        check(&self.work, parent_height.saturating_add(1), pre_hash, payout, seal, difficulty)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use codec::Encode;
    use sero_pow::PlainHash;
    use sero_shielded::keys::PkrBytes;

    use super::*;

    const PRE_HASH: Hash = Hash::repeat_byte(5);

    fn payout() -> Vec<u8> {
        crate::mining::payout::development().encode()
    }

    fn mined(difficulty: U256) -> Seal {
        (0..)
            .find_map(|nonce| {
                let work = PlainHash.evaluate(&PRE_HASH.0, 9, nonce);
                hash_meets(&work.final_hash, difficulty).then_some(Seal::V1 { nonce, mix: work.mix })
            })
            .expect("some nonce meets it")
    }

    fn verdict(payout: Option<&[u8]>, seal: &[u8], difficulty: u64) -> Result<(), HeaderError> {
        check(&PlainHash, 9, &PRE_HASH, payout, seal, difficulty.into())
    }

    #[test]
    fn a_mined_header_passes_and_not_at_another_height_or_header() {
        let seal = mined(64.into()).encode();
        assert_eq!(verdict(Some(&payout()), &seal, 64), Ok(()));
        let other = check(&PlainHash, 10, &PRE_HASH, Some(&payout()), &seal, 64.into());
        assert!(matches!(other, Err(HeaderError::WrongMix { .. })));
        let other = check(&PlainHash, 9, &Hash::zero(), Some(&payout()), &seal, 64.into());
        assert!(matches!(other, Err(HeaderError::WrongMix { .. })));
    }

    #[test]
    fn too_little_work_is_refused() {
        let seal = mined(2.into()).encode();
        let refused = verdict(Some(&payout()), &seal, u64::MAX);
        assert!(matches!(refused, Err(HeaderError::TooLittleWork { .. })));
    }

    #[test]
    fn a_foreign_mix_is_refused() {
        let Seal::V1 { nonce, mix } = mined(2.into());
        let mut other = mix;
        other[31] ^= 1;
        let seal = Seal::V1 { nonce, mix: other }.encode();
        assert_eq!(verdict(Some(&payout()), &seal, 2), Err(HeaderError::WrongMix { nonce }));
    }

    #[test]
    fn each_fault_of_the_seal_has_its_error() {
        let mut seal = mined(2.into()).encode();
        assert_eq!(verdict(Some(&payout()), &[], 2), Err(SealError::Empty.into()));
        let mut versioned = seal.clone();
        versioned[0] = 7;
        let unknown = SealError::UnknownVersion(7);
        assert_eq!(verdict(Some(&payout()), &versioned, 2), Err(unknown.into()));
        seal.push(0);
        let longer = SealError::WrongLength { version: 1, expected: 41, got: 42 };
        assert_eq!(verdict(Some(&payout()), &seal, 2), Err(longer.into()));
    }

    #[test]
    fn each_fault_of_the_payout_has_its_error() {
        let seal = mined(2.into()).encode();
        assert_eq!(verdict(None, &seal, 2), Err(PayoutError::Missing.into()));
        let unknown = PayoutError::UnknownVersion(9);
        assert_eq!(verdict(Some(&[9]), &seal, 2), Err(unknown.into()));
        let junk = Payout::V1 { payout: PkrBytes([0xff; 96]) }.encode();
        let refused = verdict(Some(&junk), &seal, 2);
        assert!(matches!(refused, Err(HeaderError::Payout(PayoutError::BadAddress(_)))));
    }
}
