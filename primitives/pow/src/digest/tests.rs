//! One encoding, and a chain of headers that can be checked without state.

use proptest::prelude::*;

use super::*;

fn parameters() -> Parameters {
    Parameters { target_ms: 13_000, half_life_ms: 7_200_000, minimum: U256::from(1_000) }
}

const INITIAL: u64 = 100_000_000;

fn digest() -> WorkDigest {
    let anchor = Anchor { height: 0x0a0b, time_ms: 7, difficulty: U256::from(9) };
    WorkDigest::V1 { next: U256::from(0x0102), time_ms: 0x0304, anchor }
}

/// Headers of blocks 1, 2, ... that were made these many milliseconds after one another.
fn chain(steps: &[u64]) -> Vec<WorkDigest> {
    let mut chain = vec![WorkDigest::first(&parameters(), INITIAL.into(), 1, 1_700_000_000_000)];
    for (step, height) in steps.iter().zip(2..) {
        let parent = chain[chain.len() - 1];
        chain.push(parent.child(&parameters(), height, parent.time_ms() + step));
    }
    chain
}

fn check_chain(chain: &[WorkDigest]) -> Result<(), StepError> {
    check_first(&parameters(), INITIAL.into(), &chain[0])?;
    chain.windows(2).zip(2..).try_for_each(|(pair, height)| check_step(&parameters(), &pair[0], &pair[1], height))
}

#[test]
fn a_digest_has_one_encoding() {
    let bytes = digest().encode();
    assert_eq!(bytes.len(), WorkDigest::V1_LEN);
    let mut expected = vec![1, 2, 1];
    expected.resize(33, 0);
    expected.extend([4, 3, 0, 0, 0, 0, 0, 0]);
    expected.extend([0x0b, 0x0a, 0, 0]);
    expected.extend([7, 0, 0, 0, 0, 0, 0, 0, 9]);
    expected.resize(85, 0);
    assert_eq!(bytes, expected);
    assert_eq!(WorkDigest::decode_exact(&bytes), Ok(digest()));
}

#[test]
fn a_longer_a_shorter_an_empty_and_an_unknown_digest_are_refused() {
    let mut bytes = digest().encode();
    bytes.push(0);
    for got in (1..=86).filter(|n| *n != 85) {
        let wrong = WorkDigestError::WrongLength { version: 1, expected: 85, got };
        assert_eq!(WorkDigest::decode_exact(&bytes[..got]), Err(wrong));
    }
    assert_eq!(WorkDigest::decode_exact(&[]), Err(WorkDigestError::Missing));
    for version in (0..=255).filter(|v| *v != WorkDigest::V1) {
        bytes[0] = version;
        assert_eq!(WorkDigest::decode_exact(&bytes), Err(WorkDigestError::UnknownVersion(version)));
    }
}

#[test]
fn a_bare_number_as_headers_once_had_it_is_refused() {
    let old = U256::from(1).encode();
    let wrong = WorkDigestError::WrongLength { version: 1, expected: 85, got: 32 };
    assert_eq!(WorkDigest::decode_exact(&old), Err(wrong));
}

#[test]
fn a_header_has_exactly_one_digest() {
    let bytes = digest().encode();
    assert_eq!(WorkDigest::only([].into_iter()), Err(WorkDigestError::Missing));
    assert_eq!(WorkDigest::only([&bytes[..]].into_iter()), Ok(digest()));
    assert_eq!(WorkDigest::only([&bytes[..], &bytes[..]].into_iter()), Err(WorkDigestError::Repeated));
}

#[test]
fn the_first_block_is_the_anchor_and_its_child_has_the_same_difficulty() {
    let first = WorkDigest::first(&parameters(), INITIAL.into(), 1, 5);
    let anchor = Anchor { height: 1, time_ms: 5, difficulty: INITIAL.into() };
    assert_eq!(first, WorkDigest::V1 { next: INITIAL.into(), time_ms: 5, anchor });
    assert_eq!(check_first(&parameters(), INITIAL.into(), &first), Ok(()));
    let refused = StepError::Next { height: 1, expected: (INITIAL + 1).into(), got: INITIAL.into() };
    assert_eq!(check_first(&parameters(), (INITIAL + 1).into(), &first), Err(refused));
}

