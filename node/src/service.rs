//! The parts of a node and how they are joined.

use std::{sync::Arc, time::Duration};

use futures::{future::LocalBoxFuture, FutureExt};
use sc_client_api::{Backend as _, HeaderBackend};
use sc_consensus::BoxBlockImport;
use sc_consensus_pow::PowBlockImport;
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_network::{config::NetworkBackendType, NetworkBackend};
use sc_service::{Configuration, Error as ServiceError, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sero_pow::{asert, Engine, WorkFunction as _};
use sero_runtime::{
    apis::{ChainApi, ChainConstants},
    chain::Network,
    Hash, OpaqueBlock as Block, RuntimeApi,
};
use sp_api::ProvideRuntimeApi;

use crate::{
    cli::MiningArgs,
    compact,
    fork::Forks,
    import::{Alarm, ChainImport},
    inherents::CheckedInherents,
    mining::{self, outside::Outside, payout::MineTo, rate::HashRate, threads::Pace, Board, Miner, MinerParams},
    pow::{announce::WorkedAnnouncements, ban::Bans, queue::SealedQueue, AnyWork, HeaderRules, Remembering, SeroPow},
    rpc,
    select::HeaviestChain,
    startup,
};

/// What the runtime calls on the node.
pub type HostFunctions = (sp_io::SubstrateHostFunctions, sero_host::HostFunctions);
/// Runs the runtime.
pub type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The proof of work over the chain.
pub type Pow = SeroPow<FullClient, Remembering<AnyWork>>;
/// Makes the work function of a chain.
pub type MakeWork = fn(&ChainConstants) -> AnyWork;

/// Inherents of a block: its time.
type InherentProviders = fn(Hash, ()) -> std::future::Ready<InherentResult>;
type InherentResult = Result<sp_timestamp::InherentDataProvider, Box<dyn std::error::Error + Send + Sync>>;

fn inherents(_: Hash, _: ()) -> std::future::Ready<InherentResult> {
    std::future::ready(Ok(sp_timestamp::InherentDataProvider::from_system_time()))
}

/// The parts that every command needs.
pub struct Parts {
    /// The chain.
    pub client: Arc<FullClient>,
    /// The database.
    pub backend: Arc<FullBackend>,
    /// Tasks.
    pub task_manager: TaskManager,
    /// Where blocks of the network come in.
    pub import_queue: SealedQueue<FullClient, AnyWork>,
    /// Bans peers who send false blocks, once it knows the network.
    pub bans: Bans,
    /// Where own blocks come in.
    pub block_import: BoxBlockImport<Block>,
    /// Keys of accounts.
    pub keystore: sc_service::KeystoreContainer,
    /// Transactions that wait.
    pub pool: Arc<TransactionPoolHandle<Block, FullClient>>,
    /// The proof of work.
    pub pow: Pow,
    /// What is computed.
    pub work: Remembering<AnyWork>,
    /// The rule of the difficulty.
    pub asert: asert::Parameters,
    /// The chain's constants.
    pub constants: ChainConstants,
    /// Raised on a heavier chain below finality.
    pub alarm: Alarm,
    /// Telemetry.
    pub telemetry: Option<Telemetry>,
}

/// The work function that a chain's constants name.
pub fn engine(constants: &ChainConstants) -> AnyWork {
    AnyWork::new(Engine::new(constants.parameters.work.parameters()))
}

/// Where compiled runtimes are kept, if not in the folder `wasm` beside the chains: nodes of one user can share them. Whoever can
/// write there can run code as the node.
pub const WASM_CACHE: &str = "SERO_WASM_CACHE";

/// Runs the runtime, and compiles each version of it once: that takes seconds.
fn executor(config: &Configuration) -> Executor {
    let pages = config.executor.default_heap_pages;
    let heap =
        pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static { extra_pages: pages as u32 });
    let cache = std::env::var_os(WASM_CACHE).map_or_else(|| config.base_path.path().join("wasm"), Into::into);
    Executor::builder()
        .with_execution_method(config.executor.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.executor.max_runtime_instances)
        .with_runtime_cache_size(config.executor.runtime_cache_size)
        .with_cache_path(cache)
        .build()
}

