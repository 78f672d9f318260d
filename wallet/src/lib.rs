//! A wallet for shielded assets: the library behind the command `sero-wallet`, for exchanges and tests to build on.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`wallet`] | makes and opens wallets |
//! | [`sync`] | follows the chain: finds one's own notes, goes back at a reorganisation |
//! | [`balance`], [`history`] | what the account owns, what came and went |
//! | [`payment`] | selects, builds, proves, signs, hands in |
//! | [`order`] | tokens, tickets and packages: issues, burns, packs, opens |
//! | [`asset`] | names of assets |
//! | [`swap`] | trades with somebody who is not trusted |
//! | [`ownership`] | shows that one owns a ticket or package, and judges others |
//! | [`plain`] | plain accounts, as far as `shield` needs them |
//! | [`pool`] | pays what the ledger of a mining pool owes |
//! | [`chain`] | the seam to a node |
//! | [`store`], [`vault`] | the file, and the keys in it |
//!
//! Layers: primitives, circuits and RPC below; never a pallet.
//!
//! # Security
//!
//! The spending key is opened for signing only; everything else runs on the tracking key. The node learns which blocks are
//! read and which bundles are handed in, never which notes or assets are one's own. It is believed about which chain is the best
//! one, about decimals, and about what stands behind names, tickets and packages: a lying node can hide payments, and cannot forge
//! one, for every root is compared with the wallet's own tree.

pub mod amount;
pub mod asset;
pub mod balance;
pub mod chain;
pub mod history;
pub mod memo;
pub mod mnemonic;
pub mod order;
pub mod ownership;
pub mod payment;
pub mod plain;
pub mod pool;
pub mod random;
pub mod store;
pub mod swap;
pub mod sync;
pub mod vault;
pub mod wallet;
