//! **Input**: a note of the tree is spent, or the input is a dummy of no value.
//!
//! Public: anchor, nil, K, cm_asset. Whoever proves it knows CC, ZPK_r, rcm, index, path, vskr, alpha and ar with
//!
//! 1. `VPK_r = vskr·G_k`, vskr below l; `cm = H(NOTE; CC, ZPK_r, VPK_r.x, rcm)`; `leaf = H(LEAF; index, cm)`; the path leads
//!    from the leaf to a root;
//! 2. the root is the anchor, or `CC = (0, 1)`: a dummy, worth nothing;
//! 3. `K = ZPK_r + alpha·G_k`;
//! 4. `nil = H(NIL; vskr, leaf)`;
//! 5. `cm_asset = CC + ar·G_r`.
//!
//! # Security
//!
//! A real note needs no checks of CC and ZPK_r here: cm binds what Output and the chain checked when the note was made. The
//! free points of a dummy reach K and nil only; K is checked outside ([`Public`]) and signs.
//! The index is a free field element: the leaf binds it, and the chain alone gives leaves.

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
    circuit::{groups, synthesize, InputCircuit},
    private::Private,
};
