//! The public inputs of Output.

use crate::statement::{key_point, named, subgroup_point, Part, PublicError};
use ark_bn254::Fr as F;
use sero_shielded::{
    curve::Point,
    encoding::{FieldBytes, PointBytes},
    keys::{KeyError, OneTimeAddress, PkrBytes},
};

/// Field elements that [`Public::to_field_elements`] returns.
pub const PUBLIC_INPUTS: usize = 12;

/// The public inputs, every point of them checked.
///
/// # Consensus
/// RPK, ZPK_r and VPK_r lie in the prime subgroup and are not the identity; cm_asset lies in the prime subgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public {
    pub(crate) cm_asset: Point,
    pub(crate) cm: F,
    pub(crate) rpk: Point,
    pub(crate) zpk_r: Point,
    pub(crate) vpk_r: Point,
    pub(crate) ciphertext: [F; 3],
}

impl Public {
    /// A statement over points that may be anything.
    ///
    /// # Errors
    /// [`PublicError`] for a point off the curve or outside the prime subgroup, and for a key that is the identity.
    pub fn new(
        cm_asset: Point,
        cm: F,
        rpk: Point,
        zpk_r: Point,
        vpk_r: Point,
        ciphertext: [F; 3],
    ) -> Result<Self, PublicError> {
        Ok(Public {
            cm_asset: subgroup_point(Part::CmAsset, cm_asset)?,
            cm,
            rpk: key_point(Part::Rpk, rpk)?,
            zpk_r: key_point(Part::ZpkR, zpk_r)?,
            vpk_r: key_point(Part::VpkR, vpk_r)?,
            ciphertext,
        })
    }

    /// A statement about an address whose points were checked when it was made.
    ///
    /// # Errors
    /// [`PublicError`] for cm_asset or RPK.
    pub fn for_address(
        cm_asset: Point,
        cm: F,
        rpk: Point,
        address: &OneTimeAddress,
        ciphertext: [F; 3],
    ) -> Result<Self, PublicError> {
        Ok(Public {
            cm_asset: subgroup_point(Part::CmAsset, cm_asset)?,
            cm,
            rpk: key_point(Part::Rpk, rpk)?,
            zpk_r: *address.zpk(),
            vpk_r: *address.vpk(),
            ciphertext,
        })
    }

    /// A statement as it travels. BASE_r is checked with the rest of the address, though the circuit does not see it.
    ///
    /// # Errors
    /// [`PublicError`] names what is not canonical, off the curve, outside the subgroup, or the identity.
    pub fn decode(
        cm_asset: &PointBytes,
        cm: &FieldBytes,
        rpk: &PointBytes,
        pkr: &PkrBytes,
        ciphertext: &[FieldBytes; 3],
    ) -> Result<Self, PublicError> {
        let address = pkr.to_address().map_err(|error| match error {
            KeyError::Base(cause) => PublicError { part: Part::BaseR, cause },
            KeyError::Zpk(cause) => PublicError { part: Part::ZpkR, cause },
            KeyError::Vpk(cause) => PublicError { part: Part::VpkR, cause },
            // No other part is read.
            _ => PublicError { part: Part::VpkR, cause: sero_shielded::encoding::EncodingError::PointIsIdentity },
        })?;
        let [e0, e1, e2] = ciphertext;
        Ok(Public {
            cm_asset: named(Part::CmAsset, cm_asset.to_point())?,
            cm: named(Part::Cm, cm.to_field())?,
            rpk: named(Part::Rpk, rpk.to_key())?,
            zpk_r: *address.zpk(),
            vpk_r: *address.vpk(),
            ciphertext: [
                named(Part::Ciphertext(0), e0.to_field())?,
                named(Part::Ciphertext(1), e1.to_field())?,
                named(Part::Ciphertext(2), e2.to_field())?,
            ],
        })
    }

    /// The blinded asset commitment.
    pub fn cm_asset(&self) -> &Point {
        &self.cm_asset
    }

    /// The note commitment.
    pub fn cm(&self) -> F {
        self.cm
    }

    /// The sender's half of the key agreement.
    pub fn rpk(&self) -> &Point {
        &self.rpk
    }

    /// ZPK_r of the receiver.
    pub fn zpk_r(&self) -> &Point {
        &self.zpk_r
    }

    /// VPK_r of the receiver.
    pub fn vpk_r(&self) -> &Point {
        &self.vpk_r
    }

    /// e0, e1, e2.
    pub fn ciphertext(&self) -> &[F; 3] {
        &self.ciphertext
    }

    /// In the order of the circuit: cm_asset, cm, RPK, ZPK_r, VPK_r (x, then y, of each point), e0, e1, e2.
    pub fn to_field_elements(&self) -> [F; PUBLIC_INPUTS] {
        let [e0, e1, e2] = self.ciphertext;
        [
            self.cm_asset.x,
            self.cm_asset.y,
            self.cm,
            self.rpk.x,
            self.rpk.y,
            self.zpk_r.x,
            self.zpk_r.y,
            self.vpk_r.x,
            self.vpk_r.y,
            e0,
            e1,
            e2,
        ]
    }
}
