//! Paying a pool's miners: every crash, fork and refusal ends with each amount paid once.

use std::{
    path::Path,
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc,
    },
};

use crate::common::*;
use async_trait::async_trait;
use sero_pool::{BlockOutcome, Ledger, LedgerError, PayoutState, Terms, U256};
use sero_shielded::{
    asset::SERO,
    command::{Command, StoredPackage},
    name::Name,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
    tree::Frontier,
};
use sero_wallet::{
    chain::{AssetPage, BlockData, Chain, ChainError, ChainInfo},
    payment::{PayError, EXPIRY_AHEAD},
    pool::{PoolError, MAX_ITEMS},
    wallet::{Birth, Wallet},
};
use tokio::sync::Notify;

const TERMS: Terms = Terms { fee_bp: 0, window_factor: 1, minimum_payout: SERO / 100 };
const FINALITY: u32 = 10;

/// A pool with a rich wallet, and miners to whom it owes something.
struct Pool {
    folder: Folder,
    chain: TestChain,
    wallet: Wallet,
    ledger: Ledger,
    miners: Vec<(Wallet, u128)>,
}

impl Pool {
    async fn new(notes: &[u128], debts: &[u128]) -> Self {
        let (folder, chain) = (Folder::new(), TestChain::new(1));
        chain.inner().finality = FINALITY;
        let wallet = rich(&folder, &chain, notes).await;
        let mut ledger = Ledger::open(&folder.path("pool.db"), TERMS).unwrap();
        let mut miners = Vec::new();
        for (debt, number) in debts.iter().zip(100u8..) {
            let miner = folder.wallet(&format!("miner{number}"), number);
            earn(&mut ledger, &miner.address_text(), number, *debt);
            miners.push((miner, *debt));
        }
        Pool { folder, chain, wallet, ledger, miners }
    }

    async fn small() -> Self {
        Self::new(&[20 * SERO, 10 * SERO], &[3 * SERO, SERO, 2 * SERO]).await
    }

    fn join(&self) -> Ledger {
        Ledger::join(&self.folder.path("pool.db")).unwrap()
    }

    /// Ends the program and begins again.
    fn restart(self) -> Self {
        let Pool { folder, chain, wallet, ledger, miners } = self;
        drop((wallet, ledger));
        let (wallet, ledger) = (folder.open("rich"), Ledger::join(&folder.path("pool.db")).unwrap());
        Pool { folder, chain, wallet, ledger, miners }
    }

    async fn pay(&mut self) -> Result<Option<u64>, PoolError> {
        let paid = self.wallet.pool_pay(&self.chain, Arc::new(NoProofs), &mut self.ledger, MAX_ITEMS).await?.1;
        Ok(paid.map(|paid| paid.payout))
    }

    /// Plans, builds and writes a payout, and does not hand it in. Returns its bundle.
    async fn write(&mut self) -> (u64, Vec<u8>) {
        let Pool { chain, wallet, ledger, .. } = self;
        wallet.settle_payouts(chain, ledger).await.unwrap();
        let payout = wallet.plan_payout(chain, ledger, MAX_ITEMS).await.unwrap().unwrap();
        let built = wallet.build_payout(chain, Arc::new(NoProofs), ledger.id(), &payout).await.unwrap();
        wallet.write_payout(ledger, &payout, &built).unwrap();
        (payout.id, built.bundle)
    }

    fn state(&self, payout: u64) -> PayoutState {
        self.ledger.payout(payout).unwrap().state
    }

    async fn settle(&mut self) {
        self.wallet.settle_payouts(&self.chain, &mut self.ledger).await.unwrap();
        self.ledger.check().unwrap();
    }

    /// Runs until nobody is owed anything, and checks that everybody got exactly his due.
    async fn everybody_is_paid_once(&mut self) {
        for _ in 0..60 {
            if let Err(error) = self.pay().await {
                panic!("{error}");
            }
            self.ledger.check().unwrap();
            let owed = self.ledger.payable(MAX_ITEMS, u128::MAX).unwrap();
            if owed.is_empty() && self.ledger.unfinished_payouts().unwrap().is_empty() {
                break;
            }
            self.chain.mine(6);
        }
        let summary = self.ledger.summary().unwrap();
        assert_eq!((summary.owed, summary.in_flight), (0, 0));
        for (miner, debt) in &mut self.miners {
            sync(miner, &self.chain).await;
            let (spendable, pending, incoming) = sero(miner);
            assert_eq!(spendable + pending + incoming, *debt);
            assert_eq!(self.ledger.balance(&miner.address_text()).unwrap().unwrap().paid, *debt);
        }
    }
}

