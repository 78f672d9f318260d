//! The parts without a network.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use primitive_types::U256;
use proptest::prelude::*;
use tokio::sync::watch;

use crate::{
    difficulty::{compact, from_f64, from_index, reached, target, to_f64, to_index},
    extranonce::{NonceError, Prefixes},
    gate::Gate,
    jobs::{Book, Claim, Freshness},
    message::{parse, Message},
    server::Shared,
    session::{Close, Session},
    statistics::Speed,
    vardiff::Vardiff,
    Backend, Config, Job, Lines, NameError, Refusal, Statistics, Work, WorkerName,
};

/// Takes everything, solves nothing.
struct Nothing(watch::Sender<Option<Job>>);

impl Backend for Nothing {
    fn jobs(&self) -> watch::Receiver<Option<Job>> {
        self.0.subscribe()
    }
    fn evaluate(&self, _: u32, _: &[u8; 32], _: u64) -> Result<Work, String> {
        Ok(Work { mix: [0; 32], final_hash: [0xff; 32] })
    }
    fn final_hash(&self, _: &[u8; 32], _: u64, _: &[u8; 32]) -> [u8; 32] {
        [0; 32]
    }
    fn epoch(&self, _: u32) -> u64 {
        0
    }
    fn preset(&self) -> &'static str {
        "none"
    }
    fn submit_block(&self, _: [u8; 32], _: u64, _: [u8; 32]) -> bool {
        false
    }
    fn account(&self, _: &str) -> Result<(), String> {
        Ok(())
    }
}

fn job(header: u8, parent: u8) -> Option<(Job, u64)> {
    Some((Job { header: [header; 32], parent: [parent; 32], height: 1, difficulty: 1000.into() }, 0))
}

#[test]
fn targets_and_difficulties_are_each_others_inverse() {
    for difficulty in [1u64, 2, 3, 255, 256, 1000, 1 << 40, u64::MAX] {
        let difficulty = U256::from(difficulty);
        let highest = target(difficulty);
        assert_eq!(reached(&highest.to_big_endian()), difficulty);
        assert!(sero_progpow::hash_meets(&highest.to_big_endian(), difficulty));
        if difficulty > U256::one() {
            assert!(!sero_progpow::hash_meets(&(highest + 1).to_big_endian(), difficulty));
        }
    }
    assert_eq!(target(U256::zero()), U256::MAX);
    assert_eq!(reached(&[0; 32]), U256::MAX);
}

#[test]
fn the_index_of_one_is_the_target_of_the_standard() {
    let standard = U256::from(0xffff) << 208;
    let difficulty = from_index(1.0);
    assert!(target(difficulty) <= standard + (standard >> 40));
    assert!(target(difficulty) >= standard - (standard >> 20));
    assert_eq!(from_index(f64::NAN), U256::one());
    assert_eq!(from_index(-5.0), U256::one());
    assert_eq!(from_index(f64::INFINITY), U256::MAX);
}

#[test]
fn the_compact_form_is_bitcoins() {
    assert_eq!(compact(U256::from(0xffff) << 208), 0x1d00_ffff);
    assert_eq!(compact(U256::from(0x12)), 0x0112_0000);
    assert_eq!(compact(U256::from(0x80)), 0x0200_8000);
    assert_eq!(compact(U256::from(0x1234_5600)), 0x0412_3456);
    assert_eq!(compact(U256::MAX), 0x2100_ffff);
}

#[test]
fn prefixes_are_unique_while_they_live() {
    let prefixes = Prefixes::new(1);
    let all: Vec<_> = (0..256).filter_map(|_| prefixes.take()).collect();
    let names: HashSet<_> = all.iter().map(|prefix| prefix.hex()).collect();
    assert_eq!((all.len(), names.len()), (256, 256));
    assert!(prefixes.take().is_none());
    drop(all);
    assert_eq!((0..300).filter_map(|_| prefixes.take().map(|prefix| prefix.hex())).count(), 300);
}

