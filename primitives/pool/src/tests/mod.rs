//! The ledger as a pool uses it.

mod payouts;
mod prop;
mod rewards;

use std::path::PathBuf;

use tempfile::TempDir;

use crate::{BlockOutcome, Ledger, LedgerError, Terms, U256};

pub const TERMS: Terms = Terms { fee_bp: 100, window_factor: 2, minimum_payout: 1_000 };

/// A folder with a ledger in it.
pub struct Books {
    folder: TempDir,
    pub ledger: Ledger,
}

impl Books {
    pub fn new(terms: Terms) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("pool.db"), terms).unwrap();
        Books { folder, ledger }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("pool.db")
    }

    /// Ends as in a crash and begins again.
    pub fn crash(&mut self, terms: Terms) {
        self.ledger.buffer.forget();
        self.ledger = Ledger::open(&self.path(), terms).unwrap();
    }

    pub fn share(&mut self, account: &str, difficulty: u64) {
        self.ledger.accepted_share(account, "rig", difficulty.into(), 1).unwrap();
    }

    /// A mature block of which `account` earns everything but the fee.
    pub fn earn(&mut self, account: &str, header: u8, reward: u128) {
        self.share(account, 1_000);
        assert!(self.ledger.block_found([header; 32], header.into(), U256::from(10)).unwrap());
        self.ledger.block_settled([header; 32], BlockOutcome::Mature { reward }).unwrap();
    }

    /// Credited, paid, on its way.
    pub fn owned(&self, account: &str) -> (u128, u128, u128) {
        let balance = self.ledger.balance(account).unwrap();
        balance.map_or((0, 0, 0), |balance| (balance.credited, balance.paid, balance.in_flight))
    }
}

