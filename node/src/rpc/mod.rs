//! What the node answers: the standard methods of accounts and fees, and ours for wallets.

mod assets;
mod blocks;
mod mining;
mod sero;
mod stream;
mod work;

use std::sync::Arc;

use jsonrpsee::{core::RegisterMethodError, RpcModule};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool::TransactionPoolHandle;
use sero_pow::WorkFunction;
use sero_rpc::{MiningApiServer, SeroApiServer, WorkApiServer};
use sero_runtime::{apis::ChainConstants, OpaqueBlock as Block};
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
    import::Alarm,
    mining::{outside::Outside, pool::Books},
    pow::Remembering,
    service::FullClient,
};

pub use mining::MiningServer;
pub use sero::Sero;
pub use work::WorkServer;

/// The pool of this node.
pub type Pool = TransactionPoolHandle<Block, FullClient>;

/// What the methods work with.
pub struct Deps<W> {
    /// The chain.
    pub client: Arc<FullClient>,
    /// Transactions that wait.
    pub pool: Arc<Pool>,
    /// The chain's constants.
    pub constants: ChainConstants,
    /// Raised on a heavier chain below finality.
    pub alarm: Alarm,
    /// The board, on a node that mines.
    pub outside: Option<Outside<Remembering<W>>>,
    /// Statistics of the stratum server, where there is one.
    pub stratum: Option<Arc<sero_stratum::Statistics>>,
    /// The pool's books, where there is one.
    pub books: Option<Arc<Books>>,
    /// Where subscriptions run.
    pub tasks: SubscriptionTaskExecutor,
}

/// All methods that the service does not bring itself.
pub fn create<W: WorkFunction>(deps: Deps<W>) -> Result<RpcModule<()>, RegisterMethodError> {
    let Deps { client, pool, constants, alarm, outside, stratum, books, tasks } = deps;
    let mut module = RpcModule::new(());
    module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
    module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
    module.merge(Sero::new(client, pool, constants, alarm, tasks).into_rpc())?;
    module.merge(WorkServer::new(outside).into_rpc())?;
    module.merge(MiningServer::new(stratum, books).into_rpc())?;
    Ok(module)
}