fn earn(ledger: &mut Ledger, account: &str, block: u8, reward: u128) {
    ledger.accepted_share(account, "rig", U256::from(10), 1).unwrap();
    ledger.block_found([block; 32], block.into(), U256::from(10)).unwrap();
    ledger.block_settled([block; 32], BlockOutcome::Mature { reward }).unwrap();
}

/// A chain that never answers one of its calls: there the program is ended.
struct Stopping {
    chain: TestChain,
    calls: AtomicU32,
    stop_at: u32,
    /// Whether the call still does what it is for.
    after: bool,
    stopped: Notify,
}

impl Stopping {
    fn is_here(&self) -> bool {
        self.calls.fetch_add(1, Ordering::Relaxed) == self.stop_at
    }

    async fn stop<T>(&self) -> T {
        self.stopped.notify_one();
        std::future::pending().await
    }

    async fn gate(&self) {
        if self.is_here() {
            self.stop().await
        }
    }
}

#[async_trait]
impl Chain for Stopping {
    async fn info(&self) -> Result<ChainInfo, ChainError> {
        self.gate().await;
        self.chain.info().await
    }
    async fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, ChainError> {
        self.gate().await;
        self.chain.blocks(from, to).await
    }
    async fn frontier(&self, number: u32) -> Result<Frontier, ChainError> {
        self.gate().await;
        self.chain.frontier(number).await
    }
    async fn root(&self, number: u32) -> Result<[u8; 32], ChainError> {
        self.chain.root(number).await
    }
    async fn next_index(&self) -> Result<u64, ChainError> {
        self.chain.next_index().await
    }
    async fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        outs: u32,
        command: Option<&Command>,
    ) -> Result<u128, ChainError> {
        self.gate().await;
        self.chain.minimum_fee(inputs, outputs, outs, command).await
    }
    async fn deposit(&self, command: &Command) -> Result<u128, ChainError> {
        self.chain.deposit(command).await
    }
    async fn assets(&self, from: u64, limit: u32) -> Result<AssetPage, ChainError> {
        self.gate().await;
        self.chain.assets(from, limit).await
    }
    async fn token(&self, name: &Name) -> Result<Option<TokenRecord>, ChainError> {
        self.chain.token(name).await
    }
    async fn category(&self, name: &Name) -> Result<Option<CategoryRecord>, ChainError> {
        self.chain.category(name).await
    }
    async fn ticket(&self, category: &Name, id: &[u8; 32]) -> Result<Option<TicketRecord>, ChainError> {
        self.chain.ticket(category, id).await
    }
    async fn package(&self, id: &[u8; 32]) -> Result<Option<StoredPackage>, ChainError> {
        self.chain.package(id).await
    }
    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError> {
        if self.is_here() {
            if self.after {
                self.chain.submit_bundle(bundle).await.unwrap();
            }
            return self.stop().await;
        }
        self.chain.submit_bundle(bundle).await
    }
    async fn account_nonce(&self, _: &str) -> Result<u32, ChainError> {
        Ok(0)
    }
    async fn submit_extrinsic(&self, _: Vec<u8>) -> Result<[u8; 32], ChainError> {
        Err(ChainError::Node("not here".into()))
    }
}

/// Runs `pool-pay` until one of its calls to the node; false where it ended before.
async fn pay_until(pool: &mut Pool, stop_at: u32, after: bool) -> bool {
    let (calls, stopped) = (AtomicU32::new(0), Notify::new());
    let chain = Stopping { chain: pool.chain.clone(), calls, stop_at, after, stopped };
    tokio::select! {
        biased;
        () = chain.stopped.notified() => true,
        paid = pool.wallet.pool_pay(&chain, Arc::new(NoProofs), &mut pool.ledger, MAX_ITEMS) => {
            paid.unwrap();
            false
        }
    }
}

