//! The rules of headers over a database.

use std::sync::Arc;

use pallet_license_runtime_api::LicenseApi;
use sc_client_api::HeaderBackend;
use sero_pow::{asert, WorkFunction, U256};
use sero_runtime::{Hash, Header, OpaqueBlock as Block};
use sp_api::ProvideRuntimeApi;
use sp_consensus_pow::DifficultyApi;
use sp_runtime::traits::Header as _;

use super::{
    algorithm::next_difficulty,
    header::{self, HeaderError, Parent, Sealed},
    memory::Question,
    Remembering,
};
use crate::fork::Forks;

/// Everything that decides about a header before its block is executed.
pub struct HeaderRules<Client, W> {
    client: Arc<Client>,
    work: Remembering<W>,
    asert: asert::Parameters,
    forks: Forks,
}

impl<Client, W: Clone> Clone for HeaderRules<Client, W> {
    fn clone(&self) -> Self {
        let Self { client, work, asert, forks } = self;
        Self { client: client.clone(), work: work.clone(), asert: *asert, forks: forks.clone() }
    }
}

impl<Client, W> HeaderRules<Client, W>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync,
    Client::Api: DifficultyApi<Block, U256> + LicenseApi<Block>,
    W: WorkFunction,
{
    /// For a chain whose difficulty follows this rule. `forks` are the chains below finality that were weighed.
    pub fn new(client: Arc<Client>, work: Remembering<W>, asert: asert::Parameters, forks: Forks) -> Self {
        Self { client, work, asert, forks }
    }

    /// The work function.
    pub fn work(&self) -> &Remembering<W> {
        &self.work
    }

    /// What the rules ask of a parent that is in the database, or was weighed.
    fn parent(&self, hash: Hash) -> Result<Parent, HeaderError> {
        if let Some(parent) = self.forks.parent(&hash) {
            return Ok(parent);
        }
        let internal = |error: sp_blockchain::Error| HeaderError::Internal(error.to_string());
        let header = self.client.header(hash).map_err(internal)?.ok_or(HeaderError::UnknownParent(hash))?;
        let digest = match header.number {
            0 => None,
            _ => Some(header::work_digest(&header)?),
        };
        let next = next_difficulty(&*self.client, hash)?;
        Ok(Parent { height: header.number, digest, next })
    }

    /// Checks a header with its seal, cheapest rules first.
    ///
    /// # Consensus
    /// See [`header::check_place`] and [`header::check_seal`]; and the author holds a licence where the chain asks for one.
    ///
    /// # Errors
    /// Which rule is broken; or [`HeaderError::UnknownParent`] and [`HeaderError::Internal`], which are nobody's fault.
    pub fn check(&self, sealed: &Sealed) -> Result<(), HeaderError> {
        let parent_hash = *sealed.header.parent_hash();
        let parent = self.parent(parent_hash)?;
        let place = header::check_place(&self.asert, &parent, &sealed.header, now_ms());
        header::check_claim(&self.work, &sealed.pre_hash, &sealed.seal, parent.next)?;
        place?;
        let payout = header::payout(&sealed.header)?;
        let height = sealed.header.number;
        header::check_seal(&self.work, height, &sealed.pre_hash, Some(payout), &sealed.seal, parent.next)?;
        match self.forks.contains(&parent_hash) {
            true => Ok(()),
            false => self.check_license(payout, parent_hash, height),
        }
    }

    /// Asks the state of the parent whether the author may make the block.
    fn check_license(&self, payout: &[u8], parent: Hash, height: u32) -> Result<(), HeaderError> {
        match self.client.runtime_api().check_license(parent, payout.to_vec(), parent, height) {
            Ok(verdict) => verdict.map_err(HeaderError::License),
            // A parent below finality, whose state is pruned: its chain is weighed and not followed.
            Err(error) if self.client.info().finalized_number >= height => {
                log::debug!(target: "sero::import", "No licence is asked for on {parent:?}: {error}");
                Ok(())
            }
            Err(error) => Err(HeaderError::Internal(error.to_string())),
        }
    }

    /// Computes the mixes of a batch in the background, each header on the one before it. It stops at the first that cannot
    /// be right, and spends nothing on heights whose data set is not at hand.
    pub fn compute_ahead(&self, headers: impl IntoIterator<Item = Header>) {
        let mut questions: Vec<Question> = Vec::new();
        let mut parent: Option<(Hash, Parent)> = None;
        for header in headers {
            let Ok(sealed) = Sealed::open(header) else { break };
            let before = match parent.take() {
                Some((hash, facts)) if hash == *sealed.header.parent_hash() => facts,
                Some(_) => break,
                None => match self.parent(*sealed.header.parent_hash()) {
                    Ok(facts) => facts,
                    Err(_) => break,
                },
            };
            let height = sealed.header.number;
            let Ok(digest) = header::check_place(&self.asert, &before, &sealed.header, now_ms()) else { break };
            let Ok(seal) = header::check_claim(&self.work, &sealed.pre_hash, &sealed.seal, before.next) else { break };
            if !self.work.is_ready(height) {
                break;
            }
            let sero_pow::Seal::V1 { nonce, .. } = seal;
            questions.push((sealed.pre_hash, height, nonce));
            let next = digest.next();
            parent = Some((sealed.hash, Parent { height, digest: Some(digest), next }));
        }
        self.work.ahead(questions);
    }
}

/// The node's clock.
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
