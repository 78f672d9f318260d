//! What the node answers: the standard methods of accounts and fees, and ours for wallets.

mod blocks;
mod sero;
mod stream;

use std::sync::Arc;

use jsonrpsee::{core::RegisterMethodError, RpcModule};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool::TransactionPoolHandle;
use sero_rpc::SeroApiServer;
use sero_runtime::{apis::ChainConstants, OpaqueBlock as Block};
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{import::Alarm, service::FullClient};

pub use sero::Sero;

/// The pool of this node.
pub type Pool = TransactionPoolHandle<Block, FullClient>;

/// What the methods work with.
pub struct Deps {
    /// The chain.
    pub client: Arc<FullClient>,
    /// Transactions that wait.
    pub pool: Arc<Pool>,
    /// The chain's constants.
    pub constants: ChainConstants,
    /// Raised on a heavier chain below finality.
    pub alarm: Alarm,
    /// Where subscriptions run.
    pub tasks: SubscriptionTaskExecutor,
}

/// All methods that the service does not bring itself.
pub fn create(deps: Deps) -> Result<RpcModule<()>, RegisterMethodError> {
    let Deps { client, pool, constants, alarm, tasks } = deps;
    let mut module = RpcModule::new(());
    module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
    module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
    module.merge(Sero::new(client, pool, constants, alarm, tasks).into_rpc())?;
    Ok(module)
}
