//! A chain of plain balances and the shielded pool, without consensus: what another chain would compose.

use crate::{self as pallet_shielded, Command, CommandContext, FeeRule, FeeSink, NativeCoin, Shape};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, Hooks},
    weights::Weight,
    BoundedVec,
};
use scale_info::TypeInfo;
use sero_circuits::{keys::development_key, Circuit};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicOut, PublicTerm, ShieldedOutput},
    command::CommandError,
    encoding::PointBytes,
};
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, Storage};

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
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u128>;
}

parameter_types! {
    pub static InsecureKeys: bool = true;
    pub const ExistentialDeposit: u128 = 10;
    pub static CollectedFees: u128 = 0;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
}

/// The least fee in the tests.
pub const MINIMUM_FEE: u128 = 5;

pub struct TestFees;

impl FeeSink for TestFees {
    fn collect(fee: u128) {
        CollectedFees::mutate(|total| *total += fee);
    }
}

impl FeeRule for TestFees {
    fn minimum(_shape: &Shape) -> u128 {
        MINIMUM_FEE
    }

    fn priority(_shape: &Shape, fee: u128) -> u64 {
        fee as u64
    }
}

/// Orders that exercise each side of the rules for commands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum TestCommand {
    /// Locks SERO, and fails on execution where told so.
    Lock { value: u128, fails: bool },
    /// Mints a token once.
    Mint { name: [u8; 32], value: u128 },
    /// Locks some of any asset, and fails on execution.
    LockInVain { asset: Asset, value: u128 },
    /// Locks SERO and mints a token for them. Where told so, execution fails although validity did not: a flaw.
    Exchange { locked: u128, name: [u8; 32], minted: u128, flawed: bool },
    /// Keeps output descriptions and mints [`RECEIPT`].
    Pack { contents: BoundedVec<ShieldedOutput, ConstU32<4>>, deposit: u128 },
    /// Burns [`RECEIPT`] and releases what is kept.
    Unpack { deposit: u128 },
    /// Would keep output descriptions for some SERO, and fails on execution although validity did not: a flaw.
    PackInVain { contents: BoundedVec<ShieldedOutput, ConstU32<4>>, deposit: u128 },
    /// Burns [`RECEIPT`], releases what is kept and fails on execution: a flaw.
    UnpackInVain,
}

/// Whoever has it may take out what is kept.
pub const RECEIPT: Asset = Asset::Package([9; 32]);

frame_support::parameter_types! {
    pub static Locked: u128 = 0;
    pub static Minted: Vec<[u8; 32]> = vec![];
    pub static Kept: Vec<ShieldedOutput> = vec![];
}

impl Command<Test> for TestCommand {
    fn terms(&self) -> Vec<PublicTerm> {
        match self {
            TestCommand::Lock { value, .. } => vec![PublicTerm::out(Asset::sero(), *value)],
            TestCommand::Mint { name, value } => vec![PublicTerm::inward(Asset::Token(*name), *value)],
            TestCommand::LockInVain { asset, value } => vec![PublicTerm::out(*asset, *value)],
            TestCommand::Exchange { locked, name, minted, .. } => {
                vec![PublicTerm::out(Asset::sero(), *locked), PublicTerm::inward(Asset::Token(*name), *minted)]
            }
            TestCommand::Pack { deposit, .. } => {
                vec![PublicTerm::out(Asset::sero(), *deposit), PublicTerm::inward(RECEIPT, 1)]
            }
            TestCommand::Unpack { deposit } => {
                vec![PublicTerm::out(RECEIPT, 1), PublicTerm::inward(Asset::sero(), *deposit)]
            }
            TestCommand::PackInVain { deposit, .. } => vec![PublicTerm::out(Asset::sero(), *deposit)],
            TestCommand::UnpackInVain => vec![PublicTerm::out(RECEIPT, 1)],
        }
    }

    fn packed(&self) -> &[ShieldedOutput] {
        match self {
            TestCommand::Pack { contents, .. } | TestCommand::PackInVain { contents, .. } => contents,
            _ => &[],
        }
    }

