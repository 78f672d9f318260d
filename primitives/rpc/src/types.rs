//! What the methods answer.

use serde::{Deserialize, Serialize};

use crate::{Decimal, Hex32, HexBytes};

/// The most blocks that one `sero_blocks` call answers with.
pub const MAX_BLOCKS_PER_CALL: u32 = 256;

/// `sero_blocks` stops after the block with which its data pass this many bytes.
pub const MAX_BYTES_PER_CALL: usize = 4 * 1024 * 1024;

/// The longest SCALE bundle that `sero_submitBundle` looks at: a package's data are most of it.
pub const MAX_BUNDLE_BYTES: usize = 128 * 1024;

/// The most assets that one `sero_assets` call answers with.
pub const MAX_ASSETS_PER_CALL: u32 = 1_000;

/// Which kind of chain this is; it decides the prefix of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// The main chain.
    Main,
    /// A chain of one node for development.
    Development,
    /// A chain of a few nodes on one machine.
    Local,
}

/// A block's place and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockId {
    /// Its height.
    pub number: u32,
    /// Its hash.
    pub hash: Hex32,
}

/// What a wallet must know of the chain before it builds anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainInfo {
    /// Hash of block 0; it is part of every sighash.
    pub genesis: Hex32,
    /// The kind of chain.
    pub network: Network,
    /// The head of the best chain.
    pub best: BlockId,
    /// The highest final block.
    pub finalized: BlockId,
    /// For how many blocks a root stays a valid anchor.
    pub anchor_window: u32,
    /// At which depth a block becomes final.
    pub finality_depth: u32,
    /// The block time aimed at, in milliseconds.
    pub block_time_ms: u64,
    /// How far ahead of the chain a bundle's expiry may lie, in blocks.
    pub max_expiry: u32,
    /// Version of the runtime.
    pub spec_version: u32,
    /// Version of the transaction format; it is part of every sighash.
    pub transaction_version: u32,
    /// Whether the node knows of a chain with more work that leaves its final blocks. It does not follow that chain and mines
    /// no more; what it says of payments may not be what the rest of the network says.
    #[serde(default)]
    pub heavier_fork_below_finality: bool,
}

/// One block as a wallet needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockData {
    /// Its height.
    pub number: u32,
    /// Its hash.
    pub hash: Hex32,
    /// Its parent's hash.
    pub parent_hash: Hex32,
    /// Its time, in milliseconds since 1970.
    pub timestamp: u64,
    /// SCALE of `sero_shielded::compact::CompactBlock`.
    pub data: HexBytes,
}

/// What `sero_subscribeBlocks` sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BlockEvent {
    /// The next block of the best chain.
    Block(BlockData),
    /// The best chain moved to another fork: forget all blocks above this one.
    Rollback {
        /// Height of the last block that stays.
        to_number: u32,
        /// Hash of the last block that stays.
        to_hash: Hex32,
    },
}

/// Whether a nil was shown on the best chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NilStatus {
    /// The block that spent it; `null` when nobody did.
    pub spent_in: Option<u32>,
}

/// The pool took a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// Hash of the extrinsic that carries it. Recognise a bundle by its nils: they are what is unique.
    pub hash: Hex32,
}

/// A part of the chain's list of assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetList {
    /// How many there are in all.
    pub total: u64,
    /// SCALE of a list of `sero_shielded::asset::ListedAsset`.
    pub assets: HexBytes,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// Its name.
    pub name: String,
    /// Its asset id.
    pub id: Hex32,
    /// Digits behind the point of its values.
    pub decimals: u8,
    /// How much of it exists, in the smallest unit.
    pub supply: Decimal,
    /// What the supply can never exceed; `null` for no limit but 128 bits.
    pub cap: Option<Decimal>,
    /// Who may issue more: the 96 bytes of a one-time address, or the 20 of a contract; `null` for nobody.
    pub issuer: Option<HexBytes>,
    /// The block that registered it.
    pub registered: u32,
}

/// A category of tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryInfo {
    /// Its name.
    pub name: String,
    /// How many of its tickets exist.
    pub tickets: Decimal,
    /// Who may issue more: the 96 bytes of a one-time address, or the 20 of a contract; `null` for nobody.
    pub issuer: Option<HexBytes>,
    /// The block that registered it.
    pub registered: u32,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketInfo {
    /// Its category.
    pub category: String,
    /// Its id.
    pub ticket: Hex32,
    /// Its asset id.
    pub id: Hex32,
    /// Whether it was burnt; its data are gone then.
    pub burnt: bool,
    /// SCALE of the `sero_shielded::command::TicketData` behind it.
    pub data: HexBytes,
    /// What comes back when it is burnt, in SERO's smallest unit: what was locked for its data.
    pub deposit: Decimal,
}
