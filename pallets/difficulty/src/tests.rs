//! The response to time in the pallet, and what the headers say about it.

use proptest::prelude::*;
use sero_pow::{asert::Anchor, check_first, check_step, WorkDigest, POW_ENGINE_ID};
use sp_core::U256;
use sp_runtime::DigestItem;

use crate::{
    mock::{block, chain, Difficulty, RuntimeOrigin, System, Test, Timestamp},
    Next, Schedule,
};

fn u(n: u128) -> U256 {
    U256::from(n)
}

#[test]
fn genesis_difficulty_holds_for_two_blocks_and_the_first_becomes_the_anchor() {
    chain().execute_with(|| {
        assert_eq!(Difficulty::difficulty(), u(10_000));
        block(1, 1_700_000_000_000);
        assert_eq!(Difficulty::difficulty(), u(10_000));
        let anchor = Anchor { height: 1, time_ms: 1_700_000_000_000, difficulty: u(10_000) };
        assert_eq!(Schedule::<Test>::get(), Some(anchor));
    });
}

#[test]
fn fast_blocks_raise_and_slow_blocks_lower_the_difficulty() {
    chain().execute_with(|| {
        block(1, 1_000_000);
        block(2, 1_005_000);
        let raised = Difficulty::difficulty();
        assert!(raised > u(10_000));
        block(3, 1_060_000);
        assert!(Difficulty::difficulty() < u(10_000));
        assert_eq!(crate::Current::<Test>::get(), raised);
    });
}

#[test]
fn the_difficulty_stops_at_the_minimum() {
    chain().execute_with(|| {
        for n in 1..30 {
            block(n, u64::from(n) * 10_000_000);
        }
        assert_eq!(Difficulty::difficulty(), u(100));
    });
}

/// The one work digest of the block that was executed last.
fn digest() -> WorkDigest {
    let logs = System::digest().logs;
    WorkDigest::only(logs.iter().filter_map(|item| match item {
        DigestItem::Consensus(POW_ENGINE_ID, bytes) => Some(bytes.as_slice()),
        _ => None,
    }))
    .expect("each header has one")
}

#[test]
fn the_header_carries_difficulty_time_and_anchor() {
    chain().execute_with(|| {
        block(1, 1_000_000);
        block(2, 1_005_000);
        let anchor = Schedule::<Test>::get().expect("the first block set it");
        assert_eq!(digest(), WorkDigest::V1 { next: Next::<Test>::get(), time_ms: 1_005_000, anchor });
    });
}

#[test]
fn each_kind_of_block_passes_by_its_header_alone() {
    chain().execute_with(|| {
        let params = Difficulty::parameters().expect("the genesis has them");
        let initial = Difficulty::difficulty();
        // On time, fast, slow, and so slow that the anchor moves.
        let times = [1_000_000, 1_010_000, 1_010_001, 1_500_000, 900_000_000, 900_000_500];
        let mut headers = vec![];
        for (time, height) in times.into_iter().zip(1..) {
            block(height, time);
            headers.push(digest());
        }
        assert_eq!(check_first(&params, initial, &headers[0]), Ok(()));
        for (pair, height) in headers.windows(2).zip(2..) {
            assert_eq!(check_step(&params, &pair[0], &pair[1], height), Ok(()));
        }
    });
}

#[test]
fn times_must_rise_strictly() {
    let set = |now| Timestamp::set(RuntimeOrigin::none(), now);
    for later in [1_000_000, 999_999] {
        chain().execute_with(|| {
            block(1, 1_000_000);
            let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| set(later)));
            assert!(refused.is_err(), "{later}");
        });
    }
    chain().execute_with(|| {
        block(1, 1_000_000);
        assert_eq!(set(1_000_001), Ok(()));
    });
}

proptest! {
    #[test]
    fn pallet_and_headers_agree_on_every_chain(
        steps in proptest::collection::vec(prop_oneof![9 => 1u64..40_000, 1 => 1u64..10_000_000], 1..40),
    ) {
        chain().execute_with(|| {
            let params = Difficulty::parameters().expect("the genesis has them");
            let mut time = 1_000_000;
            block(1, time);
            let mut parent = digest();
            for (step, height) in steps.into_iter().zip(2..) {
                time += step;
                block(height, time);
                let child = digest();
                assert_eq!(check_step(&params, &parent, &child, height), Ok(()));
                assert_eq!(child.next(), Difficulty::difficulty());
                parent = child;
            }
        });
    }
}
