//! A signed extrinsic, version 4, byte by byte.
//!
//! # Consensus
//!
//! The order of the extensions, the indices of pallets and calls and the address and signature kinds are the runtime's. A
//! wallet that spoke to any chain would read them from its metadata; this one speaks to one chain and pins them: the
//! runtime's tests compare with [`signed`].
//!
//! | part | bytes |
//! | --- | --- |
//! | version | `0x84`: version 4, signed |
//! | signer | `0x00`, account id |
//! | signature | `0x01` (sr25519), 64 bytes |
//! | extensions | mortality (2 bytes), nonce (compact), tip (compact), metadata hash mode `0x00`; the others have none |
//! | call | pallet, call, arguments |
//!
//! Signed are the call, the extensions' bytes, and what they imply: spec and transaction version, genesis hash, the hash
//! of the block where the mortal era begins, and no metadata hash (`0x00`). Above 256 bytes their BLAKE2b-256 is signed instead.
//!
//! An era of n blocks begins at each block whose number has the same rest by n. A block looks for the last such number that is not
//! above its own, and for the hash of the block that has it: a block knows the hashes of those below it, and the state that it
//! leaves knows no more. So an extrinsic can be tried in the state of its era's last block, and from the next block on the
//! beginning is another one: its hash is not the one that was signed, or not known.

use blake2b_simd::Params;
use codec::{Compact, Encode};
use schnorrkel::{context::signing_context, Keypair};
use sero_shielded::{asset::Asset, keys::PkrBytes};

/// The Shielded pallet.
pub const SHIELDED_PALLET: u8 = 10;
/// Its call `shield(to, asset, value)`.
pub const SHIELD_CALL: u8 = 1;
/// The length of a plain transaction's era. Its first block cannot hold it, the others can.
pub const ERA_PERIOD: u32 = 64;
/// The length of the era of one that is only tried: the shortest that there is. It can be tried in the state of the block
/// `TRIAL_PERIOD - 1` above its birth, and no block above that one can hold it.
pub const TRIAL_PERIOD: u32 = 4;
/// What sr25519 signatures of Substrate are bound to.
const SIGNING_CONTEXT: &[u8] = b"substrate";

/// What a signature covers besides the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The runtime's version.
    pub spec_version: u32,
    /// The transaction format's version.
    pub transaction_version: u32,
    /// The chain's genesis hash.
    pub genesis: [u8; 32],
    /// The block where the mortal era begins: one of the chain's last.
    pub birth: u32,
    /// Its hash.
    pub birth_hash: [u8; 32],
    /// How many transactions the account has signed.
    pub nonce: u32,
    /// To the block's author, on top.
    pub tip: u128,
}

/// The call that burns plain SERO and makes a note with public contents.
pub fn shield_call(to: &PkrBytes, value: u128) -> Vec<u8> {
    shield_asset_call(to, &Asset::sero(), value)
}

/// The same of any asset that the account holds.
pub fn shield_asset_call(to: &PkrBytes, asset: &Asset, value: u128) -> Vec<u8> {
    (SHIELDED_PALLET, SHIELD_CALL, to, asset, Compact(value)).encode()
}

/// Signs a call with random bytes from the operating system and returns the extrinsic as `author_submitExtrinsic` takes it. The last
/// block that can hold it is the one `ERA_PERIOD - 1` above its birth.
pub fn signed(keypair: &Keypair, call: &[u8], terms: &Terms) -> Vec<u8> {
    signed_for(keypair, call, terms, ERA_PERIOD)
}

/// The same with an era of [`TRIAL_PERIOD`] blocks, to be tried in the state of the last of them.
pub fn trial(keypair: &Keypair, call: &[u8], terms: &Terms) -> Vec<u8> {
    signed_for(keypair, call, terms, TRIAL_PERIOD)
}

/// The name of an extrinsic: BLAKE2b-256 of what `author_submitExtrinsic` takes, the length before it included.
pub fn hash(extrinsic: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(Params::new().hash_length(32).hash(extrinsic).as_bytes());
    hash
}

