//! Who shows a licence.

use core::fmt;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use rand_core::{CryptoRng, RngCore};
use scale_info::TypeInfo;
use sero_shielded::{
    curve::{g_lic, mul, Scalar},
    encoding::{PointBytes, ScalarBytes},
    hash::hb,
    keys::PkrBytes,
    signature::{sign, verify, Role, SignatureBytes},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{secret, IssuerKey, License, Refusal, SecretError};

/// The block in whose header a licence is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Hash of the chain's block 0.
    pub genesis: [u8; 32],
    /// Hash of the block's parent.
    pub parent: [u8; 32],
    /// The block's height.
    pub height: u32,
}

impl Place {
    /// What an author signs: `Hb("SERO_licence", genesis, parent, payout)`.
    ///
    /// # Consensus
    /// So a signature serves for one parent on one chain and for one payout.
    fn message(&self, payout: &PkrBytes) -> [u8; 32] {
        hb("SERO_licence", &[&self.genesis, &self.parent, &payout.0])
    }
}

/// A licence as a header shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct AuthorLicense {
    /// The author's key, ZPK.
    pub zpk: PointBytes,
    /// The proof that the key is licensed.
    pub license: License,
    /// The key's signature over parent and payout, with role licence: nobody else can put the licence into a header that
    /// pays somebody else, or into one on another parent.
    pub signature: SignatureBytes,
}

impl AuthorLicense {
    /// Bytes of an encoded one.
    pub const LEN: usize = 32 + License::LEN + 64;

    /// Whether the licence lets its author make the block.
    ///
    /// # Consensus
    /// From cheap to dear: the tags, the last height, the serial number, the proof, the author's signature.
    pub fn check(
        &self,
        payout: &PkrBytes,
        place: &Place,
        issuer: &IssuerKey,
        revoked: impl FnOnce(u32) -> bool,
    ) -> Result<(), Refusal> {
        self.license.check_tags(&place.genesis, issuer)?;
        self.license.check_height(place.height)?;
        let serial = self.license.prop.serial();
        if revoked(serial) {
            return Err(Refusal::Revoked { serial });
        }
        let key = self.license.proved(&self.zpk, &place.genesis, issuer)?;
        if !verify(Role::Licence, &key, &place.message(payout), &self.signature) {
            return Err(Refusal::AnotherMiners);
        }
        Ok(())
    }
}

/// An author's secret, zsk; ZPK = zsk*G_lic.
///
/// # Security
/// It is a key of its own, made for a licence, and not that of a wallet. The secret must lie on the machine that mines, which
/// is always online, and should cost no more than the licence when it is stolen. ZPK stands in every header of its author:
/// were it a wallet's, it would name the payment address that all these blocks pay to. And a wallet's key stands over G_k, so
/// that the one can never be taken for the other.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AuthorSecret(Scalar);

impl fmt::Debug for AuthorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorSecret(..)")
    }
}

impl AuthorSecret {
    /// A new random secret.
    pub fn generate<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        Self(secret::random("sero.lic.author", rng))
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SecretError> {
        secret::read(bytes).map(Self)
    }

    /// The secret scalar.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(ScalarBytes::from(self.0).0)
    }

    /// The author's key, for which a licence is issued.
    pub fn zpk(&self) -> PointBytes {
        mul(&g_lic(), &self.0).into()
    }

    /// The licence as the header of a block shows it. The height is not signed: the parent gives it.
    pub fn show<R: RngCore + CryptoRng>(
        &self,
        license: License,
        place: &Place,
        payout: &PkrBytes,
        rng: &mut R,
    ) -> AuthorLicense {
        let signature = sign(Role::Licence, &self.0, &place.message(payout), rng);
        AuthorLicense { zpk: self.zpk(), license, signature }
    }
}
