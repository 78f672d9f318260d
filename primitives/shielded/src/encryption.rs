//! What the sender of a note encrypts to its receiver.
//!
//! Asset, value and rcm are encrypted inside the Output circuit, with a Poseidon2 key stream from a Diffie-Hellman secret: an
//! output that the chain accepted always opens for the owner of its address. The memo travels beside it under
//! ChaCha20-Poly1305, outside the circuit: a bad memo is not a bad note.

use crate::{
    curve::{mul, mul_g_k, Point, Scalar, F},
    encoding::{bytes_newtype, FieldBytes, PointBytes},
    hash::{hb, hs},
    keys::OutgoingKey,
    note::MEMO_LEN,
    poseidon2::{squeeze, Tag},
};
use ark_ec::CurveGroup;
use ark_ff::{BigInteger, PrimeField};
use chacha20poly1305::{aead::AeadInPlace, ChaCha20Poly1305, KeyInit};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use zeroize::Zeroizing;

/// Bytes of an encrypted memo: the memo and a tag of 16 bytes.
pub const SEALED_MEMO_LEN: usize = MEMO_LEN + 16;

bytes_newtype! {
    /// An encrypted memo.
    SealedMemo, 144
}

/// The plain contents of a memo, padded with zeros.
pub type Memo = [u8; MEMO_LEN];

/// The secret that sender and receiver of one output share.
pub struct SharedSecret {
    point: Point,
    rpk: Point,
}

/// The contents of a note as the receiver reads them, not yet compared with the commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The asset id.
    pub aid: F,
    /// The value.
    pub value: u128,
    /// The blinding of the commitment.
    pub rcm: F,
}

/// `rsk = Hs("sero.rsk", k_out, first nil, place, cm)`: fresh with every commitment, and known again to the sender's tracking key.
pub fn output_secret(key: &OutgoingKey, first_nil: &FieldBytes, place: u32, commitment: &FieldBytes) -> Scalar {
    hs("sero.rsk", &[key.expose(), &first_nil.0, &place.to_le_bytes(), &commitment.0])
}

/// `RPK = rsk · G_k`.
pub fn output_key(rsk: &Scalar) -> Point {
    mul_g_k(rsk).into_affine()
}

impl SharedSecret {
    /// The sender's side: `SECRET = rsk · VPK_r`.
    pub fn of_sender(rsk: &Scalar, vpk_r: &Point) -> Self {
        SharedSecret { point: mul(vpk_r, rsk).into_affine(), rpk: output_key(rsk) }
    }

    /// The receiver's side: `SECRET = vskr · RPK`.
    pub fn of_receiver(vskr: &Scalar, rpk: &Point) -> Self {
        SharedSecret { point: mul(rpk, vskr).into_affine(), rpk: *rpk }
    }

    /// The key stream of the contents.
    pub fn keystream(&self) -> [F; 3] {
        squeeze::<3>(Tag::Enc, &[self.point.x, self.rpk.x])
    }

    /// Encrypts the contents of a note: `(aid, v, rcm)` plus the key stream.
    pub fn seal(&self, contents: &Contents) -> [F; 3] {
        let [k0, k1, k2] = self.keystream();
        [contents.aid + k0, F::from(contents.value) + k1, contents.rcm + k2]
    }

    /// Decrypts the contents; nothing where the value is above 128 bits, which no accepted output has.
    pub fn open(&self, [e0, e1, e2]: &[F; 3]) -> Option<Contents> {
        let [k0, k1, k2] = self.keystream();
        let value = (*e1 - k1).into_bigint();
        let [low, high, 0, 0] = value.0 else {
            return None;
        };
        debug_assert!(value.num_bits() <= 128);
        Some(Contents { aid: *e0 - k0, value: u128::from(low) | u128::from(high) << 64, rcm: *e2 - k2 })
    }

    /// `Hb("sero.memo", SECRET, RPK, cm)`.
    pub fn memo_key(&self, commitment: &FieldBytes) -> Zeroizing<[u8; 32]> {
        let [secret, rpk] = [self.point, self.rpk].map(|point| PointBytes::from(point).0);
        Zeroizing::new(hb("sero.memo", &[&secret, &rpk, &commitment.0]))
    }

    /// Encrypts a memo. The key serves one commitment, so the nonce is 0.
    pub fn seal_memo(&self, commitment: &FieldBytes, memo: &Memo) -> SealedMemo {
        let mut sealed = [0u8; SEALED_MEMO_LEN];
        let (body, tag) = sealed.split_at_mut(MEMO_LEN);
        body.copy_from_slice(memo);
        // Fails only for messages of 256 GiB.
        if let Ok(computed) = self.cipher(commitment).encrypt_in_place_detached(&Default::default(), &[], body) {
            tag.copy_from_slice(&computed);
        }
        SealedMemo(sealed)
    }

    /// Decrypts a memo; nothing where its sender made it wrong.
    pub fn open_memo(&self, commitment: &FieldBytes, sealed: &SealedMemo) -> Option<Memo> {
        let (body, tag) = sealed.0.split_at(MEMO_LEN);
        let mut memo = [0u8; MEMO_LEN];
        memo.copy_from_slice(body);
        self.cipher(commitment)
            .decrypt_in_place_detached(&Default::default(), &[], &mut memo, tag.into())
            .ok()
            .map(|()| memo)
    }

    fn cipher(&self, commitment: &FieldBytes) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new((&*self.memo_key(commitment)).into())
    }

    /// The shared point, for circuits.
    pub fn point(&self) -> &Point {
        &self.point
    }
}

impl Drop for SharedSecret {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.point.zeroize();
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}
