//! A chain in memory that checks bundles as the runtime does (proofs aside), and that can fork, begin anew and lie.
#![allow(dead_code, missing_docs)]

pub mod registry;
pub mod shell;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use codec::{DecodeAll, Encode};
use registry::Registry;
use sero_rpc::{BlockId, Hex32, HexBytes, Network as RpcNetwork};
use sero_shielded::{
    address::Network,
    asset::{Asset, SERO},
    bundle::{Bundle, Destination, ProofBytes},
    command::{Command, CommandError, StoredPackage},
    compact::{CompactBlock, CompactBundle, CompactNote, EncryptedNote},
    curve::F,
    encoding::{FieldBytes, PointBytes},
    encryption::{output_key, Contents, Memo, SealedMemo, SharedSecret},
    hash::hb,
    keys::{OneTimeAddress, PaymentAddress, Seed},
    name::Name,
    note::{leaf, Note, PublicNote},
    registry::{CategoryRecord, TicketRecord, TokenRecord},
    tree::Frontier,
};
use sero_wallet::{
    chain::{AssetPage, BlockData, Chain, ChainError, ChainInfo},
    order::{Order, MAX_DEPOSIT},
    payment::{
        check::check as check_bundle,
        prove::{check as check_statements, ProveError, Prover, Statement},
        Amount, Built, PayError, Payment, Recipient, Sent,
    },
    plain::trial::broken_rule,
    random,
    vault::KdfCost,
    wallet::{Birth, Wallet},
};

pub const PASSPHRASE: &str = "correct horse";
pub const QUICK: KdfCost = KdfCost { memory_kib: 8, passes: 1, lanes: 1 };
pub const FEE: u128 = SERO / 1000;

#[derive(Clone)]
pub struct Block {
    pub hash: [u8; 32],
    pub parent: [u8; 32],
    pub data: CompactBlock,
    pub frontier: Frontier,
    pub mined: Vec<Bundle<Command>>,
    /// Tokens, tickets and packages at its end.
    pub registry: Registry,
}

pub struct Inner {
    pub genesis: [u8; 32],
    pub network: RpcNetwork,
    pub blocks: Vec<Block>,
    pub pool: Vec<Bundle<Command>>,
    /// Notes that the next block makes.
    pub queue: Vec<CompactBundle>,
    pub finality: u32,
    pub page: usize,
    pub fee: u128,
    /// Calls of `blocks` until the connection breaks.
    pub blocks_until_break: Option<u32>,
    pub break_on_submit: bool,
    /// What the node answers when it took what it was handed.
    pub fail_on_submit: Option<ChainError>,
    pub refuse: Option<String>,
    /// What the node does to blocks before it gives them away.
    pub lie: Option<fn(&mut BlockData)>,
    /// Calls of `info` until the node names another genesis.
    pub infos_until_lie: Option<u32>,
    /// What the node does to pages of the list of assets.
    pub list_lie: Option<fn(u64, &mut AssetPage)>,
    /// What the node does to a frontier before it gives it away.
    pub frontier_lie: Option<fn(&mut Vec<u8>)>,
    /// The deposit that the node names, whatever the chain wants.
    pub deposit_lie: Option<u128>,
    /// What the list of assets was asked for: from where, how many.
    pub list_calls: Vec<(u64, u32)>,
    /// How many assets the node tells at once.
    pub list_page: usize,
    /// Commands with which the node was asked for fees and deposits.
    pub asked: Vec<Command>,
    /// What the runtime says of an extrinsic that it tries.
    pub outcome: Vec<u8>,
    /// What every plain account has.
    pub held: u128,
    /// The nonce of every plain account.
    pub nonce: u32,
    /// The node tries nothing for anybody.
    pub tries_nothing: bool,
    /// Extrinsics that were to be tried, and the hashes of the blocks.
    pub tried: Vec<(Vec<u8>, [u8; 32])>,
    /// Extrinsics that were handed in.
    pub extrinsics: Vec<Vec<u8>>,
    /// The code with which the node answers when it took an extrinsic.
    pub submit_code: Option<i32>,
    forks: u64,
}

#[derive(Clone)]
pub struct TestChain(Arc<Mutex<Inner>>);

