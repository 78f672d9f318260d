//! How fast a connection is read.

use std::time::Duration;

use tokio::time::Instant;

/// Lines of the current second.
pub struct Pace {
    limit: u32,
    since: Instant,
    lines: u32,
}

impl Pace {
    /// So many lines in a second, at least one.
    pub fn new(limit: u32, now: Instant) -> Self {
        Self { limit: limit.max(1), since: now, lines: 0 }
    }

    /// A line was read.
    pub fn count(&mut self, now: Instant) {
        if now.saturating_duration_since(self.since) >= Duration::from_secs(1) {
            self.since = now;
            self.lines = 0;
        }
        self.lines = self.lines.saturating_add(1);
    }

    /// When to read on, if not now.
    pub fn resume(&self) -> Option<Instant> {
        (self.lines >= self.limit).then(|| self.since + Duration::from_secs(1))
    }

    /// A new second begins.
    pub fn reset(&mut self) {
        self.since = Instant::now();
        self.lines = 0;
    }
}
