//! What each pallet is given.

use frame_support::{
    derive_impl,
    dispatch::{DispatchInfo, DispatchResult},
    parameter_types,
    traits::{ConstU128, ConstU32, ConstU64, ConstU8, Contains, VariantCountOf},
    weights::{constants::ParityDbWeight, ConstantMultiplier, Weight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use frame_system::EnsureRoot;
use pallet_shielded::{FeeRule, PublicNotes, Shape, WeightInfo};
use pallet_transaction_payment::{ChargeTransactionPayment, ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sero_pow::U256;
use sero_shielded::{asset::Asset, keys::PkrBytes};
use sp_runtime::{
    traits::{Convert, One},
    Perbill,
};
use sp_version::RuntimeVersion;

use crate::*;

/// The share of a block that transactions may fill; the rest is for what must be in it.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);

parameter_types! {
    /// Two weeks of block hashes at 13 s are far more than any mortal transaction needs.
    pub const BlockHashCount: BlockNumber = 4_096;
    /// This runtime.
    pub const Version: RuntimeVersion = VERSION;
    /// A block may take 2.5 s of the 13 s, so that importing delays its propagation little.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(2_500_000_000_000, 10 * 1024 * 1024),
        NORMAL_RATIO,
    );
    /// 5 MiB, of which 64 KiB belong to the header: it has three digest items and never needs more.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(5 * 1024 * 1024)
        .modify_max_length_for_class(
            frame_support::dispatch::DispatchClass::Normal,
            |length| *length = NORMAL_RATIO * *length,
        )
        .max_header_size(64 * 1024)
        .build();
    /// Fees do not move with the load: a block's space is bought by the tip.
    pub FeeMultiplier: Multiplier = Multiplier::one();
}

/// Calls that nobody may make.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        // Burnt coins would be missing in the accounting of what was issued.
        !matches!(call, RuntimeCall::Balances(pallet_balances::Call::burn { .. }))
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type Nonce = Nonce;
    type Hash = Hash;
    type AccountId = AccountId;
    type BlockHashCount = BlockHashCount;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type DbWeight = ParityDbWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type BaseCallFilter = CallFilter;
    type SS58Prefix = ConstU8Ss58;
    type MaxConsumers = ConstU32<16>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
}

parameter_types! {
    /// Substrate's generic prefix of account addresses.
    pub const ConstU8Ss58: u8 = 42;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = ();
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_difficulty::Config for Runtime {}

impl chain::Config for Runtime {}

impl pallet_license::Config for Runtime {
    type AdminOrigin = EnsureRoot<AccountId>;
    type MaxRevoked = ConstU32<65_536>;
    type WeightInfo = pallet_license::weights::SeroWeight<Runtime>;
}

parameter_types! {
    /// What the block being executed had to meet.
    pub CurrentDifficulty: U256 = pallet_difficulty::Current::<Runtime>::get();
}

/// The reward of a block.
pub struct Reward;

impl pallet_coinbase::RewardSchedule for Reward {
    fn reward(height: u32, difficulty: U256) -> u128 {
        pallet_coinbase::RewardLine::LAST_ERA.reward(height, difficulty)
    }
    fn most() -> u128 {
        pallet_coinbase::RewardLine::LAST_ERA.most()
    }
}

impl pallet_coinbase::Config for Runtime {
    type Schedule = Reward;
    type Difficulty = CurrentDifficulty;
    type Notes = Notes;
    type WeightInfo = pallet_coinbase::weights::SeroWeight<Runtime>;
}

/// Connects the coinbase with the pallet that keeps the notes.
pub struct Notes;

impl pallet_coinbase::CoinbaseNotes for Notes {
    fn pay(to: &PkrBytes, value: u128) -> DispatchResult {
        Shielded::add_public_note(to, Asset::sero(), value)
    }
    fn weight() -> Weight {
        <Runtime as pallet_shielded::Config>::WeightInfo::public_note()
    }
}

/// Fees of bundles: as linear as those of plain accounts, and into the same sink.
pub struct BundleFees;

/// What an extrinsic has around its bundle: length, preamble, extension data, indices of pallet and call.
const ENVELOPE: u32 = 16;

impl BundleFees {
    /// Weight and length as the transaction payment prices a call.
    fn info(shape: &Shape) -> (DispatchInfo, u32) {
        let info = DispatchInfo { call_weight: shape.weight, ..Default::default() };
        (info, shape.length.saturating_add(ENVELOPE))
    }
}

impl FeeRule for BundleFees {
    fn minimum(shape: &Shape) -> u128 {
        let (info, length) = Self::info(shape);
        TransactionPayment::compute_fee(length, &info, 0)
    }

    fn priority(shape: &Shape, fee: u128) -> u64 {
        let (info, length) = Self::info(shape);
        // What is paid beyond the minimum counts as a tip does.
        let tip = fee.saturating_sub(Self::minimum(shape));
        ChargeTransactionPayment::<Runtime>::get_priority(&info, length as usize, tip, fee)
    }
}

impl pallet_shielded::FeeSink for BundleFees {
    fn collect(fee: u128) {
        <Coinbase as pallet_coinbase::FeeSink>::collect(fee);
    }
}

impl pallet_shielded::Config for Runtime {
    type Assets = pallet_shielded_assets::Plain<Runtime>;
    type Command = Command;
    type FeeSink = BundleFees;
    type FeeRule = BundleFees;
    type AdminOrigin = EnsureRoot<AccountId>;
    type AnchorWindow = chain::AnchorWindow;
    type MaxExpiry = chain::MaxExpiry;
    type KeyDelay = chain::KeyDelay;
    type InsecureKeys = chain::InsecureKeys;
    type WeightInfo = pallet_shielded::weights::SeroWeight<Runtime>;
}

/// What is locked for a name of so many characters, from one on; longer ones cost as much as the last. Short names are few.
const NAME_DEPOSITS: [Balance; 6] = [100_000 * SERO, 50_000 * SERO, 5_000 * SERO, 500 * SERO, 50 * SERO, 10 * SERO];

/// What is locked for the place of a ticket or package in the list of assets: for ever ...
const STORED: Balance = SERO / 10;
/// ... and for each byte that is stored until somebody gives it up.
const STORED_BYTE: Balance = SERO / 1_000;

/// What names, tickets and packages lock.
pub struct Deposits;

impl pallet_shielded_assets::DepositRule for Deposits {
    fn name(length: u32) -> u128 {
        let [.., longest] = NAME_DEPOSITS;
        let place = (length as usize).saturating_sub(1);
        NAME_DEPOSITS.get(place).copied().unwrap_or(longest)
    }

    fn place() -> u128 {
        STORED
    }

    fn ticket(bytes: u32) -> u128 {
        stored(bytes)
    }
}

impl Convert<u32, u128> for Deposits {
    fn convert(bytes: u32) -> u128 {
        stored(bytes)
    }
}

fn stored(bytes: u32) -> u128 {
    STORED_BYTE.saturating_mul(bytes.into())
}

impl pallet_shielded_assets::Config for Runtime {
    type Native = pallet_shielded::NativeCoin<Balances>;
    type Pool = Shielded;
    type Deposits = Deposits;
    type WeightInfo = pallet_shielded_assets::weights::SeroWeight<Runtime>;
}

impl pallet_packages::Config for Runtime {
    type Assets = ShieldedAssets;
    type Place = ConstU128<STORED>;
    type Deposit = Deposits;
    type WeightInfo = pallet_packages::weights::SeroWeight<Runtime>;
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Balance = Balance;
    type DustRemoval = Coinbase;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type DoneSlashHandler = ();
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, Coinbase>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_PICOSECOND>>;
    type LengthToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_BYTE>>;
    type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