/// Opens the database and builds everything short of the network. `work` makes the work function of the chain.
pub fn new_partial(config: &Configuration, work: MakeWork) -> Result<Parts, ServiceError> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;

    let executor = executor(config);
    let (client, backend, keystore, task_manager) = sc_service::new_full_parts::<Block, RuntimeApi, _>(
        config,
        telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
        executor,
        Vec::new(),
    )?;
    let client = Arc::new(client);
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });

    let best = client.info().best_hash;
    startup::check_keys(&*client, best, &config.chain_spec.chain_type()).map_err(other)?;
    let constants = client.runtime_api().constants(best).map_err(other)?;
    let filled = compact::fill(&*client, backend.blockchain_leaves()?).map_err(other)?;
    if filled > 0 {
        log::info!("🗜  Made {filled} compact blocks that were missing");
    }

    let pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let no_rule =
        || ServiceError::Other("the chain's genesis names no rule of difficulty: difficulty.targetMs is zero".into());
    let rule = constants.asert.ok_or_else(no_rule)?;
    let work = Remembering::new(work(&constants));
    // Ready, or on its way, before the first peer is met.
    work.prepare(client.info().best_number.saturating_add(1));
    let pow = SeroPow::new(client.clone(), work.clone());
    let pow_import = PowBlockImport::new(
        CheckedInherents::new(client.clone()),
        client.clone(),
        pow.clone(),
        u32::MAX, // Never here, before the seal is checked, but in `CheckedInherents`.
        HeaviestChain::new(backend.clone()),
        inherents as InherentProviders,
    );
    let (alarm, forks) = (Alarm::default(), Forks::default());
    let import = ChainImport::<_, _, _, FullBackend>::new(
        pow_import,
        client.clone(),
        work.clone(),
        rule,
        forks.clone(),
        constants.parameters.finality_depth,
        alarm.clone(),
    );
    let bans = Bans::default();
    let import_queue = SealedQueue::new(
        HeaderRules::new(client.clone(), work.clone(), rule, forks),
        Box::new(import.clone()),
        &task_manager.spawn_essential_handle(),
        config.prometheus_registry(),
        bans.clone(),
    );

    Ok(Parts {
        client,
        backend,
        task_manager,
        import_queue,
        bans,
        block_import: Box::new(import),
        keystore,
        pool,
        pow,
        work,
        asert: rule,
        constants,
        alarm,
        telemetry,
    })
}

/// An error of ours as the service carries it.
fn other(error: impl std::error::Error + Send + Sync + 'static) -> ServiceError {
    ServiceError::Application(Box::new(error))
}

/// The heads from which compact blocks may be missing.
trait Leaves {
    fn blockchain_leaves(&self) -> sp_blockchain::Result<Vec<Hash>>;
}

impl Leaves for FullBackend {
    fn blockchain_leaves(&self) -> sp_blockchain::Result<Vec<Hash>> {
        sp_blockchain::Backend::leaves(self.blockchain())
    }
}

/// Starts a node over the network that its configuration names.
///
/// # Errors
/// Where a part cannot be started; the message says which, and what to do.
// Behind a pointer: the body of an `async fn` would be compiled once more in each crate that calls it.
pub fn start(config: Configuration, mining: MiningArgs, dev: bool, work: MakeWork) -> LocalBoxFuture<'static, Started> {
    match config.network.network_backend {
        NetworkBackendType::Libp2p => {
            new_full::<sc_network::NetworkWorker<Block, Hash>>(config, mining, dev, work).boxed_local()
        }
        NetworkBackendType::Litep2p => {
            new_full::<sc_network::Litep2pNetworkBackend>(config, mining, dev, work).boxed_local()
        }
    }
}

/// The tasks of a running node, or why it does not run.
pub type Started = Result<TaskManager, ServiceError>;

