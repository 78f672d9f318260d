//! A chain of plain balances, the shielded pool, tokens, tickets and packages.

use crate as pallet_packages;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstBool, ConstU32, ConstU64, Hooks},
    weights::Weight,
};
use pallet_shielded::{CommandContext, FeeRule, FeeSink, NativeCoin, Shape};
use pallet_shielded_assets::{DepositRule, Plain};
use sero_circuits::{keys::development_key, Circuit};
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::{PublicTerm, ShieldedOutput},
    command::{Command, CommandError},
    encoding::{FieldBytes, PointBytes},
};
use sp_runtime::{
    traits::{Convert, IdentityLookup},
    AccountId32, BuildStorage, DispatchError,
};

pub type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Shielded = pallet_shielded::Pallet<Test>;
    #[runtime::pallet_index(3)]
    pub type ShieldedAssets = pallet_shielded_assets::Pallet<Test>;
    #[runtime::pallet_index(4)]
    pub type Packages = pallet_packages::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u128>;
}

parameter_types! {
    pub const ExistentialDeposit: u128 = 10;
    pub static CollectedFees: u128 = 0;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
}

/// Fees of nothing, kept by nobody.
pub struct TestFees;

impl FeeSink for TestFees {
    fn collect(fee: u128) {
        CollectedFees::mutate(|total| *total += fee);
    }
}

impl FeeRule for TestFees {
    fn minimum(_shape: &Shape) -> u128 {
        0
    }

    fn priority(_shape: &Shape, fee: u128) -> u64 {
        fee as u64
    }
}

/// What is locked for the place of a package.
pub const PLACE: u128 = 5;

/// What is locked: 10 for a name, 2 for a ticket, [`PLACE`] and the hundredth part of its bytes for a package.
pub struct TestDeposits;

impl DepositRule for TestDeposits {
    fn name(_length: u32) -> u128 {
        10
    }

    fn place() -> u128 {
        2
    }

    fn ticket(_bytes: u32) -> u128 {
        0
    }
}

impl Convert<u32, u128> for TestDeposits {
    fn convert(bytes: u32) -> u128 {
        u128::from(bytes / 100)
    }
}

impl pallet_shielded_assets::Config for Test {
    type Native = NativeCoin<Balances>;
    type Pool = Shielded;
    type Deposits = TestDeposits;
    type WeightInfo = ();
}

impl pallet_packages::Config for Test {
    type Assets = ShieldedAssets;
    type Place = frame_support::traits::ConstU128<PLACE>;
    type Deposit = TestDeposits;
    type WeightInfo = ();
}

impl pallet_shielded::Command<Test> for Command {
    fn terms(&self) -> Vec<PublicTerm> {
        Command::terms(self)
    }

    fn packed(&self) -> &[ShieldedOutput] {
        Command::packed(self)
    }

    fn released(&self) -> Vec<PointBytes> {
        self.opened().map(|id| Packages::released(&id)).unwrap_or_default()
    }

    fn weight(&self) -> Weight {
        Weight::zero()
    }

    fn validate(&self, context: &CommandContext<'_>) -> Result<Vec<Vec<u8>>, CommandError> {
        match self {
            Command::Token(command) => ShieldedAssets::validate_token(command, context.from),
            Command::Ticket(command) => ShieldedAssets::validate_ticket(command, context.from),
            Command::Package(command) => Packages::validate(command, context.first_nil),
        }
    }

    fn execute(&self, context: &CommandContext<'_>) -> Result<(), DispatchError> {
        match self {
            Command::Token(command) => ShieldedAssets::execute_token(command, context.from),
            Command::Ticket(command) => ShieldedAssets::execute_ticket(command, context.from),
            Command::Package(command) => Packages::execute(command, context.first_nil),
        }
    }
}

impl pallet_shielded::Config for Test {
    type Assets = Plain<Test>;
    type Command = Command;
    type FeeSink = TestFees;
    type FeeRule = TestFees;
    type AdminOrigin = frame_system::EnsureRoot<AccountId32>;
    type AnchorWindow = ConstU64<20>;
    type MaxExpiry = ConstU32<100>;
    type KeyDelay = ConstU64<10>;
    type InsecureKeys = ConstBool<true>;
    type WeightInfo = ();
}

/// An account with coins.
pub const ALICE: AccountId32 = AccountId32::new([1; 32]);
/// What ALICE has at genesis.
pub const ENDOWMENT: u128 = 1_000 * SERO;

/// Block 1 of a chain with the development keys.
pub fn chain() -> sp_io::TestExternalities {
    let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances: vec![(ALICE, ENDOWMENT)], ..Default::default() },
        shielded: pallet_shielded::GenesisConfig { verifying_keys: (input, output), ..Default::default() },
        ..Default::default()
    };
    let mut chain: sp_io::TestExternalities = genesis.build_storage().expect("the genesis is sound").into();
    CollectedFees::set(0);
    chain.execute_with(|| System::set_block_number(1));
    chain
}

/// Runs a test on that chain, and checks the invariants afterwards.
pub fn on_chain<R>(test: impl FnOnce() -> R) -> R {
    chain().execute_with(|| {
        let result = test();
        invariants();
        result
    })
}

/// What must hold at any time: of each pallet, and that no native coin is lost.
pub fn invariants() {
    Shielded::do_try_state().expect("the invariants of the pool hold");
    ShieldedAssets::do_try_state().expect("the invariants of the registry hold");
    Packages::do_try_state().expect("the invariants of the packages hold");
    let shielded = pallet_shielded::Turnstile::<Test>::get(FieldBytes::from(Asset::sero().id()));
    let locked = pallet_shielded_assets::Deposits::<Test>::get() + crate::Deposits::<Test>::get();
    let issued = Balances::total_issuance() + shielded + locked + CollectedFees::get();
    assert_eq!(issued, ENDOWMENT, "no coin is lost, and none is made");
}

/// Ends the current block and begins the next.
pub fn next_block() {
    let now = System::block_number();
    Shielded::on_finalize(now);
    System::reset_events();
    System::set_block_number(now + 1);
}
