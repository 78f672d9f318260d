//! Tokens.

use clap::{Args, Subcommand};
use serde_json::json;
use sero_shielded::{address::Network, keys::OneTimeAddress, name::Name, registry::Issuer};
use sero_wallet::{
    amount::{self, Display},
    asset::parse_name,
    chain::{network, Chain},
    order::{Order, OrderError},
    payment::RequestError,
};

use super::{
    consent::Consent,
    keys::open,
    look, node,
    order::{self, Allowed},
    Answer, Arguments, CliError,
};

/// Commands of tokens.
#[derive(Subcommand)]
pub enum TokenCommand {
    /// Register a name for ever, and issue the first units
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db token register GOLDBAR 1000 --decimals 2 --cap 1000000\n\nThe deposit for a name stays locked for ever; names that look like one that exists are refused."
    )]
    Register(Register),
    /// Issue more of a token that this account issues
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db token issue GOLDBAR 250 --to serodev1...")]
    Issue(Issue),
    /// Destroy some of a token that you hold
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db token burn GOLDBAR 10")]
    Burn(Burn),
    /// Show supply, cap, decimals and issuer of a token; the node learns that you asked
    #[command(after_help = "Example:\n  sero-wallet token info GOLDBAR --json")]
    Info(Info),
    /// Hand the right to issue to another wallet, or give it up for ever
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db token set-issuer GOLDBAR serootdev1...   # made there with `one-time-address`\n  sero-wallet --wallet a.db token set-issuer GOLDBAR --nobody"
    )]
    SetIssuer(SetIssuer),
}

/// Options of `token register`.
#[derive(Args)]
pub struct Register {
    /// 1 to 32 of A-Z, 0-9 and _, a letter first
    name: String,
    /// How much is issued at once; 0 for nothing yet
    amount: String,
    /// Digits behind the point
    #[arg(long, default_value_t = 18)]
    decimals: u8,
    /// What the supply can never exceed
    #[arg(long, value_name = "AMOUNT")]
    cap: Option<String>,
    /// Who gets what is issued; you, if nobody is named
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    #[command(flatten)]
    deposit: order::NameDeposit,
}

/// Options of `token issue`.
#[derive(Args)]
pub struct Issue {
    /// The token
    name: String,
    /// How much
    amount: String,
    /// Who gets it; you, if nobody is named
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

/// Options of `token burn`.
#[derive(Args)]
pub struct Burn {
    /// The token
    name: String,
    /// How much
    amount: String,
    #[command(flatten)]
    consent: Consent,
}

/// Options of `token info`.
#[derive(Args)]
pub struct Info {
    /// The token
    name: String,
}

/// Options of `token set-issuer` and `ticket set-issuer`.
#[derive(Args)]
pub struct SetIssuer {
    /// The token or category
    name: String,
    /// A one-time address of who may issue from now on
    #[arg(value_name = "ONE-TIME-ADDRESS", required_unless_present = "nobody", conflicts_with = "nobody")]
    issuer: Option<String>,
    /// Nobody may, for ever
    #[arg(long)]
    nobody: bool,
    #[command(flatten)]
    consent: Consent,
}

/// Runs a command of tokens.
pub async fn run(arguments: &Arguments, command: &TokenCommand) -> Result<Answer, CliError> {
    match command {
        TokenCommand::Register(options) => register(arguments, options).await,
        TokenCommand::Issue(options) => issue(arguments, options).await,
        TokenCommand::Burn(options) => burn(arguments, options).await,
        TokenCommand::Info(options) => info(arguments, options).await,
        TokenCommand::SetIssuer(options) => {
            set_issuer(arguments, options, |name, issuer| Order::SetTokenIssuer { name, issuer }).await
        }
    }
}

async fn register(arguments: &Arguments, options: &Register) -> Result<Answer, CliError> {
    let name = parse_name(&options.name)?;
    let decimals = options.decimals;
    let value = order::or_nothing(&options.amount, decimals)?;
    let cap = options.cap.as_deref().map(|cap| amount::parse(cap, decimals)).transpose()?;
    let allowed = options.deposit.allowed()?;
    let order = Order::RegisterToken { name, decimals, cap, value };
    order.check()?;
    if value == 0 && options.to.is_some() {
        // There would be nothing to hand to anybody.
        return Err(OrderError::Zero.into());
    }
    let mut wallet = open(arguments)?;
    let payments = order::handed(&wallet, &options.to, name.token(), value)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &payments, allowed).await?;
    let amount = Display { value, decimals }.to_string();
    Ok(Answer {
        text: format!("Registered {name} and issued {amount} of it {}", order::tail(&sent)),
        json: order::object(
            &sent,
            &built,
            json!({ "asset": name.to_string(), "amount": amount, "decimals": decimals, "to": options.to }),
        ),
    })
}

