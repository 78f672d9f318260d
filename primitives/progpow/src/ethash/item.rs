//! Items of the data set.

use alloc::vec::Vec;

use super::Line;
use crate::{
    arch::{Family, Kernel, Routine},
    fnv::fnv1,
    keccak::keccak512,
};

/// Items computed side by side for one nonce: as many as an access of 256 bytes has. Each waits for memory nearly all the
/// time, so four take hardly longer than one.
const FEW: usize = 4;
/// The same where there are enough.
const MANY: usize = 8;

/// Remainders without division.
#[derive(Debug, Clone, Copy)]
pub struct Modulus {
    divisor: u32,
    /// 2^64 / divisor, rounded up.
    reciprocal: u64,
}

impl Modulus {
    /// By a divisor above zero.
    pub fn new(divisor: u32) -> Self {
        Self { divisor, reciprocal: (u64::MAX / u64::from(divisor.max(1))).wrapping_add(1) }
    }

    /// `number % divisor`: the fraction of `number / divisor`, in units of 2^-64, times the divisor. It is exact because the
    /// reciprocal's error, below 2^-64, grows by at most 2^32 and so stays below 1 / divisor.
    #[inline(always)]
    pub fn of(&self, number: u32) -> u32 {
        let fraction = self.reciprocal.wrapping_mul(u64::from(number));
        ((u128::from(fraction) * u128::from(self.divisor)) >> 64) as u32
    }
}

/// The cache, and how an item is made of it.
pub struct LightCache {
    /// Its items.
    lines: Vec<Line>,
    /// By their number.
    modulus: Modulus,
    /// How many of them an item of the data set has.
    parents: u32,
    few: Routine<Items>,
    many: Routine<Items>,
}

impl LightCache {
    /// Takes the items of a cache. There is at least one.
    pub fn new(lines: Vec<Line>, parents: u32) -> Self {
        let modulus = Modulus::new(lines.len() as u32);
        Self {
            lines,
            modulus,
            parents,
            few: Routine::best::<SideBySide<FEW>>(),
            many: Routine::best::<SideBySide<MANY>>(),
        }
    }

    /// Computes the items of the data set from `first` on.
    pub fn items(&self, first: u32, out: &mut [Line]) {
        let routine = if out.len() < MANY { self.few } else { self.many };
        routine.call((self, first, out));
    }

    /// The items of the cache.
    #[cfg(test)]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Computes `N` items side by side.
    ///
    /// # Consensus
    /// An item starts as the item `index % n` of the cache, its first word xor the index, hashed. Parent `j` is item
    /// `fnv1(index ^ j, word j % 16) % n`, and is merged by FNV-1 word by word. Hashed again, it is done.
    #[inline(always)]
    fn side_by_side<const N: usize>(&self, first: u32, out: &mut [Line; N]) {
        let lines = self.lines.as_slice();
        let index: [u32; N] = core::array::from_fn(|k| first.wrapping_add(k as u32));
        let mut mix = index.map(|index| {
            let mut line = lines[self.modulus.of(index) as usize];
            line.0[0] ^= index;
            keccak512(&line)
        });
        for parent in 0..self.parents {
            for (mix, index) in mix.iter_mut().zip(index) {
                let at = self.modulus.of(fnv1(index ^ parent, mix.0[parent as usize % 16]));
                let line = &lines[at as usize];
                for (word, data) in mix.0.iter_mut().zip(line.0) {
                    *word = fnv1(*word, data);
                }
            }
        }
        *out = mix.map(|mix| keccak512(&mix));
    }
}

/// Functions that compute items.
struct Items;

impl Family for Items {
    type Args<'a> = (&'a LightCache, u32, &'a mut [Line]);
}

/// Computes items in groups of `N`, and what remains one by one.
struct SideBySide<const N: usize>;

impl<const N: usize> Kernel<Items> for SideBySide<N> {
    #[inline(always)]
    fn run((cache, first, out): (&LightCache, u32, &mut [Line])) {
        let mut at = first;
        let (groups, rest) = out.as_chunks_mut::<N>();
        for group in groups {
            cache.side_by_side(at, group);
            at = at.wrapping_add(N as u32);
        }
        for one in rest {
            cache.side_by_side(at, core::array::from_mut(one));
            at = at.wrapping_add(1);
        }
    }
}
