//! Answers as they travel: who convinces a verifier, and who does not.

use crate::{
    fixtures::{self, challenge, ownership, parameters, rng, ticket, PARAMETERS},
    ownership::{verify, OwnershipError, Private, Public, Violation},
    prover::ProveError,
    statement::{Part, PublicError},
    verify::{Proof, ProofError, VerifyError},
    Circuit,
};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, UniformRand};
use rand_chacha::ChaCha20Rng;
use sero_shielded::{
    asset::Asset,
    bundle::ProofBytes,
    curve::{mul_g_k, Point, Scalar},
    encoding::{EncodingError, FieldBytes, PointBytes},
    ownership::{message, Challenge, ChallengeError, Claim, OwnershipProof},
    signature::{sign_with, Role, SignatureBytes},
};
use std::sync::LazyLock;

const GENESIS: [u8; 32] = [0x5e; 32];
/// The index of the owner's note.
const INDEX: u64 = 700;

/// An owner with his note and an answer.
struct Owner {
    challenge: Challenge,
    public: Public,
    private: Private,
    zskr: Scalar,
    answer: OwnershipProof,
}

static OWNER: LazyLock<Owner> = LazyLock::new(|| {
    let mut rng = rng(1);
    let challenge = challenge(5, 600);
    let (public, private, zskr) = ownership(&mut rng, &challenge, INDEX);
    let claim = claim(&public, &private, &mut rng);
    let answer = claim.sign(&GENESIS, &challenge, &(zskr + private.alpha), &mut rng);
    Owner { challenge, public, private, zskr, answer }
});

/// All of an answer but the signature: what a tracking key can make.
fn claim(public: &Public, private: &Private, rng: &mut ChaCha20Rng) -> Claim {
    let proof = PARAMETERS.prove_ownership(public, private, rng).unwrap();
    Claim { anchor: public.anchor.into(), anchor_block: 1234, key: public.key.into(), proof: proof.into() }
}

fn judge(challenge: &Challenge, answer: &OwnershipProof) -> Result<(), OwnershipError> {
    verify(parameters(Circuit::Ownership).verifying_key(), &GENESIS, challenge, answer)
}

/// The owner's answer with another claim, signed by him.
fn signed(challenge: &Challenge, claim: Claim) -> OwnershipProof {
    claim.sign(&GENESIS, challenge, &(OWNER.zskr + OWNER.private.alpha), &mut rng(2))
}

#[test]
fn an_owner_convinces() {
    assert_eq!(judge(&OWNER.challenge, &OWNER.answer), Ok(()));
}

#[test]
fn two_answers_have_nothing_but_the_anchor_in_common() {
    let mut rng = rng(3);
    let mut private = OWNER.private.clone();
    private.alpha = Scalar::rand(&mut rng);
    let public = private.statement(OWNER.public.anchor, &OWNER.challenge).unwrap();
    let claim = claim(&public, &private, &mut rng);
    let answer = claim.sign(&GENESIS, &OWNER.challenge, &(OWNER.zskr + private.alpha), &mut rng);
    assert_eq!(judge(&OWNER.challenge, &answer), Ok(()));
    assert!(answer.key != OWNER.answer.key && answer.proof != OWNER.answer.proof);
}

#[test]
fn every_public_input_is_bound() {
    let key = parameters(Circuit::Ownership).verifying_key();
    let inputs = OWNER.public.to_field_elements();
    let proof = Proof::from(OWNER.answer.proof);
    assert_eq!(key.verify(&inputs, &proof), Ok(()));
    for place in 0..inputs.len() {
        for change in [F::ONE, -F::ONE, inputs[place]] {
            let mut inputs = inputs;
            inputs[place] += change;
            assert_eq!(key.verify(&inputs, &proof), Err(VerifyError::Equation), "{place}");
        }
    }
}

#[test]
fn an_answer_holds_for_its_challenge_alone() {
    let honest = OWNER.challenge;
    for other in [
        Challenge { nonce: [9; 32], ..honest },
        Challenge { since: honest.since - 1, ..honest },
        Challenge { since: INDEX, ..honest },
        Challenge { asset: ticket(6), ..honest },
        Challenge { asset: Asset::Package([5; 32]), ..honest },
    ] {
        assert_eq!(judge(&other, &OWNER.answer), Err(OwnershipError::Signature), "{other:?}");
    }
}

