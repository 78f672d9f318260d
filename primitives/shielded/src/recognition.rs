//! Trial recognition: which of many one-time addresses are one's own, as fast as one core can.
//!
//! For each address a wallet computes `S = vsk · BASE_r` and compares `ZPK + hz·G_k` with ZPK_r. Only the multiplication by
//! vsk is unavoidable: its digits are recoded once, the inversions of a batch are shared, hz·G_k comes from a table, and ZPK_r
//! is compared in projective coordinates without decompressing it. The full check of [`TrackingKey::recognise`] follows on a match.

use crate::{
    curve::{mul_g_k, Multiplier, Projective, F},
    encoding::{FieldBytes, PointBytes},
    keys::{spending_offset, OneTimeViewing, PkrBytes, TrackingKey},
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;

/// A tracking key made ready for many addresses.
pub struct Scanner {
    key: TrackingKey,
    vsk: Multiplier,
}

impl Scanner {
    /// Prepares a key.
    pub fn new(key: TrackingKey) -> Self {
        let vsk = Multiplier::new(key.vsk());
        Scanner { key, vsk }
    }

    /// The key.
    pub fn key(&self) -> &TrackingKey {
        &self.key
    }

    /// For each address whether it is the key's, and then its viewing part. Invalid addresses are nobody's.
    pub fn recognise(&self, addresses: &[PkrBytes]) -> Vec<Option<OneTimeViewing>> {
        let bases: Vec<PointBytes> = addresses.iter().map(|address| address.points()[0]).collect();
        let (places, shared): (Vec<usize>, Vec<Projective>) = PointBytes::to_curve_many(&bases)
            .into_iter()
            .enumerate()
            .filter_map(|(place, base)| Some((place, self.vsk.mul(&base.ok()?))))
            .unzip();
        let mut found: Vec<Option<OneTimeViewing>> = addresses.iter().map(|_| None).collect();
        for (place, shared) in places.into_iter().zip(Projective::normalize_batch(&shared)) {
            let (Some(address), Some(slot)) = (addresses.get(place), found.get_mut(place)) else {
                continue;
            };
            let hz = spending_offset(&PointBytes::from(shared));
            let [_, zpk_r, _] = address.points();
            let expected = mul_g_k(&hz) + self.key.zpk();
            if y_matches(&expected, &zpk_r) {
                *slot = address.to_address().ok().and_then(|address| self.key.recognise(&address));
            }
        }
        found
    }
}

/// Whether the y of a point is the one that the bytes name.
fn y_matches(point: &Projective, bytes: &PointBytes) -> bool {
    let mut y = bytes.0;
    y[31] &= 0x7f;
    let y: Result<F, _> = FieldBytes(y).to_field();
    y.is_ok_and(|y| point.y == y * point.z)
}
