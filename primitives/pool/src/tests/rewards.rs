//! From shares to credits.

use super::{Books, TERMS};
use crate::{BlockOutcome, BlockState, CreditKind, LedgerError, Terms, U256};

const FREE: Terms = Terms { fee_bp: 0, window_factor: 2, minimum_payout: 1 };

fn mature(books: &mut Books, header: u8, reward: u128) {
    books.ledger.block_settled([header; 32], BlockOutcome::Mature { reward }).unwrap();
    books.ledger.check().unwrap();
}

fn found(books: &mut Books, header: u8, difficulty: u64) -> bool {
    books.ledger.block_found([header; 32], 1, difficulty.into()).unwrap()
}

#[test]
fn the_last_shares_that_weigh_the_window_earn_a_block_and_older_ones_nothing() {
    let mut books = Books::new(FREE);
    for (account, difficulty) in [("early", 500), ("edge", 100), ("late", 50), ("last", 100)] {
        books.share(account, difficulty);
        books.ledger.flush().unwrap();
    }
    // The window weighs 200: all of last and late, and half of edge.
    found(&mut books, 1, 100);
    mature(&mut books, 1, 2_000);
    let earned = ["early", "edge", "late", "last"].map(|account| books.owned(account).0);
    assert_eq!(earned, [0, 500, 500, 1_000]);
}

#[test]
fn a_block_is_earned_by_the_shares_before_it_whatever_comes_after() {
    let mut books = Books::new(FREE);
    books.share("alice", 100);
    found(&mut books, 1, 100);
    books.share("bob", 1_000);
    books.ledger.flush().unwrap();
    mature(&mut books, 1, 1_000);
    found(&mut books, 2, 100);
    mature(&mut books, 2, 1_000);
    assert_eq!((books.owned("alice").0, books.owned("bob").0), (1_000, 1_000));
}

#[test]
fn a_young_pool_shares_out_the_whole_reward() {
    let mut books = Books::new(FREE);
    books.share("alice", 1);
    books.share("bob", 2);
    found(&mut books, 1, 1_000_000);
    mature(&mut books, 1, 100);
    assert_eq!((books.owned("alice").0, books.owned("bob").0, books.owned("pool").0), (33, 66, 1));
    let kinds: Vec<_> = books.ledger.history("pool").unwrap().credits.iter().map(|credit| credit.kind).collect();
    assert_eq!(kinds, [CreditKind::Dust]);
}

#[test]
fn the_fee_is_that_of_the_day_when_the_block_was_found() {
    let mut books = Books::new(TERMS);
    books.share("alice", 10);
    found(&mut books, 1, 10);
    books.crash(Terms { fee_bp: 5_000, ..TERMS });
    found(&mut books, 2, 10);
    mature(&mut books, 1, 1_000);
    mature(&mut books, 2, 1_000);
    assert_eq!((books.owned("alice").0, books.owned("pool").0), (990 + 500, 10 + 500));
}

#[test]
fn an_orphaned_block_gives_nobody_anything() {
    let mut books = Books::new(TERMS);
    books.share("alice", 10);
    found(&mut books, 1, 10);
    books.ledger.block_joined([1; 32], [9; 32], 1_000).unwrap();
    assert_eq!(books.ledger.summary().unwrap().immature_rewards, 1_000);
    books.ledger.block_left([1; 32]).unwrap();
    books.ledger.block_settled([1; 32], BlockOutcome::Orphaned).unwrap();
    books.ledger.check().unwrap();
    assert_eq!(books.owned("alice"), (0, 0, 0));
    let summary = books.ledger.summary().unwrap();
    assert_eq!((summary.orphaned, summary.immature, summary.immature_rewards), (1, 0, 0));
    // The shares are still in the window of the next block.
    found(&mut books, 2, 10);
    mature(&mut books, 2, 1_000);
    assert_eq!(books.owned("alice").0, 990);
}

#[test]
fn a_block_ends_once() {
    let mut books = Books::new(TERMS);
    books.share("alice", 10);
    assert!(found(&mut books, 1, 10));
    assert!(!found(&mut books, 1, 10));
    assert!(found(&mut books, 2, 10));
    books.ledger.block_joined([1; 32], [8; 32], 1).unwrap();
    let open = books.ledger.open_blocks().unwrap();
    assert_eq!(open.iter().map(|block| block.state).collect::<Vec<_>>(), [BlockState::Immature, BlockState::Candidate]);
    assert_eq!((open[0].block_hash, open[0].reward), (Some([8; 32]), Some(1)));
    mature(&mut books, 1, 1_000);
    mature(&mut books, 1, 1_000);
    assert_eq!(books.owned("alice").0, 990);
    let settled = |result| assert!(matches!(result, Err(LedgerError::BlockSettled { .. })), "{result:?}");
    settled(books.ledger.block_settled([1; 32], BlockOutcome::Mature { reward: 999 }));
    settled(books.ledger.block_settled([1; 32], BlockOutcome::Orphaned));
    settled(books.ledger.block_joined([1; 32], [8; 32], 1));
    settled(books.ledger.block_left([1; 32]));
    books.ledger.block_settled([2; 32], BlockOutcome::Orphaned).unwrap();
    books.ledger.block_settled([2; 32], BlockOutcome::Orphaned).unwrap();
    settled(books.ledger.block_settled([2; 32], BlockOutcome::Mature { reward: 1_000 }));
    let unknown = books.ledger.block_settled([3; 32], BlockOutcome::Orphaned);
    assert!(matches!(unknown, Err(LedgerError::UnknownBlock(_))));
    assert!(books.ledger.open_blocks().unwrap().is_empty());
    assert_eq!(books.ledger.blocks(1).unwrap()[0].header_hash, [2; 32]);
    books.ledger.check().unwrap();
}

#[test]
fn shares_are_kept_as_long_as_a_window_can_reach_them() {
    let mut books = Books::new(FREE);
    books.ledger.network_difficulty(U256::from(100)).unwrap();
    for _ in 0..200 {
        books.share("alice", 10);
        books.ledger.flush().unwrap();
    }
    // Two windows of 200, and what came since the last deletion.
    let kept = books.ledger.summary().unwrap().shares.as_u64();
    assert!((400..=400 + 64 * 10).contains(&kept), "{kept}");
    // The difficulty doubled at once, and the window is still whole.
    books.share("bob", 200);
    found(&mut books, 1, 200);
    mature(&mut books, 1, 1_000);
    assert_eq!((books.owned("alice").0, books.owned("bob").0), (500, 500));
    books.ledger.check().unwrap();
}

#[test]
fn an_account_that_would_own_too_much_keeps_what_it_has() {
    let mut books = Books::new(FREE);
    books.share("alice", 10);
    found(&mut books, 1, 10);
    found(&mut books, 2, 10);
    mature(&mut books, 1, u128::MAX);
    let refused = books.ledger.block_settled([2; 32], BlockOutcome::Mature { reward: 1 });
    assert!(matches!(refused, Err(LedgerError::Overflow(account)) if account == "alice"));
    books.ledger.check().unwrap();
    assert_eq!(books.ledger.open_blocks().unwrap().len(), 1);
}
