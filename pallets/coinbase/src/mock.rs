//! A runtime of accounts and coinbase, with a ledger in place of notes.

use core::cell::RefCell;

use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU128, OnFinalize, OnInitialize},
    weights::Weight,
};
use sero_pow::{Payout, POW_ENGINE_ID, U256};
use sero_shielded::keys::{PkrBytes, Seed, SpendingKey};
use sp_runtime::{BuildStorage, Digest, DigestItem, DispatchError, DispatchResult};

use crate as pallet_coinbase;
use crate::{CoinbaseNotes, RewardSchedule};

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Coinbase: pallet_coinbase,
        Balances: pallet_balances,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<u128>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ConstU128<10>;
    type AccountStore = System;
    type DustRemoval = Coinbase;
}

parameter_types! {
    pub Difficulty: U256 = U256::from(7);
}

impl pallet_coinbase::Config for Test {
    type Schedule = Hundred;
    type Difficulty = Difficulty;
    type Notes = Ledger;
    type WeightInfo = ();
}

/// A hundred coins a block.
pub struct Hundred;

impl RewardSchedule for Hundred {
    fn reward(_: u32, difficulty: U256) -> u128 {
        assert_eq!(difficulty, U256::from(7));
        Self::most()
    }
    fn most() -> u128 {
        100
    }
}

thread_local! {
    static NOTES: RefCell<Vec<(PkrBytes, u128)>> = const { RefCell::new(Vec::new()) };
    static REFUSE: RefCell<bool> = const { RefCell::new(false) };
}

/// Remembers the notes that it is asked for, or refuses them.
pub struct Ledger;

impl Ledger {
    pub fn notes() -> Vec<(PkrBytes, u128)> {
        NOTES.with_borrow(Clone::clone)
    }
    pub fn total() -> u128 {
        Self::notes().iter().map(|(_, value)| value).sum()
    }
    pub fn refuse(yes: bool) {
        REFUSE.set(yes);
    }
}

impl CoinbaseNotes for Ledger {
    fn pay(to: &PkrBytes, value: u128) -> DispatchResult {
        if REFUSE.with_borrow(|r| *r) {
            return Err(DispatchError::Other("refused"));
        }
        NOTES.with_borrow_mut(|notes| notes.push((*to, value)));
        Ok(())
    }
    fn weight() -> Weight {
        Weight::zero()
    }
}

pub fn address() -> PkrBytes {
    let owner = SpendingKey::from_seed(&Seed::new([1; 32])).expect("not zero").address();
    let r = sero_shielded::hash::hs("test", &[b"payout"]);
    owner.one_time(&r).expect("no point is the identity").to_bytes()
}

pub fn payout(to: PkrBytes) -> DigestItem {
    DigestItem::PreRuntime(POW_ENGINE_ID, Payout::V1 { payout: to }.encode())
}

/// Two accounts with a thousand coins each.
pub fn chain() -> sp_io::TestExternalities {
    NOTES.with_borrow_mut(Vec::clear);
    Ledger::refuse(false);
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances: vec![(1, 1_000), (2, 1_000)], ..Default::default() },
        coinbase: pallet_coinbase::GenesisConfig { issued: "2000".into(), ..Default::default() },
        ..Default::default()
    };
    genesis.build_storage().expect("the genesis is sound").into()
}

/// Executes one block with these digest items; `inside` stands for its transactions.
pub fn block(number: u32, logs: Vec<DigestItem>, inside: impl FnOnce()) {
    System::reset_events();
    System::initialize(&number, &Default::default(), &Digest { logs });
    Coinbase::on_initialize(number);
    inside();
    <Coinbase as OnFinalize<u32>>::on_finalize(number);
    Coinbase::do_try_state(number).expect("the state is sound");
    // The accounting identity.
    let pending = crate::PendingFees::<Test>::get();
    let sum = Ledger::total() + Balances::total_issuance() + pending;
    assert_eq!(crate::Issued::<Test>::get(), sum);
}
