//! Wallet files and addresses: what is refused, and with which words.

mod common;

use std::{fs, os::unix::fs::PermissionsExt};

use common::*;
use sero_shielded::{
    address::{AddressError, Kind, Network},
    asset::SERO,
    keys::Seed,
};
use sero_wallet::{
    payment::{Recipient, RequestError},
    store::StoreError,
    vault::VaultError,
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