#[test]
fn an_answer_holds_on_its_chain_alone() {
    let key = parameters(Circuit::Ownership).verifying_key();
    let verdict = verify(key, &[0x5f; 32], &OWNER.challenge, &OWNER.answer);
    assert_eq!(verdict, Err(OwnershipError::Signature));
}

#[test]
fn a_proof_of_ticket_5_does_not_serve_for_ticket_6() {
    // The owner of 5 signs for 6: the proof does not hold.
    let other = Challenge { asset: ticket(6), ..OWNER.challenge };
    let answer = signed(&other, OWNER.answer.claim());
    assert_eq!(judge(&other, &answer), Err(OwnershipError::Proof(VerifyError::Equation)));
    // And none is to be had.
    let public = OWNER.private.statement(OWNER.public.anchor, &other).unwrap();
    let refused = PARAMETERS.prove_ownership(&public, &OWNER.private, &mut rng(4));
    assert_eq!(refused, Err(ProveError::Ownership(Violation::Anchor)));
}

#[test]
fn a_proof_for_an_older_challenge_does_not_serve_for_a_younger_one() {
    let younger = Challenge { since: INDEX + 1, ..OWNER.challenge };
    let answer = signed(&younger, OWNER.answer.claim());
    assert_eq!(judge(&younger, &answer), Err(OwnershipError::Proof(VerifyError::Equation)));
    // A former owner has old notes only.
    let public = OWNER.private.statement(OWNER.public.anchor, &younger).unwrap();
    let refused = PARAMETERS.prove_ownership(&public, &OWNER.private, &mut rng(4));
    assert_eq!(refused, Err(ProveError::Ownership(Violation::Since)));
}

#[test]
fn an_answer_under_another_anchor_or_key_does_not_hold() {
    let claim = OWNER.answer.claim();
    let moved = signed(&OWNER.challenge, Claim { anchor: (OWNER.public.anchor + F::ONE).into(), ..claim });
    assert_eq!(judge(&OWNER.challenge, &moved), Err(OwnershipError::Proof(VerifyError::Equation)));
    // Somebody puts his own key in the place of the owner's.
    let secret = Scalar::from(77u64);
    let stolen = Claim { key: mul_g_k(&secret).into(), ..claim };
    let stolen = stolen.sign(&GENESIS, &OWNER.challenge, &secret, &mut rng(5));
    assert_eq!(judge(&OWNER.challenge, &stolen), Err(OwnershipError::Proof(VerifyError::Equation)));
}

#[test]
fn whoever_cannot_sign_owns_nothing() {
    // A tracking key knows all of the note, vskr and alpha, and makes the proof.
    let mut rng = rng(6);
    let claim = claim(&OWNER.public, &OWNER.private, &mut rng);
    let Private { vskr, alpha, .. } = OWNER.private;
    for guess in [alpha, vskr, vskr + alpha, Scalar::ZERO, Scalar::ONE, OWNER.zskr] {
        let answer = claim.sign(&GENESIS, &OWNER.challenge, &guess, &mut rng);
        assert_eq!(judge(&OWNER.challenge, &answer), Err(OwnershipError::Signature));
    }
    // A K that it can sign under is none of the note.
    let mut public = OWNER.public;
    public.key = mul_g_k(&(vskr + alpha)).into_affine();
    let refused = PARAMETERS.prove_ownership(&public, &OWNER.private, &mut rng);
    assert_eq!(refused, Err(ProveError::Ownership(Violation::Key)));
    // The owner's hand is all that was missing.
    let answer = claim.sign(&GENESIS, &OWNER.challenge, &(OWNER.zskr + alpha), &mut rng);
    assert_eq!(judge(&OWNER.challenge, &answer), Ok(()));
}

#[test]
fn every_part_of_an_answer_is_signed() {
    let honest = OWNER.answer;
    let later = OwnershipProof { anchor_block: honest.anchor_block + 1, ..honest };
    let anchor = OwnershipProof { anchor: FieldBytes::from(F::ONE), ..honest };
    let key = OwnershipProof { key: mul_g_k(&Scalar::from(7u64)).into(), ..honest };
    // Another proof of the same statement, which anybody can make.
    let scaled = Proof::from(honest.proof).scaled(7).unwrap();
    let key_of = parameters(Circuit::Ownership).verifying_key();
    assert_eq!(key_of.verify(&OWNER.public.to_field_elements(), &scaled), Ok(()));
    let scaled = OwnershipProof { proof: scaled.into(), ..honest };
    for answer in [later, anchor, key, scaled] {
        assert_eq!(judge(&OWNER.challenge, &answer), Err(OwnershipError::Signature));
    }
    for place in 0..64 {
        let mut signature = honest.signature;
        signature.0[place] ^= 1;
        let answer = OwnershipProof { signature, ..honest };
        assert_eq!(judge(&OWNER.challenge, &answer), Err(OwnershipError::Signature), "{place}");
    }
}