#[test]
fn each_wrong_value_has_its_error() {
    let chain = chain(&[13_000, 20_000]);
    let (parent, child) = (chain[1], chain[2]);
    let WorkDigest::V1 { next, time_ms, anchor } = child;
    let check = |child| check_step(&parameters(), &parent, &child, 3);
    assert_eq!(check(child), Ok(()));

    let got = next + 1;
    let wrong = WorkDigest::V1 { next: got, time_ms, anchor };
    assert_eq!(check(wrong), Err(StepError::Next { height: 3, expected: next, got }));

    for got in [
        Anchor { height: 2, ..anchor },
        Anchor { time_ms: anchor.time_ms + 1, ..anchor },
        Anchor { difficulty: anchor.difficulty - 1, ..anchor },
    ] {
        let wrong = WorkDigest::V1 { next, time_ms, anchor: got };
        assert_eq!(check(wrong), Err(StepError::Anchor { height: 3, expected: anchor, got }));
    }

    // A consistent digest for a time that does not rise.
    let parent_ms = parent.time_ms();
    for block_ms in [0, parent_ms - 1, parent_ms] {
        let wrong = parent.child(&parameters(), 3, block_ms);
        let error = TimeError::NotAfterParent { parent_ms, block_ms };
        assert_eq!(check(wrong), Err(StepError::Time { height: 3, error }));
    }
}

#[test]
fn errors_name_the_values() {
    let error = StepError::Next { height: 3, expected: 10.into(), got: 11.into() };
    assert_eq!(error.to_string(), "block 3 names difficulty 11 for its child, the rule gives 10");
    let anchor = Anchor { height: 1, time_ms: 2, difficulty: 3.into() };
    let error = StepError::Anchor { height: 9, expected: anchor, got: Anchor { height: 4, ..anchor } };
    assert!(error.to_string().contains("an anchor at height 4, 2 ms, difficulty 3, the rule gives"), "{error}");
}

#[test]
fn another_height_or_other_parameters_do_not_fit() {
    let chain = chain(&[13_000, 20_000]);
    assert!(check_step(&parameters(), &chain[1], &chain[2], 4).is_err());
    let other = Parameters { half_life_ms: 3_600_000, ..parameters() };
    assert!(check_step(&other, &chain[1], &chain[2], 3).is_err());
}

#[test]
fn a_pause_moves_the_anchor_and_the_headers_show_it() {
    let chain = chain(&[13_000, 30 * 24 * 3_600_000, 13_000]);
    let WorkDigest::V1 { anchor, .. } = chain[2];
    assert_eq!((anchor.height, anchor.time_ms), (3, chain[2].time_ms()));
    assert_eq!(check_chain(&chain), Ok(()));
}

proptest! {
    #[test]
    fn every_chain_that_the_rule_makes_passes_by_its_headers(
        steps in proptest::collection::vec(prop_oneof![8 => 1u64..60_000, 1 => 1u64..100_000_000], 0..60),
    ) {
        prop_assert_eq!(check_chain(&chain(&steps)), Ok(()));
    }

    #[test]
    fn a_difficulty_or_anchor_changed_anywhere_breaks_the_chain(
        steps in proptest::collection::vec(1u64..60_000, 0..20),
        at in any::<prop::sample::Index>(),
        byte in prop_oneof![1usize..33, 41usize..85],
        bit in 0u8..8,
    ) {
        let mut chain = chain(&steps);
        let at = at.index(chain.len());
        let mut bytes = chain[at].encode();
        bytes[byte] ^= 1 << bit;
        chain[at] = WorkDigest::decode_exact(&bytes).unwrap();
        prop_assert!(check_chain(&chain).is_err());
    }

    #[test]
    fn no_digest_panics(a in any::<[u8; 84]>(), b in any::<[u8; 84]>(), height in any::<u32>(), target in any::<u64>(), life in any::<u64>()) {
        let read = |bytes: [u8; 84]| WorkDigest::decode_exact(&[&[1][..], &bytes].concat()).unwrap();
        let wild = Parameters { target_ms: target, half_life_ms: life, minimum: U256::zero() };
        let _ = check_step(&wild, &read(a), &read(b), height);
        let _ = check_first(&wild, U256::MAX, &read(a));
    }

    #[test]
    fn any_bytes_decode_to_what_they_encode_or_not_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        if let Ok(digest) = WorkDigest::decode_exact(&bytes) {
            prop_assert_eq!(digest.encode(), bytes);
        }
    }
}
