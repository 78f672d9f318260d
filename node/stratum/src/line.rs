//! Lines of bounded length.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Why there is no further line.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The other side sent more without ending the line.
    #[error("a line is longer than {limit} bytes")]
    TooLong {
        /// What a line may have.
        limit: usize,
    },
    /// The connection broke.
    #[error("cannot read: {0}")]
    Io(#[from] std::io::Error),
}

/// Reads lines without holding more than one in memory.
pub struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    limit: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Lines of at most so many bytes, without their end.
    pub fn new(reader: R, limit: usize) -> Self {
        Self { reader: BufReader::with_capacity(4096, reader), line: Vec::new(), limit }
    }

    /// The next line without its end, or none when the other side closed. Half a line at the end does not count.
    ///
    /// It may be dropped while it waits: what was read stays for the next call.
    ///
    /// # Errors
    /// The line is too long, or the connection broke.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, LineError> {
        loop {
            let available = self.reader.fill_buf().await?;
            if available.is_empty() {
                return Ok(None);
            }
            let (part, used, ended) = match available.iter().position(|byte| *byte == b'\n') {
                Some(at) => (available.get(..at).unwrap_or_default(), at.saturating_add(1), true),
                None => (available, available.len(), false),
            };
            if self.line.len().saturating_add(part.len()) > self.limit {
                return Err(LineError::TooLong { limit: self.limit });
            }
            self.line.extend_from_slice(part);
            self.reader.consume(used);
            if ended {
                return Ok(Some(std::mem::take(&mut self.line)));
            }
        }
    }
}
