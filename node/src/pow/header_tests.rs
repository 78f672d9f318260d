use codec::Encode;
use sero_pow::{Engine, Preset};
use sero_shielded::keys::PkrBytes;

use super::*;

const PRE_HASH: Hash = Hash::repeat_byte(5);
const NOW: u64 = 1_800_000_000_000;

fn engine() -> Engine {
    Engine::new(Preset::Development.parameters())
}

fn payout_bytes() -> Vec<u8> {
    crate::mining::payout::development().encode()
}

fn mined(difficulty: u64) -> Seal {
    let found = WorkFunction::search(&engine(), &PRE_HASH.0, 9, 0, u64::MAX, difficulty.into());
    let (nonce, work) = found.expect("some nonce meets it");
    Seal::V1 { nonce, mix: work.mix }
}

fn verdict(payout: Option<&[u8]>, seal: &[u8], difficulty: u64) -> Result<(), HeaderError> {
    check_seal(&engine(), 9, &PRE_HASH, payout, seal, difficulty.into())
}

#[test]
fn a_mined_header_passes_and_not_for_another_header_or_epoch() {
    let seal = mined(64).encode();
    assert_eq!(verdict(Some(&payout_bytes()), &seal, 64), Ok(()));
    let other = check_seal(&engine(), 30_009, &PRE_HASH, Some(&payout_bytes()), &seal, 64.into());
    assert!(matches!(other, Err(HeaderError::WrongMix { .. })), "another epoch has another data set");
    let other = check_seal(&engine(), 9, &Hash::zero(), Some(&payout_bytes()), &seal, U256::one());
    assert!(matches!(other, Err(HeaderError::WrongMix { .. })));
}

#[test]
fn too_little_work_is_refused_before_the_mix_is_computed() {
    let Seal::V1 { nonce, mut mix } = mined(2);
    mix[0] ^= 1;
    // Wrong in both ways: the cheap answer comes first.
    let refused = verdict(Some(&payout_bytes()), &Seal::V1 { nonce, mix }.encode(), u64::MAX);
    assert!(matches!(refused, Err(HeaderError::TooLittleWork { .. })));
}

#[test]
fn a_wrong_mix_that_leads_to_a_good_hash_is_refused() {
    let work = engine();
    let Seal::V1 { nonce, .. } = mined(2);
    let forged = (0u64..).map(|n| {
        let mut mix = [0; 32];
        mix[..8].copy_from_slice(&n.to_le_bytes());
        mix
    });
    let good = |mix: &[u8; 32]| hash_meets(&WorkFunction::final_hash(&work, &PRE_HASH.0, nonce, mix), U256::from(100));
    let mix = forged.into_iter().find(good).expect("a hundred cheap hashes find one");
    let seal = Seal::V1 { nonce, mix }.encode();
    assert_eq!(verdict(Some(&payout_bytes()), &seal, 100), Err(HeaderError::WrongMix { nonce }));
}

#[test]
fn a_right_mix_whose_hash_is_not_good_enough_is_refused() {
    let seal = mined(2);
    let Seal::V1 { nonce, .. } = seal;
    let refused = verdict(Some(&payout_bytes()), &seal.encode(), u64::MAX);
    assert_eq!(refused, Err(HeaderError::TooLittleWork { nonce, difficulty: u64::MAX.into() }));
}

#[test]
fn nothing_meets_difficulty_zero_and_nothing_overflows_at_the_top() {
    let seal = mined(2).encode();
    for difficulty in [U256::zero(), U256::MAX] {
        let refused = check_seal(&engine(), 9, &PRE_HASH, Some(&payout_bytes()), &seal, difficulty);
        assert!(matches!(refused, Err(HeaderError::TooLittleWork { .. })), "{difficulty}");
    }
}

#[test]
fn each_fault_of_the_seal_has_its_error() {
    let mut seal = mined(2).encode();
    assert_eq!(verdict(Some(&payout_bytes()), &[], 2), Err(SealError::Empty.into()));
    let mut versioned = seal.clone();
    versioned[0] = 7;
    let unknown = SealError::UnknownVersion(7);
    assert_eq!(verdict(Some(&payout_bytes()), &versioned, 2), Err(unknown.into()));
    seal.push(0);
    let longer = SealError::WrongLength { version: 1, expected: 41, got: 42 };
    assert_eq!(verdict(Some(&payout_bytes()), &seal, 2), Err(longer.into()));
}

