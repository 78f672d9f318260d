//! Templates, and finished blocks.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use codec::Encode;
use futures::StreamExt;
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sc_consensus::{BlockImport, BlockImportParams, BoxBlockImport, StateAction, StorageChanges};
use sc_consensus_pow::{PowAlgorithm, PowIntermediate, INTERMEDIATE_KEY};
use sero_pow::{Payout, Seal, Weight, POW_ENGINE_ID};
use sero_runtime::{Hash, OpaqueBlock as Block};
use sp_consensus::{BlockOrigin, Environment, Proposal, ProposeArgs, Proposer, SyncOracle};
use sp_inherents::InherentDataProvider;
use sp_runtime::{traits::Block as _, traits::Header as _, Digest, DigestItem};
use tokio::sync::mpsc;

use super::{
    board::{Board, Solution, Work, KEPT},
    payout::{MineTo, PayoutError},
};
use crate::{import::Alarm, license::Author};

const LOG_TARGET: &str = "sero::mining";

/// Without a new block for this long, peers that claim more are not believed, and mining goes on.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a miner is made of.
pub struct MinerParams<Client, Algorithm, Env> {
    /// Where finished blocks go.
    pub import: BoxBlockImport<Block>,
    /// Best block and notifications.
    pub client: Arc<Client>,
    /// Difficulty.
    pub algorithm: Algorithm,
    /// Builds blocks.
    pub proposers: Env,
    /// Says whether the node is far behind.
    pub sync: Arc<dyn SyncOracle + Send + Sync>,
    /// Who is paid.
    pub to: MineTo,
    /// By what right, on chains that ask for a licence.
    pub author: Option<Author>,
    /// Where the threads look.
    pub board: Arc<Board>,
    /// Where their solutions come out.
    pub solutions: mpsc::UnboundedReceiver<Solution>,
    /// The block time aimed at.
    pub block_time: Duration,
    /// Stops mining.
    pub alarm: Alarm,
}

/// A block that lacks its seal.
struct Template {
    pre_hash: Hash,
    difficulty: Weight,
    proposal: Proposal<Block>,
}

