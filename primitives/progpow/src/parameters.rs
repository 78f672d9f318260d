//! The numbers in which the revisions of ProgPoW differ.

use crate::ProgPowError;

/// The last epoch that has a cache.
///
/// Ethereum published the sizes of Ethash up to this one, 61 million blocks or 25 years of 13 seconds; its cache has 285 MB
/// and its data set 18 GB. Without an end a header with a senseless height could make a node allocate any amount.
pub const MAX_EPOCH: u64 = 2047;

/// One flavour of ProgPoW.
///
/// # Consensus
/// Two chains with different parameters have different proofs of work. `lanes`, `dag_loads` and `cache_bytes` are powers of
/// two, and what all lanes load from the data set in one round is a whole number of its 64-byte items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// What [`Self::named`] knows it by.
    pub name: &'static str,
    /// Blocks with one random program, `PROGPOW_PERIOD`.
    pub period: u64,
    /// Lanes that compute one hash together, `PROGPOW_LANES`.
    pub lanes: u32,
    /// Registers of a lane, `PROGPOW_REGS`.
    pub regs: u32,
    /// 32-bit words that a lane loads from the data set in a round, `PROGPOW_DAG_LOADS`.
    pub dag_loads: u32,
    /// The beginning of the data set that is read at random within a round, `PROGPOW_CACHE_BYTES`.
    pub cache_bytes: u32,
    /// Rounds, each with one access to the data set, `PROGPOW_CNT_DAG`.
    pub dag_accesses: u32,
    /// Reads of that beginning in a round, `PROGPOW_CNT_CACHE`.
    pub cache_accesses: u32,
    /// Random operations in a round, `PROGPOW_CNT_MATH`.
    pub math_operations: u32,
    /// What the last Keccak takes over from the first.
    pub carry: Carry,
    /// The data set.
    pub ethash: Ethash,
}

/// What the last Keccak takes over from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carry {
    /// Revisions up to 0.9.3: the header and 64 bits of the first result. A miner who may vary the header finds, for a mix
    /// that was cheap to compute, a header with those 64 bits, and so avoids the data set (Kik's bypass).
    Seed64,
    /// From 0.9.4: all 256 bits of the first result. Padding fills the state, which words after the header and the nonce it
    /// replaces in the first Keccak, which after the seed and the mix in the last.
    Seed256 {
        /// Words 10 to 24 of the first state.
        first: [u32; 15],
        /// Words 16 to 24 of the last state.
        last: [u32; 9],
    },
}

/// The data set of Ethash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ethash {
    /// Blocks with one data set.
    pub epoch_length: u64,
    /// Cache of epoch 0, before it is rounded down to a prime number of items.
    pub cache_bytes_init: u64,
    /// Growth of the cache from epoch to epoch.
    pub cache_bytes_growth: u64,
    /// Data set of epoch 0, before it is rounded down likewise.
    pub dataset_bytes_init: u64,
    /// Growth of the data set from epoch to epoch.
    pub dataset_bytes_growth: u64,
    /// Items of the cache in one item of the data set.
    pub dataset_parents: u32,
    /// Passes over the cache.
    pub cache_rounds: u32,
}

impl Ethash {
    /// Ethereum's.
    pub const MAIN: Self = Self {
        epoch_length: 30_000,
        cache_bytes_init: 1 << 24,
        cache_bytes_growth: 1 << 17,
        dataset_bytes_init: 1 << 30,
        dataset_bytes_growth: 1 << 23,
        dataset_parents: 256,
        cache_rounds: 3,
    };
}

impl Parameters {
    /// Revision 0.9.2.
    pub const V0_9_2: Self = Self {
        name: "0.9.2",
        period: 50,
        lanes: 16,
        regs: 32,
        dag_loads: 4,
        cache_bytes: 16 * 1024,
        dag_accesses: 64,
        cache_accesses: 12,
        math_operations: 20,
        carry: Carry::Seed64,
        ethash: Ethash::MAIN,
    };
    /// Revision 0.9.3, which was audited.
    pub const V0_9_3: Self =
        Self { name: "0.9.3", period: 10, cache_accesses: 11, math_operations: 18, ..Self::V0_9_2 };
    /// Revision 0.9.4, the one of the main preset: an item has twice the parents, which makes mining without the data set
    /// dearer, and the last Keccak takes over the whole first result.
    pub const V0_9_4: Self = Self {
        name: "0.9.4",
        carry: Carry::Seed256 { first: [0; 15], last: [0; 9] },
        ethash: Ethash { dataset_parents: 512, ..Ethash::MAIN },
        ..Self::V0_9_3
    };
    /// What go-sero computes: 0.9.2.
    pub const GO_SERO: Self = Self { name: "go-sero", period: 50, ..Self::V0_9_2 };
    /// The six numbers of SERO's white paper under the rules of 0.9.2; two loads make an access its 256 bytes.
    pub const WHITE_PAPER: Self = Self {
        name: "white-paper",
        lanes: 32,
        regs: 16,
        dag_loads: 2,
        cache_accesses: 8,
        math_operations: 8,
        ..Self::V0_9_2
    };
    /// The rules of 0.9.4 over a data set of 4 MiB, which takes no time to build. For development chains.
    pub const DEVELOPMENT: Self = Self {
        name: "development",
        ethash: Ethash {
            cache_bytes_init: 1 << 16,
            cache_bytes_growth: 1 << 10,
            dataset_bytes_init: 1 << 22,
            dataset_bytes_growth: 1 << 14,
            ..Self::V0_9_4.ethash
        },
        ..Self::V0_9_4
    };
    /// Ravencoin's KAWPOW: 0.9.4 with padding, shorter periods and epochs.
    #[cfg(feature = "kawpow")]
    pub const KAWPOW: Self = {
        const PADDING: [u32; 15] = letters(b"rAVENCOINKAWPOW");
        let [a, b, c, d, e, f, g, h, i, ..] = PADDING;
        Self {
            name: "kawpow",
            period: 3,
            carry: Carry::Seed256 { first: PADDING, last: [a, b, c, d, e, f, g, h, i] },
            ethash: Ethash { epoch_length: 7_500, ..Self::V0_9_4.ethash },
            ..Self::V0_9_4
        }
    };

