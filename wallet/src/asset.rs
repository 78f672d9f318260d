//! Assets as people write and read them.
//!
//! | asset | short, for people | in full, for programs and `--asset` |
//! | --- | --- | --- |
//! | token | `GOLDBAR` | `GOLDBAR` |
//! | ticket | `THEATRE#0f3a77c1` | `THEATRE#` and 64 hex digits |
//! | package | `package 0f3a77c1` | `package:` and 64 hex digits |
//!
//! What is none of them, or has a name that is no [`Name`], is its asset id in hex: it cannot pass for a name.

use sero_shielded::{
    asset::{Asset, ListedAsset, SERO_DECIMALS},
    command::{Command, TokenCommand},
    encoding::FieldBytes,
    name::{Name, NameError},
};

use crate::{
    store::{PaymentRow, StoreError},
    wallet::Wallet,
};

/// What stands before the id of a package.
const PACKAGE: &str = "package:";

/// Why a text names no asset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// The name of a token or category.
    #[error("\"{text}\" names no asset: {error}; write TOKEN, CATEGORY#<id> or package:<id>")]
    Name {
        /// The text.
        text: String,
        /// What is wrong with it.
        error: NameError,
    },
    /// The id of a ticket or package.
    #[error("\"{0}\" is no id; write its 64 hex digits")]
    Id(String),
    /// A token where a ticket belongs, or another mistake of kinds.
    #[error("\"{text}\" is no {expected}; write it as {form}")]
    Kind {
        /// The text.
        text: String,
        /// What was wanted.
        expected: &'static str,
        /// How that is written.
        form: &'static str,
    },
}

/// Reads `TOKEN`, `CATEGORY#<id>` or `package:<id>`.
///
/// # Errors
/// See [`AssetError`].
pub fn parse(text: &str) -> Result<Asset, AssetError> {
    if let Some(id) = text.strip_prefix(PACKAGE) {
        return Ok(Asset::Package(parse_id(id)?));
    }
    match text.split_once('#') {
        Some((category, id)) => Ok(Asset::Ticket { category: *parse_name(category)?.bytes(), id: parse_id(id)? }),
        None => Ok(parse_name(text)?.token()),
    }
}

/// Reads a token's or category's name.
///
/// # Errors
/// [`AssetError::Name`].
pub fn parse_name(text: &str) -> Result<Name, AssetError> {
    Name::parse(text).map_err(|error| AssetError::Name { text: text.into(), error })
}

/// Reads `CATEGORY#<id>`.
///
/// # Errors
/// See [`AssetError`].
pub fn parse_ticket(text: &str) -> Result<(Name, [u8; 32]), AssetError> {
    let kind = || AssetError::Kind { text: text.into(), expected: "ticket", form: "CATEGORY#<id>" };
    let (category, id) = text.split_once('#').ok_or_else(kind)?;
    Ok((parse_name(category)?, parse_id(id)?))
}

/// Reads the id of a package, with or without `package:` before it.
///
/// # Errors
/// [`AssetError::Id`].
pub fn parse_package(text: &str) -> Result<[u8; 32], AssetError> {
    parse_id(text.strip_prefix(PACKAGE).unwrap_or(text))
}

/// Reads 64 hex digits, with or without `0x` before them.
///
/// # Errors
/// [`AssetError::Id`].
pub fn parse_id(text: &str) -> Result<[u8; 32], AssetError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let bad = || AssetError::Id(text.into());
    // The decoder would skip a second prefix.
    if digits.len() != 64 {
        return Err(bad());
    }
    const_hex::decode_to_array(digits).map_err(|_| bad())
}

/// An asset for people.
pub fn short(asset: &Asset) -> String {
    let head = |id: &[u8; 32]| const_hex::encode(id).get(..8).unwrap_or_default().to_string();
    match (asset, name_of(asset)) {
        (Asset::Token(_), Some(name)) => name.to_string(),
        (Asset::Ticket { id, .. }, Some(name)) => format!("{name}#{}", head(id)),
        (Asset::Package(id), _) => format!("package {}", head(id)),
        (_, None) => unnamed(&asset.id().into()),
    }
}

/// An asset for programs: what [`parse`] reads, where the asset has a name.
pub fn full(asset: &Asset) -> String {
    match (asset, name_of(asset)) {
        (Asset::Token(_), Some(name)) => name.to_string(),
        (Asset::Ticket { id, .. }, Some(name)) => format!("{name}#{}", const_hex::encode(id)),
        (Asset::Package(id), _) => format!("{PACKAGE}{}", const_hex::encode(id)),
        (_, None) => unnamed(&asset.id().into()),
    }
}

/// 32 bytes that should be a name, as text; hex where they are none.
pub fn name_text(bytes: &[u8; 32]) -> String {
    Name::from_bytes(bytes).map_or_else(|_| const_hex::encode_prefixed(bytes), |name| name.to_string())
}

fn name_of(asset: &Asset) -> Option<Name> {
    match asset {
        Asset::Token(name) => Name::from_bytes(name).ok(),
        Asset::Ticket { category, .. } => Name::from_bytes(category).ok(),
        Asset::Package(_) => None,
    }
}

