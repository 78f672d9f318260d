//! Addresses as text: Bech32m with a prefix that says what it is and on which network.
//!
//! | what | main | development | local |
//! | --- | --- | --- | --- |
//! | payment address | `sero` | `serodev` | `seroloc` |
//! | one-time address | `seroot` | `serootdev` | `serootloc` |
//! | tracking key | `serotk` | `serotkdev` | `serotkloc` |

use crate::keys::{KeyError, OneTimeAddress, PaymentAddress, PkBytes, PkrBytes, TrackingKey};
use alloc::{string::String, vec::Vec};
use bech32::{primitives::decode::CheckedHrpstring, Bech32m, Hrp};
use core::fmt;

/// Which chain an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// The main chain.
    Main,
    /// The development chain of one node.
    Development,
    /// A local chain of a few nodes.
    Local,
}

impl Network {
    /// All networks.
    pub const ALL: [Network; 3] = [Network::Main, Network::Development, Network::Local];

    /// The network's name, as RPC gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Network::Main => "main",
            Network::Development => "development",
            Network::Local => "local",
        }
    }

    /// The network of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.name() == name)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PK, 64 bytes.
    Payment,
    /// PKr, 96 bytes.
    OneTime,
    /// TK, 64 secret bytes.
    Tracking,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Payment, Kind::OneTime, Kind::Tracking];

    /// The length of the bytes behind the text.
    pub const fn byte_len(self) -> usize {
        match self {
            Kind::Payment | Kind::Tracking => 64,
            Kind::OneTime => 96,
        }
    }

    /// The Bech32m prefix on a network.
    pub const fn prefix(self, network: Network) -> &'static str {
        match (self, network) {
            (Kind::Payment, Network::Main) => "sero",
            (Kind::Payment, Network::Development) => "serodev",
            (Kind::Payment, Network::Local) => "seroloc",
            (Kind::OneTime, Network::Main) => "seroot",
            (Kind::OneTime, Network::Development) => "serootdev",
            (Kind::OneTime, Network::Local) => "serootloc",
            (Kind::Tracking, Network::Main) => "serotk",
            (Kind::Tracking, Network::Development) => "serotkdev",
            (Kind::Tracking, Network::Local) => "serotkloc",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Payment => "payment address",
            Kind::OneTime => "one-time address",
            Kind::Tracking => "tracking key",
        })
    }
}

/// Why a text is not the address that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not Bech32m, or a character was mistyped.
    #[error("the address is mistyped: its checksum does not hold; copy it again")]
    Checksum,
    /// A prefix that none of ours is.
    #[error("\"{0}\" is no prefix of a SERO address or key; ask for one of this chain, which begins with sero")]
    Prefix(String),
    /// An address of another network.
    #[error("this is for the {found} network, but the chain is {expected}; ask for an address of this chain")]
    Network {
        /// The network asked for.
        expected: Network,
        /// The network of the text.
        found: Network,
    },
    /// Another kind of thing.
    #[error("this is a {found}, where a {expected} belongs; ask for a {expected}")]
    Kind {
        /// The kind asked for.
        expected: Kind,
        /// The kind of the text.
        found: Kind,
    },
    /// Too few or too many bytes behind a right checksum.
    #[error("the address holds {found} bytes where {expected} belong; ask its owner for another one")]
    Length {
        /// Bytes of the kind.
        expected: usize,
        /// Bytes of the text.
        found: usize,
    },
    /// Bits behind the last byte are set: the text is not the one that its bytes have.
    #[error("the address has stray bits at its end; copy it again")]
    StrayBits,
    /// The bytes are no keys.
    #[error("the address holds no valid key: {0}; ask its owner for another one")]
    Key(KeyError),
}

impl PaymentAddress {
    /// The address as text.
    pub fn to_text(&self, network: Network) -> String {
        encode(Kind::Payment, network, &self.to_bytes().0)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn from_text(text: &str, network: Network) -> Result<Self, AddressError> {
        Self::from_bytes(&PkBytes(decode(text, Kind::Payment, network)?)).map_err(AddressError::Key)
    }
}

impl OneTimeAddress {
    /// The address as text.
    pub fn to_text(&self, network: Network) -> String {
        encode(Kind::OneTime, network, &self.to_bytes().0)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn from_text(text: &str, network: Network) -> Result<Self, AddressError> {
        PkrBytes(decode(text, Kind::OneTime, network)?).to_address().map_err(AddressError::Key)
    }
}

impl TrackingKey {
    /// The key as text. It is secret: whoever has it sees all payments of the account.
    pub fn to_text(&self, network: Network) -> String {
        encode(Kind::Tracking, network, &self.to_bytes())
    }

    /// Reads a text.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn from_text(text: &str, network: Network) -> Result<Self, AddressError> {
        Self::from_bytes(&decode(text, Kind::Tracking, network)?).map_err(AddressError::Key)
    }
}

/// The kind and network that a text's prefix names, its checksum checked.
///
/// # Errors
/// [`AddressError::Checksum`] or [`AddressError::Prefix`].
pub fn identify(text: &str) -> Result<(Kind, Network), AddressError> {
    let checked = CheckedHrpstring::new::<Bech32m>(text).map_err(|_| AddressError::Checksum)?;
    kind_of(&checked)
}

fn kind_of(checked: &CheckedHrpstring) -> Result<(Kind, Network), AddressError> {
    let prefix = checked.hrp().to_lowercase();
    Kind::ALL
        .into_iter()
        .flat_map(|kind| Network::ALL.map(|network| (kind, network)))
        .find(|(kind, network)| kind.prefix(*network) == prefix)
        .ok_or(AddressError::Prefix(prefix))
}

fn encode(kind: Kind, network: Network, bytes: &[u8]) -> String {
    // Our prefixes are valid and our lengths far below the code's 1,023 characters: this cannot fail.
    Hrp::parse(kind.prefix(network)).ok().and_then(|hrp| bech32::encode::<Bech32m>(hrp, bytes).ok()).unwrap_or_default()
}

fn decode<const N: usize>(text: &str, kind: Kind, network: Network) -> Result<[u8; N], AddressError> {
    let checked = CheckedHrpstring::new::<Bech32m>(text).map_err(|_| AddressError::Checksum)?;
    let (found_kind, found_network) = kind_of(&checked)?;
    if found_kind != kind {
        return Err(AddressError::Kind { expected: kind, found: found_kind });
    }
    if found_network != network {
        return Err(AddressError::Network { expected: network, found: found_network });
    }
    let bytes: Vec<u8> = checked.byte_iter().collect();
    let found = bytes.len();
    let bytes: [u8; N] = bytes.try_into().map_err(|_| AddressError::Length { expected: N, found })?;
    if !encode(kind, network, &bytes).eq_ignore_ascii_case(text) {
        return Err(AddressError::StrayBits);
    }
    Ok(bytes)
}
