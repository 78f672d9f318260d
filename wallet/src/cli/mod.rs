//! The command `sero-wallet`.
//!
//! # JSON
//!
//! With `--json` each command prints one JSON object on stdout. Amounts are decimal strings in units of the asset (18
//! decimals for SERO; other tokens in their smallest unit); `null` stands for what is not there.
//!
//! | command | object |
//! | --- | --- |
//! | `create` | `{"address", "mnemonic", "network", "birthday"}` |
//! | `restore`, `watch` | `{"address", "network", "birthday", "watchOnly"}` |
//! | `address` | `{"address", "network"}` |
//! | `one-time-address` | `{"address", "wire", "network"}`; `wire` is the 96 bytes in hex |
//! | `tracking-key` | `{"trackingKey", "network"}` |
//! | `sync` | `{"tip", "blocks", "notes", "rolledBack", "resubmitted", "forgotten"}`; the last counts payments that `--rescan` could not read |
//! | `balance` | `{"tip", "anchor", "assets": [{"asset", "id", "decimals", "spendable", "pending", "incoming", "total"}]}`; SERO is first and always there |
//! | `history` | `{"tip", "entries": [Entry]}`, the newest first |
//! | `send`, `unshield` | `{"hash", "id", "fee", "expiry", "amount", "asset", "to"}`; `id` is the first nil |
//! | `send --out`, `unshield --out` | `{"file", "fee", "expiry", "amount", "asset", "to"}` |
//! | `submit` | `{"hash", "id", "fee", "expiry"}` |
//! | `shield` | `{"hash", "account", "amount"}` |
//! | `send-many` | `{"hash", "id", "fee", "expiry", "total", "items": [{"to", "amount"}]}` |
//! | `pool-pay` | `{"confirmed", "givenBack", "inFlight": [{"payout", "mined", "expiry", "refused"}], "payout"}`; the first two are numbers of payouts, `payout` is `null` or `{"payout", "hash", "id", "fee", "expiry", "total", "items": [{"to", "amount"}]}` |
//! | `pool-pay --dry-run` | `{"unfinished", "payable", "spendable", "total", "items": [{"to", "amount"}]}`; the first is numbers of payouts |
//!
//! An `Entry` is
//! `{"direction": "received", "status", "height", "confirmations", "timestamp", "index", "asset", "amount", "memo", "public"}` or
//! `{"direction": "sent", "status", "height", "confirmations", "timestamp", "id", "fee", "outputs": [{"to", "kind", "asset", "amount", "memo"}]}`,
//! where `status` is `mined`, `waiting`, `expired` or `conflicted` and `kind` is `shielded`, `public`, `account` or `contract`.
//!
//! An error is `{"error": {"kind", "cause", "message"}}` with the exit status 1; `cause` is the chain's name for the rule that
//! a refused bundle breaks, for example `NilAlreadySpent`, else `null`. A wrong command line is clap's text and the status 2.

mod args;
mod error;
mod keys;
mod look;
mod many;
mod pay;
mod pool;
mod secrets;

pub use args::Arguments;
pub use error::CliError;

use args::Command;
use serde_json::Value;
use sero_wallet::chain::RpcChain;

/// What a command says: an object for programs, a text for people.
pub struct Answer {
    /// For `--json`.
    pub json: Value,
    /// Otherwise.
    pub text: String,
}

/// Runs a command.
pub async fn run(arguments: &Arguments) -> Result<Answer, CliError> {
    match &arguments.command {
        Command::Create(options) => keys::create(arguments, options).await,
        Command::Restore(options) => keys::restore(arguments, options).await,
        Command::Watch(options) => keys::watch(arguments, options),
        Command::Address => keys::address(arguments),
        Command::OneTimeAddress => keys::one_time_address(arguments),
        Command::TrackingKey => keys::tracking_key(arguments),
        Command::Sync(options) => look::sync(arguments, options).await,
        Command::Balance => look::balance(arguments),
        Command::History(options) => look::history(arguments, options),
        Command::Send(options) => pay::send(arguments, options).await,
        Command::Unshield(options) => pay::unshield(arguments, options).await,
        Command::Submit(options) => pay::submit(arguments, options).await,
        Command::Shield(options) => pay::shield(arguments, options).await,
        Command::SendMany(options) => many::send_many(arguments, options).await,
        Command::PoolPay(options) => pool::pool_pay(arguments, options).await,
    }
}

/// Connects to the node.
async fn node(arguments: &Arguments) -> Result<RpcChain, CliError> {
    Ok(RpcChain::connect(&arguments.node).await?)
}
