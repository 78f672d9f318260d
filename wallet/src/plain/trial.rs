//! What the runtime says of an extrinsic that it tried in the state of a block, byte by byte.
//!
//! # Consensus
//!
//! The answer is SCALE of Substrate's `ApplyExtrinsicResult`. The places of errors in it are the runtime's, as those of pallets and
//! calls in [`super::extrinsic`]; a place that is not known here is told by its number.
//!
//! | bytes | meaning |
//! | --- | --- |
//! | `0 0` | it does what it says |
//! | `0 1`, error | a block takes it: the account pays the fee, and no more happens |
//! | `1`, reason | no block takes it |

use super::extrinsic::SHIELDED_PALLET;

/// The rule that an account does not give away more than it has.
pub const FUNDS: &str = "FundsUnavailable";
/// The rule that an account can pay the fee.
pub const FEE: &str = "Payment";

/// The error of a pallet, in what a block says.
const OF_PALLET: u8 = 3;
/// The error of a balance, likewise.
const OF_BALANCE: u8 = 7;

/// The rule that an extrinsic breaks, as the runtime names it. Nothing where it breaks none, and where no block takes it as things
/// stand: that is for the pool to judge, which knows what the account sent before.
pub fn broken_rule(outcome: &[u8]) -> Option<String> {
    match outcome {
        [0, 1, error @ ..] => Some(rule(error)),
        [1, 0, 1] => Some(FEE.into()),
        _ => None,
    }
}

fn rule(error: &[u8]) -> String {
    let name = match error {
        [OF_PALLET, SHIELDED_PALLET, 0, ..] => "Paused",
        [OF_PALLET, SHIELDED_PALLET, 1, ..] => "NoActiveKeys",
        [OF_PALLET, SHIELDED_PALLET, 3, ..] => "InvalidValue",
        [OF_PALLET, SHIELDED_PALLET, 13, ..] => "TurnstileOverflow",
        [OF_PALLET, pallet, error, ..] => return format!("Pallet{pallet}Error{error}"),
        [OF_BALANCE, 0, ..] => FUNDS,
        [OF_BALANCE, 4, ..] => "UnknownAsset",
        [OF_BALANCE, 5, ..] => "Frozen",
        _ => return format!("Error{}", const_hex::encode(error)),
    };
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_block_would_take_for_nothing_is_named() {
        let rule = |error: &[u8]| broken_rule(&[&[0u8, 1][..], error].concat());
        assert_eq!(rule(&[3, 10, 0, 0, 0, 0]).as_deref(), Some("Paused"));
        assert_eq!(rule(&[3, 10, 1, 0, 0, 0]).as_deref(), Some("NoActiveKeys"));
        assert_eq!(rule(&[3, 10, 13, 0, 0, 0]).as_deref(), Some("TurnstileOverflow"));
        assert_eq!(rule(&[3, 11, 19, 0, 0, 0]).as_deref(), Some("Pallet11Error19"));
        assert_eq!(rule(&[7, 0]).as_deref(), Some(FUNDS));
        assert_eq!(rule(&[10]).as_deref(), Some("Error0a"));
        assert_eq!(rule(&[]).as_deref(), Some("Error"));
    }

    #[test]
    fn what_succeeds_or_waits_for_another_breaks_no_rule() {
        // Done; a nonce behind one that waits; a full block; nothing that makes sense.
        for outcome in [&[0, 0][..], &[1, 0, 2], &[1, 0, 6], &[]] {
            assert_eq!(broken_rule(outcome), None);
        }
        assert_eq!(broken_rule(&[1, 0, 1]).as_deref(), Some(FEE));
    }
}
