//! Who is paid, what waits, and that no coin is lost.

use frame_support::{
    assert_ok,
    traits::{
        tokens::{
            fungible::{Balanced, Mutate},
            Fortitude, Precision, Preservation,
        },
        OnUnbalanced,
    },
};
use sero_pow::{POW_ENGINE_ID, U256};
use sero_shielded::keys::PkrBytes;
use sp_runtime::DigestItem;

use crate::{mock::*, schedule::SERO, Event, Issued, PendingFees, RewardLine, WithheldReason};

fn last_event() -> Event<Test> {
    let record = System::events().pop().expect("an event");
    record.event.try_into().expect("an event of this pallet")
}

/// Burns a fee from account 1 as the transaction payment does.
fn plain_fee(amount: u128) {
    let credit = Balances::withdraw(&1, amount, Precision::Exact, Preservation::Preserve, Fortitude::Polite);
    Coinbase::on_unbalanced(credit.expect("account 1 has enough"));
}

#[test]
fn the_author_gets_reward_and_both_kinds_of_fees_in_one_note() {
    chain().execute_with(|| {
        block(1, vec![payout(address())], || {
            plain_fee(30);
            // A bundle's fee comes out of the shielded pool; here the pool begins with what account 2 hands over.
            assert_ok!(Balances::burn_from(&2, 5, Preservation::Preserve, Precision::Exact, Fortitude::Polite));
            <Coinbase as crate::FeeSink>::collect(5);
        });
        assert_eq!(Ledger::notes(), vec![(address(), 135)]);
        assert_eq!(Issued::<Test>::get(), 2_100);
        assert_eq!(PendingFees::<Test>::get(), 0);
        assert_eq!(last_event(), Event::Paid { to: address(), reward: 100, fees: 35 });
    });
}

#[test]
fn a_block_without_a_valid_payout_issues_nothing_and_keeps_the_fees() {
    let junk = |bytes: Vec<u8>| DigestItem::PreRuntime(POW_ENGINE_ID, bytes);
    let cases = [
        (vec![], WithheldReason::NoPayout),
        (vec![DigestItem::PreRuntime(*b"aura", vec![1])], WithheldReason::NoPayout),
        (vec![junk(vec![])], WithheldReason::NoPayout),
        (vec![junk(vec![1, 2, 3])], WithheldReason::MalformedPayout),
        (vec![junk(vec![9; 97])], WithheldReason::MalformedPayout),
        (vec![payout(address()), payout(address())], WithheldReason::MalformedPayout),
        (vec![payout(PkrBytes([0; 96]))], WithheldReason::InvalidAddress),
        (vec![payout(PkrBytes([0xff; 96]))], WithheldReason::InvalidAddress),
    ];
    chain().execute_with(|| {
        let mut fees = 0;
        let mut number = 0;
        for (logs, reason) in cases {
            number += 1;
            block(number, logs, || plain_fee(10));
            fees += 10;
            assert_eq!(last_event(), Event::Withheld { fees, reason });
        }
        assert_eq!(Ledger::notes(), vec![]);
        assert_eq!(Issued::<Test>::get(), 2_000);
        // The next author with an address receives all of them.
        block(number + 1, vec![payout(address())], || ());
        assert_eq!(Ledger::notes(), vec![(address(), 100 + fees)]);
    });
}

#[test]
fn a_refused_note_leaves_everything_as_it_was() {
    chain().execute_with(|| {
        Ledger::refuse(true);
        block(1, vec![payout(address())], || plain_fee(10));
        assert_eq!(last_event(), Event::Withheld { fees: 10, reason: WithheldReason::NoteRefused });
        assert_eq!(Issued::<Test>::get(), 2_000);
        assert_eq!(PendingFees::<Test>::get(), 10);
    });
}

#[test]
fn dust_is_paid_to_the_author_and_not_lost() {
    chain().execute_with(|| {
        block(1, vec![payout(address())], || {
            assert_ok!(<Balances as Mutate<u64>>::transfer(&1, &2, 995, Preservation::Expendable));
        });
        assert_eq!(Ledger::notes(), vec![(address(), 105)]);
    });
}

#[test]
fn the_reward_line_has_its_two_ends_and_rises_between() {
    let line = RewardLine::LAST_ERA;
    assert_eq!(line.reward(1, U256::zero()), 88 * SERO / 10);
    assert_eq!(line.reward(1, U256::MAX), 178 * SERO / 10);
    // 10^13: 985347985347985 * 10^4 + 16910256410256400000, halved once.
    let between = (985_347_985_347_985u128 * 10_000 + 16_910_256_410_256_400_000) / 2;
    assert_eq!(line.reward(1, U256::from(10_000_000_000_000u64)), between);
    // 10^9 - 1 more does not count.
    assert_eq!(line.reward(1, U256::from(10_000_999_999_999u64)), between);
    assert_eq!(line.most(), 178 * SERO / 10);
}

#[test]
fn halvings_come_where_the_last_era_has_them() {
    let line = RewardLine::LAST_ERA;
    let first = 3_057_600;
    for (height, halvings) in
        [(0, 1), (first - 1, 1), (first, 2), (first + 8_294_399, 2), (first + 8_294_400, 3), (u32::MAX, 519)]
    {
        assert_eq!(line.halvings(height), halvings, "{height}");
    }
    assert_eq!(line.reward(first, U256::zero()), 44 * SERO / 10);
    assert_eq!(line.reward(u32::MAX, U256::MAX), 0);
}
