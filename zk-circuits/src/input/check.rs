//! The statement of Input, checked without a circuit.

use super::{Private, Public};
use crate::gadgets::edwards::add_affine;
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use sero_shielded::{
    curve::{mul_g_k, mul_g_r, Point},
    note::nil,
};

/// A clause of Input that a witness does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The path leads elsewhere, and the input is no dummy.
    #[error("the path of the note does not lead to the anchor, and the input is no dummy")]
    Anchor,
    /// K is not `ZPK_r + alpha·G_k`.
    #[error("K is not the note's key with alpha added")]
    Key,
    /// The nil is not that of the leaf.
    #[error("the nil does not belong to the leaf")]
    Nil,
    /// cm_asset is not `CC + ar·G_r`.
    #[error("cm_asset is not the note's asset commitment with ar added")]
    CmAsset,
}

/// Checks every clause. The circuit accepts exactly what this accepts.
///
/// # Errors
/// The first clause that does not hold.
pub fn check(public: &Public, private: &Private) -> Result<(), Violation> {
    let leaf = private.leaf();
    let dummy = private.cc == Point::zero();
    if private.path.root(leaf) != public.anchor && !dummy {
        return Err(Violation::Anchor);
    }
    let sum_is = |left: &Point, right: Point, sum: &Point| -> bool {
        add_affine((left.x, left.y), (right.x, right.y)) == Some::<(F, F)>((sum.x, sum.y))
    };
    if !sum_is(&private.zpk_r, mul_g_k(&private.alpha).into_affine(), &public.key) {
        return Err(Violation::Key);
    }
    if nil(&private.vskr, leaf) != public.nil {
        return Err(Violation::Nil);
    }
    if !sum_is(&private.cc, mul_g_r(&private.ar).into_affine(), &public.cm_asset) {
        return Err(Violation::CmAsset);
    }
    Ok(())
}
