//! The prover on this machine.

use rand_core::OsRng;
use sero_circuits::{
    prover::{self, default_directory, Parameters},
    Circuit, Proof,
};
use sero_shielded::{address::Network, bundle::ProofBytes, curve::F};

use super::prove::{ProveError, Prover, Statement};

/// The key version that a chain's genesis carries.
pub(crate) const GENESIS_KEYS: u32 = 1;

/// Proves with parameters in memory, several statements at a time.
pub struct LocalProver {
    parameters: Parameters,
}

impl LocalProver {
    /// Loads the parameters of a network from `$SERO_PARAMS` or `~/.cache/sero/params`. Those of a development chain are made
    /// there if they are missing; that takes a minute, once.
    ///
    /// # Errors
    /// [`ProveError::NoCeremony`] on the main network: the development parameters come from a public seed, and everybody can forge
    /// with them. [`ProveError::Parameters`].
    pub fn load(network: Network) -> Result<Self, ProveError> {
        if network == Network::Main {
            return Err(ProveError::NoCeremony);
        }
        Parameters::development(default_directory().as_deref())
            .map(|parameters| LocalProver { parameters })
            .map_err(|error| ProveError::Parameters(error.to_string()))
    }
}

impl LocalProver {
    fn verify(&self, circuit: Circuit, inputs: &[F], proof: &Proof) -> Result<(), ProveError> {
        let parameters = self.parameters.of(circuit).map_err(|error| ProveError::Parameters(error.to_string()))?;
        let verdict = parameters.verifying_key().verify(inputs, proof);
        verdict.map_err(|error| ProveError::Statement(error.to_string()))
    }
}

impl Prover for LocalProver {
    fn key_version(&self) -> u32 {
        GENESIS_KEYS
    }

    fn prove(&self, statements: &[Statement]) -> Result<Vec<ProofBytes>, ProveError> {
        let borrowed: Vec<prover::Statement<'_>> = statements
            .iter()
            .map(|statement| match statement {
                Statement::Input(parts) => prover::Statement::Input(&parts.0, &parts.1),
                Statement::Output(parts) => prover::Statement::Output(&parts.0, &parts.1),
                Statement::Ownership(parts) => prover::Statement::Ownership(&parts.0, &parts.1),
            })
            .collect();
        let proofs = self.parameters.prove_all(&borrowed, &mut OsRng, |_| ());
        let proofs = proofs.map_err(|error| ProveError::Statement(error.to_string()))?;
        // A broken machine makes broken proofs; better found here than by the chain.
        for (statement, proof) in statements.iter().zip(&proofs) {
            match statement {
                Statement::Input(parts) => self.verify(Circuit::Input, &parts.0.to_field_elements(), proof),
                Statement::Output(parts) => self.verify(Circuit::Output, &parts.0.to_field_elements(), proof),
                Statement::Ownership(parts) => self.verify(Circuit::Ownership, &parts.0.to_field_elements(), proof),
            }?;
        }
        Ok(proofs.into_iter().map(|proof| ProofBytes(proof.0)).collect())
    }
}
