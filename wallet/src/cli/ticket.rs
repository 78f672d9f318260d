//! Tickets.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use sero_shielded::{asset::Asset, command::TicketData, registry::TicketRecord};
use sero_wallet::{
    asset::{full, parse, parse_id, parse_name, parse_ticket, short, AssetError},
    order::{
        data,
        ticket::{follow, Followed, MAX_DEPTH},
        Order,
    },
    payment::Recipient,
    random,
};

use super::{
    args,
    consent::Consent,
    keys::open,
    look, node,
    order::{self, Allowed},
    ownership, pay, token, Answer, Arguments, CliError,
};

/// Commands of tickets.
#[derive(Subcommand)]
pub enum TicketCommand {
    /// Register a category for ever
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db ticket register THEATRE\n\nThe deposit for a name stays locked for ever."
    )]
    Register(Register),
    /// Issue a ticket of a category that this account issues
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db ticket issue THEATRE --data seat.json --to serodev1...\n\nThe file is a JSON object: {\"row\": {\"number\": 7}, \"title\": {\"text\": \"Hamlet\"}, \"contract\": {\"hash\": \"...\"}, \"seal\": {\"bytes\": \"...\"}, \"drink\": {\"asset\": \"VOUCHER#...\", \"value\": 1}}. Everybody can read it."
    )]
    Issue(Issue),
    /// Give a ticket to somebody; nobody else learns of it
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db ticket send THEATRE#0f3a... serodev1...")]
    Send(Send),
    /// Move a ticket or package to yourself, so that you can prove later than its former owner
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db ticket refresh THEATRE#0f3a...")]
    Refresh(Which),
    /// Destroy a ticket and get its deposit; its id is never issued again
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db ticket burn THEATRE#0f3a...")]
    Burn(Burn),
    /// Show what stands behind a ticket, and behind those it names; the node learns that you asked
    #[command(after_help = "Example:\n  sero-wallet ticket show THEATRE#0f3a... --depth 2 --json")]
    Show(Show),
    /// Show the tickets that the account owns, as of the last sync
    #[command(after_help = "Example:\n  sero-wallet --wallet a.db ticket list --json")]
    List,
    /// Hand the right to issue to another wallet, or give it up for ever
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db ticket set-issuer THEATRE serootdev1...\n  sero-wallet --wallet a.db ticket set-issuer THEATRE --nobody"
    )]
    SetIssuer(token::SetIssuer),
    /// Ask who owns a ticket or package now
    #[command(
        after_help = "Example:\n  sero-wallet ticket challenge THEATRE#0f3a... --for \"the theatre's door, 1 May\" --out challenge.hex\n\nSend the file to whoever claims to own it; he answers with `ticket prove`."
    )]
    Challenge(ownership::Ask),
    /// Prove to who asked that you own a ticket or package, without showing which note it is
    #[command(
        after_help = "Example:\n  sero-wallet --wallet a.db ticket prove THEATRE#0f3a... --challenge challenge.hex --out proof.hex\n\nA former owner still has his old note, so a note that is older than the challenge proves nothing: then move the ticket to yourself with `ticket refresh THEATRE#0f3a...`, wait 10 to 17 blocks, and prove again."
    )]
    Prove(ownership::Prove),
    /// Judge a proof of ownership
    #[command(
        after_help = "Example:\n  sero-wallet ticket verify --challenge challenge.hex --proof proof.hex\n  sero-wallet ticket verify --challenge challenge.hex --proof proof.hex --root 0x... --genesis 0x... --network development   # without a node"
    )]
    Verify(ownership::Verify),
}

/// Options of `ticket register`.
#[derive(Args)]
pub struct Register {
    /// 1 to 32 of A-Z, 0-9 and _, a letter first
    category: String,
    #[command(flatten)]
    deposit: order::NameDeposit,
}

