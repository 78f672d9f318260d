//! Keys: a seed, the keys that come out of it, payment addresses and one-time addresses.
//!
//! ```text
//! seed ─ zsk ─ ZPK = zsk·G_k ┐ PK = (ZPK, VPK)   payment address
//!      └ vsk ─ VPK = vsk·G_k ┘ TK = (ZPK, vsk)   tracking key: sees all, spends nothing
//! PK, r ─ PKr = (BASE_r, ZPK_r, VPK_r) = (r·G_k, ZPK + hz·G_k, VPK + hv·G_k)   one-time address
//! ```

use crate::{
    curve::{mul, mul_g_k, Point, Projective, Scalar},
    encoding::{bytes_newtype, EncodingError, PointBytes, ScalarBytes},
    hash::{hb, hs},
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Zero;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use zeroize::{Zeroize, ZeroizeOnDrop};

bytes_newtype! {
    /// A one-time address on the wire: BASE_r, ZPK_r, VPK_r, 32 bytes each.
    PkrBytes, 96
}
bytes_newtype! {
    /// A payment address on the wire: ZPK, VPK, 32 bytes each.
    PkBytes, 64
}

/// The 32 bytes from which an account's keys come.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Wraps random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Seed(bytes)
    }

    /// The seed of account `index` under a 64-byte BIP-39 seed.
    pub fn from_bip39(master: &[u8; 64], index: u32) -> Self {
        Seed(hb("sero.account", &[master, &index.to_le_bytes()]))
    }

    /// The secret bytes.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// Why something is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret is zero: with a random seed as likely as guessing it.
    #[error("the seed gives a zero key; take another one")]
    ZeroSecret,
    /// The spending part of an address.
    #[error("ZPK: {0}")]
    Zpk(EncodingError),
    /// The viewing part of an address.
    #[error("VPK: {0}")]
    Vpk(EncodingError),
    /// The base of a one-time address.
    #[error("BASE_r: {0}")]
    Base(EncodingError),
    /// The secret viewing key.
    #[error("vsk: {0}")]
    Vsk(EncodingError),
}

/// The keys of an account. Whoever has them can spend.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SpendingKey {
    zsk: Scalar,
    vsk: Scalar,
}

impl fmt::Debug for SpendingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpendingKey(..)")
    }
}

impl SpendingKey {
    /// The keys of a seed.
    ///
    /// # Errors
    /// [`KeyError::ZeroSecret`] if one of them is zero.
    pub fn from_seed(seed: &Seed) -> Result<Self, KeyError> {
        let zsk = hs("sero.zsk", &[seed.expose()]);
        let vsk = hs("sero.vsk", &[seed.expose()]);
        if zsk.is_zero() || vsk.is_zero() {
            return Err(KeyError::ZeroSecret);
        }
        Ok(SpendingKey { zsk, vsk })
    }

    /// The key that sees all and spends nothing.
    pub fn tracking_key(&self) -> TrackingKey {
        TrackingKey { zpk: mul_g_k(&self.zsk).into_affine(), vsk: self.vsk }
    }

    /// The payment address.
    pub fn address(&self) -> PaymentAddress {
        self.tracking_key().address()
    }

    /// The key that spends what came to a one-time address: `zskr = zsk + hz`.
    pub fn one_time(&self, viewing: &OneTimeViewing) -> Scalar {
        self.zsk + viewing.hz
    }

    /// zsk and vsk as they stand, for tests against vectors and for signers.
    pub fn expose(&self) -> (&Scalar, &Scalar) {
        (&self.zsk, &self.vsk)
    }
}

/// TK = (ZPK, vsk): recognises, reads and proves everything of an account, and can spend nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct TrackingKey {
    zpk: Point,
    vsk: Scalar,
}

impl Drop for TrackingKey {
    fn drop(&mut self) {
        self.vsk.zeroize();
    }
}

impl fmt::Debug for TrackingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrackingKey({:?}, ..)", PointBytes::from(self.zpk))
    }
}

/// What a tracking key knows of a one-time address of its own.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct OneTimeViewing {
    /// vsk + hv: reads the notes at this address and makes their nils.
    pub vskr: Scalar,
    /// The offset of the spending key.
    pub hz: Scalar,
}

impl fmt::Debug for OneTimeViewing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeViewing(..)")
    }
}

impl TrackingKey {
    /// The payment address of the account.
    pub fn address(&self) -> PaymentAddress {
        PaymentAddress { zpk: self.zpk, vpk: mul_g_k(&self.vsk).into_affine() }
    }

    /// The public spending key.
    pub fn zpk(&self) -> &Point {
        &self.zpk
    }

    /// The secret viewing key.
    pub fn vsk(&self) -> &Scalar {
        &self.vsk
    }

    /// Whether a one-time address is this account's, and then its viewing part.
    ///
    /// Both points are compared: an address mixed of two accounts, or with a foreign BASE_r, is nobody's.
    pub fn recognise(&self, address: &OneTimeAddress) -> Option<OneTimeViewing> {
        let (hz, hv) = offsets(&mul(&address.base, &self.vsk));
        let viewing = OneTimeViewing { vskr: self.vsk + hv, hz };
        let zpk_r = mul_g_k(&viewing.hz) + self.zpk;
        let vpk_r = mul_g_k(&viewing.vskr);
        (zpk_r == address.zpk && vpk_r == address.vpk).then_some(viewing)
    }

