//! The rules that a header obeys, each with its error.

use codec::Encode;
use sero_pow::{
    asert, check_first, check_step, check_time, hash_meets, Payout, PayoutError, ProgPowError, Seal, SealError,
    StepError, TimeError, Work, WorkDigest, WorkDigestError, WorkFunction, POW_ENGINE_ID, U256,
};
use sero_runtime::{Hash, Header};
use sp_runtime::{traits::Header as _, DigestItem};

/// Why a header is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The last digest item is no seal of ours.
    #[error("block {0:?} has no seal")]
    Unsealed(Hash),
    /// There is a second seal.
    #[error("block {0:?} has more than one seal")]
    SecondSeal(Hash),
    /// The seal's bytes.
    #[error("bad seal: {0}")]
    Seal(#[from] SealError),
    /// The payout's bytes or address.
    #[error("bad payout: {0}")]
    Payout(#[from] PayoutError),
    /// The digest that names time and next difficulty.
    #[error("bad work digest: {0}")]
    Digest(#[from] WorkDigestError),
    /// The height is not the parent's plus one.
    #[error("height {got} on a parent of height {parent}")]
    WrongHeight {
        /// The parent's height.
        parent: u32,
        /// The height that the header claims.
        got: u32,
    },
    /// The time.
    #[error("bad time: {0}")]
    Time(#[from] TimeError),
    /// The next difficulty is not what the rule gives.
    #[error("bad difficulty: {0}")]
    Difficulty(#[from] StepError),
    /// The hash does not meet the difficulty.
    #[error("nonce {nonce} does not meet difficulty {difficulty}")]
    TooLittleWork {
        /// The seal's nonce.
        nonce: u64,
        /// What it had to meet.
        difficulty: U256,
    },
    /// The mix is not what the work function computes for the nonce.
    #[error("the seal's mix does not belong to nonce {nonce}")]
    WrongMix {
        /// The seal's nonce.
        nonce: u64,
    },
    /// No work is defined at this height.
    #[error("no work at height {height}: {error}")]
    NoWork {
        /// The height.
        height: u32,
        /// Why.
        error: ProgPowError,
    },
    /// The author may not make this block.
    #[error("bad licence: {0}")]
    License(sero_license::Refusal),
    /// The parent is not in the database.
    #[error("the parent {0:?} is unknown")]
    UnknownParent(Hash),
    /// The database or the runtime failed; nobody is to blame.
    #[error("the node failed: {0}")]
    Internal(String),
}

impl HeaderError {
    /// Whether the peer who sent the header is to blame: not for what this node does not know or cannot do, and not for a
    /// time that this node's clock has not reached yet.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::UnknownParent(_) | Self::Internal(_) | Self::NoWork { .. } => false,
            Self::Time(error) => !error.passes_later(),
            _ => true,
        }
    }
}

/// A header of which the seal was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Hash with the seal.
    pub hash: Hash,
    /// Hash without the seal, the input of the work.
    pub pre_hash: Hash,
    /// The header without the seal.
    pub header: Header,
    /// The seal's bytes.
    pub seal: Vec<u8>,
}

impl Sealed {
    /// Takes the seal off.
    ///
    /// # Consensus
    /// The seal is the last digest item of a header, and the only seal.
    pub fn open(mut header: Header) -> Result<Self, HeaderError> {
        let hash = header.hash();
        let Some(DigestItem::Seal(POW_ENGINE_ID, seal)) = header.digest_mut().pop() else {
            return Err(HeaderError::Unsealed(hash));
        };
        if header.digest().logs().iter().any(|item| matches!(item, DigestItem::Seal(..))) {
            return Err(HeaderError::SecondSeal(hash));
        }
        Ok(Self { hash, pre_hash: header.hash(), header, seal })
    }
}

/// What the rules ask of a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its height.
    pub height: u32,
    /// What its header says of time and difficulty; nothing in block 0.
    pub digest: Option<WorkDigest>,
    /// The difficulty that its child has to meet.
    pub next: U256,
}

/// Checks place, time and difficulty of a header: everything that costs next to nothing.
///
/// # Consensus
/// The height is the parent's plus one. The time lies above the parent's and not beyond the limit ahead of the node's clock.
/// The difficulty for the next block follows from the parent's digest and this header's time by the rule of the chain.
pub fn check_place(
    rules: &asert::Parameters,
    parent: &Parent,
    header: &Header,
    now_ms: u64,
) -> Result<WorkDigest, HeaderError> {
    let height = *header.number();
    if parent.height.checked_add(1) != Some(height) {
        return Err(HeaderError::WrongHeight { parent: parent.height, got: height });
    }
    let digest = work_digest(header)?;
    let parent_ms = parent.digest.as_ref().map_or(0, WorkDigest::time_ms);
    check_time(parent_ms, digest.time_ms(), now_ms)?;
    match &parent.digest {
        Some(before) => check_step(rules, before, &digest, height)?,
        None => check_first(rules, parent.next, &digest)?,
    }
    Ok(digest)
}

/// Checks payout and seal of the header at `height`, the dear part last.
///
/// # Consensus
/// The header names exactly one payout with a valid address. Its seal is of a known version and has nothing behind it. The
/// final hash that follows from the seal meets the difficulty, and the seal's mix is the one that belongs to its nonce.
pub fn check_seal(
    work: &impl WorkFunction,
    height: u32,
    pre_hash: &Hash,
    payout: Option<&[u8]>,
    seal: &[u8],
    difficulty: U256,
) -> Result<(), HeaderError> {
    Payout::check(payout.ok_or(PayoutError::Missing)?)?;
    let Seal::V1 { nonce, mix } = check_claim(work, pre_hash, seal, difficulty)?;
    let expected = work
        .evaluate(pre_hash.as_fixed_bytes(), height, nonce)
        .map_err(|error| HeaderError::NoWork { height, error })?;
    let Work { mix: right, .. } = expected;
    match mix == right {
        true => Ok(()),
        false => Err(HeaderError::WrongMix { nonce }),
    }
}

/// Checks what a seal claims, without asking whether its mix is right: a fake costs as many hashes as the difficulty says,
/// cheap ones.
pub fn check_claim(
    work: &impl WorkFunction,
    pre_hash: &Hash,
    seal: &[u8],
    difficulty: U256,
) -> Result<Seal, HeaderError> {
    let seal = Seal::decode_exact(seal)?;
    let Seal::V1 { nonce, mix } = &seal;
    let final_hash = work.final_hash(pre_hash.as_fixed_bytes(), *nonce, mix);
    match hash_meets(&final_hash, difficulty) {
        true => Ok(seal),
        false => Err(HeaderError::TooLittleWork { nonce: *nonce, difficulty }),
    }
}

/// The bytes by which a header says to whom its author is paid, if it says so exactly once.
pub fn payout(header: &Header) -> Result<&[u8], PayoutError> {
    Payout::only(header.digest().logs().iter().filter_map(|item| match item {
        DigestItem::PreRuntime(POW_ENGINE_ID, payout) => Some(payout.as_slice()),
        _ => None,
    }))
}

/// What a header says of time and difficulty.
pub fn work_digest(header: &Header) -> Result<WorkDigest, WorkDigestError> {
    WorkDigest::only(header.digest().logs().iter().filter_map(|item| match item {
        DigestItem::Consensus(POW_ENGINE_ID, digest) => Some(digest.as_slice()),
        _ => None,
    }))
}

/// A seal as a digest item.
pub fn seal_item(seal: &Seal) -> DigestItem {
    DigestItem::Seal(POW_ENGINE_ID, seal.encode())
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
