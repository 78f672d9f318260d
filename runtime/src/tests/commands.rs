//! Commands on the whole runtime, with real proofs: they come through the extensions, pay for their weight and their bytes, and
//! leave no coin behind.

use sero_shielded::{
    asset::{ListedAsset, SERO_DECIMALS},
    bundle::ShieldedOutput,
    command::{CommandError, PackageCommand, TicketCommand, TicketData, TokenCommand},
    encoding::FieldBytes,
    name::Name,
    package::PackageKey,
    registry::Issuer,
};
use shielded_fixture::{pay, pay_in, Owned, Pack, Place, Wallet};

use super::*;

type Draft = shielded_fixture::Draft<Command>;
type Recipe<'a> = shielded_fixture::Recipe<'a, Command>;

/// A name of six letters.
fn talers() -> Name {
    Name::parse("TALERS").expect("a name")
}

/// What the block just made brought.
fn read(wallet: &mut Wallet) {
    let compact = wallet::compact_block();
    let notes = compact.bundles.iter().flat_map(|bundle| &bundle.notes);
    for (index, note) in (compact.first_index..).zip(notes) {
        wallet.read(index, note);
    }
    wallet.checkpoint(compact.number);
}

/// A wallet of the blocks' author, behind so many blocks.
fn mined(blocks: u32) -> Wallet {
    let mut wallet = Wallet::new(&[&payout_owner()]);
    for number in 1..=blocks {
        block(number, vec![payout_log()], vec![]);
        read(&mut wallet);
    }
    wallet
}

fn draft(wallet: &Wallet, recipe: Recipe<'_>) -> Draft {
    let place = Place {
        block: System::block_number() + 1,
        genesis: System::block_hash(0).into(),
        transaction_version: VERSION.transaction_version,
    };
    wallet.draft_at(place, recipe)
}

fn sum(notes: &[Owned]) -> Balance {
    notes.iter().map(|owned| owned.note.value).sum()
}

/// Makes the next block with a bundle in it.
fn mine(wallet: &mut Wallet, draft: &Draft) {
    let bundle = draft.sign();
    assert_eq!(wallet::check_bundle(&bundle), Ok(()));
    block(System::block_number() + 1, vec![payout_log()], vec![wallet::extrinsic(bundle)]);
    read(wallet);
}

fn register(deposit: Balance) -> Command {
    let name = *talers().bytes();
    Command::Token(TokenCommand::Register { name, decimals: 9, cap: Some(1_000), value: 700, deposit })
}

/// Registers a token with the first two blocks' rewards, off by `slip` in its deposit.
fn registration(wallet: &Wallet, slip: Balance) -> Draft {
    let owner = payout_owner();
    let deposit = registry::deposit(&register(0)) + slip;
    let command = register(deposit);
    let inputs = wallet.owned[..2].to_vec();
    let fee = wallet::minimum_fee(2, 2, 0, Some(&command));
    let change = sum(&inputs) - deposit - fee;
    let recipe = Recipe {
        inputs,
        outputs: vec![pay(&owner, change), pay_in(talers().token(), &owner, 700)],
        fee,
        from: Some(&owner),
        command: Some(command),
        ..Default::default()
    };
    draft(wallet, recipe)
}

#[test]
fn a_bundle_registers_a_token() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let mut wallet = mined(2);
        let draft = registration(&wallet, 0);
        mine(&mut wallet, &draft);
        assert_eq!(Accounts::now().assets, 10 * SERO);
        let token = registry::token(talers().bytes()).expect("it is registered");
        let from = draft.body.from.expect("a command has it");
        assert_eq!((token.supply, token.cap, token.decimals), (700, Some(1_000), 9));
        assert_eq!((token.issuer, token.registered), (Some(Issuer::Address(from)), 3));
        // Wallets see what the command moved, and what is behind the asset id.
        let compact = wallet::compact_block();
        assert_eq!(compact.bundles[0].terms, register(10 * SERO).terms());
        let native = ListedAsset { asset: Asset::sero(), decimals: SERO_DECIMALS };
        let new = ListedAsset { asset: talers().token(), decimals: 9 };
        assert_eq!(registry::assets(0, 9), (2, vec![native, new]));
    });
}

#[test]
fn a_command_that_the_state_refuses_does_not_enter_the_pool() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let wallet = mined(2);
        let bundle = registration(&wallet, 1).sign();
        let wrong = CommandError::Deposit { given: 10 * SERO + 1, needed: 10 * SERO };
        let refused = sero_shielded::refusal::Refusal::Command(wrong);
        assert_eq!(wallet::check_bundle(&bundle), Err(refused));
        let answer = refusal(wallet::extrinsic(bundle));
        assert_eq!(answer, InvalidTransaction::Custom(refused.code()).into());
    });
}

