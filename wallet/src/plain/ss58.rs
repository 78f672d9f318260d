//! SS58: a plain account's 32 bytes as text, with a checksum. Base58 is small enough to stand here.

use blake2b_simd::Params;

/// The prefix of this chain's accounts: Substrate's general one.
pub const PREFIX: u8 = 42;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Prefix, account, checksum.
const LENGTH: usize = 1 + 32 + 2;
/// No account has more characters.
const MAX_TEXT: usize = 64;

/// Why a text is no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ss58Error {
    /// A character outside base58.
    #[error("\"{0}\" is no account address: it has characters that none has; copy it again")]
    Character(String),
    /// Too long or too short.
    #[error("\"{0}\" is no account address: its length is wrong; copy it again")]
    Length(String),
    /// A mistyped character.
    #[error("\"{0}\" is mistyped: its checksum does not hold; copy it again")]
    Checksum(String),
    /// An account of another chain.
    #[error("this account has the SS58 prefix {0}, and this chain's have {PREFIX}; write it with the right prefix")]
    Prefix(u8),
}

/// An account as text.
pub fn encode(account: &[u8; 32]) -> String {
    let mut bytes = vec![PREFIX];
    bytes.extend(account);
    bytes.extend(checksum(&bytes));
    base58(&bytes)
}

/// Reads an account.
///
/// # Errors
/// See [`Ss58Error`].
pub fn decode(text: &str) -> Result<[u8; 32], Ss58Error> {
    let length = || Ss58Error::Length(text.chars().take(MAX_TEXT).collect());
    if text.len() > MAX_TEXT {
        return Err(length());
    }
    let bytes = unbase58(text).ok_or_else(|| Ss58Error::Character(text.into()))?;
    let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| length())?;
    let (body, sum) = bytes.split_at(LENGTH - 2);
    if checksum(body) != sum {
        return Err(Ss58Error::Checksum(text.into()));
    }
    match body {
        [PREFIX, account @ ..] => account.try_into().map_err(|_| length()),
        [prefix, ..] => Err(Ss58Error::Prefix(*prefix)),
        [] => Err(length()),
    }
}

fn checksum(body: &[u8]) -> [u8; 2] {
    let mut state = Params::new().hash_length(64).to_state();
    let hash = state.update(b"SS58PRE").update(body).finalize();
    match hash.as_bytes() {
        [a, b, ..] => [*a, *b],
        _ => [0; 2],
    }
}

fn base58(bytes: &[u8]) -> String {
    // Little-endian digits of the whole number.
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| 0);
    zeros
        .chain(digits.iter().rev().copied())
        .filter_map(|digit| ALPHABET.get(usize::from(digit)))
        .map(|character| char::from(*character))
        .collect()
}

fn unbase58(text: &str) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::new();
    for character in text.bytes() {
        let digit = ALPHABET.iter().position(|other| *other == character)?;
        let mut carry = u32::try_from(digit).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry as u8);
            carry >>= 8;
        }
    }
    let zeros = text.bytes().take_while(|character| *character == b'1').count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn alice_is_known() {
        let account = decode(ALICE).unwrap();
        let hex = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        assert_eq!(const_hex::encode(account), hex);
        assert_eq!(encode(&account), ALICE);
    }

    #[test]
    fn checksum_prefix_length_and_characters_are_four_errors() {
        let mistyped = ALICE.replace("5Grw", "5Grx");
        assert_eq!(decode(&mistyped), Err(Ss58Error::Checksum(mistyped)));
        let polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
        assert_eq!(decode(polkadot), Err(Ss58Error::Prefix(0)));
        assert_eq!(decode("5Grw"), Err(Ss58Error::Length("5Grw".into())));
        assert_eq!(decode("0OIl"), Err(Ss58Error::Character("0OIl".into())));
        assert!(matches!(decode(&"1".repeat(1000)), Err(Ss58Error::Length(_))));
    }

    proptest! {
        #[test]
        fn an_account_survives_writing_and_reading(account in any::<[u8; 32]>()) {
            prop_assert_eq!(decode(&encode(&account)), Ok(account));
        }

        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = decode(&text);
        }
    }
}
