//! Names of tokens and of ticket categories.
//!
//! A name is 1 to 32 capital letters, digits and underscores, a letter first, padded with zeros to 32 bytes. There is one way
//! to write each: a chain refuses every other, and so two names that a reader would take for one cannot both exist. For names
//! that merely look alike there is [`Name::skeleton`]: of those with the same skeleton, a chain registers one.

use crate::{asset::Asset, hash::hb};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Bytes of a name at most.
pub const MAX_NAME_LEN: usize = 32;
/// What a skeleton begins with that is a hash: no letter.
const HASHED: u8 = 0xff;

/// A name, written in the one way that is allowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name([u8; MAX_NAME_LEN]);

/// Why bytes are no name.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum NameError {
    /// No character.
    #[error("the name is empty; use 1 to 32 characters")]
    Empty,
    /// Too many.
    #[error("the name has {0} bytes; use 32 at most")]
    TooLong(u32),
    /// It begins with something else than a letter.
    #[error("the name begins with byte {0:#04x}; begin with a letter from A to Z")]
    First(u8),
    /// A character that names do not have.
    #[error("byte {byte:#04x} at place {place} of the name is not allowed; use A to Z, 0 to 9 and _")]
    Character {
        /// Where, from 0.
        place: u8,
        /// The byte.
        byte: u8,
    },
    /// Something stands behind the zeros that fill a name up.
    #[error(
        "byte {byte:#04x} at place {place} stands behind the name's end; fill names up with zeros at the end only"
    )]
    Padding {
        /// Where, from 0.
        place: u8,
        /// The byte.
        byte: u8,
    },
}

impl Name {
    /// The name of the native coin.
    pub const SERO: Name = Name(crate::asset::SERO_NAME);

