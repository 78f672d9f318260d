//! **Output**: a note is made, its value is in range, and its receiver can read it.
//!
//! Public: cm_asset, cm, RPK, ZPK_r, VPK_r, e0, e1, e2. Whoever proves it knows aid, v, rcm, rsk and ar with
//!
//! 1. `v < 2^128`, `G_aid = H2C(H(GEN; aid))`, `CC = v·G_aid`, `cm_asset = CC + ar·G_r`;
//! 2. `cm = H(NOTE; CC, ZPK_r, VPK_r.x, rcm)`;
//! 3. `RPK = rsk·G_k`, `SECRET = rsk·VPK_r`, and (e0, e1, e2) is (aid, v, rcm) plus the key stream squeezed from
//!    `H(ENC; SECRET.x, RPK.x)`.
//!
//! # Security
//!
//! The circuit is sound only for VPK_r of prime order, not the identity. So [`Public`] can be made of no other point: the
//! check stands next to the proof on every path.

#[cfg(feature = "prover")]
mod check;
#[cfg(feature = "prover")]
mod circuit;
#[cfg(feature = "prover")]
mod private;
mod public;
#[cfg(all(test, feature = "prover"))]
mod tests;

pub use public::{Public, PUBLIC_INPUTS};
#[cfg(feature = "prover")]
pub use {
    check::{check, Violation},
    circuit::{groups, synthesize, OutputCircuit},
    private::Private,
};
