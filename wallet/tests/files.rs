//! Wallet files and addresses: what is refused, and with which words.

use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

use crate::common::{shell::Shell, *};
use codec::{DecodeAll, Encode};
use sero_shielded::{
    address::{AddressError, Kind, Network},
    asset::SERO,
    keys::Seed,
    package::PackageKey,
};
use sero_wallet::{
    history::Status,
    payment::{Recipient, RequestError},
    store::{PaymentRecord, SentRecord, StoreError, SCHEMA_VERSION},
    vault::{Vault, VaultError},
    wallet::{Birth, Wallet, WalletError},
};

fn failure(result: Result<Wallet, WalletError>) -> WalletError {
    match result {
        Ok(_) => panic!("opened"),
        Err(error) => error,
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let folder = Folder::new();
    drop(folder.wallet("a", 1));
    let error = failure(Wallet::open(&folder.path("a"), "wrong"));
    assert!(matches!(error, WalletError::Vault(VaultError::WrongPassphrase)));
    assert_eq!(folder.open("a").address(), folder.wallet("b", 1).address());
}

#[test]
fn an_empty_passphrase_makes_no_file() {
    let folder = Folder::new();
    let error = failure(Wallet::restore(&folder.path("a"), "", &Seed::new([1; 32]), early()));
    assert!(matches!(error, WalletError::Vault(VaultError::EmptyPassphrase)));
    assert!(!folder.path("a").exists());
}

#[test]
fn nothing_is_overwritten_and_nothing_missing_is_made() {
    let folder = Folder::new();
    let first = folder.wallet("a", 1).address();
    let again = Wallet::restore(&folder.path("a"), PASSPHRASE, &Seed::new([2; 32]), early());
    assert!(matches!(failure(again), WalletError::Store(StoreError::Exists(_))));
    assert_eq!(folder.open("a").address(), first);
    let missing = failure(Wallet::open(&folder.path("none"), PASSPHRASE));
    assert!(matches!(missing, WalletError::Store(StoreError::Missing(_))));
    assert!(!folder.path("none").exists());
}

#[test]
fn only_the_owner_may_read_the_file() {
    let folder = Folder::new();
    drop(folder.wallet("a", 1));
    let mode = || fs::metadata(folder.path("a")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    fs::set_permissions(folder.path("a"), fs::Permissions::from_mode(0o644)).unwrap();
    drop(folder.open("a"));
    assert_eq!(mode(), 0o600);
}

#[test]
fn two_programs_cannot_open_one_file() {
    let folder = Folder::new();
    let _open = folder.wallet("a", 1);
    let error = failure(Wallet::open(&folder.path("a"), PASSPHRASE));
    assert!(matches!(error, WalletError::Store(StoreError::Locked(_))), "{error}");
}

#[test]
fn what_is_no_wallet_is_said_to_be_none() {
    let folder = Folder::new();
    for contents in [&b"not a database, though long enough to be taken for one....."[..], b""] {
        fs::write(folder.path("x"), contents).unwrap();
        let error = failure(Wallet::open(&folder.path("x"), PASSPHRASE));
        assert!(matches!(error, WalletError::Store(StoreError::NotAWallet(_))), "{error}");
    }
    fs::create_dir(folder.path("d")).unwrap();
    let error = failure(Wallet::open(&folder.path("d"), PASSPHRASE));
    assert!(matches!(error, WalletError::Store(StoreError::NotAWallet(_))), "{error}");
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_no_panic() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    drop(rich(&folder, &chain, &[SERO, SERO]).await);
    let whole = fs::read(folder.path("rich")).unwrap();
    for cut in [100, 512, 4096, whole.len() / 2, whole.len() - 1] {
        fs::write(folder.path("cut"), &whole[..cut]).unwrap();
        let _ = Wallet::open(&folder.path("cut"), PASSPHRASE).map(|wallet| wallet.history());
    }
    let mut refused = 0;
    for place in (0..whole.len()).step_by(97) {
        let mut bad = whole.clone();
        bad[place] ^= 0x55;
        fs::write(folder.path("bad"), &bad).unwrap();
        let opened = Wallet::open(&folder.path("bad"), PASSPHRASE).map(|wallet| wallet.history());
        refused += u32::from(opened.is_err());
    }
    assert!(refused > 0);
}

/// What each damage does to the tables of a wallet that read a chain and handed in a payment.
const DAMAGES: &[&str] = &[
    "UPDATE notes SET sealed = x'00' WHERE idx = 1",
    "UPDATE notes SET sealed = x'00' WHERE spent_height IS NOT NULL",
    "UPDATE notes SET idx = -1 WHERE idx = 1",
    "UPDATE notes SET height = -1 WHERE idx = 1",
    "UPDATE payments SET sealed = x'00'",
    "UPDATE payments SET expiry = -1",
    "UPDATE assets SET sealed = x'00'",
    "UPDATE listed SET sealed = x'00'",
    "UPDATE listed SET aid = zeroblob(32) WHERE place = 1",
    "UPDATE packages SET sealed = x'00'",
    "UPDATE sent SET sealed = x'00'",
    "UPDATE nodes SET node = x'ff'",
    "UPDATE nodes SET level = -1 WHERE level = (SELECT max(level) FROM nodes)",
    "UPDATE checkpoints SET frontier = x'ff'",
    "UPDATE checkpoints SET hash = x'ff'",
    "UPDATE meta SET value = x'ff' WHERE key = 'frontier'",
    "UPDATE meta SET value = x'ff' WHERE key = 'tip'",
    "UPDATE meta SET value = x'ff' WHERE key = 'final'",
    "UPDATE meta SET value = x'ff' WHERE key = 'base'",
    "UPDATE meta SET value = x'ff' WHERE key = 'genesis'",
    // Decodes, and is no tree.
    "UPDATE meta SET value = x'000000000101010101010101010101010101010101010101010101010101010101010101ff0000000000000000' WHERE key = 'base'",
    "DELETE FROM nodes",
    "DELETE FROM checkpoints",
];

#[test]
fn a_damaged_wallet_is_made_anew_as_the_error_says() {
    let chain = TestChain::new(1);
    chain.inner().finality = 20;
    let shell = Shell::with(&chain);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut wallet = runtime.block_on(rich(&shell.folder, &chain, &[3 * SERO, 5 * SERO, 7 * SERO]));
    chain.give_asset(&wallet.address(), name("COIN").token(), 9);
    runtime.block_on(send(&mut wallet, &chain, &[payment(somebody(), 6 * SERO)])).unwrap();
    chain.mine(18);
    runtime.block_on(sync(&mut wallet, &chain));
    wallet.keep_package_key(&[1; 32], &PackageKey::new([2; 32])).unwrap();
    let whole = wallet.balance();
    let entries = wallet.history().unwrap();
    drop(wallet);
    let stored = fs::read(shell.folder.path("rich")).unwrap();

    for damage in DAMAGES {
        fs::write(shell.folder.path("rich"), &stored).unwrap();
        let connection = rusqlite::Connection::open(shell.folder.path("rich")).unwrap();
        assert!(connection.execute(damage, []).unwrap() > 0, "{damage}");
        drop(connection);
        let seen = Wallet::open(&shell.folder.path("rich"), PASSPHRASE).and_then(|wallet| Ok(wallet.history()?));
        if let Err(error) = seen {
            assert!(error.to_string().contains("`sync --rescan`"), "{damage}: {error}");
            assert_eq!(shell.fail("rich", &["history"])["kind"], "wallet-file", "{damage}");
        }
        let report = shell.run("rich", &["sync", "--rescan"]);
        assert_eq!(report["tip"], 36, "{damage}");
        assert_eq!(report["forgotten"], u32::from(damage.starts_with("UPDATE payments")), "{damage}");
        let mut wallet = shell.folder.open("rich");
        assert_eq!(wallet.balance(), whole, "{damage}");
        assert_eq!(wallet.history().unwrap().len(), entries.len(), "{damage}");
        let wish = [payment(somebody(), SERO)];
        runtime.block_on(wallet.build_payment(&chain, Arc::new(NoProofs), &wish)).unwrap();
    }
}

#[tokio::test]
async fn a_rescan_of_a_damaged_wallet_keeps_what_waits_as_far_as_it_can_be_read() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = rich(&folder, &chain, &[3 * SERO, 5 * SERO]).await;
    send(&mut wallet, &chain, &[payment(somebody(), 2 * SERO)]).await.unwrap();
    send(&mut wallet, &chain, &[payment(somebody(), 4 * SERO)]).await.unwrap();
    drop(wallet);
    let connection = rusqlite::Connection::open(folder.path("rich")).unwrap();
    connection.execute("UPDATE notes SET sealed = x'00'", []).unwrap();
    connection.execute("UPDATE payments SET sealed = x'00' WHERE id = 1", []).unwrap();
    drop(connection);
    let (mut wallet, forgotten) = Wallet::repair(&folder.path("rich"), PASSPHRASE).unwrap();
    assert_eq!((forgotten, wallet.tip().number), (1, 0));
    wallet.rescan(&chain, |_| {}).await.unwrap();
    // The notes of the other are locked still.
    assert_eq!(sero(&wallet).0, 3 * SERO);
    let history = wallet.history().unwrap();
    let waiting = history.iter().filter(|entry| matches!(entry.status, Status::Waiting { .. }));
    assert_eq!(waiting.count(), 1);
}

#[tokio::test]
async fn a_wallet_that_is_whole_loses_nothing_when_it_is_opened_for_repair() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let wallet = rich(&folder, &chain, &[SERO]).await;
    let (tip, balance) = (wallet.tip(), wallet.balance());
    drop(wallet);
    let (wallet, forgotten) = Wallet::repair(&folder.path("rich"), PASSPHRASE).unwrap();
    assert_eq!((wallet.tip(), wallet.balance(), forgotten), (tip, balance, 0));
}

