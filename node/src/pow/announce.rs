//! Announcements of blocks.

use std::{error::Error, future::Future, pin::Pin};

use sero_pow::{WorkFunction, U256};
use sero_runtime::{Header, OpaqueBlock as Block};
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};

use super::header::{self, HeaderError, Sealed};

/// Asks each announcement for the least work that the chain knows, so that a flood of them is dear to make and cheap to
/// refuse: two small hashes each.
pub struct WorkedAnnouncements<W> {
    work: W,
    minimum: U256,
}

impl<W: WorkFunction> WorkedAnnouncements<W> {
    /// For a chain whose difficulty never falls below `minimum`.
    pub fn new(work: W, minimum: U256) -> Self {
        Self { work, minimum }
    }

    fn check(&self, header: &Header) -> Result<(), HeaderError> {
        // Block 0 has no seal; a peer whose best block it is announces it.
        if header.number == 0 {
            return Ok(());
        }
        let sealed = Sealed::open(header.clone())?;
        header::check_claim(&self.work, &sealed.pre_hash, &sealed.seal, self.minimum)?;
        Ok(())
    }
}

impl<W: WorkFunction> BlockAnnounceValidator<Block> for WorkedAnnouncements<W> {
    fn validate(
        &mut self,
        header: &Header,
        data: &[u8],
    ) -> Pin<Box<dyn Future<Output = Result<Validation, Box<dyn Error + Send>>> + Send>> {
        let verdict = match self.check(header) {
            Ok(()) if data.is_empty() => Validation::Success { is_new_best: false },
            Ok(()) => {
                log::debug!(target: "sero::import", "An announcement carries {} bytes that nobody asked for", data.len());
                Validation::Failure { disconnect: true }
            }
            Err(error) => {
                log::debug!(target: "sero::import", "An announcement of block {} is refused: {error}", header.number);
                Validation::Failure { disconnect: true }
            }
        };
        Box::pin(std::future::ready(Ok(verdict)))
    }
}
