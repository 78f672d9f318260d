//! Secret scalars of issuers and authors.

use rand_core::{CryptoRng, RngCore};
use sero_shielded::{
    curve::Scalar,
    encoding::{EncodingError, ScalarBytes},
    hash::hs,
};
use zeroize::Zeroizing;

/// Why 32 bytes are no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The bytes are no scalar.
    #[error("the secret is damaged: {0}")]
    Encoding(EncodingError),
    /// Zero: everybody would know it.
    #[error("the secret is zero, which is no key")]
    Zero,
    /// A public key beside the secret that is not the secret's.
    #[error("the secret and the public key beside it do not belong together")]
    Mismatch,
}

/// A uniform scalar that is not zero.
pub(crate) fn random<R: RngCore + CryptoRng>(tag: &str, rng: &mut R) -> Scalar {
    let mut bytes = Zeroizing::new([0u8; 32]);
    loop {
        rng.fill_bytes(&mut *bytes);
        let secret = hs(tag, &[&*bytes]);
        if secret != Scalar::default() {
            return secret;
        }
    }
}

/// Reads a scalar that is not zero.
pub(crate) fn read(bytes: &[u8; 32]) -> Result<Scalar, SecretError> {
    let secret = ScalarBytes(*bytes).to_scalar().map_err(SecretError::Encoding)?;
    if secret == Scalar::default() {
        return Err(SecretError::Zero);
    }
    Ok(secret)
}
