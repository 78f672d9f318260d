//! What the commands of tokens, tickets and packages have in common.

use clap::Args;
use serde_json::{json, Value};
use sero_shielded::{asset::Asset, encoding::FieldBytes};
use sero_wallet::{
    amount::{self, AmountError, Display, SERO_DECIMALS},
    asset,
    chain::RpcChain,
    order::{Order, OrderError, MAX_DEPOSIT},
    payment::{request::NO_MEMO, Amount, Built, Payment, Recipient, Sent},
    wallet::Wallet,
};

use super::{consent, pay, Arguments, CliError};

/// Options of everything for which the chain locks SERO.
#[derive(Args)]
pub struct Deposit {
    #[arg(long, value_name = "SERO", help = format!("Go on if the chain locks as much as this; without it, {} SERO", MAX_DEPOSIT / sero_shielded::asset::SERO))]
    max_deposit: Option<String>,
}

impl Deposit {
    /// What is allowed.
    pub fn allowed(&self) -> Result<Allowed, CliError> {
        let most = self.max_deposit.as_deref().map_or(Ok(MAX_DEPOSIT), |text| amount::parse(text, SERO_DECIMALS))?;
        Ok(Allowed { most, ask: false })
    }
}

/// Options of everything for which the chain locks SERO for ever: names.
#[derive(Args)]
pub struct NameDeposit {
    /// Go on if the chain locks as much as this for ever, and do not ask
    #[arg(long, value_name = "SERO")]
    max_deposit: Option<String>,
    #[arg(long, help = format!("Do not ask; up to {} SERO are locked", MAX_DEPOSIT / sero_shielded::asset::SERO))]
    yes: bool,
}

/// What a user agrees to have locked.
pub struct Allowed {
    /// No more than this.
    most: u128,
    /// Whether he is to be asked still.
    ask: bool,
}

impl NameDeposit {
    /// What is allowed.
    pub fn allowed(&self) -> Result<Allowed, CliError> {
        let most = self.max_deposit.as_deref().map_or(Ok(MAX_DEPOSIT), |text| amount::parse(text, SERO_DECIMALS))?;
        Ok(Allowed { most, ask: self.max_deposit.is_none() && !self.yes })
    }
}

impl Allowed {
    /// Nothing is locked.
    pub const NOTHING: Allowed = Allowed { most: 0, ask: false };
}

/// SERO as text.
pub fn sero(value: u128) -> String {
    Display { value, decimals: SERO_DECIMALS }.to_string()
}

/// The decimals of an asset, for reading and writing amounts of it.
pub fn decimals(wallet: &Wallet, asset: &Asset) -> Result<u8, CliError> {
    let label = wallet.label(&FieldBytes::from(asset.id()));
    match (asset, label.asset) {
        (Asset::Token(_), None) => Err(CliError::UnknownAsset(asset::short(asset))),
        _ => Ok(label.decimals),
    }
}

/// Reads an amount that may be nothing.
pub fn or_nothing(text: &str, decimals: u8) -> Result<u128, AmountError> {
    match amount::parse(text, decimals) {
        Err(AmountError::Zero) => Ok(0),
        other => other,
    }
}

/// The payment that hands what is issued to somebody; none where it stays with oneself.
pub fn handed(wallet: &Wallet, to: &Option<String>, asset: Asset, value: u128) -> Result<Vec<Payment>, CliError> {
    let Some(to) = to.as_ref().filter(|_| value > 0) else { return Ok(Vec::new()) };
    let to = Recipient::shielded(to, wallet.network())?;
    Ok(vec![Payment { to, asset, amount: Amount::Exact(value), memo: NO_MEMO }])
}

/// Carries an order out. The wallet has read the chain already. What the chain locks is said before anything is signed, and no
/// more than that is signed for.
pub async fn give(
    arguments: &Arguments,
    wallet: &mut Wallet,
    chain: &RpcChain,
    order: &Order,
    payments: &[Payment],
    allowed: Allowed,
) -> Result<(Sent, Built), CliError> {
    let Allowed { most: mut limit, ask } = allowed;
    if order.locks() {
        let deposit = order.deposit(chain).await?;
        if deposit > limit {
            return Err(OrderError::Deposit { deposit, allowed: limit }.into());
        }
        limit = deposit;
        if ask {
            let what = format!("The chain locks a deposit of {} SERO for the name, for ever", sero(deposit));
            consent::ask(arguments, &what, "give --max-deposit SERO, or --yes")?;
        } else if !arguments.json {
            eprintln!("The chain locks a deposit of {} SERO for it", sero(deposit));
        }
    }
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(wallet).await?;
    let given = wallet.order(chain, prover, order, payments, limit).await;
    spinner.finish_and_clear();
    Ok(given?)
}

/// What every answer of an order says, and what this one says besides.
pub fn object(sent: &Sent, built: &Built, more: Value) -> Value {
    let mut object = json!({
        "hash": const_hex::encode_prefixed(sent.hash), "id": const_hex::encode_prefixed(sent.id.0),
        "fee": sero(sent.fee), "expiry": sent.expiry, "deposit": sero(built.deposit),
    });
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}

/// The end of every text about an order.
pub fn tail(sent: &Sent) -> String {
    format!(
        "(fee {} SERO); valid up to block {}\n{}",
        sero(sent.fee),
        sent.expiry,
        const_hex::encode_prefixed(sent.hash)
    )
}