impl TestChain {
    pub fn new(name: u8) -> Self {
        let genesis = [name; 32];
        let data = CompactBlock { number: 0, first_index: 0, bundles: vec![], root: Frontier::default().root().into() };
        let (frontier, registry) = (Frontier::default(), Registry::default());
        let first = Block { hash: genesis, parent: [0; 32], data, frontier, mined: vec![], registry };
        TestChain(Arc::new(Mutex::new(Inner {
            genesis,
            network: RpcNetwork::Development,
            blocks: vec![first],
            pool: vec![],
            queue: vec![],
            finality: 100,
            page: 256,
            fee: FEE,
            blocks_until_break: None,
            break_on_submit: false,
            fail_on_submit: None,
            refuse: None,
            lie: None,
            infos_until_lie: None,
            list_lie: None,
            frontier_lie: None,
            deposit_lie: None,
            list_calls: vec![],
            list_page: 1_000,
            asked: vec![],
            outcome: vec![0, 0],
            held: 0,
            nonce: 0,
            tries_nothing: false,
            tried: vec![],
            extrinsics: vec![],
            submit_code: None,
            forks: 0,
        })))
    }

    pub fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub fn height(&self) -> u32 {
        self.inner().blocks.len() as u32 - 1
    }

    /// Queues a note for everybody to read.
    pub fn give(&self, to: &PaymentAddress, value: u128) {
        self.give_asset(to, Asset::sero(), value);
    }

    pub fn give_asset(&self, to: &PaymentAddress, asset: Asset, value: u128) {
        let to = random::one_time(to).unwrap().0.to_bytes();
        self.queue_note(CompactNote::Public(PublicNote { to, asset, value }));
    }

    /// Tokens, tickets and packages as of the last block.
    pub fn registry(&self) -> Registry {
        self.inner().registry().clone()
    }

    /// Registers an asset as from another source, in the last block.
    pub fn list(&self, asset: Asset, decimals: u8) {
        let mut inner = self.inner();
        inner.blocks.last_mut().unwrap().registry.list(asset, decimals);
    }

    pub fn queue_note(&self, note: CompactNote) {
        let bundle = CompactBundle { notes: vec![note], ..CompactBundle::default() };
        self.inner().queue.push(bundle);
    }

    /// Mines blocks; the first takes the queue and the pool.
    pub fn mine(&self, count: u32) {
        for _ in 0..count {
            self.inner().mine();
        }
    }

    /// Drops the last blocks. Their bundles go back to the pool where asked, so that the next block may hold them again.
    pub fn drop_blocks(&self, depth: u32, keep_bundles: bool) {
        let mut inner = self.inner();
        inner.forks += 1;
        let keep = inner.blocks.len() - depth as usize;
        let lost = inner.blocks.split_off(keep);
        if keep_bundles {
            inner.pool.extend(lost.into_iter().flat_map(|block| block.mined));
        }
    }
}

impl Inner {
    fn mine(&mut self) {
        let parent = self.blocks.last().unwrap().clone();
        let number = parent.data.number + 1;
        let (mut frontier, first_index) = (parent.frontier.clone(), parent.frontier.size());
        let mut bundles = std::mem::take(&mut self.queue);
        let mut registry = parent.registry.clone();
        for note in bundles.iter().flat_map(|bundle| &bundle.notes) {
            if let CompactNote::Public(note) = note {
                registry.give(note, number);
            }
        }
        let mut mined = Vec::new();
        for bundle in std::mem::take(&mut self.pool) {
            let valid = bundle.body.expiry >= number && self.unspent(&bundle) && registry.check(&bundle.body).is_ok();
            if valid {
                registry.execute(&bundle.body, number);
                mined.push(bundle);
            }
        }
        bundles.extend(mined.iter().map(compact));
        for (note, index) in bundles.iter().flat_map(|bundle| &bundle.notes).zip(first_index..) {
            let cm = match note {
                CompactNote::Shielded(note) => note.commitment.to_field().unwrap(),
                CompactNote::Public(note) => note.open().unwrap().commitment(),
            };
            frontier.append(leaf(index, cm)).unwrap();
        }
        let root = frontier.root().into();
        let fork = self.forks.to_le_bytes();
        let hash = hb("test.block", &[&parent.hash, &number.to_le_bytes(), &fork, &bundles.encode()]);
        let data = CompactBlock { number, first_index, bundles, root };
        self.blocks.push(Block { hash, parent: parent.hash, data, frontier, mined, registry });
    }

    /// How the node answers what it took.
    fn answer(&self) -> Result<(), ChainError> {
        match (self.break_on_submit, &self.fail_on_submit) {
            (true, _) => Err(ChainError::Connection("gone".into())),
            (false, Some(error)) => Err(error.clone()),
            (false, None) => Ok(()),
        }
    }

