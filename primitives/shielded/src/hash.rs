//! The two byte-oriented hashes: BLAKE2b with a tag as personalisation.

use crate::curve::Scalar;
use ark_ff::{AdditiveGroup, MontFp, PrimeField};
use blake2b_simd::Params;

/// `Hs(tag, parts)`: BLAKE2b-512 of the concatenated parts, read little-endian and reduced modulo l.
///
/// `tag` is ASCII of at most 16 bytes; what is longer is cut.
pub fn hs(tag: &str, parts: &[&[u8]]) -> Scalar {
    // Horner's rule over pieces of 248 bits, which are below l: arkworks would take one byte at a time.
    blake2b(64, tag, parts)
        .as_bytes()
        .chunks(31)
        .rev()
        .fold(Scalar::ZERO, |sum, piece| sum * TWO_TO_248 + Scalar::from_le_bytes_mod_order(piece))
}

const TWO_TO_248: Scalar = MontFp!("452312848583266388373324160190187140051835877600158453279131187530910662656");

/// `Hb(tag, parts)`: BLAKE2b-256 of the concatenated parts.
///
/// `tag` is ASCII of at most 16 bytes; what is longer is cut.
pub fn hb(tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = [0u8; 32];
    digest.copy_from_slice(blake2b(32, tag, parts).as_bytes());
    digest
}

fn blake2b(length: usize, tag: &str, parts: &[&[u8]]) -> blake2b_simd::Hash {
    debug_assert!(tag.is_ascii() && tag.len() <= 16, "tag {tag} does not fit");
    let mut personal = [0u8; 16];
    for (to, from) in personal.iter_mut().zip(tag.bytes()) {
        *to = from;
    }
    let mut state = Params::new().hash_length(length).personal(&personal).to_state();
    for part in parts {
        state.update(part);
    }
    state.finalize()
}
