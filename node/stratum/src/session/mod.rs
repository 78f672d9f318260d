//! One connection.

mod calls;
mod pace;
mod shares;

use std::{collections::VecDeque, net::SocketAddr, sync::Arc, time::Duration};

use futures::{
    future::BoxFuture,
    stream::{FuturesUnordered, StreamExt},
};
use primitive_types::U256;
use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    net::{
        tcp::{OwnedReadHalf, OwnedWriteHalf},
        TcpStream,
    },
    sync::{mpsc, watch},
    time::Instant,
};

use crate::{
    dialect::Dialect,
    extranonce::{random, Prefix},
    gate::Pass,
    jobs::Live,
    judge::Candidate,
    line::LineError,
    server::{Shared, LOG_TARGET},
    vardiff::Vardiff,
    Lines, Refusal, WorkerName,
};
use pace::Pace;

/// Jobs of a connection that shares are taken for.
const JOBS: usize = 64;

/// How long the last lines may take.
const FLUSH: Duration = Duration::from_secs(1);

/// Why a connection ends.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Close {
    #[error("the miner left")]
    Left,
    #[error("no worker within {seconds} seconds")]
    Handshake { seconds: u64 },
    #[error("no message within {seconds} seconds")]
    Idle { seconds: u64 },
    #[error("{0}")]
    Line(String),
    #[error("{errors} errors in a row: this address is banned for {seconds} seconds")]
    Banned { errors: u32, seconds: u64 },
    #[error("the miner does not read")]
    SlowReader,
    #[error("the protocol is not supported")]
    Protocol,
    #[error("the server ends")]
    ServerEnds,
}

/// A job as this connection knows it.
struct Sent {
    id: String,
    live: Arc<Live>,
    difficulty: U256,
}

/// An answer that waits for an evaluation.
type Pending = BoxFuture<'static, (Option<Value>, Result<Candidate, Refusal>)>;

pub(crate) struct Session {
    shared: Arc<Shared>,
    peer: SocketAddr,
    pass: Pass,
    prefix: Prefix,
    out: mpsc::Sender<String>,
    dialect: Option<Dialect>,
    subscribed: bool,
    /// The name as it was authorised, and what it means.
    workers: Vec<(String, WorkerName)>,
    sent: VecDeque<Sent>,
    /// Difficulty and epoch that the miner was told last.
    told: Option<(U256, u64)>,
    next_job: u32,
    vardiff: Vardiff,
    pending: FuturesUnordered<Pending>,
    errors: u32,
    /// Whose share the current line is.
    submitter: Option<WorkerName>,
}

/// Talks to a miner until one of both has enough.
pub(crate) async fn run(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: SocketAddr,
    (pass, prefix): (Pass, Prefix),
    jobs: watch::Receiver<Option<Arc<Live>>>,
) {
    let (read, write) = stream.into_split();
    let (out, lines) = mpsc::channel(shared.config.queued_lines.max(4));
    let mut writer = tokio::spawn(write_lines(write, lines, shared.config.write_timeout));
    let mut session = Session::new(shared.clone(), peer, pass, prefix, out);
    let reader = Lines::new(read, shared.config.line_bytes);
    let close = tokio::select! {
        close = session.talk(reader, jobs) => close,
        _ = &mut writer => Close::SlowReader,
    };
    log::debug!(target: LOG_TARGET, "{peer} is closed: {close}");
    session.end(&close);
    if tokio::time::timeout(FLUSH, &mut writer).await.is_err() {
        writer.abort();
    }
}

/// Writes until the session ends or the miner does not read.
async fn write_lines(mut write: OwnedWriteHalf, mut lines: mpsc::Receiver<String>, limit: Duration) {
    while let Some(mut line) = lines.recv().await {
        line.push('\n');
        match tokio::time::timeout(limit, write.write_all(line.as_bytes())).await {
            Ok(Ok(())) => {}
            _ => return,
        }
    }
    let _ = write.shutdown().await;
}

impl Session {
    pub(crate) fn new(
        shared: Arc<Shared>,
        peer: SocketAddr,
        pass: Pass,
        prefix: Prefix,
        out: mpsc::Sender<String>,
    ) -> Self {
        let vardiff = Vardiff::new(&shared.config, std::time::Instant::now());
        Self {
            shared,
            peer,
            pass,
            prefix,
            out,
            dialect: None,
            subscribed: false,
            workers: Vec::new(),
            sent: VecDeque::new(),
            told: None,
            // Shares for another connection's job of the same name would look like cheating.
            next_job: random() as u32,
            vardiff,
            pending: FuturesUnordered::new(),
            errors: 0,
            submitter: None,
        }
    }

