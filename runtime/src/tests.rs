//! The runtime as a whole: presets, extensions, blocks.

use codec::{Decode, Encode};
use frame_support::{assert_ok, traits::Get, BoundedVec};
use sero_pow::{Payout, POW_ENGINE_ID, U256};
use sero_shielded::{
    asset::Asset,
    bundle::{Bundle, BundleBody, Destination, ProofBytes, PublicOut, ShieldedInput},
    compact::CompactNote,
    keys::{PkrBytes, Seed, SpendingKey},
    note::leaf,
    tree::{Frontier, WitnessTree},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{
    generic::Era,
    traits::Header as _,
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
    BuildStorage, Digest, DigestItem,
};

use crate::{accounting::Accounts, *};

mod commands;
mod model;

/// The genesis configuration of a preset, as a node makes it: the defaults with the preset merged over them.
fn genesis_of(preset: &str) -> RuntimeGenesisConfig {
    fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
        match (into, patch) {
            (serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
                for (key, value) in patch {
                    merge(into.entry(key).or_insert(serde_json::Value::Null), value);
                }
            }
            (into, patch) => *into = patch,
        }
    }
    let patch = genesis::get_preset(&preset.into()).expect("the preset exists");
    let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("serialises");
    merge(&mut config, serde_json::from_slice(&patch).expect("the preset is JSON"));
    serde_json::from_value(config).expect("the preset fits the configuration")
}

fn chain_of(preset: &str) -> sp_io::TestExternalities {
    genesis_of(preset).build_storage().expect("the genesis is sound").into()
}

fn payout_owner() -> SpendingKey {
    SpendingKey::from_seed(&Seed::new([3; 32])).expect("not zero")
}

fn payout_address() -> PkrBytes {
    let r = sero_shielded::hash::hs("test", &[b"payout"]);
    payout_owner().address().one_time(&r).expect("no point is the identity").to_bytes()
}

fn payout_log() -> DigestItem {
    let payout = Payout::V1 { payout: payout_address() };
    DigestItem::PreRuntime(POW_ENGINE_ID, payout.encode())
}

/// Executes one block as an author does and checks the accounting behind it.
fn block(number: u32, logs: Vec<DigestItem>, transactions: Vec<UncheckedExtrinsic>) -> Header {
    let parent = System::parent_hash();
    let header = Header::new(number, Default::default(), Default::default(), parent, Digest { logs });
    Executive::initialize_block(&header);
    let set = pallet_timestamp::Call::set { now: 1_800_000_000_000 + u64::from(number) * 2_000 };
    let inherent = UncheckedExtrinsic::new_bare(set.into());
    assert_eq!(Executive::apply_extrinsic(inherent), Ok(Ok(())));
    for transaction in transactions {
        assert_eq!(Executive::apply_extrinsic(transaction), Ok(Ok(())));
    }
    let header = Executive::finalize_block();
    let accounts = Accounts::now();
    assert!(accounts.balance(), "{accounts:?}");
    assert_ok!(Difficulty::do_try_state());
    assert_ok!(Coinbase::do_try_state(number));
    assert_ok!(accounting::check());
    assert_ok!(Shielded::do_try_state());
    assert_ok!(ShieldedAssets::do_try_state());
    assert_ok!(Packages::do_try_state());
    header
}

fn signed(call: RuntimeCall, nonce: u32, tip: Balance) -> UncheckedExtrinsic {
    let extension = TxExtension::new(extension_data(Era::Immortal, nonce, tip));
    let payload = SignedPayload::new(call.clone(), extension.clone()).expect("has its implicits");
    let signature = payload.using_encoded(|bytes| Alice.sign(bytes));
    UncheckedExtrinsic::new_signed(call, Alice.to_account_id().into(), signature.into(), extension)
}

fn remark() -> RuntimeCall {
    frame_system::Call::remark { remark: vec![1, 2, 3] }.into()
}

fn general(extension: InnerExtension) -> UncheckedExtrinsic {
    UncheckedExtrinsic::new_transaction(remark(), TxExtension::new(extension))
}

fn refusal(transaction: UncheckedExtrinsic) -> TransactionValidityError {
    let at = System::block_hash(0);
    Executive::validate_transaction(TransactionSource::External, transaction, at).expect_err("nobody authorised it")
}

