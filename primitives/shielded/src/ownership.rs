//! Showing that one owns a ticket or a package, without moving it.
//!
//! A verifier sends a [`Challenge`]; whoever can spend a note of that asset answers with an [`OwnershipProof`]. The answer names
//! a root of the note tree and reveals neither the note nor its nil. Whoever has the chain's root judges it offline: the proof
//! by the circuit Ownership, the signature under K here.
//!
//! ```text
//! K = ZPK_r + alpha·G_k                    alpha fresh for every answer
//! message = Hb("sero.own", genesis, SCALE of the challenge, anchor, anchor block, K, proof)
//! signature under K, role "own", secret zskr + alpha
//! ```
//!
//! # Security
//!
//! - A tree forgets no note: who owned the asset once can answer for the old note as long as `since` allows it. A verifier who asks
//!   who owns it now takes as `since` the index that the next note will have. The owner then sends the asset to himself and
//!   answers for the new note.
//! - The answer shows a right to spend, at some block from `since` to the anchor. It does not show that the note is unspent.
//! - An answer convinces whoever knows the challenge, and a verifier can pass a challenge on. A nonce that hashes the
//!   verifier's name and purpose together with random bytes tells the owner for whom he answers.

use crate::{
    asset::{generator, Asset},
    bundle::ProofBytes,
    curve::{Point, Scalar},
    encoding::{FieldBytes, PointBytes},
    hash::hb,
    signature::{sign, Role, SignatureBytes},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use rand_core::{CryptoRng, RngCore};
use scale_info::TypeInfo;

/// What a verifier asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Challenge {
    /// The ticket or package. A token can be decoded, and nothing answers it: see [`Self::asset_commitment`].
    pub asset: Asset,
    /// The least index that the note may have in the whole chain's sequence; 0 for any.
    pub since: u64,
    /// Chosen by the verifier, never twice.
    pub nonce: [u8; 32],
}

/// Why a challenge cannot be answered.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum ChallengeError {
    /// A token has any value; to own some of it is another statement.
    #[error("a token cannot be challenged; ask for a ticket or a package, whose value is 1")]
    Token,
}

impl Challenge {
    /// A challenge about a ticket or a package.
    ///
    /// # Errors
    /// [`ChallengeError::Token`].
    pub fn new(asset: Asset, since: u64, nonce: [u8; 32]) -> Result<Self, ChallengeError> {
        let challenge = Challenge { asset, since, nonce };
        challenge.check().map(|()| challenge)
    }

    /// Checks a challenge that was decoded or made field by field.
    ///
    /// # Errors
    /// [`ChallengeError::Token`].
    pub fn check(&self) -> Result<(), ChallengeError> {
        match self.asset {
            Asset::Token(_) => Err(ChallengeError::Token),
            Asset::Ticket { .. } | Asset::Package(_) => Ok(()),
        }
    }

    /// `CC = 1 · G_aid`, the asset commitment of the note. It reveals the asset alone.
    ///
    /// # Errors
    /// [`ChallengeError::Token`].
    pub fn asset_commitment(&self) -> Result<Point, ChallengeError> {
        self.check().map(|()| generator(self.asset.id()))
    }
}

/// All of an answer but its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct Claim {
    /// A root of the note tree.
    pub anchor: FieldBytes,
    /// The block at whose end the tree had that root.
    pub anchor_block: u32,
    /// K, the owner's signing key, re-randomised.
    pub key: PointBytes,
    /// The proof of the Ownership circuit.
    pub proof: ProofBytes,
}

impl Claim {
    /// Signs with K's secret, `zskr + alpha`.
    pub fn sign<R: RngCore + CryptoRng>(
        self,
        genesis: &[u8; 32],
        challenge: &Challenge,
        secret: &Scalar,
        rng: &mut R,
    ) -> OwnershipProof {
        self.signed(sign(Role::Own, secret, &message(genesis, challenge, &self), rng))
    }

    /// The answer with a signature made elsewhere.
    pub const fn signed(self, signature: SignatureBytes) -> OwnershipProof {
        let Claim { anchor, anchor_block, key, proof } = self;
        OwnershipProof { anchor, anchor_block, key, proof, signature }
    }
}

/// The answer to a [`Challenge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub struct OwnershipProof {
    /// A root of the note tree. Whether it is one, who judges the answer asks the chain.
    pub anchor: FieldBytes,
    /// The block at whose end the tree had that root.
    pub anchor_block: u32,
    /// K, the owner's signing key, re-randomised.
    pub key: PointBytes,
    /// The proof of the Ownership circuit.
    pub proof: ProofBytes,
    /// Under K, of [`message`].
    pub signature: SignatureBytes,
}

impl OwnershipProof {
    /// All but the signature.
    pub const fn claim(&self) -> Claim {
        let OwnershipProof { anchor, anchor_block, key, proof, signature: _ } = *self;
        Claim { anchor, anchor_block, key, proof }
    }
}