    /// The key from which an account derives the secrets of its own outputs: `k_out = Hb("sero.out", vsk)`.
    pub fn outgoing(&self) -> OutgoingKey {
        OutgoingKey(hb("sero.out", &[&ScalarBytes::from(self.vsk).0]))
    }

    /// ZPK, then vsk: 64 secret bytes.
    pub fn to_bytes(&self) -> [u8; 64] {
        join([PointBytes::from(self.zpk).0, ScalarBytes::from(self.vsk).0])
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`KeyError::Zpk`], [`KeyError::Vsk`], or [`KeyError::ZeroSecret`] for vsk = 0.
    pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, KeyError> {
        let [zpk, vsk] = split(bytes);
        let zpk = PointBytes(zpk).to_key().map_err(KeyError::Zpk)?;
        let vsk = ScalarBytes(vsk).to_scalar().map_err(KeyError::Vsk)?;
        if vsk.is_zero() {
            return Err(KeyError::ZeroSecret);
        }
        Ok(TrackingKey { zpk, vsk })
    }
}

/// `k_out`: lets an account read what it sent.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct OutgoingKey([u8; 32]);

impl OutgoingKey {
    /// The secret bytes.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// PK = (ZPK, VPK): the address that a person gives to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentAddress {
    zpk: Point,
    vpk: Point,
}

impl PaymentAddress {
    /// A one-time address for the random scalar `r`.
    ///
    /// # Errors
    /// [`KeyError::Base`], [`KeyError::Zpk`] or [`KeyError::Vpk`] where a point comes out as the identity: draw another r.
    pub fn one_time(&self, r: &Scalar) -> Result<OneTimeAddress, KeyError> {
        let (hz, hv) = offsets(&mul(&self.vpk, r));
        let points = [mul_g_k(r), mul_g_k(&hz) + self.zpk, mul_g_k(&hv) + self.vpk];
        let [base, zpk, vpk] = points.map(|point| point.into_affine());
        let identity = EncodingError::PointIsIdentity;
        match (base.is_zero(), zpk.is_zero(), vpk.is_zero()) {
            (true, _, _) => Err(KeyError::Base(identity)),
            (_, true, _) => Err(KeyError::Zpk(identity)),
            (_, _, true) => Err(KeyError::Vpk(identity)),
            _ => Ok(OneTimeAddress { base, zpk, vpk }),
        }
    }

    /// The wire form.
    pub fn to_bytes(&self) -> PkBytes {
        PkBytes(join([self.zpk.into(), self.vpk.into()].map(|PointBytes(bytes)| bytes)))
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`KeyError::Zpk`] or [`KeyError::Vpk`].
    pub fn from_bytes(bytes: &PkBytes) -> Result<Self, KeyError> {
        let [zpk, vpk] = split(&bytes.0);
        Ok(PaymentAddress {
            zpk: PointBytes(zpk).to_key().map_err(KeyError::Zpk)?,
            vpk: PointBytes(vpk).to_key().map_err(KeyError::Vpk)?,
        })
    }
}

/// PKr = (BASE_r, ZPK_r, VPK_r): where one payment goes. Two of one account look unrelated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTimeAddress {
    base: Point,
    zpk: Point,
    vpk: Point,
}

impl OneTimeAddress {
    /// BASE_r.
    pub fn base(&self) -> &Point {
        &self.base
    }

    /// ZPK_r.
    pub fn zpk(&self) -> &Point {
        &self.zpk
    }

    /// VPK_r.
    pub fn vpk(&self) -> &Point {
        &self.vpk
    }

    /// The wire form.
    pub fn to_bytes(&self) -> PkrBytes {
        PkrBytes(join([self.base, self.zpk, self.vpk].map(|point| PointBytes::from(point).0)))
    }
}

impl PkrBytes {
    /// BASE_r, ZPK_r and VPK_r as byte forms of points.
    pub fn points(&self) -> [PointBytes; 3] {
        split(&self.0).map(PointBytes)
    }

    /// The address, each point checked as a key.
    ///
    /// # Errors
    /// [`KeyError::Base`], [`KeyError::Zpk`] or [`KeyError::Vpk`].
    pub fn to_address(&self) -> Result<OneTimeAddress, KeyError> {
        let [base, zpk, vpk] = self.points();
        Ok(OneTimeAddress {
            base: base.to_key().map_err(KeyError::Base)?,
            zpk: zpk.to_key().map_err(KeyError::Zpk)?,
            vpk: vpk.to_key().map_err(KeyError::Vpk)?,
        })
    }
}

/// hz and hv of a shared point S.
fn offsets(s: &Projective) -> (Scalar, Scalar) {
    let s = PointBytes::from(*s);
    (spending_offset(&s), hs("sero.hv", &[&s.0]))
}

/// hz of the encoding of a shared point S.
pub(crate) fn spending_offset(s: &PointBytes) -> Scalar {
    hs("sero.hz", &[&s.0])
}

fn join<const N: usize, const M: usize>(parts: [[u8; 32]; N]) -> [u8; M] {
    let mut bytes = [0u8; M];
    for (to, from) in bytes.chunks_exact_mut(32).zip(parts) {
        to.copy_from_slice(&from);
    }
    bytes
}

fn split<const N: usize, const M: usize>(bytes: &[u8; M]) -> [[u8; 32]; N] {
    let mut parts = [[0u8; 32]; N];
    for (to, from) in parts.iter_mut().zip(bytes.chunks_exact(32)) {
        to.copy_from_slice(from);
    }
    parts
}
