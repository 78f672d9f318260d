//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sero_wallet::{payment::EXPIRY_AHEAD, pool::MAX_ITEMS};

/// A wallet for shielded SERO.
#[derive(Parser)]
#[command(name = "sero-wallet", version, about, max_term_width = 100)]
#[command(
    after_help = "Example:\n  sero-wallet --wallet a.db create\n  sero-wallet --wallet a.db sync\n  sero-wallet --wallet a.db balance"
)]
pub struct Arguments {
    /// The wallet file
    #[arg(long, global = true, env = "SERO_WALLET", default_value = "sero-wallet.db", value_name = "FILE")]
    pub wallet: PathBuf,
    /// The node's WebSocket address
    #[arg(long, global = true, env = "SERO_NODE", default_value = "ws://127.0.0.1:9944", value_name = "URL")]
    pub node: String,
    /// A file whose first line is the passphrase; else SERO_WALLET_PASSPHRASE, else you are asked
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Make a wallet with new keys and show its 24 words, once
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db create\n  sero-wallet --wallet a.db create --network development   # without a node"
    )]
    Create(Create),
    /// Make a wallet from 24 words
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db restore\n  sero-wallet --wallet a.db restore --mnemonic-file words.txt --birthday 120000"
    )]
    Restore(Restore),
    /// Make a wallet that sees an account and cannot spend, from its tracking key
    #[command(
        after_help = "Example:\n  sero-wallet --wallet audit.db watch serotkdev1...\n  sero-wallet --wallet audit.db watch < key.txt"
    )]
    Watch(Watch),
    /// Show the payment address
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db address --json")]
    Address,
    /// Make a fresh one-time address: nobody can link two of them
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db one-time-address")]
    OneTimeAddress,
    /// Show the tracking key: whoever has it sees every payment, and can spend nothing
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db tracking-key > key.txt")]
    TrackingKey,
    /// Read the chain up to its best block
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db sync\n  sero-wallet --wallet a.db sync --rescan   # after the chain was reset, or where the file is damaged"
    )]
    Sync(Sync),
    /// Show what the account owns, as of the last sync
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db balance --json")]
    Balance,
    /// Show what came and what went, as of the last sync
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db history --limit 10")]
    History(History),
    /// Pay a shielded address
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db send serodev1... 1.5 --memo \"for lunch\"\n  sero-wallet --wallet a.db send serodev1... --all\n  sero-wallet --wallet a.db send serodev1... 1.5 --out payment.hex && sero-wallet --wallet a.db submit payment.hex\n  sero-wallet --wallet a.db send serodev1... 2.50 --asset GOLDBAR"
    )]
    Send(Send),
    /// Move what a plain account holds into the pool, as a note to yourself
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db shield 100 --from-seed //Alice\n  sero-wallet --wallet a.db shield 100 --from-seed-file seed.txt\n  sero-wallet --wallet a.db shield 2.50 --asset GOLDBAR --from-seed-file seed.txt"
    )]
    Shield(Shield),
    /// Pay a plain account out of the pool, for everybody to see
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db unshield 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY 2"
    )]
    Unshield(Send),
    /// Hand in a bundle that `send --out` wrote
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db submit payment.hex")]
    Submit(Submit),
    /// Pay several shielded addresses at once, from a file
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db send-many payments.json\n\nThe file is a JSON list: [{\"address\": \"serodev1...\", \"amount\": \"1.5\", \"memo\": \"for lunch\"}, ...]; the memo may be left out."
    )]
    SendMany(SendMany),
    /// Pay the miners of a pool what its ledger owes them, and settle what was paid before
    #[command(
        after_help = "Example:\n  sero-wallet --wallet pool-wallet.db pool-pay --ledger pool.db --dry-run\n  sero-wallet --wallet pool-wallet.db pool-pay --ledger pool.db --json   # from a timer"
    )]
    PoolPay(PoolPay),
    /// Register, issue and burn tokens
    #[command(
        subcommand,
        after_help = "Example:\n  sero-wallet --wallet a.db token register GOLDBAR 1000 --decimals 2\n  sero-wallet token info GOLDBAR"
    )]
    Token(super::token::TokenCommand),
    /// Issue, send and burn tickets: things that exist once; prove that you own one
    #[command(
        subcommand,
        after_help = "Example:\n  sero-wallet --wallet a.db ticket register THEATRE\n  sero-wallet --wallet a.db ticket issue THEATRE --data seat.json"
    )]
    Ticket(super::ticket::TicketCommand),
    /// Lock notes and data into packages, and take them out
    #[command(
        subcommand,
        after_help = "Example:\n  sero-wallet --wallet a.db package create --asset GOLDBAR --amount 250 --data contract.pdf\n  sero-wallet --wallet a.db package list"
    )]
    Package(super::package::PackageCommand),
    /// Trade assets with somebody whom you need not trust: both get what they agreed on, or nothing happens
    #[command(subcommand)]
    Swap(super::swap::SwapCommand),
}

