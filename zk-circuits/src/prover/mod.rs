//! Proofs and the parameters that they need.
//!
//! ```text
//! let parameters = Parameters::development(default_directory().as_deref())?;
//! let statement = private.statement(anchor)?;
//! let proof = parameters.prove_input(&statement, &private, &mut rng)?;
//! let proofs = parameters.prove_all(&[Statement::Input(&statement, &private), ...], &mut rng, |done| ())?;
//! ```
//!
//! A proof computes values of variables only: the constraints were laid out once, when the parameters were loaded. Several
//! proofs run side by side on one thread each, which takes less time in all than several threads on one proof after another.

mod cache;
mod key;
mod msm;
mod parameters;
mod prove;
mod setup;
#[cfg(test)]
mod tests;

pub use cache::default_directory;
pub use parameters::{CircuitParameters, Parameters, ParametersError, Source};
pub use prove::{ProveError, Statement};
pub use setup::{development_seed, DEVELOPMENT_NOTICE};
