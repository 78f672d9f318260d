//! Each error of the library says what to do next. Those that only pass on another crate's error are that crate's to test.

use std::{io, path::PathBuf};

use crate::common::name;
use sero_circuits::{ownership::OwnershipError as ProofError, Part, PublicError};
use sero_shielded::{
    address::{AddressError, Network},
    bundle::BalanceError,
    command::DataError,
    encoding::EncodingError,
    keys::KeyError,
    name::NameError,
    package::InspectError,
    tree::WitnessError,
};
use sero_wallet::{
    amount::AmountError,
    asset::AssetError,
    chain::ChainError,
    memo::MemoTooLong,
    mnemonic::MnemonicError,
    order::{data::DataTextError, OrderError},
    ownership::OwnershipError,
    payment::{
        build::BuildError, check::CheckError, prove::ProveError, sign::SignError, PayError, PlanError, RequestError,
        SelectError,
    },
    plain::{shield::ShieldError, ss58::Ss58Error, suri::SuriError},
    pool::PoolError,
    store::StoreError,
    swap::{Side, Spot, SwapError},
    sync::{ScanError, SyncError},
    vault::VaultError,
    wallet::WalletError,
};

/// What is wrong stands before the semicolon, and what to do behind it.
fn advises(error: &impl ToString) {
    let message = error.to_string();
    let advice = message.split_once("; ").map(|(_, advice)| advice.trim());
    assert!(advice.is_some_and(|advice| !advice.is_empty()), "no advice: {message}");
}

fn file() -> (PathBuf, io::Error) {
    ("a.db".into(), io::Error::other("no space"))
}

fn statement() -> PublicError {
    PublicError { part: Part::Key, cause: EncodingError::PointOffCurve }
}

fn insufficient(later: &str) -> SelectError {
    SelectError::Insufficient { asset: "SERO".into(), wanted: "2".into(), spendable: "1".into(), later: later.into() }
}

fn refused(cause: &str) -> ChainError {
    ChainError::Refused { cause: cause.into(), message: "no".into() }
}

#[test]
fn each_error_of_a_text_says_what_to_do() {
    let text = || "x".to_string();
    let amounts = [
        AmountError::Text(text()),
        AmountError::Decimals { text: text(), found: 3, allowed: 2 },
        AmountError::Overflow(text()),
        AmountError::Zero,
    ];
    amounts.iter().for_each(advises);
    let asset = AssetError::Id(text());
    let assets = [
        AssetError::Name { text: text(), error: NameError::Empty },
        asset.clone(),
        AssetError::Kind { text: text(), expected: "ticket", form: "CATEGORY#<id>" },
    ];
    assets.iter().for_each(advises);
    let data = [
        DataTextError::Json(text()),
        DataTextError::Entry { key: text(), why: "no object" },
        DataTextError::Asset { key: text(), error: asset },
        DataTextError::TooMany(99),
        DataTextError::Data(DataError::Key(0)),
    ];
    data.iter().for_each(advises);
    [MnemonicError::Count(3), MnemonicError::Word(3), MnemonicError::Checksum].iter().for_each(advises);
    let accounts =
        [Ss58Error::Character(text()), Ss58Error::Length(text()), Ss58Error::Checksum(text()), Ss58Error::Prefix(0)];
    accounts.iter().for_each(advises);
    [SuriError::Phrase, SuriError::Path].iter().for_each(advises);
    advises(&MemoTooLong(200));
}

#[test]
fn each_error_of_the_wallet_file_says_what_to_do() {
    let vaults = [
        VaultError::WrongPassphrase,
        VaultError::EmptyPassphrase,
        VaultError::Damaged("seed"),
        VaultError::Row { table: "notes", row: 1 },
        VaultError::Cost("too little memory".into()),
        VaultError::WatchOnly,
    ];
    vaults.iter().for_each(advises);
    let (path, error) = file();
    let stores = [
        StoreError::Missing(path.clone()),
        StoreError::Exists(path.clone()),
        StoreError::Locked(path.clone()),
        StoreError::NotAWallet(path.clone()),
        StoreError::Version { found: 99 },
        StoreError::Lost("its keys"),
        StoreError::Damaged("tip"),
        StoreError::File { path, error },
        StoreError::Sqlite(rusqlite::Error::QueryReturnedNoRows),
    ];
    stores.iter().for_each(advises);
    advises(&WalletError::Tracking(AddressError::Checksum));
    advises(&WalletError::Key(KeyError::ZeroSecret));
}

