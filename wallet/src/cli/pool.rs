//! Paying a pool's miners.

use serde_json::{json, Value};
use sero_pool::Ledger;
use sero_wallet::pool::{Paid, Settled};

use super::{args, keys::open, look, many, node, pay, Answer, Arguments, CliError};

/// Settles payouts and makes the next one.
pub async fn pool_pay(arguments: &Arguments, options: &args::PoolPay) -> Result<Answer, CliError> {
    // A missing ledger is said before anybody is asked for a passphrase.
    let mut ledger = Ledger::join(&options.ledger)?;
    let mut wallet = open(arguments)?;
    let chain = node(arguments).await?;
    look::read(arguments, &mut wallet, &chain, false).await?;
    let max = usize::from(options.max);
    if options.dry_run {
        let budget = wallet.payout_budget(&chain).await?;
        let items = ledger.payable(max, budget.payable)?;
        let unfinished: Vec<u64> = ledger.unfinished_payouts()?.iter().map(|payout| payout.id).collect();
        let mut json = many::json(&items, None);
        json["unfinished"] = unfinished.into();
        json["payable"] = many::sero(budget.payable).into();
        json["spendable"] = many::sero(budget.spendable).into();
        return Ok(Answer { text: planned(&items), json });
    }
    let settled = wallet.settle_payouts(&chain, &mut ledger).await?;
    let Some(payout) = wallet.plan_payout(&chain, &mut ledger, max).await? else {
        return Ok(answer(&settled, None));
    };
    let spinner = pay::spinner(arguments, "proving");
    let prover = pay::prover(&wallet).await?;
    let paid = wallet.pay_payout(&chain, prover, &mut ledger, &payout).await;
    spinner.finish_and_clear();
    Ok(answer(&settled, Some(&paid?)))
}

fn planned(items: &[(String, u128)]) -> String {
    let total = many::sero(many::total(items));
    let lines = items.iter().map(|(to, value)| format!("\n  {} to {to}", many::sero(*value)));
    match items {
        [] => nothing(),
        _ => format!("The next payout pays {total} SERO:{}", lines.collect::<String>()),
    }
}

fn nothing() -> String {
    "Nobody is to be paid, or the wallet cannot spend enough yet: a reward or change can be spent 10 to 17 blocks after its block"
        .into()
}

fn answer(settled: &Settled, paid: Option<&Paid>) -> Answer {
    let in_flight: Vec<Value> = settled
        .in_flight
        .iter()
        .map(|one| json!({ "payout": one.payout, "mined": one.mined, "expiry": one.expiry, "refused": one.refused }))
        .collect();
    let payout = paid.map(|paid| {
        let mut object = many::json(&paid.items, Some(&paid.sent));
        object["payout"] = paid.payout.into();
        object
    });
    let Settled { confirmed, given_back, .. } = settled;
    let text = match paid {
        Some(paid) => {
            let (total, count) = (many::sero(many::total(&paid.items)), paid.items.len());
            let (id, expiry, hash) = (paid.payout, paid.sent.expiry, many::hash(&paid.sent));
            format!("Payout {id}: sent {total} SERO to {count} accounts; valid up to block {expiry}\n{hash}")
        }
        None => nothing(),
    };
    let (done, back, going) = (confirmed.len(), given_back.len(), in_flight.len());
    Answer {
        text: format!("Payouts before: {done} confirmed now, {back} given back now, {going} on their way\n{text}"),
        json: json!({
            "confirmed": confirmed, "givenBack": given_back, "inFlight": in_flight, "payout": payout,
        }),
    }
}
