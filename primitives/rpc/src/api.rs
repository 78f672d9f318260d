//! The methods.

use jsonrpsee::{core::SubscriptionResult, proc_macros::rpc};

use crate::{BlockData, BlockEvent, ChainInfo, Decimal, Hex32, HexBytes, NilStatus, RpcError, Submitted};

/// The `sero_` methods. The macro makes [`SeroApiClient`] and [`SeroApiServer`] of it.
#[rpc(client, server, namespace = "sero")]
pub trait SeroApi {
    /// What a wallet must know of the chain: its genesis, kind, heads and constants.
    #[method(name = "chainInfo", blocking)]
    fn chain_info(&self) -> Result<ChainInfo, RpcError>;

    /// Blocks of the best chain, both ends included. The answer is cut to at most 256 blocks and about 4 MiB and is never
    /// empty when `from` exists: ask again from behind the last one.
    ///
    /// # Errors
    /// `UnknownBlock` when `from` lies above the best block, `BadRange` when it lies above `to`.
    #[method(name = "blocks", blocking)]
    fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, RpcError>;

    /// Blocks of the best chain from `from` on: first those that exist, then each new one. When the best chain moves to
    /// another fork a rollback comes first; it never goes below a final block.
    #[subscription(name = "subscribeBlocks" => "blockEvent", unsubscribe = "unsubscribeBlocks", item = BlockEvent)]
    async fn subscribe_blocks(&self, from: u32) -> SubscriptionResult;

    /// The root of the note tree at the end of a block. It is kept for every block, also where the state is pruned.
    ///
    /// # Errors
    /// `UnknownBlock`.
    #[method(name = "root", blocking)]
    fn root(&self, number: u32) -> Result<Hex32, RpcError>;

    /// SCALE of the note tree's frontier at the end of a block: a wallet born there starts from it.
    ///
    /// # Errors
    /// `UnknownBlock`.
    #[method(name = "frontier", blocking)]
    fn frontier(&self, number: u32) -> Result<HexBytes, RpcError>;

    /// Whether a nil was shown on the best chain. Asking tells the node which note is yours: a wallet that downloads
    /// blocks need not ask.
    #[method(name = "nilStatus", blocking)]
    fn nil_status(&self, nil: Hex32) -> Result<NilStatus, RpcError>;

    /// The least fee of a bundle with so many inputs, shielded outputs and public outputs.
    #[method(name = "minimumFee", blocking)]
    fn minimum_fee(&self, inputs: u32, outputs: u32, public_outs: u32) -> Result<Decimal, RpcError>;

    /// Hands in SCALE of a `sero_shielded::bundle::Bundle`.
    ///
    /// # Errors
    /// `Oversized`, `BadEncoding`, `BundleRefused` with the rule that the bundle breaks as cause, `PoolRefused`.
    #[method(name = "submitBundle")]
    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError>;
}
