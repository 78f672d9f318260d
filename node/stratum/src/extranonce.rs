//! Prefixes of the nonce, one for each live connection.

use std::{
    collections::{hash_map::RandomState, HashSet},
    hash::BuildHasher,
    sync::Arc,
};

use parking_lot::Mutex;

/// All prefixes of one length.
pub struct Prefixes {
    bytes: u8,
    state: Mutex<State>,
}

struct State {
    next: u32,
    live: HashSet<u32>,
}

impl Prefixes {
    /// Prefixes of 1 to 3 bytes; other lengths are brought into these bounds.
    pub fn new(bytes: u8) -> Arc<Self> {
        let state = State { next: random() as u32, live: HashSet::new() };
        Arc::new(Self { bytes: bytes.clamp(1, 3), state: Mutex::new(state) })
    }

    /// A prefix that nobody has. One that was given back comes again as late as possible.
    pub fn take(self: &Arc<Self>) -> Option<Prefix> {
        let count = 1u32 << (8 * u32::from(self.bytes));
        let mut state = self.state.lock();
        if state.live.len() >= count as usize {
            return None;
        }
        loop {
            let value = state.next % count;
            state.next = state.next.wrapping_add(1);
            if state.live.insert(value) {
                return Some(Prefix { value, owner: self.clone() });
            }
        }
    }
}

/// A number that differs from call to call, without claim to be a secret.
pub fn random() -> u64 {
    RandomState::new().hash_one(0u8)
}

/// A prefix, until it is dropped.
pub struct Prefix {
    value: u32,
    owner: Arc<Prefixes>,
}

/// What is wrong with a nonce.
#[derive(Debug, PartialEq, Eq)]
pub enum NonceError {
    /// Not hexadecimal, or of another length.
    Malformed,
    /// Of somebody else's part.
    Foreign,
}

impl Prefix {
    /// As the miner gets it: two digits for each byte.
    pub fn hex(&self) -> String {
        format!("{:0width$x}", self.value, width = self.digits())
    }

    /// Reads a nonce: all 16 digits, or those after the prefix. `short` allows leading zeros to be left out of the latter.
    pub fn nonce(&self, text: &str, short: bool) -> Result<u64, NonceError> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        // `from_str_radix` would take a sign.
        if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NonceError::Malformed);
        }
        let value = u64::from_str_radix(digits, 16).map_err(|_| NonceError::Malformed)?;
        let rest = 16 - self.digits();
        let base = u64::from(self.value) << (4 * rest);
        if digits.len() == 16 {
            return if value >> (4 * rest) == u64::from(self.value) { Ok(value) } else { Err(NonceError::Foreign) };
        }
        if digits.len() == rest || (short && digits.len() < rest) {
            return Ok(base | value);
        }
        Err(NonceError::Malformed)
    }

    fn digits(&self) -> usize {
        2 * usize::from(self.owner.bytes)
    }
}

impl Drop for Prefix {
    fn drop(&mut self) {
        self.owner.state.lock().live.remove(&self.value);
    }
}
