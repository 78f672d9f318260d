//! Medians of several runs, on all processors or on one.

use std::{
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

/// Whatever goes wrong ends the bench.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The median of what `runs` runs take, in seconds.
pub fn median<T>(runs: usize, mut work: impl FnMut() -> Result<T>) -> Result<f64> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        black_box(work()?);
        times.push(start.elapsed());
    }
    Ok(middle(&mut times).as_secs_f64())
}

/// The middle one of several times, of two in the middle the shorter; nothing where there is none.
pub fn middle(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Runs work whose inner loops stay on one thread.
pub fn on_one_core<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build()?.install(work)
}

/// Tells the person who waits what is measured now.
pub fn progress(what: &str) {
    eprintln!("measuring {what}");
}
