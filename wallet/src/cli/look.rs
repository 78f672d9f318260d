//! Reading the chain and looking at what is there.

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{json, Value};
use sero_shielded::{asset::Asset, encoding::FieldBytes};
use sero_wallet::{
    amount::Display,
    asset::{full, short},
    chain::Chain,
    history::{Entry, Paid, Status, What},
    order::deed::Deed,
    payment::anchor_height,
    sync::{Progress, SyncReport},
    wallet::Wallet,
};

use super::{
    args,
    keys::{open, open_with},
    node, Answer, Arguments, CliError,
};

/// Reads the chain.
pub async fn sync(arguments: &Arguments, options: &args::Sync) -> Result<Answer, CliError> {
    let (mut wallet, forgotten) = match options.rescan {
        true => open_with(arguments, Wallet::repair)?,
        false => (open(arguments)?, 0),
    };
    let chain = node(arguments).await?;
    let report = read(arguments, &mut wallet, &chain, options.rescan).await?;
    // A node puts the payments of a lost block back into its pool; another node may never have seen them.
    let resubmitted = match report.unmined {
        0 => 0,
        _ => wallet.resubmit(&chain).await?,
    };
    let SyncReport { tip, blocks, notes, rolled_back, .. } = report;
    let back = match rolled_back {
        0 => String::new(),
        blocks => format!("; the chain took another fork, {blocks} blocks were taken back"),
    };
    let lost = match forgotten {
        0 => String::new(),
        payments => format!(
            "; {payments} payments could not be read and were forgotten: one that waited can still reach its receiver"
        ),
    };
    Ok(Answer {
        json: json!({
            "tip": tip, "blocks": blocks, "notes": notes, "rolledBack": rolled_back,
            "resubmitted": resubmitted, "forgotten": forgotten,
        }),
        text: format!("At block {tip}: {blocks} blocks read, {notes} notes of yours found{back}{lost}"),
    })
}

/// Reads the chain behind a progress bar.
pub async fn read<C: Chain>(
    arguments: &Arguments,
    wallet: &mut Wallet,
    chain: &C,
    rescan: bool,
) -> Result<SyncReport, CliError> {
    let bar = match arguments.json {
        true => ProgressBar::hidden(),
        false => ProgressBar::new(0),
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} block {pos} of {len}, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    let progress = |progress: Progress| {
        bar.set_length(u64::from(progress.to));
        bar.set_position(u64::from(progress.at));
    };
    let report = match rescan {
        true => wallet.rescan(chain, progress).await,
        false => wallet.sync(chain, progress).await,
    };
    bar.finish_and_clear();
    Ok(report?)
}

/// Shows the balance.
pub fn balance(arguments: &Arguments) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let tip = wallet.tip().number;
    let (mut assets, mut text) = (Vec::new(), String::new());
    for balance in wallet.balance() {
        let show = |value| Display { value, decimals: balance.decimals }.to_string();
        let (spendable, pending) = (show(balance.spendable), show(balance.pending));
        let (incoming, total) = (show(balance.incoming), show(balance.total()));
        text += &format!("{total} {}", balance.name);
        if balance.total() != balance.spendable {
            text += &format!(" (spendable {spendable}, pending {pending}, incoming {incoming})");
        }
        text.push('\n');
        let label = wallet.label(&balance.aid);
        assets.push(json!({
            "asset": label.full, "kind": label.kind(), "id": balance.aid_hex(), "decimals": balance.decimals,
            "spendable": spendable, "pending": pending, "incoming": incoming, "total": total,
        }));
    }
    text += &format!("as of block {tip}");
    let json = json!({ "tip": tip, "anchor": anchor_height(tip), "assets": assets });
    Ok(Answer { json, text })
}

/// Shows the history.
pub fn history(arguments: &Arguments, options: &args::History) -> Result<Answer, CliError> {
    let wallet = open(arguments)?;
    let entries = wallet.history()?;
    let entries: Vec<&Entry> = entries.iter().take(options.limit).collect();
    let text: Vec<String> = entries.iter().map(|entry| line(&wallet, entry)).collect();
    let json: Vec<Value> = entries.iter().map(|entry| object(&wallet, entry)).collect();
    let text = match text.is_empty() {
        true => format!("Nothing up to block {}; run `sync` to read on", wallet.tip().number),
        false => text.join("\n"),
    };
    Ok(Answer { json: json!({ "tip": wallet.tip().number, "entries": json }), text })
}

/// An asset's name for people, its name for programs, and so much of it.
fn amount(wallet: &Wallet, aid: &FieldBytes, value: u128) -> (String, String, String) {
    let label = wallet.label(aid);
    (label.short, label.full, Display { value, decimals: label.decimals }.to_string())
}

