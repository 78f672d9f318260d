//! Proofs: the slow part. Whoever makes them learns which notes are spent, and cannot spend them.

use sero_circuits::{input, output, ownership};
use sero_shielded::bundle::ProofBytes;

/// What is to be proved.
pub enum Statement {
    /// A note is spent.
    Input(Box<(input::Public, input::Private)>),
    /// A note is made.
    Output(Box<(output::Public, output::Private)>),
    /// A note of a ticket or package could be spent: for who asks whose it is, not for the chain.
    Ownership(Box<(ownership::Public, ownership::Private)>),
}

/// Why there is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// No keys yet.
    #[error("no ceremony has made the keys of the main network yet; use a development or local chain")]
    NoCeremony,
    /// The keys cannot be made or read.
    #[error("the proving parameters cannot be loaded: {0}; check the folder $SERO_PARAMS or ~/.cache/sero/params and its disk")]
    Parameters(String),
    /// A statement that does not hold, or another failure of the prover.
    #[error("the payment cannot be proved: {0}; run `sync --rescan` and try again, and report it if it fails again")]
    Statement(String),
}

/// Makes proofs.
pub trait Prover: Send + Sync {
    /// The version of the verifying keys, as the chain counts them, under which the proofs hold.
    fn key_version(&self) -> u32;

    /// Proves statements, one proof for each in order.
    ///
    /// # Errors
    /// See [`ProveError`].
    fn prove(&self, statements: &[Statement]) -> Result<Vec<ProofBytes>, ProveError>;
}

/// Checks what a circuit would check, without proving it.
///
/// # Errors
/// [`ProveError::Statement`] for the first statement that does not hold.
pub fn check(statements: &[Statement]) -> Result<(), ProveError> {
    for (place, statement) in statements.iter().enumerate() {
        let verdict = match statement {
            Statement::Input(parts) => input::check(&parts.0, &parts.1).map_err(|why| why.to_string()),
            Statement::Output(parts) => output::check(&parts.0, &parts.1).map_err(|why| why.to_string()),
            Statement::Ownership(parts) => ownership::check(&parts.0, &parts.1).map_err(|why| why.to_string()),
        };
        verdict.map_err(|why| ProveError::Statement(format!("statement {place}: {why}")))?;
    }
    Ok(())
}
