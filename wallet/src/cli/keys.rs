//! Wallets and addresses.
//!
//! # Security
//!
//! The library wipes what is secret when it is done with it. Three commands show secrets: `create` the words, `tracking-key` the
//! tracking key, `package key` the key of a package. Each of these texts stands in an [`Answer`], whose memory is not wiped: the
//! terminal keeps the text longer than this program, which ends when it is shown. Secrets given as arguments or in the environment
//! stay where the system keeps those.

use std::path::Path;

use serde_json::json;
use sero_shielded::address::identify;
use sero_wallet::{
    chain::{network, Chain},
    mnemonic,
    wallet::{Birth, Wallet, WalletError},
};

use super::{args, secrets, Answer, Arguments, CliError};

/// Makes a wallet.
pub async fn create(arguments: &Arguments, options: &args::Create) -> Result<Answer, CliError> {
    let birth = match options.network {
        Some(name) => Birth::early(name.into()),
        None => Birth::now(&node_for_network(arguments).await?).await?,
    };
    let passphrase = secrets::new_passphrase(arguments)?;
    let (wallet, words) = Wallet::create(&arguments.wallet, &passphrase, birth)?;
    let (address, network, birthday) = facts(&wallet);
    Ok(Answer {
        json: json!({
            "address": address, "mnemonic": words.as_str(), "network": network, "birthday": birthday,
        }),
        text: format!(
            "Write these words down and keep them secret. They are shown this once, and whoever has them has the money:\n\n  {}\n\nNetwork: {network}\nAddress: {address}",
            words.as_str(),
        ),
    })
}

/// Makes a wallet of words.
pub async fn restore(arguments: &Arguments, options: &args::Restore) -> Result<Answer, CliError> {
    let birth = match options.network {
        Some(name) => Birth::early(name.into()),
        None => {
            let chain = node_for_network(arguments).await?;
            match options.birthday {
                0 => Birth::early(network(&chain.info().await?)),
                block => Birth::at(&chain, block).await?,
            }
        }
    };
    let words = match &options.mnemonic_file {
        Some(path) => secrets::whole_file(path)?,
        None => secrets::ask("the 24 words", "give --mnemonic-file")?,
    };
    let own = match &options.mnemonic_passphrase_file {
        Some(path) => secrets::first_line(path)?,
        None => secrets::Secret::default(),
    };
    let seed = mnemonic::seed(&words, &own, options.account)?;
    let passphrase = secrets::new_passphrase(arguments)?;
    let wallet = Wallet::restore(&arguments.wallet, &passphrase, &seed, birth)?;
    Ok(made(&wallet))
}

/// Makes a wallet that only looks.
pub fn watch(arguments: &Arguments, options: &args::Watch) -> Result<Answer, CliError> {
    let key = match &options.key {
        Some(key) => secrets::Secret::new(key.clone()),
        None => secrets::ask("the tracking key", "give it as an argument")?,
    };
    // The key says itself for which network it is.
    let network = identify(key.trim()).map_err(WalletError::Tracking)?.1;
    let passphrase = secrets::new_passphrase(arguments)?;
    let birth = Birth::early(network);
    let wallet = Wallet::watch(&arguments.wallet, &passphrase, key.trim(), birth)?;
    Ok(made(&wallet))
}

fn made(wallet: &Wallet) -> Answer {
    let (address, network, birthday) = facts(wallet);
    Answer {
        json: json!({
            "address": address, "network": network, "birthday": birthday,
            "watchOnly": wallet.is_watch_only(),
        }),
        text: format!("Network: {network}\nAddress: {address}\nNow read the chain with `sync`."),
    }
}

fn facts(wallet: &Wallet) -> (String, &'static str, u32) {
    (wallet.address_text(), wallet.network().name(), wallet.tip().number)
}

async fn node_for_network(arguments: &Arguments) -> Result<sero_wallet::chain::RpcChain, CliError> {
    let explain = |error: sero_wallet::chain::ChainError| CliError::NoNodeForNetwork(error);
    sero_wallet::chain::RpcChain::connect(&arguments.node).await.map_err(explain)
}

/// Opens the wallet.
pub fn open(arguments: &Arguments) -> Result<Wallet, CliError> {
    open_with(arguments, Wallet::open)
}

/// Opens the wallet in one way or another.
pub fn open_with<T>(
    arguments: &Arguments,
    way: impl FnOnce(&Path, &str) -> Result<T, WalletError>,
) -> Result<T, CliError> {
    // A missing file is said before anybody is asked for its passphrase.
    if !arguments.wallet.exists() {
        let missing = sero_wallet::store::StoreError::Missing(arguments.wallet.clone());
        return Err(missing.into());
    }
    let passphrase = secrets::passphrase(arguments)?;
    Ok(way(&arguments.wallet, &passphrase)?)
}

/// Shows the payment address.
pub fn address(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let (address, network, _) = facts(&wallet);
    Ok(Answer { json: json!({ "address": address, "network": network }), text: address })
}

/// Makes a one-time address.
pub fn one_time_address(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let address = wallet.one_time_address().map_err(WalletError::from)?;
    let text = address.to_text(wallet.network());
    let wire = const_hex::encode_prefixed(address.to_bytes().0);
    let json = json!({ "address": text, "wire": wire, "network": wallet.network().name() });
    Ok(Answer { json, text })
}

/// Shows the tracking key.
pub fn tracking_key(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let key = wallet.tracking_key_text();
    if !arguments.json {
        eprintln!("Whoever has this key sees every payment of the account:");
    }
    let network = wallet.network().name();
    Ok(Answer { json: json!({ "trackingKey": key.as_str(), "network": network }), text: key.to_string() })
}