#[test]
fn a_nonce_is_read_in_every_form_that_miners_send() {
    let prefix = Prefixes::new(2).take().expect("the first");
    let base = u64::from_str_radix(&prefix.hex(), 16).expect("hex") << 48;
    assert_eq!(prefix.nonce("00000000002a", false), Ok(base | 42));
    assert_eq!(prefix.nonce("0x00000000002A", false), Ok(base | 42));
    assert_eq!(prefix.nonce(&format!("{:016x}", base | 42), false), Ok(base | 42));
    assert_eq!(prefix.nonce("2a", true), Ok(base | 42));
    for (text, error) in [
        ("2a", NonceError::Malformed),
        ("", NonceError::Malformed),
        ("0x", NonceError::Malformed),
        ("+0000000002a", NonceError::Malformed),
        ("00000000002aé", NonceError::Malformed),
        ("000000000000000000002a", NonceError::Malformed),
    ] {
        assert_eq!(prefix.nonce(text, false), Err(error), "{text}");
    }
    assert_eq!(prefix.nonce(&format!("{:016x}", base.wrapping_add(1 << 48)), false), Err(NonceError::Foreign));
}

#[test]
fn names_split_at_the_first_point() {
    let name = WorkerName::parse("address.rig.1").expect("a name");
    assert_eq!((name.user.as_str(), name.worker.as_str()), ("address", "rig.1"));
    assert_eq!(WorkerName::parse("address").expect("a name").worker, "default");
    assert_eq!(WorkerName::parse(".rig"), Err(NameError::Empty));
    assert_eq!(WorkerName::parse("a\u{7}b"), Err(NameError::Characters));
    assert_eq!(WorkerName::parse(&"a".repeat(257)), Err(NameError::TooLong { part: "user name", limit: 256 }));
}

#[test]
fn jobs_of_one_parent_become_stale_together() {
    let (start, grace) = (Instant::now(), Duration::from_secs(3));
    let after = |seconds| start + Duration::from_secs(seconds);
    let mut book = Book::new(10);
    let first = book.show(job(1, 1), start).expect("a job");
    let second = book.show(job(2, 1), start).expect("a job");
    assert!(first.continues(&second));
    assert_eq!(first.freshness(after(100), grace), Freshness::Fresh);
    let third = book.show(job(3, 2), after(100)).expect("a job");
    assert!(!second.continues(&third));
    assert_eq!(first.freshness(after(103), grace), Freshness::Late);
    assert_eq!(second.freshness(after(104), grace), Freshness::Stale(Duration::from_secs(4)));
    assert!(book.show(None, after(200)).is_none());
    assert_eq!(third.freshness(after(201), grace), Freshness::Late);
    // The same job again after a pause is another one, but its nonces are known.
    assert_eq!(third.claim(7), Claim::First);
    let again = book.show(job(3, 2), after(300)).expect("a job");
    assert!(!again.continues(&third));
    assert_eq!(again.claim(7), Claim::Duplicate);
}

#[test]
fn a_job_remembers_a_bounded_number_of_nonces() {
    let mut book = Book::new(2);
    let live = book.show(job(1, 1), Instant::now()).expect("a job");
    assert_eq!([live.claim(1), live.claim(2), live.claim(2)], [Claim::First, Claim::First, Claim::Duplicate]);
    assert_eq!(live.claim(3), Claim::Full);
    live.release(2);
    assert_eq!(live.claim(3), Claim::First);
}

/// Runs a miner of so many hashes a second through the clock, and answers the difficulty at the end.
fn settle(vardiff: &mut Vardiff, rate: f64, seconds: u64, block: U256, now: &mut Instant) -> U256 {
    let mut work = 0.0;
    for _ in 0..seconds * 10 {
        *now += Duration::from_millis(100);
        work += rate / 10.0;
        let difficulty = vardiff.difficulty().min(block);
        while work >= to_f64(difficulty) {
            work -= to_f64(difficulty);
            vardiff.share(difficulty, *now);
        }
        vardiff.tick(*now);
    }
    vardiff.difficulty()
}

#[test]
fn the_share_difficulty_follows_the_speed_up_and_down() {
    let config = Config { start_difficulty: 1000.into(), ..Config::default() };
    let mut now = Instant::now();
    let mut vardiff = Vardiff::new(&config, now);
    // A share each ten seconds: ten times the hash rate.
    let fast = to_f64(settle(&mut vardiff, 1e6, 600, U256::MAX, &mut now));
    assert!((0.5e7..2e7).contains(&fast), "{fast}");
    let slow = to_f64(settle(&mut vardiff, 1e2, 3600, U256::MAX, &mut now));
    assert!((0.5e3..2e3).contains(&slow), "{slow}");
    let stopped = settle(&mut vardiff, 0.0, 3600, U256::MAX, &mut now);
    assert_eq!(stopped, U256::one());
}