#[test]
fn each_error_of_the_chain_says_what_to_do() {
    let chains = [
        ChainError::Unreachable { url: "ws://x".into(), why: "refused".into() },
        ChainError::Connection("gone".into()),
        ChainError::UnknownBlock(7),
        ChainError::Node("busy".into()),
        ChainError::Nonsense("a fee".into()),
    ];
    chains.iter().for_each(advises);
    let rules = ["NilAlreadySpent", "Expired", "PoolRefused", "Paused", "NoActiveKeys", "Fee", "FundsUnavailable"];
    let others = ["Payment", "TurnstileOverflow", "UnknownAsset", "Frozen", "a rule that nobody knows yet"];
    rules.into_iter().chain(others).for_each(|cause| advises(&refused(cause)));
    let syncs = [
        SyncError::Scan(ScanError::Encoding { number: 1, why: "end".into() }),
        SyncError::Scan(ScanError::Number { expected: 1, found: 2 }),
        SyncError::Scan(ScanError::Note { number: 1, index: 2, why: "no point".into() }),
        SyncError::OtherNetwork { wallet: Network::Main, node: Network::Local },
        SyncError::OtherGenesis { expected: "0x01".into(), found: "0x02".into() },
        SyncError::Reset { number: 1, hash: "0x01".into() },
        SyncError::Root(1),
        SyncError::Index { number: 1, expected: 2, found: 3 },
        SyncError::Tree(WitnessError::NotMarked(1)),
        SyncError::Unstable,
        SyncError::Worker("killed".into()),
    ];
    syncs.iter().for_each(advises);
}

#[test]
fn each_error_of_a_payment_says_what_to_do() {
    let requests = [
        RequestError::Address(AddressError::Checksum),
        RequestError::Account(Ss58Error::Prefix(0)),
        RequestError::PlainAccount,
        RequestError::ShieldedAddress,
        RequestError::Nothing,
        RequestError::Zero,
        RequestError::Indivisible,
        RequestError::AllOfSeveral,
        RequestError::TooMany(99),
    ];
    requests.iter().for_each(advises);
    let selects = [
        insufficient("; pay less"),
        SelectError::TooManyNotes { asset: "SERO".into(), reachable: "16".into() },
        SelectError::Overflow,
        SelectError::TooEarly { tip: 3 },
    ];
    selects.iter().for_each(advises);
    let builds = [
        BuildError::Plan(PlanError::Key(KeyError::ZeroSecret)),
        BuildError::Plan(PlanError::Asset),
        BuildError::Plan(PlanError::Large),
        BuildError::Statement(statement()),
        BuildError::Path { index: 1, error: WitnessError::TooYoung(1) },
        BuildError::NotMine(1),
        BuildError::WrongPath(1),
        BuildError::TooMany("inputs"),
    ];
    builds.iter().for_each(advises);
    let proofs = [
        ProveError::NoCeremony,
        ProveError::Parameters("no space".into()),
        ProveError::Statement("statement 0: no".into()),
    ];
    proofs.iter().for_each(advises);
    let signs = [
        SignError::Count("inputs"),
        SignError::Input { place: 0, what: "the nil" },
        SignError::Output { place: 0, what: "the memo" },
        SignError::Unbalanced,
        SignError::Balance(BalanceError::Identity),
        SignError::From,
        SignError::Command("its id"),
        SignError::NotAsked,
    ];
    signs.iter().for_each(advises);
    let error = ChainError::Connection("gone".into());
    let pays = [
        PayError::Check(CheckError::Bind),
        PayError::Refused(refused("Expired")),
        PayError::Unsure { error, expiry: 9 },
        PayError::NotABundle("odd".into()),
    ];
    pays.iter().for_each(advises);
    // Whoever is told to try again pays twice.
    for error in
        [ChainError::Connection("gone".into()), ChainError::Node("busy".into()), ChainError::Nonsense("x".into())]
    {
        let (pay, shield) =
            (PayError::Unsure { error: error.clone(), expiry: 9 }, ShieldError::Unsure { error, expiry: 9 });
        advises(&shield);
        for said in [pay.to_string(), shield.to_string()] {
            assert!(said.contains("block 9") && !said.contains("try again"), "{said}");
        }
    }
}

