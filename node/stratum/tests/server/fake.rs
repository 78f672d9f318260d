//! A node whose work function does what the nonce says.

use std::{
    net::SocketAddr,
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        Arc,
    },
    time::Duration,
};

use parking_lot::Mutex;
use primitive_types::U256;
use sero_stratum::{serve, Backend, Config, Job, Shares, Statistics, Work};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Header, nonce, mix.
pub type Block = ([u8; 32], u64, [u8; 32]);

/// User, worker, difficulty, height, and whether it was a block.
pub type Share = (String, String, U256, u32, bool);

/// The last byte of a nonce is the binary logarithm of the difficulty that it meets.
pub struct Fake {
    jobs: Mutex<Option<watch::Sender<Option<Job>>>>,
    pub blocks: Mutex<Vec<Block>>,
    pub evaluations: AtomicUsize,
    pub most_at_once: AtomicUsize,
    at_once: AtomicUsize,
    pub broken: AtomicBool,
    pub delay: Mutex<Duration>,
}

/// What the fake says the mix is.
pub fn mix(nonce: u64) -> [u8; 32] {
    let mut mix = [7; 32];
    mix[..8].copy_from_slice(&nonce.to_le_bytes());
    mix
}

impl Backend for Fake {
    fn jobs(&self) -> watch::Receiver<Option<Job>> {
        self.jobs.lock().as_ref().expect("before the end").subscribe()
    }

    fn evaluate(&self, _height: u32, header: &[u8; 32], nonce: u64) -> Result<Work, String> {
        self.evaluations.fetch_add(1, Ordering::SeqCst);
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(*self.delay.lock());
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        if self.broken.load(Ordering::SeqCst) {
            return Err("out of order".into());
        }
        let mix = mix(nonce);
        Ok(Work { mix, final_hash: self.final_hash(header, nonce, &mix) })
    }

    fn final_hash(&self, _header: &[u8; 32], nonce: u64, _mix: &[u8; 32]) -> [u8; 32] {
        (U256::MAX >> (nonce & 0xff)).to_big_endian()
    }

    fn epoch(&self, height: u32) -> u64 {
        u64::from(height / 100)
    }

    fn preset(&self) -> &'static str {
        "fake"
    }

    fn submit_block(&self, header: [u8; 32], nonce: u64, mix: [u8; 32]) -> bool {
        self.blocks.lock().push((header, nonce, mix));
        true
    }

    fn account(&self, user: &str) -> Result<(), String> {
        if user.starts_with("bad") {
            return Err(format!("{user} is no address"));
        }
        Ok(())
    }
}

/// What the pool was told.
#[derive(Default)]
pub struct Paid(pub Mutex<Vec<Share>>);

impl Shares for Paid {
    fn accepted(&self, user: &str, worker: &str, difficulty: U256, height: u32, block: Option<[u8; 32]>) {
        self.0.lock().push((user.into(), worker.into(), difficulty, height, block.is_some()));
    }
}

/// A running server.
pub struct Server {
    pub fake: Arc<Fake>,
    pub paid: Arc<Paid>,
    pub statistics: Arc<Statistics>,
    pub address: SocketAddr,
    pub task: JoinHandle<()>,
}

pub fn job(header: u8, parent: u8, height: u32) -> Job {
    Job { header: [header; 32], parent: [parent; 32], height, difficulty: U256::from(1u64 << 20) }
}

impl Server {
    /// With a job on it, header 1 on parent 1, at height 256.
    pub async fn start(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, config)
    }

    pub fn on(listener: TcpListener, config: Config) -> Self {
        let (jobs, _) = watch::channel(Some(job(1, 1, 256)));
        let fake = Arc::new(Fake {
            jobs: Mutex::new(Some(jobs)),
            blocks: Mutex::default(),
            evaluations: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            at_once: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
            delay: Mutex::default(),
        });
        let (paid, statistics) = (Arc::new(Paid::default()), Arc::new(Statistics::new(100)));
        let address = listener.local_addr().expect("bound");
        let task = tokio::spawn(serve(listener, fake.clone(), Some(paid.clone()), config, statistics.clone()));
        Self { fake, paid, statistics, address, task }
    }

    pub fn show(&self, job: Option<Job>) {
        self.fake.jobs.lock().as_ref().expect("before the end").send_replace(job);
    }

    /// The node ends.
    pub fn end(&self) {
        self.fake.jobs.lock().take();
    }

    pub fn evaluations(&self) -> usize {
        self.fake.evaluations.load(Ordering::SeqCst)
    }

    pub fn refused(&self, reason: &str) -> u64 {
        self.statistics.snapshot().refused.get(reason).copied().unwrap_or(0)
    }
}

/// Shares of 16, and nothing changes by itself.
pub fn quiet() -> Config {
    Config { start_difficulty: 16.into(), share_interval: Duration::from_secs(3600), ..Config::default() }
}
