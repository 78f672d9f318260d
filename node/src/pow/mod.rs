//! Whether a header shows enough work.
//!
//! [`header`] holds the rules that need nothing but a header and its parent's facts. [`rules`] finds those facts in the
//! database and applies the rules, cheapest first; [`queue`] calls it for blocks of the network before they are imported, so
//! that the peer who sent a bad one pays for it, and computes the mixes of a batch on all cores. [`memory`] remembers what
//! was computed. [`ban`] is
//! what a false one costs him. [`announce`] asks announcements for work before anybody spends a thought on them. [`algorithm`] is the
//! face that `sc-consensus-pow` sees.

pub mod algorithm;
pub mod announce;
mod any;
pub mod ban;
pub mod header;
pub mod memory;
pub mod queue;
pub mod rules;

pub use algorithm::SeroPow;
pub use any::AnyWork;
pub use header::HeaderError;
pub use memory::Remembering;
pub use rules::HeaderRules;