    /// All presets.
    pub fn all() -> &'static [&'static Self] {
        &[
            &Self::V0_9_2,
            &Self::V0_9_3,
            &Self::V0_9_4,
            &Self::GO_SERO,
            &Self::WHITE_PAPER,
            &Self::DEVELOPMENT,
            #[cfg(feature = "kawpow")]
            &Self::KAWPOW,
        ]
    }

    /// The preset of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().iter().copied().find(|parameters| parameters.name == name)
    }

    /// The epoch of a block: which data set it is mined with.
    pub fn epoch(&self, height: u64) -> u64 {
        height.checked_div(self.ethash.epoch_length).unwrap_or_default()
    }

    /// The period of a block: which program it is mined with.
    pub fn period_of(&self, height: u64) -> u64 {
        height.checked_div(self.period).unwrap_or_default()
    }

    /// Words of the data set that all lanes load in a round.
    pub(crate) fn access_words(&self) -> u32 {
        self.lanes.wrapping_mul(self.dag_loads)
    }

    /// Whether an epoch has a cache.
    ///
    /// # Errors
    /// [`ProgPowError::EpochTooLarge`] beyond [`MAX_EPOCH`].
    pub fn check_epoch(&self, epoch: u64) -> Result<(), ProgPowError> {
        if epoch > MAX_EPOCH {
            return Err(ProgPowError::EpochTooLarge { epoch });
        }
        Ok(())
    }

    /// Whether the numbers fit together. All presets do.
    ///
    /// # Errors
    /// [`ProgPowError::Parameters`] with the first that does not.
    pub fn check(&self) -> Result<(), ProgPowError> {
        let Ethash { cache_bytes_init, cache_bytes_growth, dataset_bytes_init, dataset_bytes_growth, .. } = self.ethash;
        let items =
            |init: u64, growth: u64, item: u64| growth.checked_mul(MAX_EPOCH)?.checked_add(init)?.checked_div(item);
        let countable = |count: Option<u64>| count.is_some_and(|count| count <= u64::from(u32::MAX) / 2);
        let checks = [
            (self.period > 0 && self.ethash.epoch_length > 0, "a period and an epoch have blocks"),
            (self.lanes.is_power_of_two() && self.lanes <= 1024, "the lanes are a power of two up to 1024"),
            ((2..=1024).contains(&self.regs), "there are 2 to 1024 registers"),
            (matches!(self.dag_loads, 1 | 2 | 4 | 8 | 16), "a lane loads 1, 2, 4, 8 or 16 words"),
            (self.access_words().is_multiple_of(16), "the lanes load whole items"),
            (
                self.cache_bytes.is_power_of_two() && self.cache_bytes >= 64,
                "the cache is a power of two and has an item",
            ),
            (cache_bytes_init >= 256, "the light cache has items"),
            (dataset_bytes_init >= 4 * u64::from(self.cache_bytes), "the data set is larger than its beginning"),
            (dataset_bytes_init >= 16 * u64::from(self.access_words()), "the data set has several entries"),
            (countable(items(cache_bytes_init, cache_bytes_growth, 64)), "32 bits count the items of the light cache"),
            (countable(items(dataset_bytes_init, dataset_bytes_growth, 64)), "32 bits count the items of the data set"),
        ];
        match checks.into_iter().find(|(holds, _)| !holds) {
            Some((_, reason)) => Err(ProgPowError::Parameters { name: self.name, reason }),
            None => Ok(()),
        }
    }
}

/// Each letter in a word of its own.
#[cfg(feature = "kawpow")]
const fn letters(text: &[u8; 15]) -> [u32; 15] {
    let mut words = [0; 15];
    let mut at = 0;
    while at < 15 {
        words[at] = text[at] as u32;
        at += 1;
    }
    words
}