#[test]
fn every_preset_is_a_sound_genesis_in_which_the_accounts_balance() {
    for preset in genesis::preset_names() {
        chain_of(preset.as_ref()).execute_with(|| {
            let accounts = Accounts::now();
            assert!(accounts.balance(), "{preset:?}: {accounts:?}");
            assert!(Difficulty::difficulty() > U256::zero(), "{preset:?}");
        });
    }
    assert_eq!(genesis::get_preset(&"nothing".into()), None);
}

#[test]
fn presets_differ_where_chains_differ() {
    let constants = |preset: &str| {
        chain_of(preset)
            .execute_with(|| (Chain::parameters().network, Chain::parameters().finality_depth, Difficulty::target_ms()))
    };
    assert_eq!(constants(genesis::DEVELOPMENT), (chain::Network::Development, 10, 500));
    assert_eq!(constants(genesis::LOCAL_TESTNET), (chain::Network::Local, 20, 4_000));
    assert_eq!(constants(genesis::MAIN), (chain::Network::Main, 100, 13_000));
}

#[test]
fn the_main_chain_has_neither_a_sudo_key_nor_an_endowment() {
    chain_of(genesis::MAIN).execute_with(|| {
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
        assert_eq!(Balances::total_issuance(), 0);
    });
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Alice.to_account_id()));
    });
}

#[test]
fn a_transaction_that_nobody_signed_carries_default_extension_data() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        // A remark is authorised by nobody, so the default data get as far as that.
        let with_defaults = refusal(general(DefaultExtension::get()));
        assert_ne!(with_defaults, InvalidTransaction::Custom(extension::EXTENSION_DATA_NOT_DEFAULT).into());

        let tampered = [
            extension_data(Era::mortal(64, 1), 0, 0),
            extension_data(Era::Immortal, 1, 0),
            extension_data(Era::Immortal, 0, 1),
        ];
        for data in tampered {
            let refused = InvalidTransaction::Custom(extension::EXTENSION_DATA_NOT_DEFAULT);
            assert_eq!(refusal(general(data)), refused.into());
        }
    });
}

#[test]
fn the_wrapper_adds_no_byte() {
    let data = extension_data(Era::Immortal, 7, 9);
    assert_eq!(TxExtension::new(data.clone()).encode(), data.encode());
    // Era, nonce, tip, mode of the metadata hash: a byte each.
    assert_eq!(DefaultExtension::get().encode(), [0; 4]);
}

#[test]
fn metadata_list_the_extensions_as_if_there_were_no_wrapper() {
    use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
    let expected = [
        "AuthorizeCall",
        "CheckNonZeroSender",
        "CheckSpecVersion",
        "CheckTxVersion",
        "CheckGenesis",
        "CheckMortality",
        "CheckNonce",
        "CheckWeight",
        "ChargeTransactionPayment",
        "CheckMetadataHash",
        "WeightReclaim",
    ];
    for version in [14, 15] {
        // Constants of the chain are read from its state.
        let opaque = chain_of(genesis::DEVELOPMENT)
            .execute_with(|| Runtime::metadata_at_version(version))
            .expect("the version is supported");
        let metadata = RuntimeMetadataPrefixed::decode(&mut &opaque[..]).expect("decodes");
        let names: Vec<String> = match metadata.1 {
            RuntimeMetadata::V14(m) => m.extrinsic.signed_extensions.into_iter().map(|e| e.identifier).collect(),
            RuntimeMetadata::V15(m) => m.extrinsic.signed_extensions.into_iter().map(|e| e.identifier).collect(),
            _ => panic!("another version"),
        };
        assert_eq!(names, expected);
    }
}

#[test]
fn a_signed_transfer_pays_its_fee_to_the_author() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        let before = Accounts::now();
        let transfer = pallet_balances::Call::transfer_allow_death { dest: Bob.to_account_id().into(), value: SERO };
        block(2, vec![payout_log()], vec![signed(transfer.into(), 0, 5)]);
        let after = Accounts::now();
        assert!(after.public < before.public);
        assert_eq!(Balances::free_balance(Bob.to_account_id()), 1_000_001 * SERO);
        assert_eq!(pallet_coinbase::PendingFees::<Runtime>::get(), after.pending);
    });
}

#[test]
fn burning_balances_is_filtered() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        let header = Header::new(2, Default::default(), Default::default(), System::parent_hash(), Default::default());
        Executive::initialize_block(&header);
        let burn = pallet_balances::Call::burn { value: SERO, keep_alive: true };
        let outcome = Executive::apply_extrinsic(signed(burn.into(), 0, 0));
        assert_eq!(outcome, Ok(Err(frame_system::Error::<Runtime>::CallFiltered.into())));
    });
}

