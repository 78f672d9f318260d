//! What one chain is compared with another by.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_consensus_pow::TotalDifficulty;
use sp_core::U256;

/// Weight of a block, or of all blocks of a chain.
///
/// # Consensus
/// The heavier chain is followed. A block weighs its difficulty, and its difficulty once more for each vote on it; a chain
/// weighs what its blocks weigh together. Of two chains of one weight a node stays on the one that it saw first. Sums and
/// products end at 2^256 - 1.
///
/// Until blocks carry votes their number is zero, and the weight is the total difficulty.
///
/// ```
/// use sero_pow::{Weight, U256};
/// let alone = Weight::of(U256::from(100), 0).plus(Weight::of(U256::from(110), 0));
/// let voted_on = Weight::of(U256::from(100), 3);
/// assert!(voted_on > alone);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Weight(U256);

impl Weight {
    /// Of a chain without blocks.
    pub const ZERO: Self = Self(U256::zero());

    /// Of one block that met `difficulty` and carries this many votes.
    pub fn of(difficulty: U256, votes: u32) -> Self {
        let times = U256::from(votes).saturating_add(U256::one());
        Self(difficulty.saturating_mul(times))
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The number behind it.
    pub fn value(self) -> U256 {
        self.0
    }
}

impl TotalDifficulty for Weight {
    fn increment(&mut self, other: Self) {
        *self = self.plus(other);
    }
}

impl core::fmt::Display for Weight {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use codec::DecodeAll;
    use proptest::prelude::*;

    use super::*;

    fn weight(difficulty: u64, votes: u32) -> Weight {
        Weight::of(difficulty.into(), votes)
    }

    #[test]
    fn without_votes_a_block_weighs_its_difficulty() {
        assert_eq!(weight(7, 0).value(), U256::from(7));
        assert_eq!(Weight::of(U256::MAX, 0).value(), U256::MAX);
        assert_eq!(weight(0, 3), Weight::ZERO);
    }

    #[test]
    fn each_vote_adds_the_difficulty_once_more() {
        for votes in 0..=3 {
            assert_eq!(weight(10, votes).value(), U256::from(10 * (votes + 1)));
        }
    }

    #[test]
    fn a_private_chain_without_votes_needs_several_times_the_work() {
        let voted = weight(100, 3);
        let private = |blocks| (0..blocks).fold(Weight::ZERO, |sum, _| sum.plus(weight(100, 0)));
        assert!(private(3) < voted);
        assert_eq!(private(4), voted);
        assert!(private(5) > voted);
    }

    #[test]
    fn the_largest_weights_saturate() {
        assert_eq!(Weight::of(U256::MAX, u32::MAX).value(), U256::MAX);
        assert_eq!(Weight::of(U256::MAX, 1).value(), U256::MAX);
        assert_eq!(Weight::of(U256::MAX, 0).plus(weight(1, 0)).value(), U256::MAX);
        let mut total = Weight::of(U256::MAX, 0);
        total.increment(weight(1, 0));
        assert_eq!(total.value(), U256::MAX);
    }

    #[test]
    fn it_is_encoded_as_the_number() {
        let weight = weight(0x0102, 1);
        assert_eq!(weight.encode(), U256::from(0x0204).encode());
        assert_eq!(Weight::decode_all(&mut &weight.encode()[..]), Ok(weight));
        assert_eq!(Weight::max_encoded_len(), 32);
        assert_eq!(weight.to_string(), "516");
    }

    proptest! {
        #[test]
        fn more_work_and_more_votes_never_weigh_less(d in any::<[u8; 32]>(), more in any::<[u8; 32]>(), a in 0u32.., b in 0u32..) {
            let (d, more) = (U256::from_big_endian(&d), U256::from_big_endian(&more));
            let (less_work, more_work) = (d.min(more), d.max(more));
            let (fewer, votes) = (a.min(b), a.max(b));
            prop_assert!(Weight::of(less_work, fewer) <= Weight::of(more_work, votes));
            prop_assert!(Weight::of(d, a).plus(Weight::of(more, b)) >= Weight::of(d, a));
        }

        #[test]
        fn the_order_of_a_sum_does_not_matter(a in any::<[u64; 4]>(), b in any::<[u64; 4]>(), c in any::<[u64; 4]>()) {
            let [a, b, c] = [a, b, c].map(|limbs| Weight(U256(limbs)));
            prop_assert_eq!(a.plus(b).plus(c), c.plus(a.plus(b)));
            prop_assert_eq!(a.plus(b.plus(c)), b.plus(c).plus(a));
        }
    }
}
