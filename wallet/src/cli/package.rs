//! Packages.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use sero_shielded::{
    asset::Asset,
    encoding::FieldBytes,
    package::{Inspection, PackageKey},
};
use sero_wallet::{
    amount::{self, Display},
    asset::{full, parse, parse_package},
    chain::Chain,
    order::{package::Seen, Order, OrderError},
    payment::{request::NO_MEMO, Amount, PayError, Payment, Recipient},
    wallet::Wallet,
};

use super::{
    files::NewFile,
    keys::open,
    look, node,
    order::{self, Allowed},
    pay, secrets, Answer, Arguments, CliError,
};

/// Commands of packages.
#[derive(Subcommand)]
pub enum PackageCommand {
    /// Lock notes and data into a package; whoever owns its note can open it
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db package create --asset GOLDBAR --amount 250 --asset THEATRE#0f3a... --amount 1 --data contract.pdf\n\nUp to 4 notes and 64 KiB. Everybody sees how many notes and bytes, nobody without the key sees which."
    )]
    Create(Create),
    /// Give a package to somebody, its key beside it
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db package send 0f3a... serodev1...")]
    Send(Send),
    /// Show the key of a package: a buyer can look into it with it, and open nothing
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db package key 0f3a...")]
    Key(Which),
    /// Look into a package with its key, before paying for it; the key is kept
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db package inspect 0f3a... --key-file key.txt --data-out contract.pdf\n\nThe node learns which package interests you, and shows what is in it: one that works with the seller can show a package that is not there. Ask your own node before you pay."
    )]
    Inspect(Inspect),
    /// Take everything out of a package that you own, and get its deposit
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db package open 0f3a... --data-out contract.pdf")]
    Open(Inspect),
    /// Show the packages that the account owns, as of the last sync
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db package list --json")]
    List,
}

/// Options of `package create`.
#[derive(Args)]
pub struct Create {
    /// What goes in: TOKEN, CATEGORY#<id> or package:<id>; may be given several times, each with its --amount
    #[arg(long, value_name = "ASSET")]
    asset: Vec<String>,
    /// How much of it, in order
    #[arg(long, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// A file that goes in
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    #[command(flatten)]
    deposit: order::Deposit,
}

/// Options of `package send`.
#[derive(Args)]
pub struct Send {
    /// The package's id
    id: String,
    /// To whom
    #[arg(value_name = "ADDRESS")]
    to: String,
}

/// A package.
#[derive(Args)]
pub struct Which {
    /// The package's id
    id: String,
}

/// Options of `package inspect` and `package open`.
#[derive(Args)]
pub struct Inspect {
    /// The package's id
    id: String,
    /// Its key. Other users of this machine can see it; else it comes from a file, or the wallet has it
    #[arg(long, value_name = "HEX", conflicts_with = "key_file")]
    key: Option<String>,
    /// A file whose first line is its key
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Where to write the data that are in it; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    data_out: Option<PathBuf>,
}

/// Runs a command of packages.
pub async fn run(arguments: &Arguments, command: &PackageCommand) -> Result<Answer, CliError> {
    match command {
        PackageCommand::Create(options) => create(arguments, options).await,
        PackageCommand::Send(options) => send(arguments, options).await,
        PackageCommand::Key(options) => key(arguments, options),
        PackageCommand::Inspect(options) => inspect(arguments, options).await,
        PackageCommand::Open(options) => take_out(arguments, options).await,
        PackageCommand::List => list(arguments),
    }
}

async fn create(arguments: &Arguments, options: &Create) -> Result<Answer, CliError> {
    let (assets, amounts) = (options.asset.len(), options.amount.len());
    if assets != amounts {
        return Err(CliError::Pairs { assets, amounts });
    }
    let assets = options.asset.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>()?;
    let data = match &options.data {
        Some(path) => std::fs::read(path).map_err(|error| CliError::File { path: path.clone(), error })?,
        None => Vec::new(),
    };
    let allowed = options.deposit.allowed()?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    for asset in &assets {
        if let Asset::Package(id) = asset {
            let id = const_hex::encode(id);
            eprintln!("Package {id} goes into the new one without its key; whoever opens the new one needs that as well: `package key {id}` shows it");
        }
    }
    let mut contents = Vec::with_capacity(assets.len());
    for (asset, text) in assets.into_iter().zip(&options.amount) {
        contents.push((asset, amount::parse(text, order::decimals(&wallet, &asset)?)?));
    }
    let order = Order::CreatePackage { contents, data };
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &[], allowed).await?;
    let id = built.package.as_ref().map(|(id, _)| const_hex::encode(id)).unwrap_or_default();
    let text = format!("Made package {id} {}\n`package key {id}` shows its key", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json!({ "package": id })) })
}

async fn send(arguments: &Arguments, options: &Send) -> Result<Answer, CliError> {
    let id = parse_package(&options.id)?;
    let mut wallet = open(arguments)?;
    let to = Recipient::shielded(&options.to, wallet.network())?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    // Who gets the package needs its key to open it.
    let memo = wallet.package_memo(&id);
    let with_key = memo != NO_MEMO;
    let payment = [Payment { to, asset: Asset::Package(id), amount: Amount::Exact(1), memo }];
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let sent = wallet.send(&chain, prover, &payment).await;
    spinner.finish_and_clear();
    let (sent, built) = sent?;
    let (id, to) = (const_hex::encode(id), &options.to);
    let beside = if with_key { "with its key" } else { "without its key, which this wallet does not have" };
    let text = format!("Sent package {id} to {to}, {beside} {}", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json!({ "package": id, "to": to, "withKey": with_key })) })
}

