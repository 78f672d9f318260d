//! Zcash's Sapling and Orchard, for the same payment.

pub mod orchard;
pub mod sapling;

/// A peer's numbers; times in seconds.
pub struct Peer {
    /// To prove one spend and one output, where they are proved apart.
    pub prove: Option<[f64; 2]>,
    /// To verify one spend and one output, where they are verified apart.
    pub verify: Option<[f64; 2]>,
    /// To prove the payment.
    pub prove_bundle: f64,
    /// To verify the payment, proofs and signatures.
    pub verify_bundle: f64,
    /// To verify the payment in a batch.
    pub verify_bundles: f64,
    /// Outputs of others tried in a second by one processor.
    pub scan: f64,
    /// Appends to the tree in a second by one processor.
    pub appends: f64,
}
