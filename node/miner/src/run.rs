//! Mining, from the first connection to the last share.

use std::{
    future::Future,
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};

use sero_progpow::{Engine, Parameters};
use tokio::sync::mpsc;

use crate::{
    board::{Board, Task},
    client::{Client, ClientError, Event, Job},
    pool::Pool,
    report::{Line, Report},
    search::{self, Found},
};

/// What to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where.
    pub pool: Pool,
    /// For whom.
    pub user: String,
    /// The password.
    pub password: String,
    /// Threads.
    pub threads: usize,
    /// The preset, if the pool does not say it.
    pub preset: Option<&'static Parameters>,
    /// Without data set.
    pub light: bool,
    /// End after so many accepted shares.
    pub max_shares: Option<u64>,
    /// Time between two lines about the speed.
    pub report_interval: Duration,
    /// Time before the first new attempt to connect; it doubles with each.
    pub first_retry: Duration,
    /// Its longest.
    pub last_retry: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pool: Pool { host: "127.0.0.1".into(), port: 0, version: None },
            user: String::new(),
            password: "x".into(),
            threads: 1,
            preset: None,
            light: false,
            max_shares: None,
            report_interval: Duration::from_secs(10),
            first_retry: Duration::from_secs(1),
            last_retry: Duration::from_secs(60),
        }
    }
}

/// Why mining ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The system gives no thread.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] std::io::Error),
    /// The pool does not take the user.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The pool does not say what it mines, and neither does the user.
    #[error("the pool does not say its preset: give --preset")]
    NoPreset,
    /// A preset that this program does not know.
    #[error("the pool mines {0:?}, which this miner does not know")]
    UnknownPreset(String),
    /// Another preset than the user's.
    #[error("the pool mines {pool:?}, not {own:?}")]
    OtherPreset {
        /// What the pool mines.
        pool: String,
        /// What was asked for.
        own: &'static str,
    },
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Accepted shares, late ones too.
    pub accepted: u64,
    /// Late ones.
    pub late: u64,
    /// Refused shares.
    pub refused: u64,
    /// Hashes in all.
    pub hashes: u64,
}

/// Why a connection ended.
enum End {
    /// All is done.
    Done,
    /// It is tried again.
    Again(String),
    /// It is tried elsewhere.
    Elsewhere(Pool),
}