#[tokio::test]
async fn a_payout_reaches_every_miner_and_is_confirmed_when_its_block_is_final() {
    let mut pool = Pool::small().await;
    let id = pool.pay().await.unwrap().unwrap();
    assert_eq!(pool.state(id), PayoutState::Sent);
    pool.chain.mine(FINALITY);
    pool.settle().await;
    assert_eq!(pool.state(id), PayoutState::Sent);
    pool.chain.mine(2);
    pool.settle().await;
    assert_eq!(pool.state(id), PayoutState::Confirmed);
    pool.everybody_is_paid_once().await;
    assert_eq!(pool.ledger.history(&pool.miners[0].0.address_text()).unwrap().payouts.len(), 1);
}

#[tokio::test]
async fn a_program_that_ends_at_any_call_to_the_node_pays_everybody_once_the_next_time() {
    for after in [false, true] {
        let mut stopped_at = 0;
        loop {
            let mut pool = Pool::small().await;
            if !pay_until(&mut pool, stopped_at, after).await {
                break;
            }
            let mut pool = pool.restart();
            pool.everybody_is_paid_once().await;
            stopped_at += 1;
        }
        assert!(stopped_at >= 6, "{stopped_at} calls only");
    }
}

#[tokio::test]
async fn a_program_that_ends_while_it_settles_pays_everybody_once_the_next_time() {
    for blocks in [0, 1, FINALITY + 1, EXPIRY_AHEAD + FINALITY + 1] {
        for after in [false, true] {
            let mut stopped_at = 0;
            loop {
                let mut pool = Pool::small().await;
                pool.write().await;
                let mut pool = pool.restart();
                pool.chain.mine(blocks);
                if !pay_until(&mut pool, stopped_at, after).await {
                    break;
                }
                pool.restart().everybody_is_paid_once().await;
                stopped_at += 2;
            }
        }
    }
}

#[tokio::test]
async fn a_payout_that_was_planned_or_built_and_not_written_is_made_again() {
    let mut pool = Pool::small().await;
    pool.settle().await;
    let payout = pool.wallet.plan_payout(&pool.chain, &mut pool.ledger, MAX_ITEMS).await.unwrap().unwrap();
    let mut pool = pool.restart();
    let again = pool.wallet.plan_payout(&pool.chain, &mut pool.ledger, MAX_ITEMS).await.unwrap().unwrap();
    assert_eq!(again, payout);
    pool.wallet.build_payout(&pool.chain, Arc::new(NoProofs), pool.ledger.id(), &payout).await.unwrap();
    let mut pool = pool.restart();
    assert_eq!(pool.pay().await.unwrap(), Some(payout.id));
    pool.everybody_is_paid_once().await;
}

#[tokio::test]
async fn a_payout_that_was_written_and_not_handed_in_is_handed_in_as_it_was_written() {
    let mut pool = Pool::small().await;
    let (id, bundle) = pool.write().await;
    let mut pool = pool.restart();
    assert_eq!(pool.pay().await.unwrap(), None);
    let handed_in: Vec<Vec<u8>> = pool.chain.inner().pool.iter().map(codec::Encode::encode).collect();
    assert_eq!(handed_in, [bundle]);
    pool.everybody_is_paid_once().await;
    assert_eq!(pool.state(id), PayoutState::Confirmed);
}

#[tokio::test]
async fn a_payout_that_no_block_takes_is_given_back_when_its_expiry_is_final_and_paid_anew() {
    let mut pool = Pool::small().await;
    let id = pool.pay().await.unwrap().unwrap();
    for blocks in [EXPIRY_AHEAD, FINALITY - 1] {
        // No miner takes it.
        pool.chain.inner().pool.clear();
        pool.chain.inner().refuse = Some("Paused".into());
        pool.chain.mine(blocks);
        pool.settle().await;
        assert_eq!(pool.state(id), PayoutState::Sent);
    }
    pool.chain.inner().refuse = None;
    pool.chain.mine(1);
    // The wallet learns what is final with the blocks after it.
    pool.chain.mine(1);
    pool.settle().await;
    assert_eq!(pool.state(id), PayoutState::GivenBack);
    let mut pool = pool.restart();
    let next = pool.pay().await.unwrap().unwrap();
    assert_ne!(next, id);
    pool.everybody_is_paid_once().await;
}