#[test]
fn the_share_difficulty_keeps_its_bounds_and_survives_tiny_blocks() {
    let config = Config {
        start_difficulty: 1_000_000.into(),
        min_difficulty: 500.into(),
        max_difficulty: 5000.into(),
        ..Config::default()
    };
    let mut now = Instant::now();
    let mut vardiff = Vardiff::new(&config, now);
    assert_eq!(vardiff.difficulty(), 5000.into());
    assert_eq!(settle(&mut vardiff, 0.1, 600, U256::MAX, &mut now), 500.into());
    // Every share is at the block's difficulty of 4, yet the speed is known.
    let free = Config { start_difficulty: 4.into(), ..Config::default() };
    let mut vardiff = Vardiff::new(&free, now);
    let known = to_f64(settle(&mut vardiff, 100.0, 60, 4.into(), &mut now));
    assert!((500.0..2000.0).contains(&known), "{known}");
}

#[test]
fn a_speed_is_the_work_of_the_last_ten_minutes() {
    let start = Instant::now();
    let mut speed = Speed::new(start);
    for second in 0..1200u64 {
        speed.add(50.0, start + Duration::from_secs(second));
    }
    let now = speed.estimate(start + Duration::from_secs(1200));
    assert!((45.0..55.0).contains(&now), "{now}");
    let later = speed.estimate(start + Duration::from_secs(1500));
    assert!((20.0..30.0).contains(&later), "{later}");
    assert_eq!(speed.estimate(start + Duration::from_secs(3600)), 0.0);
}

#[test]
fn forgotten_workers_are_those_that_are_away_longest() {
    let statistics = Statistics::new(3);
    let start = Instant::now();
    let name = |index: u64| WorkerName { user: "user".into(), worker: index.to_string() };
    for index in 0..10 {
        let now = start + Duration::from_secs(index);
        statistics.arrived(&name(index), now);
        if index > 0 {
            statistics.left(&name(index), now);
        }
    }
    let left: Vec<_> = statistics.snapshot().workers.into_iter().map(|worker| worker.worker).collect();
    assert_eq!(left, ["0", "8", "9"]);
}

#[test]
fn a_snapshot_can_be_sent() {
    let statistics = Statistics::new(3);
    let name = WorkerName::parse("user.rig").expect("a name");
    let now = Instant::now();
    statistics.arrived(&name, now);
    statistics.accepted(&name, 600.into(), true, true, now);
    statistics.refused(Some(&name), &Refusal::NotSubscribed);
    statistics.reported(&name, 12.5);
    let json = serde_json::to_value(statistics.snapshot()).expect("serialisable");
    assert_eq!(json["workers"][0]["refused"]["notSubscribed"], 1);
    assert_eq!(json["workers"][0]["hashRate"], 10.0);
    assert_eq!(json["workers"][0]["reportedHashRate"], 12.5);
    assert_eq!((&json["accepted"], &json["stale"], &json["blocks"]), (&1.into(), &1.into(), &1.into()));
}

#[test]
fn the_gate_counts_addresses_and_keeps_the_banned_out() {
    let config = Config { connections: 3, connections_per_address: 2, ..Config::default() };
    let gate = Gate::new(&config);
    let now = Instant::now();
    let address = |text: &str| text.parse::<IpAddr>().expect("an address");
    let first = gate.admit(address("10.0.0.1"), now).expect("free");
    let _second = gate.admit(address("::ffff:10.0.0.1"), now).expect("free");
    let refused = gate.admit(address("10.0.0.1"), now).err();
    assert_eq!(refused, Some(Refusal::TooManyConnections { limit: 2 }));
    let v6 = gate.admit(address("2001:db8::1"), now).expect("free");
    assert_eq!(gate.admit(address("10.0.0.2"), now).err(), Some(Refusal::Full { limit: 3 }));
    v6.ban(now + Duration::from_secs(10));
    drop(v6);
    assert_eq!(gate.admit(address("2001:db8::ffff"), now).err(), Some(Refusal::Banned { seconds: 11 }));
    drop(first);
    assert!(gate.admit(address("2001:db8::1"), now + Duration::from_secs(10)).is_ok());
}

