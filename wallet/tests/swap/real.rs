//! With real proofs, and from one command to another.

use super::*;

#[tokio::test]
async fn with_real_proofs_each_side_verifies_the_other() {
    use sero_shielded::address::Network;
    use sero_wallet::payment::groth16::LocalProver;
    let Market { folder: _folder, chain, mut alice, mut bob } = Market::new().await;
    let prover = Arc::new(LocalProver::load(Network::Development).unwrap());
    let verifier = LocalVerifier::load(Network::Development).unwrap();
    let offer = alice.offer_swap(&chain, prover.clone(), otc(), OPEN).await.unwrap();
    for (spot, place) in [(Spot::Input(1), 1), (Spot::Output(0), 2)] {
        let mut altered = offer.clone();
        match spot {
            Spot::Input(place) => altered.half.inputs[place].nil = random::field().into(),
            Spot::Output(place) => altered.half.outputs[place].note.contents[2] = random::field().into(),
        }
        let refused = bob.check_swap(&chain, &verifier, &altered).await;
        let Err(SwapError::Proof { side: Side::Maker, spot: found }) = refused else { panic!("{refused:?}") };
        assert_eq!(found, spot, "claim {place}");
    }
    let taken = bob.take_swap(&chain, prover, &verifier, &offer).await.unwrap();
    let mut altered = taken.answer.clone();
    altered.half.outputs[0].proof = altered.half.outputs[1].proof;
    let refused = alice.finish_swap(&chain, &verifier, &offer, &altered).await;
    assert!(matches!(refused, Err(SwapError::Proof { side: Side::Taker, spot: Spot::Output(0) })), "{refused:?}");
    alice.finish_swap(&chain, &verifier, &offer, &taken.answer).await.unwrap();
    assert!(LocalVerifier::load(Network::Main).is_err());
}

/// The address in what `create` prints.
fn address(made: &serde_json::Value) -> sero_shielded::keys::PaymentAddress {
    let text = made["address"].as_str().unwrap();
    sero_shielded::keys::PaymentAddress::from_text(text, sero_shielded::address::Network::Development).unwrap()
}

#[test]
fn a_trade_goes_from_one_command_to_another() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    let (alice, bob) = (shell.run("alice", &["create"]), shell.run("bob", &["create"]));
    chain.give(&address(&alice), 10 * SERO);
    chain.give_asset(&address(&bob), seat(), 1);
    chain.mine(18);
    let (offer, answer) = (shell.folder.path("offer.hex"), shell.folder.path("answer.hex"));
    let (offer, answer) = (offer.to_str().unwrap(), answer.to_str().unwrap());
    let ticket = format!("THEATRE#{}", "07".repeat(32));
    let give = ["swap", "offer", "--give", "2.5", "SERO", "--want", "1", &ticket, "--out", offer];
    let made = shell.run("alice", &give);
    assert_eq!((&made["gives"]["amount"], &made["wants"]["asset"]), (&"2.5".into(), &ticket.as_str().into()));
    assert_eq!(made["expiry"], 58);
    assert_eq!(shell.fail("alice", &give)["kind"], "input", "nothing is overwritten");
    assert_eq!(shell.fail("alice", &["swap", "take", offer, "--out", answer, "--yes"])["kind"], "other-offer");
    let asked = shell.fail("bob", &["swap", "take", offer, "--out", answer]);
    assert_eq!(asked["kind"], "input", "nobody to ask");
    // The fee is in what he is shown.
    assert!(asked["message"].as_str().unwrap().contains("You get 2.492 SERO and pay ticket"), "{asked}");
    assert!(!std::path::Path::new(answer).exists());
    let taken = shell.run("bob", &["swap", "take", offer, "--out", answer, "--yes"]);
    assert_eq!((&taken["offer"], &taken["fee"]), (&made["offer"], &"0.008".into()));
    assert_eq!((&taken["gets"]["amount"], &taken["pays"][0]["amount"]), (&"2.492".into(), &"1".into()));
    assert_eq!(shell.fail("alice", &["swap", "finish", offer, "--offer", answer])["kind"], "input");
    assert_eq!(shell.fail("bob", &["swap", "finish", answer, "--offer", offer, "--yes"])["kind"], "other-offer");
    let asked = shell.fail("alice", &["swap", "finish", answer, "--offer", offer]);
    let shown = asked["message"].as_str().unwrap();
    assert!(shown.contains("You give 2.5 SERO and get ticket THEATRE#") && shown.contains("--yes"), "{shown}");
    let second = shell.folder.path("second.hex");
    let twice = ["swap", "take", offer, "--out", second.to_str().unwrap(), "--yes"];
    assert_eq!(shell.fail("bob", &twice)["kind"], "answered");
    assert!(!second.exists());
    let sent = shell.run("alice", &["swap", "finish", answer, "--offer", offer, "--yes"]);
    assert_eq!((&sent["got"]["asset"], &sent["fee"]), (&ticket.as_str().into(), &"0.008".into()));
    chain.mine(1);
    shell.run("alice", &["sync"]);
    shell.run("bob", &["sync"]);
    let assets = shell.run("alice", &["balance"])["assets"].clone();
    assert_eq!((&assets[0]["total"], &assets[1]["total"]), (&"7.5".into(), &"1".into()));
    assert_eq!(shell.run("bob", &["balance"])["assets"][0]["total"], "2.492");
    assert_eq!(shell.run("alice", &["swap", "cancel", offer])["freed"], false);
    assert_eq!(shell.fail("alice", &["swap", "finish", answer, "--offer", offer, "--yes"])["kind"], "void");
    for step in ["offer", "take", "finish", "cancel"] {
        let help = shell.output("alice", PASSPHRASE, &["swap", step, "--help"]);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success() && text.contains("Example:"), "{step}");
    }
}

