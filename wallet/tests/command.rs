//! The command itself, with and without a node behind a real socket.

use crate::common::{shell::Shell, *};
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
        "token",
        "token register",
        "token issue",
        "token burn",
        "token info",
        "token set-issuer",
        "ticket",
        "ticket register",
        "ticket issue",
        "ticket send",
        "ticket refresh",
        "ticket burn",
        "ticket show",
        "ticket list",
        "ticket set-issuer",
        "ticket challenge",
        "ticket prove",
        "ticket verify",
        "package",
        "package create",
        "package send",
        "package key",
        "package inspect",
        "package open",
        "package list",
    ] {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = shell.output("a", PASSPHRASE, &words);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example:"), "{command}");
    }
    // It says how a former owner is told from an owner.
    let help = shell.output("a", PASSPHRASE, &["ticket", "prove", "--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("ticket refresh"));
}

#[test]
fn what_cannot_be_ordered_is_said_before_any_node_is_asked() {
    let shell = Shell::offline();
    shell.run("a", &["create", "--network", "development"]);
    let id = "0f".repeat(32);
    let seat = format!("THEATRE#{id}");
    let address = shell.run("a", &["address"])["address"].as_str().unwrap().to_string();
    let kind = |arguments: &[&str]| shell.fail("a", arguments)["kind"].as_str().unwrap().to_string();
    assert_eq!(kind(&["send", &address, "1", "--asset", "NO NAME"]), "asset");
    assert_eq!(kind(&["send", &address, "1", "--asset", "THEATRE#0f"]), "asset");
    assert_eq!(kind(&["token", "register", "1ST", "1"]), "asset");
    assert_eq!(kind(&["token", "register", "GOLD", "1.001", "--decimals", "2"]), "amount");
    assert_eq!(kind(&["token", "register", "GOLD", "0", "--decimals", "39"]), "request");
    assert_eq!(kind(&["token", "register", "SERO", "1"]), "request");
    assert_eq!(kind(&["token", "register", "GOLD", "1", "--to", "serodev1xyz"]), "address");
    assert_eq!(kind(&["token", "register", "GOLD", "0", "--to", &address]), "request");
    assert_eq!(kind(&["token", "set-issuer", "GOLD", &address]), "address");
    assert_eq!(kind(&["ticket", "challenge", &seat, "--since", "0", "--for", ""]), "ownership");
    assert_eq!(kind(&["shield", "1", "--asset", "NO NAME", "--from-seed", "//Alice"]), "asset");
    assert_eq!(kind(&["ticket", "issue", "THEATRE", "--id", "7"]), "asset");
    assert_eq!(kind(&["ticket", "send", "GOLD", &address]), "asset");
    assert_eq!(kind(&["ticket", "refresh", "GOLD"]), "asset");
    assert_eq!(kind(&["package", "create", "--asset", "SERO"]), "input");
    assert_eq!(kind(&["package", "key", &id]), "package");
    assert_eq!(kind(&["package", "inspect", &id, "--key", "0f"]), "package");
    assert_eq!(kind(&["ticket", "prove", &seat, "--challenge", "0x00"]), "input");
    assert_eq!(kind(&["ticket", "challenge", "SERO", "--since", "0"]), "ownership");
    let data = shell.folder.path("data.json");
    std::fs::write(&data, r#"{"a": 1}"#).unwrap();
    assert_eq!(kind(&["ticket", "issue", "THEATRE", "--data", data.to_str().unwrap()]), "data");
    assert_eq!(shell.output("a", PASSPHRASE, &["token", "set-issuer", "GOLD"]).status.code(), Some(2));
    let both = ["token", "set-issuer", "GOLD", "serootdev1x", "--nobody"];
    assert_eq!(shell.output("a", PASSPHRASE, &both).status.code(), Some(2));
    // A challenge about any time needs no node, and neither do lists.
    let asked = shell.run("a", &["ticket", "challenge", &seat, "--since", "5"]);
    assert_eq!((&asked["asset"], &asked["since"]), (&seat.as_str().into(), &5.into()));
    assert_eq!(shell.run("a", &["ticket", "list"])["tickets"], serde_json::json!([]));
    assert_eq!(shell.run("a", &["package", "list"])["packages"], serde_json::json!([]));
}

#[test]
fn a_token_a_ticket_and_a_package_go_from_one_command_to_another() {
    let chain = TestChain::new(1);
    chain.inner().finality = 20;
    let shell = Shell::with(&chain);
    let address = |made: &Value| made["address"].as_str().unwrap().to_string();
    let (alice, bob) = (address(&shell.run("alice", &["create"])), address(&shell.run("bob", &["create"])));
    let network = sero_shielded::address::Network::Development;
    for (to, coins) in [(&alice, 40), (&alice, 40), (&bob, 5)] {
        let to = sero_shielded::keys::PaymentAddress::from_text(to, network).unwrap();
        chain.give(&to, coins * SERO);
    }
    chain.mine(18);
    let path = |name: &str| shell.folder.path(name).to_str().unwrap().to_string();

    let dear = ["token", "register", "gold", "1000.50", "--decimals", "2", "--max-deposit", "9"];
    assert_eq!(shell.fail("alice", &dear)["kind"], "deposit");
    let register = ["token", "register", "gold", "1000.50", "--decimals", "2", "--cap", "5000"];
    let asked = shell.fail("alice", &register);
    assert_eq!(asked["kind"], "input");
    let shown = asked["message"].as_str().unwrap();
    assert!(shown.contains("10 SERO for the name, for ever") && shown.contains("--max-deposit"), "{shown}");
    let made = shell.run("alice", &[&register[..], &["--max-deposit", "10"]].concat());
    assert_eq!((&made["asset"], &made["amount"], &made["deposit"]), (&"GOLD".into(), &"1000.5".into(), &"10".into()));
    assert_eq!(shell.fail("alice", &["ticket", "register", "THEATRE"])["kind"], "input");
    let registered = shell.run("alice", &["ticket", "register", "THEATRE", "--yes"]);
    assert_eq!(registered["category"], "THEATRE");
    chain.mine(18);
    let info = shell.run("alice", &["token", "info", "GOLD"]);
    assert_eq!((&info["supply"], &info["cap"], &info["decimals"]), (&"1000.5".into(), &"5000".into(), &2.into()));
    assert!(info["issuer"].as_str().unwrap().starts_with("serootdev1"));
    let issued = shell.run("alice", &["token", "issue", "GOLD", "0.25", "--to", &bob]);
    assert_eq!((&issued["amount"], &issued["to"]), (&"0.25".into(), &bob.as_str().into()));
    assert_eq!(shell.fail("bob", &["token", "issue", "GOLD", "1"])["kind"], "issuer");
    assert_eq!(shell.fail("bob", &["token", "issue", "SILVER", "1"])["kind"], "asset");
    chain.mine(18);

    let file = path("seat.json");
    let data = serde_json::json!({ "title": { "text": "Hamlet" }, "row": { "number": 7 } });
    std::fs::write(&file, data.to_string()).unwrap();
    let id = "0f".repeat(32);
    let seat = format!("THEATRE#{id}");
    let issued = shell.run("alice", &["ticket", "issue", "THEATRE", "--id", &id, "--data", &file]);
    assert_eq!(issued["asset"], seat.as_str());
    chain.mine(18);
    let shown = shell.run("bob", &["ticket", "show", &seat]);
    assert_eq!((&shown["state"], &shown["data"]["row"]["number"]), (&"held".into(), &"7".into()));
    shell.run("alice", &["sync"]);
    let listed = shell.run("alice", &["ticket", "list"]);
    assert_eq!(
        (&listed["tickets"][0]["asset"], &listed["tickets"][0]["spendable"]),
        (&seat.as_str().into(), &true.into())
    );
    let balance = shell.run("alice", &["balance"]);
    let assets = balance["assets"].as_array().unwrap();
    let of = |name: &str| assets.iter().find(|asset| asset["asset"] == name).unwrap().clone();
    assert_eq!((&of("GOLD")["total"], &of("GOLD")["kind"]), (&"1000.5".into(), &"token".into()));
    assert_eq!((&of(&seat)["total"], &of(&seat)["kind"]), (&"1".into(), &"ticket".into()));
    let text = shell.output("alice", PASSPHRASE, &["balance"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("1000.5 GOLD") && text.contains("1 THEATRE#0f0f0f0f"), "{text}");

    // Proved to a verifier who has no wallet, and judged without a node as well.
    let (challenge, proof) = (path("challenge.hex"), path("proof.hex"));
    let ask = ["ticket", "challenge", &seat, "--since", "0", "--for", "the door", "--out", &challenge];
    assert_eq!(shell.run("none", &ask)["for"], "the door");
    assert!(shell.fail("none", &ask)["message"].as_str().unwrap().contains("exists already"));
    let proved = shell.run("alice", &["ticket", "prove", &seat, "--challenge", &challenge, "--out", &proof]);
    let judge = ["ticket", "verify", "--challenge", &challenge, "--proof", &proof];
    assert_eq!(proved["for"], "the door");
    let shown = shell.output("alice", PASSPHRASE, &["ticket", "prove", &seat, "--challenge", &challenge]);
    assert!(String::from_utf8_lossy(&shown.stderr).contains("You answer for: the door"));
    let judged = shell.run("none", &judge);
    assert_eq!((&judged["valid"], &judged["for"], &judged["final"]), (&true.into(), &"the door".into(), &false.into()));
    chain.inner().finality = 2;
    assert_eq!(shell.run("none", &judge)["final"], true);
    chain.inner().finality = 20;
    let (root, genesis) = (proved["root"].as_str().unwrap(), const_hex::encode(chain.inner().genesis));
    let offline = [&judge[..], &["--root", root, "--genesis", &genesis, "--network", "development"]].concat();
    assert_eq!(shell.run("none", &offline)["asset"], seat.as_str());
    let wrong = [&judge[..], &["--root", &genesis, "--genesis", &genesis, "--network", "development"]].concat();
    assert_eq!(shell.fail("none", &wrong)["kind"], "ownership");
    let later = path("later.hex");
    let asked = shell.run("none", &["ticket", "challenge", &seat, "--out", &later]);
    assert_eq!(asked["since"], chain.inner().blocks.last().unwrap().frontier.size());
    let old = shell.fail("alice", &["ticket", "prove", &seat, "--challenge", &later]);
    assert!(old["message"].as_str().unwrap().contains("ticket refresh"), "{old}");

    let deed = path("deed.txt");
    std::fs::write(&deed, "the deed").unwrap();
    let create =
        ["package", "create", "--asset", "GOLD", "--amount", "0.5", "--asset", &seat, "--amount", "1", "--data", &deed];
    let package = shell.run("alice", &create)["package"].as_str().unwrap().to_string();
    chain.mine(18);
    let key = shell.run("alice", &["package", "key", &package])["key"].as_str().unwrap().to_string();
    let inside = shell.run("bob", &["package", "inspect", &package, "--key", &key]);
    let expected = serde_json::json!([("GOLD", "0.5"), (seat.as_str(), "1")]);
    let contents = inside["contents"].as_array().unwrap();
    let contents: Vec<(&Value, &Value)> = contents.iter().map(|one| (&one["asset"], &one["amount"])).collect();
    assert_eq!(serde_json::json!(contents), expected);
    assert_eq!(inside["data"], const_hex::encode_prefixed("the deed"));
    assert_eq!(shell.fail("bob", &["package", "inspect", &package, "--key", &"0f".repeat(32)])["kind"], "package");
    let sent = shell.run("alice", &["package", "send", &package, &bob]);
    assert_eq!(sent["withKey"], true);
    chain.mine(18);
    shell.run("bob", &["sync"]);
    assert_eq!(shell.run("bob", &["package", "list"])["packages"][0]["hasKey"], true);
    let lost = shell.output("bob", PASSPHRASE, &["package", "open", &package]);
    assert!(String::from_utf8_lossy(&lost.stderr).contains("--data-out"));
    assert_eq!(
        shell.fail("bob", &["package", "open", &package])["kind"],
        "package",
        "in JSON the data are lost as well"
    );
    let out = path("out.txt");
    let open = ["package", "open", &package, "--data-out", &out];
    chain.inner().refuse = Some("Paused".into());
    assert_eq!(shell.fail("bob", &open)["kind"], "refused");
    // A node that says no may have taken it: what the chain forgets then stays in the file.
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "the deed");
    assert_eq!(shell.fail("bob", &open)["kind"], "input");
    let (second, third) = (path("second.txt"), path("third.txt"));
    let refused = shell.output("bob", PASSPHRASE, &["package", "open", &package, "--data-out", &second]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains(&format!("{second} keeps")), "{said}");
    chain.inner().refuse = None;
    let opened = shell.run("bob", &["package", "open", &package, "--data-out", &third]);
    assert_eq!(std::fs::read_to_string(&third).unwrap(), "the deed");
    assert_eq!(opened["contents"], inside["contents"]);
    chain.mine(18);
    shell.run("bob", &["sync"]);
    let history = shell.run("bob", &["history", "--limit", "1"]);
    let deeds = &history["entries"][0]["deeds"];
    assert_eq!(
        deeds[0],
        serde_json::json!({ "action": "opened", "asset": format!("package:{package}"), "amount": "1" })
    );
    assert_eq!(shell.run("bob", &["ticket", "list"])["tickets"][0]["asset"], seat.as_str());
    assert!(shell.fail("bob", &["ticket", "burn", &seat])["message"].as_str().unwrap().contains("--yes"));
    shell.run("bob", &["ticket", "burn", &seat, "--yes"]);
    assert_eq!(shell.fail("bob", &["token", "burn", "GOLD", "0.5"])["kind"], "input");
    assert_eq!(shell.fail("alice", &["token", "set-issuer", "GOLD", "--nobody"])["kind"], "input");
    chain.mine(1);
    assert_eq!(shell.run("bob", &["ticket", "show", &seat])["state"], "burnt");
}

/// Who may read and write a file.
fn mode(path: &str) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn a_payment_written_to_a_file_overwrites_nothing() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    let address = shell.run("alice", &["create"])["address"].as_str().unwrap().to_string();
    let network = sero_shielded::address::Network::Development;
    chain.give(&sero_shielded::keys::PaymentAddress::from_text(&address, network).unwrap(), 10 * SERO);
    chain.mine(18);
    shell.run("alice", &["sync"]);
    let account = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let (kept, wallet) = (shell.folder.path("kept.txt"), shell.folder.path("alice"));
    std::fs::write(&kept, "years of work").unwrap();
    for path in [&kept, &wallet] {
        let before = std::fs::read(path).unwrap();
        for (command, to) in [("send", address.as_str()), ("unshield", account)] {
            let refused = shell.fail("alice", &[command, to, "1", "--out", path.to_str().unwrap()]);
            assert_eq!(refused["kind"], "input", "{command}: {refused}");
            assert!(refused["message"].as_str().unwrap().contains("exists already"), "{command}: {refused}");
            assert!(std::fs::read(path).unwrap() == before, "{command} changed {}", path.display());
        }
    }
    // Neither does a payment that cannot be made leave a file.
    let new = shell.folder.path("new.hex");
    let failed = ["send", &address, "1", "--asset", "SILVER", "--out", new.to_str().unwrap()];
    assert_eq!(shell.fail("alice", &failed)["kind"], "asset");
    assert!(!new.exists());
    let history = shell.run("alice", &["history"]);
    let [entry] = &history["entries"].as_array().unwrap()[..] else { panic!("{history}") };
    assert_eq!(entry["direction"], "received");
    assert!(chain.inner().pool.is_empty());
}

#[test]
fn a_plain_account_that_has_too_little_shields_nothing_and_pays_nothing() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    shell.run("alice", &["create"]);
    chain.mine(3);
    let shield = ["shield", "100", "--from-seed", "//Alice"];
    chain.inner().held = SERO;
    for (outcome, cause) in [(vec![0, 1, 7, 0], "FundsUnavailable"), (vec![0, 1, 3, 10, 0, 0, 0, 0], "Paused")] {
        chain.inner().outcome = outcome;
        let refused = shell.fail("alice", &shield);
        assert_eq!((&refused["kind"], &refused["cause"]), (&"refused".into(), &cause.into()));
    }
    chain.inner().outcome = vec![0, 1, 7, 0];
    let message = shell.fail("alice", &shield)["message"].as_str().unwrap().to_string();
    assert!(message.contains("needs 100.001 SERO, and has 1 SERO; shield less"), "{message}");
    assert!(chain.inner().extrinsics.is_empty());
    chain.inner().outcome = vec![0, 0];
    let shielded = shell.run("alice", &shield);
    assert_eq!((&shielded["amount"], &shielded["expiry"]), (&"100".into(), &63u32.into()));
    assert_eq!(chain.inner().extrinsics.len(), 1);
    let tip = chain.inner().blocks[3].hash;
    assert!(chain.inner().tried.iter().all(|(_, at)| *at == tip));
}

