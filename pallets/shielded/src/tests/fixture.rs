//! The tests' wallet on the mock chain.

use crate::{mock::*, BundleOf, Event, Refusal};
use sero_shielded::{
    asset::Asset,
    bundle::{Destination, PublicOut},
    encoding::FieldBytes,
    keys::SpendingKey,
};
use shielded_fixture::Place;

pub use shielded_fixture::{address_of, pay, pay_in, person, public_out, random_scalar, Pack, Pay, Wallet};

pub type Draft = shielded_fixture::Draft<TestCommand>;
pub type Recipe<'a> = shielded_fixture::Recipe<'a, TestCommand>;

/// The wallet's view of the mock chain.
pub trait OnChain {
    /// Reads the events of the present block, ends it, and remembers its root as the anchor of later bundles.
    fn end_block(&mut self);
    /// Proves a recipe for the present block.
    fn draft(&self, recipe: Recipe<'_>) -> Draft;
}

impl OnChain for Wallet {
    fn end_block(&mut self) {
        let block = System::block_number() as u32;
        for record in System::events() {
            if let RuntimeEvent::Shielded(Event::NoteAdded { index, note }) = record.event {
                self.read(index, &note);
            }
        }
        next_block();
        self.checkpoint(block);
    }

    fn draft(&self, recipe: Recipe<'_>) -> Draft {
        let place = Place {
            block: System::block_number() as u32,
            genesis: System::block_hash(0).into(),
            transaction_version: System::runtime_version().transaction_version,
        };
        self.draft_at(place, recipe)
    }
}

pub fn to_account(account: &sp_runtime::AccountId32, value: u128) -> PublicOut {
    public_out(Destination::Account(*<sp_runtime::AccountId32 as AsRef<[u8; 32]>>::as_ref(account)), value)
}

/// Submits a bundle as the chain does: validity, then dispatch on the same state.
pub fn submit(bundle: BundleOf<Test>) -> Result<(), Refusal> {
    Shielded::check(&bundle)?;
    let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
    Shielded::submit(authorized, Box::new(bundle)).expect("what is authorised can be dispatched");
    Ok(())
}

/// Whether the refusal comes, and nothing changes.
pub fn refused(bundle: &BundleOf<Test>) -> Refusal {
    use sp_runtime::StateVersion;
    let before = sp_io::storage::root(StateVersion::V1);
    let refusal = Shielded::check(bundle).expect_err("the bundle must be refused");
    assert_eq!(before, sp_io::storage::root(StateVersion::V1), "a refusal writes nothing");
    refusal
}

/// What the turnstile holds of an asset.
pub fn held(asset: &Asset) -> u128 {
    crate::Turnstile::<Test>::get(FieldBytes::from(asset.id()))
}

/// A chain on which a person owns one note of each value, one block old.
pub fn funded(keys: &SpendingKey, others: &[&SpendingKey], values: &[u128]) -> Wallet {
    let people: Vec<&SpendingKey> = [keys].into_iter().chain(others.iter().copied()).collect();
    let mut wallet = Wallet::new(&people);
    for value in values {
        let to = Box::new(address_of(keys));
        Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), *value).unwrap();
    }
    wallet.end_block();
    wallet
}
