//! The tests' wallet on the mock chain, with packages.

use crate::mock::*;
use pallet_shielded::{Bundle, Event, PublicNotes, Refusal};
use sero_shielded::{
    asset::Asset,
    command::{Command, PackageCommand, TokenCommand},
    curve::Scalar,
    encoding::FieldBytes,
    keys::SpendingKey,
    name::Name,
    package::PackageKey,
};
use shielded_fixture::{address_of, Place};

pub use shielded_fixture::{pay, pay_in, person, Pack, Wallet};

pub type Draft = shielded_fixture::Draft<Command>;
pub type Recipe<'a> = shielded_fixture::Recipe<'a, Command>;

/// The wallet's view of the mock chain.
pub trait OnChain {
    /// Reads the events of the present block, ends it, and remembers its root.
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

/// Submits a bundle as the chain does: validity, then dispatch on the same state.
pub fn submit(bundle: Bundle<Command>) -> Result<(), Refusal> {
    Shielded::check(&bundle)?;
    let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
    Shielded::submit(authorized, Box::new(bundle)).expect("what is authorised can be dispatched");
    Ok(())
}

/// How a bundle is refused; nothing changes.
pub fn refused(bundle: &Bundle<Command>) -> Refusal {
    use sp_runtime::StateVersion::V1;
    let before = sp_io::storage::root(V1);
    let refusal = Shielded::check(bundle).expect_err("the bundle must be refused");
    assert_eq!(before, sp_io::storage::root(V1), "a refusal writes nothing");
    refusal
}

/// What the turnstile holds of an asset.
pub fn held(asset: &Asset) -> u128 {
    pallet_shielded::Turnstile::<Test>::get(FieldBytes::from(asset.id()))
}

/// A registered token.
pub fn gold() -> Asset {
    Name::parse("GOLD").unwrap().token()
}

/// The key of the packages in these tests.
pub fn key() -> PackageKey {
    PackageKey::new([5; 32])
}

/// 1 owns 500 of a token, and notes of 1,000 and 2,000 native coins; 2 one of 3,000.
pub fn assets(test: impl FnOnce(Wallet, SpendingKey, SpendingKey)) {
    on_chain(|| {
        let (alice, bob) = (person(1), person(2));
        let mut wallet = Wallet::new(&[&alice, &bob]);
        for (whose, value) in [(&alice, 1_000), (&alice, 2_000), (&bob, 3_000), (&bob, 10)] {
            let to = Box::new(address_of(whose));
            Shielded::shield(RuntimeOrigin::signed(ALICE), to, Asset::sero(), value).unwrap();
        }
        // The native coins of the last note pay for the name, and the token's first units come as a public note.
        let Asset::Token(name) = gold() else { panic!("it is a token") };
        let issuer = address_of(&alice);
        let command = TokenCommand::Register { name, decimals: 0, cap: None, value: 500, deposit: 10 };
        ShieldedAssets::validate_token(&command, &issuer).unwrap();
        ShieldedAssets::execute_token(&command, &issuer).unwrap();
        let sero = FieldBytes::from(Asset::sero().id());
        pallet_shielded::Turnstile::<Test>::mutate(sero, |held| *held -= 10);
        Shielded::add_public_note(&address_of(&alice), gold(), 500).unwrap();
        wallet.end_block();
        test(wallet, alice, bob)
    });
}

/// A command with the right id and deposit for a draft that packs; the data are sealed.
pub fn create(draft: &Draft, data: &[u8]) -> PackageCommand {
    let mut command = PackageCommand::Create {
        id: draft.package_id(),
        contents: draft.packed.clone().try_into().unwrap(),
        data: data.to_vec().try_into().unwrap(),
        deposit: 0,
    };
    let needed = Packages::deposit(&command);
    if let PackageCommand::Create { deposit, .. } = &mut command {
        *deposit = needed;
    }
    command
}

/// What a package of so many notes and bytes of data locks.
pub fn deposit_of(notes: usize, bytes: usize) -> u128 {
    PLACE + returned_of(notes, bytes)
}

/// What comes back of that.
pub fn returned_of(notes: usize, bytes: usize) -> u128 {
    use codec::MaxEncodedLen;
    let contents = 1 + notes * sero_shielded::bundle::ShieldedOutput::max_encoded_len();
    (contents + bytes) as u128 / 100
}

/// Alice packs 300 native coins and all of the token, out of her note of 1,000 native coins, with data.
pub fn packing(wallet: &Wallet, alice: &SpendingKey, data: &[u8]) -> Draft {
    let key = key();
    let inputs = vec![wallet.note_of(alice, 1_000), wallet.note_of(alice, 500)];
    let sealed = if data.is_empty() { 0 } else { data.len() + 16 };
    let deposit = deposit_of(2, sealed);
    let mut draft = wallet.draft(Recipe {
        inputs,
        outputs: vec![pay(alice, 1_000 - 300 - 5 - deposit)],
        unit: Some(alice),
        packed: vec![
            Pack { key: &key, asset: Asset::sero(), value: 300 },
            Pack { key: &key, asset: gold(), value: 500 },
        ],
        fee: 5,
        from: Some(alice),
        ..Default::default()
    });
    let sealed = key.seal(&draft.package_id(), data).unwrap();
    draft.body.command = Some(Command::Package(create(&draft, &sealed)));
    draft
}

/// How the commitments of a package are blinded.
pub fn blindings(id: &[u8; 32], count: u32) -> Vec<Scalar> {
    (0..count).map(|place| key().secrets(id, place).ar).collect()
}

/// A bundle of `owner` that opens a package of [`packing`], with a note of native coins for the fee.
pub fn opening(wallet: &Wallet, owner: &SpendingKey, coins: u128, id: [u8; 32]) -> Draft {
    let deposit = Packages::package(&id).map_or(0, |package| package.deposit);
    wallet.draft(Recipe {
        inputs: vec![wallet.note_in(&Asset::Package(id), owner), wallet.note_of(owner, coins)],
        outputs: vec![pay(owner, coins + 300 + deposit - 5), pay_in(gold(), owner, 500)],
        released: blindings(&id, 2),
        fee: 5,
        from: Some(owner),
        command: Some(Command::Package(PackageCommand::Open { id, deposit })),
        ..Default::default()
    })
}

/// A chain on which Alice's package is one block old.
pub fn packed(data: &[u8], test: impl FnOnce(Wallet, SpendingKey, SpendingKey, [u8; 32])) {
    assets(|mut wallet, alice, bob| {
        let draft = packing(&wallet, &alice, data);
        submit(draft.sign()).unwrap();
        wallet.end_block();
        test(wallet, alice, bob, draft.package_id())
    });
}
