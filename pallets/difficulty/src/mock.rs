//! A runtime of time and difficulty only.

use frame_support::{
    derive_impl,
    traits::{OnFinalize, OnInitialize},
};
use sp_runtime::BuildStorage;

use crate as pallet_difficulty;

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Difficulty: pallet_difficulty,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

impl pallet_difficulty::Config for Test {}

/// A chain with a target of 10 s, a half-life of 1000 s, a minimum of 100 and 10,000 to begin with.
pub fn chain() -> sp_io::TestExternalities {
    let genesis = RuntimeGenesisConfig {
        difficulty: pallet_difficulty::GenesisConfig {
            target_ms: 10_000,
            half_life_ms: 1_000_000,
            minimum: 100,
            initial: 10_000,
            ..Default::default()
        },
        ..Default::default()
    };
    genesis.build_storage().expect("the genesis is sound").into()
}

/// Executes one block that carries this timestamp.
pub fn block(number: u32, time_ms: u64) {
    System::reset_events();
    System::initialize(&number, &Default::default(), &Default::default());
    Difficulty::on_initialize(number);
    pallet_timestamp::Now::<Test>::put(time_ms);
    <Difficulty as OnFinalize<u32>>::on_finalize(number);
    Difficulty::do_try_state().expect("the state is sound");
}
