//! The real program, killed without warning: whatever it was doing, the next one goes on.

use std::{
    process::{Child, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use crate::common::{shell::Shell, *};
use sero_shielded::{asset::SERO, keys::PaymentAddress};
use sero_wallet::random;

/// Longer than anything here takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn start(shell: &Shell, wallet: &str, arguments: &[&str]) -> Child {
    let mut command = shell.command(wallet, PASSPHRASE, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// SIGKILL: nothing of the program runs any more.
fn kill(mut child: Child) {
    let _ = child.kill();
    child.wait().unwrap();
}

fn up_to(micros: u64) -> Duration {
    Duration::from_micros(random::below(micros.max(1)))
}

/// Mines blocks each of which gives the wallet one SERO, so that its balance is its height on every fork.
fn give(chain: &TestChain, to: &PaymentAddress, blocks: u32) {
    for _ in 0..blocks {
        chain.give(to, SERO);
        chain.mine(1);
    }
}

/// The height of a wallet that nobody has open, once its balance was found to be the one of that height.
fn height(shell: &Shell) -> u32 {
    let wallet = shell.folder.open("a");
    let (spendable, pending, incoming) = sero(&wallet);
    let height = wallet.tip().number;
    assert_eq!((spendable + incoming, pending), (u128::from(height) * SERO, 0));
    height
}

#[test]
fn a_sync_killed_at_any_moment_goes_on_to_the_right_balance() {
    let chain = TestChain::new(1);
    // Each block is a batch of its own: many writes to be killed in.
    chain.inner().page = 1;
    let shell = Shell::with(&chain);
    // Opens quickly, so that most of the time goes into reading.
    let address = shell.folder.wallet("a", 1).address();
    give(&chain, &address, 60);

    let begun = Instant::now();
    let (mut patience, mut cut) = (50_000, 0);
    let (mut at, mut round) = (0, 0);
    while cut < 12 {
        assert!(begun.elapsed() < PATIENCE, "only {cut} of {round} kills fell into the reading");
        round += 1;
        let child = start(&shell, "a", &["sync"]);
        std::thread::sleep(up_to(patience));
        kill(child);
        let reached = height(&shell);
        match reached {
            _ if reached == at => patience *= 2,
            _ if reached < chain.height() => cut += 1,
            _ => patience = patience * 2 / 3,
        }
        at = reached;
        if round % 3 == 0 {
            // The next one is killed on its way back and on again.
            chain.drop_blocks(4, false);
            give(&chain, &address, 5);
        }
        if chain.height() < at + 20 {
            give(&chain, &address, 40);
        }
    }

    let report = shell.run("a", &["sync"]);
    assert_eq!(report["tip"], chain.height());
    assert_eq!(height(&shell), chain.height());
    let total = shell.run("a", &["balance"])["assets"][0]["total"].clone();
    assert_eq!(total, chain.height().to_string());
    // The tree is whole as well: notes from all over it can be spent.
    let mut wallet = shell.folder.open("a");
    let wish = [payment(somebody(), 12 * SERO)];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(wallet.send(&chain, Arc::new(NoProofs), &wish)).unwrap();
}

#[test]
fn a_create_killed_at_any_moment_leaves_a_wallet_or_nothing() {
    let shell = Shell::offline();
    let files = || std::fs::read_dir(shell.folder.path("")).unwrap().count();
    let (mut whole, mut nothing) = (0, 0);
    for round in 0..24u64 {
        let name = format!("wallet-{round}");
        let before = files();
        let mut child = start(&shell, &name, &["create", "--network", "development"]);
        // The moment from which a file is there, under whichever name, and a little later each time.
        while files() == before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_micros(round * 700));
        kill(child);
        if shell.folder.path(&name).exists() {
            drop(shell.folder.open(&name));
            whole += 1;
        } else {
            drop(shell.folder.wallet(&name, 1));
            nothing += 1;
        }
    }
    assert!(whole + nothing == 24 && nothing > 0, "{whole} whole, {nothing} not there");
}
