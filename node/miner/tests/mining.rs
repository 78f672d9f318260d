//! The miner against the server, over the small data set of development chains.

use std::{
    future::pending,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use primitive_types::U256;
use sero_miner::{
    pool::{Pool, Version},
    report::{Line, Report},
    run::{run, Options, RunError, Summary},
};
use sero_progpow::{hash_meets, Engine, Parameters};
use sero_stratum::{serve, Backend, Config, Job, Statistics, Work};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// Job, nonce, mix.
type Block = (Job, u64, [u8; 32]);

/// A node that makes a chain out of the solutions.
struct Node {
    engine: Engine,
    jobs: watch::Sender<Option<Job>>,
    blocks: Mutex<Vec<Block>>,
}

fn job(height: u32) -> Job {
    let byte = height.to_le_bytes();
    let mut header = [3; 32];
    header[..4].copy_from_slice(&byte);
    let mut parent = [4; 32];
    parent[..4].copy_from_slice(&byte);
    Job { header, parent, height, difficulty: 300.into() }
}

impl Backend for Node {
    fn jobs(&self) -> watch::Receiver<Option<Job>> {
        self.jobs.subscribe()
    }
    fn evaluate(&self, height: u32, header: &[u8; 32], nonce: u64) -> Result<Work, String> {
        self.engine.evaluate(height.into(), header, nonce).map_err(|error| error.to_string())
    }
    fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
        self.engine.final_hash(header, nonce, mix)
    }
    fn epoch(&self, height: u32) -> u64 {
        self.engine.parameters().epoch(height.into())
    }
    fn preset(&self) -> &'static str {
        self.engine.parameters().name
    }
    fn submit_block(&self, header: [u8; 32], nonce: u64, mix: [u8; 32]) -> bool {
        let Some(current) = *self.jobs.borrow() else { return false };
        if current.header != header {
            return false;
        }
        self.blocks.lock().expect("no panic").push((current, nonce, mix));
        self.jobs.send_replace(Some(job(current.height + 1)));
        true
    }
    fn account(&self, user: &str) -> Result<(), String> {
        if user == "nobody" {
            return Err("nobody has no address".into());
        }
        Ok(())
    }
}

async fn start(start_difficulty: u64) -> (Arc<Node>, Arc<Statistics>, SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let (jobs, _) = watch::channel(Some(job(1)));
    let engine = Engine::new(&Parameters::DEVELOPMENT);
    let node = Arc::new(Node { engine, jobs, blocks: Mutex::default() });
    let statistics = Arc::new(Statistics::new(10));
    // The speed of this machine is not what is tested.
    let config = Config {
        start_difficulty: U256::from(start_difficulty),
        share_interval: Duration::from_secs(3600),
        lines_per_second: 100_000,
        ..Config::default()
    };
    let task = tokio::spawn(serve(listener, node.clone(), None, config, statistics.clone()));
    (node, statistics, address, task)
}

fn options(address: SocketAddr, version: Option<Version>) -> Options {
    Options {
        pool: Pool { host: address.ip().to_string(), port: address.port(), version },
        user: "address.rig".into(),
        threads: 2,
        max_shares: Some(20),
        first_retry: Duration::from_millis(50),
        report_interval: Duration::from_millis(200),
        ..Options::default()
    }
}

/// Runs a miner that ends by itself, and answers what it said.
async fn mine(options: Options) -> (Result<Summary, RunError>, Vec<Line>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let report = Arc::new(Report::to({
        let lines = lines.clone();
        move |line| lines.lock().expect("no panic").push(line.clone())
    }));
    let ended = timeout(Duration::from_secs(60), run(options, report, pending())).await.expect("in time");
    let lines = lines.lock().expect("no panic").clone();
    (ended, lines)
}

