//! What only the prover of Ownership knows.

use super::{OwnershipError, Public};
use crate::gadgets::edwards::add_affine;
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use core::fmt;
use sero_shielded::{
    curve::{mul_g_k, Point, Scalar},
    note::{leaf, note_commitment},
    ownership::Challenge,
    tree::Path,
};
use zeroize::Zeroize;

/// The witness of Ownership. Whoever sees it can follow the note; he can neither spend it nor sign the answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    /// ZPK_r of the note.
    pub zpk_r: Point,
    /// The blinding of the note's commitment.
    pub rcm: F,
    /// The note's place in the whole chain's sequence.
    pub index: u64,
    /// The way from the leaf to the anchor.
    pub path: Path,
    /// The note's secret viewing key.
    pub vskr: Scalar,
    /// What K adds to ZPK_r: drawn anew for every answer, else two of them are seen to be of one note.
    pub alpha: Scalar,
}

impl Private {
    /// The note's leaf, if its asset commitment is this.
    pub fn leaf(&self, cc: &Point) -> F {
        let vpk_r = mul_g_k(&self.vskr).into_affine();
        leaf(self.index, note_commitment(cc, &self.zpk_r, &vpk_r, self.rcm))
    }

    /// The statement that this witness proves under its anchor, the root of its path.
    ///
    /// # Errors
    /// [`OwnershipError`] for a challenge about a token, where K would be the identity, or where ZPK_r is no point that the chain
    /// would have accepted.
    pub fn statement(&self, anchor: F, challenge: &Challenge) -> Result<Public, OwnershipError> {
        let shift = mul_g_k(&self.alpha).into_affine();
        // A missing sum is a point off the curve, which the constructor refuses.
        let (x, y) = add_affine((self.zpk_r.x, self.zpk_r.y), (shift.x, shift.y)).unwrap_or_default();
        Public::new(anchor, challenge, Point::new_unchecked(x, y))
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        self.vskr.zeroize();
        self.alpha.zeroize();
        self.rcm.zeroize();
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ownership::Private(..)")
    }
}
