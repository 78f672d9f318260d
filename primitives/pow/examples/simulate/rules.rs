//! The difficulty rules that are compared.

use std::collections::VecDeque;

use sero_pow::{asert::Parameters, WorkDigest, U256};

/// Block time of the main preset.
pub const TARGET_MS: u64 = 13_000;
/// Half-life of the main preset.
pub const HALF_LIFE_MS: u64 = 7_200_000;
/// Difficulty at the start of each simulation.
pub const INITIAL: u64 = 100_000_000;
/// Blocks in two hours.
const WINDOW: usize = (7_200_000 / TARGET_MS) as usize;

/// Which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// This chain's.
    Asert,
    /// The earlier implementation's: `D + D / 2048 * max(1 - dt / 9, -99)`, dt in whole seconds.
    Earlier,
    /// Moving average over two hours of blocks.
    Window,
}

impl Rule {
    pub const ALL: [Self; 3] = [Self::Asert, Self::Earlier, Self::Window];

    pub fn name(self) -> &'static str {
        match self {
            Self::Asert => "asert",
            Self::Earlier => "earlier",
            Self::Window => "window",
        }
    }

    /// The least step of a header's time: the earlier implementation counted seconds.
    pub fn tick_ms(self) -> u64 {
        match self {
            Self::Earlier => 1_000,
            Self::Asert | Self::Window => 1,
        }
    }

    /// The rule behind a first block at this time, which met [`INITIAL`].
    pub fn start(self, time_ms: u64) -> State {
        let initial = U256::from(INITIAL);
        match self {
            Self::Asert => {
                let parameters = Parameters { target_ms: TARGET_MS, half_life_ms: HALF_LIFE_MS, minimum: U256::one() };
                State::Asert { parameters, height: 1, digest: WorkDigest::first(&parameters, initial, 1, time_ms) }
            }
            Self::Earlier => State::Earlier { time_s: time_ms / 1_000, difficulty: INITIAL.into() },
            Self::Window => {
                // A window that is full already, all of it on time.
                let time = |back: usize| time_ms - back as u64 * TARGET_MS;
                let blocks = (0..=WINDOW).rev().map(|back| (time(back), u128::from(INITIAL))).collect();
                State::Window(blocks, INITIAL.into())
            }
        }
    }
}

/// What a rule remembers of the chain.
pub enum State {
    Asert {
        parameters: Parameters,
        height: u32,
        digest: WorkDigest,
    },
    Earlier {
        time_s: u64,
        difficulty: u128,
    },
    /// Time of each block and the difficulty that it met; what the next one must meet.
    Window(VecDeque<(u64, u128)>, u128),
}

impl State {
    /// What the next block must meet.
    pub fn difficulty(&self) -> f64 {
        match self {
            Self::Asert { digest, .. } => digest.next().low_u128() as f64,
            Self::Earlier { difficulty, .. } | Self::Window(_, difficulty) => *difficulty as f64,
        }
    }

    /// Takes in a block with this time.
    pub fn append(&mut self, time_ms: u64) {
        match self {
            Self::Asert { parameters, height, digest } => {
                *height += 1;
                *digest = digest.child(parameters, *height, time_ms);
            }
            Self::Earlier { time_s, difficulty } => {
                let seconds = time_ms / 1_000 - *time_s;
                *time_s = time_ms / 1_000;
                let step = (1 - i128::from(seconds / 9)).max(-99) * (*difficulty / 2_048) as i128;
                *difficulty = difficulty.saturating_add_signed(step).max(131_072);
            }
            Self::Window(blocks, difficulty) => {
                blocks.push_back((time_ms, *difficulty));
                if blocks.len() > WINDOW + 1 {
                    blocks.pop_front();
                }
                // The first block's work lies before the window.
                let work: u128 = blocks.iter().skip(1).map(|(_, d)| d).sum();
                let elapsed = u128::from(time_ms - blocks[0].0).max(1);
                let average = work * u128::from(TARGET_MS) / elapsed;
                *difficulty = average.clamp(*difficulty / 2, *difficulty * 2).max(1);
            }
        }
    }
}
