//! The lines that the server writes.

use primitive_types::U256;
use serde_json::{json, Value};

use crate::{
    difficulty::{compact, target, target_hex, to_index},
    jobs::Live,
    Config, Elsewhere, Refusal, ALGORITHM_PREFIX,
};

/// How a connection talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// EthereumStratum/1.0.0, as NiceHash wrote it, with the height behind it.
    V1,
    /// What kawpowminer and its kin speak.
    Kawpow,
    /// EthereumStratum/2.0.0, EIP-1571.
    V2,
}

/// The name of 1.0.0.
pub const V1: &str = "EthereumStratum/1.0.0";

/// The name of 2.0.0.
pub const V2: &str = "EthereumStratum/2.0.0";

/// What a job's lines are made of.
pub struct Work<'a> {
    /// What the connection calls it.
    pub id: &'a str,
    /// The job.
    pub live: &'a Live,
    /// The share difficulty.
    pub difficulty: U256,
    /// Whether former jobs are stale.
    pub clean: bool,
    /// Name of the preset.
    pub preset: &'a str,
    /// The connection's prefix.
    pub extranonce: &'a str,
}

impl Dialect {
    /// The answer to a request that was done.
    pub fn done(self, id: &Value, result: Option<Value>) -> String {
        match (self, result) {
            (Self::V2, None) => json!({ "id": id }),
            (Self::V2, Some(result)) => json!({ "id": id, "result": result }),
            (_, result) => json!({ "id": id, "result": result.unwrap_or(Value::Bool(true)), "error": null }),
        }
        .to_string()
    }

    /// The answer to a request that was refused.
    pub fn refused(self, id: &Value, refusal: &Refusal) -> String {
        let text = refusal.to_string();
        match self {
            Self::V2 => json!({ "id": id, "error": { "code": refusal.code_v2(), "message": text } }),
            _ => json!({ "id": id, "result": false, "error": [refusal.code(), text, null] }),
        }
        .to_string()
    }

    /// The answer to a share on a former parent that was taken. Only 2.0.0 can tell it from another.
    pub fn late(self, id: &Value) -> String {
        match self {
            Self::V2 => json!({ "id": id, "error": { "code": 202, "message": "Stale" } }).to_string(),
            _ => self.done(id, None),
        }
    }

    /// The answer to `mining.hello`.
    pub fn hello(id: &Value, config: &Config) -> String {
        let result = json!({
            "proto": V2,
            "encoding": "plain",
            "resume": "0",
            "timeout": format!("{:x}", config.idle_timeout.as_secs()),
            "maxerrors": format!("{:x}", config.errors_in_a_row),
            "node": config.node,
        });
        Self::V2.done(id, Some(result))
    }

    /// The answer to `mining.subscribe`.
    pub fn subscribed(self, id: &Value, session: &str, extranonce: &str) -> String {
        let result = match self {
            Self::V1 => json!([["mining.notify", session, V1], extranonce]),
            Self::Kawpow => json!([null, extranonce]),
            Self::V2 => json!(session),
        };
        self.done(id, Some(result))
    }

    /// What changes less often than jobs. All of it every time: there are miners of 2.0.0 that take an absent member for
    /// an empty one.
    pub fn set(self, work: &Work<'_>) -> String {
        match self {
            Self::V1 => {
                json!({ "id": null, "method": "mining.set_difficulty", "params": [to_index(work.difficulty)] })
            }
            Self::Kawpow => {
                json!({ "id": null, "method": "mining.set_target", "params": [target_hex(work.difficulty)] })
            }
            Self::V2 => json!({
                "method": "mining.set",
                "params": {
                    "epoch": format!("{:x}", work.live.epoch),
                    "target": target_hex(work.difficulty),
                    "algo": format!("{ALGORITHM_PREFIX}{}", work.preset),
                    "extranonce": work.extranonce,
                },
            }),
        }
        .to_string()
    }

    /// A job.
    pub fn notify(self, work: &Work<'_>) -> String {
        let header = const_hex::encode(work.live.job.header);
        let height = work.live.job.height;
        let seed = const_hex::encode(work.live.seed);
        match self {
            Self::V1 => json!({
                "id": null,
                "method": "mining.notify",
                "params": [work.id, seed, header, work.clean, height],
            }),
            Self::Kawpow => {
                let bits = format!("{:08x}", compact(target(work.live.job.difficulty)));
                let target = target_hex(work.difficulty);
                json!({
                    "id": null,
                    "method": "mining.notify",
                    "params": [work.id, header, seed, target, work.clean, height, bits],
                })
            }
            Self::V2 => json!({
                "method": "mining.notify",
                "params": [work.id, format!("{height:x}"), header, if work.clean { "1" } else { "0" }],
            }),
        }
        .to_string()
    }

    /// The last lines of a connection that the server closes.
    pub fn goodbye(self, message: &str, elsewhere: Option<&Elsewhere>) -> Vec<String> {
        let text = json!({ "id": null, "method": "client.show_message", "params": [message] }).to_string();
        let last = match (self, elsewhere) {
            (Self::V2, Some(other)) => json!({
                "method": "mining.reconnect",
                "params": { "host": other.host, "port": format!("{:x}", other.port), "resume": "0" },
            }),
            (Self::V2, None) => json!({ "method": "mining.bye" }),
            (_, Some(other)) => {
                json!({ "id": null, "method": "client.reconnect", "params": [other.host, other.port, 0] })
            }
            (_, None) => return vec![text],
        };
        vec![text, last.to_string()]
    }
}
