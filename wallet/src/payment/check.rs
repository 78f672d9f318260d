//! A last look at a finished bundle, as the chain will look at it. Proofs aside: the prover answers for those.

use codec::{DecodeAll, Encode};
use sero_rpc::MAX_BUNDLE_BYTES;
use sero_shielded::{
    bundle::{BalanceError, Bundle, ShapeError},
    command::{Command, PackageCommand},
    encoding::{EncodingError, PointBytes},
    keys::KeyError,
    package::package_id,
    signature::{verify, Role},
};

use super::balance::binding_key;

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
    /// The from address.
    #[error("the from address: {0}")]
    From(KeyError),
    /// The signature of the from address.
    #[error("the signature of the from address does not verify")]
    FromSignature,
    /// The id of a new package.
    #[error("the package's id does not come from the first nil")]
    PackageId,
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

/// Checks shape, balance and signatures, and returns SCALE of the bundle. `opened` are the asset commitments of the package that
/// its command opens.
///
/// # Errors
/// See [`CheckError`].
pub fn check(
    bundle: &Bundle<Command>,
    genesis: &[u8; 32],
    transaction_version: u32,
    opened: &[PointBytes],
) -> Result<Vec<u8>, CheckError> {
    bundle.check_shape()?;
    let body = &bundle.body;
    let sighash = body.sighash(genesis, transaction_version);
    for (place, (input, signature)) in body.inputs.iter().zip(&bundle.spend_signatures).enumerate() {
        let key = input.key.to_key().map_err(|error| CheckError::Key(place, error))?;
        if !verify(Role::Spend, &key, &sighash, signature) {
            return Err(CheckError::Spend(place));
        }
    }
    // Both or neither, by the shape.
    if let (Some(from), Some(signature)) = (&body.from, &bundle.from_signature) {
        let from = from.to_address().map_err(CheckError::From)?;
        if !verify(Role::From, from.zpk(), &sighash, signature) {
            return Err(CheckError::FromSignature);
        }
    }
    if let Some(Command::Package(PackageCommand::Create { id, .. })) = &body.command {
        if bundle.nils().next().map(package_id) != Some(*id) {
            return Err(CheckError::PackageId);
        }
    }
    let key = binding_key(body, opened)?;
    if !verify(Role::Bind, &key, &sighash, &bundle.binding_signature) {
        return Err(CheckError::Bind);
    }
    let bytes = bundle.encode();
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(CheckError::Length(bytes.len()));
    }
    match Bundle::<Command>::decode_all(&mut bytes.as_slice()) {
        Ok(read) if read == *bundle => Ok(bytes),
        _ => Err(CheckError::Encoding),
    }
}
