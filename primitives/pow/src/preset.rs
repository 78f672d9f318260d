//! Which of the published rules a chain follows.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_progpow::Parameters;

/// Names a set of ProgPoW parameters; a constant of each chain.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Preset {
    /// The rules of 0.9.4 over a data set of a few megabytes, so that a node mines within a second of starting.
    #[default]
    #[codec(index = 0)]
    #[serde(rename = "development")]
    Development,
    /// EIP-1057, revision 0.9.2.
    #[codec(index = 1)]
    #[serde(rename = "0.9.2")]
    V0_9_2,
    /// EIP-1057, revision 0.9.3.
    #[codec(index = 2)]
    #[serde(rename = "0.9.3")]
    V0_9_3,
    /// Revision 0.9.4, which closes the bypass by light evaluation. The main chain's.
    #[codec(index = 3)]
    #[serde(rename = "0.9.4")]
    V0_9_4,
    /// The earlier implementation's: 0.9.2 with a period of 50 blocks.
    #[codec(index = 4)]
    #[serde(rename = "go-sero")]
    GoSero,
    /// The numbers of the white paper, chapter 4.2.
    #[codec(index = 5)]
    #[serde(rename = "white-paper")]
    WhitePaper,
}

impl Preset {
    /// The parameters.
    pub fn parameters(self) -> &'static Parameters {
        match self {
            Self::Development => &Parameters::DEVELOPMENT,
            Self::V0_9_2 => &Parameters::V0_9_2,
            Self::V0_9_3 => &Parameters::V0_9_3,
            Self::V0_9_4 => &Parameters::V0_9_4,
            Self::GoSero => &Parameters::GO_SERO,
            Self::WhitePaper => &Parameters::WHITE_PAPER,
        }
    }
}
