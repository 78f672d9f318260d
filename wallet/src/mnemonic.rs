//! The 24 words from which an account's keys come.
//!
//! BIP-39 in English; words and an optional second secret give 64 bytes, and those the seed of each account.

use bip39::{Language, Mnemonic};
use sero_shielded::keys::Seed;
use zeroize::Zeroizing;

use crate::random;

/// Words, to be shown once and wiped when dropped.
pub type Words = Zeroizing<String>;

/// Words of a mnemonic.
const WORDS: usize = 24;

/// Why a text is no mnemonic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// Too few or too many words.
    #[error("{0} words, and {WORDS} are wanted; type all of them, with spaces between")]
    Count(usize),
    /// A word that is not in the list.
    #[error("word {0} is not in the BIP-39 list; check its spelling")]
    Word(usize),
    /// Words in the wrong order, or the wrong ones.
    #[error("the words do not belong together; check each of them and their order")]
    Checksum,
}

/// Draws new words.
///
/// # Errors
/// None in practice: 32 bytes are the entropy of 24 words.
pub fn generate() -> Result<Words, MnemonicError> {
    let entropy = random::bytes::<32>();
    let mnemonic = Mnemonic::from_entropy_in(Language::English, &*entropy).map_err(|_| MnemonicError::Checksum)?;
    Ok(Zeroizing::new(mnemonic.to_string()))
}

/// The seed of an account.
///
/// # Errors
/// See [`MnemonicError`].
pub fn seed(words: &str, passphrase: &str, account: u32) -> Result<Seed, MnemonicError> {
    let words = Zeroizing::new(words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    let count = words.split(' ').filter(|word| !word.is_empty()).count();
    if count != WORDS {
        return Err(MnemonicError::Count(count));
    }
    let mnemonic = Mnemonic::parse_in(Language::English, words.as_str()).map_err(|error| match error {
        bip39::Error::UnknownWord(place) => MnemonicError::Word(place + 1),
        _ => MnemonicError::Checksum,
    })?;
    let master = Zeroizing::new(mnemonic.to_seed(passphrase));
    Ok(Seed::from_bip39(&master, account))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZEROS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon art";

    #[test]
    fn new_words_are_24_and_differ() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert_eq!(one.split(' ').count(), 24);
        assert_ne!(one, two);
        assert!(seed(&one, "", 0).is_ok());
    }

    #[test]
    fn case_and_spaces_do_not_matter_but_account_and_passphrase_do() {
        let plain = seed(ZEROS, "", 0).unwrap();
        assert_eq!(seed(&format!("  {}\n", ZEROS.to_uppercase()), "", 0).unwrap(), plain);
        assert_ne!(seed(ZEROS, "", 1).unwrap(), plain);
        assert_ne!(seed(ZEROS, "TREZOR", 0).unwrap(), plain);
    }

    #[test]
    fn a_bip39_vector_gives_the_documented_master_seed() {
        let master: [u8; 64] = const_hex::decode_to_array(
            "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8",
        )
        .unwrap();
        assert_eq!(seed(ZEROS, "TREZOR", 3).unwrap(), Seed::from_bip39(&master, 3));
    }

    /// The example of docs/protocol.md.
    #[test]
    fn words_lead_to_the_documented_seed_and_address() {
        use sero_shielded::{address::Network, keys::SpendingKey};
        let seed = seed(ZEROS, "", 0).unwrap();
        let documented = "758cf23b734dcdefb54e5f980b79320a3888e1943ce6e5e4a267d1c714642927";
        assert_eq!(const_hex::encode(seed.expose()), documented);
        let address = SpendingKey::from_seed(&seed).unwrap().address().to_text(Network::Development);
        assert_eq!(
            address,
            "serodev1nz9g4yaja2h53elgf28ujqrfpfcyvrfjs9scrtkckegmkqqz6j2mea2xrj4ggcmkv4sgl7k9gr5mtferc9x4j639kpln9j5sryxp8pgvmqzjy"
        );
    }

    #[test]
    fn count_spelling_and_checksum_are_three_errors() {
        let short = ZEROS.trim_end_matches(" art");
        assert_eq!(seed(short, "", 0), Err(MnemonicError::Count(23)));
        assert_eq!(seed(&ZEROS.replacen("abandon", "abandun", 1), "", 0), Err(MnemonicError::Word(1)));
        assert_eq!(seed(&ZEROS.replace("art", "zoo"), "", 0), Err(MnemonicError::Checksum));
    }
}
