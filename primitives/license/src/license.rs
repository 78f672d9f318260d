//! The proof.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_shielded::{
    curve::{g_lic, mul, Point, Projective, Scalar},
    encoding::{PointBytes, ScalarBytes},
    hash::hs,
    signature::Role,
};

use crate::{IssuerKey, Prop, Refusal, Tag};

/// An issuer's proof for one author key: the white paper's `(prop, R, s)`, and two tags by which a refusal says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct License {
    /// The chain that it is for: of the genesis hash.
    pub network: Tag,
    /// Who issued it: of [`IssuerKey::tag`].
    pub issuer: Tag,
    /// Until when it is valid, and its number.
    pub prop: Prop,
    /// R of the proof.
    pub r: PointBytes,
    /// s of the proof.
    pub s: ScalarBytes,
}

impl License {
    /// Bytes of an encoded licence.
    pub const LEN: usize = 4 + 4 + 8 + 32 + 32;

    /// Whether the issuer proved the licence for an author key on the chain of a genesis hash.
    ///
    /// # Consensus
    /// With `e = Hs("sero.sig", licence, R, G_lic, PK_zpk, PK_prop, ZPK, prop as u64 LE, genesis)`:
    /// `R + e*(Hs("sero.lic", ZPK)*PK_zpk + prop*PK_prop) = s*G_lic`. Both tags are those of the chain and of the issuer. Each
    /// point is canonical, in the prime subgroup and not the identity, s is canonical, and the sum that e multiplies is not
    /// the identity.
    ///
    /// # Security
    /// This is a Schnorr signature under a key that is made for ZPK and prop. e holds R, so R cannot be solved for; it holds
    /// all else that the equation is about, so no licence follows from others.
    pub fn verify(&self, zpk: &PointBytes, genesis: &[u8; 32], issuer: &IssuerKey) -> Result<(), Refusal> {
        self.proved(zpk, genesis, issuer).map(drop)
    }

    /// [`Self::verify`], which gives the author key as the point that it is.
    pub(crate) fn proved(&self, zpk: &PointBytes, genesis: &[u8; 32], issuer: &IssuerKey) -> Result<Point, Refusal> {
        self.check_tags(genesis, issuer)?;
        let author = zpk.to_key().map_err(Refusal::Zpk)?;
        self.r.to_key().map(drop).map_err(Refusal::R)?;
        let s = self.s.to_scalar().map_err(Refusal::S)?;
        let [pk_zpk, pk_prop] = issuer.points().map_err(Refusal::Issuer)?;

        let key = mul(&pk_zpk, &weight(zpk)) + mul(&pk_prop, &Scalar::from(self.prop.0));
        // Everybody knows the secret of the identity.
        if key == Projective::default() {
            return Err(Refusal::Forged);
        }
        let e = challenge(&self.r, issuer, zpk, self.prop, genesis);
        let expected = mul(&g_lic(), &s) - mul(&Point::from(key), &e);
        if PointBytes::from(expected) != self.r {
            return Err(Refusal::Forged);
        }
        Ok(author)
    }

    /// Whether the licence names the chain and the issuer.
    pub(crate) fn check_tags(&self, genesis: &[u8; 32], issuer: &IssuerKey) -> Result<(), Refusal> {
        let expected = Tag::of(genesis);
        if self.network != expected {
            return Err(Refusal::OtherNetwork { found: self.network, expected });
        }
        let expected = issuer.tag();
        if self.issuer != expected {
            return Err(Refusal::UnknownIssuer { found: self.issuer, expected });
        }
        Ok(())
    }

    /// Whether the licence serves for a block of this height.
    ///
    /// # Errors
    /// [`Refusal::Expired`].
    pub fn check_height(&self, height: u32) -> Result<(), Refusal> {
        let until = self.prop.until();
        if height > until {
            return Err(Refusal::Expired { until, height });
        }
        Ok(())
    }
}

/// `Hs("sero.lic", ZPK)`: how much PK_zpk counts.
pub(crate) fn weight(zpk: &PointBytes) -> Scalar {
    hs("sero.lic", &[&zpk.0])
}

/// The challenge e.
pub(crate) fn challenge(
    r: &PointBytes,
    issuer: &IssuerKey,
    zpk: &PointBytes,
    prop: Prop,
    genesis: &[u8; 32],
) -> Scalar {
    hs(
        "sero.sig",
        &[
            &Role::Licence.bytes(),
            &r.0,
            &PointBytes::from(g_lic()).0,
            &issuer.zpk.0,
            &issuer.prop.0,
            &zpk.0,
            &prop.0.to_le_bytes(),
            genesis,
        ],
    )
}
