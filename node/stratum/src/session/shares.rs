//! Jobs, and the shares that were evaluated for them.

use std::{sync::Arc, time::Instant};

use primitive_types::U256;
use serde_json::Value;

use super::{Close, Sent, Session, JOBS};
use crate::{dialect, jobs::Live, judge::Candidate, Refusal};

impl Session {
    /// An evaluation is done.
    pub(super) fn settle(
        &mut self,
        id: Option<Value>,
        verdict: Result<Candidate, Refusal>,
        newest: Option<Arc<Live>>,
    ) -> Result<(), Close> {
        match verdict {
            Ok(share) => {
                self.errors = 0;
                if let Some(id) = id {
                    let dialect = self.dialect();
                    self.send(if share.late { dialect.late(&id) } else { dialect.done(&id, None) })?;
                }
                self.vardiff.share(share.needed, Instant::now());
                self.show(newest)
            }
            Err(refusal) => self.refuse(id, &refusal),
        }
    }

    pub(super) fn tick(&mut self, newest: Option<Arc<Live>>) -> Result<(), Close> {
        let now = Instant::now();
        if self.sent.is_empty() || newest.is_none() {
            self.vardiff.rest(now);
            return Ok(());
        }
        self.vardiff.tick(now);
        self.show(newest)
    }

    /// Sends the job if it is new, or if its share difficulty changed: a difficulty holds from the next job on, so the same
    /// work is sent once more under another name.
    pub(super) fn show(&mut self, newest: Option<Arc<Live>>) -> Result<(), Close> {
        let (Some(live), Some(dialect)) = (newest, self.dialect) else { return Ok(()) };
        if self.workers.is_empty() {
            return Ok(());
        }
        let difficulty = self.vardiff.difficulty().min(live.job.difficulty).max(U256::one());
        let told = Some((difficulty, live.epoch));
        let last = self.sent.back();
        let same = last.is_some_and(|sent| Arc::ptr_eq(&sent.live, &live));
        if same && told == self.told {
            return Ok(());
        }
        let id = format!("{:x}", self.next_job);
        self.next_job = self.next_job.wrapping_add(1);
        let extranonce = self.prefix.hex();
        let work = dialect::Work {
            id: &id,
            live: &live,
            difficulty,
            clean: !last.is_some_and(|sent| sent.live.continues(&live)),
            preset: self.shared.backend.preset(),
            extranonce: &extranonce,
        };
        let (set, notify) = (dialect.set(&work), dialect.notify(&work));
        if told != self.told {
            self.told = told;
            self.send(set)?;
        }
        self.sent.push_back(Sent { id, live, difficulty });
        while self.sent.len() > JOBS {
            self.sent.pop_front();
        }
        self.send(notify)
    }
}
