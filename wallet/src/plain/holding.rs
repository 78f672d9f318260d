//! Where the chain's state keeps what a plain account has.
//!
//! # Consensus
//!
//! Names and hashers of the runtime's storage are pinned here, as the form of an extrinsic is in [`super::extrinsic`].

use blake2b_simd::Params;
use codec::{Decode, DecodeAll};
use sero_shielded::{asset::Asset, encoding::FieldBytes};

/// `System`, `Account`: XXH64 with the seeds 0 and 1 of each name.
const ACCOUNTS: [u8; 32] = [
    0x26, 0xaa, 0x39, 0x4e, 0xea, 0x56, 0x30, 0xe0, 0x7c, 0x48, 0xae, 0x0c, 0x95, 0x58, 0xce, 0xf7, 0xb9, 0x9d, 0x88,
    0x0e, 0xc6, 0x81, 0x79, 0x9c, 0x0c, 0xf3, 0x0e, 0x88, 0x86, 0x37, 0x1d, 0xa9,
];
/// `ShieldedAssets`, `Holdings`, likewise.
const HOLDINGS: [u8; 32] = [
    0xd0, 0x4f, 0x16, 0xb4, 0xe9, 0xec, 0x86, 0xfa, 0x0c, 0x91, 0x27, 0x6e, 0x26, 0x07, 0x86, 0xc0, 0x14, 0x0d, 0x49,
    0xa0, 0xe7, 0x9c, 0x42, 0xd3, 0xbe, 0x95, 0xa2, 0x2a, 0xec, 0x62, 0xc9, 0xfe,
];

/// The key under which the state keeps what an account has of an asset.
pub fn key(account: &[u8; 32], asset: &Asset) -> Vec<u8> {
    match asset.is_sero() {
        true => [&ACCOUNTS[..], &hashed(account)].concat(),
        false => [&HOLDINGS[..], &hashed(account), &hashed(&FieldBytes::from(asset.id()).0)].concat(),
    }
}

/// What stands there, in the asset's smallest unit; nothing where it is no amount. What was never paid into is not stored.
pub fn value(asset: &Asset, stored: Option<&[u8]>) -> Option<u128> {
    let Some(mut bytes) = stored else { return Some(0) };
    match asset.is_sero() {
        // The nonce and three counters, then what is free; what is reserved or frozen stands behind it.
        true => <([u32; 4], u128)>::decode(&mut bytes).ok().map(|(_, free)| free),
        false => u128::decode_all(&mut bytes).ok(),
    }
}

/// The first 16 bytes tell where it lies, and the rest is what they are of.
fn hashed(part: &[u8; 32]) -> Vec<u8> {
    [Params::new().hash_length(16).hash(part).as_bytes(), part].concat()
}

#[cfg(test)]
mod tests {
    use codec::Encode;

    use super::*;
    use crate::plain::ss58;

    #[test]
    fn alices_account_lies_where_substrates_does() {
        let alice = ss58::decode("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").unwrap();
        // As any explorer shows it: System.Account of Alice.
        let expected = "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9\
                        de1e86a9a8c739864cf3cc5ec2bea59f\
                        d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        assert_eq!(const_hex::encode(key(&alice, &Asset::sero())), expected);
    }

    #[test]
    fn what_is_stored_is_read_and_what_is_not_is_nothing() {
        let (sero, coin) = (Asset::sero(), Asset::Token([7; 32]));
        let account = ([5u32, 0, 1, 0], 42u128, [0u128; 3]).encode();
        assert_eq!(value(&sero, Some(&account[..])), Some(42));
        assert_eq!(value(&coin, Some(&7u128.encode()[..])), Some(7));
        assert_eq!((value(&sero, None), value(&coin, None)), (Some(0), Some(0)));
        assert_eq!((value(&sero, Some(&[1; 20][..])), value(&coin, Some(&account[..]))), (None, None));
        assert_eq!(key(&[1; 32], &coin).len(), 32 + 48 + 48);
    }
}
