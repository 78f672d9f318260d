//! The statement of Ownership, checked without a circuit.

use super::{Private, Public};
use crate::gadgets::edwards::add_affine;
use ark_ec::CurveGroup;
use sero_shielded::curve::mul_g_k;

/// A clause of Ownership that a witness does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The path leads elsewhere: from another note, of another asset, of another value, or under another root.
    #[error("the path of a note of this asset and value 1 does not lead to the anchor")]
    Anchor,
    /// K is not `ZPK_r + alpha·G_k`.
    #[error("K is not the note's key with alpha added")]
    Key,
    /// The note is older than the challenge allows.
    #[error("the note's index is below the least one that the challenge allows")]
    Since,
}

/// Checks every clause. The circuit accepts exactly what this accepts.
///
/// # Errors
/// The first clause that does not hold.
pub fn check(public: &Public, private: &Private) -> Result<(), Violation> {
    if private.path.root(private.leaf(&public.cc)) != public.anchor {
        return Err(Violation::Anchor);
    }
    let (zpk_r, shift) = (&private.zpk_r, mul_g_k(&private.alpha).into_affine());
    if add_affine((zpk_r.x, zpk_r.y), (shift.x, shift.y)) != Some((public.key.x, public.key.y)) {
        return Err(Violation::Key);
    }
    if public.since > private.index {
        return Err(Violation::Since);
    }
    Ok(())
}
