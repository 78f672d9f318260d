//! JSON objects of bounded depth.

use serde_json::{Map, Value};

use crate::Refusal;

/// Characters of an identifier, if it is a string, and of a method.
const NAME: usize = 64;

/// A message of the miner.
#[derive(Debug, PartialEq)]
pub enum Message {
    /// It wants something.
    Request(Request),
    /// It answers something. Some miners answer notifications.
    Response,
}

/// What a miner wants.
#[derive(Debug, PartialEq)]
pub struct Request {
    /// Is repeated in the answer. Without one, or with `null`, nothing is answered.
    pub id: Option<Value>,
    /// Name of the method.
    pub method: String,
    /// Its parameters, `null` if there are none.
    pub params: Value,
}

/// A line that is no message, and the identifier for the answer if one could be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its identifier.
    pub id: Option<Value>,
    /// What is wrong.
    pub refusal: Refusal,
}

/// Reads a line.
pub fn parse(line: &[u8], depth: usize) -> Result<Message, Unreadable> {
    let unreadable = |reason| Unreadable { id: None, refusal: Refusal::Malformed { reason } };
    if too_deep(line, depth) {
        return Err(unreadable("nested too deeply"));
    }
    let Ok(mut object) = serde_json::from_slice::<Map<String, Value>>(line) else {
        return Err(unreadable("not a JSON object"));
    };
    let id = match object.remove("id") {
        None | Some(Value::Null) => None,
        Some(id @ Value::Number(_)) => Some(id),
        Some(Value::String(id)) if id.len() <= NAME => Some(Value::String(id)),
        Some(_) => return Err(unreadable("the id is neither a number nor a short string")),
    };
    match object.remove("method") {
        Some(Value::String(method)) if method.len() <= NAME => {
            let params = object.remove("params").unwrap_or(Value::Null);
            Ok(Message::Request(Request { id, method, params }))
        }
        None if object.contains_key("result") || object.contains_key("error") => Ok(Message::Response),
        _ => Err(Unreadable { id, refusal: Refusal::Malformed { reason: "no method" } }),
    }
}

/// Whether brackets outside of strings are deeper than that.
fn too_deep(line: &[u8], limit: usize) -> bool {
    let (mut depth, mut string, mut escaped) = (0usize, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'[' | b'{' if !string => {
                depth = depth.saturating_add(1);
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' if !string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
