//! What only the prover of Output knows.

use super::Public;
use crate::statement::PublicError;
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use core::fmt;
use sero_shielded::{
    asset::{blind, commitment},
    curve::Scalar,
    encryption::{output_key, Contents, SharedSecret},
    keys::OneTimeAddress,
    note::note_commitment,
};
use zeroize::Zeroize;

/// The witness of Output.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    /// The asset id.
    pub aid: F,
    /// The value.
    pub value: u128,
    /// The blinding of the note's commitment.
    pub rcm: F,
    /// The sender's secret of the key agreement.
    pub rsk: Scalar,
    /// The blinding of cm_asset.
    pub ar: Scalar,
}

impl Private {
    /// The note commitment for a receiver.
    pub fn commitment(&self, address: &OneTimeAddress) -> F {
        let cc = commitment(self.aid, self.value).into_affine();
        note_commitment(&cc, address.zpk(), address.vpk(), self.rcm)
    }

    /// The statement that this witness proves for a receiver.
    ///
    /// # Errors
    /// [`PublicError`] for rsk = 0, whose RPK is the identity.
    pub fn statement(&self, address: &OneTimeAddress) -> Result<Public, PublicError> {
        let cc = commitment(self.aid, self.value);
        let secret = SharedSecret::of_sender(&self.rsk, address.vpk());
        let contents = Contents { aid: self.aid, value: self.value, rcm: self.rcm };
        Public::for_address(
            blind(&cc, &self.ar).into_affine(),
            note_commitment(&cc.into_affine(), address.zpk(), address.vpk(), self.rcm),
            output_key(&self.rsk),
            address,
            secret.seal(&contents),
        )
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        self.value.zeroize();
        self.rcm.zeroize();
        self.rsk.zeroize();
        self.ar.zeroize();
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("output::Private(..)")
    }
}
