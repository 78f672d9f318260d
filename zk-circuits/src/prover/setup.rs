//! The development set-up: parameters that everybody can derive.
//!
//! # Security
//!
//! **Insecure by design.** Groth16 needs a set-up whose secrets nobody kept; here they follow from a public string. Proofs
//! under these parameters convince nobody who does not run the chain alone.

use crate::{gadgets::Shape, Circuit};
use ark_bn254::Bn254;
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::gr1cs::SynthesisError;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_shielded::hash::hb;

/// The string behind the seed, which also says what it is worth.
pub const DEVELOPMENT_NOTICE: &str =
    "SERO on Substrate: INSECURE development parameters. Everybody can forge proofs under them.";

/// The seed of the development set-up of a circuit: `Hb("sero.dev.setup", notice, name of the circuit, hash of its
/// constraints)`. It seeds ChaCha20.
pub fn development_seed(circuit: Circuit, shape: &Shape) -> [u8; 32] {
    hb("sero.dev.setup", &[DEVELOPMENT_NOTICE.as_bytes(), circuit.name().as_bytes(), &shape.digest()])
}

/// The proving key of the development set-up of a circuit.
pub(super) fn development_key(circuit: Circuit, shape: &Shape) -> Result<ProvingKey<Bn254>, SynthesisError> {
    let mut rng = ChaCha20Rng::from_seed(development_seed(circuit, shape));
    Groth16::<Bn254>::generate_random_parameters_with_reduction(shape, &mut rng)
}
