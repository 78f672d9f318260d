//! **Ownership**: somebody can spend a note of a given asset and value 1 under this anchor; which note stays hidden, and so does
//! its nil.
//!
//! Public: anchor, CC, K, since. Whoever proves it knows ZPK_r, rcm, index, path, vskr and alpha with
//!
//! 1. `VPK_r = vskr·G_k`, vskr below l; `cm = H(NOTE; CC, ZPK_r, VPK_r.x, rcm)`; index below 2^64; `leaf = H(LEAF; index, cm)`;
//!    the path leads from the leaf to the anchor;
//! 2. `K = ZPK_r + alpha·G_k`;
//! 3. `since ≤ index`, as integers.
//!
//! Outside the circuit the answer is signed under K, with the secret `zskr + alpha`: see [`sero_shielded::ownership`] for what is
//! signed, and [`verify`] for the whole judgement. The chain knows nothing of it.
//!
//! # Security
//!
//! There are no dummies: the root is the anchor, always. CC is computed from the challenge, so it is that of one unit of a
//! ticket or package; cm binds it, and with it what Output and the chain checked when the note was made.
//!
//! The index is below 2^64, since is 64 bits outside ([`Public`]), and `index - since` is a number below 2^64 in the circuit.
//! Field elements of that size do not wrap around, so the difference is not negative.
//!
//! No nil hangs on vskr here, so that it is below l shows nothing beyond what its product shows. The clause is the one of Input,
//! with the same gadget.

#[cfg(feature = "prover")]
mod check;
#[cfg(feature = "prover")]
mod circuit;
#[cfg(feature = "prover")]
mod private;
mod public;
#[cfg(all(test, feature = "prover"))]
mod tests;
mod verify;

pub use public::{Public, PUBLIC_INPUTS};
pub use verify::{verify, OwnershipError};
#[cfg(feature = "prover")]
pub use {
    check::{check, Violation},
    circuit::{groups, synthesize, OwnershipCircuit},
    private::Private,
};