/// Options of `ticket issue`.
#[derive(Args)]
pub struct Issue {
    /// The category
    category: String,
    /// The ticket's id: 64 hex digits, or `random`
    #[arg(long, default_value = "random", value_name = "HEX")]
    id: String,
    /// A file with what stands behind it
    #[arg(long, value_name = "FILE.json")]
    data: Option<PathBuf>,
    /// Who gets it; you, if nobody is named
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    #[command(flatten)]
    deposit: order::Deposit,
}

/// Options of `ticket send`.
#[derive(Args)]
pub struct Send {
    /// The ticket: CATEGORY#<id>
    ticket: String,
    /// To whom
    #[arg(value_name = "ADDRESS")]
    to: String,
    /// A text of at most 128 bytes beside it
    #[arg(long, value_name = "TEXT")]
    memo: Option<String>,
}

/// A ticket.
#[derive(Args)]
pub struct Which {
    /// The ticket: CATEGORY#<id>
    ticket: String,
}

/// Options of `ticket burn`.
#[derive(Args)]
pub struct Burn {
    /// The ticket: CATEGORY#<id>
    ticket: String,
    #[command(flatten)]
    consent: Consent,
}

/// Options of `ticket show`.
#[derive(Args)]
pub struct Show {
    /// The ticket: CATEGORY#<id>
    ticket: String,
    /// How far to follow tickets that stand behind tickets
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=i64::from(MAX_DEPTH)))]
    depth: u32,
}

/// Runs a command of tickets.
pub async fn run(arguments: &Arguments, command: &TicketCommand) -> Result<Answer, CliError> {
    match command {
        TicketCommand::Register(options) => register(arguments, options).await,
        TicketCommand::Issue(options) => issue(arguments, options).await,
        TicketCommand::Send(options) => send(arguments, options).await,
        TicketCommand::Refresh(options) => refresh(arguments, options).await,
        TicketCommand::Burn(options) => burn(arguments, options).await,
        TicketCommand::Show(options) => show(arguments, options).await,
        TicketCommand::List => list(arguments),
        TicketCommand::SetIssuer(options) => {
            let order = |category, issuer| Order::SetCategoryIssuer { category, issuer };
            token::set_issuer(arguments, options, order).await
        }
        TicketCommand::Challenge(options) => ownership::ask(arguments, options).await,
        TicketCommand::Prove(options) => ownership::prove(arguments, options).await,
        TicketCommand::Verify(options) => ownership::verify(arguments, options).await,
    }
}

async fn register(arguments: &Arguments, options: &Register) -> Result<Answer, CliError> {
    let category = parse_name(&options.category)?;
    let allowed = options.deposit.allowed()?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let order = Order::RegisterCategory { category };
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &[], allowed).await?;
    let json = json!({ "category": category.to_string() });
    let text = format!("Registered the category {category} {}", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

async fn issue(arguments: &Arguments, options: &Issue) -> Result<Answer, CliError> {
    let category = parse_name(&options.category)?;
    let id = match options.id.as_str() {
        "random" => *random::bytes::<32>(),
        text => parse_id(text)?,
    };
    let data = match &options.data {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| CliError::File { path: path.clone(), error })?;
            data::from_json(&text)?
        }
        None => TicketData::default(),
    };
    let allowed = options.deposit.allowed()?;
    let asset = Asset::Ticket { category: *category.bytes(), id };
    let mut wallet = open(arguments)?;
    let payments = order::handed(&wallet, &options.to, asset, 1)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let order = Order::IssueTicket { category, id, data };
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &payments, allowed).await?;
    let json = json!({ "asset": full(&asset), "to": options.to });
    let text = format!("Issued {} {}", full(&asset), order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json) })
}

async fn send(arguments: &Arguments, options: &Send) -> Result<Answer, CliError> {
    parse_ticket(&options.ticket)?;
    let mut wallet = open(arguments)?;
    let to = Recipient::shielded(&options.to, wallet.network())?;
    let payment = args::Send::one(&options.ticket, options.to.clone(), options.memo.clone());
    pay::pay(arguments, &payment, &mut wallet, to).await
}