/// What the owner signs: `Hb("sero.own", genesis, SCALE of the challenge, anchor, anchor block, K, proof)`, the block as four
/// bytes, little-endian.
pub fn message(genesis: &[u8; 32], challenge: &Challenge, claim: &Claim) -> [u8; 32] {
    let Claim { anchor, anchor_block, key, proof } = claim;
    challenge.using_encoded(|challenge| {
        hb("sero.own", &[genesis, challenge, &anchor.0, &anchor_block.to_le_bytes(), &key.0, &proof.0])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        asset::commitment,
        curve::mul_g_k,
        signature::{sign_with, verify},
    };
    use ark_ec::CurveGroup;

    const GENESIS: [u8; 32] = [3; 32];
    const TICKET: Asset = Asset::Ticket { category: [1; 32], id: [5; 32] };

    fn challenge() -> Challenge {
        Challenge::new(TICKET, 77, [9; 32]).expect("a ticket can be challenged")
    }

    fn claim() -> Claim {
        Claim {
            anchor: FieldBytes([4; 32]),
            anchor_block: 0x0102_0304,
            key: mul_g_k(&Scalar::from(8u64)).into(),
            proof: ProofBytes([6; 128]),
        }
    }

    #[test]
    fn tokens_are_refused_and_what_has_the_value_one_is_not() {
        for token in [Asset::sero(), Asset::Token([7; 32])] {
            assert_eq!(Challenge::new(token, 0, [0; 32]), Err(ChallengeError::Token));
            let made = Challenge { asset: token, ..challenge() };
            assert_eq!(made.check(), Err(ChallengeError::Token));
            assert_eq!(made.asset_commitment(), Err(ChallengeError::Token));
            // Through SCALE as well.
            let decoded = Challenge::decode(&mut &made.encode()[..]).expect("it is a challenge by its form");
            assert_eq!(decoded.asset_commitment(), Err(ChallengeError::Token));
        }
        for asset in [TICKET, Asset::Package([5; 32])] {
            let challenge = Challenge::new(asset, u64::MAX, [0; 32]).expect("its value is 1");
            assert_eq!(challenge.asset_commitment(), Ok(commitment(asset.id(), 1).into_affine()));
        }
    }

    #[test]
    fn the_message_is_the_hash_of_the_documented_bytes() {
        let mut bytes = GENESIS.to_vec();
        bytes.push(1);
        bytes.extend([1; 32]);
        bytes.extend([5; 32]);
        bytes.extend([77, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([9; 32]);
        bytes.extend([4; 32]);
        bytes.extend([4, 3, 2, 1]);
        bytes.extend(claim().key.0);
        bytes.extend([6; 128]);
        assert_eq!(message(&GENESIS, &challenge(), &claim()), hb("sero.own", &[&bytes]));
    }

    #[test]
    fn every_part_changes_the_message() {
        let (challenge, claim) = (challenge(), claim());
        let honest = message(&GENESIS, &challenge, &claim);
        let others = [
            message(&[2; 32], &challenge, &claim),
            message(&GENESIS, &Challenge { asset: Asset::Package([5; 32]), ..challenge }, &claim),
            message(&GENESIS, &Challenge { since: 78, ..challenge }, &claim),
            message(&GENESIS, &Challenge { nonce: [8; 32], ..challenge }, &claim),
            message(&GENESIS, &challenge, &Claim { anchor: FieldBytes([5; 32]), ..claim }),
            message(&GENESIS, &challenge, &Claim { anchor_block: 1, ..claim }),
            message(&GENESIS, &challenge, &Claim { key: PointBytes([1; 32]), ..claim }),
            message(&GENESIS, &challenge, &Claim { proof: ProofBytes([7; 128]), ..claim }),
        ];
        for (place, other) in others.iter().enumerate() {
            assert_ne!(*other, honest, "{place}");
        }
    }

    #[test]
    fn a_signature_of_another_role_owns_nothing() {
        let (secret, message) = (Scalar::from(8u64), [1; 32]);
        let key = mul_g_k(&secret).into_affine();
        let own = sign_with(Role::Own, &secret, &message, &[0; 32]);
        assert!(verify(Role::Own, &key, &message, &own));
        for role in [Role::Spend, Role::From, Role::Bind, Role::Vote, Role::Licence] {
            assert!(!verify(role, &key, &message, &own), "{role:?}");
            assert!(!verify(Role::Own, &key, &message, &sign_with(role, &secret, &message, &[0; 32])), "{role:?}");
        }
        assert_eq!(Role::Own.bytes(), *b"own\0\0\0\0\0\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn answers_travel_as_scale() {
        let answer = claim().signed(SignatureBytes([2; 64]));
        let bytes = answer.encode();
        assert_eq!(bytes.len(), 32 + 4 + 32 + 128 + 64);
        assert_eq!(bytes.len(), OwnershipProof::max_encoded_len());
        assert_eq!(OwnershipProof::decode(&mut &bytes[..]), Ok(answer));
        assert_eq!(answer.claim(), claim());
        let bytes = challenge().encode();
        assert_eq!(bytes.len(), 1 + 64 + 8 + 32);
        assert_eq!(Challenge::decode(&mut &bytes[..]), Ok(challenge()));
        assert!(Challenge::decode(&mut &bytes[1..]).is_err());
    }
}
