//! Who gets how much of a reward.

use primitive_types::{U256, U512};

use crate::{terms::WHOLE, LedgerError};

/// A reward in parts that add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// What each account gets for its shares, rounded down.
    pub(crate) shares: Vec<(i64, u128)>,
    /// The pool's fee, rounded down.
    pub(crate) fee: u128,
    /// What rounding left; everything but the fee where nobody had a share.
    pub(crate) dust: u128,
}

/// Splits a reward by weight.
pub(crate) fn split(reward: u128, fee_bp: u16, weights: &[(i64, U256)]) -> Result<Split, LedgerError> {
    let broken = || LedgerError::Damaged("the weights of a block");
    let (whole, part) = (u128::from(WHOLE), u128::from(fee_bp.min(WHOLE)));
    // Below the reward, for a fee is at most the whole.
    let fee = (reward / whole).saturating_mul(part).saturating_add((reward % whole).saturating_mul(part) / whole);
    let rest = reward.saturating_sub(fee);
    let sum = weights.iter().try_fold(U256::zero(), |sum, (_, weight)| sum.checked_add(*weight)).ok_or_else(broken)?;
    let (mut shares, mut dust) = (Vec::with_capacity(weights.len()), rest);
    for (account, weight) in weights {
        let product: U512 = U256::from(rest).full_mul(*weight);
        let amount = product.checked_div(U512::from(sum)).ok_or_else(broken)?;
        // At most the rest, for no weight is above their sum.
        let amount = u128::try_from(amount).map_err(|_| broken())?;
        dust = dust.checked_sub(amount).ok_or_else(broken)?;
        shares.push((*account, amount));
    }
    Ok(Split { shares, fee, dust })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reward_is_shared_by_weight_after_the_fee() {
        let weights = [(7, U256::from(3)), (9, U256::from(1))];
        let parts = split(1_000_003, 250, &weights).unwrap();
        assert_eq!(parts.fee, 25_000);
        assert_eq!(parts.shares, vec![(7, 731_252), (9, 243_750)]);
        assert_eq!(parts.dust, 1);
    }

    #[test]
    fn without_shares_everything_is_the_pools() {
        assert_eq!(split(101, 100, &[]).unwrap(), Split { shares: vec![], fee: 1, dust: 100 });
    }

    #[test]
    fn a_fee_of_everything_leaves_nothing_to_share() {
        let parts = split(u128::MAX, 10_000, &[(1, U256::one())]).unwrap();
        assert_eq!(parts, Split { shares: vec![(1, 0)], fee: u128::MAX, dust: 0 });
    }

    proptest! {
        #[test]
        fn the_parts_are_the_reward_and_the_dust_is_below_one_unit_an_account(
            reward: u128,
            fee_bp in 0u16..=10_000,
            weights in prop::collection::vec((1u128.., 0usize..90), 1..40),
        ) {
            let weights: Vec<(i64, U256)> =
                weights.iter().zip(2..).map(|((weight, shift), id)| (id, U256::from(*weight) << *shift)).collect();
            let parts = split(reward, fee_bp, &weights).unwrap();
            let sum = parts.shares.iter().map(|(_, amount)| *amount).sum::<u128>();
            prop_assert_eq!(sum + parts.fee + parts.dust, reward);
            prop_assert!(parts.dust < weights.len() as u128);
        }
    }
}
