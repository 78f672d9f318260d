//! Trades. Before it takes an offer the command shows what it is worth, on stderr.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use clap::{ArgAction, Args, Subcommand};
use serde_json::{json, Value};
use sero_shielded::asset::Asset;
use sero_wallet::{
    amount::{self, Display, SERO_DECIMALS},
    asset,
    chain::RpcChain,
    swap::{
        file::{Filed, MAX_TEXT},
        verify::LocalVerifier,
        Answer as SwapAnswer, Offer, Sum, SwapError, Terms, DEFAULT_BLOCKS, MIN_LEFT,
    },
    wallet::Wallet,
};

use super::{
    consent::Consent, files::NewFile, keys::open, look, node, order, package, pay, Answer, Arguments, CliError,
};

/// The steps of a trade.
#[derive(Subcommand)]
pub enum SwapCommand {
    /// Offer one asset for another: writes a file for whoever may take it
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db swap offer --give 5 SERO --want 1 THEATRE#<id> --out offer.hex"
    )]
    Offer(OfferOptions),
    /// Take an offer: shows it, asks, and writes an answer for its maker
    #[command(after_help = "Example:\n  sero-wallet --wallet b.db swap take offer.hex --out answer.hex")]
    Take(TakeOptions),
    /// Finish a trade: shows the terms, asks, checks the answer, signs, and hands the trade in
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db swap finish answer.hex --offer offer.hex")]
    Finish(FinishOptions),
    /// Take an offer back: its notes can be paid again
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db swap cancel offer.hex")]
    Cancel(CancelOptions),
}

/// Options of `swap offer`.
#[derive(Args)]
pub struct OfferOptions {
    /// What you give; of a ticket or package 1
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["AMOUNT", "ASSET"], required = true)]
    give: Vec<String>,
    /// What you want for it
    #[arg(long, action = ArgAction::Set, num_args = 2, value_names = ["AMOUNT", "ASSET"], required = true)]
    want: Vec<String>,
    /// Where the offer goes; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_name = "BLOCKS", default_value_t = DEFAULT_BLOCKS, help = format!("For how many blocks the offer stays open, at least {MIN_LEFT}. Your notes stay locked as long, and until then you can still decline"))]
    blocks: u32,
}

/// Options of `swap take`.
#[derive(Args)]
pub struct TakeOptions {
    /// The offer
    offer: PathBuf,
    /// Where the answer goes; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Take a package into which this wallet cannot look
    #[arg(long)]
    unseen: bool,
    #[command(flatten)]
    consent: Consent,
}

/// Options of `swap finish`.
#[derive(Args)]
pub struct FinishOptions {
    /// The answer
    answer: PathBuf,
    /// The offer that it answers, as `swap offer` wrote it
    #[arg(long, value_name = "FILE")]
    offer: PathBuf,
    #[command(flatten)]
    consent: Consent,
}

/// Options of `swap cancel`.
#[derive(Args)]
pub struct CancelOptions {
    /// The offer, as `swap offer` wrote it
    offer: PathBuf,
}

/// Takes one step of a trade.
pub async fn run(arguments: &Arguments, command: &SwapCommand) -> Result<Answer, CliError> {
    match command {
        SwapCommand::Offer(options) => offer(arguments, options).await,
        SwapCommand::Take(options) => take(arguments, options).await,
        SwapCommand::Finish(options) => finish(arguments, options).await,
        SwapCommand::Cancel(options) => cancel(arguments, options),
    }
}