#[test]
fn each_block_pays_its_author_one_note_that_is_under_the_root_of_the_same_block() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        for number in 1..=3 {
            let before = Accounts::now();
            block(number, vec![payout_log()], vec![]);
            let reward = Accounts::now().issued - before.issued;
            assert_eq!(reward, 88 * SERO / 10);
            let compact = wallet::compact_block();
            assert_eq!((compact.number, compact.first_index), (number, u64::from(number) - 1));
            let [made] = &compact.bundles[..] else { panic!("one bundle: {compact:?}") };
            let [CompactNote::Public(note)] = &made.notes[..] else { panic!("one public note") };
            assert_eq!((note.to, note.value), (payout_address(), reward));
            // The root of the block is that of the tree behind the coinbase: the pallets' hooks run in this order.
            let frontier = pallet_shielded::Tree::<Runtime>::get();
            assert_eq!(frontier.size, u64::from(number));
            assert_eq!(Ok(compact.root), sero_host::tree_root(&frontier).map_err(|_| ()));
        }
    });
}

#[test]
fn before_the_first_block_the_root_is_that_of_the_empty_tree() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let compact = wallet::compact_block();
        assert_eq!((compact.number, compact.first_index), (0, 0));
        assert_eq!(compact.root, Frontier::default().root().into());
    });
}

/// A bundle that spends the note of block 1's author: `value` to Bob, the rest to the author of the block that takes it.
fn exit(value: Balance) -> Bundle<Command> {
    use sero_wallet::payment::{
        groth16::LocalProver,
        prove::{Prover, Statement},
        sign::{InputOpening, Owner, Signer, Unsigned},
    };
    let compact = wallet::compact_block();
    let [CompactNote::Public(public)] = &compact.bundles[0].notes[..] else { panic!("one public note") };
    let owner = payout_owner();
    let note = public.open().expect("the chain checked it");
    let viewing = owner.tracking_key().recognise(&note.address).expect("it is the owner's");
    let mut tree = WitnessTree::new(Frontier::default());
    tree.append(leaf(0, note.commitment()), true).expect("there is room");
    tree.checkpoint(1).expect("the first");
    let anchor = tree.root_at(1).expect("it was remembered");
    assert_eq!(compact.root, anchor.into());

    let [alpha, ar] = [b"alpha", b"blind"].map(|secret| sero_shielded::hash::hs("test", &[secret]));
    let private = sero_circuits::input::Private {
        cc: note.asset_commitment(),
        zpk_r: *note.address.zpk(),
        rcm: note.rcm,
        index: 0,
        path: tree.path(0, 1).expect("the note is marked"),
        vskr: viewing.vskr,
        alpha,
        ar,
    };
    let public = private.statement(anchor).expect("all points are valid");
    let mut input = ShieldedInput {
        nil: public.nil().into(),
        key: (*public.key()).into(),
        asset_commitment: (*public.cm_asset()).into(),
        proof: ProofBytes([0; 128]),
    };
    let prover = LocalProver::load(sero_shielded::address::Network::Development).expect("the set-up can be made");
    let proofs = prover.prove(&[Statement::Input(Box::new((public, private)))]).expect("the statement holds");
    input.proof = proofs[0];

    let to = Destination::Account(Bob.to_account_id().into());
    let out = PublicOut { to, asset: Asset::sero(), value, memo: Default::default() };
    let unsigned = Unsigned {
        body: BundleBody {
            version: sero_shielded::bundle::VERSION,
            key_version: prover.key_version(),
            expiry: 10,
            anchor: anchor.into(),
            inputs: BoundedVec::truncate_from(vec![input]),
            outputs: Default::default(),
            public_outs: BoundedVec::truncate_from(vec![out]),
            from: None,
            fee: note.value - value,
            command: None,
        },
        genesis: System::block_hash(0).into(),
        transaction_version: VERSION.transaction_version,
        inputs: vec![InputOpening { owner: Owner::Account { index: 0, note }, alpha, ar }],
        outputs: vec![],
        command: Default::default(),
    };
    Signer::new(&owner).sign(&unsigned, |_| true).expect("the bundle is what its openings say")
}

