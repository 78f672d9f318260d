//! What stands behind a ticket, as JSON.
//!
//! ```json
//! {
//!     "row": {"number": 7},
//!     "title": {"text": "Hamlet"},
//!     "contract": {"hash": "<64 hex digits>"},
//!     "seal": {"bytes": "<hex digits>"},
//!     "drink": {"asset": "VOUCHER#<id>", "value": 1}
//! }
//! ```
//!
//! Numbers and values are digits or decimal strings of at most 128 bits; values are in the asset's smallest unit, and 1 where
//! they are left out. What is read is written with strings: JavaScript loses a large number.

use std::fmt;

use bounded_collections::{BoundedVec, ConstU32, Get};
use serde::{
    de::{MapAccess, Visitor},
    Deserialize, Deserializer,
};
use serde_json::{json, Map, Value as Json};
use sero_shielded::{
    asset::Asset,
    command::{DataError, Entry, TicketData, Value, MAX_ENTRIES, MAX_KEY},
};

use crate::{
    asset::{self, AssetError},
    memo::ReadMemo,
};

/// Why a text is not what stands behind a ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataTextError {
    /// No JSON object.
    #[error("the data are no JSON object ({0}); write for example {{\"title\": {{\"text\": \"Hamlet\"}}}}")]
    Json(String),
    /// A value that is none.
    #[error("the value of \"{key}\" is {why}; write one of text, number, hash, bytes or asset")]
    Entry {
        /// Its name.
        key: String,
        /// What is wrong.
        why: &'static str,
    },
    /// An asset that is none.
    #[error("the value of \"{key}\": {error}")]
    Asset {
        /// Its name.
        key: String,
        /// What is wrong.
        error: AssetError,
    },
    /// Too many values.
    #[error("{0} values do not fit behind a ticket, which holds {MAX_ENTRIES}; nest them behind further tickets")]
    TooMany(usize),
    /// What the chain would refuse.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Reads what stands behind a ticket.
///
/// # Errors
/// See [`DataTextError`].
pub fn from_json(text: &str) -> Result<TicketData, DataTextError> {
    let Object(parts) = serde_json::from_str(text).map_err(|error| DataTextError::Json(error.to_string()))?;
    let count = parts.len();
    let entries = parts.into_iter().map(|(key, value)| entry(key, &value)).collect::<Result<Vec<_>, _>>()?;
    let entries: BoundedVec<Entry, ConstU32<MAX_ENTRIES>> =
        entries.try_into().map_err(|_| DataTextError::TooMany(count))?;
    let data = TicketData(entries);
    data.check()?;
    Ok(data)
}

/// Writes what stands behind a ticket.
pub fn to_json(data: &TicketData) -> Json {
    let parts = data.0.iter().map(|entry| {
        let value = match &entry.value {
            Value::Asset { asset, value } => json!({ "asset": asset::full(asset), "value": value.to_string() }),
            Value::Text(text) => json!({ "text": String::from_utf8_lossy(text) }),
            Value::Number(number) => json!({ "number": number.to_string() }),
            Value::Hash(hash) => json!({ "hash": const_hex::encode(hash) }),
            Value::Bytes(bytes) => json!({ "bytes": const_hex::encode(bytes) }),
        };
        (String::from_utf8_lossy(&entry.key).into_owned(), value)
    });
    Json::Object(parts.collect::<Map<_, _>>())
}

/// What stands behind a ticket for people, a line for each value.
pub fn lines(data: &TicketData) -> Vec<String> {
    let line = |entry: &Entry| {
        // Anybody can issue tickets: their texts must not command the terminal.
        let shown = |bytes: &[u8]| ReadMemo::Bytes(bytes.to_vec()).text().unwrap_or_default();
        let value = match &entry.value {
            Value::Asset { asset: Asset::Token(name), value } => {
                format!("{value} of {} in its smallest unit", asset::short(&Asset::Token(*name)))
            }
            Value::Asset { asset, .. } => asset::full(asset),
            Value::Text(text) => format!("\"{}\"", shown(text)),
            Value::Number(number) => number.to_string(),
            Value::Hash(hash) => format!("hash {}", const_hex::encode(hash)),
            Value::Bytes(bytes) => format!("bytes {}", const_hex::encode(bytes)),
        };
        format!("{}: {value}", shown(&entry.key))
    };
    data.0.iter().map(line).collect()
}