#[test]
fn a_package_is_not_bought_unseen() {
    let chain = TestChain::new(1);
    let shell = Shell::with(&chain);
    let (alice, bob) = (shell.run("alice", &["create"]), shell.run("bob", &["create"]));
    chain.give(&address(&alice), 10 * SERO);
    chain.give(&address(&bob), 10 * SERO);
    chain.mine(18);
    let create = ["package", "create", "--asset", "SERO", "--amount", "2"];
    let package = shell.run("alice", &create)["package"].as_str().unwrap().to_string();
    chain.mine(18);
    let (offer, answer) = (shell.folder.path("offer.hex"), shell.folder.path("answer.hex"));
    let (offer, answer) = (offer.to_str().unwrap(), answer.to_str().unwrap());
    let asset = format!("package:{package}");
    shell.run("alice", &["swap", "offer", "--give", "1", &asset, "--want", "3", "SERO", "--out", offer]);
    let take = ["swap", "take", offer, "--out", answer, "--yes"];
    let unseen = shell.fail("bob", &take);
    assert_eq!(unseen["kind"], "package");
    assert!(unseen["message"].as_str().unwrap().contains("--unseen"), "{unseen}");
    let key = shell.run("alice", &["package", "key", &package])["key"].as_str().unwrap().to_string();
    shell.run("bob", &["package", "inspect", &package, "--key", &key]);
    assert_eq!(shell.run("bob", &take)["gets"]["asset"], asset.as_str());
}

/// A server handles wallets in tasks that move between threads.
#[tokio::test]
async fn everything_that_waits_can_wait_on_any_thread() {
    fn movable<T: Send>(_: &T) {}
    let mut market = Market::new().await;
    let offer = market.offer(otc()).await;
    let answer = market.take(&offer).await.unwrap().answer;
    let Market { chain, mut alice, .. } = market;
    movable(&alice.offer_swap(&chain, Arc::new(Hashes), otc(), OPEN));
    movable(&alice.check_swap(&chain, &Hashes, &offer));
    movable(&alice.price_swap(&chain, &Hashes, &offer));
    movable(&alice.take_swap(&chain, Arc::new(Hashes), &Hashes, &offer));
    movable(&alice.finish_swap(&chain, &Hashes, &offer, &answer));
}
