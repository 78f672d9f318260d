//! What whoever has a package's key can rely on, and what deceives nobody.

use ark_ec::CurveGroup;
use bounded_collections::BoundedVec;
use proptest::prelude::*;
use sero_shielded::{
    asset::{blind, Asset},
    bundle::{ProofBytes, ShieldedOutput},
    command::{StoredPackage, MAX_DATA_LEN},
    compact::EncryptedNote,
    curve::Scalar,
    encoding::{FieldBytes, PointBytes},
    encryption::{output_key, Contents, SharedSecret},
    note::{Note, MEMO_LEN},
    package::{package_id, DataTooLong, InspectError, PackageKey},
};

const ID: [u8; 32] = [7; 32];

/// A packed note as an honest wallet makes it, and with whatever `change` does to its opening.
fn content(
    key: &PackageKey,
    place: u32,
    asset: Asset,
    value: u128,
    change: impl FnOnce(&mut Opening),
) -> ShieldedOutput {
    let secrets = key.secrets(&ID, place);
    let mut opening = Opening { ar: secrets.ar, rcm: secrets.rcm, shown: value, value };
    change(&mut opening);
    let address = key.address(&ID, place).unwrap();
    let note = Note { aid: asset.id(), value: opening.value, address, rcm: opening.rcm };
    let contents = Contents { aid: note.aid, value: opening.shown, rcm: opening.rcm };
    let commitment = FieldBytes::from(note.commitment());
    let rsk = key.rsk(&ID, place, &commitment);
    let secret = SharedSecret::of_sender(&rsk, address.vpk());
    ShieldedOutput {
        note: EncryptedNote {
            to: address.to_bytes(),
            commitment,
            rpk: PointBytes::from(output_key(&rsk)),
            contents: secret.seal(&contents).map(FieldBytes::from),
            memo: secret.seal_memo(&commitment, &[0; MEMO_LEN]),
        },
        asset_commitment: PointBytes::from(blind(&note.asset_commitment().into(), &opening.ar).into_affine()),
        proof: ProofBytes([0; 128]),
    }
}

struct Opening {
    ar: Scalar,
    rcm: sero_shielded::curve::F,
    shown: u128,
    value: u128,
}

fn package(contents: Vec<ShieldedOutput>, data: Vec<u8>) -> StoredPackage {
    StoredPackage {
        contents: BoundedVec::try_from(contents).unwrap(),
        data: BoundedVec::try_from(data).unwrap(),
        deposit: 1,
        created: 2,
    }
}

fn key(byte: u8) -> PackageKey {
    PackageKey::new([byte; 32])
}

#[test]
fn whoever_has_the_key_reads_notes_and_data() {
    let key = key(1);
    let gold = Asset::Token(*b"GOLD\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let contents = vec![content(&key, 0, gold, 500, |_| ()), content(&key, 1, Asset::sero(), 3, |_| ())];
    let sealed = key.seal(&ID, b"the deed").unwrap();
    let found = key.inspect(&ID, &package(contents, sealed)).unwrap();
    let notes: Vec<_> = found.contents.iter().map(|packed| (packed.aid, packed.value)).collect();
    assert_eq!(notes, [(gold.id(), 500), (Asset::sero().id(), 3)]);
    assert_eq!(found.data, b"the deed");
}

#[test]
fn another_key_reads_nothing() {
    let stored = package(vec![content(&key(1), 0, Asset::sero(), 3, |_| ())], vec![]);
    assert_eq!(key(2).inspect(&ID, &stored), Err(InspectError::Address(0)));
    let data = package(vec![], key(1).seal(&ID, b"x").unwrap());
    assert_eq!(key(2).inspect(&ID, &data), Err(InspectError::Data));
}

#[test]
fn the_key_of_one_package_does_not_read_a_copy_under_another_id() {
    let stored = package(vec![content(&key(1), 0, Asset::sero(), 3, |_| ())], key(1).seal(&ID, b"x").unwrap());
    assert_eq!(key(1).inspect(&[8; 32], &stored), Err(InspectError::Address(0)));
    assert_eq!(key(1).open(&[8; 32], &stored.data), None);
}

#[test]
fn a_content_that_the_key_could_not_take_out_is_found_before_paying() {
    let key = key(1);
    let lies: [fn(&mut Opening); 4] = [
        // More is shown than is there.
        |opening| opening.shown += 1,
        |opening| opening.value += 1,
        // The blinding is known to the maker only: opening could never balance.
        |opening| opening.ar += Scalar::from(1u64),
        |opening| opening.rcm += sero_shielded::curve::F::from(1u64),
    ];
    for (place, lie) in lies.into_iter().enumerate() {
        let stored = package(vec![content(&key, 0, Asset::sero(), 3, lie)], vec![]);
        assert_eq!(key.inspect(&ID, &stored), Err(InspectError::Note(0)), "lie {place}");
    }
    let swapped = vec![content(&key, 1, Asset::sero(), 3, |_| ()), content(&key, 0, Asset::sero(), 4, |_| ())];
    assert_eq!(key.inspect(&ID, &package(swapped, vec![])), Err(InspectError::Address(0)));
}

#[test]
fn a_second_build_over_one_nil_repeats_no_key_stream() {
    let key = key(1);
    let [first, second] = [3, 4].map(|value| content(&key, 0, Asset::sero(), value, |_| ()));
    assert_ne!(first.note.rpk, second.note.rpk);
    // Under one key stream the difference of two ciphertexts would be that of what they hold.
    let [one, other] = [first, second].map(|content| content.note.contents.map(|sealed| sealed.to_field().unwrap()));
    assert!(one.iter().zip(&other).all(|(one, other)| one != other));
    let rsk = |id, place, commitment| key.rsk(&[id; 32], place, &FieldBytes([commitment; 32]));
    let all = [rsk(1, 0, 1), rsk(2, 0, 1), rsk(1, 1, 1), rsk(1, 0, 2)];
    assert!(all.iter().enumerate().all(|(place, one)| !all[place + 1..].contains(one)));
}

#[test]
fn data_are_sealed_up_to_their_limit() {
    let key = key(1);
    let full = vec![5; MAX_DATA_LEN as usize];
    let sealed = key.seal(&ID, &full).unwrap();
    assert_eq!(sealed.len(), full.len() + 16);
    assert_eq!(key.open(&ID, &sealed), Some(full));
    let more = vec![5; MAX_DATA_LEN as usize + 1];
    assert_eq!(key.seal(&ID, &more), Err(DataTooLong(more.len())));
    assert_eq!(key.seal(&ID, &[]), Ok(vec![]));
    assert_eq!(key.open(&ID, &[]), Some(vec![]));
}

#[test]
fn ids_follow_the_first_nil() {
    assert_ne!(package_id(&FieldBytes([1; 32])), package_id(&FieldBytes([2; 32])));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_sealed_bytes_make_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assume!(!bytes.is_empty());
        prop_assert_eq!(key(1).open(&ID, &bytes), None);
    }

    #[test]
    fn a_bit_that_flips_in_the_data_is_noticed(data in prop::collection::vec(any::<u8>(), 1..80), bit in 0usize..8, at: prop::sample::Index) {
        let mut sealed = key(1).seal(&ID, &data).unwrap();
        let place = at.index(sealed.len());
        sealed[place] ^= 1 << bit;
        prop_assert_eq!(key(1).open(&ID, &sealed), None);
    }
}
