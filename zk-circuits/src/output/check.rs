//! The statement of Output, checked without a circuit.

use super::{Private, Public};
use ark_ec::CurveGroup;
use sero_shielded::{
    asset::{blind, commitment},
    encryption::{output_key, Contents, SharedSecret},
    note::note_commitment,
};

/// A clause of Output that a witness does not meet. That the value has 128 bits is in its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// cm_asset is not `v·G_aid + ar·G_r`.
    #[error("cm_asset is not the asset commitment of the note with ar added")]
    CmAsset,
    /// cm does not open to the note.
    #[error("cm does not open to the note")]
    Cm,
    /// RPK is not `rsk·G_k`, or is the identity.
    #[error("RPK is not the key of rsk")]
    Rpk,
    /// The receiver would not read (aid, v, rcm).
    #[error("the ciphertext does not open to the note")]
    Ciphertext,
}

/// Checks every clause. The circuit accepts exactly what this accepts.
///
/// # Errors
/// The first clause that does not hold.
pub fn check(public: &Public, private: &Private) -> Result<(), Violation> {
    let cc = commitment(private.aid, private.value);
    if blind(&cc, &private.ar).into_affine() != public.cm_asset {
        return Err(Violation::CmAsset);
    }
    if note_commitment(&cc.into_affine(), &public.zpk_r, &public.vpk_r, private.rcm) != public.cm {
        return Err(Violation::Cm);
    }
    if output_key(&private.rsk) != public.rpk {
        return Err(Violation::Rpk);
    }
    let secret = SharedSecret::of_sender(&private.rsk, &public.vpk_r);
    let contents = Contents { aid: private.aid, value: private.value, rcm: private.rcm };
    if secret.seal(&contents) != public.ciphertext {
        return Err(Violation::Ciphertext);
    }
    Ok(())
}