    /// Reads a name as people write it; small letters become capital ones.
    ///
    /// # Errors
    /// See [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let length = text.len();
        let mut bytes = [0u8; MAX_NAME_LEN];
        let slot = bytes.get_mut(..length).ok_or(NameError::TooLong(u32::try_from(length).unwrap_or(u32::MAX)))?;
        for (place, (to, from)) in (0u8..).zip(slot.iter_mut().zip(text.bytes())) {
            // A zero would read as the end.
            if from == 0 {
                return Err(NameError::Character { place, byte: 0 });
            }
            *to = from.to_ascii_uppercase();
        }
        Self::from_bytes(&bytes)
    }

    /// Takes 32 bytes that are a name already.
    ///
    /// # Consensus
    /// 1 to 32 bytes out of A to Z, 0 to 9 and _, the first of them a letter, then zeros.
    ///
    /// # Errors
    /// See [`NameError`].
    pub fn from_bytes(bytes: &[u8; MAX_NAME_LEN]) -> Result<Self, NameError> {
        let mut ended = false;
        for (place, byte) in (0u8..).zip(bytes.iter().copied()) {
            match byte {
                0 if place == 0 => return Err(NameError::Empty),
                0 => ended = true,
                byte if ended => return Err(NameError::Padding { place, byte }),
                b'A'..=b'Z' => {}
                byte if place == 0 => return Err(NameError::First(byte)),
                b'0'..=b'9' | b'_' => {}
                byte => return Err(NameError::Character { place, byte }),
            }
        }
        Ok(Name(*bytes))
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; MAX_NAME_LEN] {
        &self.0
    }

    /// How many characters.
    pub fn length(&self) -> u32 {
        self.characters().count() as u32
    }

    /// How many characters a reader sees, underscores left out: what a name is priced by. One padded with underscores takes the
    /// place of the short one, and costs as much.
    pub fn price_length(&self) -> u32 {
        self.characters().filter(|byte| *byte != b'_').count() as u32
    }

    /// The token of this name.
    pub const fn token(&self) -> Asset {
        Asset::Token(self.0)
    }

    fn characters(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.iter().copied().take_while(|byte| *byte != 0)
    }

    /// What a hurried reader sees: digits as the letters they resemble, underscores left out, W as VV. Two names with the same
    /// skeleton look alike.
    ///
    /// # Consensus
    /// 0 and Q read as O; 1 and L as I; 2 as Z; 3 as E; 4 as A; 5 as S; 6 and 9 as G; 7 as T; 8 as B; W as two V; no underscores.
    /// What has more than 32 letters then is `Hb("SERO_skeleton", letters)` with 0xff as its first byte.
    pub fn skeleton(&self) -> [u8; MAX_NAME_LEN] {
        let mut letters = [0u8; 2 * MAX_NAME_LEN];
        let mut slots = letters.iter_mut();
        for byte in self.characters() {
            let seen = match byte {
                b'_' => continue,
                b'0' | b'Q' => b'O',
                b'1' | b'L' => b'I',
                b'2' => b'Z',
                b'3' => b'E',
                b'4' => b'A',
                b'5' => b'S',
                b'6' | b'9' => b'G',
                b'7' => b'T',
                b'8' => b'B',
                b'W' => b'V',
                letter => letter,
            };
            // There is room for two of each character.
            for slot in slots.by_ref().take(if byte == b'W' { 2 } else { 1 }) {
                *slot = seen;
            }
        }
        let free = slots.len();
        let used = letters.len().saturating_sub(free);
        match letters.get(..used).filter(|used| used.len() > MAX_NAME_LEN) {
            Some(wide) => {
                let mut hash = hb("SERO_skeleton", &[wide]);
                let [first, ..] = &mut hash;
                *first = HASHED;
                hash
            }
            None => letters.first_chunk().copied().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.characters().try_for_each(|byte| write!(f, "{}", char::from(byte)))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{
        format,
        string::{String, ToString},
        vec,
        vec::Vec,
    };
    use proptest::prelude::*;

    fn padded(text: &[u8]) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    }

    #[test]
    fn a_name_has_one_spelling() {
        assert_eq!(Name::parse("gold_2").unwrap().to_string(), "GOLD_2");
        assert_eq!(Name::from_bytes(&padded(b"gold")), Err(NameError::First(b'g')));
        assert_eq!(Name::from_bytes(&padded(b"GOlD")), Err(NameError::Character { place: 2, byte: b'l' }));
    }

    #[test]
    fn what_is_no_name_is_refused_by_its_own_error() {
        assert_eq!(Name::parse(""), Err(NameError::Empty));
        assert_eq!(Name::parse(&"A".repeat(32)).unwrap().length(), 32);
        assert_eq!(Name::parse(&"A".repeat(33)), Err(NameError::TooLong(33)));
        assert_eq!(Name::parse("1A"), Err(NameError::First(b'1')));
        assert_eq!(Name::parse("_A"), Err(NameError::First(b'_')));
        assert_eq!(Name::parse("GÖLD"), Err(NameError::Character { place: 1, byte: 0xc3 }));
        assert_eq!(Name::parse("A\0B"), Err(NameError::Character { place: 1, byte: 0 }));
        assert_eq!(Name::parse("A B"), Err(NameError::Character { place: 1, byte: b' ' }));
        assert_eq!(Name::from_bytes(&padded(b"A\0B")), Err(NameError::Padding { place: 2, byte: b'B' }));
        let mut left = [0; 32];
        left[28..].copy_from_slice(b"GOLD");
        assert_eq!(Name::from_bytes(&left), Err(NameError::Empty));
    }

    #[test]
    fn look_alikes_of_the_native_coin_share_its_skeleton() {
        let sero = Name::SERO.skeleton();
        for text in ["SER0", "S3RO", "S3R0", "S_ERO", "SERO_", "SERQ", "S_3_R_Q"] {
            assert_eq!(Name::parse(text).unwrap().skeleton(), sero, "{text}");
        }
        for text in ["SEROX", "XSERO", "SER", "ZERO", "SERO2"] {
            assert_ne!(Name::parse(text).unwrap().skeleton(), sero, "{text}");
        }
    }

    fn skeleton(text: &str) -> [u8; 32] {
        Name::parse(text).unwrap().skeleton()
    }

    #[test]
    fn each_digit_reads_as_a_letter_and_as_no_other() {
        let letters = [('0', 'O'), ('2', 'Z'), ('3', 'E'), ('4', 'A'), ('5', 'S'), ('7', 'T'), ('8', 'B')];
        let two = [('1', 'I'), ('1', 'L'), ('6', 'G'), ('9', 'G'), ('0', 'Q')];
        for (digit, letter) in letters.into_iter().chain(two) {
            assert_eq!(skeleton(&format!("X{digit}Y")), skeleton(&format!("X{letter}Y")), "{digit}");
            let others = ('A'..='Z').filter(|other| skeleton(&format!("X{other}Y")) == skeleton(&format!("X{digit}Y")));
            let expected = match digit {
                '0' => vec!['O', 'Q'],
                '1' => vec!['I', 'L'],
                _ => vec![letter],
            };
            assert_eq!(others.collect::<Vec<_>>(), expected, "{digit}");
        }
    }

    #[test]
    fn a_w_is_two_v_wherever_it_stands() {
        for alike in [
            &["VVIN", "W1N", "V_VIN", "WLN"][..],
            &["VWAP", "VVVAP", "WVAP", "VV_VAP", "V_WAP"],
            &["WVV", "VVW", "WW", "VVVV", "VWV"],
        ] {
            assert!(alike.iter().all(|text| skeleton(text) == skeleton(alike[0])), "{alike:?}");
        }
        assert_ne!(skeleton("VWAP"), skeleton("WAP"));
        assert_ne!(skeleton("VVAP"), skeleton("VAP"));
    }

    #[test]
    fn a_name_that_is_wider_than_a_skeleton_has_one_of_its_own() {
        let (sixteen, most) = ("W".repeat(16), "W".repeat(32));
        assert_eq!(skeleton(&sixteen), [b'V'; 32]);
        assert_eq!(skeleton(&sixteen), skeleton(&"V".repeat(32)));
        // From here on no name of 32 characters without W can look like it, and still those look alike that do.
        let wide: Vec<String> = (17..=32).map(|count| "W".repeat(count)).collect();
        for (place, text) in wide.iter().enumerate() {
            assert!(wide.iter().skip(place + 1).all(|other| skeleton(text) != skeleton(other)), "{text}");
            assert_eq!(skeleton(text)[0], HASHED);
        }
        assert_eq!(skeleton(&format!("V{}V", "W".repeat(30))), skeleton(&"W".repeat(31)));
        assert_ne!(skeleton(&format!("{}A", "W".repeat(31))), skeleton(&most));
    }

    #[test]
    fn underscores_make_no_name_longer_or_cheaper() {
        for (text, length) in [("A", 1), ("A_____", 1), ("A_B__C", 3), ("WW", 2), ("GOLD_2", 5)] {
            assert_eq!(Name::parse(text).unwrap().price_length(), length, "{text}");
        }
        assert_eq!(Name::parse(&"A".repeat(32)).unwrap().price_length(), 32);
    }

    proptest! {
        #[test]
        fn a_name_survives_writing_and_reading(text in "[A-Z][A-Z0-9_]{0,31}") {
            let name = Name::parse(&text).unwrap();
            prop_assert_eq!(&name.to_string(), &text);
            prop_assert_eq!(Name::from_bytes(name.bytes()), Ok(name));
            prop_assert!(name.skeleton()[0] != 0);
            prop_assert!((1..=name.length()).contains(&name.price_length()));
            prop_assert_eq!(Name::parse(&text.replace('_', "")).unwrap().skeleton(), name.skeleton());
        }

        #[test]
        fn no_bytes_panic(bytes: [u8; 32], text in ".{0,40}") {
            let _ = Name::from_bytes(&bytes).map(|name| name.skeleton());
            let _ = Name::parse(&text);
        }
    }
}
