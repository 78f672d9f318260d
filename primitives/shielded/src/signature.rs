//! Schnorr signatures over Baby Jubjub, bound to a role, a base and a key.
//!
//! `e = Hs("sero.sig", role, R, base, key, message)`, `s = nonce + e·secret`. A signature is R, then s: 64 bytes. Messages are
//! hashes of 32 bytes that already hold the genesis hash, so no signature serves on another chain.

use crate::{
    curve::{g_k, g_lic, g_r, mul, Point, Projective, Scalar},
    encoding::{bytes_newtype, PointBytes, ScalarBytes},
    hash::hs,
};
use ark_ec::{AffineRepr, CurveGroup};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use rand_core::{CryptoRng, RngCore};
use scale_info::TypeInfo;
use zeroize::Zeroizing;

bytes_newtype! {
    /// A signature: R, then s.
    SignatureBytes, 64
}

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen)]
pub enum Role {
    /// Spends an input, under its re-randomised key K.
    Spend,
    /// Speaks for the `from` of a command.
    From,
    /// Shows that a bundle balances, under CB and the base G_r.
    Bind,
    /// Votes on a block.
    Vote,
    /// A mining licence, over the base G_lic.
    Licence,
    /// Shows that one can spend a note, under a re-randomised key K that no input has: see [`crate::ownership`].
    Own,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Role::Spend => "spend",
            Role::From => "from",
            Role::Bind => "bind",
            Role::Vote => "vote",
            Role::Licence => "licence",
            Role::Own => "own",
        }
    }

    /// The role as 16 bytes of ASCII and zeros.
    pub fn bytes(self) -> [u8; 16] {
        let mut bytes = [0u8; 16];
        for (to, from) in bytes.iter_mut().zip(self.name().bytes()) {
            *to = from;
        }
        bytes
    }

    /// The base over which keys of this role stand.
    pub const fn base(self) -> Point {
        match self {
            Role::Spend | Role::From | Role::Vote | Role::Own => g_k(),
            Role::Bind => g_r(),
            Role::Licence => g_lic(),
        }
    }
}

/// Signs a 32-byte message with `secret`, whose key is `secret · role.base()`.
///
/// The nonce hashes secret, key and message together with random bytes: a failing random source leaks nothing.
pub fn sign<R: RngCore + CryptoRng>(role: Role, secret: &Scalar, message: &[u8; 32], rng: &mut R) -> SignatureBytes {
    let mut random = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(&mut *random);
    sign_with(role, secret, message, &random)
}

/// [`sign`] with the 32 random bytes given.
pub fn sign_with(role: Role, secret: &Scalar, message: &[u8; 32], random: &[u8; 32]) -> SignatureBytes {
    let base = PointBytes::from(role.base());
    let key = PointBytes::from(mul(&role.base(), secret));
    let secret_bytes = Zeroizing::new(ScalarBytes::from(*secret).0);
    let nonce = Zeroizing::new(hs("sero.nonce", &[&role.bytes(), &*secret_bytes, &base.0, &key.0, message, random]));
    let r = PointBytes::from(mul(&role.base(), &nonce));
    let s = *nonce + challenge(role, &r, &base, &key, message) * secret;
    let mut bytes = [0u8; 64];
    bytes[..32].copy_from_slice(&r.0);
    bytes[32..].copy_from_slice(&ScalarBytes::from(s).0);
    SignatureBytes(bytes)
}

/// Whether a signature is `key`'s. The key must already be checked to lie in the prime subgroup; the identity never signs.
pub fn verify(role: Role, key: &Point, message: &[u8; 32], signature: &SignatureBytes) -> bool {
    if key.is_zero() {
        return false;
    }
    let (mut r, mut s) = ([0u8; 32], [0u8; 32]);
    r.copy_from_slice(&signature.0[..32]);
    s.copy_from_slice(&signature.0[32..]);
    let Ok(s) = ScalarBytes(s).to_scalar() else {
        return false;
    };
    let base = role.base();
    let e = challenge(role, &PointBytes(r), &base.into(), &(*key).into(), message);
    let expected: Projective = mul(&base, &s) - mul(key, &e);
    PointBytes::from(expected.into_affine()) == PointBytes(r)
}

fn challenge(role: Role, r: &PointBytes, base: &PointBytes, key: &PointBytes, message: &[u8; 32]) -> Scalar {
    hs("sero.sig", &[&role.bytes(), &r.0, &base.0, &key.0, message])
}