#[test]
fn a_bundle_pays_an_account_and_its_fee_goes_to_the_author_of_its_block() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        let before = Accounts::now();
        let reward = before.shielded;
        let fee = wallet::minimum_fee(1, 0, 1, None) + 7;
        let bundle = exit(reward - fee);
        assert_eq!(wallet::check_bundle(&bundle), Ok(()));
        let bob = Balances::free_balance(Bob.to_account_id());

        block(2, vec![payout_log()], vec![wallet::extrinsic(bundle.clone())]);
        let after = Accounts::now();
        assert_eq!(Balances::free_balance(Bob.to_account_id()), bob + reward - fee);
        assert_eq!(after.public, before.public + reward - fee);
        // The note of block 1 left the pool; in it is the note of block 2, with the fee.
        let minted = after.issued - before.issued;
        assert_eq!((after.shielded, after.pending), (minted + fee, 0));

        let compact = wallet::compact_block();
        let [paid, made] = &compact.bundles[..] else { panic!("the bundle and the coinbase: {compact:?}") };
        assert_eq!((&paid.nils[..], paid.fee), (&[bundle.body.inputs[0].nil][..], fee));
        assert_eq!(paid.public_outs[..], bundle.body.public_outs[..]);
        let [CompactNote::Public(note)] = &made.notes[..] else { panic!("one public note") };
        assert_eq!((note.to, note.value), (payout_address(), minted + fee));

        // Once only.
        let again = refusal(wallet::extrinsic(bundle));
        assert_eq!(again, InvalidTransaction::Stale.into());
    });
}

#[test]
fn shielding_moves_coins_and_shows_in_the_compact_block() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        let before = Accounts::now();
        let shield =
            pallet_shielded::Call::shield { to: Box::new(payout_address()), asset: Asset::sero(), value: 5 * SERO };
        block(2, vec![payout_log()], vec![signed(shield.into(), 0, 0)]);
        assert!(before.public - Accounts::now().public > 5 * SERO);
        let compact = wallet::compact_block();
        let values: Vec<u128> = compact
            .bundles
            .iter()
            .flat_map(|bundle| &bundle.notes)
            .map(|note| match note {
                CompactNote::Public(note) => note.value,
                CompactNote::Shielded(_) => panic!("nobody sent a bundle"),
            })
            .collect();
        assert_eq!(compact.bundles.len(), 2);
        assert_eq!(values[0], 5 * SERO);
    });
}

#[test]
fn shielded_transactions_need_verifying_keys_which_the_main_chain_lacks() {
    chain_of(genesis::MAIN).execute_with(|| {
        assert_eq!(pallet_shielded::Keys::<Runtime>::iter().count(), 0);
    });
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let keys = pallet_shielded::Keys::<Runtime>::get(1).expect("version 1");
        assert!(sero_circuits::keys::is_development_key(&keys.input));
        assert!(sero_circuits::keys::is_development_key(&keys.output));
    });
}

#[test]
fn fees_of_bundles_grow_with_each_part() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let fee = |inputs, outputs, public_outs| wallet::minimum_fee(inputs, outputs, public_outs, None);
        let base = fee(1, 0, 0);
        assert!(base > 0);
        for more in [fee(2, 0, 0), fee(1, 1, 0), fee(1, 0, 1)] {
            assert!(more > base);
        }
        assert_eq!(fee(u32::MAX, u32::MAX, u32::MAX), fee(16, 16, 16));
    });
}

#[test]
fn a_block_without_payout_executes_and_issues_nothing() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let issued = Accounts::now().issued;
        block(1, vec![], vec![]);
        assert_eq!(Accounts::now().issued, issued);
    });
}

#[test]
fn the_header_ends_with_time_and_next_difficulty() {
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        let header = block(1, vec![payout_log()], vec![]);
        let Some(DigestItem::Consensus(POW_ENGINE_ID, bytes)) = header.digest().logs().last() else {
            panic!("the last item is not ours");
        };
        let digest = sero_pow::WorkDigest::decode_exact(bytes).expect("it has one encoding");
        assert_eq!(digest.next(), Difficulty::difficulty());
        assert_eq!(digest.time_ms(), pallet_timestamp::Now::<Runtime>::get());
    });
}