#[tokio::test]
async fn a_payout_that_expired_on_one_fork_is_found_on_another() {
    let mut pool = Pool::small().await;
    let (id, bundle) = pool.write().await;
    pool.chain.inner().refuse = Some("Paused".into());
    pool.chain.mine(EXPIRY_AHEAD + 3);
    pool.settle().await;
    assert_eq!(pool.state(id), PayoutState::Sent);
    pool.chain.inner().refuse = None;
    pool.chain.drop_blocks(6, false);
    pool.chain.submit_bundle(bundle).await.unwrap();
    pool.chain.mine(8);
    pool.settle().await;
    assert_eq!(pool.state(id), PayoutState::Sent);
    pool.everybody_is_paid_once().await;
    assert_eq!(pool.state(id), PayoutState::Confirmed);
}

#[tokio::test]
async fn a_payout_of_a_lost_block_is_handed_in_again() {
    let mut pool = Pool::small().await;
    let id = pool.pay().await.unwrap().unwrap();
    pool.chain.mine(4);
    pool.settle().await;
    pool.chain.drop_blocks(4, false);
    pool.chain.mine(5);
    let mut pool = pool.restart();
    pool.settle().await;
    assert_eq!(pool.chain.inner().pool.len(), 1);
    pool.everybody_is_paid_once().await;
    assert_eq!(pool.state(id), PayoutState::Confirmed);
}

#[tokio::test]
async fn a_payout_whose_notes_another_payment_spent_is_paid_anew() {
    let mut pool = Pool::new(&[20 * SERO], &[3 * SERO, SERO]).await;
    let (id, _) = pool.write().await;
    let mut pool = pool.restart();
    // The wallet's owner pays somebody before the payout is handed in.
    send(&mut pool.wallet, &pool.chain, &[payment(somebody(), SERO)]).await.unwrap();
    pool.chain.mine(1);
    pool.everybody_is_paid_once().await;
    assert_eq!(pool.state(id), PayoutState::GivenBack);
}

#[tokio::test]
async fn a_refusal_and_a_broken_connection_leave_the_payout_on_its_way() {
    let mut pool = Pool::small().await;
    pool.chain.inner().refuse = Some("Paused".into());
    let refused = pool.pay().await;
    assert!(matches!(refused, Err(PoolError::HandIn { error: PayError::Refused(_), .. })), "{refused:?}");
    let settled = pool.wallet.settle_payouts(&pool.chain, &mut pool.ledger).await.unwrap();
    assert_eq!(settled.in_flight[0].refused.as_deref(), Some("Paused"));
    pool.chain.inner().refuse = None;
    pool.everybody_is_paid_once().await;

    let mut pool = Pool::small().await;
    pool.chain.inner().break_on_submit = true;
    let unsure = pool.pay().await;
    assert!(matches!(unsure, Err(PoolError::HandIn { error: PayError::Unsure { .. }, .. })), "{unsure:?}");
    pool.chain.inner().break_on_submit = false;
    pool.restart().everybody_is_paid_once().await;
}

#[tokio::test]
async fn two_programs_with_one_plan_send_one_bundle() {
    let mut pool = Pool::small().await;
    let mut twin = pool.folder.wallet("twin", 1);
    let mut other = pool.join();
    sync(&mut twin, &pool.chain).await;
    let plan = twin.plan_payout(&pool.chain, &mut other, MAX_ITEMS).await.unwrap().unwrap();
    let late = twin.build_payout(&pool.chain, Arc::new(NoProofs), other.id(), &plan).await.unwrap();
    assert_eq!(pool.pay().await.unwrap(), Some(plan.id));
    let refused = twin.write_payout(&mut other, &plan, &late);
    assert!(matches!(refused, Err(PoolError::Ledger(LedgerError::SentOtherwise(_)))), "{refused:?}");
    pool.everybody_is_paid_once().await;
}

#[tokio::test]
async fn a_wallet_restored_from_its_words_settles_what_the_lost_one_sent() {
    for blocks in [0, 1, FINALITY + 2] {
        let mut pool = Pool::small().await;
        pool.pay().await.unwrap().unwrap();
        pool.chain.mine(blocks);
        pool.wallet = pool.folder.wallet("again", 1);
        pool.everybody_is_paid_once().await;
    }
}

