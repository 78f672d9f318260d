//! What the pool's lines mean.

use serde_json::Value;
use sero_stratum::{
    difficulty::{from_index, reached},
    ALGORITHM_PREFIX,
};

use super::{Client, ClientError, Event, Job};
use crate::pool::Version;

impl Client {
    pub(super) fn understand(&mut self, message: &Value) -> Result<Option<Event>, ClientError> {
        let params = message.get("params").unwrap_or(&Value::Null);
        match message.get("method").and_then(Value::as_str) {
            None => Ok(self.answer(message)),
            Some("mining.notify") => self.job(params).map(Some),
            Some("mining.set") => self.set(params).map(|()| None),
            Some("mining.set_difficulty") => {
                let index = params.get(0).and_then(Value::as_f64);
                self.difficulty = from_index(index.ok_or(ClientError::Nonsense("a difficulty is no number"))?);
                Ok(None)
            }
            Some("mining.set_target") => self.set_target(params.get(0)).map(|()| None),
            Some("mining.set_extranonce") => {
                let extranonce = params.get(0).and_then(Value::as_str);
                self.set_prefix(extranonce.ok_or(ClientError::Nonsense("an extranonce is no text"))?)?;
                Ok(None)
            }
            Some("client.show_message") => {
                let text = params.get(0).and_then(Value::as_str).unwrap_or_default();
                Ok(Some(Event::Message(printable(text))))
            }
            Some("client.reconnect") => {
                let host = params.get(0).and_then(Value::as_str).map(String::from);
                let port = params.get(1).and_then(|port| match port {
                    Value::String(port) => port.parse().ok(),
                    port => port.as_u64().and_then(|port| u16::try_from(port).ok()),
                });
                Ok(Some(Event::Reconnect { host, port }))
            }
            Some("mining.reconnect") => {
                let host = params.get("host").and_then(Value::as_str).map(String::from);
                let port = params.get("port").and_then(Value::as_str);
                let port = port.and_then(|port| u16::from_str_radix(port, 16).ok());
                Ok(Some(Event::Reconnect { host, port }))
            }
            Some("mining.bye") => Ok(Some(Event::Bye)),
            // What other pools may say.
            Some(_) => Ok(None),
        }
    }

    fn answer(&mut self, message: &Value) -> Option<Event> {
        let failure = failure(message);
        let Some(sent) = message.get("id").and_then(Value::as_u64).and_then(|id| self.waiting.remove(&id)) else {
            // An answer to nothing says why the pool is about to close.
            return failure.map(|(_, reason)| Event::Message(reason));
        };
        let took = sent.elapsed();
        Some(match failure {
            None => Event::Accepted { late: false, took },
            // In version 2, codes from 200 to 299 are no failures.
            Some((200..=299, _)) if self.version == Version::V2 => Event::Accepted { late: true, took },
            Some((_, reason)) => Event::Refused(reason),
        })
    }

    fn job(&self, params: &Value) -> Result<Event, ClientError> {
        let nonsense = ClientError::Nonsense("a job lacks something");
        let text = |place: usize| params.get(place).and_then(Value::as_str);
        let height = match self.version {
            Version::V1 => params.get(4).and_then(Value::as_u64).and_then(|height| u32::try_from(height).ok()),
            Version::V2 => text(1).and_then(|height| u32::from_str_radix(height, 16).ok()),
        };
        let (Some(id), Some(header), Some(height)) = (text(0), text(2).and_then(hash), height) else {
            return Err(nonsense);
        };
        let (prefix, prefix_bits) = self.prefix;
        let difficulty = self.difficulty;
        let algorithm = self.algorithm.clone();
        let job = Job { id: id.into(), header, height, difficulty, prefix, prefix_bits, algorithm };
        Ok(Event::Job(job))
    }

    fn set(&mut self, params: &Value) -> Result<(), ClientError> {
        if params.get("target").is_some() {
            self.set_target(params.get("target"))?;
        }
        if let Some(algorithm) = params.get("algo").and_then(Value::as_str) {
            let preset = algorithm.strip_prefix(ALGORITHM_PREFIX);
            self.kin = preset.is_some();
            self.algorithm = Some(preset.unwrap_or(algorithm).into());
        }
        if let Some(extranonce) = params.get("extranonce").and_then(Value::as_str) {
            self.set_prefix(extranonce)?;
        }
        Ok(())
    }

    fn set_target(&mut self, target: Option<&Value>) -> Result<(), ClientError> {
        let target = target.and_then(Value::as_str).and_then(hash);
        self.difficulty = reached(&target.ok_or(ClientError::Nonsense("a target is no number"))?);
        Ok(())
    }

    pub(super) fn set_prefix(&mut self, text: &str) -> Result<(), ClientError> {
        // Six bytes are the longest that version 2 allows.
        if text.len() > 12 || !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ClientError::Nonsense("an extranonce is not hexadecimal"));
        }
        let bits = 4 * u32::try_from(text.len()).unwrap_or(0);
        let value = u64::from_str_radix(text, 16).unwrap_or(0);
        self.prefix = (value.checked_shl(64 - bits).unwrap_or(0), bits);
        Ok(())
    }
}

/// Code and text of an error, in whichever form it comes; `false` as a result is one without either.
pub(super) fn failure(message: &Value) -> Option<(u64, String)> {
    let error = match message.get("error") {
        None | Some(Value::Null) => {
            let no = message.get("result") == Some(&Value::Bool(false));
            return no.then(|| (0, "without a reason".into()));
        }
        Some(error) => error,
    };
    let code = error.get("code").or(error.get(0)).and_then(Value::as_u64).unwrap_or(0);
    let text = error.get("message").or(error.get(1)).unwrap_or(error);
    let text = text.as_str().map_or_else(|| text.to_string(), String::from);
    Some((code, printable(&text)))
}

/// A hash of up to 64 digits; zeros at the front may be missing.
fn hash(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if digits.is_empty() || digits.len() > 64 {
        return None;
    }
    let mut bytes = [0; 32];
    const_hex::decode_to_slice(format!("{digits:0>64}"), &mut bytes).ok()?;
    Some(bytes)
}

/// A pool's text, without what could steer a terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(200).collect()
}
