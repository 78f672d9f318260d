//! Showing that one owns a ticket or package, without moving it; and asking others to.
//!
//! ```text
//! verifier                                   owner
//! challenge: asset, since, nonce ──────────► his note of it, not older than since
//!                                            proof of the circuit Ownership, signature under K
//! verify: root of the anchor's block ◄────── OwnershipProof
//! ```
//!
//! A former owner still has his old note. So `since` is the number of notes at the time of the challenge: only a note that was
//! made later answers it, and the owner makes one by sending the asset to himself. See [`sero_shielded::ownership`].

use std::sync::Arc;

use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, Encode};
use rand_core::OsRng;
use sero_circuits::{
    keys::development_key,
    ownership::{self, Private},
    verify::VerifyingKey,
    Circuit,
};
use sero_shielded::{
    address::Network,
    asset::Asset,
    curve::Scalar,
    encoding::{FieldBytes, PointBytes},
    hash::hb,
    ownership::{Challenge, ChallengeError, Claim, OwnershipProof},
};
use zeroize::Zeroizing;

use crate::{
    asset::full,
    chain::{self, Chain, ChainError},
    memo::ReadMemo,
    payment::{
        anchor_height,
        prove::{ProveError, Prover, Statement},
        ANCHOR_DEPTH, ANCHOR_EVERY,
    },
    random,
    store::{NoteRow, StoreError},
    sync::SyncError,
    vault::VaultError,
    wallet::Wallet,
};

/// Bytes of the text that says for what a challenge is, at most.
pub const MAX_PURPOSE: u32 = 256;

/// Why ownership is not shown.
#[derive(Debug, thiserror::Error)]
pub enum OwnershipError {
    /// A challenge about something else than a ticket or package.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// A text that is too long, or none.
    #[error("the text that says for what the challenge is has {0} bytes; write 1 to {MAX_PURPOSE}")]
    Purpose(usize),
    /// A text that was put beside another challenge.
    #[error("the challenge is not for what the text beside it says; do not answer it, and ask for a new one")]
    OtherPurpose,
    /// The account has no such note.
    #[error("this account does not own {0}; run `sync`, or open the wallet that does")]
    NotOwned(String),
    /// The note is older than the challenge.
    #[error("your note of {asset} is older than the challenge, so its former owner could answer as well; send it to yourself with `ticket refresh`, wait until it can be spent again, and prove then")]
    TooOld {
        /// The asset.
        asset: String,
    },
    /// The note is not under the anchor yet.
    #[error("your note of {asset} is too young to be proved; wait until the chain is at block {block}, run `sync`, and prove then")]
    TooYoung {
        /// The asset.
        asset: String,
        /// When it will be old enough.
        block: u32,
    },
    /// The wallet's tree does not lead from the note to the root.
    #[error("the note's path cannot be computed ({0}); run `sync --rescan`")]
    Path(String),
    /// The statement.
    #[error("the proof cannot be made: {0}; run `sync --rescan` and try again")]
    Statement(ownership::OwnershipError),
    /// The prover.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Reading the chain.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// No verifying key.
    #[error("nobody can be believed on the main network yet: no ceremony has made its keys; use a development or local chain")]
    NoKey,
    /// The proof names a root that the chain did not have.
    #[error("the chain had another root at the end of block {0}, so the proof shows nothing; ask for a new one")]
    Root(u32),
    /// The proof or its signature is wrong.
    #[error("the proof does not hold ({0}); do not believe it")]
    Refused(ownership::OwnershipError),
}

impl From<ChainError> for OwnershipError {
    fn from(error: ChainError) -> Self {
        OwnershipError::Sync(error.into())
    }
}

/// Asks for the owner of a ticket or package as of now: only a note that is made from here on answers.
///
/// # Errors
/// [`OwnershipError::Challenge`] for a token, [`OwnershipError::Sync`].
pub async fn challenge<C: Chain + ?Sized>(chain: &C, asset: Asset) -> Result<Challenge, OwnershipError> {
    Ok(challenge_since(asset, chain.next_index().await?)?)
}

/// Asks who owns a ticket or package, or owned it at some time after its note `since` was made.
///
/// # Errors
/// [`ChallengeError`] for a token.
pub fn challenge_since(asset: Asset, since: u64) -> Result<Challenge, ChallengeError> {
    Challenge::new(asset, since, *random::bytes::<32>())
}

