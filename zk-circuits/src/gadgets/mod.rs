//! The parts that the circuits are made of: small rank-1 gadgets over the field of BN254, each with a pinned cost.
//!
//! A gadget takes [`Wire`]s, computes values as it goes and writes constraints into a [`Builder`]. What a constraint means is
//! said once, beside it; which clause of the statement it serves is its [`Group`].
//!
//! | gadget | constraints |
//! | --- | --- |
//! | permutation of [`poseidon2`] | 264 |
//! | level of the note [`tree`], with its compression | 269 |
//! | [`fixed`] base by three-bit windows, with 251 digits | 672 |
//! | the same by two-bit windows, whose digits serve a variable base too | 756 |
//! | [`viewing`] key: canonical scalar and its product | 839 |
//! | [`variable`] base by 128 bits of a value, the sum at the end included | 838 |
//! | the same by 251 digits | 1,507 |
//! | [`elligator`] map with the pinned root | 89 |
//! | [`boolean`] number of 64 bits | 64 |
//!
//! # Cost
//!
//! Additions are free, products are not, and a variable that stands on the right of a product costs a multiplication in G2
//! when a proof is made. So the longer combination stands on the left wherever there is a choice.

pub mod boolean;
mod builder;
pub mod digits;
pub mod edwards;
pub mod elligator;
pub mod fixed;
pub mod montgomery;
pub mod poseidon2;
mod shape;
pub mod tree;
pub mod variable;
pub mod viewing;
mod wire;

#[cfg(test)]
pub(crate) mod tests;

pub use builder::{Builder, Group};
pub use shape::Shape;
pub use wire::Wire;
