//! Which names there can be, and what they cost.

use super::fixture::*;
use crate::{commands::claims, mock::*, Deposits, Entry, Names, Skeletons};
use sero_shielded::{
    asset::SERO_NAME,
    command::{CommandError, TicketCommand, TokenCommand},
    name::{Name, NameError},
};

/// How the registration of bytes as a token, and as a category, is refused.
fn refused_name(name: [u8; 32]) -> CommandError {
    let token = TokenCommand::Register { name, decimals: 9, cap: None, value: 0, deposit: 36 };
    let error = refuse(token, &issuer(1));
    let category = TicketCommand::Register { category: name, deposit: 36 };
    assert_eq!(refuse(category, &issuer(1)), error);
    error
}

#[test]
fn block_zero_knows_the_native_coin() {
    on_chain(|| {
        assert_eq!(Names::<Test>::get(SERO_NAME), Some(Entry::NATIVE));
        assert_eq!(Skeletons::<Test>::get(Name::SERO.skeleton()), Some(SERO_NAME));
        assert_eq!(Deposits::<Test>::get(), 0);
        assert_eq!(Names::<Test>::iter().count(), 1);
    });
}

#[test]
fn names_that_are_none() {
    on_chain(|| {
        for (bytes, error) in [
            (raw(b""), NameError::Empty),
            ([0xff; 32], NameError::First(0xff)),
            // ASCII, but not of those letters.
            (raw(b"gold"), NameError::First(b'g')),
            (raw(b"GOLd"), NameError::Character { place: 3, byte: b'd' }),
            (raw(b"GO LD"), NameError::Character { place: 2, byte: b' ' }),
            (raw(b"GO.LD"), NameError::Character { place: 2, byte: b'.' }),
            (raw(b"1GOLD"), NameError::First(b'1')),
            (raw(b"_GOLD"), NameError::First(b'_')),
            // Cyrillic, and a letter with an accent.
            (raw("G\u{41e}LD".as_bytes()), NameError::Character { place: 1, byte: 0xd0 }),
            (raw("GÖLD".as_bytes()), NameError::Character { place: 1, byte: 0xc3 }),
            // Spaces around, zeros inside and in front.
            (raw(b"GOLD "), NameError::Character { place: 4, byte: b' ' }),
            (raw(b"GO\0LD"), NameError::Padding { place: 3, byte: b'L' }),
            (raw(b"GOLD\0\0X"), NameError::Padding { place: 6, byte: b'X' }),
            (raw(b"\0GOLD"), NameError::Empty),
        ] {
            assert_eq!(refused_name(bytes), CommandError::Name(error), "{bytes:?}");
        }
        // 33 bytes fit into no command: a name has 32.
        assert_eq!(Name::parse(&"A".repeat(33)), Err(NameError::TooLong(33)));
        reserve(100);
        order(register(name(&"A".repeat(32)), 1, None), &issuer(1)).unwrap();
    });
}

#[test]
fn look_alikes_of_the_native_coin() {
    on_chain(|| {
        assert_eq!(refused_name(SERO_NAME), CommandError::NameTaken);
        for text in ["SER0", "S_ERO", "SERO_", "5ERO", "S3RO", "SERQ", "53R0"] {
            // What looks like SERO begins with a letter, or is no name at all.
            let expected = match Name::parse(text) {
                Ok(_) => CommandError::LookAlike,
                Err(error) => CommandError::Name(error),
            };
            assert_eq!(refused_name(raw(text.as_bytes())), expected, "{text}");
        }
        assert_eq!(Name::parse("5ERO"), Err(NameError::First(b'5')));
    });
}

#[test]
fn the_native_coin_needs_no_registration_to_be_nobodys() {
    on_chain(|| {
        let skeleton = Name::SERO.skeleton();
        Names::<Test>::remove(SERO_NAME);
        Skeletons::<Test>::remove(skeleton);
        assert_eq!(refused_name(SERO_NAME), CommandError::NameTaken);
        for text in ["SER0", "S_ERO", "SERO_", "S3RO", "SERQ"] {
            assert_eq!(refused_name(name(text)), CommandError::LookAlike, "{text}");
        }
        Names::<Test>::insert(SERO_NAME, Entry::NATIVE);
        Skeletons::<Test>::insert(skeleton, SERO_NAME);
    });
}

#[test]
fn a_name_is_given_once_to_a_token_or_a_category() {
    on_chain(|| {
        reserve(1_000);
        order(register(name("GOLD"), 5, None), &issuer(1)).unwrap();
        order(register_category(name("OPERA")), &issuer(1)).unwrap();
        for taken in ["GOLD", "OPERA"] {
            assert_eq!(refused_name(name(taken)), CommandError::NameTaken);
        }
        // Neither gives up its name: not when all of it is burnt, not when nobody issues it any more.
        order(TokenCommand::Burn { name: name("GOLD"), value: 5 }, &issuer(2)).unwrap();
        order(TokenCommand::SetIssuer { name: name("GOLD"), issuer: None }, &issuer(1)).unwrap();
        assert_eq!(refused_name(name("GOLD")), CommandError::NameTaken);
        next_block();
        assert_eq!(refused_name(name("GOLD")), CommandError::NameTaken);
    });
}

#[test]
fn names_that_look_alike_exclude_each_other_across_kinds() {
    on_chain(|| {
        reserve(1_000);
        order(register(name("GOLD"), 5, None), &issuer(1)).unwrap();
        order(register_category(name("BILLET_1")), &issuer(1)).unwrap();
        for text in ["G0LD", "GO_LD", "GOID", "G01D", "BILLET1", "BI11ET_I", "B1LLETL"] {
            assert_eq!(refused_name(name(text)), CommandError::LookAlike, "{text}");
        }
        order(register(name("VWAP"), 0, None), &issuer(1)).unwrap();
        for text in ["VVVAP", "WVAP", "VV_VAP"] {
            assert_eq!(refused_name(name(text)), CommandError::LookAlike, "{text}");
        }
        for text in ["GOLDX", "XGOLD", "COLD", "BILLET_2"] {
            order(register(name(text), 0, None), &issuer(1)).unwrap();
        }
    });
}

#[test]
fn a_deposit_is_exact() {
    on_chain(|| {
        reserve(1_000);
        for (text, needed) in [("A", 39), ("A_____", 39), ("GOLD", 36), ("G_O_L_D", 36), (&*"A".repeat(32), 8)] {
            for given in [0, needed - 1, needed + 1, u128::MAX] {
                let name = name(text);
                let expected = CommandError::Deposit { given, needed };
                let token = TokenCommand::Register { name, decimals: 9, cap: None, value: 0, deposit: given };
                assert_eq!(refuse(token, &issuer(1)), expected);
                let category = TicketCommand::Register { category: name, deposit: given };
                assert_eq!(refuse(category, &issuer(1)), expected);
            }
        }
        order(register(name("A"), 0, None), &issuer(1)).unwrap();
        order(register_category(name("GOLD")), &issuer(1)).unwrap();
        assert_eq!(Deposits::<Test>::get(), 39 + 36);
    });
}

#[test]
fn bundles_that_want_names_that_look_alike_share_a_tag() {
    on_chain(|| {
        let from = issuer(1);
        let token = ShieldedAssets::validate_token(&register(name("G0LD"), 1, None), &from).unwrap();
        let category = ShieldedAssets::validate_ticket(&register_category(name("GOLD")), &from).unwrap();
        assert_eq!(token, [claims::name(&name("GOID"))]);
        assert_eq!(token, category);
    });
}