/// The preset and the epoch of a data set.
type Epoch = (&'static str, u64);

struct Miner {
    options: Options,
    report: Arc<Report>,
    board: Arc<Board>,
    found: mpsc::UnboundedReceiver<Found>,
    engine: Option<Engine>,
    summary: Summary,
    height: Option<u32>,
    /// The newest job, while its data set is being built.
    waiting: Option<Job>,
    built: mpsc::UnboundedReceiver<Epoch>,
    building: mpsc::UnboundedSender<Epoch>,
    /// The data set that was built last.
    ready: Option<Epoch>,
    /// The data set that was asked for last.
    asked: Option<Epoch>,
}

/// Mines until `stop` completes, the shares are found, or the pool does not want us.
///
/// # Errors
/// See [`RunError`].
pub async fn run(options: Options, report: Arc<Report>, stop: impl Future<Output = ()>) -> Result<Summary, RunError> {
    let board = Arc::new(Board::default());
    let (sender, found) = mpsc::unbounded_channel();
    search::spawn(options.threads, &board, &sender)?;
    let (building, built) = mpsc::unbounded_channel();
    let begun = Instant::now();
    let mut miner = Miner {
        options,
        report: report.clone(),
        board: board.clone(),
        found,
        engine: None,
        summary: Summary::default(),
        height: None,
        waiting: None,
        built,
        building,
        ready: None,
        asked: None,
    };
    let ended = tokio::select! {
        ended = miner.connections() => ended,
        () = stop => Ok(()),
    };
    board.stop();
    miner.summary.hashes = board.hashes();
    let Summary { accepted, late, refused, hashes } = miner.summary;
    report.say(Line::Summary { accepted, late, refused, hashes, seconds: begun.elapsed().as_secs_f64() });
    ended.map(|()| miner.summary)
}

/// Builds the data set of a height, and tells how it goes. Blocks.
pub fn build(engine: &Engine, height: u32, threads: usize, report: &Arc<Report>, board: &Arc<Board>) -> bool {
    let epoch = engine.parameters().epoch(height.into());
    let begun = Instant::now();
    let told = AtomicU32::new(0);
    let progress = |percent: u32| {
        let tens = percent / 10 * 10;
        if told.fetch_max(tens, Ordering::Relaxed) < tens {
            report.say(Line::Building { epoch, percent: tens });
        }
        !board.is_stopped()
    };
    let there = engine.dataset(height.into(), threads, &progress).is_some();
    if there {
        report.say(Line::Built { epoch, seconds: begun.elapsed().as_secs_f64() });
    }
    there
}

impl Miner {
    async fn connections(&mut self) -> Result<(), RunError> {
        let mut pool = self.options.pool.clone();
        let mut retry = self.options.first_retry;
        loop {
            let opened = Client::open(&pool, &self.options.user, &self.options.password).await;
            let reason = match opened {
                Ok(client) => {
                    retry = self.options.first_retry;
                    let protocol = client.version().name();
                    self.report.say(Line::Connected { pool: pool.to_string(), protocol });
                    let end = self.connection(client, &pool).await?;
                    // Whatever it was, it belongs to the connection.
                    self.board.show(None);
                    self.waiting = None;
                    match end {
                        End::Done => return Ok(()),
                        End::Again(reason) => reason,
                        End::Elsewhere(other) => {
                            pool = other;
                            format!("sent to {pool}")
                        }
                    }
                }
                Err(error @ ClientError::User(_)) => return Err(error.into()),
                Err(error) => {
                    // Where it was sent may be gone; where it began counts.
                    pool = self.options.pool.clone();
                    error.to_string()
                }
            };
            self.report.say(Line::Lost { reason, retry_seconds: retry.as_secs_f64() });
            tokio::time::sleep(retry).await;
            retry = retry.saturating_mul(2).min(self.options.last_retry);
        }
    }

    async fn connection(&mut self, mut client: Client, pool: &Pool) -> Result<End, RunError> {
        // What was found for a former connection is worth nothing.
        while self.found.try_recv().is_ok() {}
        let mut clock = tokio::time::interval(self.options.report_interval.max(Duration::from_millis(10)));
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        clock.reset();
        let mut before = (Instant::now(), self.board.hashes());
        loop {
            let sent = tokio::select! {
                event = client.next() => match event {
                    Ok(Event::Job(job)) => {
                        self.take(job)?;
                        Ok(())
                    }
                    Ok(Event::Accepted { late, took }) => {
                        self.summary.accepted = self.summary.accepted.saturating_add(1);
                        self.summary.late = self.summary.late.saturating_add(late.into());
                        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
                        self.report.say(Line::Accepted { late, milliseconds });
                        if self.options.max_shares.is_some_and(|most| self.summary.accepted >= most) {
                            client.bye().await;
                            return Ok(End::Done);
                        }
                        Ok(())
                    }
                    Ok(Event::Refused(reason)) => {
                        self.summary.refused = self.summary.refused.saturating_add(1);
                        self.report.say(Line::Refused { reason });
                        Ok(())
                    }
                    Ok(Event::Message(text)) => {
                        self.report.say(Line::Message { text });
                        Ok(())
                    }
                    Ok(Event::Reconnect { host, port }) => {
                        let host = host.filter(|host| !host.is_empty()).unwrap_or(pool.host.clone());
                        let port = port.unwrap_or(pool.port);
                        return Ok(End::Elsewhere(Pool { host, port, version: pool.version }));
                    }
                    Ok(Event::Bye) => return Ok(End::Again("the pool says goodbye".into())),
                    Err(error) => Err(error),
                },
                Some(found) = self.found.recv() => client.submit(&found.job, found.nonce, &found.mix).await,
                Some(built) = self.built.recv() => {
                    self.ready = Some(built);
                    if let Some(job) = self.waiting.take() {
                        self.take(job)?;
                    }
                    Ok(())
                }
                _ = clock.tick() => {
                    let (then, hashes) = before;
                    before = (Instant::now(), self.board.hashes());
                    let rate = before.1.saturating_sub(hashes) as f64 / then.elapsed().as_secs_f64().max(0.001);
                    let Summary { accepted, refused, .. } = self.summary;
                    self.report.say(Line::HashRate { rate, accepted, refused });
                    client.hash_rate(rate).await
                }
            };
            if let Err(error) = sent {
                return Ok(End::Again(error.to_string()));
            }
        }
    }

    /// Shows a job to the threads, as soon as its data set is there.
    fn take(&mut self, job: Job) -> Result<(), RunError> {
        let engine = self.engine(&job)?;
        let preset = engine.parameters().name;
        if self.height != Some(job.height) {
            self.height = Some(job.height);
            let difficulty = job.difficulty.to_string();
            self.report.say(Line::Height { height: job.height, difficulty, preset });
        }
        let epoch = (preset, engine.parameters().epoch(job.height.into()));
        let wanted = Some(epoch);
        if self.options.light || self.ready == wanted {
            self.board.show(Some(Arc::new(Task::new(job, engine))));
            return Ok(());
        }
        self.board.show(None);
        if self.asked != wanted {
            self.asked = wanted;
            let (threads, report, board) = (self.options.threads, self.report.clone(), self.board.clone());
            let (height, building) = (job.height, self.building.clone());
            tokio::task::spawn_blocking(move || {
                if build(&engine, height, threads, &report, &board) {
                    let _ = building.send(epoch);
                }
            });
        }
        self.waiting = Some(job);
        Ok(())
    }

    /// The engine of the job's preset.
    fn engine(&mut self, job: &Job) -> Result<Engine, RunError> {
        let parameters = match (&job.algorithm, self.options.preset) {
            (Some(pool), Some(own)) if *pool != own.name => {
                return Err(RunError::OtherPreset { pool: pool.clone(), own: own.name });
            }
            (Some(pool), _) => Parameters::named(pool).ok_or_else(|| RunError::UnknownPreset(pool.clone()))?,
            (None, Some(own)) => own,
            (None, None) => return Err(RunError::NoPreset),
        };
        match &self.engine {
            Some(engine) if engine.parameters().name == parameters.name => Ok(engine.clone()),
            _ => Ok(self.engine.insert(Engine::new(parameters)).clone()),
        }
    }
}
