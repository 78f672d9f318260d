//! The command itself, with and without a node behind a real socket.

mod common;

use common::{shell::Shell, *};
use serde_json::Value;
use sero_shielded::asset::SERO;

#[test]
fn wallets_are_made_and_shown_without_a_node() {
    let shell = Shell::offline();
    let made = shell.run("a", &["create", "--network", "development"]);
    assert_eq!(made["mnemonic"].as_str().unwrap().split(' ').count(), 24);
    assert_eq!((&made["network"], &made["birthday"]), (&"development".into(), &0.into()));
    let address = shell.run("a", &["address"])["address"].clone();
    assert_eq!(address, made["address"]);
    assert!(address.as_str().unwrap().starts_with("serodev1"));
    let (one, two) = (shell.run("a", &["one-time-address"]), shell.run("a", &["one-time-address"]));
    assert_ne!(one["address"], two["address"]);
    assert_eq!(one["wire"].as_str().unwrap().len(), 2 + 2 * 96);

    let words = shell.folder.path("words.txt");
    std::fs::write(&words, made["mnemonic"].as_str().unwrap()).unwrap();
    let words = words.to_str().unwrap();
    let restored = shell.run("b", &["restore", "--network", "development", "--mnemonic-file", words]);
    assert_eq!((&restored["address"], &restored["watchOnly"]), (&address, &false.into()));
    let other = ["restore", "--network", "development", "--mnemonic-file", words, "--account", "1"];
    assert_ne!(shell.run("c", &other)["address"], address);

    let key = shell.run("a", &["tracking-key"])["trackingKey"].clone();
    let watching = shell.run("w", &["watch", key.as_str().unwrap()]);
    assert_eq!((&watching["address"], &watching["watchOnly"]), (&address, &true.into()));
    let balance = shell.run("w", &["balance"]);
    assert_eq!(balance["assets"][0]["asset"], "SERO");
    assert_eq!(balance["assets"][0]["total"], "0");
}

