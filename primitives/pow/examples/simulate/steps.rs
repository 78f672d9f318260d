//! Hash rate that comes and goes.

use std::{io::Result, path::Path};

use crate::{
    chain::{Chain, RATE},
    rules::{Rule, TARGET_MS},
    table::{mean, quantile, Table},
};

const HOUR_MS: f64 = 3_600_000.0;
/// Steady mining before the step.
const WARM_UP_H: f64 = 24.0;
/// Drawn before the step.
const BEFORE_H: f64 = 2.0;
/// Simulated behind the step.
const AFTER_H: f64 = 48.0;
const GRID_H: f64 = 1.0 / 12.0;
const SEEDS: u64 = 40;

/// The hash rate as a multiple of the usual one, by the hour from which it holds.
pub struct Scenario {
    pub name: &'static str,
    pub rate: &'static [(f64, f64)],
}

pub const SCENARIOS: [Scenario; 6] = [
    Scenario { name: "steady", rate: &[] },
    Scenario { name: "x2", rate: &[(0.0, 2.0)] },
    Scenario { name: "x10", rate: &[(0.0, 10.0)] },
    Scenario { name: "/2", rate: &[(0.0, 0.5)] },
    Scenario { name: "/10", rate: &[(0.0, 0.1)] },
    Scenario { name: "x10 for 6 h", rate: &[(0.0, 10.0), (6.0, 1.0)] },
];

impl Scenario {
    fn rate_at(&self, hour: f64) -> f64 {
        self.rate.iter().rev().find(|(from, _)| *from <= hour).map_or(1.0, |(_, rate)| *rate)
    }

    fn next_change(&self, hour: f64) -> f64 {
        self.rate.iter().map(|(from, _)| *from).find(|from| *from > hour).unwrap_or(f64::INFINITY)
    }
}

/// One run.
pub struct Run {
    /// Expected seconds to the next block at each point of the grid: difficulty over hash rate.
    pub expected_s: Vec<f64>,
    /// The longest wait for a block behind the step.
    pub longest_s: f64,
    /// Blocks behind the step.
    pub blocks: f64,
}

pub fn grid() -> Vec<f64> {
    let points = ((BEFORE_H + AFTER_H) / GRID_H).round() as usize;
    (0..=points).map(|n| n as f64 * GRID_H - BEFORE_H).collect()
}

pub fn run(scenario: &Scenario, rule: Rule, seed: u64) -> Run {
    let grid = grid();
    let mut chain = Chain::new(rule, seed);
    let hour = |chain: &Chain| chain.clock_ms() / HOUR_MS - WARM_UP_H;
    let mut result = Run { expected_s: Vec::with_capacity(grid.len()), longest_s: 0.0, blocks: 0.0 };
    let mut last_block_h = 0.0;
    while hour(&chain) < AFTER_H {
        let now = hour(&chain);
        let change = scenario.next_change(now);
        let found = chain.mine(RATE * scenario.rate_at(now), (change + WARM_UP_H) * HOUR_MS);
        for point in &grid[result.expected_s.len()..] {
            if *point > hour(&chain) {
                break;
            }
            result.expected_s.push(chain.difficulty() / (RATE * scenario.rate_at(*point)) / 1_000.0);
        }
        if !found {
            continue;
        }
        chain.append(0);
        if hour(&chain) >= 0.0 {
            result.longest_s = result.longest_s.max((hour(&chain) - last_block_h) * 3_600.0);
            result.blocks += 1.0;
            last_block_h = hour(&chain);
        }
    }
    result
}

/// Per point of the grid: the value that a tenth, half and nine tenths of the runs stay below.
pub fn bands(runs: &[Run]) -> Vec<[f64; 3]> {
    (0..grid().len())
        .map(|point| {
            let mut values: Vec<f64> = runs.iter().map(|run| run.expected_s[point]).collect();
            values.sort_by(f64::total_cmp);
            [0.1, 0.5, 0.9].map(|part| quantile(&values, part))
        })
        .collect()
}

/// Hours until the median stays within this part of the usual block time for good.
pub fn settled_h(bands: &[[f64; 3]], usual_s: f64, within: f64) -> f64 {
    let outside = bands.iter().rposition(|[_, median, _]| (median / usual_s - 1.0).abs() > within);
    outside.and_then(|at| grid().get(at + 1).copied()).unwrap_or(0.0).max(0.0)
}

pub fn runs(scenario: &Scenario, rule: Rule, seeds: u64) -> Vec<Run> {
    (0..seeds).map(|seed| run(scenario, rule, seed)).collect()
}

pub fn write(folder: &Path) -> Result<()> {
    let mut lines = Table::create(folder, "steps.csv", "scenario,rule,hour,p10,median,p90")?;
    let mut summary = Table::create(
        folder,
        "steps-summary.csv",
        "scenario,rule,settled_10_percent_h,longest_block_s,mean_longest_block_s,blocks,surplus_blocks",
    )?;
    for rule in Rule::ALL {
        // Each rule has its own idea of the usual block time.
        let steady = runs(&SCENARIOS[0], rule, SEEDS);
        let usual_s = mean(steady.iter().map(|run| mean(run.expected_s.iter().copied())));
        for scenario in &SCENARIOS {
            let runs = runs(scenario, rule, SEEDS);
            let bands = bands(&runs);
            for (hour, band) in grid().iter().zip(&bands) {
                lines.row(&[scenario.name, rule.name()], &[*hour, band[0], band[1], band[2]])?;
            }
            let blocks = mean(runs.iter().map(|run| run.blocks));
            summary.row(
                &[scenario.name, rule.name()],
                &[
                    settled_h(&bands, usual_s, 0.1),
                    runs.iter().map(|run| run.longest_s).fold(0.0, f64::max),
                    mean(runs.iter().map(|run| run.longest_s)),
                    blocks,
                    blocks - AFTER_H * HOUR_MS / TARGET_MS as f64,
                ],
            )?;
        }
    }
    Ok(())
}
