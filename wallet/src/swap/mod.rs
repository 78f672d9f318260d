//! Atomic swaps: two people who do not trust each other trade in one bundle, or not at all.
//!
//! A bundle is valid when it balances as a whole; nothing says that one person makes all of it. So each side makes its own half
//! (inputs, outputs, proofs), and only both halves together balance. The roles are those of Zcash's partially created
//! transactions:
//!
//! ```text
//! maker  create ─ prove ───────── Offer ┐                                       ┌ check ─ sign ─ extract ─ hand in
//!                                       │ check                                 │
//! taker                                 └ create ─ prove ─ combine ─ sign ─ Answer
//! ```
//!
//! | module | role |
//! | --- | --- |
//! | `create`, `plan` | the creator: chooses notes, builds a [`Half`] |
//! | `prove`, [`verify`] | the prover, and the judge of the other side's proofs |
//! | `combine` | the combiner: two halves, one body |
//! | `sign` | the signer of one's own half, over the whole body |
//! | `extract` | the extractor: the finished bundle |
//! | `maker`, `taker` | who does what when |
//! | `check` | what each side checks before it signs |
//! | `seal`, `lock`, [`file`] | where secrets wait, how notes wait, how files look |
//!
//! # Security
//!
//! All signatures are over the whole body: after the first nobody can alter anything. The taker signs first, so the maker can still
//! decline, until the offer expires: he has a free option. Nobody can take anything that was not agreed on. What each side
//! learns of the other is said in `docs/swaps.md`.

mod answer;
mod check;
mod combine;
mod create;
mod error;
mod extract;
pub mod file;
mod half;
mod label;
mod lock;
mod maker;
mod offer;
mod plan;
mod prove;
mod seal;
mod sign;
mod taker;
mod terms;
pub mod verify;

pub use answer::Answer;
pub use combine::combine;
pub use error::{Side, Spot, SwapError};
pub use half::{Half, MAX_HALF};
pub use offer::{ChainId, Offer, MAX_SEALED};
pub use taker::{Price, Taken};
pub use terms::{Sum, Terms};

/// For how many blocks an offer stays open unless its maker says otherwise: as long as a payment waits.
pub const DEFAULT_BLOCKS: u32 = crate::payment::EXPIRY_AHEAD;
/// Blocks that must be left when an offer is taken: the maker has to sign, and a block to hold the trade.
pub const MIN_LEFT: u32 = 5;
