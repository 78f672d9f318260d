//! Verifying keys, read from bytes and prepared for pairings.

use super::{
    proof::{decode, Refusal},
    sum::sum,
    Proof, VerifyError,
};
use crate::Circuit;
use alloc::vec::Vec;
use ark_bn254::{Bn254, Fr as F, G1Affine, G1Projective, G2Affine};
use ark_ec::{
    pairing::{Pairing, PairingOutput},
    AffineRepr, CurveGroup,
};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize, Valid};
use core::fmt;
use sero_shielded::hash::hb;

type G2Prepared = <Bn254 as Pairing>::G2Prepared;

/// Bytes in front of the input points: alpha (32), beta, gamma, delta (64 each) and the number of input points (8).
const HEAD: usize = 32 + 3 * 64 + 8;

/// A part of a verifying key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// alpha, in G1.
    Alpha,
    /// beta, in G2.
    Beta,
    /// gamma, in G2.
    Gamma,
    /// delta, in G2.
    Delta,
    /// The point of a public input, in G1; number 0 belongs to the constant 1.
    Input(usize),
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Element::Alpha => f.write_str("alpha"),
            Element::Beta => f.write_str("beta"),
            Element::Gamma => f.write_str("gamma"),
            Element::Delta => f.write_str("delta"),
            Element::Input(place) => write!(f, "input point {place}"),
        }
    }
}

/// Why bytes are refused as a verifying key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not as many bytes as a key of this circuit has.
    #[error("{found} bytes, where a key of this circuit has {expected}")]
    Length {
        /// What this circuit's keys have.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// The key belongs to a statement with another number of public inputs.
    #[error("the key has {found} public inputs, where the circuit has {expected}")]
    InputCount {
        /// What the circuit has.
        expected: usize,
        /// What the key says.
        found: u64,
    },
    /// Not the canonical encoding of a point of the curve.
    #[error("{0} is not the canonical encoding of a point")]
    Encoding(Element),
    /// On the curve and outside the subgroup of order r.
    #[error("{0} is outside the prime subgroup")]
    Subgroup(Element),
    /// The identity, under which proofs can be forged or inputs go unbound.
    #[error("{0} is the identity")]
    Identity(Element),
    /// gamma = ±delta: nobody ran the second phase of the set-up, and everybody can forge.
    #[error("gamma equals delta or its negation")]
    GammaIsDelta,
}

/// A verifying key, checked and prepared.
#[derive(Clone)]
pub struct VerifyingKey {
    circuit: Circuit,
    digest: [u8; 32],
    pub(super) alpha: G1Affine,
    pub(super) beta: G2Prepared,
    pub(super) gamma: G2Prepared,
    pub(super) delta: G2Prepared,
    pub(super) inputs: Vec<G1Affine>,
    alpha_beta: PairingOutput<Bn254>,
    minus_gamma: G2Prepared,
    minus_delta: G2Prepared,
}

impl VerifyingKey {
    /// Bytes of a key of the circuit.
    pub const fn encoded_len(circuit: Circuit) -> usize {
        HEAD + 32 * (circuit.public_inputs() + 1)
    }

    /// Reads a key: alpha, beta, gamma, delta, the number of input points (8 bytes, little-endian) and those, compressed.
    ///
    /// # Consensus
    /// A key with gamma = delta, an identity element or the wrong input count is refused when it is set.
    ///
    /// # Errors
    /// [`KeyError`] names the element.
    pub fn parse(circuit: Circuit, bytes: &[u8]) -> Result<Self, KeyError> {
        let expected = Self::encoded_len(circuit);
        let length = KeyError::Length { expected, found: bytes.len() };
        let (alpha, rest) = bytes.split_at_checked(32).ok_or(length)?;
        let (beta, rest) = rest.split_at_checked(64).ok_or(length)?;
        let (gamma, rest) = rest.split_at_checked(64).ok_or(length)?;
        let (delta, rest) = rest.split_at_checked(64).ok_or(length)?;
        let (count, points) = rest.split_first_chunk::<8>().ok_or(length)?;
        let count = u64::from_le_bytes(*count);
        if count != circuit.public_inputs() as u64 + 1 {
            return Err(KeyError::InputCount { expected: circuit.public_inputs(), found: count.saturating_sub(1) });
        }
        if bytes.len() != expected {
            return Err(length);
        }
        let alpha = element::<G1Affine>(alpha, Element::Alpha)?;
        let beta = element::<G2Affine>(beta, Element::Beta)?;
        let gamma = element::<G2Affine>(gamma, Element::Gamma)?;
        let delta = element::<G2Affine>(delta, Element::Delta)?;
        // -gamma serves a forger as well: A = alpha, B = beta, C = IC(x).
        if gamma == delta || gamma == -delta {
            return Err(KeyError::GammaIsDelta);
        }
        let inputs = points
            .chunks_exact(32)
            .enumerate()
            .map(|(place, bytes)| element::<G1Affine>(bytes, Element::Input(place)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(VerifyingKey {
            circuit,
            digest: hb("sero.vk", &[&[circuit as u8], bytes]),
            alpha,
            alpha_beta: Bn254::pairing(alpha, beta),
            beta: beta.into(),
            gamma: gamma.into(),
            delta: delta.into(),
            minus_gamma: (-gamma).into(),
            minus_delta: (-delta).into(),
            inputs,
        })
    }

    /// The circuit whose proofs the key judges.
    pub fn circuit(&self) -> Circuit {
        self.circuit
    }

    /// A hash of circuit and bytes: what names the key in transcripts and caches.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Judges one proof.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify(&self, inputs: &[F], proof: &Proof) -> Result<(), VerifyError> {
        self.count(inputs)?;
        let points = proof.points()?;
        let combined = self.combine(inputs);
        // e(A, B) · e(IC(x), -gamma) · e(C, -delta) = e(alpha, beta)
        let loops = Bn254::multi_miller_loop(
            [points.a, combined.into_affine(), points.c],
            [points.b.into(), self.minus_gamma.clone(), self.minus_delta.clone()],
        );
        if Bn254::final_exponentiation(loops) == Some(self.alpha_beta) {
            Ok(())
        } else {
            Err(VerifyError::Equation)
        }
    }

    /// `IC(x)`.
    fn combine(&self, inputs: &[F]) -> G1Projective {
        let (constant, points) = match self.inputs.split_first() {
            Some((constant, points)) => (constant.into_group(), points),
            None => return G1Projective::default(),
        };
        constant + sum(points, inputs)
    }

    /// Whether a statement has as many public inputs as the key.
    pub(super) fn count(&self, inputs: &[F]) -> Result<(), VerifyError> {
        let expected = self.circuit.public_inputs();
        if inputs.len() == expected {
            Ok(())
        } else {
            Err(VerifyError::InputCount { expected, found: inputs.len() })
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({}, ", self.circuit)?;
        for byte in self.digest {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

fn element<G>(bytes: &[u8], name: Element) -> Result<G, KeyError>
where
    G: AffineRepr + CanonicalDeserialize + CanonicalSerialize + Valid,
{
    let point: G = decode(bytes).map_err(|refusal| match refusal {
        Refusal::Encoding => KeyError::Encoding(name),
        Refusal::Identity => KeyError::Identity(name),
    })?;
    point.check().map_err(|_| KeyError::Subgroup(name))?;
    Ok(point)
}