    fn released(&self) -> Vec<PointBytes> {
        match self {
            TestCommand::Unpack { .. } | TestCommand::UnpackInVain => {
                Kept::get().iter().map(|output| output.asset_commitment).collect()
            }
            _ => vec![],
        }
    }

    fn receives(&self, out: &PublicOut) -> bool {
        matches!((self, &out.to), (TestCommand::Lock { .. }, Destination::Account(_)))
    }

    fn weight(&self) -> Weight {
        Weight::zero()
    }

    fn validate(&self, _context: &CommandContext<'_>) -> Result<Vec<Vec<u8>>, CommandError> {
        match self {
            TestCommand::Mint { name, .. } if Minted::get().contains(name) => Err(CommandError::Other(7)),
            TestCommand::Mint { name, .. } => Ok(vec![name.to_vec()]),
            TestCommand::Unpack { deposit } if Kept::get().is_empty() || *deposit != Locked::get() => {
                Err(CommandError::Other(8))
            }
            _ => Ok(vec![]),
        }
    }

    fn execute(&self, _context: &CommandContext<'_>) -> Result<(), DispatchError> {
        match self {
            TestCommand::Lock { fails: true, .. }
            | TestCommand::LockInVain { .. }
            | TestCommand::PackInVain { .. }
            | TestCommand::UnpackInVain => Err(DispatchError::Other("told to fail")),
            TestCommand::Lock { value, .. } => {
                Locked::mutate(|locked| *locked += value);
                Ok(())
            }
            TestCommand::Mint { name, .. } => {
                Minted::mutate(|minted| minted.push(*name));
                Ok(())
            }
            TestCommand::Exchange { flawed, .. } if *flawed => Err(DispatchError::Other("told to fail")),
            TestCommand::Exchange { locked, .. } => {
                Locked::mutate(|sum| *sum += locked);
                Ok(())
            }
            TestCommand::Pack { contents, deposit } => {
                Kept::set(contents.to_vec());
                Locked::mutate(|sum| *sum += deposit);
                Ok(())
            }
            TestCommand::Unpack { deposit } => {
                Kept::set(vec![]);
                Locked::mutate(|sum| *sum -= deposit);
                Ok(())
            }
        }
    }
}

impl pallet_shielded::Config for Test {
    type Assets = NativeCoin<Balances>;
    type Command = TestCommand;
    type FeeSink = TestFees;
    type FeeRule = TestFees;
    type AdminOrigin = frame_system::EnsureRoot<AccountId32>;
    type AnchorWindow = frame_support::traits::ConstU64<20>;
    type MaxExpiry = frame_support::traits::ConstU32<100>;
    type KeyDelay = frame_support::traits::ConstU64<10>;
    type InsecureKeys = InsecureKeys;
    type WeightInfo = ();
}

/// An account with coins.
pub const ALICE: AccountId32 = AccountId32::new([1; 32]);
/// An account without.
pub const BOB: AccountId32 = AccountId32::new([2; 32]);
/// What ALICE has at genesis.
pub const ENDOWMENT: u128 = 1_000_000;

/// The state in which a chain with these verifying keys begins.
pub fn genesis(verifying_keys: (Vec<u8>, Vec<u8>)) -> Storage {
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances: vec![(ALICE, ENDOWMENT)], ..Default::default() },
        shielded: pallet_shielded::GenesisConfig { verifying_keys, ..Default::default() },
        ..Default::default()
    };
    genesis.build_storage().unwrap()
}

/// Runs a test on a fresh chain with the development keys, in block 1; checks the invariants afterwards.
pub fn on_chain<R>(test: impl FnOnce() -> R) -> R {
    let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
    let mut chain = sp_io::TestExternalities::new(genesis((input, output)));
    chain.execute_with(|| {
        System::set_block_number(1);
        let result = test();
        Shielded::do_try_state().expect("the invariants hold");
        result
    })
}

/// Ends the current block and begins the next.
pub fn next_block() {
    let now = System::block_number();
    Shielded::on_finalize(now);
    System::reset_events();
    System::set_block_number(now + 1);
}
