//! The command `sero-wallet`.
//!
//! # JSON
//!
//! With `--json` each command prints one JSON object on stdout. Amounts are decimal strings in units of the asset (18
//! decimals for SERO, for other tokens what the chain's list says; 1 for tickets and packages); `null` stands for what is not
//! there. An asset is its name, `CATEGORY#` or `package:` with 64 hex digits, or its id in hex where the wallet never met it by
//! name; the same forms are taken by `--asset`.
//!
//! | command | object |
//! | --- | --- |
//! | `create` | `{"address", "mnemonic", "network", "birthday"}` |
//! | `restore`, `watch` | `{"address", "network", "birthday", "watchOnly"}` |
//! | `address` | `{"address", "network"}` |
//! | `one-time-address` | `{"address", "wire", "network"}`; `wire` is the 96 bytes in hex |
//! | `tracking-key` | `{"trackingKey", "network"}` |
//! | `sync` | `{"tip", "blocks", "notes", "rolledBack", "resubmitted", "forgotten"}`; the last counts payments that `--rescan` could not read |
//! | `balance` | `{"tip", "anchor", "assets": [{"asset", "kind", "id", "decimals", "spendable", "pending", "incoming", "total"}]}`; SERO is first and always there; `kind` is `token`, `ticket`, `package` or `unknown` |
//! | `history` | `{"tip", "entries": [Entry]}`, the newest first |
//! | `send`, `unshield` | `{"hash", "id", "fee", "expiry", "amount", "asset", "to"}`; `id` is the first nil |
//! | `send --out`, `unshield --out` | `{"file", "fee", "expiry", "amount", "asset", "to"}` |
//! | `submit` | `{"hash", "id", "fee", "expiry"}` |
//! | `shield` | `{"hash", "account", "amount", "asset"}` |
//! | `send-many` | `{"hash", "id", "fee", "expiry", "total", "items": [{"to", "amount"}]}` |
//! | `pool-pay` | `{"confirmed", "givenBack", "inFlight": [{"payout", "mined", "expiry", "refused"}], "payout"}`; the first two are numbers of payouts, `payout` is `null` or `{"payout", "hash", "id", "fee", "expiry", "total", "items": [{"to", "amount"}]}` |
//! | `pool-pay --dry-run` | `{"unfinished", "payable", "spendable", "total", "items": [{"to", "amount"}]}`; the first is numbers of payouts |
//! | `token register`, `token issue`, `token burn` | Order and `{"asset", "amount", "decimals", "to"}`; `decimals` for the first only, `to` for the first two |
//! | `token set-issuer`, `ticket set-issuer` | Order and `{"name", "issuer"}`; the last is `null` for nobody |
//! | `token info` | `{"asset", "id", "decimals", "supply", "cap", "issuer", "registered"}` |
//! | `ticket register` | Order and `{"category"}` |
//! | `ticket issue`, `ticket burn` | Order and `{"asset", "to"}`; the last for the first only |
//! | `ticket send`, `ticket refresh` | as `send` |
//! | `ticket show` | `{"asset", "depth", "state", "data", "deposit", "nested": [the same without "nested"]}`; `state` is `held`, `burnt` or `unknown`, `data` is as `ticket issue --data` takes it |
//! | `ticket list` | `{"tip", "tickets": [{"asset", "id", "spendable"}]}` |
//! | `ticket challenge` | `{"challenge", "asset", "since", "for", "file"}`; the first in hex, `for` the text that it is tied to |
//! | `ticket prove` | `{"proof", "asset", "since", "for", "block", "root", "file"}` |
//! | `ticket verify` | `{"valid", "asset", "since", "for", "block", "final"}`; what does not hold is an error; `final` says whether the block can still be lost, and is `null` without a node |
//! | `package create` | Order and `{"package"}`, its id in hex |
//! | `package send` | Order and `{"package", "to", "withKey"}` |
//! | `package key` | `{"package", "key"}` |
//! | `package inspect` | `{"package", "deposit", "created", "contents": [{"asset", "kind", "id", "amount"}], "data"}`; the last in hex |
//! | `package open` | Order and `{"package", "released", "contents", "data"}` |
//! | `package list` | `{"tip", "packages": [{"package", "hasKey", "spendable"}]}` |
//! | `swap offer` | `{"file", "offer", "gives": Sum, "wants": Sum, "expiry"}`; `offer` is the offer's name, a Sum is `{"asset", "amount"}` |
//! | `swap take` | `{"file", "offer", "pays": [Sum], "gets": Sum, "fee", "expiry"}`; the fee stands in `pays`, or is taken off `gets` |
//! | `swap finish` | `{"hash", "id", "gave": Sum, "got": Sum, "fee", "expiry"}`; the taker pays the fee |
//! | `swap cancel` | `{"freed"}`; whether this wallet had locked notes for the offer |
//!
//! An Order is `{"hash", "id", "fee", "expiry", "deposit"}`, where `deposit` is what the chain locks.
//!
//! An `Entry` is
//! `{"direction": "received", "status", "height", "confirmations", "timestamp", "index", "asset", "amount", "memo", "public"}` or
//! `{"direction": "sent", "status", "height", "confirmations", "timestamp", "id", "fee", "outputs": [{"to", "kind", "asset", "amount", "memo"}], "deeds": [{"action", "asset", "amount"}]}`,
//! where `fee` is 0 for the maker of a swap, `status` is `mined`, `waiting`, `expired` or `conflicted` and `kind` is `shielded`, `public`, `account` or `contract`.
//! Deeds are what its command did: `action` is `registered` or `issuer-changed` (then `asset` is the name), `issued`, `burnt`,
//! `packed`, `opened`, `locked` or `released`; `put-in` and `took-out` are the notes of a package that the wallet could read.
//!
//! What cannot be undone is asked for: with `--json`, or where nobody can be asked, it wants `--yes` (a name's deposit `--max-deposit` or
//! `--yes`), else it is an error and nothing is signed.
//!
//! An error is `{"error": {"kind", "cause", "message"}}` with the exit status 1; `cause` is the chain's name for the rule that
//! a refused bundle or `shield` breaks, for example `NilAlreadySpent`, else `null`. A wrong command line is clap's text and the status 2.

mod args;
mod consent;
mod error;
mod files;
mod keys;
mod look;
mod many;
mod order;
mod ownership;
mod package;
mod pay;
mod pool;
mod secrets;
mod swap;
mod ticket;
mod token;

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
        Command::Token(command) => token::run(arguments, command).await,
        Command::Ticket(command) => ticket::run(arguments, command).await,
        Command::Package(command) => package::run(arguments, command).await,
        Command::Swap(command) => swap::run(arguments, command).await,
    }
}

/// Connects to the node.
async fn node(arguments: &Arguments) -> Result<RpcChain, CliError> {
    Ok(RpcChain::connect(&arguments.node).await?)
}