    async fn talk(&mut self, mut reader: Lines<OwnedReadHalf>, mut jobs: watch::Receiver<Option<Arc<Live>>>) -> Close {
        let config = self.shared.config.clone();
        let opened = Instant::now();
        let mut heard = opened;
        let mut pace = Pace::new(config.lines_per_second, opened);
        let mut clock =
            tokio::time::interval((config.share_interval / 4).clamp(Duration::from_millis(10), Duration::from_secs(1)));
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let busy = self.pending.len() >= config.evaluations_per_connection.max(1);
            let resume = pace.resume();
            let step = tokio::select! {
                line = reader.next(), if !busy && resume.is_none() => match line {
                    Ok(Some(line)) => {
                        heard = Instant::now();
                        pace.count(heard);
                        let newest = jobs.borrow().clone();
                        self.line(&line, newest)
                    }
                    Ok(None) => Err(Close::Left),
                    Err(LineError::Io(_)) => Err(Close::Left),
                    Err(error) => Err(Close::Line(error.to_string())),
                },
                Some((id, verdict)) = self.pending.next(), if !self.pending.is_empty() => {
                    self.settle(id, verdict, jobs.borrow().clone())
                }
                changed = jobs.changed() => match changed {
                    Ok(()) => {
                        let newest = jobs.borrow_and_update().clone();
                        self.show(newest)
                    }
                    Err(_) => Err(Close::ServerEnds),
                },
                () = tokio::time::sleep_until(resume.unwrap_or(opened)), if resume.is_some() => {
                    pace.reset();
                    Ok(())
                }
                now = clock.tick() => {
                    if self.workers.is_empty() && now.saturating_duration_since(opened) > config.handshake_timeout {
                        Err(Close::Handshake { seconds: config.handshake_timeout.as_secs() })
                    } else if !busy && now.saturating_duration_since(heard) > config.idle_timeout {
                        Err(Close::Idle { seconds: config.idle_timeout.as_secs() })
                    } else {
                        self.tick(jobs.borrow().clone())
                    }
                }
            };
            if let Err(close) = step {
                return close;
            }
        }
    }

    /// Says goodbye. Nothing is sent afterwards, so the writer ends.
    fn end(mut self, close: &Close) {
        let now = std::time::Instant::now();
        if let Close::Banned { .. } = close {
            self.pass.ban(now + self.shared.config.ban);
        }
        for (_, worker) in &self.workers {
            self.shared.statistics.left(worker, now);
        }
        if matches!(close, Close::Left | Close::SlowReader | Close::Protocol) {
            return;
        }
        let elsewhere = self.shared.config.elsewhere.clone().filter(|_| *close == Close::ServerEnds);
        for line in self.dialect().goodbye(&close.to_string(), elsewhere.as_ref()) {
            let _ = self.send(line);
        }
    }

    /// Before it is known, errors are written as most miners read them.
    fn dialect(&self) -> Dialect {
        self.dialect.unwrap_or(Dialect::V1)
    }

    fn send(&mut self, line: String) -> Result<(), Close> {
        self.out.try_send(line).map_err(|_| Close::SlowReader)
    }

    fn done(&mut self, id: Option<Value>, result: Option<Value>) -> Result<(), Close> {
        let Some(id) = id else { return Ok(()) };
        self.send(self.dialect().done(&id, result))
    }

    /// Answers no, and counts it.
    fn refuse(&mut self, id: Option<Value>, refusal: &Refusal) -> Result<(), Close> {
        log::trace!(target: LOG_TARGET, "{} is refused: {refusal}", self.peer);
        let line = self.dialect().refused(&id.unwrap_or(Value::Null), refusal);
        self.send(line)?;
        if !refusal.is_fault() {
            return Ok(());
        }
        self.errors = self.errors.saturating_add(1);
        if self.errors < self.shared.config.errors_in_a_row.max(1) {
            return Ok(());
        }
        Err(Close::Banned { errors: self.errors, seconds: self.shared.config.ban.as_secs() })
    }
}
