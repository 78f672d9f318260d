//! Whatever happens in whatever order, the books balance.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Books;
use crate::{BlockOutcome, Ledger, PayoutState, Terms, POOL_ACCOUNT, U256};

const NAMES: [&str; 4] = ["alice", "bob", "carol", "dave"];

#[derive(Clone, Debug)]
enum Op {
    Share(usize, u64),
    Flush,
    Found(u64),
    Joined(usize, u128),
    Left(usize),
    Mature(usize, u128),
    Orphaned(usize),
    Plan(usize, u128),
    Sent(usize, u8),
    Confirmed(usize),
    Failed(usize),
    /// Ends at once; what waited is lost. The terms change.
    Crash(u16, u32),
    /// Opens the files as a power cut would leave them.
    PowerCut,
}

fn op() -> impl Strategy<Value = Op> {
    let reward = prop_oneof![0u128..100, 0..=u128::from(u64::MAX), Just(1_000_000u128)];
    prop_oneof![
        6 => (0..NAMES.len(), 1u64..1_000).prop_map(|(name, difficulty)| Op::Share(name, difficulty)),
        2 => Just(Op::Flush),
        3 => (1u64..2_000).prop_map(Op::Found),
        1 => (0usize..8, reward.clone()).prop_map(|(block, reward)| Op::Joined(block, reward)),
        1 => (0usize..8).prop_map(Op::Left),
        3 => (0usize..8, reward).prop_map(|(block, reward)| Op::Mature(block, reward)),
        1 => (0usize..8).prop_map(Op::Orphaned),
        3 => (0usize..4, prop_oneof![Just(u128::MAX), 0u128..1_000_000]).prop_map(|(n, total)| Op::Plan(n, total)),
        3 => (0usize..6, 0u8..2).prop_map(|(payout, reference)| Op::Sent(payout, reference)),
        3 => (0usize..6).prop_map(Op::Confirmed),
        2 => (0usize..6).prop_map(Op::Failed),
        1 => (0u16..=10_000, 1u32..4).prop_map(|(fee, factor)| Op::Crash(fee, factor)),
        1 => Just(Op::PowerCut),
    ]
}

/// State, reference and items of a payout.
type Known = (PayoutState, Option<u8>, Vec<(String, u128)>);

/// What must be true, kept beside the ledger.
#[derive(Default)]
struct Model {
    /// Mature rewards by block.
    rewards: BTreeMap<u8, u128>,
    orphaned: Vec<u8>,
    blocks: u8,
    /// Payouts that were ever planned.
    payouts: BTreeMap<u64, Known>,
}

impl Model {
    fn payout(&self, place: usize) -> Option<u64> {
        self.payouts.keys().rev().nth(place).copied()
    }

    fn sum(&self, account: &str, states: &[PayoutState]) -> u128 {
        let payouts = self.payouts.values().filter(|(state, ..)| states.contains(state));
        payouts.flat_map(|(.., items)| items).filter(|(name, _)| name == account).map(|(_, amount)| *amount).sum()
    }

