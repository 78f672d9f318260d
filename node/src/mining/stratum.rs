//! The stratum server of the node: the board on one side, miners on the other, a pool's books beside them.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use sc_service::SpawnTaskHandle;
use sero_pow::{WorkFunction, U256};
use sero_runtime::Hash;
use sero_shielded::address::Network;
use sero_stratum::{serve, Backend, Config, Job, Shares, Statistics, Work as Evaluation};
use tokio::{net::TcpListener, sync::watch};

use super::{
    outside::Outside,
    pool::{Books, PoolError},
};
use crate::{cli::StratumArgs, mining::board::Work, service::FullClient};

/// Why miners are not served.
#[derive(Debug, thiserror::Error)]
pub enum StratumError {
    /// Nothing can listen there.
    #[error("stratum cannot listen on {address}: {source}; is another program there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The pool's accounts.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// A server that listens already and does not serve yet.
pub struct Server<W> {
    listener: TcpListener,
    seat: Arc<Seat<W>>,
    config: Config,
    statistics: Arc<Statistics>,
}

impl<W: WorkFunction> Server<W> {
    /// Takes the address, and opens the pool's accounts where there is a pool.
    ///
    /// # Errors
    /// See [`StratumError`].
    pub async fn bind(
        args: &StratumArgs,
        address: SocketAddr,
        outside: Outside<W>,
        network: Network,
    ) -> Result<Self, StratumError> {
        let refused = |source| StratumError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let books = Books::open(args)?.map(Arc::new);
        let config =
            Config { share_interval: Duration::from_secs(args.stratum_share_seconds.max(1)), ..Config::default() };
        let (jobs, _) = watch::channel(None);
        let seat = Arc::new(Seat { outside, jobs, books, network, solved: Mutex::default() });
        log::info!("⛏  Stratum listens on {}", listener.local_addr().map_err(refused)?);
        Ok(Self { listener, seat, config, statistics: Arc::new(Statistics::new(WORKERS)) })
    }

    /// What the server counts.
    pub fn statistics(&self) -> Arc<Statistics> {
        self.statistics.clone()
    }

    /// The pool's books.
    pub fn books(&self) -> Option<Arc<Books>> {
        self.seat.books.clone()
    }

    /// Serves until the node ends.
    pub fn start(self, client: Arc<FullClient>, spawner: &SpawnTaskHandle) {
        let Self { listener, seat, config, statistics } = self;
        if let Some(books) = &seat.books {
            spawner.spawn("pool", Some("block-authoring"), books.clone().run(client));
        }
        spawner.spawn("stratum-jobs", Some("block-authoring"), forward(seat.clone()));
        let shares = seat.books.is_some().then(|| seat.clone() as Arc<dyn Shares>);
        spawner.spawn("stratum", Some("block-authoring"), async move {
            serve(listener, seat, shares, config, statistics).await;
        });
    }
}

/// Turns the board's work into jobs.
async fn forward<W: WorkFunction>(seat: Arc<Seat<W>>) {
    let mut shown = seat.outside.board().watch();
    loop {
        let work = *shown.borrow_and_update();
        let job = work.map(|Work { pre_hash, parent, height, difficulty }| Job {
            header: pre_hash.0,
            parent: parent.0,
            height,
            difficulty,
        });
        seat.jobs.send_replace(job);
        if shown.changed().await.is_err() {
            return;
        }
    }
}

/// Workers that are remembered.
const WORKERS: usize = 4_096;
/// Difficulties of solved blocks that are remembered until the pool has written them down.
const SOLVED: usize = 16;

/// The node as the server sees it.
struct Seat<W> {
    outside: Outside<W>,
    jobs: watch::Sender<Option<Job>>,
    books: Option<Arc<Books>>,
    network: Network,
    solved: Mutex<Vec<(Hash, U256)>>,
}

impl<W: WorkFunction> Backend for Seat<W> {
    fn jobs(&self) -> watch::Receiver<Option<Job>> {
        self.jobs.subscribe()
    }

    fn evaluate(&self, height: u32, header: &[u8; 32], nonce: u64) -> Result<Evaluation, String> {
        self.outside.evaluate(height, header, nonce).map_err(|error| error.to_string())
    }

    fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        self.outside.final_hash(header, nonce, mix)
    }

    fn epoch(&self, height: u32) -> u64 {
        self.outside.epoch(height)
    }

    fn preset(&self) -> &'static str {
        self.outside.preset()
    }

    fn submit_block(&self, header: [u8; 32], nonce: u64, mix: [u8; 32]) -> bool {
        let pre_hash = Hash::from(header);
        let difficulty = self.outside.board().find(&pre_hash).map(|work| work.difficulty);
        match self.outside.submit(pre_hash, nonce, mix) {
            Ok(()) => {
                let mut solved = self.solved.lock();
                if solved.len() >= SOLVED {
                    solved.remove(0);
                }
                solved.extend(difficulty.map(|difficulty| (pre_hash, difficulty)));
                true
            }
            Err(error) => {
                log::debug!(target: "sero::mining", "A solution from outside is refused: {error}");
                false
            }
        }
    }

    /// In a pool, a user is a payment address of this network: rewards go there. Otherwise anything will do.
    fn account(&self, user: &str) -> Result<(), String> {
        match &self.books {
            Some(_) => Books::account(user, self.network),
            None => Ok(()),
        }
    }
}

impl<W: WorkFunction> Shares for Seat<W> {
    fn accepted(&self, user: &str, worker: &str, difficulty: U256, height: u32, block: Option<[u8; 32]>) {
        let Some(books) = &self.books else { return };
        books.share(user, worker, difficulty);
        if let Some(header) = block {
            let solved =
                self.solved.lock().iter().find(|(hash, _)| hash.0 == header).map(|(_, difficulty)| *difficulty);
            // A share that is a block met the block's difficulty at least.
            books.block(header, height, solved.unwrap_or(difficulty));
        }
    }
}
