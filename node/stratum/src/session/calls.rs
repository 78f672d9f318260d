//! Requests.

use std::sync::Arc;

use futures::FutureExt;
use serde_json::{json, Value};

use super::{Close, Session};
use crate::{
    call::{self, shown, Call, Submit},
    dialect::{self, Dialect},
    extranonce::{random, NonceError},
    jobs::{Claim, Freshness, Live},
    judge::{glance, judge, Candidate},
    message::{self, Message},
    Refusal, WorkerName,
};

/// Why a request is not done.
enum Stop {
    /// It is refused.
    Refuse(Refusal),
    /// The connection ends.
    Close(Close),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}

impl From<Close> for Stop {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

impl Session {
    /// A line came.
    pub(crate) fn line(&mut self, line: &[u8], newest: Option<Arc<Live>>) -> Result<(), Close> {
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let request = match message::parse(line, self.shared.config.json_depth) {
            Ok(Message::Request(request)) => request,
            Ok(Message::Response) => return Ok(()),
            Err(unreadable) => {
                self.shared.statistics.refused(None, &unreadable.refusal);
                return self.refuse(unreadable.id, &unreadable.refusal);
            }
        };
        let id = request.id.clone();
        self.submitter = None;
        let called = call::read(&request, self.dialect).map_err(Stop::from);
        match called.and_then(|call| self.call(id.clone(), call, newest)) {
            Ok(()) => Ok(()),
            Err(Stop::Close(close)) => Err(close),
            Err(Stop::Refuse(refusal)) => {
                self.shared.statistics.refused(self.submitter.take().as_ref(), &refusal);
                let fatal = matches!(refusal, Refusal::UnknownProtocol { .. });
                self.refuse(id, &refusal)?;
                if fatal {
                    return Err(Close::Protocol);
                }
                Ok(())
            }
        }
    }

    fn call(&mut self, id: Option<Value>, call: Call, newest: Option<Arc<Live>>) -> Result<(), Stop> {
        match call {
            Call::Hello { protocol } => self.hello(id, protocol)?,
            Call::Subscribe { protocol } => self.subscribe(id, protocol)?,
            Call::ExtranonceSubscribe | Call::Noop => self.done(id, None)?,
            Call::Authorize { name } => self.authorize(id, name, newest)?,
            Call::Submit(submit) => self.submit(id, submit)?,
            Call::HashRate { rate, worker } => {
                let known = match &worker {
                    Some(token) => self.worker(token),
                    // Without a token it is the only one, or the first.
                    None => self.workers.first().map(|(_, worker)| worker.clone()),
                };
                let known = known.ok_or(Refusal::NotAuthorised { worker: worker.unwrap_or_default() })?;
                self.shared.statistics.reported(&known, rate);
                self.done(id, None)?;
            }
            Call::Bye => return Err(Close::Left.into()),
            Call::Ignored => {}
        }
        Ok(())
    }

    fn hello(&mut self, id: Option<Value>, protocol: String) -> Result<(), Stop> {
        if protocol != dialect::V2 || self.dialect.is_some_and(|dialect| dialect != Dialect::V2) {
            self.dialect.get_or_insert(Dialect::V2);
            return Err(Refusal::UnknownProtocol { protocol }.into());
        }
        self.dialect = Some(Dialect::V2);
        if let Some(id) = id {
            self.send(Dialect::hello(&id, &self.shared.config))?;
        }
        Ok(())
    }

    fn subscribe(&mut self, id: Option<Value>, protocol: Option<String>) -> Result<(), Stop> {
        let dialect = match (self.dialect, protocol) {
            (Some(dialect), _) => dialect,
            (None, Some(protocol)) if protocol == dialect::V1 => Dialect::V1,
            (None, Some(protocol)) if protocol.starts_with("EthereumStratum/") => {
                return Err(Refusal::UnknownProtocol { protocol }.into());
            }
            _ => Dialect::Kawpow,
        };
        self.dialect = Some(dialect);
        self.subscribed = true;
        if let Some(id) = id {
            // Sessions are not resumed, so the name has no meaning.
            let session = format!("s-{:x}", random());
            self.send(dialect.subscribed(&id, &session, &self.prefix.hex()))?;
        }
        Ok(())
    }

