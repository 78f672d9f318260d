//! Licences, requests for them, and keys as text: JSON objects whose bytes are hexadecimal.
//!
//! A request and a licence carry the whole genesis hash, and a licence the whole key of its issuer, so that a person sees what they are for.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
mod keys;

pub use keys::{AuthorKeyText, IssuerKeyText};

use sero_shielded::encoding::{PointBytes, ScalarBytes};

use crate::{IssuerKey, License, Prop, Refusal, Tag};

/// What a miner sends to the issuer. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestText {
    kind: RequestKind,
    /// Hash of the chain's block 0.
    #[serde(with = "const_hex")]
    pub genesis: [u8; 32],
    /// The author's key.
    #[serde(with = "const_hex")]
    pub zpk: [u8; 32],
}

/// What an issuer sends back. It serves nobody but the owner of the author key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseText {
    kind: LicenseKind,
    /// Hash of the chain's block 0.
    #[serde(with = "const_hex")]
    pub genesis: [u8; 32],
    /// Who issued it.
    #[serde(serialize_with = "write_issuer", deserialize_with = "read_issuer")]
    pub issuer: IssuerKey,
    /// The author's key.
    #[serde(with = "const_hex")]
    pub zpk: [u8; 32],
    /// The last height, inclusive.
    pub until: u32,
    /// The number by which it can be revoked.
    pub serial: u32,
    /// R of the proof.
    #[serde(with = "const_hex")]
    pub r: [u8; 32],
    /// s of the proof.
    #[serde(with = "const_hex")]
    pub s: [u8; 32],
}

/// Says what the object is: one text is not taken for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum RequestKind {
    #[default]
    #[serde(rename = "sero-licence-request")]
    Request,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum LicenseKind {
    #[default]
    #[serde(rename = "sero-licence")]
    License,
}

impl RequestText {
    /// A request for a licence on a chain.
    pub fn new(genesis: [u8; 32], zpk: PointBytes) -> Self {
        Self { kind: RequestKind::default(), genesis, zpk: zpk.0 }
    }
}

impl LicenseText {
    /// The text of a licence that `issuer` made for `zpk` on a chain.
    pub fn new(license: &License, zpk: PointBytes, genesis: [u8; 32], issuer: IssuerKey) -> Self {
        Self {
            kind: LicenseKind::default(),
            genesis,
            issuer,
            zpk: zpk.0,
            until: license.prop.until(),
            serial: license.prop.serial(),
            r: license.r.0,
            s: license.s.0,
        }
    }

    /// The author's key.
    pub const fn zpk(&self) -> PointBytes {
        PointBytes(self.zpk)
    }

    /// The licence as headers carry it.
    pub fn license(&self) -> License {
        License {
            network: Tag::of(&self.genesis),
            issuer: self.issuer.tag(),
            prop: Prop::new(self.until, self.serial),
            r: PointBytes(self.r),
            s: ScalarBytes(self.s),
        }
    }

    /// Whether the licence would be taken: on the chain of `genesis`, with this issuer, and at a height if one is given.
    /// Whether it is revoked only the chain knows.
    pub fn check(&self, issuer: &IssuerKey, genesis: &[u8; 32], height: Option<u32>) -> Result<(), Refusal> {
        // The tags would do, but for two hashes that begin alike.
        if self.genesis != *genesis {
            return Err(Refusal::OtherNetwork { found: Tag::of(&self.genesis), expected: Tag::of(genesis) });
        }
        if self.issuer != *issuer {
            return Err(Refusal::UnknownIssuer { found: self.issuer.tag(), expected: issuer.tag() });
        }
        let license = self.license();
        if let Some(height) = height {
            license.check_height(height)?;
        }
        license.verify(&self.zpk(), genesis, issuer)
    }
}

fn write_issuer<S: Serializer>(issuer: &IssuerKey, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(issuer)
}

fn read_issuer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IssuerKey, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}