    fn registry(&self) -> &Registry {
        &self.blocks.last().unwrap().registry
    }

    fn unspent(&self, bundle: &Bundle<Command>) -> bool {
        let spent = |nil| {
            let bundles = self.blocks.iter().flat_map(|block| &block.data.bundles);
            bundles.flat_map(|bundle| &bundle.nils).any(|other| other == nil)
        };
        !bundle.nils().any(spent)
    }

    fn admit(&mut self, bytes: &[u8]) -> Result<Bundle<Command>, String> {
        let bundle = Bundle::<Command>::decode_all(&mut &bytes[..]).map_err(|_| "BadEncoding")?;
        let command = |error: CommandError| format!("Command: {error}");
        self.registry().check(&bundle.body).map_err(command)?;
        let opened = self.registry().opened(&bundle.body);
        check_bundle(&bundle, &self.genesis, 1, &opened).map_err(|error| error.to_string())?;
        // Two bundles that claim the same name, ticket or package do not wait side by side.
        let mut after = self.registry().clone();
        for waiting in &self.pool {
            if after.check(&waiting.body).is_ok() {
                after.execute(&waiting.body, 0);
            }
        }
        after.check(&bundle.body).map_err(|_| "PoolRefused")?;
        let next = self.blocks.len() as u32;
        if bundle.body.expiry < next {
            return Err("Expired".into());
        }
        let anchors = self.blocks.iter().map(|block| block.data.root);
        if !anchors.into_iter().any(|root| root == bundle.body.anchor) {
            return Err("UnknownAnchor".into());
        }
        let pooled = |nil| self.pool.iter().any(|other| other.nils().any(|known| known == nil));
        if bundle.nils().any(pooled) {
            return Err("PoolRefused".into());
        }
        if !self.unspent(&bundle) {
            return Err("NilAlreadySpent".into());
        }
        Ok(bundle)
    }
}

/// What the runtime's events say of a bundle.
fn compact(bundle: &Bundle<Command>) -> CompactBundle {
    let body = &bundle.body;
    let shielded = body.outputs.iter().map(|output| CompactNote::Shielded(output.note));
    let public = body.public_outs.iter().filter_map(|out| match out.to {
        Destination::Address(to) => Some(CompactNote::Public(PublicNote { to, asset: out.asset, value: out.value })),
        _ => None,
    });
    CompactBundle {
        nils: bundle.nils().copied().collect(),
        notes: shielded.chain(public).collect(),
        public_outs: body.public_outs.to_vec(),
        fee: body.fee,
        terms: body.command.iter().flat_map(Command::terms).collect(),
    }
}

#[async_trait]
impl Chain for TestChain {
    async fn info(&self) -> Result<ChainInfo, ChainError> {
        let mut inner = self.inner();
        let left = inner.infos_until_lie;
        inner.infos_until_lie = left.map(|left| left.saturating_sub(1));
        let genesis = if left == Some(0) { [0xee; 32] } else { inner.genesis };
        let id = |number: u32| BlockId { number, hash: Hex32(inner.blocks[number as usize].hash) };
        let best = inner.blocks.len() as u32 - 1;
        Ok(ChainInfo {
            genesis: Hex32(genesis),
            network: inner.network,
            best: id(best),
            finalized: id(best.saturating_sub(inner.finality)),
            anchor_window: 60_000,
            finality_depth: inner.finality,
            block_time_ms: 2_000,
            max_expiry: 128,
            spec_version: 1,
            transaction_version: 1,
            heavier_fork_below_finality: false,
        })
    }

    async fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, ChainError> {
        let mut inner = self.inner();
        if let Some(left) = inner.blocks_until_break.as_mut() {
            *left = left.checked_sub(1).ok_or(ChainError::Connection("gone".into()))?;
        }
        let chosen = inner.blocks.iter().skip(from as usize).take((to - from) as usize + 1);
        let mut blocks: Vec<BlockData> = chosen
            .take(inner.page)
            .map(|block| BlockData {
                number: block.data.number,
                hash: Hex32(block.hash),
                parent_hash: Hex32(block.parent),
                timestamp: 1_000 * u64::from(block.data.number),
                data: HexBytes(block.data.encode()),
            })
            .collect();
        if let Some(lie) = inner.lie {
            blocks.iter_mut().for_each(lie);
        }
        match blocks.is_empty() {
            true => Err(ChainError::UnknownBlock(from)),
            false => Ok(blocks),
        }
    }

    async fn frontier(&self, number: u32) -> Result<Frontier, ChainError> {
        Ok(self.inner().blocks[number as usize].frontier.clone())
    }