async fn offer(arguments: &Arguments, options: &OfferOptions) -> Result<Answer, CliError> {
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    // Names and decimals come from the chain's list.
    look::read(arguments, &mut wallet, &chain, false).await?;
    let terms = Terms { gives: sum(&wallet, &options.give)?, wants: sum(&wallet, &options.want)? };
    terms.check()?;
    if look_into(&mut wallet, &chain, &terms.wants.asset).await?.is_some() {
        eprintln!("You want a package into which this wallet cannot look: nobody knows what you would get. Ask its owner for the key and run `package inspect` before you finish");
    }
    let out = NewFile::new(&options.out)?;
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let offer = wallet.offer_swap(&chain, prover, terms, options.blocks).await?;
    spinner.finish_and_clear();
    if let Err(error) = out.write(offer.to_text().as_bytes()) {
        wallet.cancel_swap(&offer)?;
        return Err(error);
    }
    let (file, expiry) = (options.out.display().to_string(), offer.expiry);
    let (gives, wants) = (wallet.describe(&terms.gives), wallet.describe(&terms.wants));
    Ok(Answer {
        text: format!(
            "Wrote the offer of {gives} for {wants} to {file}; it is open up to block {expiry}\nKeep the file: `swap finish` needs it"
        ),
        json: json!({
            "file": file, "offer": const_hex::encode_prefixed(offer.id()), "expiry": expiry,
            "gives": object(&wallet, &terms.gives), "wants": object(&wallet, &terms.wants),
        }),
    })
}

async fn take(arguments: &Arguments, options: &TakeOptions) -> Result<Answer, CliError> {
    let offer: Offer = read(&options.offer)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let verifier = LocalVerifier::load(wallet.network())?;
    let price = wallet.price_swap(&chain, &verifier, &offer).await?;
    if let Some(id) = look_into(&mut wallet, &chain, &offer.terms.gives.asset).await? {
        if !options.unseen {
            return Err(CliError::Unseen(id));
        }
    }
    let expiry = offer.expiry;
    let pays: Vec<String> = price.pays.iter().map(|sum| wallet.describe(sum)).collect();
    let terms = format!(
        "You get {} and pay {}, with the fee of {} SERO. The maker can finish the trade up to block {expiry}, or let it be",
        wallet.describe(&price.gets),
        pays.join(" and "),
        order::sero(price.fee),
    );
    options.consent.ask(arguments, &terms)?;
    let out = NewFile::new(&options.out)?;
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let taken = wallet.take_swap_at(&chain, prover, &verifier, &offer, Some(&price)).await?;
    spinner.finish_and_clear();
    if let Err(error) = out.write(taken.answer.to_text().as_bytes()) {
        wallet.cancel_answer(&offer, &taken.answer)?;
        return Err(error);
    }
    let file = options.out.display().to_string();
    let fee = Display { value: taken.answer.fee, decimals: SERO_DECIMALS }.to_string();
    let gets = wallet.describe(&taken.gets);
    Ok(Answer {
        text: format!(
            "Wrote the answer to {file}: you pay {} and get {gets}, with the fee of {fee} SERO; send it to the maker, who has until block {expiry}",
            pays.join(" and "),
        ),
        json: json!({
            "file": file, "offer": const_hex::encode_prefixed(taken.answer.offer), "fee": fee, "expiry": expiry,
            "pays": taken.pays.iter().map(|sum| object(&wallet, sum)).collect::<Vec<_>>(),
            "gets": object(&wallet, &taken.gets),
        }),
    })
}

async fn finish(arguments: &Arguments, options: &FinishOptions) -> Result<Answer, CliError> {
    let answer: SwapAnswer = read(&options.answer)?;
    let offer: Offer = read(&options.offer)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let verifier = LocalVerifier::load(wallet.network())?;
    let terms = format!(
        "You give {} and get {}; once it is handed in you cannot take it back",
        wallet.describe(&offer.terms.gives),
        wallet.describe(&offer.terms.wants),
    );
    if let Some(id) = look_into(&mut wallet, &chain, &offer.terms.wants.asset).await? {
        eprintln!("This wallet cannot look into package {id}: nobody knows what you get");
    }
    options.consent.ask(arguments, &terms)?;
    let sent = wallet.finish_swap(&chain, &verifier, &offer, &answer).await?;
    let (hash, id) = (const_hex::encode_prefixed(sent.hash), const_hex::encode_prefixed(sent.id.0));
    let fee = Display { value: sent.fee, decimals: SERO_DECIMALS }.to_string();
    let Terms { gives, wants } = &offer.terms;
    Ok(Answer {
        text: format!(
            "Handed in: you give {} and get {}; valid up to block {}\n{hash}",
            wallet.describe(gives),
            wallet.describe(wants),
            sent.expiry
        ),
        json: json!({
            "hash": hash, "id": id, "fee": fee, "expiry": sent.expiry,
            "gave": object(&wallet, gives), "got": object(&wallet, wants),
        }),
    })
}