#[test]
fn deep_and_strange_objects_are_no_messages() {
    let deep = format!("{{\"method\":\"m\",\"params\":{}{}}}", "[".repeat(8), "]".repeat(8));
    assert!(parse(deep.as_bytes(), 8).is_err());
    assert!(parse(deep.as_bytes(), 9).is_ok());
    // Brackets in strings are no depth.
    assert!(parse(br#"{"id":1,"method":"m","params":["[[[[[[[[[[\"[["]}"#, 8).is_ok());
    assert!(matches!(parse(br#"{"id":0,"error":"Method not found"}"#, 8), Ok(Message::Response)));
    for line in
        ["[]", "1", "null", r#"{"id":1}"#, r#"{"id":{},"method":"m"}"#, r#"{"method":5}"#, "{\"method\":\"\u{0}"]
    {
        assert!(parse(line.as_bytes(), 8).is_err(), "{line}");
    }
}

#[tokio::test]
async fn lines_are_bounded_and_survive_being_dropped_midway() {
    let (mut write, read) = tokio::io::duplex(64);
    let mut lines = Lines::new(read, 10);
    use tokio::io::AsyncWriteExt;
    write.write_all(b"abc").await.expect("room");
    assert!(tokio::time::timeout(Duration::from_millis(20), lines.next()).await.is_err());
    write.write_all(b"def\r\n\n0123456789\n0123456789x").await.expect("room");
    assert_eq!(lines.next().await.expect("a line").as_deref(), Some(&b"abcdef\r"[..]));
    assert_eq!(lines.next().await.expect("a line").as_deref(), Some(&b""[..]));
    assert_eq!(lines.next().await.expect("a line").as_deref(), Some(&b"0123456789"[..]));
    assert!(lines.next().await.is_err());
}

/// A connection without a network.
fn session(runtime: &tokio::runtime::Runtime) -> (Session, tokio::sync::mpsc::Receiver<String>) {
    let _guard = runtime.enter();
    let (jobs, _) = watch::channel(None);
    let statistics = Arc::new(Statistics::new(10));
    let config = Config { errors_in_a_row: u32::MAX, ..Config::default() };
    let shared = Shared::new(Arc::new(Nothing(jobs)), None, config, statistics);
    let address = IpAddr::from([127, 0, 0, 1]);
    let (pass, prefix) = shared.admit(address).expect("free");
    let (out, lines) = tokio::sync::mpsc::channel(1000);
    (Session::new(shared, (address, 1).into(), pass, prefix, out), lines)
}

/// Values that a method might take for what it wants.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,20}".prop_map(Into::into),
        "(0x)?[0-9a-f]{0,70}".prop_map(Into::into),
        prop_oneof![Just("w-1"), Just("user.rig"), Just("EthereumStratum/1.0.0"), Just("0")].prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 20, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::hash_map(prop_oneof![Just("proto".to_string()), ".{0,6}"], inner, 0..4)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes, 8);
    }

    #[test]
    fn no_requests_make_a_connection_panic(
        requests in proptest::collection::vec((prop_oneof![
            Just("mining.hello"), Just("mining.subscribe"), Just("mining.extranonce.subscribe"),
            Just("mining.authorize"), Just("mining.submit"), Just("mining.hashrate"), Just("eth_submitHashrate"),
            Just("mining.noop"), Just("mining.reconnect"), Just("mining.none"),
        ], value(), value()), 1..20),
        greeting in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (mut session, mut lines) = session(&runtime);
        let _guard = runtime.enter();
        let (_, newest) = (0, Book::new(5).show(job(1, 1), Instant::now()));
        if greeting {
            for line in [
                r#"{"id":1,"method":"mining.subscribe","params":["a","EthereumStratum/1.0.0"]}"#,
                r#"{"id":2,"method":"mining.authorize","params":["user.rig","x"]}"#,
            ] {
                prop_assert_eq!(session.line(line.as_bytes(), newest.clone()), Ok(()));
            }
        }
        for (method, params, id) in requests {
            let line = serde_json::json!({ "id": id, "method": method, "params": params }).to_string();
            let end = session.line(line.as_bytes(), newest.clone());
            prop_assert!(matches!(end, Ok(()) | Err(Close::Protocol)), "{:?}", end);
        }
        while let Ok(line) = lines.try_recv() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
            prop_assert!(!line.contains('\n'));
        }
    }

    #[test]
    fn floating_point_difficulties_never_ask_for_less(limbs in any::<[u64; 4]>(), bits in 0usize..256) {
        let difficulty = (U256(limbs) >> bits).max(U256::one());
        let back = from_index(to_index(difficulty));
        prop_assert!(back >= difficulty);
        prop_assert!(back - difficulty <= difficulty / 500_000_000 + 1);
        let near = from_f64(to_f64(difficulty));
        prop_assert!(near.abs_diff(difficulty) <= difficulty >> 52);
    }
}
