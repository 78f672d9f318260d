//! The files that hold secrets.

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::{read_issuer, write_issuer};
use crate::{AuthorSecret, IssuerKey, IssuerSecret, SecretError};

/// An author's key as its file holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorKeyText {
    kind: AuthorKeyKind,
    /// The author's key.
    #[serde(with = "const_hex")]
    zpk: [u8; 32],
    #[serde(with = "const_hex")]
    secret: [u8; 32],
}

/// An issuer's key as its file holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerKeyText {
    kind: IssuerKeyKind,
    #[serde(serialize_with = "write_issuer", deserialize_with = "read_issuer")]
    public: IssuerKey,
    #[serde(with = "const_hex")]
    secret: [u8; 64],
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
enum AuthorKeyKind {
    #[default]
    #[serde(rename = "sero-licence-author-key")]
    AuthorKey,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
enum IssuerKeyKind {
    #[default]
    #[serde(rename = "sero-licence-issuer-key")]
    IssuerKey,
}

impl AuthorKeyText {
    /// The text of a secret.
    pub fn new(secret: &AuthorSecret) -> Self {
        Self { kind: AuthorKeyKind::default(), zpk: secret.zpk().0, secret: *secret.to_bytes() }
    }

    /// The secret, compared with the public key beside it.
    pub fn secret(&self) -> Result<AuthorSecret, SecretError> {
        let secret = AuthorSecret::from_bytes(&self.secret)?;
        if secret.zpk().0 != self.zpk {
            return Err(SecretError::Mismatch);
        }
        Ok(secret)
    }
}

impl IssuerKeyText {
    /// The text of an issuer's secrets.
    pub fn new(secret: &IssuerSecret) -> Self {
        Self { kind: IssuerKeyKind::default(), public: secret.public(), secret: *secret.to_bytes() }
    }

    /// The secrets, compared with the public key beside them.
    pub fn secret(&self) -> Result<IssuerSecret, SecretError> {
        let secret = IssuerSecret::from_bytes(&self.secret)?;
        if secret.public() != self.public {
            return Err(SecretError::Mismatch);
        }
        Ok(secret)
    }
}

impl Drop for AuthorKeyText {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl Drop for IssuerKeyText {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}
