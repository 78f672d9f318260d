//! Offers and answers as text: eight bytes that say what it is, a version, SCALE; all in hex.

use codec::{Decode, DecodeAll, Encode};

use super::SwapError;

/// The only version of these files.
pub const VERSION: u8 = 1;
/// Longer than any offer or answer can be, in bytes.
const MAX_BYTES: usize = 32 * 1024;
/// The same as text, with room for a line's end.
pub const MAX_TEXT: u64 = 2 * MAX_BYTES as u64 + 16;

/// What goes into a file.
pub trait Filed: Encode + Decode {
    /// The first eight bytes.
    const MAGIC: [u8; 8];
    /// Its name in messages.
    const WHAT: &'static str;
    /// The command that writes it.
    const BY: &'static str;

    /// The text of a file.
    fn to_text(&self) -> String {
        let mut bytes = Self::MAGIC.to_vec();
        bytes.push(VERSION);
        self.encode_to(&mut bytes);
        const_hex::encode_prefixed(bytes) + "\n"
    }

    /// Reads the text of a file. What it says is not believed: it is checked before anybody acts on it.
    ///
    /// # Errors
    /// [`SwapError::File`], [`SwapError::Version`].
    fn from_text(text: &str) -> Result<Self, SwapError> {
        let bad = |why: String| SwapError::File { what: Self::WHAT, by: Self::BY, why };
        if text.len() as u64 > MAX_TEXT {
            return Err(bad(format!("it is longer than {MAX_TEXT} characters")));
        }
        let bytes = const_hex::decode(text.trim()).map_err(|error| bad(error.to_string()))?;
        let header = bytes.split_first_chunk::<8>().and_then(|(magic, rest)| Some((magic, rest.split_first()?)));
        let Some((magic, (version, body))) = header else {
            return Err(bad("it is too short".into()));
        };
        if *magic != Self::MAGIC {
            return Err(bad("it begins with something else".into()));
        }
        if *version != VERSION {
            return Err(SwapError::Version { what: Self::WHAT, found: *version });
        }
        // Every list in it is bounded: a length that promises more is refused before anything is set aside for it.
        Self::decode_all(&mut &body[..]).map_err(|error| bad(error.to_string()))
    }
}
