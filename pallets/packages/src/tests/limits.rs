//! The most that a package may hold, and one more; lengths that lie.

use codec::{Compact, Decode, DecodeAll, Encode, MaxEncodedLen};
use sero_shielded::{
    bundle::ShieldedOutput,
    command::{Command, MAX_PACKED, MAX_SEALED_LEN},
};

/// A command that makes a package, as it is encoded: what the lists say of their lengths, and what they hold.
fn encoded(notes: u32, held_notes: usize, bytes: u32, held_bytes: usize) -> Vec<u8> {
    [
        // Package, Create, id.
        vec![2, 0],
        vec![1; 32],
        Compact(notes).encode(),
        vec![0; held_notes * ShieldedOutput::max_encoded_len()],
        Compact(bytes).encode(),
        vec![7; held_bytes],
        9u128.encode(),
    ]
    .concat()
}

fn decodes(bytes: &[u8]) -> bool {
    Command::decode_all(&mut &bytes[..]).is_ok()
}

#[test]
fn a_full_package_decodes_and_one_more_of_anything_does_not() {
    let (notes, bytes) = (MAX_PACKED, MAX_SEALED_LEN);
    let full = encoded(notes, notes as usize, bytes, bytes as usize);
    assert!(decodes(&full));
    assert!(full.len() <= Command::max_encoded_len());
    assert!(!decodes(&encoded(notes + 1, notes as usize + 1, bytes, bytes as usize)));
    assert!(!decodes(&encoded(notes, notes as usize, bytes + 1, bytes as usize + 1)));
    assert!(!decodes(&encoded(0, 0, bytes + 1, bytes as usize + 1)));
}

#[test]
fn lengths_that_lie_are_refused_before_memory_is_given() {
    assert!(decodes(&encoded(1, 1, 20, 20)));
    for huge in [(1 << 30) - 1, u32::MAX] {
        assert!(!decodes(&encoded(huge, 1, 20, 20)));
        assert!(!decodes(&encoded(1, 1, huge, 20)));
    }
    for (notes, bytes) in [(0, 20), (2, 20), (1, 19), (1, 21), (1, 0)] {
        assert!(!decodes(&encoded(notes, 1, bytes, 20)), "{notes} {bytes}");
    }
}

#[test]
fn no_part_of_a_package_is_a_package() {
    let whole = encoded(1, 1, 20, 20);
    for length in 0..whole.len() {
        assert!(!decodes(&whole[..length]));
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert!(!decodes(&longer));
    assert!(Command::decode(&mut &whole[..]).is_ok());
}