fn unnamed(aid: &FieldBytes) -> String {
    const_hex::encode_prefixed(aid.0)
}

/// What the wallet can say of an asset id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The asset; nothing where the wallet never met it by name.
    pub asset: Option<Asset>,
    /// Its name for people.
    pub short: String,
    /// Its name for programs.
    pub full: String,
    /// Its decimals; 0 where they are not known.
    pub decimals: u8,
}

impl Label {
    fn of(asset: Asset, decimals: u8) -> Self {
        Label { asset: Some(asset), short: short(&asset), full: full(&asset), decimals }
    }

    fn unknown(aid: &FieldBytes) -> Self {
        Label { asset: None, short: unnamed(aid), full: unnamed(aid), decimals: 0 }
    }

    /// `token`, `ticket`, `package` or `unknown`.
    pub fn kind(&self) -> &'static str {
        match self.asset {
            Some(Asset::Token(_)) => "token",
            Some(Asset::Ticket { .. }) => "ticket",
            Some(Asset::Package(_)) => "package",
            None => "unknown",
        }
    }
}

impl Wallet {
    /// What the wallet can say of an asset id, from the chain's list of assets and from what it met by name.
    pub fn label(&self, aid: &FieldBytes) -> Label {
        let sero = Asset::sero();
        if *aid == FieldBytes::from(sero.id()) {
            return Label::of(sero, SERO_DECIMALS);
        }
        // A damaged row is as good as none here: the id says what the note holds.
        if let Ok(Some(listed)) = self.listed(aid) {
            return Label::of(listed.asset, listed.decimals);
        }
        if let Some(asset) = self.state.assets.get(aid) {
            return Label::of(*asset, 0);
        }
        match self.state.payments.iter().find_map(|row| ordered(row, aid)) {
            Some((asset, decimals)) => Label::of(asset, decimals),
            None => Label::unknown(aid),
        }
    }

    /// An asset's short name and decimals.
    pub fn asset_name(&self, aid: &FieldBytes) -> (String, u8) {
        let Label { short, decimals, .. } = self.label(aid);
        (short, decimals)
    }

    /// An asset out of the chain's list, as of the last sync.
    ///
    /// # Errors
    /// [`StoreError`] for a damaged row.
    pub fn listed(&self, aid: &FieldBytes) -> Result<Option<ListedAsset>, StoreError> {
        self.store.listed(&self.vault, aid)
    }
}

/// An asset that one's own command made, before the chain lists it.
fn ordered(row: &PaymentRow, aid: &FieldBytes) -> Option<(Asset, u8)> {
    let terms = row.record.sent.terms.iter();
    let asset = terms.map(|term| term.asset).find(|asset| FieldBytes::from(asset.id()) == *aid)?;
    let decimals = match row.record.command() {
        Some(Command::Token(TokenCommand::Register { name, decimals, .. })) if asset == Asset::Token(name) => decimals,
        _ => 0,
    };
    Some((asset, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: [u8; 32] = [0x0f; 32];

    fn name(text: &str) -> [u8; 32] {
        *Name::parse(text).unwrap().bytes()
    }

    #[test]
    fn each_kind_of_asset_is_read_as_it_is_written() {
        let ticket = Asset::Ticket { category: name("THEATRE"), id: ID };
        let (token, package) = (Asset::Token(name("GOLD")), Asset::Package(ID));
        for asset in [token, ticket, package, Asset::sero()] {
            assert_eq!(parse(&full(&asset)), Ok(asset));
        }
        assert_eq!(short(&token), "GOLD");
        assert_eq!(short(&ticket), "THEATRE#0f0f0f0f");
        assert_eq!(short(&package), "package 0f0f0f0f");
        assert_eq!(parse("gold"), Ok(token));
        assert_eq!(parse(&format!("theatre#0x{}", "0f".repeat(32))), Ok(ticket));
        // A token may have this name.
        assert_eq!(parse("PACKAGE"), Ok(Asset::Token(name("PACKAGE"))));
    }

    #[test]
    fn what_names_no_asset_is_told_apart() {
        assert!(matches!(parse("GO LD"), Err(AssetError::Name { .. })));
        assert_eq!(parse("THEATRE#12"), Err(AssetError::Id("12".into())));
        assert_eq!(parse("package:"), Err(AssetError::Id("".into())));
        assert_eq!(
            parse_id(&format!("0x0x{}", "0".repeat(60))),
            Err(AssetError::Id(format!("0x0x{}", "0".repeat(60))))
        );
        assert!(matches!(parse_ticket("THEATRE"), Err(AssetError::Kind { .. })));
        assert_eq!(parse_package(&"0f".repeat(32)), Ok(ID));
    }

    #[test]
    fn a_name_that_is_none_is_shown_as_the_id() {
        let mut forged = name("GOLD");
        forged[1] = b' ';
        for asset in [Asset::Token(forged), Asset::Ticket { category: forged, id: ID }] {
            let hex = const_hex::encode_prefixed(FieldBytes::from(asset.id()).0);
            assert_eq!((short(&asset), full(&asset)), (hex.clone(), hex));
        }
        assert!(name_text(&forged).starts_with("0x"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = (parse(&text), parse_ticket(&text), parse_package(&text));
        }
    }
}
