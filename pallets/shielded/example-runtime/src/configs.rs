//! What each pallet is given.

use frame_support::{
    derive_impl, parameter_types,
    traits::{fungible::Mutate, ConstBool, ConstU128, ConstU32},
};
use frame_system::EnsureRoot;
use pallet_shielded::Shape;

use crate::*;

parameter_types! {
    /// This runtime.
    pub const Version: RuntimeVersion = VERSION;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<u128>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
    type Balance = u128;
    type ExistentialDeposit = ConstU128<1>;
    type AccountStore = System;
}

/// The account that gets the fees of bundles.
pub const TREASURY: AccountId = AccountId::new(*b"the treasury of an example chain");

/// Pays fees of bundles to the treasury. A fee has left the pool already, where it was a burnt coin; so it is minted.
pub struct Treasury;

impl pallet_shielded::FeeSink for Treasury {
    fn collect(fee: u128) {
        // Only a balance of 2^128 could refuse it.
        let _ = Balances::mint_into(&TREASURY, fee);
    }
}

/// Fees by weight and length.
pub struct BundleFees;

impl pallet_shielded::FeeRule for BundleFees {
    fn minimum(shape: &Shape) -> u128 {
        u128::from(shape.weight.ref_time() / 1_000).saturating_add(u128::from(shape.length))
    }

    fn priority(_shape: &Shape, fee: u128) -> u64 {
        fee.try_into().unwrap_or(u64::MAX)
    }
}

impl pallet_shielded::Config for Runtime {
    // Plain balances. `NativeCoin` serves any pallet with fungible traits and a u128 balance.
    type Assets = pallet_shielded::NativeCoin<Balances>;
    // What bundles can order; nothing to begin with.
    type Command = sero_shielded::bundle::NoCommand;
    // Who gets the fees: an author, a treasury, nobody.
    type FeeSink = Treasury;
    // How much: see `FeeRule`. The weight of a bundle is in its `Shape`.
    type FeeRule = BundleFees;
    type AdminOrigin = EnsureRoot<AccountId>;
    type AnchorWindow = ConstU32<2048>;
    type MaxExpiry = ConstU32<256>;
    type KeyDelay = ConstU32<50_400>;
    // Development verifying keys are refused where coins have a value; this example's have none.
    type InsecureKeys = ConstBool<true>;
    type WeightInfo = pallet_shielded::weights::SeroWeight<Runtime>;
}