/// Makes a package.
fn create(id: [u8; 32], contents: Vec<ShieldedOutput>, data: Vec<u8>, deposit: Balance) -> Command {
    let (contents, data) = (BoundedVec::truncate_from(contents), BoundedVec::truncate_from(data));
    Command::Package(PackageCommand::Create { id, contents, data, deposit })
}

#[test]
fn a_package_is_made_and_opened_and_what_its_bytes_locked_comes_back() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let owner = payout_owner();
        let mut wallet = mined(2);
        let key = PackageKey::new([5; 32]);
        let inputs = wallet.owned[..2].to_vec();
        // Deposit and fee follow from sizes alone; what is locked for the place in the list never comes back.
        let sized = create([0; 32], vec![model::description()], vec![0; 1_016], 0);
        let (deposit, fee) = (registry::deposit(&sized), wallet::minimum_fee(2, 2, 0, Some(&sized)));
        assert_eq!(deposit, SERO / 10 + (1 + 560 + 1_016) * SERO / 1_000);
        let change = sum(&inputs) - SERO - deposit - fee;
        let recipe = Recipe {
            inputs,
            outputs: vec![pay(&owner, change)],
            packed: vec![Pack { key: &key, asset: Asset::sero(), value: SERO }],
            unit: Some(&owner),
            fee,
            from: Some(&owner),
            ..Default::default()
        };
        let mut made = draft(&wallet, recipe);
        let id = made.package_id();
        let sealed = key.seal(&id, &[7; 1_000]).expect("it is short");
        made.body.command = Some(create(id, made.packed.clone(), sealed, deposit));
        mine(&mut wallet, &made);
        assert_eq!(Accounts::now().packages, deposit);
        let package = registry::package(&id).expect("it is held");
        let found = key.inspect(&id, &package).expect("the key opens it");
        assert_eq!((found.contents[0].value, found.data), (SERO, vec![7; 1_000]));

        let open = |deposit| Command::Package(PackageCommand::Open { id, deposit });
        let returned = deposit - SERO / 10;
        assert_eq!(registry::deposit(&open(0)), returned);
        let fee = wallet::minimum_fee(1, 1, 0, Some(&open(returned)));
        let recipe = Recipe {
            inputs: vec![wallet.note_in(&Asset::Package(id), &owner)],
            outputs: vec![pay(&owner, SERO + returned - fee)],
            released: vec![key.secrets(&id, 0).ar],
            fee,
            from: Some(&owner),
            command: Some(open(returned)),
            ..Default::default()
        };
        let opened = draft(&wallet, recipe);
        mine(&mut wallet, &opened);
        assert_eq!(Accounts::now().packages, SERO / 10);
        assert_eq!(registry::package(&id), None);
    });
}

#[test]
fn a_command_pays_for_its_weight_and_its_bytes() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let fee = |command: &Command| wallet::minimum_fee(1, 1, 0, Some(command));
        let none = wallet::minimum_fee(1, 1, 0, None);
        // What a bundle without command pays does not depend on the largest that there is.
        assert!(none < 64 * 1024 * FEE_PER_BYTE);
        let (category, id, data) = ([0; 32], [0; 32], TicketData::default());
        let issue = Command::Ticket(TicketCommand::Issue { category, id, data, deposit: 0 });
        for command in [register(0), issue] {
            assert!(fee(&command) > none);
        }
        let [short, long] = [17, 1_017].map(|bytes| fee(&create([0; 32], vec![], vec![0; bytes], 0)));
        assert!(short > none && long >= short + 1_000 * FEE_PER_BYTE);
        // What is packed costs more than its bytes: a proof is verified.
        let [bare, packed] =
            [vec![], vec![model::description()]].map(|contents| fee(&create([0; 32], contents, vec![], 0)));
        assert!(packed > bare + 2 * 560 * FEE_PER_BYTE);
    });
}

#[test]
fn short_names_are_dear() {
    use pallet_shielded_assets::DepositRule;
    let of = <configs::Deposits as DepositRule>::name;
    let expected = [100_000, 50_000, 5_000, 500, 50, 10, 10].map(|coins| coins * SERO);
    assert_eq!([1, 2, 3, 4, 5, 6, 7].map(of), expected);
    assert_eq!(of(32), 10 * SERO);
    // Nothing is shorter than one letter.
    assert_eq!(of(0), of(1));
}

#[test]
fn underscores_make_no_name_cheaper() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        for text in ["A", "A_____", "A_______________________________"] {
            let name = *Name::parse(text).expect("a name").bytes();
            let token = Command::Token(TokenCommand::Register { name, decimals: 0, cap: None, value: 0, deposit: 0 });
            let category = Command::Ticket(TicketCommand::Register { category: name, deposit: 0 });
            assert_eq!([token, category].map(|command| registry::deposit(&command)), [100_000 * SERO; 2], "{text}");
        }
    });
}