fn key(arguments: &Arguments, options: &Which) -> Result<Answer, CliError> {
    let id = parse_package(&options.id)?;
    let wallet = open(arguments)?;
    let id_text = const_hex::encode(id);
    let keys = wallet.package_keys(&id)?;
    let key = keys.first().ok_or_else(|| OrderError::KeyUnknown(id_text.clone()))?;
    let text = const_hex::encode(key.expose());
    Ok(Answer { json: json!({ "package": id_text, "key": text }), text })
}

fn given(options: &Inspect) -> Result<Option<PackageKey>, CliError> {
    let text = match (&options.key, &options.key_file) {
        (Some(key), _) => secrets::Secret::new(key.clone()),
        (None, Some(path)) => secrets::first_line(path)?,
        (None, None) => return Ok(None),
    };
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let key = const_hex::decode_to_array(digits).ok().filter(|_| digits.len() == 64);
    key.map(|key| Some(PackageKey::new(key))).ok_or(CliError::Key)
}

async fn inspect(arguments: &Arguments, options: &Inspect) -> Result<Answer, CliError> {
    let (id, key) = (parse_package(&options.id)?, given(options)?);
    let out = NewFile::wanted(&options.data_out)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let (key, package, inside) = wallet.find_package(&chain, &id, key).await?;
    wallet.keep_package(&id, &key, Some(Seen::of(&inside.contents, &inside.data)))?;
    if let Some(file) = out {
        file.write(&inside.data)?;
    }
    let mut json = contents(&wallet, &inside);
    json["package"] = const_hex::encode(id).into();
    json["deposit"] = order::sero(package.deposit).into();
    json["created"] = package.created.into();
    let deposit = order::sero(package.deposit);
    let text = format!(
        "Package {}, made in block {}, holds {}; whoever opens it gets {deposit} SERO of deposit",
        const_hex::encode(id),
        package.created,
        words(&wallet, &inside)
    );
    Ok(Answer { json, text })
}

async fn take_out(arguments: &Arguments, options: &Inspect) -> Result<Answer, CliError> {
    let (id, key) = (parse_package(&options.id)?, given(options)?);
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let (key, package, inside) = wallet.find_package(&chain, &id, key).await?;
    if !inside.data.is_empty() && options.data_out.is_none() {
        return Err(CliError::DataLost(inside.data.len()));
    }
    // Written, for good, before the chain forgets them.
    let mut out = NewFile::wanted(&options.data_out)?;
    if let Some(file) = &mut out {
        file.fill(&inside.data)?;
    }
    let order = Order::OpenPackage { id, key };
    let given = order::give(arguments, &mut wallet, &chain, &order, &[], Allowed::NOTHING).await;
    // A node that says nothing, or no, may have taken it all the same.
    let doubt = matches!(given, Err(CliError::Pay(PayError::Unsure { .. } | PayError::Refused(_))));
    if let Some(file) = out.filter(|_| doubt || given.is_ok()) {
        file.keep();
    }
    if let Some(path) = options.data_out.as_ref().filter(|_| doubt) {
        let path = path.display();
        eprintln!("{path} keeps what is in the package: the node may have taken the order all the same; to try again name another file");
    }
    let (sent, built) = given?;
    let mut json = contents(&wallet, &inside);
    json["package"] = const_hex::encode(id).into();
    json["released"] = order::sero(package.deposit).into();
    let text =
        format!("Took {} out of package {} {}", words(&wallet, &inside), const_hex::encode(id), order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

/// What is in a package, as far as a key that this wallet has opens it, in words.
pub async fn seen<C: Chain>(wallet: &mut Wallet, chain: &C, id: &[u8; 32]) -> Result<Option<String>, CliError> {
    match wallet.find_package(chain, id, None).await {
        Ok((_, _, inside)) => Ok(Some(words(wallet, &inside))),
        Err(PayError::Order(OrderError::KeyUnknown(_) | OrderError::Inspect(_))) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn contents(wallet: &Wallet, inside: &Inspection) -> Value {
    let notes = inside.contents.iter().map(|packed| {
        let aid = FieldBytes::from(packed.aid);
        let label = wallet.label(&aid);
        let amount = Display { value: packed.value, decimals: label.decimals }.to_string();
        let id = const_hex::encode_prefixed(aid.0);
        json!({ "asset": label.full, "kind": label.kind(), "id": id, "amount": amount })
    });
    json!({ "contents": notes.collect::<Vec<Value>>(), "data": const_hex::encode_prefixed(&inside.data) })
}

fn words(wallet: &Wallet, inside: &Inspection) -> String {
    let notes = inside.contents.iter().map(|packed| {
        let label = wallet.label(&FieldBytes::from(packed.aid));
        let amount = Display { value: packed.value, decimals: label.decimals };
        // In full: who buys must see which ticket it is.
        format!("{amount} {}", label.full)
    });
    let data = match inside.data.len() {
        0 => None,
        length => Some(format!("{length} bytes of data")),
    };
    notes.chain(data).collect::<Vec<_>>().join(", ")
}

fn list(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let tip = wallet.tip().number;
    let (mut packages, mut lines) = (Vec::new(), Vec::new());
    for own in wallet.packages()? {
        let key = if own.has_key { "" } else { ", without its key" };
        let spendable = if own.spendable { "" } else { " (not yet to be spent)" };
        let id = const_hex::encode(own.id);
        lines.push(format!("{}{key}{spendable}", full(&Asset::Package(own.id))));
        packages.push(json!({ "package": id, "hasKey": own.has_key, "spendable": own.spendable }));
    }
    lines.push(format!("{} packages as of block {tip}", packages.len()));
    Ok(Answer { text: lines.join("\n"), json: json!({ "tip": tip, "packages": packages }) })
}
