//! What the user is told.

use std::io::Write;

use serde_json::{json, Value};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Connected and authorised.
    Connected {
        /// Where.
        pool: String,
        /// In which version.
        protocol: &'static str,
    },
    /// The connection is lost, or was never there.
    Lost {
        /// Why.
        reason: String,
        /// When it is tried again.
        retry_seconds: f64,
    },
    /// The height changed.
    Height {
        /// The new one.
        height: u32,
        /// The share difficulty.
        difficulty: String,
        /// The preset.
        preset: &'static str,
    },
    /// The data set grows.
    Building {
        /// Of which epoch.
        epoch: u64,
        /// How far.
        percent: u32,
    },
    /// The data set is there.
    Built {
        /// Of which epoch.
        epoch: u64,
        /// After how long.
        seconds: f64,
    },
    /// The speed since the last such line.
    HashRate {
        /// Hashes in a second.
        rate: f64,
        /// Accepted shares so far.
        accepted: u64,
        /// Refused shares so far.
        refused: u64,
    },
    /// A share was accepted.
    Accepted {
        /// After the chain moved on, within the pool's grace.
        late: bool,
        /// How long the pool took.
        milliseconds: u64,
    },
    /// A share was refused.
    Refused {
        /// Why.
        reason: String,
    },
    /// The pool says something.
    Message {
        /// What.
        text: String,
    },
    /// The end.
    Summary {
        /// Accepted shares, late ones too.
        accepted: u64,
        /// Late ones.
        late: u64,
        /// Refused shares.
        refused: u64,
        /// Hashes in all.
        hashes: u64,
        /// Seconds in all.
        seconds: f64,
    },
    /// What a benchmark measured.
    Benchmark {
        /// The preset.
        preset: &'static str,
        /// The height.
        height: u32,
        /// Threads.
        threads: usize,
        /// Whether it was without a data set.
        light: bool,
        /// Hashes in a second.
        rate: f64,
    },
}

impl Line {
    /// For people.
    pub fn text(&self) -> String {
        match self {
            Self::Connected { pool, protocol } => format!("connected to {pool} ({protocol})"),
            Self::Lost { reason, retry_seconds } => format!("no connection: {reason}; again in {retry_seconds:.1} s"),
            Self::Height { height, difficulty, preset } => {
                format!("height {height}, share difficulty {difficulty}, preset {preset}")
            }
            Self::Building { epoch, percent } => format!("data set of epoch {epoch}: {percent} %"),
            Self::Built { epoch, seconds } => format!("data set of epoch {epoch}: there after {seconds:.1} s"),
            Self::HashRate { rate, accepted, refused } => {
                format!("{}, {accepted} accepted, {refused} refused", speed(*rate))
            }
            Self::Accepted { late: false, milliseconds } => format!("share accepted ({milliseconds} ms)"),
            Self::Accepted { late: true, milliseconds } => format!("share accepted, but late ({milliseconds} ms)"),
            Self::Refused { reason } => format!("share refused: {reason}"),
            Self::Message { text } => format!("the pool says: {text}"),
            Self::Summary { accepted, late, refused, hashes, seconds } => {
                let rate = speed(*hashes as f64 / seconds.max(0.001));
                format!(
                    "{accepted} accepted ({late} late), {refused} refused, {hashes} hashes in {seconds:.1} s: {rate}"
                )
            }
            Self::Benchmark { preset, height, threads, light, rate } => {
                let with = if *light { "without" } else { "with" };
                format!("preset {preset}, height {height}, {threads} threads, {with} data set: {}", speed(*rate))
            }
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        match self {
            Self::Connected { pool, protocol } => json!({ "event": "connected", "pool": pool, "protocol": protocol }),
            Self::Lost { reason, retry_seconds } => {
                json!({ "event": "lost", "reason": reason, "retrySeconds": retry_seconds })
            }
            Self::Height { height, difficulty, preset } => {
                json!({ "event": "height", "height": height, "difficulty": difficulty, "preset": preset })
            }
            Self::Building { epoch, percent } => json!({ "event": "building", "epoch": epoch, "percent": percent }),
            Self::Built { epoch, seconds } => json!({ "event": "built", "epoch": epoch, "seconds": seconds }),
            Self::HashRate { rate, accepted, refused } => {
                json!({ "event": "hashRate", "hashesPerSecond": rate, "accepted": accepted, "refused": refused })
            }
            Self::Accepted { late, milliseconds } => {
                json!({ "event": "accepted", "late": late, "milliseconds": milliseconds })
            }
            Self::Refused { reason } => json!({ "event": "refused", "reason": reason }),
            Self::Message { text } => json!({ "event": "message", "text": text }),
            Self::Summary { accepted, late, refused, hashes, seconds } => json!({
                "event": "summary", "accepted": accepted, "late": late, "refused": refused, "hashes": hashes,
                "seconds": seconds,
            }),
            Self::Benchmark { preset, height, threads, light, rate } => json!({
                "event": "benchmark", "preset": preset, "height": height, "threads": threads, "light": light,
                "hashesPerSecond": rate,
            }),
        }
    }
}

/// A hash rate with its unit.
pub fn speed(rate: f64) -> String {
    match rate {
        _ if rate >= 1e6 => format!("{:.2} MH/s", rate / 1e6),
        _ if rate >= 1e3 => format!("{:.2} kH/s", rate / 1e3),
        _ => format!("{rate:.2} H/s"),
    }
}

/// Where lines go.
pub struct Report(Box<dyn Fn(&Line) + Send + Sync>);

impl Report {
    /// To a function.
    pub fn to(sink: impl Fn(&Line) + Send + Sync + 'static) -> Self {
        Self(Box::new(sink))
    }

    /// To the standard output, for people.
    pub fn text() -> Self {
        Self::to(|line| print(&line.text()))
    }

    /// To the standard output, for programs.
    pub fn json() -> Self {
        Self::to(|line| print(&line.json().to_string()))
    }

    /// Tells a line.
    pub fn say(&self, line: Line) {
        (self.0)(&line);
    }
}

/// Nobody may be reading any more; that is no reason to stop mining.
fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