async fn new_full<Net: NetworkBackend<Block, Hash>>(
    config: Configuration,
    mining: MiningArgs,
    dev: bool,
    work: MakeWork,
) -> Started {
    let Parts {
        client,
        backend,
        mut task_manager,
        import_queue,
        bans,
        block_import,
        keystore,
        pool,
        pow,
        work,
        asert: rule,
        constants,
        alarm,
        mut telemetry,
    } = new_partial(&config, work)?;
    let network = constants.parameters.network;
    // Before anything runs, so that a wrong address is an error and not a surprise.
    let mine_to = payee(&mining, dev, network)?;
    let author = mining.license.author(client.info().genesis_hash).map_err(other)?;
    let (board, solutions) = Board::new();
    let outside =
        mine_to.is_some().then(|| Outside::new(board.clone(), work.clone(), constants.parameters.work.parameters()));
    let stratum = match (mining.stratum.stratum, &outside) {
        (None, _) => None,
        (Some(_), None) => {
            let advice = "--stratum serves miners of a node that mines: add --mine-to ADDRESS";
            return Err(ServiceError::Other(advice.into()));
        }
        (Some(address), Some(outside)) => {
            let network = text_network(network);
            let server = mining::stratum::Server::bind(&mining.stratum, address, outside.clone(), network).await;
            Some(server.map_err(other)?)
        }
    };

    let metrics = Net::register_notification_metrics(config.prometheus_registry());
    let net_config = sc_network::config::FullNetworkConfiguration::<_, _, Net>::new(
        &config.network,
        config.prometheus_registry().cloned(),
    );
    let announcements = WorkedAnnouncements::new(work.clone(), rule.minimum);
    let (network_service, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: Some(Box::new(move |_| Box::new(announcements))),
            // There is no finality proof by which a node could skip blocks.
            warp_sync_config: None,
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    bans.connect(network_service.clone());

    let rpc_builder = {
        let client = client.clone();
        let pool = pool.clone();
        let alarm = alarm.clone();
        let outside = outside.clone();
        let books = stratum.as_ref().and_then(|server| server.books());
        let stratum = stratum.as_ref().map(|server| server.statistics());
        Box::new(move |tasks| {
            let deps = rpc::Deps {
                client: client.clone(),
                pool: pool.clone(),
                constants,
                alarm: alarm.clone(),
                outside: outside.clone(),
                stratum: stratum.clone(),
                books: books.clone(),
                tasks,
            };
            rpc::create(deps).map_err(|e| ServiceError::Other(e.to_string()))
        })
    };
    let prometheus = config.prometheus_registry().cloned();
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        network: network_service,
        client: client.clone(),
        keystore: keystore.keystore(),
        task_manager: &mut task_manager,
        transaction_pool: pool.clone(),
        rpc_builder,
        backend,
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        config,
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    if let Some(to) = mine_to {
        let block_time = Duration::from_millis(constants.block_time_ms);
        let full_speed = mining.mine_full_speed || network == Network::Main;
        let pace = if full_speed { Pace::FULL } else { Pace::GENTLE };
        mining::threads::start(&board, work, mining.mine_threads, pace)?;
        let threads = mining.mine_threads;
        log::info!("⛏  Mining to {} with {threads} threads", to.to_text(text_network(network)));
        let rate = HashRate::new(prometheus.as_ref()).map_err(other)?;
        task_manager.spawn_handle().spawn("hash-rate", Some("block-authoring"), rate.run(board.clone()));
        if let Some(server) = stratum {
            server.start(client.clone(), &task_manager.spawn_handle());
        }
        let proposers = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            pool,
            prometheus.as_ref(),
            telemetry.as_ref().map(|telemetry| telemetry.handle()),
        );
        let miner = Miner::new(MinerParams {
            import: block_import,
            client,
            algorithm: pow,
            proposers,
            sync: sync_service,
            to,
            author,
            board,
            solutions,
            block_time,
            alarm,
        });
        // A failure inside ends mining and not the node.
        task_manager.spawn_handle().spawn_blocking("mining", Some("block-authoring"), miner.run());
    }

    Ok(task_manager)
}

/// Who is paid, if this node mines.
fn payee(args: &MiningArgs, dev: bool, network: Network) -> Result<Option<MineTo>, ServiceError> {
    if !(args.mine || args.mine_to.is_some() || dev) {
        return Ok(None);
    }
    match (&args.mine_to, network) {
        (Some(text), _) => MineTo::parse(text, text_network(network)).map(Some).map_err(other),
        (None, Network::Development | Network::Local) => MineTo::development().map(Some).map_err(other),
        (None, Network::Main) => Err(ServiceError::Other("--mine needs --mine-to ADDRESS on this chain".into())),
    }
}

/// The network as addresses name it.
fn text_network(network: Network) -> sero_shielded::address::Network {
    use sero_shielded::address::Network as Text;
    match network {
        Network::Main => Text::Main,
        Network::Development => Text::Development,
        Network::Local => Text::Local,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn args(mine: bool, mine_to: Option<&str>) -> MiningArgs {
        let mut args = vec!["sero-node"];
        args.extend(mine.then_some("--mine"));
        args.extend(mine_to.map(|_| "--mine-to"));
        args.extend(mine_to);
        crate::cli::Cli::parse_from(args).mining
    }

    #[test]
    fn a_chain_of_value_mines_to_nobody_by_default() {
        let refused = payee(&args(true, None), false, Network::Main).map(|to| to.is_some());
        assert!(refused.expect_err("nobody is named").to_string().contains("--mine needs --mine-to"));
        for network in [Network::Development, Network::Local] {
            assert!(payee(&args(true, None), false, network).expect("the development account").is_some());
        }
    }

    #[test]
    fn a_node_mines_only_when_told() {
        assert!(payee(&args(false, None), false, Network::Development).expect("nothing to refuse").is_none());
        assert!(payee(&args(false, None), true, Network::Development).expect("it is told").is_some());
        assert!(payee(&args(true, Some("sero1qqqq")), false, Network::Main).is_err());
    }
}