#[test]
fn the_list_is_told_in_parts_of_a_thousand() {
    use pallet_shielded::ListAsset;
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        for number in 0..1_100u32 {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&number.to_le_bytes());
            assert_ok!(ShieldedAssets::list(Asset::Package(id), 0));
        }
        let parts = [(0, u32::MAX), (0, 1_000), (0, 999), (1_000, u32::MAX)].map(|(from, limit)| {
            let (total, part) = registry::assets(from, limit);
            (total, part.len())
        });
        assert_eq!(parts, [(1_101, 1_000), (1_101, 1_000), (1_101, 999), (1_101, 101)]);
        // One that is known by its id.
        let known = Asset::Package([0; 32]);
        let listed = registry::asset(&FieldBytes::from(known.id()));
        assert_eq!(listed, Some(ListedAsset { asset: known, decimals: 0 }));
        assert_eq!(registry::asset(&FieldBytes([1; 32])), None);
    });
}

#[test]
fn each_term_of_a_command_and_each_payment_in_another_asset_is_weighed() {
    use pallet_shielded::WeightInfo;
    type Weights = <Runtime as pallet_shielded::Config>::WeightInfo;
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let weight = |public_outs, command: Option<&Command>| Shielded::shape_of(1, 1, public_outs, command, 0).weight;
        let of = <Command as pallet_shielded::Command<Runtime>>::weight;
        let (category, id) = (*talers().bytes(), [1; 32]);
        let data = TicketData::default();
        for command in [
            register(10 * SERO),
            Command::Token(TokenCommand::Issue { name: category, value: 1 }),
            Command::Token(TokenCommand::Burn { name: category, value: 1 }),
            Command::Ticket(TicketCommand::Register { category, deposit: 1 }),
            Command::Ticket(TicketCommand::Issue { category, id, data, deposit: 1 }),
            Command::Ticket(TicketCommand::Burn { category, id, deposit: 1 }),
            create(id, vec![], vec![7; 17], 1),
            Command::Package(PackageCommand::Open { id, deposit: 1 }),
        ] {
            let terms = Weights::term().saturating_mul(command.terms().len() as u64);
            assert!(of(&command).all_gte(terms), "{command:?}");
            assert_eq!(weight(0, Some(&command)), weight(0, None) + of(&command));
        }
        // A wallet asks for the fee before it knows the deposit.
        assert_eq!(of(&register(0)), of(&register(10 * SERO)));
        let more = weight(1, None) - weight(0, None);
        assert!(more.all_gte(Weights::other_asset() + Weights::other_asset()));
        let call = RuntimeCall::from(pallet_shielded::Call::shield {
            to: Box::new(model::issuer(0)),
            asset: Asset::sero(),
            value: 1,
        });
        let shield = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&call).call_weight;
        assert_eq!(shield, Weights::shield() + Weights::other_asset());
        let open = Command::Package(PackageCommand::Open { id, deposit: 1 });
        assert!(of(&open).all_gte(Weights::released().saturating_mul(4)));
    });
}

#[test]
fn the_registry_knows_how_much_of_the_native_coin_was_issued() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        mined(1);
        let sero = registry::token(Name::SERO.bytes()).expect("it is the first");
        assert_eq!((sero.supply, sero.decimals, sero.issuer), (Accounts::now().issued, 18, None));
        assert_eq!(registry::token(talers().bytes()), None);
        assert_eq!(registry::category(Name::SERO.bytes()), None);
        assert_eq!(registry::ticket(talers().bytes(), &[1; 32]), None);
        assert_eq!(registry::package(&[1; 32]), None);
    });
}

#[test]
fn the_deposit_of_what_is_not_there_is_nothing() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let bad =
            Command::Token(TokenCommand::Register { name: [b'a'; 32], decimals: 0, cap: None, value: 0, deposit: 1 });
        let burn = Command::Ticket(TicketCommand::Burn { category: [1; 32], id: [1; 32], deposit: 1 });
        let open = Command::Package(PackageCommand::Open { id: [1; 32], deposit: 1 });
        let issue = Command::Token(TokenCommand::Issue { name: *talers().bytes(), value: 1 });
        for command in [bad, burn, open, issue] {
            assert_eq!(registry::deposit(&command), 0, "{command:?}");
        }
    });
}

#[test]
fn a_coin_that_is_lost_or_comes_from_nowhere_is_noticed() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        assert_ok!(accounting::check());
        pallet_shielded_assets::Deposits::<Runtime>::put(1);
        assert!(accounting::check().is_err());
        pallet_shielded_assets::Deposits::<Runtime>::kill();
        pallet_packages::Deposits::<Runtime>::put(u128::MAX);
        assert!(accounting::check().is_err());
        pallet_packages::Deposits::<Runtime>::kill();
        pallet_shielded::Turnstile::<Runtime>::insert(FieldBytes::from(Asset::sero().id()), 1);
        assert!(accounting::check().is_err());
    });
}