    async fn root(&self, number: u32) -> Result<[u8; 32], ChainError> {
        let block = self.inner().blocks.get(number as usize).map(|block| block.data.root.0);
        block.ok_or(ChainError::UnknownBlock(number))
    }

    async fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        outs: u32,
        command: Option<&Command>,
    ) -> Result<u128, ChainError> {
        let parts = inputs + outputs + outs + command.map_or(0, |command| command.packed().len() as u32);
        let mut inner = self.inner();
        inner.asked.extend(command.cloned());
        Ok(inner.fee * u128::from(parts))
    }

    async fn deposit(&self, command: &Command) -> Result<u128, ChainError> {
        let mut inner = self.inner();
        inner.asked.push(command.clone());
        Ok(inner.deposit_lie.unwrap_or_else(|| inner.registry().deposit(command)))
    }

    async fn assets(&self, from: u64, limit: u32) -> Result<AssetPage, ChainError> {
        let mut inner = self.inner();
        inner.list_calls.push((from, limit));
        let listed = &inner.registry().listed;
        let assets = listed.iter().skip(from as usize).take(limit as usize).take(inner.list_page).copied();
        let mut page = AssetPage { total: listed.len() as u64, assets: assets.collect() };
        if let Some(lie) = inner.list_lie {
            lie(from, &mut page);
        }
        Ok(page)
    }

    async fn token(&self, name: &Name) -> Result<Option<TokenRecord>, ChainError> {
        Ok(self.inner().registry().tokens.get(name.bytes()).copied())
    }

    async fn category(&self, name: &Name) -> Result<Option<CategoryRecord>, ChainError> {
        Ok(self.inner().registry().categories.get(name.bytes()).copied())
    }

    async fn ticket(&self, category: &Name, id: &[u8; 32]) -> Result<Option<TicketRecord>, ChainError> {
        Ok(self.inner().registry().tickets.get(&(*category.bytes(), *id)).cloned())
    }

    async fn next_index(&self) -> Result<u64, ChainError> {
        Ok(self.inner().blocks.last().unwrap().frontier.size())
    }

    async fn package(&self, id: &[u8; 32]) -> Result<Option<StoredPackage>, ChainError> {
        Ok(self.inner().registry().packages.get(id).cloned())
    }

    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let mut inner = self.inner();
        // The rule's name stands before the colon.
        let refused = |message: String| {
            let cause = message.split(':').next().unwrap_or_default().to_string();
            ChainError::Refused { message, cause }
        };
        if let Some(cause) = inner.refuse.clone() {
            return Err(refused(cause));
        }
        let admitted = inner.admit(&bundle).map_err(refused)?;
        inner.pool.push(admitted);
        inner.answer()?;
        Ok(hb("test.hash", &[&bundle]))
    }

    async fn account_nonce(&self, _: &str) -> Result<u32, ChainError> {
        Ok(self.inner().nonce)
    }

    async fn try_extrinsic(&self, extrinsic: &[u8], at: &[u8; 32]) -> Result<Option<String>, ChainError> {
        let mut inner = self.inner();
        inner.tried.push((extrinsic.to_vec(), *at));
        Ok(broken_rule(&inner.outcome).filter(|_| !inner.tries_nothing))
    }

    async fn plain_fee(&self, _: &[u8]) -> Result<Option<u128>, ChainError> {
        Ok(Some(self.inner().fee))
    }

    async fn plain_balance(&self, _: &[u8; 32], _: &Asset) -> Result<Option<u128>, ChainError> {
        Ok(Some(self.inner().held))
    }

    async fn submit_extrinsic(&self, bytes: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let mut inner = self.inner();
        let hash = hb("test.hash", &[&bytes]);
        inner.extrinsics.push(bytes);
        inner.answer()?;
        Ok(hash)
    }
}

/// Checks statements as the circuits do and proves nothing.
pub struct NoProofs;

impl Prover for NoProofs {
    fn key_version(&self) -> u32 {
        1
    }

    fn prove(&self, statements: &[Statement]) -> Result<Vec<ProofBytes>, ProveError> {
        check_statements(statements)?;
        Ok(statements.iter().map(|_| ProofBytes([0; 128])).collect())
    }
}

/// A folder with wallets in it.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The wallet of an account; two with one seed are the same account.
    pub fn wallet(&self, name: &str, seed: u8) -> Wallet {
        let seed = Seed::new([seed; 32]);
        Wallet::restore(&self.path(name), PASSPHRASE, &seed, early()).unwrap()
    }

    pub fn open(&self, name: &str) -> Wallet {
        Wallet::open(&self.path(name), PASSPHRASE).unwrap()
    }
}

