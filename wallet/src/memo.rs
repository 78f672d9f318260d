//! Memos: 128 bytes beside a note, usually text padded with zeros.

use codec::{Decode, Encode};
use sero_shielded::{encryption::Memo, note::MEMO_LEN, package::PackageKey};

/// What stands before the key of a package. It travels beside the package's note: so a wallet restored from its words has the
/// keys of its packages, and a buyer gets key and note in one.
const PACKAGE_KEY: &[u8; 16] = b"SERO package key";

/// A text that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the memo has {0} bytes, and at most {MEMO_LEN} fit; shorten it")]
pub struct MemoTooLong(pub usize);

/// What stood beside a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub enum ReadMemo {
    /// Nothing but zeros, or a note without room for a memo.
    #[default]
    Empty,
    /// Bytes, the zeros at their end cut off.
    Bytes(Vec<u8>),
    /// The sender encrypted it wrong. The note is good all the same.
    Unreadable,
}

impl ReadMemo {
    /// Cuts the padding off.
    pub fn from_plain(memo: &[u8]) -> Self {
        match memo.iter().rposition(|byte| *byte != 0) {
            Some(last) => ReadMemo::Bytes(memo.iter().take(last + 1).copied().collect()),
            None => ReadMemo::Empty,
        }
    }

    /// The key of a package, where the memo holds one.
    pub fn package_key(&self) -> Option<PackageKey> {
        let ReadMemo::Bytes(bytes) = self else { return None };
        let found = bytes.strip_prefix(PACKAGE_KEY)?;
        // Zeros at the end of the key were cut off with the padding.
        let mut key = [0u8; 32];
        key.get_mut(..found.len())?.copy_from_slice(found);
        Some(PackageKey::new(key))
    }

    /// As text for people: what is not UTF-8 in hex; control characters, which could move a terminal's cursor, escaped. Keys
    /// are not shown.
    pub fn text(&self) -> Option<String> {
        if self.package_key().is_some() {
            return Some("(the key of the package)".into());
        }
        match self {
            ReadMemo::Empty => None,
            ReadMemo::Unreadable => Some("(unreadable)".into()),
            ReadMemo::Bytes(bytes) => Some(match std::str::from_utf8(bytes) {
                Ok(text) => text.chars().map(visible).collect(),
                Err(_) => const_hex::encode_prefixed(bytes),
            }),
        }
    }
}

fn visible(character: char) -> String {
    match character {
        c if c.is_control() => c.escape_unicode().to_string(),
        // Marks that reorder text could make an address read as another one.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            character.escape_unicode().to_string()
        }
        c => c.to_string(),
    }
}

/// A memo that holds the key of a package.
pub fn from_package_key(key: &PackageKey) -> Memo {
    let mut memo = [0u8; MEMO_LEN];
    for (to, from) in memo.iter_mut().zip(PACKAGE_KEY.iter().chain(key.expose())) {
        *to = *from;
    }
    memo
}

/// Pads a text to a memo.
///
/// # Errors
/// [`MemoTooLong`] above 128 bytes.
pub fn from_text(text: &str) -> Result<Memo, MemoTooLong> {
    let mut memo = [0u8; MEMO_LEN];
    memo.get_mut(..text.len()).ok_or(MemoTooLong(text.len()))?.copy_from_slice(text.as_bytes());
    Ok(memo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_without_padding() {
        let memo = from_text("für Bob").unwrap();
        assert_eq!(ReadMemo::from_plain(&memo).text().as_deref(), Some("für Bob"));
        assert_eq!(ReadMemo::from_plain(&[0; MEMO_LEN]), ReadMemo::Empty);
    }

    #[test]
    fn a_text_of_129_bytes_is_refused() {
        assert!(from_text(&"x".repeat(128)).is_ok());
        assert_eq!(from_text(&"x".repeat(129)), Err(MemoTooLong(129)));
    }

    #[test]
    fn the_key_of_a_package_comes_back_and_is_not_shown() {
        let mut bytes = [7; 32];
        bytes[30..].fill(0);
        for bytes in [[7; 32], bytes] {
            let memo = ReadMemo::from_plain(&from_package_key(&PackageKey::new(bytes)));
            assert_eq!(memo.package_key().map(|key| *key.expose()), Some(bytes));
            assert_eq!(memo.text().as_deref(), Some("(the key of the package)"));
        }
        let long = [&PACKAGE_KEY[..], &[1; 33]].concat();
        for memo in [ReadMemo::Empty, ReadMemo::Unreadable, ReadMemo::Bytes(long), ReadMemo::Bytes(vec![1])] {
            assert_eq!(memo.package_key(), None);
        }
    }

    #[test]
    fn a_memo_cannot_command_the_terminal() {
        let shown = ReadMemo::Bytes(b"\x1b[2Jpaid\xe2\x80\xae".to_vec()).text().unwrap();
        assert_eq!(shown, "\\u{1b}[2Jpaid\\u{202e}");
        assert_eq!(ReadMemo::Bytes(vec![0xff, 1]).text().as_deref(), Some("0xff01"));
    }
}
