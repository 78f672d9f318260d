//! Errors of the command, as text and as JSON.

use std::path::PathBuf;

use serde_json::{json, Value};
use sero_pool::LedgerError;
use sero_wallet::{
    amount::AmountError,
    asset::AssetError,
    chain::ChainError,
    memo::MemoTooLong,
    mnemonic::MnemonicError,
    order::{data::DataTextError, OrderError},
    ownership::OwnershipError,
    payment::{prove::ProveError, PayError, RequestError, SelectError},
    plain::{shield::ShieldError, suri::SuriError},
    pool::PoolError,
    store::StoreError,
    swap::SwapError,
    sync::SyncError,
    vault::VaultError,
    wallet::WalletError,
};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Making or opening the wallet.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// Reading the chain.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Paying.
    #[error(transparent)]
    Pay(#[from] PayError),
    /// Shielding, perhaps: the other errors of it are of reading the chain.
    #[error(transparent)]
    Shield(ShieldError),
    /// Paying a pool's miners.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// An amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// A memo.
    #[error(transparent)]
    Memo(#[from] MemoTooLong),
    /// An asset as text.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// An asset that the chain does not list.
    #[error("the chain has no token {0}; check the name")]
    UnknownAsset(String),
    /// What is to stand behind a ticket.
    #[error(transparent)]
    Data(#[from] DataTextError),
    /// Assets and amounts that do not pair up.
    #[error("{assets} times --asset and {amounts} times --amount; give one amount for each asset, in order")]
    Pairs {
        /// Assets.
        assets: usize,
        /// Amounts.
        amounts: usize,
    },
    /// Data that nobody would have any more.
    #[error("the package holds {0} bytes of data, which the chain forgets when it is opened; give --data-out FILE")]
    DataLost(usize),
    /// A key that is none.
    #[error("this is no key of a package; give its 64 hex digits")]
    Key,
    /// A file or text that is not what a command wrote.
    #[error("this is no {what}; give the file that `{command}` wrote, or its contents with 0x before them")]
    Encoding {
        /// What was wanted.
        what: &'static str,
        /// What writes it.
        command: &'static str,
    },
    /// A proof of ownership.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// A trade.
    #[error(transparent)]
    Swap(SwapError),
    /// A secret URI.
    #[error(transparent)]
    Suri(#[from] SuriError),
    /// A file that is not the wallet.
    #[error("{path}: {error}; check the name, and what is in the file")]
    File {
        /// The file.
        path: PathBuf,
        /// What it says.
        error: std::io::Error,
    },
    /// A file that is there already.
    #[error("{} exists already, and nothing is overwritten; choose another name", .0.display())]
    Exists(PathBuf),
    /// Nobody to ask whether it shall be.
    #[error("{what}: your consent is wanted, and nobody can be asked here; {instead}")]
    NoConsent {
        /// What would happen.
        what: String,
        /// What to give instead.
        instead: &'static str,
    },
    /// Asked, and not answered with yes.
    #[error("you did not say yes, so nothing was signed; run it again if that was a mistake")]
    Declined,
    /// A package into which nobody looked.
    #[error("this wallet has no key that opens package {0}, so nobody knows what you would get; ask its seller for the key and run `package inspect {0} --key-file FILE`, or give --unseen")]
    Unseen(String),
    /// Nobody to ask.
    #[error("{what} is wanted and nobody can be asked here; {instead}")]
    NoTerminal {
        /// What is wanted.
        what: &'static str,
        /// Where else it can come from.
        instead: &'static str,
    },
    /// Typed twice, and not the same.
    #[error("the two passphrases differ; try again")]
    PassphrasesDiffer,
    /// A node was wanted for the network's name only.
    #[error("{0}; or name the network with --network and need no node")]
    NoNodeForNetwork(ChainError),
}

macro_rules! through {
    ($($inner:ty => $outer:ident),* $(,)?) => {$(
        impl From<$inner> for CliError {
            fn from(error: $inner) -> Self {
                CliError::$outer(error.into())
            }
        }
    )*};
}
through! {
    StoreError => Wallet,
    VaultError => Wallet,
    MnemonicError => Wallet,
    ChainError => Sync,
    RequestError => Pay,
    OrderError => Pay,
    ProveError => Pay,
    LedgerError => Pool,
}

impl From<ShieldError> for CliError {
    fn from(error: ShieldError) -> Self {
        match error {
            ShieldError::Sync(error) => CliError::Sync(error),
            unsure @ ShieldError::Unsure { .. } => CliError::Shield(unsure),
        }
    }
}

impl CliError {
    /// The error for programs.
    pub fn json(&self) -> Value {
        let message = self.to_string();
        json!({ "error": { "kind": self.kind(), "cause": self.cause(), "message": message } })
    }

    fn chain(&self) -> Option<&ChainError> {
        match self {
            CliError::Sync(SyncError::Chain(error))
            | CliError::Wallet(WalletError::Sync(SyncError::Chain(error)))
            | CliError::Pay(PayError::Chain(error) | PayError::Refused(error))
            | CliError::Pay(PayError::Sync(SyncError::Chain(error)))
            | CliError::NoNodeForNetwork(error) => Some(error),
            CliError::Pool(error) => error.chain(),
            CliError::Ownership(OwnershipError::Sync(SyncError::Chain(error))) => Some(error),
            _ => None,
        }
    }

    fn cause(&self) -> Option<&str> {
        match self.chain() {
            Some(ChainError::Refused { cause, .. }) => Some(cause),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        if let Some(error) = self.chain() {
            return match error {
                ChainError::Unreachable { .. } | ChainError::Connection(_) => "no-node",
                ChainError::Refused { .. } => "refused",
                _ => "node",
            };
        }
        match self {
            CliError::Wallet(WalletError::Vault(VaultError::WatchOnly))
            | CliError::Pay(PayError::Vault(VaultError::WatchOnly)) => "watch-only",
            CliError::Wallet(WalletError::Vault(VaultError::WrongPassphrase | VaultError::EmptyPassphrase))
            | CliError::PassphrasesDiffer => "passphrase",
            CliError::Wallet(WalletError::Store(_) | WalletError::Vault(_)) => "wallet-file",
            CliError::Wallet(WalletError::Mnemonic(_)) => "mnemonic",
            CliError::Wallet(WalletError::Tracking(_)) => "address",
            CliError::Wallet(WalletError::Key(_)) => "internal",
            CliError::Wallet(WalletError::Sync(error)) | CliError::Sync(error) => sync_kind(error),
            CliError::Pay(error) | CliError::Pool(PoolError::Pay(error) | PoolError::HandIn { error, .. }) => {
                pay_kind(error)
            }
            CliError::Shield(ShieldError::Sync(error)) => sync_kind(error),
            CliError::Shield(ShieldError::Unsure { .. }) => "unsure",
            CliError::Pool(PoolError::Sync(error)) => sync_kind(error),
            CliError::Pool(PoolError::Store(_)) => "wallet-file",
            CliError::Pool(PoolError::Account { .. }) => "address",
            CliError::Pool(PoolError::OldLedger(_)) => "old-ledger",
            CliError::Pool(_) => "ledger",
            CliError::Amount(_) => "amount",
            CliError::Memo(_) => "memo",
            CliError::Suri(_) => "secret-uri",
            CliError::Asset(_) | CliError::UnknownAsset(_) => "asset",
            CliError::Data(_) => "data",
            CliError::DataLost(_) | CliError::Key | CliError::Unseen(_) => "package",
            CliError::Declined => "declined",
            CliError::Ownership(error) => ownership_kind(error),
            CliError::Swap(error) => super::swap::kind(error),
            CliError::File { .. }
            | CliError::Exists(_)
            | CliError::NoConsent { .. }
            | CliError::NoTerminal { .. }
            | CliError::Pairs { .. }
            | CliError::Encoding { .. } => "input",
            CliError::NoNodeForNetwork(_) => "no-node",
        }
    }
}

fn sync_kind(error: &SyncError) -> &'static str {
    match error {
        SyncError::OtherNetwork { .. } => "other-network",
        SyncError::OtherGenesis { .. } | SyncError::Reset { .. } => "chain-reset",
        SyncError::Store(_) => "wallet-file",
        _ => "node",
    }
}

fn pay_kind(error: &PayError) -> &'static str {
    match error {
        PayError::Request(RequestError::Address(_) | RequestError::Account(_)) => "address",
        PayError::Request(RequestError::PlainAccount | RequestError::ShieldedAddress) => "address",
        PayError::Request(_) => "request",
        PayError::Order(error) => order_kind(error),
        PayError::Select(SelectError::TooEarly { .. }) => "too-early",
        PayError::Select(_) => "funds",
        PayError::Prove(_) => "prover",
        PayError::Unsure { .. } => "unsure",
        PayError::NotABundle(_) => "input",
        PayError::Sync(error) => sync_kind(error),
        PayError::Vault(_) | PayError::Store(_) => "wallet-file",
        _ => "internal",
    }
}

fn order_kind(error: &OrderError) -> &'static str {
    match error {
        OrderError::Deposit { .. } => "deposit",
        OrderError::Unregistered(_) | OrderError::NoIssuer(_) | OrderError::NotIssuer(_) => "issuer",
        OrderError::Data(_) => "data",
        OrderError::PackageUnknown(_)
        | OrderError::KeyUnknown(_)
        | OrderError::OtherContents(_)
        | OrderError::Inspect(_) => "package",
        _ => "request",
    }
}

fn ownership_kind(error: &OwnershipError) -> &'static str {
    match error {
        OwnershipError::Vault(VaultError::WatchOnly) => "watch-only",
        OwnershipError::Vault(_) | OwnershipError::Store(_) | OwnershipError::Path(_) => "wallet-file",
        OwnershipError::Prove(_) | OwnershipError::Statement(_) => "prover",
        OwnershipError::Sync(error) => sync_kind(error),
        OwnershipError::TooYoung { .. } => "too-early",
        _ => "ownership",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each that has words of its own; the others are the library's.
    #[test]
    fn each_error_says_what_to_do() {
        let (path, error) = (PathBuf::from("a.hex"), std::io::Error::other("no space"));
        let errors = [
            CliError::UnknownAsset("GOLD".into()),
            CliError::Pairs { assets: 2, amounts: 1 },
            CliError::DataLost(9),
            CliError::Key,
            CliError::Encoding { what: "challenge", command: "ticket challenge" },
            CliError::Exists(path.clone()),
            CliError::File { path, error },
            CliError::NoConsent { what: "all is burnt".into(), instead: "give --yes" },
            CliError::Declined,
            CliError::Unseen("0f".into()),
            CliError::NoTerminal { what: "passphrase", instead: "give --passphrase-file" },
            CliError::PassphrasesDiffer,
            CliError::NoNodeForNetwork(ChainError::Connection("gone".into())),
        ];
        for error in errors {
            let message = error.to_string();
            let advice = message.split_once("; ").map(|(_, advice)| advice.trim());
            assert!(advice.is_some_and(|advice| !advice.is_empty()), "no advice: {message}");
        }
    }
}