async fn refresh(arguments: &Arguments, options: &Which) -> Result<Answer, CliError> {
    if let Asset::Token(_) = parse(&options.ticket)? {
        let (expected, form) = ("ticket or package", "CATEGORY#<id> or package:<id>");
        return Err(AssetError::Kind { text: options.ticket.clone(), expected, form }.into());
    }
    let mut wallet = open(arguments)?;
    let payment = args::Send::one(&options.ticket, wallet.address_text(), None);
    let to = Recipient::Address(wallet.address());
    pay::pay(arguments, &payment, &mut wallet, to).await
}

async fn burn(arguments: &Arguments, options: &Burn) -> Result<Answer, CliError> {
    let (category, id) = parse_ticket(&options.ticket)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let order = Order::BurnTicket { category, id };
    let name = full(&Asset::Ticket { category: *category.bytes(), id });
    options.consent.ask(arguments, &format!("{name} is destroyed, and its id is never issued again"))?;
    let (sent, built) = order::give(arguments, &mut wallet, &chain, &order, &[], Allowed::NOTHING).await?;
    let text = format!("Burnt {name}; its deposit comes to you {}", order::tail(&sent));
    Ok(Answer { text, json: order::object(&sent, &built, json!({ "asset": name })) })
}

async fn show(arguments: &Arguments, options: &Show) -> Result<Answer, CliError> {
    let (category, id) = parse_ticket(&options.ticket)?;
    let chain = node(arguments).await?;
    let tickets = follow(&chain, &category, &id, options.depth).await?;
    let text: Vec<String> = tickets.iter().map(text).collect();
    let mut objects = tickets.iter().map(object);
    let mut json = objects.next().unwrap_or_default();
    json["nested"] = objects.collect::<Vec<Value>>().into();
    Ok(Answer { text: text.join("\n"), json })
}

fn object(ticket: &Followed) -> Value {
    let (state, data, deposit) = match &ticket.record {
        None => ("unknown", Value::Null, None),
        Some(TicketRecord::Burnt) => ("burnt", Value::Null, None),
        Some(TicketRecord::Held { data, deposit }) => ("held", data::to_json(data), Some(order::sero(*deposit))),
    };
    json!({ "asset": full(&ticket.asset), "depth": ticket.depth, "state": state, "data": data, "deposit": deposit })
}

fn text(ticket: &Followed) -> String {
    let indent = "  ".repeat(ticket.depth as usize);
    let name = match ticket.depth {
        0 => full(&ticket.asset),
        _ => short(&ticket.asset),
    };
    match &ticket.record {
        None => format!("{indent}{name}: was never issued"),
        Some(TicketRecord::Burnt) => format!("{indent}{name}: burnt"),
        Some(TicketRecord::Held { data, deposit }) => {
            let mut lines = vec![format!("{indent}{name} (deposit {} SERO)", order::sero(*deposit))];
            lines.extend(data::lines(data).iter().map(|line| format!("{indent}  {line}")));
            lines.join("\n")
        }
    }
}

fn list(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let tip = wallet.tip().number;
    let (mut tickets, mut lines) = (Vec::new(), Vec::new());
    for balance in wallet.balance() {
        let Some(asset @ Asset::Ticket { .. }) = balance.asset else { continue };
        if balance.total() > 0 {
            let spendable = balance.spendable > 0;
            lines.push(format!("{}{}", full(&asset), if spendable { "" } else { " (not yet to be spent)" }));
            tickets.push(json!({ "asset": full(&asset), "id": balance.aid_hex(), "spendable": spendable }));
        }
    }
    lines.push(format!("{} tickets as of block {tip}", tickets.len()));
    Ok(Answer { text: lines.join("\n"), json: json!({ "tip": tip, "tickets": tickets }) })
}
