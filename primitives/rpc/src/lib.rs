//! The JSON-RPC methods: traits that the node serves, and the types that travel. Wallets call the `sero_` ones ([`SeroApiClient`]),
//! miners outside the node the `eth_` ones ([`WorkApiClient`]).
//!
//! Everything here is public chain data. The node never sees a key: a wallet downloads compact blocks, looks for its notes
//! itself, and hands in finished bundles.
//!
//! # Conventions
//! - Names are camelCase; bytes are `0x` hex strings; amounts are decimal strings, since JavaScript loses a `u128`.
//! - A request whose parameters do not have the documented types is answered with JSON-RPC's own -32602, and the data of the
//!   error says what was wrong. Errors of the methods themselves are [`RpcError`], from -33000 downward.
//!
//! ```no_run
//! # async fn doc() -> Result<(), Box<dyn std::error::Error>> {
//! use jsonrpsee::ws_client::WsClientBuilder;
//! use sero_rpc::SeroApiClient;
//!
//! let client = WsClientBuilder::default().build("ws://127.0.0.1:9944").await?;
//! let info = client.chain_info().await?;
//! let blocks = client.blocks(0, info.best.number).await?;
//! # let _ = blocks; Ok(()) }
//! ```

mod api;
mod error;
mod mining;
mod text;
mod types;
mod work;

pub use api::{SeroApiClient, SeroApiServer};
pub use error::RpcError;
pub use mining::{MiningApiClient, MiningApiServer};
pub use text::{Decimal, Hex32, HexBytes, TextError};
pub use types::{
    AssetList, BlockData, BlockEvent, BlockId, CategoryInfo, ChainInfo, Network, NilStatus, Submitted, TicketInfo,
    TokenInfo, MAX_ASSETS_PER_CALL, MAX_BLOCKS_PER_CALL, MAX_BUNDLE_BYTES, MAX_BYTES_PER_CALL,
};
pub use work::{WorkApiClient, WorkApiServer, WorkError};

#[cfg(test)]
mod tests;
