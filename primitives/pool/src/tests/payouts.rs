//! From balances to payouts.

use super::{Books, TERMS};
use crate::{Ledger, LedgerError, PayoutState};

fn three() -> Books {
    let mut books = Books::new(TERMS);
    books.earn("alice", 1, 1_000_000);
    books.earn("bob", 2, 2_000_000);
    books.earn("carol", 3, 1_000);
    books
}

fn items(of: &[(&str, u128)]) -> Vec<(String, u128)> {
    of.iter().map(|(account, amount)| (account.to_string(), *amount)).collect()
}

#[test]
fn the_largest_balances_above_the_minimum_are_paid_first() {
    let mut books = three();
    // Carol has 990, and the pool pays nothing to itself.
    assert_eq!(books.ledger.payable(5, u128::MAX).unwrap(), items(&[("bob", 1_980_000), ("alice", 990_000)]));
    let payout = books.ledger.plan_payout(1).unwrap().unwrap();
    assert_eq!((payout.state, payout.items.clone()), (PayoutState::Planned, items(&[("bob", 1_980_000)])));
    assert_eq!(books.owned("bob"), (1_980_000, 0, 1_980_000));
    books.ledger.payout_sent(payout.id, b"one").unwrap();
    let next = books.ledger.plan_payout(5).unwrap().unwrap();
    assert_eq!((next.items, next.id > payout.id), (items(&[("alice", 990_000)]), true));
    books.ledger.check().unwrap();
}

#[test]
fn a_plan_that_was_not_sent_comes_again_after_a_crash() {
    let mut books = three();
    let payout = books.ledger.plan_payout(5).unwrap().unwrap();
    books.crash(TERMS);
    books.earn("carol", 4, 1_000_000);
    let again = books.ledger.plan_payout(1).unwrap().unwrap();
    assert_eq!(again, payout);
    let mut other = Ledger::join(&books.path()).unwrap();
    assert_eq!(other.plan_payout_within(1, 1).unwrap().unwrap(), payout);
    assert_eq!(other.payable(1, 1).unwrap(), payout.items);
    books.ledger.check().unwrap();
}

#[test]
fn a_payout_has_no_way_back_and_each_step_counts_once() {
    let mut books = three();
    let id = books.ledger.plan_payout(1).unwrap().unwrap().id;
    let wrong = |result| assert!(matches!(result, Err(LedgerError::PayoutState { .. })), "{result:?}");
    wrong(books.ledger.payout_confirmed(id));
    books.ledger.payout_sent(id, b"nils").unwrap();
    books.ledger.payout_sent(id, b"nils").unwrap();
    assert!(matches!(books.ledger.payout_sent(id, b"other"), Err(LedgerError::SentOtherwise(_))));
    assert_eq!(books.ledger.payout(id).unwrap().reference.as_deref(), Some(&b"nils"[..]));
    assert_eq!(books.ledger.unfinished_payouts().unwrap().len(), 1);
    books.ledger.payout_confirmed(id).unwrap();
    books.ledger.payout_confirmed(id).unwrap();
    wrong(books.ledger.payout_failed(id));
    wrong(books.ledger.payout_sent(id, b"nils"));
    assert_eq!(books.owned("bob"), (1_980_000, 1_980_000, 0));
    assert!(books.ledger.unfinished_payouts().unwrap().is_empty());
    assert!(matches!(books.ledger.payout_confirmed(77), Err(LedgerError::UnknownPayout(77))));
    books.ledger.check().unwrap();
}

#[test]
fn what_failed_is_paid_by_another_payout() {
    let mut books = three();
    let first = books.ledger.plan_payout(1).unwrap().unwrap();
    books.ledger.payout_sent(first.id, b"lost").unwrap();
    books.ledger.payout_failed(first.id).unwrap();
    books.ledger.payout_failed(first.id).unwrap();
    assert!(matches!(books.ledger.payout_confirmed(first.id), Err(LedgerError::PayoutState { .. })));
    assert_eq!(books.owned("bob"), (1_980_000, 0, 0));
    let second = books.ledger.plan_payout(1).unwrap().unwrap();
    assert_eq!((second.items, second.id > first.id), (first.items, true));
    let history = books.ledger.history("bob").unwrap();
    let states: Vec<_> = history.payouts.iter().map(|item| item.state).collect();
    assert_eq!((states, history.credits.len()), (vec![PayoutState::Planned, PayoutState::GivenBack], 1));
    books.ledger.check().unwrap();
}

#[test]
fn only_a_plan_that_nobody_sent_can_be_dropped() {
    let mut books = three();
    let first = books.ledger.plan_payout(5).unwrap().unwrap();
    books.ledger.plan_dropped(first.id).unwrap();
    assert_eq!(books.owned("bob"), (1_980_000, 0, 0));
    let second = books.ledger.plan_payout(5).unwrap().unwrap();
    books.ledger.payout_sent(second.id, b"x").unwrap();
    assert!(matches!(books.ledger.plan_dropped(second.id), Err(LedgerError::PayoutState { .. })));
    assert_eq!(books.owned("bob"), (1_980_000, 0, 1_980_000));
    books.ledger.check().unwrap();
}

#[test]
fn a_limit_cuts_the_last_account_but_never_below_the_minimum() {
    let mut books = three();
    let cut = books.ledger.payable(5, 2_000_000).unwrap();
    assert_eq!(cut, items(&[("bob", 1_980_000), ("alice", 20_000)]));
    assert_eq!(books.ledger.payable(5, 1_980_999).unwrap(), items(&[("bob", 1_980_000)]));
    assert!(books.ledger.plan_payout_within(5, 999).unwrap().is_none());
    assert!(books.ledger.plan_payout(0).unwrap().is_none());
    let payout = books.ledger.plan_payout_within(5, 1_500_000).unwrap().unwrap();
    assert_eq!(payout.total(), 1_500_000);
    assert_eq!(books.owned("bob"), (1_980_000, 0, 1_500_000));
    books.ledger.check().unwrap();
}

#[test]
fn books_that_were_tampered_with_are_noticed() {
    for damage in [
        "UPDATE accounts SET paid = credited WHERE name = 'bob'",
        "UPDATE accounts SET credited = randomblob(16) WHERE name = 'bob'",
        "DELETE FROM credits WHERE kind = 1",
        "UPDATE blocks SET state = 3 WHERE id = 1",
        "UPDATE payouts SET state = 3",
        "UPDATE pool SET total = zeroblob(32)",
    ] {
        let mut books = three();
        books.ledger.plan_payout(5).unwrap();
        books.ledger.check().unwrap();
        books.ledger.connection.execute_batch(damage).unwrap();
        assert!(matches!(books.ledger.check(), Err(LedgerError::Unbalanced(_))), "{damage}");
    }
}
