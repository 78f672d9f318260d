//! The command line.

use clap::Parser;
use sero_progpow::Parameters;

use crate::{
    pool::{Pool, PoolError},
    run::Options,
};

/// Mines SERO with the threads of a processor.
#[derive(Debug, Clone, Parser)]
#[command(name = "sero-miner", version)]
pub struct Cli {
    /// Where to mine: stratum+tcp://HOST:PORT. With stratum1+tcp or stratum2+tcp only that version is tried.
    #[arg(long, required_unless_present = "benchmark")]
    pub pool: Option<String>,

    /// Who is paid, and the name of this machine: ADDRESS[.WORKER].
    #[arg(long, required_unless_present = "benchmark")]
    pub user: Option<String>,

    /// The password, which most pools ignore.
    #[arg(long, default_value = "x")]
    pub password: String,

    /// Threads; as many as there are cores if it is not given.
    #[arg(long)]
    pub threads: Option<usize>,

    /// Preset of the work function. Pools of version 2 say it themselves.
    #[arg(long, value_parser = preset)]
    pub preset: Option<&'static Parameters>,

    /// Do without the data set: needs little memory and mines hundreds of times slower.
    #[arg(long)]
    pub light: bool,

    /// End after so many accepted shares.
    #[arg(long, value_name = "N")]
    pub max_shares: Option<u64>,

    /// Write one JSON object a line.
    #[arg(long)]
    pub json: bool,

    /// Measure the hash rate, without a pool, and end.
    #[arg(long)]
    pub benchmark: bool,

    /// Height at which to measure.
    #[arg(long, default_value_t = 0, requires = "benchmark")]
    pub height: u32,

    /// How long to measure.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "benchmark")]
    pub seconds: u64,
}

impl Cli {
    /// How many threads.
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        self.threads.unwrap_or_else(cores).max(1)
    }

    /// What [`crate::run::run`] wants.
    ///
    /// # Errors
    /// The address of the pool.
    pub fn options(&self) -> Result<Options, PoolError> {
        Ok(Options {
            pool: Pool::parse(self.pool.as_deref().unwrap_or_default())?,
            user: self.user.clone().unwrap_or_default(),
            password: self.password.clone(),
            threads: self.threads(),
            preset: self.preset,
            light: self.light,
            max_shares: self.max_shares,
            ..Options::default()
        })
    }
}

fn preset(name: &str) -> Result<&'static Parameters, String> {
    Parameters::named(name).ok_or_else(|| {
        let names: Vec<_> = Parameters::all().iter().map(|parameters| parameters.name).collect();
        format!("no such preset; there are {}", names.join(", "))
    })
}
