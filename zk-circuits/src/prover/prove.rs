//! Proofs, one or many.

use super::parameters::{CircuitParameters, Parameters, ParametersError};
use crate::{
    gadgets::Group,
    input::{self, InputCircuit},
    output::{self, OutputCircuit},
    ownership::{self, OwnershipCircuit},
    verify::Proof,
};
use ark_bn254::Fr as F;
use ark_ff::{BigInteger, PrimeField, UniformRand};
use ark_relations::gr1cs::SynthesisError;
use blake2b_simd::Params;
use core::fmt;
use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, RngCore, SeedableRng};
use std::sync::{
    atomic::{AtomicUsize, Ordering},
    Mutex, PoisonError,
};
use zeroize::Zeroizing;

/// A statement with its witness.
#[derive(Clone, Copy, Debug)]
pub enum Statement<'a> {
    /// A spent note or a dummy.
    Input(&'a input::Public, &'a input::Private),
    /// A new note.
    Output(&'a output::Public, &'a output::Private),
    /// A note that its owner could spend.
    Ownership(&'a ownership::Public, &'a ownership::Private),
}

/// Why there is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// The witness of an input is not one of the statement.
    #[error("input: {0}")]
    Input(#[from] input::Violation),
    /// The witness of an output is not one of the statement.
    #[error("output: {0}")]
    Output(#[from] output::Violation),
    /// The witness of an ownership is not one of the statement.
    #[error("ownership: {0}")]
    Ownership(#[from] ownership::Violation),
    /// There are no parameters for the statement.
    #[error("parameters: {0}")]
    Parameters(String),
    /// The circuit refuses what the native check accepted.
    #[error("the circuit refuses the witness: {0}")]
    Unsatisfied(Group),
    /// arkworks refuses the parameters.
    #[error("proof system: {0}")]
    System(String),
    /// One statement of several fails.
    #[error("statement {index}: {cause}")]
    At {
        /// Its place.
        index: usize,
        /// Why.
        cause: Box<ProveError>,
    },
}

impl From<SynthesisError> for ProveError {
    fn from(error: SynthesisError) -> Self {
        ProveError::System(error.to_string())
    }
}

impl From<ParametersError> for ProveError {
    fn from(error: ParametersError) -> Self {
        ProveError::Parameters(error.to_string())
    }
}

impl Parameters {
    /// Proves a spent note or a dummy.
    ///
    /// # Errors
    /// [`ProveError`] where the witness is not one of the statement.
    pub fn prove_input(
        &self,
        public: &input::Public,
        private: &input::Private,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Proof, ProveError> {
        self.prove(&Statement::Input(public, private), seed(rng))
    }

    /// Proves a new note.
    ///
    /// # Errors
    /// [`ProveError`] where the witness is not one of the statement.
    pub fn prove_output(
        &self,
        public: &output::Public,
        private: &output::Private,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Proof, ProveError> {
        self.prove(&Statement::Output(public, private), seed(rng))
    }

    /// Proves that a note could be spent.
    ///
    /// # Errors
    /// [`ProveError`] where the witness is not one of the statement, or the parameters cannot be loaded.
    pub fn prove_ownership(
        &self,
        public: &ownership::Public,
        private: &ownership::Private,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Proof, ProveError> {
        self.prove(&Statement::Ownership(public, private), seed(rng))
    }

    /// Proves several statements side by side; `finished` hears after each proof how many are done. Proofs come in the order
    /// of the statements.
    ///
    /// # Errors
    /// [`ProveError::At`] for the first statement, by its place, that cannot be proved; [`ProveError::Parameters`] where those of
    /// Ownership are needed and cannot be loaded.
    pub fn prove_all(
        &self,
        statements: &[Statement<'_>],
        rng: &mut (impl RngCore + CryptoRng),
        finished: impl Fn(usize) + Sync,
    ) -> Result<Vec<Proof>, ProveError> {
        let seeds: Vec<_> = statements.iter().map(|_| seed(rng)).collect();
        // The longer proofs first, so that none of them begins when the others are done.
        let mut order: Vec<usize> = (0..statements.len()).collect();
        order.sort_by_key(|place| match statements.get(*place) {
            Some(Statement::Input(..)) => 0,
            Some(Statement::Ownership(..)) => 1,
            Some(Statement::Output(..)) | None => 2,
        });
        // Loaded here, with all threads.
        if statements.iter().any(|statement| matches!(statement, Statement::Ownership(..))) {
            self.ownership()?;
        }

        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let proofs = Mutex::new(vec![None; statements.len()]);
        let work = || {
            while let Some(place) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (Some(statement), Some(seed)) = (statements.get(*place), seeds.get(*place)) else {
                    continue;
                };
                let proof = self.prove(statement, seed.clone());
                let mut proofs = proofs.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(slot) = proofs.get_mut(*place) {
                    *slot = Some(proof);
                }
                drop(proofs);
                finished(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        match rayon::current_num_threads().min(statements.len()) {
            // One statement has all threads to itself.
            0 | 1 => work(),
            threads => std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| alone(work));
                }
            }),
        }
        proofs
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .into_iter()
            .enumerate()
            .map(|(index, proof)| {
                proof
                    .unwrap_or(Err(ProveError::System("a prover thread died".into())))
                    .map_err(|cause| ProveError::At { index, cause: Box::new(cause) })
            })
            .collect()
    }

    fn prove(&self, statement: &Statement<'_>, seed: Seed) -> Result<Proof, ProveError> {
        match statement {
            Statement::Input(public, private) => {
                input::check(public, private)?;
                self.input.prove(Zeroizing::new(InputCircuit::assignment(public, private)), seed)
            }
            Statement::Output(public, private) => {
                output::check(public, private)?;
                self.output.prove(Zeroizing::new(OutputCircuit::assignment(public, private)), seed)
            }
            Statement::Ownership(public, private) => {
                ownership::check(public, private)?;
                let parameters = self.ownership()?;
                parameters.prove(Zeroizing::new(OwnershipCircuit::assignment(public, private)), seed)
            }
        }
    }
}

impl CircuitParameters {
    /// A proof over a whole assignment.
    fn prove(&self, assignment: Zeroizing<Vec<F>>, seed: Seed) -> Result<Proof, ProveError> {
        if let Some(group) = self.shape.unsatisfied(&assignment) {
            return Err(ProveError::Unsatisfied(group));
        }
        self.prove_unchecked(&assignment, &seed)
    }

    /// A proof over an assignment that was not checked: what a cheat who holds the proving key can make.
    fn prove_unchecked(&self, assignment: &[F], seed: &Seed) -> Result<Proof, ProveError> {
        // r and s hide the witness. They depend on it as well, so that a failing random source repeats no mask.
        let mut rng = ChaCha20Rng::from_seed(*masks(seed, assignment));
        let (r, s) = (F::rand(&mut rng), F::rand(&mut rng));
        Ok(self.prover.prove(r, s, assignment)?.into())
    }

    /// A proof over any assignment, for the tests of the circuits.
    #[cfg(test)]
    pub(crate) fn prove_anything(&self, assignment: &[F]) -> Proof {
        self.prove_unchecked(assignment, &Zeroizing::new([7; 32])).expect("the prover takes any assignment")
    }
}

/// Randomness for one proof.
pub(super) type Seed = Zeroizing<[u8; 32]>;

fn seed(rng: &mut (impl RngCore + CryptoRng)) -> Seed {
    let mut seed = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(&mut *seed);
    seed
}

/// What seeds r and s.
pub(super) fn masks(seed: &Seed, assignment: &[F]) -> Seed {
    let mut state = Params::new().hash_length(32).key(&**seed).personal(b"sero.prove.masks").to_state();
    for value in assignment {
        state.update(&value.into_bigint().to_bytes_le());
    }
    let mut masks = Zeroizing::new([0u8; 32]);
    masks.copy_from_slice(state.finalize().as_bytes());
    masks
}

/// Runs work whose inner loops stay on one thread.
fn alone(work: impl FnOnce() + Send) {
    match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Statement::Input(..) => "input",
            Statement::Output(..) => "output",
            Statement::Ownership(..) => "ownership",
        })
    }
}