fn signed_for(keypair: &Keypair, call: &[u8], terms: &Terms, period: u32) -> Vec<u8> {
    let extensions = (mortal_era(period, terms.birth), Compact(terms.nonce), Compact(terms.tip), 0u8).encode();
    let implied =
        (terms.spec_version, terms.transaction_version, terms.genesis, terms.birth_hash, Option::<[u8; 32]>::None)
            .encode();
    let mut payload = [call, &extensions, &implied].concat();
    if payload.len() > 256 {
        payload = Params::new().hash_length(32).hash(&payload).as_bytes().to_vec();
    }
    let signature = keypair.sign(signing_context(SIGNING_CONTEXT).bytes(&payload));
    let signer = (0u8, keypair.public.to_bytes()).encode();
    let signature = (1u8, signature.to_bytes()).encode();
    let body = [&[0x84u8][..], &signer, &signature, &extensions, call].concat();
    // The length prefix is that of a byte vector.
    body.encode()
}

/// A mortal era that begins at a block. The period is a power of two, from 4 to 4096.
fn mortal_era(period: u32, birth: u32) -> [u8; 2] {
    let phase = birth % period;
    let encoded = (period.trailing_zeros() - 1) | phase << 4;
    [encoded as u8, (encoded >> 8) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::suri::keypair;

    #[test]
    fn an_era_encodes_as_substrates() {
        // sp_runtime: Era::mortal(64, 42) encodes as 5 + 42 * 16.
        assert_eq!(mortal_era(ERA_PERIOD, 42), (5u16 + 42 * 16).to_le_bytes());
        assert_eq!(mortal_era(ERA_PERIOD, 64 + 42), mortal_era(ERA_PERIOD, 42));
        // sp_runtime: Era::mortal(4, 42) encodes as 1 + 2 * 16.
        assert_eq!(mortal_era(TRIAL_PERIOD, 42), (1u16 + 2 * 16).to_le_bytes());
    }

    #[test]
    fn a_trials_era_begins_anew_with_the_block_after_the_one_on_which_it_is_tried() {
        // sp_runtime: Era::Mortal(period, phase).birth(current).
        let birth = |phase: u32, current: u32| (current.max(phase) - phase) / TRIAL_PERIOD * TRIAL_PERIOD + phase;
        for best in TRIAL_PERIOD - 1..100 {
            let begins = best - (TRIAL_PERIOD - 1);
            let phase = begins % TRIAL_PERIOD;
            assert_eq!(birth(phase, best), begins);
            assert_eq!(birth(phase, best + 1), best + 1);
            assert!((best + 1..best + 10).all(|later| birth(phase, later) > best));
        }
    }

    #[test]
    fn a_hash_is_that_of_substrate() {
        // BLAKE2b-256 of nothing.
        let expected = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
        assert_eq!(const_hex::encode(hash(&[])), expected);
    }

    #[test]
    fn the_parts_stand_where_the_runtime_looks_for_them() {
        let alice = keypair("//Alice").unwrap();
        let call = shield_call(&PkrBytes([7; 96]), 5);
        assert_eq!(call.len(), 2 + 96 + 33 + 1);
        let ticket = Asset::Ticket { category: [8; 32], id: [9; 32] };
        let other = shield_asset_call(&PkrBytes([7; 96]), &ticket, 1);
        assert_eq!((&other[..98], &other[98..163]), (&call[..98], &ticket.encode()[..]));
        assert_eq!(other[163..], [1 << 2]);
        let terms = Terms {
            spec_version: 1,
            transaction_version: 2,
            genesis: [3; 32],
            birth: 42,
            birth_hash: [4; 32],
            nonce: 5,
            tip: 0,
        };
        let bytes = signed(&alice, &call, &terms);
        let body = &bytes[2..];
        assert_eq!(bytes.len() - 2, (usize::from(bytes[0]) | usize::from(bytes[1]) << 8) >> 2);
        assert_eq!(body[..2], [0x84, 0]);
        assert_eq!(body[2..34], alice.public.to_bytes());
        assert_eq!(body[34], 1);
        let extensions = [0xa5, 0x02, 5 << 2, 0, 0];
        assert_eq!(body[99..104], extensions);
        assert_eq!(body[104..], call);
        let payload =
            [call.as_slice(), &extensions, &1u32.to_le_bytes(), &2u32.to_le_bytes(), &[3; 32], &[4; 32], &[0]].concat();
        let signature = schnorrkel::Signature::from_bytes(&body[35..99]).unwrap();
        assert!(payload.len() <= 256);
        assert!(alice.public.verify_simple(b"substrate", &payload, &signature).is_ok());
    }
}
