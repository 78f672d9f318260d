//! Verifying proofs on this machine: each side judges the other's half before it signs anything.

use sero_circuits::{
    keys::development_key,
    verify::{verify_batch, Item, VerifyingKey},
    Circuit, Proof,
};
use sero_shielded::{address::Network, bundle::ProofBytes, curve::F};

use crate::payment::{groth16::GENESIS_KEYS, prove::ProveError};

/// A statement and its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which statement.
    pub circuit: Circuit,
    /// Its public inputs.
    pub public: Vec<F>,
    /// What shall prove it.
    pub proof: ProofBytes,
}

/// Judges proofs.
pub trait Verifier: Send + Sync {
    /// The version of the verifying keys, as the chain counts them.
    fn key_version(&self) -> u32;

    /// Judges claims.
    ///
    /// # Errors
    /// The place of the first that does not hold.
    fn verify(&self, claims: &[Claim]) -> Result<(), usize>;
}

/// The verifying keys that a development chain carries in its genesis.
pub struct LocalVerifier {
    input: VerifyingKey,
    output: VerifyingKey,
}

impl LocalVerifier {
    /// The keys of a network.
    ///
    /// # Errors
    /// [`ProveError::NoCeremony`] on the main network, [`ProveError::Parameters`].
    pub fn load(network: Network) -> Result<Self, ProveError> {
        if network == Network::Main {
            return Err(ProveError::NoCeremony);
        }
        let key = |circuit| {
            VerifyingKey::parse(circuit, development_key(circuit))
                .map_err(|error| ProveError::Parameters(error.to_string()))
        };
        Ok(LocalVerifier { input: key(Circuit::Input)?, output: key(Circuit::Output)? })
    }
}

impl Verifier for LocalVerifier {
    fn key_version(&self) -> u32 {
        GENESIS_KEYS
    }

    fn verify(&self, claims: &[Claim]) -> Result<(), usize> {
        let proofs: Vec<Proof> = claims.iter().map(|claim| Proof(claim.proof.0)).collect();
        let items: Vec<Item<'_>> = claims
            .iter()
            .zip(&proofs)
            .map(|(claim, proof)| {
                // A key judges no statement of another circuit: their numbers of public inputs differ.
                let key = if claim.circuit == Circuit::Input { &self.input } else { &self.output };
                Item { key, inputs: &claim.public, proof }
            })
            .collect();
        verify_batch(&items).map_err(|error| error.index)
    }
}