/// What a bundle did, as version 1 wrote it.
fn old_sent(sent: &SentRecord) -> impl Encode + '_ {
    assert!(sent.terms.is_empty());
    (sent.first_nil, sent.timestamp, sent.fee, &sent.outputs, &sent.kept, sent.unreadable)
}

/// Turns a file into one of version 1, and returns how many rows it rewrote.
fn make_old(path: &std::path::Path) -> usize {
    let connection = rusqlite::Connection::open(path).unwrap();
    let sealed: Vec<u8> =
        connection.query_row("SELECT value FROM meta WHERE key = 'vault'", [], |row| row.get(0)).unwrap();
    let vault = Vault::open(&Vec::<u8>::decode_all(&mut sealed.as_slice()).unwrap(), PASSPHRASE).unwrap();
    let rows = |sql: &str| -> Vec<(i64, i64, Vec<u8>)> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut rewritten = 0;
    for (id, height, sealed) in rows("SELECT id, height, sealed FROM sent") {
        let height = u64::try_from(height).unwrap();
        let sent: SentRecord = vault.open_row("sent", height, &sealed).unwrap();
        let sealed = vault.seal_row("sent", height, &old_sent(&sent));
        rewritten += connection.execute("UPDATE sent SET sealed = ?2 WHERE id = ?1", (id, sealed)).unwrap();
    }
    for (id, _, sealed) in rows("SELECT id, 0, sealed FROM payments") {
        let row = 0;
        let PaymentRecord { bundle, nils, own_nils, sent, recipients } =
            vault.open_row("payments", row, &sealed).unwrap();
        let old = (bundle, nils, own_nils, old_sent(&sent), recipients);
        let sealed = vault.seal_row("payments", row, &old);
        rewritten += connection.execute("UPDATE payments SET sealed = ?2 WHERE id = ?1", (id, sealed)).unwrap();
    }
    connection.execute_batch("DROP TABLE listed; DROP TABLE packages; PRAGMA user_version = 1;").unwrap();
    rewritten
}