#[test]
fn a_foreign_file_and_a_newer_ledger_are_refused() {
    let books = Books::new(TERMS);
    let other = books.folder.path().join("other");
    std::fs::write(&other, [7; 5000]).unwrap();
    assert!(matches!(Ledger::open(&other, TERMS), Err(LedgerError::NotALedger(_))));
    assert!(matches!(Ledger::join(&other), Err(LedgerError::NotALedger(_))));
    let empty = books.folder.path().join("empty");
    std::fs::write(&empty, []).unwrap();
    assert!(matches!(Ledger::join(&empty), Err(LedgerError::NotALedger(_))));
    assert!(matches!(Ledger::join(&books.folder.path().join("none")), Err(LedgerError::Missing(_))));
    let foreign = books.folder.path().join("foreign");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    assert!(matches!(Ledger::open(&foreign, TERMS), Err(LedgerError::NotALedger(_))));
    books.ledger.connection.execute_batch("PRAGMA user_version = 2").unwrap();
    assert!(matches!(Ledger::open(&books.path(), TERMS), Err(LedgerError::Version { found: 2 })));
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let books = Books::new(TERMS);
    let fee = Terms { fee_bp: 10_001, ..TERMS };
    assert!(matches!(Ledger::open(&books.path(), fee), Err(LedgerError::Fee(10_001))));
    let window = Terms { window_factor: 0, ..TERMS };
    assert!(matches!(Ledger::open(&books.path(), window), Err(LedgerError::Window)));
    assert_eq!(Ledger::join(&books.path()).unwrap().terms(), TERMS);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let books = Books::new(TERMS);
    for name in ["pool.db", "pool.db-wal"] {
        let mode = std::fs::metadata(books.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

#[test]
fn names_and_difficulties_that_nobody_has_are_refused() {
    let mut books = Books::new(TERMS);
    let ledger = &mut books.ledger;
    for account in ["", "pool", "a\nb", &"a".repeat(257)] {
        let refused = ledger.accepted_share(account, "rig", U256::one(), 1);
        assert!(matches!(refused, Err(LedgerError::Account(_))), "{account}");
    }
    let refused = ledger.accepted_share("alice", &"r".repeat(65), U256::one(), 1);
    assert!(matches!(refused, Err(LedgerError::Worker(_))));
    for difficulty in [U256::zero(), U256::one() << 192, U256::MAX] {
        let refused = ledger.accepted_share("alice", "", difficulty, 1);
        assert!(matches!(refused, Err(LedgerError::Difficulty(_))));
        assert!(matches!(ledger.block_found([1; 32], 1, difficulty), Err(LedgerError::Difficulty(_))));
    }
    ledger.accepted_share("alice", "", (U256::one() << 192) - 1, 1).unwrap();
    ledger.check().unwrap();
}

#[test]
fn two_processes_write_the_same_file_in_turn() {
    let mut books = Books::new(TERMS);
    books.earn("alice", 1, 1_000_000);
    let path = books.path();
    let payer = std::thread::spawn(move || {
        let mut other = Ledger::join(&path).unwrap();
        for _ in 0..50 {
            let payout = other.plan_payout(5).unwrap().unwrap();
            other.payout_failed(payout.id).unwrap();
        }
    });
    for n in 0..50u64 {
        books.share("bob", n + 1);
        books.ledger.flush().unwrap();
    }
    payer.join().unwrap();
    books.ledger.check().unwrap();
    assert_eq!(books.owned("alice"), (990_000, 0, 0));
    assert_eq!(books.ledger.summary().unwrap().shares, U256::from(1_000 + 50 * 51 / 2));
}

#[test]
fn thousands_of_shares_a_second_become_one_row_a_worker() {
    let mut books = Books::new(TERMS);
    for n in 0..20_000u64 {
        let account = if n % 3 == 0 { "alice" } else { "bob" };
        books.ledger.accepted_share(account, if n % 2 == 0 { "one" } else { "two" }, U256::from(n + 1), n).unwrap();
    }
    books.ledger.flush().unwrap();
    let rows: u64 = books.ledger.connection.query_row("SELECT count(*) FROM shares", [], |row| row.get(0)).unwrap();
    assert!(rows < 100, "{rows}");
    let workers = books.ledger.workers("alice", 0).unwrap();
    assert_eq!(workers.iter().map(|worker| worker.shares).sum::<u64>(), 6_667);
    assert_eq!((workers[0].worker.as_str(), workers[1].worker.as_str()), ("one", "two"));
    assert_eq!(workers.iter().map(|worker| worker.last).max(), Some(19_998));
    books.ledger.check().unwrap();
}

#[test]
fn shares_and_blocks_that_could_not_be_written_are_written_later() {
    let mut books = Books::new(TERMS);
    books.share("alice", 10);
    books.ledger.connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let mut other = Ledger::join(&books.path()).unwrap();
    let holding = other.begin().unwrap();
    assert!(matches!(books.ledger.block_found([1; 32], 1, U256::from(10)), Err(LedgerError::Busy(_))));
    assert!(matches!(books.ledger.block_found([1; 32], 1, U256::from(10)), Err(LedgerError::Busy(_))));
    assert!(matches!(books.ledger.flush(), Err(LedgerError::Busy(_))));
    drop(holding);
    books.share("bob", 10);
    assert!(books.ledger.block_found([2; 32], 2, U256::from(10)).unwrap());
    assert_eq!(books.ledger.open_blocks().unwrap().len(), 2);
    assert!(!books.ledger.block_found([1; 32], 1, U256::from(10)).unwrap());
    books.ledger.block_settled([1; 32], BlockOutcome::Mature { reward: 1_000 }).unwrap();
    assert_eq!((books.owned("alice").0, books.owned("bob").0), (495, 495));
    books.ledger.check().unwrap();
}

#[test]
fn a_crash_loses_the_shares_that_waited_and_nothing_else() {
    let mut books = Books::new(TERMS);
    books.share("alice", 10);
    books.ledger.flush().unwrap();
    books.share("bob", 10);
    books.crash(TERMS);
    books.ledger.block_found([1; 32], 1, U256::from(100)).unwrap();
    books.share("carol", 10);
    books.crash(TERMS);
    books.ledger.block_settled([1; 32], BlockOutcome::Mature { reward: 1_000 }).unwrap();
    assert_eq!((books.owned("alice").0, books.owned("bob").0, books.owned("pool").0), (990, 0, 10));
    // An orderly end loses nothing.
    books.share("dave", 10);
    books.ledger = Ledger::join(&books.path()).unwrap();
    assert!(books.ledger.balance("dave").unwrap().is_some());
}
