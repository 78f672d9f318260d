//! The port.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{watch, Semaphore},
    task::JoinSet,
};

use crate::{
    dialect::Dialect,
    extranonce::{Prefix, Prefixes},
    gate::{Gate, Pass},
    jobs::{Book, Live},
    session, Backend, Config, Job, Refusal, Shares, Statistics,
};

pub(crate) const LOG_TARGET: &str = "sero::stratum";

/// How long the connections have to say goodbye when the server ends.
const GOODBYE: Duration = Duration::from_secs(2);

/// What all connections share.
pub(crate) struct Shared {
    pub config: Config,
    pub backend: Arc<dyn Backend>,
    pub shares: Option<Arc<dyn Shares>>,
    pub statistics: Arc<Statistics>,
    pub evaluators: Arc<Semaphore>,
    gate: Arc<Gate>,
    prefixes: Arc<Prefixes>,
}

impl Shared {
    pub(crate) fn new(
        backend: Arc<dyn Backend>,
        shares: Option<Arc<dyn Shares>>,
        config: Config,
        statistics: Arc<Statistics>,
    ) -> Arc<Self> {
        Arc::new(Self {
            evaluators: Arc::new(Semaphore::new(config.evaluations.max(1))),
            gate: Gate::new(&config),
            prefixes: Prefixes::new(config.extranonce_bytes),
            config,
            backend,
            shares,
            statistics,
        })
    }

    /// Lets a connection in.
    pub(crate) fn admit(&self, address: std::net::IpAddr) -> Result<(Pass, Prefix), Refusal> {
        let pass = self.gate.admit(address, Instant::now())?;
        let prefix = self.prefixes.take().ok_or(Refusal::Full { limit: self.config.connections })?;
        Ok((pass, prefix))
    }
}

/// Serves miners until the backend ends: then they are told, and the future completes. Dropping it closes everything at once.
pub async fn serve(
    listener: TcpListener,
    backend: Arc<dyn Backend>,
    shares: Option<Arc<dyn Shares>>,
    config: Config,
    statistics: Arc<Statistics>,
) {
    let mut source = backend.jobs();
    let mut book = Book::new(config.shares_per_job);
    let with_epoch = {
        let backend = backend.clone();
        move |job: Job| (job, backend.epoch(job.height))
    };
    let first = *source.borrow_and_update();
    let (publish, jobs) = watch::channel(book.show(first.map(&with_epoch), Instant::now()));
    let shared = Shared::new(backend, shares, config, statistics);
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            changed = source.changed() => {
                if changed.is_err() {
                    break;
                }
                let job = *source.borrow_and_update();
                publish.send_replace(book.show(job.map(&with_epoch), Instant::now()));
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => open(&shared, &mut sessions, stream, peer, jobs.clone()),
                Err(error) => {
                    log::warn!(target: LOG_TARGET, "Cannot accept a connection: {error}");
                    // Most likely there are too many open files.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(ended) = sessions.join_next(), if !sessions.is_empty() => {
                if let Err(error) = ended {
                    log::error!(target: LOG_TARGET, "A connection failed: {error}");
                }
                shared.statistics.connections(shared.gate.total());
            }
        }
    }
    drop(publish);
    let all = async { while sessions.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GOODBYE, all).await;
    shared.statistics.connections(0);
}

fn open(
    shared: &Arc<Shared>,
    sessions: &mut JoinSet<()>,
    stream: TcpStream,
    peer: std::net::SocketAddr,
    jobs: watch::Receiver<Option<Arc<Live>>>,
) {
    match shared.admit(peer.ip()) {
        Ok(admission) => {
            let _ = stream.set_nodelay(true);
            sessions.spawn(session::run(shared.clone(), stream, peer, admission, jobs));
            shared.statistics.connections(shared.gate.total());
        }
        Err(refusal) => {
            log::debug!(target: LOG_TARGET, "{peer} is not let in: {refusal}");
            shared.statistics.refused(None, &refusal);
            // Nobody knows the dialect yet, and nobody waits for the line to be taken.
            let line = Dialect::V2.refused(&Value::Null, &refusal);
            let _ = stream.try_write(format!("{line}\n").as_bytes());
        }
    }
}