#[tokio::test(flavor = "multi_thread")]
async fn version_2_finds_shares_and_blocks_and_learns_the_preset() {
    let (node, statistics, address, _task) = start(60).await;
    let (ended, lines) = mine(options(address, None)).await;
    let summary = ended.expect("it ends by itself");
    assert_eq!((summary.accepted, summary.refused), (20, 0), "{lines:?}");
    let connected = Line::Connected { pool: address.to_string(), protocol: "EthereumStratum/2.0.0" };
    assert_eq!(lines.first(), Some(&connected));
    assert!(lines.iter().any(|line| matches!(line, Line::Built { epoch: 0, .. })));
    assert!(matches!(lines.last(), Some(Line::Summary { accepted: 20, .. })));
    let snapshot = statistics.snapshot();
    assert!(snapshot.accepted >= 20 && snapshot.refused.is_empty(), "{snapshot:?}");
    assert_eq!((snapshot.workers[0].user.as_str(), snapshot.workers[0].worker.as_str()), ("address", "rig"));
    // The seals would stand.
    for (job, nonce, mix) in node.blocks.lock().expect("no panic").iter() {
        let work = node.engine.light(job.height.into(), &job.header, *nonce).expect("development");
        assert_eq!(work.mix, *mix);
        assert!(hash_meets(&work.final_hash, job.difficulty));
    }
    // A block may still be on its way into the statistics.
    timeout(Duration::from_secs(60), async {
        while node.blocks.lock().expect("no panic").len() as u64 != statistics.snapshot().blocks {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("each block is counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn version_1_mines_when_it_is_told_the_preset() {
    let (_node, statistics, address, _task) = start(60).await;
    let without = mine(options(address, Some(Version::V1))).await.0;
    assert!(matches!(without, Err(RunError::NoPreset)));
    let preset = Some(&Parameters::DEVELOPMENT);
    let (ended, lines) = mine(Options { preset, light: true, ..options(address, Some(Version::V1)) }).await;
    assert_eq!(ended.map(|summary| (summary.accepted, summary.refused)).ok(), Some((20, 0)), "{lines:?}");
    assert!(statistics.snapshot().accepted >= 20);
    assert!(!lines.iter().any(|line| matches!(line, Line::Built { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_at_the_difficulty_of_blocks_make_a_chain() {
    let (node, _, address, _task) = start(1 << 40).await;
    let (ended, lines) = mine(options(address, None)).await;
    assert!(ended.is_ok());
    let blocks = node.blocks.lock().expect("no panic").len();
    let height = node.jobs.borrow().map(|job| job.height);
    assert!(blocks > 0 && height == u32::try_from(blocks + 1).ok(), "{blocks} {lines:?}");
}

#[tokio::test]
async fn a_user_that_the_pool_refuses_is_an_error_and_so_is_another_preset() {
    let (_node, _, address, _task) = start(60).await;
    let (ended, _) = mine(Options { user: "nobody.rig".into(), ..options(address, None) }).await;
    assert!(ended.is_err_and(|error| error.to_string().contains("nobody has no address")));
    let (ended, _) = mine(Options { preset: Some(&Parameters::V0_9_4), ..options(address, None) }).await;
    assert!(matches!(ended, Err(RunError::OtherPreset { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_opened_again() {
    let (_node, _, address, task) = start(1_000_000).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let report = Arc::new(Report::to({
        let lines = lines.clone();
        move |line| lines.lock().expect("no panic").push(line.clone())
    }));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(run(Options { max_shares: None, ..options(address, None) }, report, async move {
        let _ = stopped.await;
    }));
    let saw = |wanted: fn(&Line) -> bool, times: usize| {
        let lines = lines.clone();
        async move {
            while lines.lock().expect("no panic").iter().filter(|line| wanted(line)).count() < times {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    timeout(Duration::from_secs(20), saw(|line| matches!(line, Line::Accepted { .. }), 1)).await.expect("mining");
    task.abort();
    timeout(Duration::from_secs(20), saw(|line| matches!(line, Line::Lost { .. }), 2)).await.expect("lost");
    let (jobs, _) = watch::channel(Some(job(9)));
    let engine = Engine::new(&Parameters::DEVELOPMENT);
    let node = Arc::new(Node { engine, jobs, blocks: Mutex::default() });
    let listener = TcpListener::bind(address).await.expect("the same port");
    let _task = tokio::spawn(serve(listener, node, None, Config::default(), Arc::new(Statistics::new(10))));
    timeout(Duration::from_secs(20), saw(|line| matches!(line, Line::Connected { .. }), 2)).await.expect("again");
    assert!(stop.send(()).is_ok());
    let summary = timeout(Duration::from_secs(5), running).await.expect("in time").expect("no panic").expect("stopped");
    assert!(summary.accepted > 0 && summary.hashes > 0);
}

#[tokio::test]
async fn a_pool_without_version_2_is_asked_for_version_1() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let pool = tokio::spawn(async move {
        let mut asked = Vec::new();
        // The first connection gets an error, as pools of version 1 answer what they do not know.
        for answers in [
            vec![r#"{"id":1,"result":null,"error":[20,"Unknown method",null]}"#],
            vec![
                r#"{"id":1,"result":[["mining.notify","s","EthereumStratum/1.0.0"],"ab"],"error":null}"#,
                r#"{"id":2,"result":false,"error":null}"#,
                r#"{"id":3,"result":false,"error":[24,"Go away",null]}"#,
            ],
        ] {
            let (stream, _) = listener.accept().await.expect("a miner");
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            for answer in answers {
                asked.push(lines.next_line().await.expect("text").expect("a line"));
                write.write_all(format!("{answer}\n").as_bytes()).await.expect("it reads");
            }
        }
        asked
    });
    let (ended, _) = mine(options(address, None)).await;
    assert!(ended.is_err_and(|error| error.to_string() == "the pool refuses the user: Go away"));
    let asked = pool.await.expect("no panic");
    assert!(asked[0].contains("mining.hello") && asked[0].contains("EthereumStratum/2.0.0"));
    assert!(asked[1].contains("mining.subscribe") && asked[1].contains("EthereumStratum/1.0.0"));
    assert!(asked[2].contains("mining.extranonce.subscribe") && asked[3].contains("mining.authorize"));
}