#[tokio::test]
async fn a_file_of_the_first_version_is_brought_to_this_one() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = rich(&folder, &chain, &[3 * SERO, 5 * SERO]).await;
    send(&mut wallet, &chain, &[payment(somebody(), 4 * SERO)]).await.unwrap();
    chain.mine(1);
    sync(&mut wallet, &chain).await;
    send(&mut wallet, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    let (balance, history) = (wallet.balance(), wallet.history().unwrap());
    drop(wallet);
    let path = folder.path("rich");
    // The sent bundle, and two payments.
    assert_eq!(make_old(&path), 3);
    for _ in 0..2 {
        let wallet = folder.open("rich");
        assert_eq!((wallet.balance(), wallet.history().unwrap()), (balance.clone(), history.clone()));
    }
    let connection = rusqlite::Connection::open(&path).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, SCHEMA_VERSION);
    drop(connection);
    // And it goes on: reads the list, and orders.
    let mut wallet = folder.open("rich");
    sync(&mut wallet, &chain).await;
    wallet.keep_package_key(&[1; 32], &PackageKey::new([2; 32])).unwrap();
    assert_eq!(wallet.package_keys(&[1; 32]).unwrap(), [PackageKey::new([2; 32])]);
}

#[tokio::test]
async fn a_damaged_row_of_an_old_file_stays_damaged_and_is_said_to_be() {
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut wallet = rich(&folder, &chain, &[3 * SERO]).await;
    send(&mut wallet, &chain, &[payment(somebody(), SERO)]).await.unwrap();
    drop(wallet);
    make_old(&folder.path("rich"));
    let connection = rusqlite::Connection::open(folder.path("rich")).unwrap();
    connection.execute("UPDATE payments SET sealed = x'00'", []).unwrap();
    drop(connection);
    let error = failure(Wallet::open(&folder.path("rich"), PASSPHRASE));
    assert!(error.to_string().contains("`sync --rescan`"), "{error}");
    let (_, forgotten) = Wallet::repair(&folder.path("rich"), PASSPHRASE).unwrap();
    assert_eq!(forgotten, 1);
}

