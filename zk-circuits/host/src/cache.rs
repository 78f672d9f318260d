//! What a process remembers between calls: keys it prepared and proofs it found valid.
//!
//! A bundle is verified when it enters the pool, again in each view of the pool, when a block is authored and when it is
//! imported. The cache makes that one verification. Its key holds the verifying key, every public input and the proof; only
//! positive answers are kept.

use crate::{
    pure::{key_of, read_statements, verify_statements, Statement},
    ProofFault, ProofKeys, Statements,
};
use lru::LruCache;
use parking_lot::Mutex;
use sero_circuits::{verify::VerifyingKey, Circuit};
use sero_shielded::{encoding::FieldBytes, hash::hb};
use std::{
    num::NonZeroUsize,
    sync::{Arc, LazyLock},
};

/// Proofs remembered: about 3 MiB.
const PROOFS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(32 * 1024 - 1);
/// Prepared keys remembered.
const KEYS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(15);

static VALID: LazyLock<Mutex<LruCache<[u8; 32], ()>>> = LazyLock::new(|| Mutex::new(LruCache::new(PROOFS)));
static PREPARED: LazyLock<Mutex<LruCache<[u8; 32], Arc<VerifyingKey>>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(KEYS)));

/// [`crate::pure::verify_proofs`] with both caches.
///
/// # Errors
/// See [`ProofFault`].
pub fn verify_proofs(keys: &ProofKeys, statements: &Statements) -> Result<(), ProofFault> {
    verify_new(keys, statements, |input, output, new| verify_statements(input, output, new.iter().copied()))
}

/// Has `verify` judge the statements that were not found valid before, and remembers them if it accepts all of them.
fn verify_new(
    keys: &ProofKeys,
    statements: &Statements,
    verify: impl FnOnce(&VerifyingKey, &VerifyingKey, &[&Statement]) -> Result<(), ProofFault>,
) -> Result<(), ProofFault> {
    let input = prepared(Circuit::Input, &keys.input)?;
    let output = prepared(Circuit::Output, &keys.output)?;
    let statements = read_statements(statements).map_err(ProofFault::Encoding)?;
    let mut ids = Vec::with_capacity(statements.len());
    for statement in &statements {
        ids.push(id(key_of(&input, &output, statement)?, statement));
    }
    let known: Vec<bool> = {
        let mut valid = VALID.lock();
        ids.iter().map(|id| valid.get(id).is_some()).collect()
    };
    let new = statements.iter().zip(&known).filter(|(_, known)| !**known).map(|(statement, _)| statement);
    verify(&input, &output, &new.collect::<Vec<_>>())?;
    let mut valid = VALID.lock();
    for id in ids {
        valid.put(id, ());
    }
    Ok(())
}

fn prepared(circuit: Circuit, bytes: &[u8]) -> Result<Arc<VerifyingKey>, ProofFault> {
    let id = hb("sero.key-cache", &[&[circuit as u8], bytes]);
    if let Some(key) = PREPARED.lock().get(&id) {
        return Ok(key.clone());
    }
    let key = Arc::new(VerifyingKey::parse(circuit, bytes).map_err(|_| ProofFault::Keys)?);
    PREPARED.lock().put(id, key.clone());
    Ok(key)
}

fn id(key: &VerifyingKey, statement: &Statement) -> [u8; 32] {
    let inputs: Vec<u8> = statement.inputs.iter().flat_map(|input| FieldBytes::from(*input).0).collect();
    hb("sero.proof-cache", &[key.digest(), &inputs, &statement.proof.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use sero_circuits::keys::development_key;
    use sero_shielded::{
        asset::{self, Asset},
        bundle::{ProofBytes, ShieldedInput},
        curve::Scalar,
        refusal::Place,
        signature::Role,
    };

    const BAD: Result<(), ProofFault> = Err(ProofFault::Proof(Place::Input(0)));

    /// One input for each byte, with a proof that consists of it.
    fn inputs(proofs: &[u8]) -> Statements {
        let blinded = asset::blind(&asset::commitment(Asset::sero().id(), 5), &Scalar::from(7u64));
        let input = |proof: &u8| ShieldedInput {
            nil: FieldBytes([1; 32]),
            key: Role::Spend.base().into(),
            asset_commitment: blinded.into(),
            proof: ProofBytes([*proof; 128]),
        };
        Statements { anchor: FieldBytes([2; 32]), inputs: proofs.iter().map(input).collect(), outputs: vec![] }
    }

    /// How many statements a verifier is shown that says `verdict` of them, and what the cache makes of it.
    fn ask(statements: &Statements, verdict: Result<(), ProofFault>) -> (usize, Result<(), ProofFault>) {
        let [input, output] = Circuit::BUNDLE.map(|circuit| development_key(circuit).to_vec());
        let mut shown = 0;
        let answer = verify_new(&ProofKeys { input, output }, statements, |_, _, new| {
            shown = new.len();
            if new.is_empty() {
                Ok(())
            } else {
                verdict
            }
        });
        (shown, answer)
    }

    #[test]
    fn a_proof_is_verified_once_and_a_bad_one_every_time() {
        assert_eq!(ask(&inputs(&[1]), Ok(())), (1, Ok(())));
        assert_eq!(ask(&inputs(&[1]), BAD), (0, Ok(())));
        // The process remembers it, and not a thread.
        let elsewhere = std::thread::spawn(|| ask(&inputs(&[1]), BAD));
        assert_eq!(elsewhere.join().unwrap(), (0, Ok(())));

        for _ in 0..3 {
            assert_eq!(ask(&inputs(&[2]), BAD), (1, BAD));
            assert_eq!(ask(&inputs(&[1, 2]), BAD), (1, BAD));
        }
        // What stands beside a bad proof is not known to be good.
        assert_eq!(ask(&inputs(&[3, 2]), BAD), (2, BAD));
        assert_eq!(ask(&inputs(&[3]), Ok(())), (1, Ok(())));
    }

    #[test]
    fn a_proof_of_another_statement_is_another() {
        let known = inputs(&[4]);
        assert_eq!(ask(&known, Ok(())), (1, Ok(())));
        let mut others = [known.clone(), known.clone(), known.clone()];
        others[0].anchor = FieldBytes([3; 32]);
        others[1].inputs[0].nil = FieldBytes([3; 32]);
        others[2].inputs[0].key = known.inputs[0].asset_commitment;
        for other in others {
            assert_eq!(ask(&other, BAD), (1, BAD));
        }
        assert_eq!(ask(&known, BAD), (0, Ok(())));
    }
}
