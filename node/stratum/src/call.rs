//! What a request asks for.

use serde_json::Value;

use crate::{dialect::Dialect, message::Request, Refusal};

/// A request with its parameters read.
#[derive(Debug, PartialEq)]
pub enum Call {
    /// `mining.hello` of 2.0.0.
    Hello {
        /// The protocol asked for.
        protocol: String,
    },
    /// `mining.subscribe`.
    Subscribe {
        /// The second parameter, where 1.0.0 says its name.
        protocol: Option<String>,
    },
    /// `mining.extranonce.subscribe`.
    ExtranonceSubscribe,
    /// `mining.authorize`.
    Authorize {
        /// `<user>[.<worker>]`.
        name: String,
    },
    /// `mining.submit`.
    Submit(Submit),
    /// `mining.hashrate`, `eth_submitHashrate`.
    HashRate {
        /// Hashes in a second.
        rate: f64,
        /// The worker's token, where the dialect has it.
        worker: Option<String>,
    },
    /// `mining.noop`.
    Noop,
    /// `mining.bye`.
    Bye,
    /// `mining.reconnect`, which only servers may send.
    Ignored,
}

/// A share.
#[derive(Debug, PartialEq)]
pub struct Submit {
    /// The worker's name or token.
    pub worker: String,
    /// The job.
    pub job: String,
    /// The nonce, or what follows the prefix.
    pub nonce: String,
    /// The mix, if the miner sent it.
    pub mix: Option<[u8; 32]>,
}

/// Characters of what is repeated in answers.
const SHOWN: usize = 64;

/// The beginning of a text, for an answer.
pub fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// Reads the parameters of a request.
pub fn read(request: &Request, dialect: Option<Dialect>) -> Result<Call, Refusal> {
    let params = &request.params;
    match request.method.as_str() {
        "mining.hello" => {
            let protocol = params.get("proto").and_then(Value::as_str).ok_or(malformed("proto is missing"))?;
            Ok(Call::Hello { protocol: shown(protocol) })
        }
        "mining.subscribe" => {
            // Other miners than those of 1.0.0 have their own ideas of what comes second.
            let protocol = params.get(1).and_then(Value::as_str).map(shown);
            Ok(Call::Subscribe { protocol })
        }
        "mining.extranonce.subscribe" => Ok(Call::ExtranonceSubscribe),
        "mining.authorize" => Ok(Call::Authorize { name: text(params, 0, "the user name is missing")? }),
        "mining.submit" => submit(params, dialect).map(Call::Submit),
        "mining.hashrate" | "eth_submitHashrate" | "sero_submitHashrate" => {
            let rate = text(params, 0, "the hash rate is missing")?;
            let rate = hash_rate(&rate).ok_or(malformed("the hash rate is not hexadecimal"))?;
            let token = || params.get(1).and_then(Value::as_str).map(shown);
            Ok(Call::HashRate { rate, worker: if dialect == Some(Dialect::V2) { token() } else { None } })
        }
        "mining.noop" => Ok(Call::Noop),
        "mining.bye" => Ok(Call::Bye),
        "mining.reconnect" => Ok(Call::Ignored),
        method => Err(Refusal::UnknownMethod { method: shown(method) }),
    }
}

fn submit(params: &Value, dialect: Option<Dialect>) -> Result<Submit, Refusal> {
    let [worker, job, nonce, mix] = match dialect {
        Some(Dialect::V2) => [2, 0, 1, 3],
        _ => [0, 1, 2, 4],
    };
    let mix = match params.get(mix) {
        None | Some(Value::Null) => None,
        Some(mix) => {
            let mix = mix.as_str().and_then(hash).ok_or(malformed("the mix is not 64 hexadecimal digits"))?;
            Some(mix)
        }
    };
    Ok(Submit {
        worker: text(params, worker, "the worker is missing")?,
        job: text(params, job, "the job is missing")?,
        nonce: text(params, nonce, "the nonce is missing")?,
        mix,
    })
}

/// A hash in hexadecimal digits, with or without `0x`.
fn hash(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    const_hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// Up to 64 hexadecimal digits. Nobody computes 2^128 hashes in a second.
fn hash_rate(text: &str) -> Option<f64> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if digits.is_empty() || digits.len() > 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some(0.0);
    }
    u128::from_str_radix(significant, 16).ok().map(|rate| rate as f64)
}

fn text(params: &Value, place: usize, missing: &'static str) -> Result<String, Refusal> {
    params.get(place).and_then(Value::as_str).map(String::from).ok_or(malformed(missing))
}

const fn malformed(reason: &'static str) -> Refusal {
    Refusal::Malformed { reason }
}