    fn authorize(&mut self, id: Option<Value>, name: String, newest: Option<Arc<Live>>) -> Result<(), Stop> {
        if !self.subscribed {
            return Err(Refusal::NotSubscribed.into());
        }
        let place = match self.workers.iter().position(|(known, _)| *known == name) {
            Some(place) => place,
            None => {
                let bad = |reason| Refusal::BadUser { reason };
                let worker = WorkerName::parse(&name).map_err(|error| bad(error.to_string()))?;
                self.shared.backend.account(&worker.user).map_err(bad)?;
                let limit = self.shared.config.workers_per_connection;
                if self.workers.len() >= limit {
                    return Err(Refusal::TooManyWorkers { limit }.into());
                }
                self.shared.statistics.arrived(&worker, std::time::Instant::now());
                self.workers.push((name, worker));
                self.workers.len().saturating_sub(1)
            }
        };
        let token = (self.dialect == Some(Dialect::V2)).then(|| json!(token(place)));
        self.done(id, token)?;
        if self.sent.is_empty() {
            self.vardiff.rest(std::time::Instant::now());
            self.show(newest)?;
        }
        Ok(())
    }

    /// The worker of a token or of a name. Some miners leave the worker's part out when they submit.
    fn worker(&self, name: &str) -> Option<WorkerName> {
        if self.dialect == Some(Dialect::V2) {
            let place = (0..self.workers.len()).find(|place| token(*place) == name)?;
            return self.workers.get(place).map(|(_, worker)| worker.clone());
        }
        match self.workers.as_slice() {
            [(known, worker)] if known == name || worker.user == name => Some(worker.clone()),
            workers => workers.iter().find(|(known, _)| known == name).map(|(_, worker)| worker.clone()),
        }
    }

    /// Cheap checks first, in the order of the errors' usefulness to the miner.
    fn submit(&mut self, id: Option<Value>, submit: Submit) -> Result<(), Stop> {
        if !self.subscribed {
            return Err(Refusal::NotSubscribed.into());
        }
        let worker =
            self.worker(&submit.worker).ok_or_else(|| Refusal::NotAuthorised { worker: shown(&submit.worker) })?;
        self.submitter = Some(worker.clone());
        let sent = self.sent.iter().rev().find(|sent| sent.id == submit.job);
        let sent = sent.ok_or_else(|| Refusal::UnknownJob { job: shown(&submit.job) })?;
        let late = match sent.live.freshness(std::time::Instant::now(), self.shared.config.grace) {
            Freshness::Fresh => false,
            Freshness::Late => true,
            Freshness::Stale(age) => {
                let milliseconds = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
                return Err(Refusal::Stale { milliseconds }.into());
            }
        };
        let short = self.dialect == Some(Dialect::V2);
        let nonce = self.prefix.nonce(&submit.nonce, short).map_err(|error| match error {
            NonceError::Malformed => Refusal::Malformed { reason: "the nonce has the wrong length or digits" },
            NonceError::Foreign => Refusal::WrongExtranonce { nonce: shown(&submit.nonce), prefix: self.prefix.hex() },
        })?;
        let live = sent.live.clone();
        let candidate = Candidate { worker, live, nonce, mix: submit.mix, needed: sent.difficulty, late };
        glance(&self.shared, &candidate)?;
        match candidate.live.claim(nonce) {
            Claim::First => {}
            Claim::Duplicate => return Err(Refusal::Duplicate { nonce }.into()),
            Claim::Full => return Err(Refusal::JobFull { limit: self.shared.config.shares_per_job }.into()),
        }
        let judged = tokio::spawn(judge(self.shared.clone(), candidate));
        let answer = judged.map(move |joined| {
            let failed = |error: tokio::task::JoinError| Err(Refusal::Internal { reason: error.to_string() });
            (id, joined.unwrap_or_else(failed))
        });
        self.pending.push(answer.boxed());
        Ok(())
    }
}

/// What 2.0.0 calls a worker.
fn token(place: usize) -> String {
    format!("w-{}", place.saturating_add(1))
}