fn cancel(arguments: &Arguments, options: &CancelOptions) -> Result<Answer, CliError> {
    let offer: Offer = read(&options.offer)?;
    let mut wallet = open(arguments)?;
    let freed = wallet.cancel_swap(&offer)?;
    let text = match freed {
        true => "The notes of the offer are free; once one of them is spent, nobody can finish it",
        false => "This wallet has no notes locked for the offer",
    };
    Ok(Answer { json: json!({ "freed": freed }), text: text.into() })
}

/// Reads an amount and an asset; clap sees to it that there are two words.
fn sum(wallet: &Wallet, words: &[String]) -> Result<Sum, CliError> {
    let word = |place: usize| words.get(place).map(String::as_str).unwrap_or_default();
    let asset = asset::parse(word(1))?;
    Ok(Sum { asset, value: amount::parse(word(0), order::decimals(wallet, &asset)?)? })
}

fn object(wallet: &Wallet, sum: &Sum) -> Value {
    let (_, decimals) = wallet.asset_name(&sum.asset.id().into());
    json!({ "asset": asset::full(&sum.asset), "amount": Display { value: sum.value, decimals }.to_string() })
}

/// Reads a file of a trade, and no more of it than such a file can have.
fn read<T: Filed>(path: &Path) -> Result<T, CliError> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(MAX_TEXT.saturating_add(1)).read_to_string(&mut text))
        .map_err(|error| CliError::File { path: path.into(), error })?;
    Ok(T::from_text(&text)?)
}

/// Says what is in a package that is traded. Of one into which no key of this wallet looks it returns the id.
async fn look_into(wallet: &mut Wallet, chain: &RpcChain, asset: &Asset) -> Result<Option<String>, CliError> {
    let Asset::Package(id) = asset else { return Ok(None) };
    let text = const_hex::encode(id);
    match package::seen(wallet, chain, id).await? {
        Some(words) => {
            eprintln!("Package {text} holds {words}, says the node");
            Ok(None)
        }
        None => Ok(Some(text)),
    }
}

impl From<SwapError> for CliError {
    fn from(error: SwapError) -> Self {
        match error {
            SwapError::Pay(error) => CliError::Pay(error),
            error => CliError::Swap(error),
        }
    }
}

/// The kind of an error, for programs.
pub fn kind(error: &SwapError) -> &'static str {
    match error {
        SwapError::File { .. } | SwapError::Version { .. } => "input",
        SwapError::SameAsset
        | SwapError::Zero(_)
        | SwapError::Indivisible(_)
        | SwapError::Overflow
        | SwapError::Duration { .. } => "request",
        SwapError::OtherChain(_)
        | SwapError::TransactionVersion { .. }
        | SwapError::KeyVersion { .. }
        | SwapError::NoRoot { .. }
        | SwapError::Anchor { .. } => "other-chain",
        SwapError::Answered { .. } => "answered",
        SwapError::Expired { .. } | SwapError::TooNear { .. } | SwapError::TooFar { .. } => "expired",
        SwapError::NotYours | SwapError::OtherOffer | SwapError::OwnOffer => "other-offer",
        SwapError::Gone(_) => "void",
        SwapError::Funds { .. } | SwapError::TooManyNotes { .. } => "funds",
        SwapError::NotAsked => "internal",
        _ => "refused-trade",
    }
}
