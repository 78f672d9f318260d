//! What only the prover of Input knows.

use super::Public;
use crate::{gadgets::edwards::add_affine, statement::PublicError};
use ark_bn254::Fr as F;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, UniformRand};
use core::fmt;
use rand_core::{CryptoRng, RngCore};
use sero_shielded::{
    curve::{mul_g_k, mul_g_r, Point, Scalar},
    note::{leaf, nil, note_commitment},
    tree::{Path, DEPTH},
};
use zeroize::Zeroize;

/// The witness of Input. Whoever sees it can follow the note, and cannot spend it.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    /// The note's asset commitment `v·G_aid`; (0, 1) in a dummy.
    pub cc: Point,
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
    /// What K adds to ZPK_r.
    pub alpha: Scalar,
    /// The blinding of cm_asset.
    pub ar: Scalar,
}

impl Private {
    /// A dummy: it spends nothing and makes a bundle unique. Returns ZPK_r's secret as well: with alpha added it signs.
    pub fn dummy(rng: &mut (impl RngCore + CryptoRng)) -> (Self, Scalar) {
        let zskr = Scalar::rand(rng);
        let dummy = Private {
            cc: Point::zero(),
            zpk_r: mul_g_k(&zskr).into_affine(),
            rcm: F::rand(rng),
            index: 0,
            path: Path { position: 0, siblings: [[F::ZERO; 3]; DEPTH] },
            vskr: Scalar::rand(rng),
            alpha: Scalar::rand(rng),
            ar: Scalar::rand(rng),
        };
        (dummy, zskr)
    }

    /// The note's leaf.
    pub fn leaf(&self) -> F {
        let vpk_r = mul_g_k(&self.vskr).into_affine();
        leaf(self.index, note_commitment(&self.cc, &self.zpk_r, &vpk_r, self.rcm))
    }

    /// The statement that this witness proves under its anchor: for a real note the root of its path, for a dummy any.
    ///
    /// # Errors
    /// [`PublicError`] where K would be the identity, or the note's points are not what the chain would have accepted.
    pub fn statement(&self, anchor: F) -> Result<Public, PublicError> {
        let sum = |point: &Point, other: Point| {
            // A missing sum is a point off the curve, which the constructor refuses.
            let (x, y) = add_affine((point.x, point.y), (other.x, other.y)).unwrap_or_default();
            Point::new_unchecked(x, y)
        };
        Public::new(
            anchor,
            nil(&self.vskr, self.leaf()),
            sum(&self.zpk_r, mul_g_k(&self.alpha).into_affine()),
            sum(&self.cc, mul_g_r(&self.ar).into_affine()),
        )
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        self.vskr.zeroize();
        self.alpha.zeroize();
        self.ar.zeroize();
        self.rcm.zeroize();
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("input::Private(..)")
    }
}
