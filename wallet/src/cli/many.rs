//! Paying several at once.

use std::io::{Error, ErrorKind};

use serde::Deserialize;
use serde_json::{json, Value};
use sero_shielded::asset::Asset;
use sero_wallet::{
    amount::{self, Display, SERO_DECIMALS},
    memo,
    payment::{request::NO_MEMO, Amount, Payment, Recipient, Sent},
};

use super::{args, keys::open, look, node, pay, Answer, Arguments, CliError};

/// One line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    address: String,
    amount: String,
    memo: Option<String>,
}

/// Pays everybody that a file names with one bundle.
pub async fn send_many(arguments: &Arguments, options: &args::SendMany) -> Result<Answer, CliError> {
    let bad = |error| CliError::File { path: options.file.clone(), error };
    let text = std::fs::read_to_string(&options.file).map_err(bad)?;
    let wishes: Vec<Wish> =
        serde_json::from_str(&text).map_err(|error| bad(Error::new(ErrorKind::InvalidData, error)))?;
    let mut wallet = open(arguments)?;
    let mut payments = Vec::with_capacity(wishes.len());
    let mut items = Vec::with_capacity(wishes.len());
    for wish in &wishes {
        let to = Recipient::shielded(&wish.address, wallet.network())?;
        let value = amount::parse(&wish.amount, SERO_DECIMALS)?;
        let memo = wish.memo.as_deref().map_or(Ok(NO_MEMO), memo::from_text)?;
        payments.push(Payment { to, asset: Asset::sero(), amount: Amount::Exact(value), memo });
        items.push((wish.address.clone(), value));
    }
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let built = wallet.build_payment(&chain, prover, &payments).await?;
    spinner.finish_and_clear();
    let sent = wallet.submit_built(&chain, &built).await?;
    let (total, count) = (sero(total(&items)), items.len());
    let text = format!("Sent {total} SERO to {count} addresses; valid up to block {}\n{}", sent.expiry, hash(&sent));
    Ok(Answer { json: json(&items, Some(&sent)), text })
}

/// SERO as text.
pub fn sero(value: u128) -> String {
    Display { value, decimals: SERO_DECIMALS }.to_string()
}

/// The hash as text.
pub fn hash(sent: &Sent) -> String {
    const_hex::encode_prefixed(sent.hash)
}

/// All of it.
pub fn total(items: &[(String, u128)]) -> u128 {
    items.iter().fold(0, |sum, (_, value)| sum.saturating_add(*value))
}

/// What goes to whom, and how it was sent.
pub fn json(items: &[(String, u128)], sent: Option<&Sent>) -> Value {
    let list: Vec<Value> = items.iter().map(|(to, value)| json!({ "to": to, "amount": sero(*value) })).collect();
    let mut object = json!({ "total": sero(total(items)), "items": list });
    if let Some(sent) = sent {
        object["hash"] = hash(sent).into();
        object["id"] = const_hex::encode_prefixed(sent.id.0).into();
        object["fee"] = sero(sent.fee).into();
        object["expiry"] = sent.expiry.into();
    }
    object
}
