//! The claims of `docs/difficulty.md`, on shorter runs.

use crate::{
    chain::{Chain, RATE},
    hopper,
    lies::{self, Lie},
    rules::Rule,
    selfish::{formula, play, threshold, Votes, GAMMAS},
    steps,
};

fn near(got: f64, expected: f64, within: f64) -> bool {
    (got / expected - 1.0).abs() <= within
}

#[test]
fn blocks_take_thirteen_seconds_on_a_steady_hash_rate() {
    for seed in 0..3 {
        let mut chain = Chain::new(Rule::Asert, seed);
        (0..50_000).for_each(|_| chain.honest_block(RATE));
        let block_time = chain.clock_ms() / 1_000.0 / chain.blocks() as f64;
        assert!(near(block_time, 13.0, 0.01), "seed {seed}: {block_time} s");
    }
}

#[test]
fn one_seed_gives_one_run_and_another_seed_another() {
    let run = |seed| steps::run(&steps::SCENARIOS[1], Rule::Asert, seed).expected_s;
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

/// Without noise the ratio x of the block rate to the wanted one obeys x' = -x (x - 1) ln 2 / half-life.
#[test]
fn a_step_settles_as_the_differential_equation_says() {
    for (scenario, start, end) in [(&steps::SCENARIOS[2], 10.0f64, 1.1f64), (&steps::SCENARIOS[4], 0.1, 1.0 / 1.1)] {
        let level = |x: f64| ((x - 1.0) / x).abs().ln();
        let expected = (level(start) - level(end)) / 2f64.ln() * 2.0;
        let bands = steps::bands(&steps::runs(scenario, Rule::Asert, 9));
        let settled = steps::settled_h(&bands, 13.0, 0.1);
        assert!(near(settled, expected, 0.1), "{}: {settled} h, expected {expected} h", scenario.name);
    }
}

#[test]
fn a_visit_leaves_no_surplus_of_blocks() {
    let runs = steps::runs(&steps::SCENARIOS[5], Rule::Asert, 5);
    let blocks = runs.iter().map(|run| run.blocks).sum::<f64>() / 5.0;
    assert!(near(blocks, 48.0 * 3_600.0 / 13.0, 0.01), "{blocks}");
}

#[test]
fn a_liar_changes_neither_the_block_time_nor_his_share() {
    for lie in Lie::ALL {
        let outcome = lies::run(Rule::Asert, 0.4, lie, 50_000, 4);
        assert!(near(outcome.block_time_s(), 13.0, 0.01), "{lie:?}: {} s", outcome.block_time_s());
        assert!(near(outcome.liars_share(), 0.4, 0.01), "{lie:?}: {}", outcome.liars_share());
    }
}

#[test]
fn who_comes_and_goes_earns_less_a_hash_here_and_more_under_a_moving_average() {
    let gain = |rule| hopper::total(rule, 2.0, (1.0, 1.2), 15_000, 4).gain();
    let (here, window) = (gain(Rule::Asert), gain(Rule::Window));
    assert!(here < 0.0 && window > 0.03, "{here} {window}");
}

#[test]
fn selfish_revenue_is_the_closed_formula() {
    for gamma in GAMMAS {
        for alpha in [0.25, 0.33, 0.4] {
            let simulated = play(alpha, gamma, Votes::default(), 2_000_000, 7).share();
            let expected = formula(alpha, gamma);
            assert!(near(simulated, expected, 0.01), "alpha {alpha}, gamma {gamma}: {simulated}, expected {expected}");
        }
    }
}

#[test]
fn withholding_pays_above_the_threshold_and_not_below() {
    for gamma in GAMMAS {
        let at = threshold(gamma);
        assert!((formula(at, gamma) - at).abs() < 1e-12, "gamma {gamma}");
        assert!(formula(at + 0.01, gamma) > at + 0.01);
        assert!(at == 0.0 || formula(at - 0.01, gamma) < at - 0.01);
    }
}

#[test]
fn votes_on_public_blocks_alone_would_take_the_profit() {
    for gamma in GAMMAS {
        let share = play(0.4, gamma, Votes { public: 3, withheld: 0 }, 500_000, 7).share();
        assert!(share < 0.2, "gamma {gamma}: {share}");
    }
}