#[test]
fn each_fault_of_the_payout_has_its_error() {
    let seal = mined(2).encode();
    assert_eq!(verdict(None, &seal, 2), Err(PayoutError::Missing.into()));
    let unknown = PayoutError::UnknownVersion(9);
    assert_eq!(verdict(Some(&[9]), &seal, 2), Err(unknown.into()));
    let junk = Payout::V1 { payout: PkrBytes([0xff; 96]) }.encode();
    let refused = verdict(Some(&junk), &seal, 2);
    assert!(matches!(refused, Err(HeaderError::Payout(PayoutError::BadAddress(_)))));
}

fn header(items: Vec<DigestItem>) -> Header {
    let mut header = Header::new(2, Hash::zero(), Hash::zero(), Hash::zero(), Default::default());
    items.into_iter().for_each(|item| header.digest_mut().push(item));
    header
}

#[test]
fn a_header_ends_with_its_one_seal() {
    let seal = seal_item(&Seal::V1 { nonce: 1, mix: [0; 32] });
    let other = DigestItem::Other(vec![1]);
    let sealed = Sealed::open(header(vec![other.clone(), seal.clone()])).expect("it is sealed");
    assert_eq!(sealed.pre_hash, header(vec![other.clone()]).hash());
    for items in [vec![], vec![other.clone()], vec![seal.clone(), other]] {
        assert!(matches!(Sealed::open(header(items)), Err(HeaderError::Unsealed(_))));
    }
    let foreign = DigestItem::Seal(*b"aura", vec![]);
    assert!(matches!(Sealed::open(header(vec![foreign.clone()])), Err(HeaderError::Unsealed(_))));
    for first in [seal.clone(), foreign] {
        let two = Sealed::open(header(vec![first, seal.clone()]));
        assert!(matches!(two, Err(HeaderError::SecondSeal(_))));
    }
}

fn rules() -> asert::Parameters {
    asert::Parameters { target_ms: 1_000, half_life_ms: 30_000, minimum: 100.into() }
}

fn parent() -> Parent {
    let digest = WorkDigest::first(&rules(), 5_000.into(), 1, NOW - 1_000);
    Parent { height: 1, digest: Some(digest), next: digest.next() }
}

fn child(number: u32, digest: &WorkDigest) -> Header {
    let mut header = header(vec![DigestItem::Consensus(POW_ENGINE_ID, digest.encode())]);
    header.number = number;
    header
}

fn place(header: &Header) -> Result<WorkDigest, HeaderError> {
    check_place(&rules(), &parent(), header, NOW)
}

#[test]
fn a_header_follows_its_parent_in_height_time_and_difficulty() {
    let before = parent().digest.expect("it has one");
    let right = before.child(&rules(), 2, NOW);
    assert_eq!(place(&child(2, &right)), Ok(right));
    for number in [0, 1, 3, u32::MAX] {
        let refused = Err(HeaderError::WrongHeight { parent: 1, got: number });
        assert_eq!(place(&child(number, &right)), refused);
    }
    for time in [0, NOW - 1_001, NOW - 1_000] {
        let refused = place(&child(2, &before.child(&rules(), 2, time)));
        assert!(matches!(refused, Err(HeaderError::Time(TimeError::NotAfterParent { .. }))), "{time}");
    }
    let early = place(&child(2, &before.child(&rules(), 2, NOW + 60_000))).expect_err("the clock is not there");
    assert!(!early.is_fault(), "{early}");
    let WorkDigest::V1 { next, time_ms, anchor } = right;
    for wrong in [U256::zero(), next + 1, U256::MAX] {
        let lie = WorkDigest::V1 { next: wrong, time_ms, anchor };
        let refused = place(&child(2, &lie)).expect_err("the rule gives another");
        assert!(matches!(refused, HeaderError::Difficulty(StepError::Next { .. })));
        assert!(refused.is_fault());
    }
}

#[test]
fn a_header_names_time_and_difficulty_exactly_once() {
    let before = parent().digest.expect("it has one");
    let item = DigestItem::Consensus(POW_ENGINE_ID, before.child(&rules(), 2, NOW).encode());
    assert_eq!(place(&header(vec![])), Err(WorkDigestError::Missing.into()));
    assert_eq!(place(&header(vec![item.clone(), item])), Err(WorkDigestError::Repeated.into()));
}

#[test]
fn the_first_block_begins_the_schedule() {
    let genesis = Parent { height: 0, digest: None, next: 5_000.into() };
    let first = WorkDigest::first(&rules(), 5_000.into(), 1, NOW);
    assert_eq!(check_place(&rules(), &genesis, &child(1, &first), NOW), Ok(first));
    let easy = WorkDigest::first(&rules(), 100.into(), 1, NOW);
    let refused = check_place(&rules(), &genesis, &child(1, &easy), NOW);
    assert!(matches!(refused, Err(HeaderError::Difficulty(_))));
}
