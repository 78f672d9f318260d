//! Paying.

use std::sync::Arc;

use indicatif::ProgressBar;
use serde_json::json;
use sero_wallet::{
    amount::{self, Display, SERO_DECIMALS},
    asset,
    chain::RpcChain,
    memo,
    payment::{groth16::LocalProver, request::NO_MEMO, Amount, PayError, Payment, Recipient, RequestError},
    plain::suri,
    wallet::Wallet,
};

use super::{args, files::NewFile, keys::open, look, node, order, secrets, Answer, Arguments, CliError};

/// Pays a shielded address.
pub async fn send(arguments: &Arguments, options: &args::Send) -> Result<Answer, CliError> {
    let mut wallet = open(arguments)?;
    let to = Recipient::shielded(&options.to, wallet.network())?;
    pay(arguments, options, &mut wallet, to).await
}

/// Pays a plain account.
pub async fn unshield(arguments: &Arguments, options: &args::Send) -> Result<Answer, CliError> {
    let to = Recipient::account(&options.to)?;
    let mut wallet = open(arguments)?;
    pay(arguments, options, &mut wallet, to).await
}

/// Pays one recipient.
pub(super) async fn pay(
    arguments: &Arguments,
    options: &args::Send,
    wallet: &mut Wallet,
    to: Recipient,
) -> Result<Answer, CliError> {
    let asset = asset::parse(&options.asset)?;
    let memo = options.memo.as_deref().map_or(Ok(NO_MEMO), memo::from_text)?;
    // What needs no chain is said without one.
    if let (true, Some(text)) = (asset.is_sero(), &options.amount) {
        amount::parse(text, SERO_DECIMALS)?;
    }
    let out = NewFile::wanted(&options.out)?;
    let chain = node(arguments).await?;
    look::read(arguments, wallet, &chain, false).await?;
    let decimals = order::decimals(wallet, &asset)?;
    let amount = match &options.amount {
        Some(text) => Amount::Exact(amount::parse(text, decimals)?),
        None => Amount::All,
    };
    let payment = [Payment { to, asset, amount, memo }];
    let spinner = spinner(arguments, "proving");
    let prover = prover(wallet).await?;
    let built = wallet.build_payment(&chain, prover, &payment).await?;
    spinner.finish_and_clear();

    let value = built.values.first().copied().unwrap_or_default();
    let value = Display { value, decimals }.to_string();
    let fee = Display { value: built.fee, decimals: SERO_DECIMALS }.to_string();
    let (expiry, to) = (built.expiry, &options.to);
    let (name, full) = (asset::short(&asset), asset::full(&asset));
    if let (Some(path), Some(out)) = (&options.out, out) {
        out.write(format!("{}\n", const_hex::encode_prefixed(&built.bundle)).as_bytes())?;
        let file = path.display().to_string();
        return Ok(Answer {
            text: format!("Wrote {value} {name} to {to} (fee {fee} SERO) to {file}; hand it in with `submit {file}` up to block {expiry}"),
            json: json!({
                "file": file, "fee": fee, "expiry": expiry, "amount": value, "asset": full, "to": to,
            }),
        });
    }
    let sent = wallet.submit_built(&chain, &built).await?;
    let (hash, id) = (const_hex::encode_prefixed(sent.hash), const_hex::encode_prefixed(sent.id.0));
    Ok(Answer {
        text: format!("Sent {value} {name} to {to} (fee {fee} SERO); valid up to block {expiry}\n{hash}"),
        json: json!({
            "hash": hash, "id": id, "fee": fee, "expiry": expiry, "amount": value, "asset": full,
            "to": to,
        }),
    })
}

/// The prover of the wallet's network.
pub(super) async fn prover(wallet: &Wallet) -> Result<Arc<LocalProver>, CliError> {
    let network = wallet.network();
    let prover = tokio::task::spawn_blocking(move || LocalProver::load(network))
        .await
        .map_err(|error| sero_wallet::payment::prove::ProveError::Parameters(error.to_string()))?;
    Ok(Arc::new(prover?))
}

pub(super) fn spinner(arguments: &Arguments, what: &'static str) -> ProgressBar {
    if arguments.json {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(std::time::Duration::from_millis(100));
    spinner
}

/// Hands in a finished bundle.
pub async fn submit(arguments: &Arguments, options: &args::Submit) -> Result<Answer, CliError> {
    let text =
        std::fs::read_to_string(&options.file).map_err(|error| CliError::File { path: options.file.clone(), error })?;
    let bytes = const_hex::decode(text.trim()).map_err(|error| PayError::NotABundle(error.to_string()))?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    let sent = wallet.submit(&chain, &bytes).await?;
    let (hash, id) = (const_hex::encode_prefixed(sent.hash), const_hex::encode_prefixed(sent.id.0));
    let fee = Display { value: sent.fee, decimals: SERO_DECIMALS }.to_string();
    Ok(Answer {
        json: json!({ "hash": hash, "id": id, "fee": fee, "expiry": sent.expiry }),
        text: format!("The node took the payment; it is valid up to block {}\n{hash}", sent.expiry),
    })
}

/// Moves plain coins into the pool.
pub async fn shield(arguments: &Arguments, options: &args::Shield) -> Result<Answer, CliError> {
    let asset = asset::parse(&options.asset)?;
    // What needs no chain is said without one.
    if asset.is_sero() {
        amount::parse(&options.amount, SERO_DECIMALS)?;
    }
    let uri = match (&options.from_seed, &options.from_seed_file) {
        (Some(uri), _) => secrets::Secret::new(uri.clone()),
        (None, Some(path)) => secrets::first_line(path)?,
        (None, None) => secrets::ask("the account's secret URI", "give --from-seed-file")?,
    };
    let keypair = suri::keypair(&uri)?;
    let mut wallet = open(arguments)?;
    let chain: RpcChain = node(arguments).await?;
    if !asset.is_sero() {
        // Decimals come from the chain's list.
        look::read(arguments, &mut wallet, &chain, false).await?;
    }
    let decimals = order::decimals(&wallet, &asset)?;
    let value = amount::parse(&options.amount, decimals)?;
    if !asset.allows(value) {
        return Err(RequestError::Indivisible.into());
    }
    let shielded = wallet.shield_asset(&chain, &keypair, asset, value).await?;
    let hash = const_hex::encode_prefixed(shielded.hash);
    let value = Display { value, decimals }.to_string();
    let (name, full) = (asset::short(&asset), asset::full(&asset));
    let (account, expiry) = (shielded.account, shielded.expiry);
    Ok(Answer {
        text: format!(
            "{value} {name} of {account} go into the pool; valid up to block {expiry}, `sync` shows them\n{hash}"
        ),
        json: json!({ "hash": hash, "expiry": expiry, "account": account, "amount": value, "asset": full }),
    })
}