    fn apply(&mut self, books: &mut Books, op: Op) -> Result<(), TestCaseError> {
        use PayoutState::*;
        match op {
            Op::Share(name, difficulty) => books.share(NAMES[name], difficulty),
            Op::Flush => books.ledger.flush().unwrap(),
            Op::Found(difficulty) => {
                self.blocks += 1;
                let new = books.ledger.block_found([self.blocks; 32], 1, U256::from(difficulty)).unwrap();
                prop_assert!(new);
            }
            Op::Joined(block, reward) => {
                let block = block as u8;
                let open = self.open(block);
                prop_assert_eq!(books.ledger.block_joined([block; 32], [1; 32], reward).is_ok(), open);
            }
            Op::Left(block) => {
                let open = self.open(block as u8);
                prop_assert_eq!(books.ledger.block_left([block as u8; 32]).is_ok(), open);
            }
            Op::Mature(block, reward) => {
                let block = block as u8;
                let fine = self.open(block) || self.rewards.get(&block) == Some(&reward);
                let outcome = BlockOutcome::Mature { reward };
                prop_assert_eq!(books.ledger.block_settled([block; 32], outcome).is_ok(), fine);
                if fine {
                    self.rewards.insert(block, reward);
                }
            }
            Op::Orphaned(block) => {
                let block = block as u8;
                let fine = self.open(block) || self.orphaned.contains(&block);
                prop_assert_eq!(books.ledger.block_settled([block; 32], BlockOutcome::Orphaned).is_ok(), fine);
                if fine {
                    self.orphaned.push(block);
                }
            }
            Op::Plan(max, total) => {
                let planned = self.payouts.iter().find(|(_, (state, ..))| *state == Planned).map(|(id, _)| *id);
                let payout = books.ledger.plan_payout_within(max, total).unwrap();
                if let Some(planned) = planned {
                    prop_assert_eq!(payout.map(|payout| payout.id), Some(planned));
                } else if let Some(payout) = payout {
                    prop_assert!(payout.items.len() <= max && payout.total() <= total);
                    prop_assert!(self.payouts.insert(payout.id, (Planned, None, payout.items)).is_none());
                }
            }
            Op::Sent(place, reference) => {
                let Some(id) = self.payout(place) else { return Ok(()) };
                let (state, known, _) = self.payouts.get_mut(&id).unwrap();
                let fine = *state == Planned || (*state == Sent && *known == Some(reference));
                prop_assert_eq!(books.ledger.payout_sent(id, &[reference]).is_ok(), fine);
                if fine {
                    (*state, *known) = (Sent, Some(reference));
                }
            }
            Op::Confirmed(place) => {
                let Some(id) = self.payout(place) else { return Ok(()) };
                let (state, ..) = self.payouts.get_mut(&id).unwrap();
                let fine = matches!(*state, Sent | Confirmed);
                prop_assert_eq!(books.ledger.payout_confirmed(id).is_ok(), fine);
                if fine {
                    *state = Confirmed;
                }
            }
            Op::Failed(place) => {
                let Some(id) = self.payout(place) else { return Ok(()) };
                let (state, ..) = self.payouts.get_mut(&id).unwrap();
                let fine = *state != Confirmed;
                prop_assert_eq!(books.ledger.payout_failed(id).is_ok(), fine);
                if fine {
                    *state = GivenBack;
                }
            }
            Op::Crash(fee_bp, window_factor) => books.crash(Terms { fee_bp, window_factor, minimum_payout: 50 }),
            Op::PowerCut => {
                let folder = tempfile::tempdir().unwrap();
                for name in ["pool.db", "pool.db-wal"] {
                    std::fs::copy(books.path().with_file_name(name), folder.path().join(name)).unwrap();
                }
                let mut copy = Ledger::join(&folder.path().join("pool.db")).unwrap();
                copy.check().unwrap();
                prop_assert_eq!(copy.balances().unwrap(), books.ledger.balances().unwrap());
                prop_assert_eq!(copy.unfinished_payouts().unwrap(), books.ledger.unfinished_payouts().unwrap());
            }
        }
        Ok(())
    }

    fn open(&self, block: u8) -> bool {
        (1..=self.blocks).contains(&block) && !self.rewards.contains_key(&block) && !self.orphaned.contains(&block)
    }

    fn holds(&self, books: &mut Books) -> Result<(), TestCaseError> {
        use PayoutState::*;
        books.ledger.check().unwrap();
        let balances = books.ledger.balances().unwrap();
        let credited: u128 = balances.iter().map(|balance| balance.credited).sum();
        prop_assert_eq!(credited, self.rewards.values().sum::<u128>());
        for balance in balances {
            prop_assert_eq!(balance.paid, self.sum(&balance.account, &[Confirmed]));
            prop_assert_eq!(balance.in_flight, self.sum(&balance.account, &[Planned, Sent]));
            prop_assert!(balance.paid + balance.in_flight <= balance.credited);
            prop_assert!(balance.account != POOL_ACCOUNT || balance.paid + balance.in_flight == 0);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_books_balance_after_every_step(ops in prop::collection::vec(op(), 1..60)) {
        let mut books = Books::new(Terms { fee_bp: 150, window_factor: 2, minimum_payout: 50 });
        let mut model = Model::default();
        for op in ops {
            model.apply(&mut books, op)?;
            model.holds(&mut books)?;
        }
    }

    /// The window as one would compute it by hand, share by share.
    #[test]
    fn a_window_is_the_last_shares_by_weight(
        shares in prop::collection::vec((0..NAMES.len(), 1u64..500), 1..40),
        difficulty in 1u64..3_000,
        factor in 1u32..4,
    ) {
        let mut books = Books::new(Terms { fee_bp: 0, window_factor: factor, minimum_payout: 1 });
        for (name, difficulty) in &shares {
            books.share(NAMES[*name], *difficulty);
            books.ledger.flush().unwrap();
        }
        books.ledger.block_found([1; 32], 1, difficulty.into()).unwrap();
        let (mut room, mut weights) = (difficulty * u64::from(factor), [0u64; 4]);
        for (name, difficulty) in shares.iter().rev() {
            let inside = room.min(*difficulty);
            weights[*name] += inside;
            room -= inside;
        }
        // A reward of the window's weight gives each account its own weight.
        let reward = u128::from(weights.iter().sum::<u64>());
        books.ledger.block_settled([1; 32], BlockOutcome::Mature { reward }).unwrap();
        for (name, weight) in NAMES.iter().zip(weights) {
            prop_assert_eq!(books.owned(name).0, u128::from(weight));
        }
    }
}