#[test]
fn errors_have_a_kind_and_the_exit_status_1() {
    let shell = Shell::offline();
    assert_eq!(shell.fail("a", &["balance"])["kind"], "wallet-file");
    let no_node = shell.fail("a", &["create"]);
    assert_eq!(no_node["kind"], "no-node");
    assert!(no_node["message"].as_str().unwrap().contains("--network"));
    shell.run("a", &["create", "--network", "development"]);
    assert_eq!(shell.fail("a", &["create", "--network", "development"])["kind"], "wallet-file");
    assert_eq!(shell.fail("a", &["sync"])["kind"], "no-node");
    let address = shell.run("a", &["address"])["address"].clone();
    let address = address.as_str().unwrap();
    assert_eq!(shell.fail("a", &["send", address, "0"])["kind"], "amount");
    assert_eq!(shell.fail("a", &["send", address, "0.0000000000000000001"])["kind"], "amount");
    assert_eq!(shell.fail("a", &["send", "serodev1xyz", "1"])["kind"], "address");
    assert_eq!(shell.fail("a", &["unshield", address, "1"])["kind"], "address");
    let memo = "x".repeat(129);
    assert_eq!(shell.fail("a", &["send", address, "1", "--memo", &memo])["kind"], "memo");
    assert_eq!(shell.fail("a", &["shield", "1", "--from-seed", "Alice"])["kind"], "secret-uri");

    assert_eq!(shell.fail("b", &["watch", address])["kind"], "address");

    let wrong = shell.output("a", "wrong", &["balance", "--json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let object: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert_eq!(object["error"]["kind"], "passphrase");
    let empty = shell.output("c", "", &["create", "--network", "development"]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(!shell.folder.path("c").exists());
    assert_eq!(shell.output("a", PASSPHRASE, &["send"]).status.code(), Some(2));
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let shell = Shell::offline();
    for command in [
        "create",
        "restore",
        "watch",
        "address",
        "one-time-address",
        "tracking-key",
        "sync",
        "balance",
        "history",
        "send",
        "shield",
        "unshield",
        "submit",
        "send-many",
        "pool-pay",
    ] {
        let help = shell.output("a", PASSPHRASE, &[command, "--help"]);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example:"), "{command}");
    }
}

#[test]
fn a_payment_goes_from_one_command_to_another_and_its_note_only_once() {
    let chain = TestChain::new(1);
    chain.inner().finality = 20;
    let shell = Shell::with(&chain);
    let alice = shell.run("alice", &["create"]);
    let bob = shell.run("bob", &["create"]);
    let to = |made: &Value| {
        let text = made["address"].as_str().unwrap().to_string();
        let network = sero_shielded::address::Network::Development;
        (sero_shielded::keys::PaymentAddress::from_text(&text, network).unwrap(), text)
    };
    let ((alice, _), (_, bob)) = (to(&alice), to(&bob));
    chain.give(&alice, 10 * SERO);
    chain.mine(18);
    let report = shell.run("alice", &["sync"]);
    assert_eq!((&report["tip"], &report["notes"]), (&18.into(), &1.into()));
    let balance = shell.run("alice", &["balance"]);
    assert_eq!((&balance["anchor"], &balance["assets"][0]["spendable"]), (&8.into(), &"10".into()));

    let (first, second) = (shell.folder.path("1.hex"), shell.folder.path("2.hex"));
    let (first, second) = (first.to_str().unwrap(), second.to_str().unwrap());
    let wrote = shell.run("alice", &["send", &bob, "2.5", "--memo", "one", "--out", first]);
    assert_eq!((&wrote["amount"], &wrote["expiry"]), (&"2.5".into(), &58.into()));
    shell.run("alice", &["send", &bob, "1", "--out", second]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["spendable"], "10");

    let sent = shell.run("alice", &["submit", first]);
    assert_eq!(sent["fee"], "0.004");
    let again = shell.fail("alice", &["submit", first]);
    assert_eq!((&again["kind"], &again["cause"]), (&"refused".into(), &"PoolRefused".into()));
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["pending"], "7.496");
    chain.mine(1);
    let refused = shell.fail("alice", &["submit", second]);
    assert_eq!((&refused["kind"], &refused["cause"]), (&"refused".into(), &"NilAlreadySpent".into()));

    shell.run("alice", &["sync"]);
    shell.run("bob", &["sync"]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["incoming"], "7.496");
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "2.5");
    let history = shell.run("bob", &["history"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["status"]), (&"received".into(), &"mined".into()));
    assert_eq!((&entry["amount"], &entry["memo"]), (&"2.5".into(), &"one".into()));
    let history = shell.run("alice", &["history", "--limit", "1"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["fee"]), (&"sent".into(), &"0.004".into()));
    assert_eq!(entry["outputs"][0]["amount"], "2.5");
    assert_eq!(shell.fail("bob", &["send", &bob, "1"])["kind"], "funds");
}

#[test]
fn a_pool_pays_its_miners_and_a_file_several_addresses() {
    use sero_pool::{BlockOutcome, Ledger, Terms, U256};
    let chain = TestChain::new(1);
    chain.inner().finality = 5;
    let shell = Shell::with(&chain);
    let made =
        ["pool", "bob", "carol"].map(|name| shell.run(name, &["create"])["address"].as_str().unwrap().to_string());
    let [own, bob, carol] = &made;
    let file = shell.folder.path("pool.db");
    let pay = |extra: &[&'static str]| {
        let mut arguments = vec!["pool-pay", "--ledger", file.to_str().unwrap()];
        arguments.extend(extra);
        arguments.iter().map(|part| part.to_string()).collect::<Vec<_>>()
    };
    fn words(words: &[String]) -> Vec<&str> {
        words.iter().map(String::as_str).collect()
    }
    assert_eq!(shell.fail("pool", &words(&pay(&[])))["kind"], "ledger");
    assert_eq!(shell.output("pool", PASSPHRASE, &words(&pay(&["--max", "15"]))).status.code(), Some(2));

    let terms = Terms { fee_bp: 100, window_factor: 2, minimum_payout: SERO };
    let mut ledger = Ledger::open(&file, terms).unwrap();
    for (account, weight) in [(bob, 3), (carol, 1)] {
        ledger.accepted_share(account, "rig", U256::from(weight), 1).unwrap();
    }
    ledger.block_found([1; 32], 1, U256::from(10)).unwrap();
    ledger.block_settled([1; 32], BlockOutcome::Mature { reward: 4 * SERO }).unwrap();
    let nothing = shell.run("pool", &words(&pay(&[])));
    assert_eq!((&nothing["payout"], &nothing["inFlight"]), (&Value::Null, &Value::Array(vec![])));

    let own =
        sero_shielded::keys::PaymentAddress::from_text(own, sero_shielded::address::Network::Development).unwrap();
    chain.give(&own, 10 * SERO);
    chain.give(&own, 10 * SERO);
    chain.mine(18);
    let plan = shell.run("pool", &words(&pay(&["--dry-run"])));
    assert_eq!((&plan["total"], &plan["items"][0]["amount"]), (&"2.97".into(), &"2.97".into()));
    assert_eq!((&plan["items"][0]["to"], &plan["spendable"]), (&bob.as_str().into(), &"20".into()));
    assert!(ledger.unfinished_payouts().unwrap().is_empty());

    let paid = shell.run("pool", &words(&pay(&[])));
    assert_eq!((&paid["payout"]["payout"], &paid["payout"]["total"]), (&1.into(), &"2.97".into()));
    let many = shell.folder.path("many.json");
    let list =
        serde_json::json!([{ "address": carol, "amount": "1" }, { "address": bob, "amount": "2", "memo": "hi" }]);
    std::fs::write(&many, list.to_string()).unwrap();
    let sent = shell.run("pool", &["send-many", many.to_str().unwrap()]);
    assert_eq!((&sent["total"], &sent["items"][1]["amount"]), (&"3".into(), &"2".into()));
    std::fs::write(&many, "[{}]").unwrap();
    assert_eq!(shell.fail("pool", &["send-many", many.to_str().unwrap()])["kind"], "input");

    chain.mine(3);
    let settled = shell.run("pool", &words(&pay(&[])));
    assert_eq!((&settled["inFlight"][0]["payout"], &settled["inFlight"][0]["mined"]), (&1.into(), &19.into()));
    chain.mine(3);
    let settled = shell.run("pool", &words(&pay(&[])));
    assert_eq!((&settled["confirmed"], &settled["payout"]), (&serde_json::json!([1]), &Value::Null));
    shell.run("bob", &["sync"]);
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "4.97");
    ledger.check().unwrap();
}