#[tokio::test]
async fn a_wallet_that_cannot_know_what_became_of_a_payout_does_not_guess() {
    let mut pool = Pool::small().await;
    pool.pay().await.unwrap().unwrap();
    pool.chain.mine(EXPIRY_AHEAD + 2 * FINALITY);
    let (words, base) = (sero_shielded::keys::Seed::new([1; 32]), Birth::now(&pool.chain).await.unwrap());
    let birth = Birth { cost: QUICK, ..base };
    pool.wallet = Wallet::restore(&pool.folder.path("young"), PASSPHRASE, &words, birth).unwrap();
    assert!(matches!(pool.pay().await, Err(PoolError::Birthday { .. })));
    pool.wallet = pool.folder.wallet("stranger", 50);
    assert!(matches!(pool.pay().await, Err(PoolError::OtherWallet { .. })));
    pool.wallet = pool.folder.wallet("again", 1);
    pool.everybody_is_paid_once().await;
}

#[tokio::test]
async fn an_old_copy_of_the_ledger_is_recognised_before_it_pays_again() {
    let copy = |from: &Path, to: &Path| {
        for end in ["", "-wal"] {
            let name = |path: &Path| format!("{}{end}", path.display());
            std::fs::copy(name(from), name(to)).unwrap();
        }
    };
    for planned in [false, true] {
        let mut pool = Pool::small().await;
        let (path, old) = (pool.folder.path("pool.db"), pool.folder.path("old.db"));
        if planned {
            pool.settle().await;
            pool.wallet.plan_payout(&pool.chain, &mut pool.ledger, MAX_ITEMS).await.unwrap().unwrap();
        }
        copy(&path, &old);
        pool.pay().await.unwrap().unwrap();
        pool.ledger = Ledger::join(&old).unwrap();
        assert!(matches!(pool.pay().await, Err(PoolError::OldLedger(1))), "by the wallet's record");
        pool.chain.mine(1);
        pool.wallet = pool.folder.wallet("again", 1);
        assert!(matches!(pool.pay().await, Err(PoolError::OldLedger(1))), "by the chain");
        pool.ledger = Ledger::join(&path).unwrap();
        pool.everybody_is_paid_once().await;
    }
}

#[tokio::test]
async fn more_than_one_bundle_holds_is_paid_bit_by_bit() {
    // One debt that needs more notes than a bundle can spend, and more miners than it has outputs.
    let mut debts = vec![SERO / 2; MAX_ITEMS + 1];
    debts.push(18 * SERO);
    let mut pool = Pool::new(&[SERO; 40], &debts).await;
    let budget = pool.wallet.payout_budget(&pool.chain).await.unwrap();
    assert_eq!((budget.payable, budget.spendable), (16 * SERO - 32 * FEE, 40 * SERO));
    // As large as the ledger likes, and cut to what the wallet can pay.
    let large = pool.ledger.plan_payout(MAX_ITEMS).unwrap().unwrap();
    let id = pool.pay().await.unwrap().unwrap();
    assert_ne!(id, large.id);
    assert_eq!(pool.state(large.id), PayoutState::GivenBack);
    assert_eq!(pool.ledger.payout(id).unwrap().total(), budget.payable);
    assert!(pool.pay().await.unwrap().unwrap() > id, "another bundle pays from other notes");
    pool.everybody_is_paid_once().await;
}

#[tokio::test]
async fn a_wallet_without_money_plans_nothing() {
    let mut pool = Pool::new(&[SERO], &[3 * SERO]).await;
    pool.chain.inner().fee = SERO;
    assert_eq!(pool.pay().await.unwrap(), None);
    assert!(pool.ledger.unfinished_payouts().unwrap().is_empty());
}

#[tokio::test]
async fn an_account_that_is_no_address_is_named() {
    let mut pool = Pool::small().await;
    earn(&mut pool.ledger, "somebody", 1, 5 * SERO);
    let refused = pool.pay().await;
    assert!(matches!(refused, Err(PoolError::Account { account, .. }) if account == "somebody"));
}

/// A server pays in tasks that move between threads.
#[test]
fn everything_that_waits_can_wait_on_any_thread() {
    fn movable<T: Send>(_: &T) {}
    let (folder, chain) = (Folder::new(), TestChain::new(1));
    let mut alice = folder.wallet("alice", 1);
    let mut ledger = Ledger::open(&folder.path("pool.db"), TERMS).unwrap();
    movable(&alice.pool_pay(&chain, Arc::new(NoProofs), &mut ledger, 1));
    movable(&alice.settle_payouts(&chain, &mut ledger));
}