#[test]
fn a_file_of_a_later_version_is_refused() {
    let folder = Folder::new();
    drop(folder.wallet("a", 1));
    let connection = rusqlite::Connection::open(folder.path("a")).unwrap();
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    drop(connection);
    let error = failure(Wallet::open(&folder.path("a"), PASSPHRASE));
    assert!(
        matches!(error, WalletError::Store(StoreError::Version { found }) if found == SCHEMA_VERSION + 1),
        "{error}"
    );
}

#[test]
fn damaged_keys_are_not_said_to_be_mended_by_a_rescan() {
    let folder = Folder::new();
    for key in ["vault", "network"] {
        drop(folder.wallet(key, 1));
        let connection = rusqlite::Connection::open(folder.path(key)).unwrap();
        connection.execute("UPDATE meta SET value = x'ff' WHERE key = ?1", [key]).unwrap();
        drop(connection);
        let opened = Wallet::repair(&folder.path(key), PASSPHRASE).map(|(wallet, _)| wallet);
        for error in [failure(Wallet::open(&folder.path(key), PASSPHRASE)), failure(opened)] {
            let text = error.to_string();
            assert!(text.contains("restore the wallet from its words") && !text.contains("--rescan"), "{text}");
        }
    }
}

#[test]
fn a_journal_left_behind_by_another_wallet_does_not_reach_a_new_one() {
    let folder = Folder::new();
    let (path, journal) = (folder.path("a"), folder.path("a-journal"));
    drop(folder.wallet("a", 1));
    // What a kill in the middle of a large write leaves beside a file, when the file alone is deleted.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA cache_size = 1; BEGIN; UPDATE meta SET value = zeroblob(length(value));").unwrap();
    connection.execute("UPDATE meta SET value = zeroblob(1000000) WHERE key = 'network'", []).unwrap();
    let left = fs::read(&journal).unwrap();
    assert!(left.len() > 4096, "a page was saved");
    drop(connection);
    fs::remove_file(&path).unwrap();
    fs::write(&journal, left).unwrap();
    let address = folder.wallet("a", 2).address();
    assert_eq!(folder.open("a").address(), address);
}

#[test]
fn a_tracking_key_of_another_network_or_kind_is_refused() {
    let folder = Folder::new();
    let wallet = folder.wallet("a", 1);
    let watch = |key: &str, network| {
        let birth = Birth { cost: QUICK, ..Birth::early(network) };
        failure(Wallet::watch(&folder.path("w"), PASSPHRASE, key, birth))
    };
    let key = wallet.tracking_key_text();
    let error = watch(&key, Network::Main);
    assert!(matches!(error, WalletError::Tracking(AddressError::Network { .. })));
    let error = watch(&wallet.address_text(), Network::Development);
    assert!(matches!(error, WalletError::Tracking(AddressError::Kind { .. })));
    assert!(!folder.path("w").exists());
}

#[test]
fn checksum_network_kind_and_pool_are_four_mistakes_in_an_address() {
    let folder = Folder::new();
    let wallet = folder.wallet("a", 1);
    let text = wallet.address_text();
    let read = |text: &str| Recipient::shielded(text, Network::Development);
    assert_eq!(read(&text), Ok(Recipient::Address(wallet.address())));
    let one_time = wallet.one_time_address().unwrap();
    assert_eq!(read(&one_time.to_text(Network::Development)), Ok(Recipient::OneTime(one_time)));

    let last = if text.ends_with('q') { 'p' } else { 'q' };
    let mistyped: String = text[..text.len() - 1].chars().chain([last]).collect();
    assert_eq!(read(&mistyped), Err(RequestError::Address(AddressError::Checksum)));
    let elsewhere = wallet.address().to_text(Network::Main);
    let error = AddressError::Network { expected: Network::Development, found: Network::Main };
    assert_eq!(read(&elsewhere), Err(RequestError::Address(error)));
    let error = AddressError::Kind { expected: Kind::Payment, found: Kind::Tracking };
    assert_eq!(read(&wallet.tracking_key_text()), Err(RequestError::Address(error)));
    let plain = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    assert_eq!(read(plain), Err(RequestError::PlainAccount));
    assert_eq!(Recipient::account(&text), Err(RequestError::ShieldedAddress));
    assert!(Recipient::account(plain).is_ok());
}