fn entry(key: String, value: &Json) -> Result<Entry, DataTextError> {
    let why = |why| DataTextError::Entry { key: key.clone(), why };
    let parts = value.as_object().ok_or_else(|| why("no object"))?;
    let get = |name: &str| parts.get(name);
    let text = |json: &Json| json.as_str().map(str::to_string).ok_or_else(|| why("no string"));
    let hex = |json: &Json| {
        let digits = text(json)?;
        const_hex::decode(digits).map_err(|_| why("no hex digits"))
    };
    let allowed = if parts.contains_key("asset") { 1 + usize::from(parts.contains_key("value")) } else { 1 };
    if parts.len() != allowed {
        return Err(why("not of one kind"));
    }
    let read = if let Some(json) = get("text") {
        Value::Text(fit(text(json)?.into_bytes()).ok_or_else(|| why("longer than texts can be"))?)
    } else if let Some(json) = get("number") {
        Value::Number(number(json).ok_or_else(|| why("no number of at most 128 bits"))?)
    } else if let Some(json) = get("hash") {
        Value::Hash(hex(json)?.try_into().map_err(|_| why("no hash of 32 bytes"))?)
    } else if let Some(json) = get("bytes") {
        Value::Bytes(fit(hex(json)?).ok_or_else(|| why("longer than bytes can be"))?)
    } else if let Some(json) = get("asset") {
        let named = asset::parse(&text(json)?);
        let asset = named.map_err(|error| DataTextError::Asset { key: key.clone(), error })?;
        let value = match get("value") {
            Some(json) => number(json).ok_or_else(|| why("no value of at most 128 bits"))?,
            None => 1,
        };
        Value::Asset { asset, value }
    } else {
        return Err(why("of an unknown kind"));
    };
    let name: Option<BoundedVec<u8, ConstU32<MAX_KEY>>> = fit(key.clone().into_bytes());
    let name = name.ok_or_else(|| why("under a name longer than names can be"))?;
    Ok(Entry { key: name, value: read })
}

fn fit<S: Get<u32>>(bytes: Vec<u8>) -> Option<BoundedVec<u8, S>> {
    BoundedVec::try_from(bytes).ok()
}

fn number(json: &Json) -> Option<u128> {
    match json {
        Json::Number(number) => number.as_u64().map(u128::from),
        // A sign would be read as well.
        Json::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// The parts of an object in order, repeated names and all.
struct Object(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;

        impl<'de> Visitor<'de> for Parts {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of named values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = map.next_entry()? {
                    parts.push(part);
                }
                Ok(Object(parts))
            }
        }

        deserializer.deserialize_map(Parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read_again() {
        let id = "0f".repeat(32);
        let text = format!(
            r#"{{"row": {{"number": 7}}, "big": {{"number": "{max}"}}, "title": {{"text": "Käse"}},
                "contract": {{"hash": "{id}"}}, "seal": {{"bytes": "0x0102"}},
                "drink": {{"asset": "VOUCHER#{id}"}}, "gold": {{"asset": "GOLD", "value": "5"}}}}"#,
            max = u128::MAX
        );
        let data = from_json(&text).unwrap();
        assert_eq!(data.0.len(), 7);
        assert_eq!(from_json(&to_json(&data).to_string()).map(|again| to_json(&again)), Ok(to_json(&data)));
        let json = to_json(&data);
        assert_eq!(json["drink"], json!({ "asset": format!("VOUCHER#{id}"), "value": "1" }));
        assert_eq!((&json["row"]["number"], &json["seal"]["bytes"]), (&json!("7"), &json!("0102")));
    }

    #[test]
    fn mistakes_are_told_apart() {
        let why = |text: &str| match from_json(text) {
            Err(DataTextError::Entry { why, .. }) => why,
            other => panic!("{text}: {other:?}"),
        };
        assert!(matches!(from_json("[]"), Err(DataTextError::Json(_))));
        assert_eq!(why(r#"{"a": 1}"#), "no object");
        assert_eq!(why(r#"{"a": {}}"#), "not of one kind");
        assert_eq!(why(r#"{"a": {"text": "x", "number": 1}}"#), "not of one kind");
        assert_eq!(why(r#"{"a": {"colour": "x"}}"#), "of an unknown kind");
        assert_eq!(why(r#"{"a": {"number": -1}}"#), "no number of at most 128 bits");
        assert_eq!(why(r#"{"a": {"number": "+1"}}"#), "no number of at most 128 bits");
        assert_eq!(why(r#"{"a": {"hash": "0102"}}"#), "no hash of 32 bytes");
        assert_eq!(why(&format!(r#"{{"a": {{"text": "{}"}}}}"#, "x".repeat(257))), "longer than texts can be");
        assert_eq!(
            why(&format!(r#"{{"{}": {{"number": 1}}}}"#, "x".repeat(33))),
            "under a name longer than names can be"
        );
        assert!(matches!(from_json(r#"{"a": {"asset": "G OLD"}}"#), Err(DataTextError::Asset { .. })));
        let twice = r#"{"a": {"number": 1}, "a": {"number": 2}}"#;
        assert_eq!(from_json(twice), Err(DataTextError::Data(DataError::RepeatedKey(0, 1))));
        let spaced = r#"{"a b": {"number": 1}}"#;
        assert_eq!(from_json(spaced), Err(DataTextError::Data(DataError::Key(0))));
        let many: Vec<String> = (0..17).map(|n| format!(r#""k{n}": {{"number": 1}}"#)).collect();
        assert_eq!(from_json(&format!("{{{}}}", many.join(","))), Err(DataTextError::TooMany(17)));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}") {
            let _ = from_json(&text);
        }
    }
}
