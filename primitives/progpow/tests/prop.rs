//! The compiled programs against the pseudo-code, and evaluation with a cache against that with a data set.

mod reference;

use std::sync::LazyLock;

use proptest::prelude::*;
use sero_progpow::{full, light, Cache, Carry, Dataset, Ethash, Parameters, Program};

/// Large enough for the beginning that programs read, and no larger.
const TINY: Ethash = Ethash {
    epoch_length: 30_000,
    cache_bytes_init: 4096,
    cache_bytes_growth: 128,
    dataset_bytes_init: 1 << 16,
    dataset_bytes_growth: 1 << 10,
    dataset_parents: 17,
    cache_rounds: 3,
};

/// The reference's data sets of epochs 0 and 3.
static DAGS: LazyLock<[(u64, reference::Dag); 2]> =
    LazyLock::new(|| [0, 3].map(|epoch| (epoch, reference::Dag::new(&TINY, epoch))));

/// Evaluates with the reference, with a cache and with a data set.
fn all_three_agree(parameters: Parameters, period: u64, header: &[u8; 32], nonce: u64) -> Result<(), TestCaseError> {
    let parameters: &'static Parameters = Box::leak(Box::new(Parameters { ethash: TINY, ..parameters }));
    let program = Program::compile(parameters, period);
    for (epoch, dag) in DAGS.iter() {
        let cache = Cache::build(parameters, *epoch).unwrap();
        let dataset = Dataset::build(&cache, 1, &|_| true).unwrap();
        let expected = reference::hash(parameters, dag, period, header, nonce);
        prop_assert_eq!(light(&cache, &program, header, nonce), expected);
        prop_assert_eq!(full(&dataset, &program, header, nonce), expected);
        prop_assert_eq!(parameters.final_hash(header, nonce, &expected.mix), expected.final_hash);
    }
    Ok(())
}

prop_compose! {
    /// Parameters of shapes that no preset has.
    fn shapes()(
        lanes in 0u32..7,
        loads in 0u32..5,
        regs in 2u32..50,
        cache_bytes in 6u32..15,
        dag_accesses in 0u32..70,
        cache_accesses in 0u32..40,
        math_operations in 0u32..40,
        padding in any::<Option<([u32; 15], [u32; 9])>>(),
    ) -> Parameters {
        Parameters {
            name: "shape",
            lanes: 1 << lanes.max(4u32.saturating_sub(loads)),
            dag_loads: 1 << loads,
            regs,
            cache_bytes: 1 << cache_bytes,
            dag_accesses,
            cache_accesses,
            math_operations,
            carry: padding.map_or(Carry::Seed64, |(first, last)| Carry::Seed256 { first, last }),
            ..Parameters::V0_9_4
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn presets_compute_what_the_pseudo_code_says(period: u64, header: [u8; 32], nonce: u64) {
        for parameters in Parameters::all() {
            all_three_agree(**parameters, period, &header, nonce)?;
        }
    }

    #[test]
    fn any_shape_computes_what_the_pseudo_code_says(
        parameters in shapes(),
        period: u64,
        header: [u8; 32],
        nonce: u64,
    ) {
        all_three_agree(parameters, period, &header, nonce)?;
    }
}

#[test]
fn the_development_preset_gives_the_same_with_cache_and_data_set() {
    let parameters = &Parameters::DEVELOPMENT;
    let cache = Cache::build(parameters, 1).unwrap();
    let dataset = Dataset::build(&cache, 2, &|_| true).unwrap();
    let inputs = any::<(u8, [u8; 32], u64)>();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 64, ..ProptestConfig::default() });
    let agree = |(period, header, nonce): (u8, [u8; 32], u64)| {
        let program = Program::compile(parameters, u64::from(period));
        let work = light(&cache, &program, &header, nonce);
        prop_assert_eq!(full(&dataset, &program, &header, nonce), work);
        prop_assert_eq!(parameters.final_hash(&header, nonce, &work.mix), work.final_hash);
        Ok(())
    };
    runner.run(&inputs, agree).unwrap();
}