fn object(wallet: &Wallet, entry: &Entry) -> Value {
    let (status, height, confirmations) = match entry.status {
        Status::Mined { height, confirmations } => ("mined", Some(height), Some(confirmations)),
        Status::Waiting { .. } => ("waiting", None, None),
        Status::Expired => ("expired", None, None),
        Status::Conflicted { height } => ("conflicted", Some(height), None),
    };
    let timestamp = entry.timestamp;
    match &entry.what {
        What::Received { index, aid, value, memo, public } => {
            let (_, asset, amount) = amount(wallet, aid, *value);
            json!({
                "direction": "received", "status": status, "height": height,
                "confirmations": confirmations, "timestamp": timestamp, "index": index,
                "asset": asset, "amount": amount, "memo": memo.text(), "public": public,
            })
        }
        What::Sent { id, fee, outputs, deeds } => {
            let fee = Display { value: *fee, decimals: sero_wallet::amount::SERO_DECIMALS };
            let outputs: Vec<Value> = outputs.iter().map(|paid| paid_object(wallet, paid)).collect();
            let deeds: Vec<Value> = deeds.iter().map(|deed| deed_object(wallet, deed)).collect();
            json!({
                "direction": "sent", "status": status, "height": height,
                "confirmations": confirmations, "timestamp": timestamp,
                "id": const_hex::encode_prefixed(id.0), "fee": fee.to_string(), "outputs": outputs, "deeds": deeds,
            })
        }
    }
}

fn paid_object(wallet: &Wallet, paid: &Paid) -> Value {
    let (_, asset, amount) = amount(wallet, &paid.aid, paid.value);
    json!({
        "to": paid.to, "kind": paid.kind, "asset": asset, "amount": amount, "memo": paid.memo.text(),
    })
}

/// What a deed moved: the asset's name for people, its name for programs, and the amount.
fn moved(wallet: &Wallet, deed: &Deed) -> Option<(String, String, String)> {
    let of = |asset: &Asset, value| {
        // The deed names the asset, whatever the list says; the list knows the decimals.
        let decimals = wallet.label(&asset.id().into()).decimals;
        Some((short(asset), full(asset), Display { value, decimals }.to_string()))
    };
    match deed {
        Deed::Registered(_) | Deed::IssuerChanged(_) => None,
        Deed::PutIn(aid, value) | Deed::TookOut(aid, value) => Some(amount(wallet, aid, *value)),
        Deed::Issued(asset, value) | Deed::Burnt(asset, value) => of(asset, *value),
        Deed::Packed(id) | Deed::Opened(id) => of(&Asset::Package(*id), 1),
        Deed::Locked(value) | Deed::Released(value) => of(&Asset::sero(), *value),
    }
}

fn deed_object(wallet: &Wallet, deed: &Deed) -> Value {
    let (asset, amount) = match (deed, moved(wallet, deed)) {
        (Deed::Registered(name) | Deed::IssuerChanged(name), _) => (Some(name.clone()), None),
        (_, Some((_, asset, amount))) => (Some(asset), Some(amount)),
        (_, None) => (None, None),
    };
    json!({ "action": deed.action(), "asset": asset, "amount": amount })
}

fn deed_text(wallet: &Wallet, deed: &Deed) -> String {
    match (deed, moved(wallet, deed)) {
        (Deed::Registered(name), _) => format!("registered {name}"),
        (Deed::IssuerChanged(name), _) => format!("changed the issuer of {name}"),
        (Deed::Packed(_), Some((name, ..))) => format!("made {name}"),
        (Deed::Opened(_), Some((name, ..))) => format!("opened {name}"),
        (Deed::Released(_), Some((name, _, amount))) => format!("got {amount} {name} of deposit back"),
        (Deed::Locked(_), Some((name, _, amount))) => format!("locked {amount} {name}"),
        (Deed::PutIn(..), Some((name, _, amount))) => format!("put {amount} {name} in"),
        (Deed::TookOut(..), Some((name, _, amount))) => format!("took {amount} {name} out"),
        (deed, Some((name, _, amount))) => format!("{} {amount} {name}", deed.action()),
        (deed, None) => deed.action().into(),
    }
}

fn line(wallet: &Wallet, entry: &Entry) -> String {
    let when = match entry.status {
        Status::Mined { height, .. } => format!("block {height}"),
        Status::Waiting { expiry } => format!("waiting, valid up to block {expiry}"),
        Status::Expired => "expired".into(),
        Status::Conflicted { height } => format!("overtaken in block {height}"),
    };
    let with = |memo: Option<String>| memo.map(|memo| format!(" \"{memo}\"")).unwrap_or_default();
    match &entry.what {
        What::Received { aid, value, memo, .. } => {
            let (asset, _, amount) = amount(wallet, aid, *value);
            format!("{when}: received {amount} {asset}{}", with(memo.text()))
        }
        What::Sent { outputs, deeds, .. } => {
            let did = deeds.iter().map(|deed| deed_text(wallet, deed));
            let paid = outputs.iter().map(|paid| {
                let (asset, _, amount) = amount(wallet, &paid.aid, paid.value);
                format!("sent {amount} {asset} to {}{}", paid.to, with(paid.memo.text()))
            });
            let parts: Vec<String> = did.chain(paid).collect();
            match parts.is_empty() {
                true => format!("{when}: sent to yourself"),
                false => format!("{when}: {}", parts.join(", ")),
            }
        }
    }
}
