//! The seam between the wallet and a chain: what a node is asked, and what may come back.
//!
//! The wallet believes a node that it serves some chain; it verifies that blocks follow each other and that each root is
//! that of its own tree, so a node can hide or delay payments but cannot invent one. Ids of assets are computed here, so a node
//! cannot rename one; decimals are believed.
//!
//! What a name, a ticket or a package holds is believed as well: it stands in no block that the wallet reads. A node that works with
//! a seller shows a package that no chain has. So whoever pays for one asks a node of his own before.

mod rpc;

use async_trait::async_trait;
pub use rpc::RpcChain;
pub use sero_rpc::{BlockData, BlockId, ChainInfo};
use sero_shielded::{
    address::Network,
    asset::{Asset, ListedAsset},
    command::{Command, StoredPackage},
    name::Name,
    registry::{CategoryRecord, TicketRecord, TokenRecord},
    tree::Frontier,
};

use crate::plain::trial::{FEE, FUNDS};

/// Why a node did not answer as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Nobody there.
    #[error("no node answers at {url}: {why}; start one, or name another with --node")]
    Unreachable {
        /// The address tried.
        url: String,
        /// What the network says.
        why: String,
    },
    /// The connection broke, or the answer took too long.
    #[error("the connection to the node failed: {0}; try again")]
    Connection(String),
    /// The node's best chain has no such block.
    #[error("the node has no block {0}; wait until it has read the chain, or use another node")]
    UnknownBlock(u32),
    /// The chain refuses a bundle or transaction, or would.
    #[error("the chain refuses it: {message}{}", advice(cause, message))]
    Refused {
        /// The rule, as the runtime names it.
        cause: String,
        /// For people.
        message: String,
    },
    /// Another error of the node.
    #[error("the node failed: {0}; try again, or name another node with --node")]
    Node(String),
    /// An answer that no honest node gives.
    #[error("the node's answer makes no sense ({0}); use another node")]
    Nonsense(String),
}

impl ChainError {
    /// What happened, without what to do about it: for those who know better what that is.
    pub fn happened(&self) -> String {
        match self {
            ChainError::Connection(why) => format!("the connection to the node failed: {why}"),
            ChainError::Node(why) => format!("the node failed: {why}"),
            ChainError::Nonsense(what) => format!("the node's answer makes no sense: {what}"),
            other => other.to_string(),
        }
    }
}

/// What to do about a refusal, as a clause.
fn advice(cause: &str, message: &str) -> &'static str {
    match cause {
        "NilAlreadySpent" => {
            "; its note is spent: run `sync`, look at `history`, and pay anew if the payment is not there"
        }
        "Expired" | "UnknownAnchor" => "; it is too old or of another fork: run `sync` and pay anew",
        "PoolRefused" => {
            "; the node may have it, or another payment of the same notes, already: run `sync` after the next block"
        }
        "Paused" | "KeyVersion" | "ExitOnly" | "NoActiveKeys" => {
            "; shielded payments are switched off for now: try again later"
        }
        "Fee" => "; fees rose meanwhile: pay anew",
        FEE => "; pay SERO into the account first",
        FUNDS | "Frozen" => "; shield less, or pay into the account first",
        "UnknownAsset" | "InvalidValue" => "; check asset and amount",
        "TurnstileOverflow" => "; the pool cannot count so much of it: shield less",
        // Most rules say themselves what to do.
        _ if message.contains("; ") => "",
        _ => "; run `sync` and try again, or name another node with --node",
    }
}

/// A part of the chain's list of assets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetPage {
    /// How many there are in all.
    pub total: u64,
    /// Those asked for.
    pub assets: Vec<ListedAsset>,
}

/// What a wallet asks of a node.
#[async_trait]
pub trait Chain: Send + Sync {
    /// Genesis, heads and constants.
    async fn info(&self) -> Result<ChainInfo, ChainError>;

    /// Blocks of the best chain, both ends included, cut as the node likes but never empty.
    async fn blocks(&self, from: u32, to: u32) -> Result<Vec<BlockData>, ChainError>;

