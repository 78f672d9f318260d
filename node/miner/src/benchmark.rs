//! How fast this machine is.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use primitive_types::U256;
use sero_progpow::{Engine, Parameters};

use crate::{
    board::{Board, Task},
    cli::Cli,
    client::Job,
    report::{Line, Report},
    run::build,
    search,
};

/// Measures, tells, and ends.
///
/// # Errors
/// The system gives no thread.
pub fn benchmark(cli: &Cli, report: &Arc<Report>) -> std::io::Result<()> {
    let parameters = cli.preset.unwrap_or(&Parameters::V0_9_4);
    let engine = Engine::new(parameters);
    let board = Arc::new(Board::default());
    if !cli.light {
        build(&engine, cli.height, cli.threads(), report, &board);
    }
    let job = Job {
        id: String::new(),
        header: [0x5e; 32],
        height: cli.height,
        difficulty: U256::MAX,
        prefix: 0,
        prefix_bits: 0,
        algorithm: None,
    };
    // The cache and the program are not part of what is measured.
    let _ = engine.evaluate(cli.height.into(), &job.header, 0);
    let (found, _keep) = tokio::sync::mpsc::unbounded_channel();
    board.show(Some(Arc::new(Task::new(job, engine))));
    let begun = Instant::now();
    search::spawn(cli.threads(), &board, &found)?;
    std::thread::sleep(Duration::from_secs(cli.seconds.max(1)));
    let rate = board.hashes() as f64 / begun.elapsed().as_secs_f64();
    board.stop();
    let (preset, height, light) = (parameters.name, cli.height, cli.light);
    report.say(Line::Benchmark { preset, height, threads: cli.threads(), light, rate });
    Ok(())
}
