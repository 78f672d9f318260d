//! The methods by which miners outside the node fetch work: Ethereum's, with the height that ProgPoW needs.

use jsonrpsee::{
    proc_macros::rpc,
    types::{ErrorObject, ErrorObjectOwned},
};

use crate::Hex32;

/// Why a miner gets nothing, or is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// The node does not mine: it was not told to, is far behind, or has raised its alarm.
    #[error(
        "there is no work: the node is not mining (start it with --mine), is behind its peers, or raised its alarm"
    )]
    NoWork,
    /// The header was never shown, is solved, or stands on a block that is no longer the best.
    #[error("work {0} is not open")]
    Stale(Hex32),
    /// A number is not hexadecimal with a prefix, or too long.
    #[error("{what} {text:?} is not a number of at most {bytes} bytes in hexadecimal")]
    BadNumber {
        /// Which argument.
        what: &'static str,
        /// What was given, cut to a readable length.
        text: String,
        /// How long it may be.
        bytes: usize,
    },
    /// The seal breaks a rule.
    #[error("the seal is refused: {0}")]
    Refused(String),
}

impl WorkError {
    /// The JSON-RPC code.
    pub fn code(&self) -> i32 {
        match self {
            Self::NoWork => -33_100,
            Self::Stale(_) => -33_101,
            Self::BadNumber { .. } => -33_102,
            Self::Refused(_) => -33_103,
        }
    }
}

impl From<WorkError> for ErrorObjectOwned {
    fn from(error: WorkError) -> Self {
        ErrorObject::owned(error.code(), error.to_string(), None::<()>)
    }
}

/// The `eth_` methods of mining.
#[rpc(client, server, namespace = "eth")]
pub trait WorkApi {
    /// What to search for: hash of the header without seal, seed hash of the epoch, the boundary that the final hash must
    /// not pass, and the height; each in hexadecimal.
    ///
    /// # Errors
    /// [`WorkError::NoWork`].
    #[method(name = "getWork")]
    fn get_work(&self) -> Result<[String; 4], WorkError>;

    /// Hands in a solution: nonce (8 bytes), hash of the header, mix. Answers true when the node makes a block of it.
    ///
    /// # Errors
    /// Which of the three is wrong, and why.
    #[method(name = "submitWork")]
    async fn submit_work(&self, nonce: String, pre_hash: Hex32, mix: Hex32) -> Result<bool, WorkError>;

    /// Tells how fast a miner outside searches, under an identifier that it chose. Forgotten after a minute.
    ///
    /// # Errors
    /// [`WorkError::BadNumber`].
    #[method(name = "submitHashrate")]
    fn submit_hashrate(&self, rate: String, id: Hex32) -> Result<bool, WorkError>;

    /// The hash rate of the node's threads and of the miners that told theirs, in hexadecimal.
    #[method(name = "hashrate")]
    fn hashrate(&self) -> Result<String, WorkError>;

    /// Whether there is work.
    #[method(name = "mining")]
    fn mining(&self) -> Result<bool, WorkError>;
}
