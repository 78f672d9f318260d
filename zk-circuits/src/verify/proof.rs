//! Proofs: 128 bytes and the three points that they stand for.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Field;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use sero_shielded::bundle::ProofBytes;

/// Bytes of a proof.
pub const PROOF_LEN: usize = 128;

/// A proof as it travels: A (32 bytes), B (64), C (32), compressed as arkworks does.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Proof(pub [u8; PROOF_LEN]);

/// Why bytes are no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Coordinates at or above the modulus, a wrong flag, or no point of the curve.
    #[error("{0} is not the canonical encoding of a point")]
    Encoding(char),
    /// B is on the curve and outside the subgroup of order r.
    #[error("{0} is outside the prime subgroup")]
    Subgroup(char),
    /// A point of an honest proof is the identity with no chance worth a name.
    #[error("{0} is the identity")]
    Identity(char),
}

/// The points of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// A, in G1.
    pub a: G1Affine,
    /// B, in G2.
    pub b: G2Affine,
    /// C, in G1.
    pub c: G1Affine,
}

impl Proof {
    /// The points.
    ///
    /// # Errors
    /// [`ProofError`] names the point that is not canonical, in the wrong subgroup, or the identity.
    pub fn points(&self) -> Result<Points, ProofError> {
        let points = self.points_of_the_curve()?;
        if points.b.is_in_correct_subgroup_assuming_on_curve() {
            Ok(points)
        } else {
            Err(ProofError::Subgroup('B'))
        }
    }

    /// The points, of which B may lie outside the subgroup of order r. (All of G1 has that order.)
    pub(super) fn points_of_the_curve(&self) -> Result<Points, ProofError> {
        let (a, rest) = self.0.split_at(32);
        let (b, c) = rest.split_at(64);
        Ok(Points { a: point::<G1Affine>(a, 'A')?, b: point::<G2Affine>(b, 'B')?, c: point::<G1Affine>(c, 'C')? })
    }
}

impl Proof {
    /// Another proof of the same statement: (k·A, B/k, C). Anybody can make it out of a proof, which is why bundles
    /// are known by their nils and signed over their proofs.
    ///
    /// # Errors
    /// [`ProofError`] where the bytes are no proof.
    pub fn scaled(&self, factor: u64) -> Result<Proof, ProofError> {
        let Points { a, b, c } = self.points()?;
        // Zero has no inverse and would give the identity.
        let factor = Fr::from(factor.max(1));
        let inverse = factor.inverse().unwrap_or(Fr::ONE);
        Ok(Points { a: (a * factor).into_affine(), b: (b * inverse).into_affine(), c }.into())
    }
}

impl From<Points> for Proof {
    fn from(points: Points) -> Self {
        let mut bytes = [0u8; PROOF_LEN];
        let (a, rest) = bytes.split_at_mut(32);
        let (b, c) = rest.split_at_mut(64);
        // The three fit exactly; a failure would leave zeros, which are no proof.
        let _ = points.a.serialize_compressed(a);
        let _ = points.b.serialize_compressed(b);
        let _ = points.c.serialize_compressed(c);
        Proof(bytes)
    }
}

impl From<ProofBytes> for Proof {
    fn from(bytes: ProofBytes) -> Self {
        Proof(bytes.0)
    }
}

impl From<Proof> for ProofBytes {
    fn from(proof: Proof) -> Self {
        ProofBytes(proof.0)
    }
}

impl AsRef<[u8]> for Proof {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof(")?;
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// Why bytes are no point, before anybody says which point it was.
pub(super) enum Refusal {
    Encoding,
    Identity,
}

/// A point of the curve that is not the identity, from its one canonical encoding. Decompression finds y from the curve's
/// equation; what is left to ask is the subgroup.
pub(super) fn decode<G>(bytes: &[u8]) -> Result<G, Refusal>
where
    G: AffineRepr + CanonicalDeserialize + CanonicalSerialize,
{
    let point = G::deserialize_compressed_unchecked(bytes).map_err(|_| Refusal::Encoding)?;
    // The identity has an encoding of its own and several that are read as it.
    if point.is_zero() {
        return Err(Refusal::Identity);
    }
    let mut again = [0u8; 64];
    let canonical = again
        .get_mut(..bytes.len())
        .is_some_and(|again| point.serialize_compressed(&mut *again).is_ok() && again == bytes);
    if canonical {
        Ok(point)
    } else {
        Err(Refusal::Encoding)
    }
}

fn point<G>(bytes: &[u8], name: char) -> Result<G, ProofError>
where
    G: AffineRepr + CanonicalDeserialize + CanonicalSerialize,
{
    decode(bytes).map_err(|refusal| match refusal {
        Refusal::Encoding => ProofError::Encoding(name),
        Refusal::Identity => ProofError::Identity(name),
    })
}
