//! A last look at a finished bundle, as the chain will look at it. Proofs aside: the prover answers for those.

use codec::{DecodeAll, Encode};
use sero_rpc::MAX_BUNDLE_BYTES;
use sero_shielded::{
    bundle::{balance_key, BalanceError, Bundle, NoCommand, ShapeError},
    encoding::EncodingError,
    signature::{verify, Role},
};

/// What is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Its shape.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// Its balance.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// A key.
    #[error("K of input {0}: {1}")]
    Key(usize, EncodingError),
    /// A spend signature.
    #[error("the spend signature of input {0} does not verify")]
    Spend(usize),
    /// The binding signature.
    #[error("the binding signature does not verify")]
    Bind,
    /// Its length.
    #[error("it has {0} bytes, above the {MAX_BUNDLE_BYTES} that a node takes")]
    Length(usize),
    /// Its encoding.
    #[error("its encoding does not read back")]
    Encoding,
}

/// Checks shape, balance and signatures, and returns SCALE of the bundle.
///
/// # Errors
/// See [`CheckError`].
pub fn check(bundle: &Bundle<NoCommand>, genesis: &[u8; 32], transaction_version: u32) -> Result<Vec<u8>, CheckError> {
    bundle.check_shape()?;
    let body = &bundle.body;
    let sighash = body.sighash(genesis, transaction_version);
    for (place, (input, signature)) in body.inputs.iter().zip(&bundle.spend_signatures).enumerate() {
        let key = input.key.to_key().map_err(|error| CheckError::Key(place, error))?;
        if !verify(Role::Spend, &key, &sighash, signature) {
            return Err(CheckError::Spend(place));
        }
    }
    let inputs: Vec<_> = body.inputs.iter().map(|input| input.asset_commitment).collect();
    let outputs: Vec<_> = body.outputs.iter().map(|output| output.asset_commitment).collect();
    let terms: Vec<_> = body.public_terms().collect();
    let key = balance_key(&inputs, &outputs, &terms)?;
    if !verify(Role::Bind, &key, &sighash, &bundle.binding_signature) {
        return Err(CheckError::Bind);
    }
    let bytes = bundle.encode();
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(CheckError::Length(bytes.len()));
    }
    match Bundle::<NoCommand>::decode_all(&mut bytes.as_slice()) {
        Ok(read) if read == *bundle => Ok(bytes),
        _ => Err(CheckError::Encoding),
    }
}