pub fn early() -> Birth {
    Birth { cost: QUICK, ..Birth::early(Network::Development) }
}

pub async fn sync(wallet: &mut Wallet, chain: &TestChain) {
    wallet.sync(chain, |_| {}).await.unwrap();
}

/// Spendable, pending, incoming SERO.
pub fn sero(wallet: &Wallet) -> (u128, u128, u128) {
    let balance = &wallet.balance()[0];
    assert_eq!(balance.name, "SERO");
    (balance.spendable, balance.pending, balance.incoming)
}

pub fn payment(to: PaymentAddress, value: u128) -> Payment {
    let to = Recipient::Address(to);
    Payment { to, asset: Asset::sero(), amount: Amount::Exact(value), memo: [0; 128] }
}

pub fn memo(text: &str) -> Memo {
    sero_wallet::memo::from_text(text).unwrap()
}

pub async fn send(wallet: &mut Wallet, chain: &TestChain, payments: &[Payment]) -> Result<Sent, PayError> {
    Ok(wallet.send(chain, Arc::new(NoProofs), payments).await?.0)
}

/// Gives an order with its issue to oneself.
pub async fn order(wallet: &mut Wallet, chain: &TestChain, order: &Order) -> Result<(Sent, Built), PayError> {
    order_to(wallet, chain, order, &[]).await
}

pub async fn order_to(
    wallet: &mut Wallet,
    chain: &TestChain,
    order: &Order,
    payments: &[Payment],
) -> Result<(Sent, Built), PayError> {
    wallet.order(chain, Arc::new(NoProofs), order, payments, MAX_DEPOSIT).await
}

pub fn bundle_of(built: &Built) -> Bundle<Command> {
    Bundle::decode_all(&mut built.bundle.as_slice()).unwrap()
}

/// Mines until everything that is in the chain can be spent, and reads it.
pub async fn settle(wallet: &mut Wallet, chain: &TestChain) {
    chain.mine(18);
    sync(wallet, chain).await;
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn ticket(category: &str, id: u8) -> Asset {
    Asset::Ticket { category: *name(category).bytes(), id: [id; 32] }
}

/// Spendable, pending, incoming of an asset.
pub fn owned(wallet: &Wallet, asset: &Asset) -> (u128, u128, u128) {
    let aid = FieldBytes::from(asset.id());
    let balance = wallet.balance().into_iter().find(|balance| balance.aid == aid);
    balance.map_or((0, 0, 0), |balance| (balance.spendable, balance.pending, balance.incoming))
}

/// A wallet with coins that it can spend.
pub async fn rich(folder: &Folder, chain: &TestChain, values: &[u128]) -> Wallet {
    let mut wallet = folder.wallet("rich", 1);
    for value in values {
        chain.give(&wallet.address(), *value);
    }
    chain.mine(18);
    sync(&mut wallet, chain).await;
    assert_eq!(sero(&wallet).0, values.iter().sum::<u128>());
    wallet
}

/// A note as somebody else's wallet would make it, parts of it broken on demand.
pub struct Made {
    pub note: EncryptedNote,
}

impl Made {
    pub fn new(to: &PaymentAddress, aid: F, value: u128, memo: &Memo) -> Self {
        let (to, _) = random::one_time(to).unwrap();
        Self::with(&to, aid, value, random::field(), memo)
    }

    pub fn with(to: &OneTimeAddress, aid: F, value: u128, rcm: F, memo: &Memo) -> Self {
        let rsk = random::scalar();
        let note = Note { aid, value, address: *to, rcm };
        let commitment = FieldBytes::from(note.commitment());
        let secret = SharedSecret::of_sender(&rsk, to.vpk());
        Made {
            note: EncryptedNote {
                to: to.to_bytes(),
                commitment,
                rpk: PointBytes::from(output_key(&rsk)),
                contents: secret.seal(&Contents { aid, value, rcm }).map(FieldBytes::from),
                memo: secret.seal_memo(&commitment, memo),
            },
        }
    }

    pub fn with_bad_memo(mut self) -> Self {
        self.note.memo = SealedMemo([7; 144]);
        self
    }

    pub fn queue(self, chain: &TestChain) {
        chain.queue_note(CompactNote::Shielded(self.note));
    }
}

pub fn somebody() -> PaymentAddress {
    random::throwaway_key().unwrap().address()
}