#[test]
fn the_wallet_builds_the_extrinsic_that_this_runtime_reads() {
    use codec::DecodeAll;
    use sero_wallet::plain::{extrinsic, suri};
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        let genesis: [u8; 32] = System::block_hash(0).into();
        let terms = extrinsic::Terms {
            spec_version: VERSION.spec_version,
            transaction_version: VERSION.transaction_version,
            genesis,
            birth: 0,
            birth_hash: genesis,
            nonce: 0,
            tip: 0,
        };
        let call = extrinsic::shield_call(&payout_address(), 5 * SERO);
        let alice = suri::keypair("//Alice").expect("a well-known account");
        let bytes = extrinsic::signed(&alice, &call, &terms);
        let transaction = UncheckedExtrinsic::decode_all(&mut &bytes[..]).expect("the runtime reads it");
        let shield =
            pallet_shielded::Call::shield { to: Box::new(payout_address()), asset: Asset::sero(), value: 5 * SERO };
        assert_eq!(transaction.function, RuntimeCall::from(shield));
        let at = System::block_hash(0);
        assert_ok!(Executive::validate_transaction(TransactionSource::External, transaction, at));

        let other = extrinsic::Terms { genesis: [1; 32], ..terms };
        let bytes = extrinsic::signed(&alice, &call, &other);
        let transaction = UncheckedExtrinsic::decode_all(&mut &bytes[..]).expect("the runtime reads it");
        assert_eq!(refusal(transaction), InvalidTransaction::BadProof.into());
    });
}

#[test]
fn the_wallet_reads_why_a_plain_account_shields_nothing_and_what_it_has() {
    use codec::DecodeAll;
    use frame_support::storage::{unhashed, with_transaction};
    use sero_shielded::encoding::FieldBytes;
    use sero_wallet::plain::{extrinsic, holding, suri, trial};
    use sp_runtime::{DispatchError, TransactionOutcome};
    chain_of(genesis::DEVELOPMENT).execute_with(|| {
        block(1, vec![payout_log()], vec![]);
        block(2, vec![payout_log()], vec![]);
        block(3, vec![payout_log()], vec![]);
        let (account, alice) = (Alice.to_account_id(), suri::keypair("//Alice").expect("a well-known account"));
        let (sero, coin) = (Asset::sero(), Asset::Token([b'A'; 32]));
        pallet_shielded_assets::Holdings::<Runtime>::insert(&account, FieldBytes::from(coin.id()), 7);
        let free = Balances::free_balance(&account);
        for (asset, has) in [(sero, free), (coin, 7)] {
            let stored = unhashed::get_raw(&holding::key(&account.clone().into(), &asset));
            assert_eq!(holding::value(&asset, stored.as_deref()), Some(has));
        }
        // It was not paid out of the pool, and a block would not balance.
        pallet_shielded_assets::Holdings::<Runtime>::remove(&account, FieldBytes::from(coin.id()));
        // As `state_call` does it: on the state that the last block left, and nothing stays.
        let outcome = |value: u128, set_up: fn()| {
            let terms = extrinsic::Terms {
                spec_version: VERSION.spec_version,
                transaction_version: VERSION.transaction_version,
                genesis: System::block_hash(0).into(),
                birth: 0,
                birth_hash: System::block_hash(0).into(),
                nonce: 0,
                tip: 0,
            };
            let bytes = extrinsic::trial(&alice, &extrinsic::shield_call(&payout_address(), value), &terms);
            assert_eq!(extrinsic::hash(&bytes), sp_io::hashing::blake2_256(&bytes));
            let outcome = with_transaction(|| {
                set_up();
                let transaction = UncheckedExtrinsic::decode_all(&mut &bytes[..]).expect("the runtime reads it");
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(Executive::apply_extrinsic(transaction).encode()))
            });
            outcome.expect("it is only tried")
        };
        let tried = |value, set_up| trial::broken_rule(&outcome(value, set_up));
        assert_eq!((outcome(SERO, || ()), tried(SERO, || ())), (vec![0, 0], None));
        assert_eq!(tried(u128::MAX / 2, || ()).as_deref(), Some(trial::FUNDS));
        let paused = tried(SERO, || pallet_shielded::Paused::<Runtime>::put(true));
        assert_eq!(paused.as_deref(), Some("Paused"));
        let keyless = tried(SERO, || {
            pallet_shielded::Keys::<Runtime>::remove(1);
        });
        assert_eq!(keyless.as_deref(), Some("NoActiveKeys"));
        let full = tried(SERO, || {
            pallet_shielded::Turnstile::<Runtime>::insert(FieldBytes::from(Asset::sero().id()), u128::MAX);
        });
        assert_eq!(full.as_deref(), Some("TurnstileOverflow"));

        // It was signed to be tried here: the next block does not hold it. (Later ones know another hash where its era begins.)
        block(4, vec![payout_log()], vec![]);
        let refused = Err::<(), _>(TransactionValidityError::from(InvalidTransaction::AncientBirthBlock));
        assert_eq!(outcome(SERO, || ()), refused.encode());
    });
}
