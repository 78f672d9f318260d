//! Signatures, points, balances and the tree.

use crate::{machines::agreed, statements::rng};
use ark_ff::UniformRand;
use sero_host::{pure, SignedBy};
use sero_shielded::{
    asset::{self, Asset},
    bundle::PublicTerm,
    curve::{mul, Scalar, F},
    encoding::{FieldBytes, PointBytes},
    keys::{PkrBytes, Seed, SpendingKey},
    note::PublicNote,
    signature::{sign_with, Role},
    tree::{EncodedFrontier, Frontier, CAPACITY},
};

#[test]
fn signatures_get_one_verdict() {
    let secret = Scalar::from(12345u64);
    let message = [3; 32];
    let item = |role: Role| SignedBy {
        role,
        key: mul(&role.base(), &secret).into(),
        message,
        signature: sign_with(role, &secret, &message, &[4; 32]),
    };
    let mut cases = vec![vec![], vec![item(Role::Spend), item(Role::Bind), item(Role::From)]];
    for change in 0..5 {
        let mut items = vec![item(Role::Spend), item(Role::Bind)];
        match change {
            0 => items[1].role = Role::Spend,
            1 => items[0].signature.0[40] ^= 1,
            2 => items[1].key = PointBytes([0; 32]),
            3 => items[0].message[0] ^= 1,
            _ => items[1].signature.0[63] = 0xff,
        }
        cases.push(items);
    }
    let mut accepted = 0;
    for items in cases {
        let (pure, host) = (pure::verify_signatures(&items), sero_host::verify_signatures(&items));
        accepted += usize::from(agreed("verify_signatures", &items, pure, host).is_ok());
    }
    // None at all, and the three good ones.
    assert_eq!(accepted, 2);
}

#[test]
fn points_and_balances_come_out_the_same() {
    let mut rng = rng();
    let hash = |u: FieldBytes| agreed("hash_to_curve", &u, pure::hash_to_curve(&u), sero_host::hash_to_curve(&u));
    for number in 0..4u64 {
        let u = FieldBytes::from(if number == 0 { F::from(0u64) } else { F::rand(&mut rng) });
        assert!(hash(u).is_some());
    }
    assert_eq!(hash(FieldBytes([0xff; 32])), None);

    let blinded = |value, ar: u64| {
        PointBytes::from(asset::blind(&asset::commitment(Asset::sero().id(), value), &Scalar::from(ar)))
    };
    let mut accepted = 0;
    let terms = vec![PublicTerm::out(Asset::sero(), 3), PublicTerm::inward(Asset::Token([5; 32]), u128::MAX)];
    for (inputs, outputs, terms) in [
        (vec![blinded(8, 1)], vec![blinded(5, 9)], &terms),
        (vec![PointBytes([0xff; 32])], vec![], &terms),
        (vec![blinded(8, 1)], vec![blinded(5, 9), PointBytes([9; 32])], &terms),
        // The blindings cancel.
        (vec![blinded(8, 1)], vec![blinded(8, 1)], &vec![]),
    ] {
        let pure = pure::balance_key(&inputs, &outputs, terms);
        let host = sero_host::balance_key(&inputs, &outputs, terms);
        accepted += usize::from(agreed("balance_key", &(&inputs, &outputs, terms), pure, host).is_ok());
    }
    // The first, and the third: its last output is a point of the curve, and the prime subgroup is not asked for here.
    assert_eq!(accepted, 2);
}

#[test]
fn trees_grow_the_same() {
    let keys = SpendingKey::from_seed(&Seed::new([1; 32])).unwrap();
    let to = keys.address().one_time(&Scalar::from(9u64)).unwrap().to_bytes();
    let (mut addressed, mut committed) = (0, 0);
    for (to, value) in [(to, 5), (to, 0), (PkrBytes([1; 96]), 5)] {
        let addresses = vec![to];
        let (pure, host) = (pure::check_addresses(&addresses), sero_host::check_addresses(&addresses));
        addressed += usize::from(agreed("check_addresses", &addresses, pure, host).is_ok());
        let note = PublicNote { to, asset: Asset::sero(), value };
        let (pure, host) = (pure::public_note_commitment(&note), sero_host::public_note_commitment(&note));
        committed += usize::from(agreed("public_note_commitment", &note, pure, host).is_some());
    }
    assert_eq!((addressed, committed), (2, 2));

    let append = |frontier: &EncodedFrontier, index: u64, commitments: &Vec<FieldBytes>| {
        let pure = pure::append_notes(frontier, index, commitments);
        let host = sero_host::append_notes(frontier, index, commitments);
        agreed("append_notes", &(frontier, index, commitments), pure, host)
    };
    let root = |frontier: &EncodedFrontier| {
        agreed("tree_root", frontier, pure::tree_root(frontier), sero_host::tree_root(frontier))
    };
    let commitments: Vec<FieldBytes> = (0..21u64).map(|number| F::from(number).into()).collect();
    let empty = Frontier::default().encoded();
    let grown = append(&empty, 0, &commitments).unwrap();
    assert!(root(&grown).is_ok());

    let nearly_full = EncodedFrontier { size: CAPACITY - 1, nodes: vec![FieldBytes([1; 32]); 48].try_into().unwrap() };
    let damaged = EncodedFrontier { size: 3, nodes: Default::default() };
    let (mut appended, mut rooted) = (0, 0);
    for (frontier, commitments) in [
        (&nearly_full, commitments[..1].to_vec()),
        (&nearly_full, commitments[..2].to_vec()),
        (&damaged, commitments[..1].to_vec()),
        (&empty, vec![FieldBytes([0xff; 32])]),
    ] {
        appended += usize::from(append(frontier, CAPACITY - 1, &commitments).is_ok());
        rooted += usize::from(root(frontier).is_ok());
    }
    // The last place takes one note. Only the damaged frontier has no root.
    assert_eq!((appended, rooted), (1, 3));
}
