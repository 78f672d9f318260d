//! How bytes and amounts are written in JSON.

use core::{fmt, str::FromStr};

use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

/// Why a string is not the value that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A hex string without its `0x`.
    #[error("a hex string begins with 0x")]
    NoPrefix,
    /// A character that is no hex digit, or an odd number of digits.
    #[error("not hexadecimal: {0}")]
    BadHex(String),
    /// 32 bytes were wanted.
    #[error("{got} bytes where 32 are wanted")]
    WrongLength {
        /// The number of bytes that the string holds.
        got: usize,
    },
    /// Not a decimal number of at most 128 bits without sign.
    #[error("not a decimal amount of at most 128 bits: {0}")]
    BadDecimal(String),
}

fn bytes_of(text: &str) -> Result<Vec<u8>, TextError> {
    let digits = text.strip_prefix("0x").ok_or(TextError::NoPrefix)?;
    // The decoder would skip a second prefix.
    if digits.starts_with("0x") || digits.starts_with("0X") {
        return Err(TextError::BadHex(text.into()));
    }
    const_hex::decode(digits).map_err(|e| TextError::BadHex(e.to_string()))
}

/// Any number of bytes, written as a `0x` hex string.
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct HexBytes(pub Vec<u8>);

/// Exactly 32 bytes (a hash, a nil, a root), written as a `0x` hex string.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Hex32(pub [u8; 32]);

/// An amount in the smallest unit, written as a decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub struct Decimal(pub u128);

impl FromStr for HexBytes {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        bytes_of(text).map(Self)
    }
}

impl FromStr for Hex32 {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        let bytes = bytes_of(text)?;
        let got = bytes.len();
        bytes.try_into().map(Self).map_err(|_| TextError::WrongLength { got })
    }
}

impl FromStr for Decimal {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        // `u128::from_str` would take a leading plus.
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TextError::BadDecimal(text.into()));
        }
        text.parse().map(Self).map_err(|_| TextError::BadDecimal(text.into()))
    }
}

impl fmt::Display for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&const_hex::encode_prefixed(&self.0))
    }
}

impl fmt::Display for Hex32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&const_hex::encode_prefixed(self.0))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! as_text {
    ($($kind:ty),*) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
as_text!(HexBytes, Hex32, Decimal);

macro_rules! hex_debug {
    ($($kind:ty),*) => {$(
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}
hex_debug!(HexBytes, Hex32);

impl From<Vec<u8>> for HexBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<[u8; 32]> for Hex32 {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl From<u128> for Decimal {
    fn from(amount: u128) -> Self {
        Self(amount)
    }
}
