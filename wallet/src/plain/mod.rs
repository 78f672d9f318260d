//! Plain accounts: the part of the chain that is not shielded. Just enough of Substrate to move coins into the pool.

pub mod extrinsic;
pub mod holding;
pub mod shield;
pub mod ss58;
pub mod suri;
pub mod trial;
