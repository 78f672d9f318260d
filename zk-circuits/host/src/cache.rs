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
    let unknown = statements.iter().zip(&known).filter(|(_, known)| !**known).map(|(statement, _)| statement);
    verify_statements(&input, &output, unknown)?;
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