async fn issue(arguments: &Arguments, options: &Issue) -> Result<Answer, CliError> {
    let name = parse_name(&options.name)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let decimals = order::decimals(&wallet, &name.token())?;
    let value = amount::parse(&options.amount, decimals)?;
    let payments = order::handed(&wallet, &options.to, name.token(), value)?;
    let order = Order::IssueToken { name, value };
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &payments, Allowed::NOTHING).await?;
    let amount = Display { value, decimals }.to_string();
    let json = json!({ "asset": name.to_string(), "amount": amount, "to": options.to });
    let text = format!("Issued {amount} {name} {}", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

async fn burn(arguments: &Arguments, options: &Burn) -> Result<Answer, CliError> {
    let name = parse_name(&options.name)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let decimals = order::decimals(&wallet, &name.token())?;
    let value = amount::parse(&options.amount, decimals)?;
    let order = Order::BurnToken { name, value };
    let amount = Display { value, decimals }.to_string();
    options.consent.ask(arguments, &format!("{amount} {name} are destroyed for ever"))?;
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &[], Allowed::NOTHING).await?;
    let json = json!({ "asset": name.to_string(), "amount": amount });
    let text = format!("Burnt {amount} {name} {}", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

/// Changes who may issue a token or tickets.
pub async fn set_issuer(
    arguments: &Arguments,
    options: &SetIssuer,
    order: impl FnOnce(Name, Option<OneTimeAddress>) -> Order,
) -> Result<Answer, CliError> {
    let name = parse_name(&options.name)?;
    let mut wallet = open(arguments)?;
    let read = |text: &String| OneTimeAddress::from_text(text.trim(), wallet.network());
    let issuer = options.issuer.as_ref().map(read).transpose().map_err(RequestError::Address)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    if issuer.is_none() {
        options.consent.ask(arguments, &format!("Nobody will ever issue {name} again"))?;
    }
    let order = order(name, issuer);
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &[], Allowed::NOTHING).await?;
    let who = options.issuer.clone().unwrap_or_else(|| "nobody, for ever".into());
    let text = format!("From now on {name} is issued by {who} {}", order::tail(&sent));
    let json = json!({ "name": name.to_string(), "issuer": options.issuer });
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

async fn info(arguments: &Arguments, options: &Info) -> Result<Answer, CliError> {
    let name = parse_name(&options.name)?;
    let chain = node(arguments).await?;
    let network = network(&chain.info().await?);
    let record = chain.token(&name).await?.ok_or(OrderError::Unregistered(name))?;
    let show = |value| Display { value, decimals: record.decimals }.to_string();
    let (supply, cap) = (show(record.supply), record.cap.map(show));
    let issuer = issuer_text(&record.issuer, network);
    let id = const_hex::encode_prefixed(sero_shielded::encoding::FieldBytes::from(name.token().id()).0);
    let limit = cap.as_ref().map(|cap| format!(", at most {cap}")).unwrap_or_default();
    let by = issuer.as_deref().unwrap_or("nobody any more");
    Ok(Answer {
        text: format!(
            "{name}: {supply} exist{limit}, {} decimals, since block {}\nissued by {by}\n{id}",
            record.decimals, record.registered
        ),
        json: json!({
            "asset": name.to_string(), "id": id, "decimals": record.decimals, "supply": supply, "cap": cap,
            "issuer": issuer, "registered": record.registered,
        }),
    })
}

/// Who may issue, as text.
pub fn issuer_text(issuer: &Option<Issuer>, network: Network) -> Option<String> {
    Some(match issuer.as_ref()? {
        Issuer::Address(bytes) => match bytes.to_address() {
            Ok(address) => address.to_text(network),
            Err(_) => const_hex::encode_prefixed(bytes.0),
        },
        Issuer::Contract(contract) => const_hex::encode_prefixed(contract),
    })
}
