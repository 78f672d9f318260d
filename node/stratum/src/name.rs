//! Names of users and workers.

/// Characters of a user name; addresses are shorter.
const USER: usize = 256;

/// Characters of a worker's name.
const WORKER: usize = 64;

/// Why a name is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It does not begin with a user name.
    #[error("the user name is empty")]
    Empty,
    /// It is long.
    #[error("the {part} has more than {limit} characters")]
    TooLong {
        /// Which part.
        part: &'static str,
        /// What it may have.
        limit: usize,
    },
    /// Characters that a log or a page would not show.
    #[error("the name has other characters than visible ASCII")]
    Characters,
}

/// `<user>[.<worker>]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkerName {
    /// Who is paid.
    pub user: String,
    /// Which of the user's machines, `default` if the miner gave none.
    pub worker: String,
}

impl WorkerName {
    /// Splits at the first point.
    ///
    /// # Errors
    /// See [`NameError`].
    pub fn parse(name: &str) -> Result<Self, NameError> {
        let (user, worker) = name.split_once('.').unwrap_or((name, ""));
        if user.is_empty() {
            return Err(NameError::Empty);
        }
        for (part, text, limit) in [("user name", user, USER), ("worker's name", worker, WORKER)] {
            if text.len() > limit {
                return Err(NameError::TooLong { part, limit });
            }
            if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(NameError::Characters);
            }
        }
        let worker = if worker.is_empty() { "default" } else { worker };
        Ok(Self { user: user.into(), worker: worker.into() })
    }
}

impl std::fmt::Display for WorkerName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.user, self.worker)
    }
}