/// A kind of chain.
#[derive(Clone, Copy, ValueEnum)]
pub enum NetworkName {
    /// The main chain
    Main,
    /// A development chain of one node
    Development,
    /// A local chain of a few nodes
    Local,
}

impl From<NetworkName> for sero_shielded::address::Network {
    fn from(name: NetworkName) -> Self {
        match name {
            NetworkName::Main => Self::Main,
            NetworkName::Development => Self::Development,
            NetworkName::Local => Self::Local,
        }
    }
}

/// Options of `create`.
#[derive(Args)]
pub struct Create {
    /// Ask no node: the wallet is for this network, and reads the chain from its beginning
    #[arg(long)]
    pub network: Option<NetworkName>,
}

/// Options of `restore`.
#[derive(Args)]
pub struct Restore {
    /// A file with the words; else you are asked for them (or they come from standard input)
    #[arg(long, value_name = "FILE")]
    pub mnemonic_file: Option<PathBuf>,
    /// A file whose first line is the mnemonic's own BIP-39 passphrase, if it has one
    #[arg(long, value_name = "FILE")]
    pub mnemonic_passphrase_file: Option<PathBuf>,
    /// Which account of the words
    #[arg(long, default_value_t = 0)]
    pub account: u32,
    /// A block before the account's first payment: reading begins there
    #[arg(long, default_value_t = 0, value_name = "BLOCK")]
    pub birthday: u32,
    /// Ask no node: the wallet is for this network
    #[arg(long, conflicts_with = "birthday")]
    pub network: Option<NetworkName>,
}

/// Options of `watch`.
#[derive(Args)]
pub struct Watch {
    /// The tracking key; else you are asked for it (or it comes from standard input)
    pub key: Option<String>,
}

/// Options of `sync`.
#[derive(Args)]
pub struct Sync {
    /// Forget what was read and read the chain anew
    #[arg(long)]
    pub rescan: bool,
}

/// Options of `history`.
#[derive(Args)]
pub struct History {
    /// So many entries at most
    #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
    pub limit: usize,
}

/// Options of `send` and `unshield`.
#[derive(Args)]
pub struct Send {
    /// To whom
    #[arg(value_name = "ADDRESS")]
    pub to: String,
    /// How much, in units of the asset
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub amount: Option<String>,
    /// All that can be spent, less the fee
    #[arg(long)]
    pub all: bool,
    /// What: a token's name, CATEGORY#<id> or package:<id>
    #[arg(long, default_value = "SERO", value_name = "ASSET")]
    pub asset: String,
    /// A text of at most 128 bytes beside the payment
    #[arg(long, value_name = "TEXT")]
    pub memo: Option<String>,
    #[arg(long, value_name = "FILE", help = format!("Write the finished bundle to a new file instead of handing it in. Its notes are not locked; it is valid for {EXPIRY_AHEAD} blocks"))]
    pub out: Option<PathBuf>,
}

impl Send {
    /// One unit of something that exists once.
    pub fn one(asset: &str, to: String, memo: Option<String>) -> Self {
        Send { to, amount: Some("1".into()), all: false, asset: asset.into(), memo, out: None }
    }
}

/// Options of `submit`.
#[derive(Args)]
pub struct Submit {
    /// The file
    pub file: PathBuf,
}

/// Options of `send-many`.
#[derive(Args)]
pub struct SendMany {
    /// The file
    pub file: PathBuf,
}

/// Options of `pool-pay`.
#[derive(Args)]
pub struct PoolPay {
    /// The pool's ledger
    #[arg(long, value_name = "FILE")]
    pub ledger: PathBuf,
    /// So many accounts at most; one bundle holds no more
    #[arg(long, value_name = "N", default_value_t = MAX_ITEMS as u8, value_parser = clap::value_parser!(u8).range(1..=MAX_ITEMS as i64))]
    pub max: u8,
    /// Show the next payout and pay nobody; the ledger stays as it is
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `shield`.
#[derive(Args)]
pub struct Shield {
    /// How much, in units of the asset
    pub amount: String,
    /// What: a token's name, CATEGORY#<id> or package:<id>
    #[arg(long, default_value = "SERO", value_name = "ASSET")]
    pub asset: String,
    /// The plain account's secret URI: //Alice, or words. Other users of this machine can see it; else you are asked
    #[arg(long, value_name = "SURI", conflicts_with = "from_seed_file")]
    pub from_seed: Option<String>,
    /// A file whose first line is the secret URI
    #[arg(long, value_name = "FILE")]
    pub from_seed_file: Option<PathBuf>,
}
