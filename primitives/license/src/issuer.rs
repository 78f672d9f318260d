//! Who issues licences.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use rand_core::{CryptoRng, RngCore};
use scale_info::TypeInfo;
use sero_shielded::{
    curve::{g_lic, mul, Point, Scalar},
    encoding::{EncodingError, PointBytes, ScalarBytes},
    hash::{hb, hs},
    signature::Role,
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    license::{challenge, weight},
    secret, License, Prop, Refusal, SecretError, Tag,
};

/// An issuer's public key: two products with G_lic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct IssuerKey {
    /// PK_zpk, which stands for the author's key.
    pub zpk: PointBytes,
    /// PK_prop, which stands for what the licence says.
    pub prop: PointBytes,
}

/// Why something is no issuer's key.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum IssuerError {
    /// PK_zpk.
    #[error("PK_zpk of the issuer: {0}")]
    Zpk(EncodingError),
    /// PK_prop.
    #[error("PK_prop of the issuer: {0}")]
    Prop(EncodingError),
    /// The text is not 128 hexadecimal digits.
    #[error("an issuer's public key has 128 hexadecimal digits, as `license issuer` prints them")]
    Text,
}

impl IssuerKey {
    /// Both points, as keys.
    pub(crate) fn points(&self) -> Result<[Point; 2], IssuerError> {
        Ok([self.zpk.to_key().map_err(IssuerError::Zpk)?, self.prop.to_key().map_err(IssuerError::Prop)?])
    }

    /// Checks that both points are keys: canonical, in the prime subgroup, not the identity.
    pub fn check(&self) -> Result<(), IssuerError> {
        self.points().map(drop)
    }

    /// What licences of this issuer name it by.
    pub fn tag(&self) -> Tag {
        Tag::of(&hb("SERO_lic_issuer", &[&self.zpk.0, &self.prop.0]))
    }
}

impl fmt::Display for IssuerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.zpk.0.iter().chain(&self.prop.0).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for IssuerKey {
    type Err = IssuerError;

    /// Reads hexadecimal digits, with or without `0x`, and checks the points.
    fn from_str(text: &str) -> Result<Self, IssuerError> {
        let [zpk, prop] = halves(&const_hex::decode_to_array(text).map_err(|_| IssuerError::Text)?);
        let key = Self { zpk: PointBytes(zpk), prop: PointBytes(prop) };
        key.check()?;
        Ok(key)
    }
}

/// An issuer's two secrets. Whoever has them can license anybody.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct IssuerSecret {
    zpk: Scalar,
    prop: Scalar,
}

impl fmt::Debug for IssuerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuerSecret(..)")
    }
}

impl IssuerSecret {
    /// New random secrets.
    pub fn generate<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        Self { zpk: secret::random("sero.lic.zpk", rng), prop: secret::random("sero.lic.prop", rng) }
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, SecretError> {
        let [zpk, prop] = halves(bytes).map(Zeroizing::new);
        Ok(Self { zpk: secret::read(&zpk)?, prop: secret::read(&prop)? })
    }

    /// The secret of PK_zpk, then that of PK_prop.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0u8; 64]);
        for (to, from) in bytes.chunks_exact_mut(32).zip([self.zpk, self.prop]) {
            to.copy_from_slice(&*Zeroizing::new(ScalarBytes::from(from).0));
        }
        bytes
    }

    /// The key under which the licences are verified.
    pub fn public(&self) -> IssuerKey {
        IssuerKey { zpk: mul(&g_lic(), &self.zpk).into(), prop: mul(&g_lic(), &self.prop).into() }
    }

    /// Issues a licence for an author's key.
    ///
    /// # Errors
    /// [`Refusal::Zpk`] when the bytes are no key.
    ///
    /// # Security
    /// The nonce hashes the secrets and all that the challenge hashes, besides random bytes: a failing random source gives
    /// no nonce twice for two challenges, so it leaks nothing.
    pub fn issue<R: RngCore + CryptoRng>(
        &self,
        zpk: &PointBytes,
        prop: Prop,
        genesis: &[u8; 32],
        rng: &mut R,
    ) -> Result<License, Refusal> {
        let mut random = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *random);
        zpk.to_key().map(drop).map_err(Refusal::Zpk)?;
        let key = self.public();
        let nonce = Zeroizing::new(hs(
            "sero.nonce",
            &[
                &Role::Licence.bytes(),
                &*self.to_bytes(),
                &PointBytes::from(g_lic()).0,
                &key.zpk.0,
                &key.prop.0,
                &zpk.0,
                &prop.0.to_le_bytes(),
                genesis,
                &*random,
            ],
        ));
        let r = PointBytes::from(mul(&g_lic(), &nonce));
        let secret = Zeroizing::new(weight(zpk) * self.zpk + Scalar::from(prop.0) * self.prop);
        let s = *nonce + challenge(&r, &key, zpk, prop, genesis) * *secret;
        Ok(License { network: Tag::of(genesis), issuer: key.tag(), prop, r, s: s.into() })
    }
}

fn halves(bytes: &[u8; 64]) -> [[u8; 32]; 2] {
    let mut halves = [[0u8; 32]; 2];
    for (to, from) in halves.iter_mut().zip(bytes.chunks_exact(32)) {
        to.copy_from_slice(from);
    }
    halves
}
