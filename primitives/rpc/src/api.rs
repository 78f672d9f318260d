//! The methods.

use jsonrpsee::{core::SubscriptionResult, proc_macros::rpc};

use crate::{
    AssetList, BlockData, BlockEvent, CategoryInfo, ChainInfo, Decimal, Hex32, HexBytes, NilStatus, RpcError,
    Submitted, TicketInfo, TokenInfo,
};

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

    /// The index in the chain's sequence that the next note gets: what a challenge of a proof of ownership names as its moment. Later
    /// notes have it or a greater one, up to reorganisations.
    #[method(name = "nextIndex", blocking)]
    fn next_index(&self) -> Result<u64, RpcError>;

    /// Whether a nil was shown on the best chain. Asking tells the node which note is yours: a wallet that downloads
    /// blocks need not ask.
    #[method(name = "nilStatus", blocking)]
    fn nil_status(&self, nil: Hex32) -> Result<NilStatus, RpcError>;

    /// The least fee of a bundle with so many inputs, shielded outputs and public outputs, and a command as SCALE of a
    /// `sero_shielded::command::Command`.
    ///
    /// # Errors
    /// `Oversized`, `BadEncoding` for the command.
    #[method(name = "minimumFee", blocking)]
    fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        command: Option<HexBytes>,
    ) -> Result<Decimal, RpcError>;

    /// The deposit that a command has to name, whatever it names now: what the chain asks for a registration, a ticket's data or
    /// a package, or what comes back for one of them, which is less. 0 for commands without deposit and for what is not there.
    ///
    /// # Errors
    /// `Oversized`, `BadEncoding` for the command.
    #[method(name = "deposit", blocking)]
    fn deposit(&self, command: HexBytes) -> Result<Decimal, RpcError>;

    /// Assets in the order in which they were registered, the native coin first. At most [`crate::MAX_ASSETS_PER_CALL`] at a
    /// time: ask again from behind the last one.
    #[method(name = "assets", blocking)]
    fn assets(&self, from: u64, limit: u32) -> Result<AssetList, RpcError>;

    /// SCALE of the `sero_shielded::asset::ListedAsset` of an asset id; `null` where no such asset is listed. Asking tells the node
    /// which asset interests you, and so most likely what you hold: a wallet that reads the whole list need not ask. It is for
    /// those who keep no list, such as explorers.
    ///
    /// # Errors
    /// `BadEncoding` for what is no asset id.
    #[method(name = "asset", blocking)]
    fn asset(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError>;

    /// A token by its name; `null` where none is registered. Asking tells the node which token interests you, here as below.
    ///
    /// # Errors
    /// `BadEncoding` for what is no name.
    #[method(name = "token", blocking)]
    fn token(&self, name: String) -> Result<Option<TokenInfo>, RpcError>;

    /// A category of tickets by its name; `null` where none is registered.
    ///
    /// # Errors
    /// `BadEncoding` for what is no name.
    #[method(name = "category", blocking)]
    fn category(&self, name: String) -> Result<Option<CategoryInfo>, RpcError>;

    /// A ticket; `null` where it was never issued.
    ///
    /// # Errors
    /// `BadEncoding` for what is no name.
    #[method(name = "ticket", blocking)]
    fn ticket(&self, category: String, id: Hex32) -> Result<Option<TicketInfo>, RpcError>;

    /// SCALE of a `sero_shielded::command::StoredPackage`; `null` where there is no such package, or it was opened.
    #[method(name = "package", blocking)]
    fn package(&self, id: Hex32) -> Result<Option<HexBytes>, RpcError>;

    /// Hands in SCALE of a `sero_shielded::bundle::Bundle`.
    ///
    /// # Errors
    /// `Oversized`, `BadEncoding`, `BundleRefused` with the rule that the bundle breaks as cause, `PoolRefused`.
    #[method(name = "submitBundle")]
    async fn submit_bundle(&self, bundle: HexBytes) -> Result<Submitted, RpcError>;
}