#[test]
fn a_node_that_tries_nothing_still_shields() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    shell.run("alice", &["create"]);
    chain.mine(3);
    chain.inner().tries_nothing = true;
    assert_eq!(shell.run("alice", &["shield", "1", "--from-seed", "//Alice"])["amount"], "1");
    let inner = chain.inner();
    assert_eq!((inner.tried.len(), inner.extrinsics.len()), (0, 1));
}

#[test]
fn an_extrinsic_that_the_pool_has_is_handed_in_and_what_may_have_happened_is_unsure() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    shell.run("alice", &["create"]);
    chain.mine(20);
    let shield = ["shield", "1", "--from-seed", "//Alice"];
    chain.inner().submit_code = Some(1013);
    let shielded = shell.run("alice", &shield);
    let extrinsic = chain.inner().extrinsics.pop().unwrap();
    assert_eq!(shielded["hash"], const_hex::encode_prefixed(sero_wallet::plain::extrinsic::hash(&extrinsic)));
    for (code, kind) in [(1010, "refused"), (1012, "unsure"), (1014, "unsure"), (1016, "refused"), (-32_603, "unsure")]
    {
        chain.inner().submit_code = Some(code);
        let failed = shell.fail("alice", &shield);
        assert_eq!(failed["kind"], kind, "{code}: {failed}");
        let said = failed["message"].as_str().unwrap();
        assert_eq!(said.contains("up to block 73"), kind == "unsure", "{code}: {said}");
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
    assert_eq!(mode(first), 0o600);
    assert_eq!((&wrote["amount"], &wrote["expiry"]), (&"2.5".into(), &58.into()));
    shell.run("alice", &["send", &bob, "1", "--out", second]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["spendable"], "10");

    let sent = shell.run("alice", &["submit", first]);
    assert_eq!(sent["fee"], "0.005");
    let again = shell.fail("alice", &["submit", first]);
    assert_eq!((&again["kind"], &again["cause"]), (&"refused".into(), &"PoolRefused".into()));
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["pending"], "7.495");
    chain.mine(1);
    let refused = shell.fail("alice", &["submit", second]);
    assert_eq!((&refused["kind"], &refused["cause"]), (&"refused".into(), &"NilAlreadySpent".into()));

    shell.run("alice", &["sync"]);
    shell.run("bob", &["sync"]);
    assert_eq!(shell.run("alice", &["balance"])["assets"][0]["incoming"], "7.495");
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "2.5");
    let history = shell.run("bob", &["history"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["status"]), (&"received".into(), &"mined".into()));
    assert_eq!((&entry["amount"], &entry["memo"]), (&"2.5".into(), &"one".into()));
    let history = shell.run("alice", &["history", "--limit", "1"]);
    let entry = &history["entries"][0];
    assert_eq!((&entry["direction"], &entry["fee"]), (&"sent".into(), &"0.005".into()));
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