/// Why there is no template.
#[derive(Debug, thiserror::Error)]
enum TemplateError {
    #[error("no payout: {0}")]
    Payout(#[from] PayoutError),
    #[error("no best header: {0}")]
    BestHeader(#[from] sp_blockchain::Error),
    #[error("no difficulty: {0}")]
    Difficulty(String),
    #[error("no inherents: {0}")]
    Inherents(#[from] sp_inherents::Error),
    #[error("no proposal: {0}")]
    Proposal(String),
}

/// Builds templates and imports what was found for them.
pub struct Miner<Client, Algorithm, Env> {
    params: MinerParams<Client, Algorithm, Env>,
    best: Option<Hash>,
    last_block: Instant,
    templates: VecDeque<Template>,
}

impl<Client, Algorithm, Env> Miner<Client, Algorithm, Env>
where
    Client: HeaderBackend<Block> + BlockchainEvents<Block> + Send + Sync + 'static,
    Algorithm: PowAlgorithm<Block, Difficulty = Weight> + Send + Sync + 'static,
    Env: Environment<Block> + Send + Sync + 'static,
    Env::Error: std::fmt::Debug,
{
    /// A miner that does nothing before [`Self::run`].
    pub fn new(params: MinerParams<Client, Algorithm, Env>) -> Self {
        Self { params, best: None, last_block: Instant::now(), templates: VecDeque::new() }
    }

    /// Mines until the node ends.
    pub async fn run(mut self) {
        let mut imported = self.params.client.every_import_notification_stream();
        // Short enough that a transaction waits little, long enough that building costs little.
        let rebuild = (self.params.block_time / 4).clamp(Duration::from_secs(1), Duration::from_secs(3));
        let mut clock = tokio::time::interval(rebuild);
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                solution = self.params.solutions.recv() => match solution {
                    Some(solution) => self.import(solution).await,
                    None => return,
                },
                notification = imported.next() => {
                    if notification.is_none() {
                        return;
                    }
                    self.last_block = Instant::now();
                    // Imports that came meanwhile are answered by the same template.
                    while let Some(Some(_)) = futures::FutureExt::now_or_never(imported.next()) {}
                    if self.best != Some(self.params.client.info().best_hash) {
                        self.renew().await;
                    }
                }
                _ = clock.tick() => self.renew().await,
            }
        }
    }

    /// Shows a new template, or none while the node cannot mine.
    async fn renew(&mut self) {
        // A peer may claim any height. Whoever has the blocks sends them.
        let behind = self.params.sync.is_major_syncing() && self.last_block.elapsed() < PATIENCE;
        if self.params.alarm.raised() || behind {
            self.templates.clear();
            self.params.board.show(None);
            return;
        }
        let best = self.params.client.info().best_hash;
        if self.best != Some(best) {
            self.templates.clear();
            self.best = Some(best);
        }
        match self.template(best).await {
            Ok(template) => {
                let height = *template.proposal.block.header().number();
                let (pre_hash, difficulty) = (template.pre_hash, template.difficulty.value());
                self.templates.push_back(template);
                while self.templates.len() > KEPT {
                    self.templates.pop_front();
                }
                self.params.board.show(Some(Work { pre_hash, parent: best, height, difficulty }));
            }
            Err(error) => {
                log::warn!(target: LOG_TARGET, "No template on {best:?}: {error}");
                self.best = None;
            }
        }
    }

    /// What the next header says of its author.
    fn payout(&self, parent: Hash) -> Result<Payout, PayoutError> {
        let to = self.params.to.one_time()?;
        match &self.params.author {
            Some(author) => Ok(author.payout(parent, to.to_bytes())),
            None => Ok(Payout::V1 { payout: to.to_bytes() }),
        }
    }

    async fn template(&mut self, best: Hash) -> Result<Template, TemplateError> {
        let difficulty =
            self.params.algorithm.difficulty(best).map_err(|e| TemplateError::Difficulty(e.to_string()))?;
        let payout = self.payout(best)?;
        let header = self.params.client.expect_header(best)?;
        let inherent_data = sp_timestamp::InherentDataProvider::from_system_time().create_inherent_data().await?;
        let proposer =
            self.params.proposers.init(&header).await.map_err(|e| TemplateError::Proposal(format!("{e:?}")))?;
        let inherent_digests = Digest { logs: vec![DigestItem::PreRuntime(POW_ENGINE_ID, payout.encode())] };
        let args = ProposeArgs {
            inherent_data,
            inherent_digests,
            max_duration: self.params.block_time / 4,
            block_size_limit: None,
            storage_proof_recorder: None,
            extra_extensions: Default::default(),
        };
        let proposal = proposer.propose(args).await.map_err(|e| TemplateError::Proposal(e.to_string()))?;
        Ok(Template { pre_hash: proposal.block.header().hash(), difficulty, proposal })
    }

    /// Imports the block that a solution completes. A solution for a template that is gone came too late.
    async fn import(&mut self, solution: Solution) {
        let Some(place) = self.templates.iter().position(|t| t.pre_hash == solution.pre_hash) else {
            log::debug!(target: LOG_TARGET, "A solution came too late for {:?}", solution.pre_hash);
            return;
        };
        let Some(template) = self.templates.remove(place) else { return };
        // One block on one parent is enough: the others would be forks of it.
        self.templates.clear();
        let block = sealed(template, solution.seal);
        let (hash, number) = (block.post_hash(), *block.header.number());
        match self.params.import.import_block(block).await {
            Ok(sc_consensus::ImportResult::Imported(_)) => {
                log::info!(target: LOG_TARGET, "⛏  Mined block {number} ({hash:?})");
            }
            Ok(other) => {
                log::warn!(target: LOG_TARGET, "Mined block {number} ({hash:?}) is not taken: {other:?}");
            }
            Err(error) => {
                log::warn!(target: LOG_TARGET, "Mined block {number} ({hash:?}) is refused: {error}");
            }
        }
        // Whatever came out of it, the next template is due.
        self.renew().await;
    }
}

/// The finished block as the import wants it.
fn sealed(template: Template, seal: Seal) -> BlockImportParams<Block> {
    let (header, body) = template.proposal.block.deconstruct();
    let mut block = BlockImportParams::new(BlockOrigin::Own, header);
    block.post_digests.push(DigestItem::Seal(POW_ENGINE_ID, seal.encode()));
    block.body = Some(body);
    block.state_action = StateAction::ApplyChanges(StorageChanges::Changes(template.proposal.storage_changes));
    let intermediate = PowIntermediate::<Weight> { difficulty: Some(template.difficulty) };
    block.insert_intermediate(INTERMEDIATE_KEY, intermediate);
    block
}