#[test]
fn a_signature_of_another_role_is_none() {
    let claim = OWNER.answer.claim();
    let secret = OWNER.zskr + OWNER.private.alpha;
    let hash = message(&GENESIS, &OWNER.challenge, &claim);
    for role in [Role::Spend, Role::From, Role::Vote] {
        let answer = claim.signed(sign_with(role, &secret, &hash, &[1; 32]));
        assert_eq!(judge(&OWNER.challenge, &answer), Err(OwnershipError::Signature));
    }
}

#[test]
fn bad_encodings_have_their_own_errors() {
    let honest = OWNER.answer;
    let public = |part, cause| Err(OwnershipError::Public(PublicError { part, cause }));
    let answer = OwnershipProof { anchor: FieldBytes([0xff; 32]), ..honest };
    assert_eq!(judge(&OWNER.challenge, &answer), public(Part::Anchor, EncodingError::FieldNotCanonical));
    let small = Point::new_unchecked(F::ZERO, -F::ONE);
    let mut signed_zero = PointBytes::from(Point::zero());
    signed_zero.0[31] |= 0x80;
    let off = (2..=255).map(|y| PointBytes(FieldBytes::from(F::from(y as u64)).0));
    let off = off.into_iter().find(|bytes| bytes.to_curve().is_err()).unwrap();
    for (key, cause) in [
        (PointBytes([0xff; 32]), EncodingError::PointNotCanonical),
        (signed_zero, EncodingError::PointNotCanonical),
        (off, EncodingError::PointOffCurve),
        (small.into(), EncodingError::PointOutsideSubgroup),
        ((OWNER.public.key + small).into_affine().into(), EncodingError::PointOutsideSubgroup),
        (Point::zero().into(), EncodingError::PointIsIdentity),
    ] {
        let answer = OwnershipProof { key, ..honest };
        assert_eq!(judge(&OWNER.challenge, &answer), public(Part::Key, cause));
    }
    for bytes in [[0; 128], [0xff; 128]] {
        let answer = signed(&OWNER.challenge, Claim { proof: ProofBytes(bytes), ..honest.claim() });
        let verdict = judge(&OWNER.challenge, &answer);
        let Err(OwnershipError::Proof(VerifyError::Proof(error))) = verdict else { panic!("{verdict:?}") };
        assert!(matches!(error, ProofError::Encoding('A') | ProofError::Identity('A')), "{error}");
    }
    let answer = OwnershipProof { signature: SignatureBytes([0xff; 64]), ..honest };
    assert_eq!(judge(&OWNER.challenge, &answer), Err(OwnershipError::Signature));
}

#[test]
fn a_token_is_refused() {
    for asset in [Asset::sero(), Asset::Token([5; 32])] {
        let asked = Challenge { asset, ..OWNER.challenge };
        let answer = signed(&asked, OWNER.answer.claim());
        assert_eq!(judge(&asked, &answer), Err(OwnershipError::Challenge(ChallengeError::Token)));
    }
}

#[test]
fn keys_of_other_circuits_judge_no_ownership() {
    for circuit in Circuit::BUNDLE {
        let verdict = verify(parameters(circuit).verifying_key(), &GENESIS, &OWNER.challenge, &OWNER.answer);
        assert_eq!(verdict, Err(OwnershipError::Circuit(circuit)));
    }
}

#[test]
fn a_proof_of_ownership_spends_nothing() {
    // Input has as many public inputs; its key judges otherwise.
    let verdict = parameters(Circuit::Input)
        .verifying_key()
        .verify(&OWNER.public.to_field_elements(), &Proof::from(OWNER.answer.proof));
    assert_eq!(verdict, Err(VerifyError::Equation));
    let (spent, witness) = fixtures::input(&mut rng(7), 1);
    let proof = PARAMETERS.prove_input(&spent, &witness, &mut rng(7)).unwrap();
    let verdict = parameters(Circuit::Ownership).verifying_key().verify(&spent.to_field_elements(), &proof);
    assert_eq!(verdict, Err(VerifyError::Equation));
}