/// A challenge as it goes to the owner.
///
/// An answer convinces whoever knows the challenge: a verifier could pass on one that he got elsewhere, and the owner would answer for
/// somebody whom he does not know. So a challenge can say for whom and what it is; its nonce is a hash of that text and of random
/// bytes, and whoever answers sees the text.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Question {
    /// The challenge.
    pub challenge: Challenge,
    /// For whom and what, and the random bytes beside it.
    purpose: Option<(Purpose, [u8; 32])>,
}

/// Bytes of a text that says for what a challenge is.
type Purpose = BoundedVec<u8, ConstU32<MAX_PURPOSE>>;

impl Question {
    /// A challenge that says for what it is, with the `since` of another one.
    ///
    /// # Errors
    /// [`OwnershipError::Purpose`] above [`MAX_PURPOSE`] bytes, or of none; [`OwnershipError::Challenge`].
    pub fn about(challenge: &Challenge, text: &str) -> Result<Self, OwnershipError> {
        let salt = *random::bytes::<32>();
        let purpose = Purpose::try_from(text.as_bytes().to_vec()).map_err(|_| OwnershipError::Purpose(text.len()))?;
        if purpose.is_empty() {
            return Err(OwnershipError::Purpose(0));
        }
        let challenge = Challenge::new(challenge.asset, challenge.since, nonce(&purpose, &salt))?;
        Ok(Question { challenge, purpose: Some((purpose, salt)) })
    }

    /// For what it is, for people.
    ///
    /// # Errors
    /// [`OwnershipError::OtherPurpose`] where the challenge is for something else than it says.
    pub fn purpose(&self) -> Result<Option<String>, OwnershipError> {
        let Some((text, salt)) = &self.purpose else { return Ok(None) };
        match self.challenge.nonce == nonce(text, salt) {
            // Anybody can ask: the text must not command the terminal.
            true => Ok(ReadMemo::Bytes(text.to_vec()).text()),
            false => Err(OwnershipError::OtherPurpose),
        }
    }
}

impl From<Challenge> for Question {
    fn from(challenge: Challenge) -> Self {
        Question { challenge, purpose: None }
    }
}

/// What ties a challenge to a text.
fn nonce(text: &[u8], salt: &[u8; 32]) -> [u8; 32] {
    hb("sero.own.for", &[salt, text])
}

/// Judges an answer by the root that a node names.
///
/// # Errors
/// See [`OwnershipError`].
pub async fn verify<C: Chain + ?Sized>(
    chain: &C,
    challenge: &Challenge,
    proof: &OwnershipProof,
) -> Result<(), OwnershipError> {
    let info = chain.info().await?;
    let root = match chain.root(proof.anchor_block).await {
        Ok(root) => root,
        Err(ChainError::UnknownBlock(block)) => return Err(OwnershipError::Root(block)),
        Err(error) => return Err(error.into()),
    };
    verify_at(chain::network(&info), &info.genesis.0, &root, challenge, proof)
}

/// Judges an answer by a root that one knows to be the chain's, without a node.
///
/// # Errors
/// See [`OwnershipError`].
pub fn verify_at(
    network: Network,
    genesis: &[u8; 32],
    root: &[u8; 32],
    challenge: &Challenge,
    proof: &OwnershipProof,
) -> Result<(), OwnershipError> {
    challenge.check()?;
    if proof.anchor.0 != *root {
        return Err(OwnershipError::Root(proof.anchor_block));
    }
    let key = verifying_key(network)?;
    ownership::verify(&key, genesis, challenge, proof).map_err(OwnershipError::Refused)
}

/// Under the development keys everybody can forge; the main network must not be judged with them.
fn verifying_key(network: Network) -> Result<VerifyingKey, OwnershipError> {
    match network {
        Network::Main => Err(OwnershipError::NoKey),
        Network::Development | Network::Local => {
            let circuit = Circuit::Ownership;
            VerifyingKey::parse(circuit, development_key(circuit)).map_err(|_| OwnershipError::NoKey)
        }
    }
}

