//! Secret URIs of plain accounts: `//Alice`, `words of a mnemonic//hard/soft///password`, `0x` and 32 bytes of seed.
//!
//! As Substrate's sr25519 does it, without Substrate: a mini secret from the phrase, then hard (`//`) and soft (`/`) junctions.

use bip39::{Language, Mnemonic};
use blake2b_simd::Params;
use codec::Encode;
use hmac::Hmac;
use schnorrkel::{
    derive::{ChainCode, Derivation},
    ExpansionMode, Keypair, MiniSecretKey,
};
use sha2::Sha512;
use zeroize::Zeroizing;

/// The mini secret of Substrate's development phrase, "bottom drive obey lake curtain smoke basket hold race lonely fit
/// walk": what a URI without phrase derives from. Everybody knows it.
const DEVELOPMENT: [u8; 32] = [
    0xfa, 0xc7, 0x95, 0x9d, 0xbf, 0xe7, 0x2f, 0x05, 0x2e, 0x5a, 0x0c, 0x3c, 0x8d, 0x65, 0x30, 0xf2, 0x02, 0xb0, 0x2f,
    0xd8, 0xf9, 0xf5, 0xca, 0x35, 0x80, 0xec, 0x8d, 0xeb, 0x77, 0x97, 0x47, 0x9e,
];

/// Why a text is no secret URI. The text itself is secret and not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuriError {
    /// Neither words nor 32 bytes.
    #[error("the secret URI begins with neither a mnemonic nor 0x and 64 hex digits; write for example //Alice")]
    Phrase,
    /// A path that does not follow the form.
    #[error("the derivation path of the secret URI is malformed; write for example //Alice or //hard/soft")]
    Path,
}

/// A step from a key to another.
struct Junction {
    hard: bool,
    code: [u8; 32],
}

/// The keys of a secret URI.
///
/// # Errors
/// See [`SuriError`].
pub fn keypair(suri: &str) -> Result<Keypair, SuriError> {
    let (rest, password) = match suri.split_once("///") {
        Some((rest, password)) => (rest, password),
        None => (suri, ""),
    };
    let (phrase, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mini = mini_secret(phrase.trim(), password)?;
    let mini = MiniSecretKey::from_bytes(&*mini).map_err(|_| SuriError::Phrase)?;
    let mut key = mini.expand(ExpansionMode::Ed25519);
    for junction in junctions(path)? {
        let code = ChainCode(junction.code);
        key = if junction.hard {
            let (mini, _) = key.hard_derive_mini_secret_key(Some(code), b"");
            mini.expand(ExpansionMode::Ed25519)
        } else {
            key.derived_key_simple(code, b"").0
        };
    }
    Ok(key.to_keypair())
}

fn mini_secret(phrase: &str, password: &str) -> Result<Zeroizing<[u8; 32]>, SuriError> {
    if phrase.is_empty() {
        return Ok(Zeroizing::new(DEVELOPMENT));
    }
    if let Some(hex) = phrase.strip_prefix("0x") {
        return const_hex::decode_to_array(hex).map(Zeroizing::new).map_err(|_| SuriError::Phrase);
    }
    let mnemonic = Mnemonic::parse_in(Language::English, phrase).map_err(|_| SuriError::Phrase)?;
    // Substrate stretches the entropy, not the words as BIP-39 does.
    let entropy = Zeroizing::new(mnemonic.to_entropy());
    let salt = Zeroizing::new(format!("mnemonic{password}"));
    let mut seed = Zeroizing::new([0u8; 64]);
    pbkdf2::pbkdf2::<Hmac<Sha512>>(&entropy, salt.as_bytes(), 2048, &mut *seed).map_err(|_| SuriError::Phrase)?;
    let mini: &[u8; 32] = seed.first_chunk().ok_or(SuriError::Phrase)?;
    Ok(Zeroizing::new(*mini))
}

fn junctions(mut path: &str) -> Result<Vec<Junction>, SuriError> {
    let mut junctions = Vec::new();
    while !path.is_empty() {
        let (hard, rest) = match path.strip_prefix("//") {
            Some(rest) => (true, rest),
            None => (false, path.strip_prefix('/').ok_or(SuriError::Path)?),
        };
        let (name, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if name.is_empty() {
            return Err(SuriError::Path);
        }
        junctions.push(Junction { hard, code: chain_code(name) });
        path = rest;
    }
    Ok(junctions)
}

/// A number or a text, SCALE, padded to 32 bytes or hashed down to them.
fn chain_code(name: &str) -> [u8; 32] {
    let bytes = match name.parse::<u64>() {
        Ok(number) => number.encode(),
        Err(_) => name.encode(),
    };
    let mut code = [0u8; 32];
    match code.get_mut(..bytes.len()) {
        Some(slot) => slot.copy_from_slice(&bytes),
        None => code.copy_from_slice(Params::new().hash_length(32).hash(&bytes).as_bytes()),
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::ss58;

    fn account(suri: &str) -> String {
        ss58::encode(&keypair(suri).unwrap().public.to_bytes())
    }

    #[test]
    fn the_development_accounts_are_substrates() {
        assert_eq!(account("//Alice"), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
        assert_eq!(account("//Bob"), "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
        assert_eq!(account("//Alice//stash"), "5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY");
    }

    #[test]
    fn the_development_phrase_and_its_mini_secret_are_the_same() {
        let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
        assert_eq!(account(phrase), account(""));
        assert_eq!(account(&format!("{phrase}//Alice")), account("//Alice"));
        assert_ne!(account(&format!("{phrase}//Alice///secret")), account("//Alice"));
    }

    #[test]
    fn a_seed_in_hex_and_soft_paths_derive() {
        let hex = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";
        assert_eq!(account(&format!("{hex}//Alice")), account("//Alice"));
        assert_ne!(account("//Alice/1"), account("//Alice//1"));
        assert_ne!(account(&format!("//{}", "x".repeat(40))), account("//x"));
    }

    #[test]
    fn what_is_no_uri_is_refused() {
        assert_eq!(keypair("Alice").err(), Some(SuriError::Phrase));
        assert_eq!(keypair("0x1234").err(), Some(SuriError::Phrase));
        assert_eq!(keypair("//Alice/").err(), Some(SuriError::Path));
    }
}
