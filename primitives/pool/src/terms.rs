//! What the pool promises.

use crate::LedgerError;

/// A part of 10 000.
pub(crate) const WHOLE: u16 = 10_000;

/// What the pool promises its miners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The pool's part of a reward, in basis points. A block keeps the fee that was in force when it was found.
    pub fee_bp: u16,
    /// How many times the difficulty of a block the shares weigh that earn it.
    pub window_factor: u32,
    /// What an account must have before it is paid, in the smallest unit.
    pub minimum_payout: u128,
}

impl Terms {
    pub(crate) fn check(&self) -> Result<(), LedgerError> {
        match self {
            Terms { fee_bp, .. } if *fee_bp > WHOLE => Err(LedgerError::Fee(*fee_bp)),
            Terms { window_factor: 0, .. } => Err(LedgerError::Window),
            _ => Ok(()),
        }
    }
}
