//! The program.

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use sero_miner::{benchmark::benchmark, cli::Cli, report::Report, run::run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let report = Arc::new(if cli.json { Report::json() } else { Report::text() });
    let ended =
        if cli.benchmark { benchmark(&cli, &report).map_err(|error| error.to_string()) } else { mine(&cli, report) };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sero-miner: {error}");
            ExitCode::FAILURE
        }
    }
}

fn mine(cli: &Cli, report: Arc<Report>) -> Result<(), String> {
    let options = cli.options().map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let ended = runtime.block_on(run(options, report, stopped()));
    // A data set that is being built does not hold the program up.
    runtime.shutdown_background();
    ended.map(|_| ()).map_err(|error| error.to_string())
}

/// Waits for Ctrl-C, or for the signal that services are ended with.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