    /// The note tree's frontier at the end of a block.
    async fn frontier(&self, number: u32) -> Result<Frontier, ChainError>;

    /// The root of the note tree at the end of a block.
    async fn root(&self, number: u32) -> Result<[u8; 32], ChainError>;

    /// The least fee for a bundle of this size with this command.
    async fn minimum_fee(
        &self,
        inputs: u32,
        outputs: u32,
        public_outs: u32,
        command: Option<&Command>,
    ) -> Result<u128, ChainError>;

    /// The deposit that a command has to name, whatever it names now.
    async fn deposit(&self, command: &Command) -> Result<u128, ChainError>;

    /// Assets in the order of their registration, the native coin first; at most `limit`, and fewer only at the list's end.
    async fn assets(&self, from: u64, limit: u32) -> Result<AssetPage, ChainError>;

    /// A token; nothing where none is registered under the name. Asking tells the node what one is interested in, here as below.
    async fn token(&self, name: &Name) -> Result<Option<TokenRecord>, ChainError>;

    /// A category of tickets; nothing where none is registered under the name.
    async fn category(&self, name: &Name) -> Result<Option<CategoryRecord>, ChainError>;

    /// A ticket; nothing where it was never issued.
    async fn ticket(&self, category: &Name, id: &[u8; 32]) -> Result<Option<TicketRecord>, ChainError>;

    /// The index that the next note will have.
    async fn next_index(&self) -> Result<u64, ChainError>;

    /// A package; nothing where it was never made, or was opened. The node is believed.
    async fn package(&self, id: &[u8; 32]) -> Result<Option<StoredPackage>, ChainError>;

    /// Hands in SCALE of a bundle.
    async fn submit_bundle(&self, bundle: Vec<u8>) -> Result<[u8; 32], ChainError>;

    /// The next nonce of a plain account, named by its SS58 text.
    async fn account_nonce(&self, account: &str) -> Result<u32, ChainError>;

    /// The rule that a signed extrinsic breaks in the state of a block, named by its hash, as the runtime names the rule: an account
    /// would pay the fee for nothing. Nothing where it breaks none, or where the node cannot tell.
    async fn try_extrinsic(&self, _extrinsic: &[u8], _at: &[u8; 32]) -> Result<Option<String>, ChainError> {
        Ok(None)
    }

    /// The fee of a signed extrinsic; nothing where the node cannot tell.
    async fn plain_fee(&self, _extrinsic: &[u8]) -> Result<Option<u128>, ChainError> {
        Ok(None)
    }

    /// What a plain account has of an asset; nothing where the node cannot tell.
    async fn plain_balance(&self, _account: &[u8; 32], _asset: &Asset) -> Result<Option<u128>, ChainError> {
        Ok(None)
    }

    /// Hands in a signed extrinsic. After [`ChainError::Refused`] the node says that it did not take it; after another error it is
    /// not known.
    async fn submit_extrinsic(&self, extrinsic: Vec<u8>) -> Result<[u8; 32], ChainError>;
}

/// The address prefixes of a chain.
pub fn network(info: &ChainInfo) -> Network {
    match info.network {
        sero_rpc::Network::Main => Network::Main,
        sero_rpc::Network::Development => Network::Development,
        sero_rpc::Network::Local => Network::Local,
    }
}

/// The hash of a block of the best chain; nothing where the chain is shorter.
///
/// # Errors
/// [`ChainError`] other than [`ChainError::UnknownBlock`].
pub async fn hash_at<C: Chain + ?Sized>(
    chain: &C,
    info: &ChainInfo,
    number: u32,
) -> Result<Option<[u8; 32]>, ChainError> {
    if number == 0 {
        return Ok(Some(info.genesis.0));
    }
    match chain.blocks(number, number).await {
        Ok(blocks) => match blocks.first() {
            Some(block) if block.number == number => Ok(Some(block.hash.0)),
            _ => Err(ChainError::Nonsense(format!("asked for block {number}"))),
        },
        Err(ChainError::UnknownBlock(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