impl Wallet {
    /// Answers a challenge with a note of the asset that this account can spend. Nothing is sent, and nothing moves.
    ///
    /// # Errors
    /// See [`OwnershipError`].
    pub async fn prove_ownership<C: Chain + ?Sized, P: Prover + 'static>(
        &mut self,
        chain: &C,
        prover: Arc<P>,
        challenge: &Challenge,
    ) -> Result<OwnershipProof, OwnershipError> {
        challenge.check()?;
        if self.is_watch_only() {
            return Err(VaultError::WatchOnly.into());
        }
        self.sync(chain, |_| {}).await?;
        let genesis = self.state.genesis.unwrap_or_default();
        let (anchor_block, row) = self.answering_note(challenge)?;
        let Answer { private, public, secret } = self.answer(&row, anchor_block, challenge)?;
        let (anchor, key) = (FieldBytes::from(public.anchor()), PointBytes::from(*public.key()));
        let statement = [Statement::Ownership(Box::new((public, private)))];
        let proofs = tokio::task::spawn_blocking(move || prover.prove(&statement))
            .await
            .map_err(|error| ProveError::Statement(error.to_string()))??;
        let proof = proofs.first().copied().ok_or(ProveError::Statement("no proof was made".into()))?;
        let claim = Claim { anchor, anchor_block, key, proof };
        Ok(claim.sign(&genesis, challenge, &secret, &mut OsRng))
    }

    /// The note that answers a challenge, and the block under whose root it lies.
    fn answering_note(&self, challenge: &Challenge) -> Result<(u32, NoteRow), OwnershipError> {
        let (aid, asset) = (FieldBytes::from(challenge.asset.id()), full(&challenge.asset));
        let own = self.state.unspent.values().filter(|row| row.note.aid == aid && row.note.value == 1);
        let Some(row) = own.max_by_key(|row| row.index) else { return Err(OwnershipError::NotOwned(asset)) };
        if row.index < challenge.since {
            return Err(OwnershipError::TooOld { asset });
        }
        match anchor_height(self.state.tip.number).filter(|anchor| *anchor >= row.height) {
            Some(anchor) => Ok((anchor, row.clone())),
            None => {
                // The anchors are some blocks apart: the first that holds the note, and its depth.
                let anchor = row.height.checked_next_multiple_of(ANCHOR_EVERY).unwrap_or(u32::MAX);
                let block = anchor.saturating_add(ANCHOR_DEPTH);
                Err(OwnershipError::TooYoung { asset, block })
            }
        }
    }

    fn answer(&self, row: &NoteRow, block: u32, challenge: &Challenge) -> Result<Answer, OwnershipError> {
        let path = |error: &dyn std::fmt::Display| OwnershipError::Path(error.to_string());
        let note = row.note.note()?;
        let viewing = self.vault.tracking().recognise(&note.address);
        let viewing = viewing.ok_or_else(|| path(&"the note is not this account's"))?;
        let anchor = self.state.tree.root_at(block).map_err(|error| path(&error))?;
        let private = Private {
            zpk_r: *note.address.zpk(),
            rcm: note.rcm,
            index: row.index,
            path: self.state.tree.path(row.index, block).map_err(|error| path(&error))?,
            vskr: viewing.vskr,
            alpha: random::scalar(),
        };
        let public = private.statement(anchor, challenge).map_err(OwnershipError::Statement)?;
        let secret = Zeroizing::new(self.vault.spending()?.one_time(&viewing) + private.alpha);
        Ok(Answer { private, public, secret })
    }
}

/// What an answer is made of.
struct Answer {
    private: Private,
    public: ownership::Public,
    /// Of K.
    secret: Zeroizing<Scalar>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::DecodeAll;

    #[test]
    fn a_question_is_for_what_it_says_or_for_nothing() {
        let plain = challenge_since(Asset::Package([1; 32]), 7).unwrap();
        assert_eq!(Question::from(plain).purpose().unwrap(), None);
        let question = Question::about(&plain, "the theatre, tonight\u{1b}[2J").unwrap();
        assert_eq!((question.challenge.asset, question.challenge.since), (plain.asset, plain.since));
        let read = Question::decode_all(&mut question.encode().as_slice()).unwrap();
        assert_eq!(read.purpose().unwrap().as_deref(), Some("the theatre, tonight\\u{1b}[2J"));
        let again = Question::about(&plain, "the theatre, tonight").unwrap();
        assert_ne!(again.challenge.nonce, question.challenge.nonce);
        // A text beside a challenge that somebody else made.
        let moved = Question { challenge: plain, ..question };
        assert!(matches!(moved.purpose(), Err(OwnershipError::OtherPurpose)));
        assert!(matches!(Question::about(&plain, ""), Err(OwnershipError::Purpose(0))));
        assert!(matches!(Question::about(&plain, &"x".repeat(257)), Err(OwnershipError::Purpose(257))));
    }
}