#[test]
fn each_error_of_an_order_says_what_to_do() {
    let (gold, id) = (name("GOLD"), || "0f".to_string());
    let orders = [
        OrderError::Native,
        OrderError::Zero,
        OrderError::Decimals(99),
        OrderError::Data(DataError::Key(0)),
        OrderError::Indivisible,
        OrderError::Empty,
        OrderError::TooManyNotes(99),
        OrderError::TooMuchData(99),
        OrderError::Unregistered(gold),
        OrderError::NoIssuer(gold),
        OrderError::NotIssuer(gold),
        OrderError::Deposit { deposit: 2, allowed: 1 },
        OrderError::PackageUnknown(id()),
        OrderError::KeyUnknown(id()),
        OrderError::OtherContents(id()),
        OrderError::Inspect(InspectError::Data),
    ];
    orders.iter().for_each(advises);
    let proofs = [
        OwnershipError::Purpose(0),
        OwnershipError::OtherPurpose,
        OwnershipError::NotOwned("GOLD".into()),
        OwnershipError::TooOld { asset: "GOLD".into() },
        OwnershipError::TooYoung { asset: "GOLD".into(), block: 9 },
        OwnershipError::Path("gone".into()),
        OwnershipError::Statement(ProofError::Signature),
        OwnershipError::NoKey,
        OwnershipError::Root(1),
        OwnershipError::Refused(ProofError::Signature),
    ];
    proofs.iter().for_each(advises);
}

#[test]
fn each_error_of_a_trade_says_what_to_do() {
    let (side, spot) = (Side::Maker, Spot::Input(0));
    let swaps = [
        SwapError::File { what: "offer", by: "swap offer", why: "odd".into() },
        SwapError::Version { what: "offer", found: 9 },
        SwapError::SameAsset,
        SwapError::Zero("given"),
        SwapError::Indivisible("given"),
        SwapError::Overflow,
        SwapError::Duration { asked: 1, most: 2 },
        SwapError::OtherChain("0x01".into()),
        SwapError::TransactionVersion { found: 1, expected: 2 },
        SwapError::KeyVersion { found: 1, expected: 2 },
        SwapError::Expired { expiry: 1, tip: 2 },
        SwapError::TooNear { expiry: 2, tip: 1 },
        SwapError::TooFar { expiry: 2, furthest: 1 },
        SwapError::NoRoot { block: 1 },
        SwapError::Anchor { block: 1 },
        SwapError::AnchorBlock { block: 1 },
        SwapError::OwnOffer,
        SwapError::Answered { expiry: 1 },
        SwapError::OtherPrice,
        SwapError::Count { side, what: "inputs", found: 9, least: 1 },
        SwapError::RepeatedNil(spot, Spot::Output(1)),
        SwapError::Statement { side, spot, error: statement() },
        SwapError::Proof { side: Side::Taker, spot },
        SwapError::Amounts(side),
        SwapError::Blinding,
        SwapError::Balance(BalanceError::Identity),
        SwapError::NotYours,
        SwapError::OtherOffer,
        SwapError::Gone(0),
        SwapError::SpendSignature(0),
        SwapError::BindingSignature,
        SwapError::NotAsked,
        SwapError::Funds { error: insufficient(""), anchor: 8 },
        SwapError::TooManyNotes { asset: "SERO".into(), reachable: "8".into() },
    ];
    swaps.iter().for_each(advises);
}

#[test]
fn each_error_of_a_payout_says_what_to_do() {
    let account = || "serodev1x".to_string();
    let error = PayError::Refused(refused("Expired"));
    let pools = [
        PoolError::Account { account: account(), error: RequestError::Zero },
        PoolError::Reference(1),
        PoolError::OtherWallet { payout: 1, account: account() },
        PoolError::OtherChain(1),
        PoolError::Birthday { payout: 1, since: 2, from: 3 },
        PoolError::OldLedger(1),
        PoolError::HandIn { payout: 1, error },
    ];
    pools.iter().for_each(advises);
}
