//! A runtime of licences only.

use codec::Encode;
use frame_support::{derive_impl, traits::ConstU32};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_license::{AuthorSecret, IssuerSecret, License, Place, Prop};
use sero_pow::Payout;
use sero_shielded::{
    hash::hs,
    keys::{PkrBytes, Seed, SpendingKey},
};
use sp_runtime::{testing::H256, BuildStorage};

use crate as pallet_license;

type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Licenses: pallet_license,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
}

impl pallet_license::Config for Test {
    type AdminOrigin = frame_system::EnsureRoot<u64>;
    type MaxRevoked = ConstU32<3>;
    type WeightInfo = ();
}

pub const GENESIS: H256 = H256([3; 32]);
pub const PARENT: H256 = H256([4; 32]);

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

/// The secrets of issuer `n`.
pub fn issuer(n: u8) -> IssuerSecret {
    IssuerSecret::from_bytes(&[n; 64]).expect("a scalar that is not zero")
}

/// The secret of author `n`.
pub fn author(n: u8) -> AuthorSecret {
    AuthorSecret::from_bytes(&[n; 32]).expect("a scalar that is not zero")
}

pub fn address() -> PkrBytes {
    let owner = SpendingKey::from_seed(&Seed::new([1; 32])).expect("not zero").address();
    owner.one_time(&hs("test", &[b"payout"])).expect("no point is the identity").to_bytes()
}

/// A licence of issuer 1 for author 1, valid until block 100.
pub fn license(serial: u32) -> License {
    issuer(1).issue(&author(1).zpk(), Prop::new(100, serial), &GENESIS.0, &mut rng()).expect("the author's key is one")
}

/// The payout in a header on [`PARENT`] that shows a licence.
pub fn shows(license: License) -> Vec<u8> {
    shows_on(license, PARENT)
}

pub fn shows_on(license: License, parent: H256) -> Vec<u8> {
    let place = Place { genesis: GENESIS.0, parent: parent.0, height: 0 };
    let author = author(1).show(license, &place, &address(), &mut rng());
    Payout::V2 { payout: address(), author }.encode()
}

/// The payout in a header that shows none.
pub fn shows_nothing() -> Vec<u8> {
    Payout::V1 { payout: address() }.encode()
}

pub fn genesis(from: u32, to: u32, issuer: &str, revoked: Vec<u32>) -> sp_io::TestExternalities {
    let issuer = issuer.into();
    let licenses = pallet_license::GenesisConfig { from, to, issuer, revoked, ..Default::default() };
    let genesis = RuntimeGenesisConfig { licenses, ..Default::default() };
    genesis.build_storage().expect("the genesis is sound").into()
}

/// Block 1 of a chain on which blocks 10 to 200 need a licence of issuer 1, and number 66 is revoked.
pub fn chain() -> sp_io::TestExternalities {
    let mut chain = genesis(10, 201, &issuer(1).public().to_string(), vec![66]);
    chain.execute_with(|| {
        System::initialize(&1, &GENESIS, &Default::default());
    });
    chain
}
